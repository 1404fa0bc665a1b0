"""Only a copy that was made for it, of a file that is still held, and that a person released by its own digest, may be published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skywitness.archive import Archive
from skywitness.errors import NotReleased
from skywitness.model.ids import DecisionId, Digest
from skywitness.model.provenance import Decision
from skywitness.model.words import DecisionKind
from skywitness.publish.copies import MADE_FOR, require_release

AT = datetime(2021, 3, 20, 21, tzinfo=UTC)


def decided(kind: DecisionKind, number: int, *about: str) -> Decision:
    return Decision(
        decision_id=DecisionId(f"d-{number}"),
        kind=kind,
        about=about,
        value=None,
        by="Oleh",
        why="seen",
        made_at=AT + timedelta(hours=number),
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def kept(archive: Archive, tmp_path: Path) -> tuple[Digest, Digest]:
    """The digests of a kept photo and of the copy that was made of it."""
    digests = []
    for name in ("photo.jpg", "copy.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    digests.append(archive.take_in(tmp_path / "photo.jpg", at=AT, by="Vera").entry.digest)
    digests.append(
        archive.derive(Digest(str(digests[0])), tmp_path / "copy.jpg", how="blur", at=AT, by="Vera", recorded=MADE_FOR).entry.digest
    )
    return Digest(str(digests[0])), Digest(str(digests[1]))


def test_a_released_copy_may_be_published_and_the_log_says_on_whose_word(
    archive: Archive, kept: tuple[Digest, Digest], tmp_path: Path
) -> None:
    release = require_release(kept[1], archive.entries(), [decided(DecisionKind.RELEASE, 1, kept[1])])
    entry = archive.publish(kept[1], tmp_path / "out.jpg", on=f"released by {release.by}", at=AT, by="Vera")
    assert (tmp_path / "out.jpg").read_bytes() == b"copy.jpg"
    assert (entry.act.value, entry.digest, entry.note) == ("published", kept[1], "released by Oleh")


def test_without_a_release_of_the_copy_itself_it_may_not(archive: Archive, kept: tuple[Digest, Digest]) -> None:
    of_the_original = decided(DecisionKind.RELEASE, 1, kept[0])
    for decisions in ([], [of_the_original]):
        with pytest.raises(NotReleased, match="nobody released"):
            require_release(kept[1], archive.entries(), decisions)


def test_a_release_that_was_undone_counts_no_more_until_that_is_undone(archive: Archive, kept: tuple[Digest, Digest]) -> None:
    decisions = [decided(DecisionKind.RELEASE, 1, kept[1]), decided(DecisionKind.UNDO, 2, "d-1")]
    with pytest.raises(NotReleased, match="nobody released"):
        require_release(kept[1], archive.entries(), decisions)
    assert require_release(kept[1], archive.entries(), [*decisions, decided(DecisionKind.UNDO, 3, "d-2")]).decision_id == "d-1"


def test_an_original_or_another_working_copy_may_never_be_published(archive: Archive, kept: tuple[Digest, Digest], tmp_path: Path) -> None:
    (tmp_path / "brighter.jpg").write_bytes(b"brighter")
    other = archive.derive(kept[0], tmp_path / "brighter.jpg", how="brightened", at=AT, by="Vera").entry.digest
    for digest in (kept[0], str(other), "0" * 64):
        with pytest.raises(NotReleased, match="no copy that was made to be published"):
            require_release(digest, archive.entries(), [decided(DecisionKind.RELEASE, 1, digest)])


def test_what_was_made_of_an_erased_file_may_not_be_published(archive: Archive, kept: tuple[Digest, Digest]) -> None:
    archive.erase(kept[0], why="the witness asked for it", at=AT, by="Vera")
    with pytest.raises(NotReleased, match="was erased"):
        require_release(kept[1], archive.entries(), [decided(DecisionKind.RELEASE, 1, kept[1])])
