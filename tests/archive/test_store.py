"""Evidence stays as it came: the same bytes are one copy, nothing is written over, and every act is told."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.archive import Act, Archive, examine, survey_archive
from skywitness.archive.files import arriving
from skywitness.archive.store import held
from skywitness.errors import ArchiveError, UnknownId
from skywitness.model.ids import digest_bytes

AT = datetime(2021, 3, 20, 21, 4, 5, tzinfo=UTC)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"a bright flash over the river")
    return path


@pytest.fixture
def opened(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "ledger" / "archive")


def faults(opened: Archive) -> list[str]:
    survey = survey_archive(opened.folder)
    return [*map(str, survey.faults), *(str(fault) for fault in examine(survey) if fault)]


def test_a_copy_is_kept_under_its_digest_read_only_and_as_it_was(opened: Archive, clip: Path) -> None:
    kept = opened.take_in(clip, at=AT, by="Vera", source="https://example.org/1", note="from a resident")
    path = opened.path_of(kept.entry.digest or digest_bytes(b""))
    assert path.read_bytes() == clip.read_bytes()
    assert kept.entry.digest == digest_bytes(clip.read_bytes())
    assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert (kept.entry.at, kept.entry.by, kept.entry.act, kept.entry.name) == (AT, "Vera", Act.TAKEN_IN, "clip.mp4")
    assert faults(opened) == []


def test_adding_again_changes_nothing_and_from_elsewhere_adds_only_an_entry(opened: Archive, clip: Path) -> None:
    first = opened.take_in(clip, at=AT, by="Vera", source="one")
    again = Archive(opened.folder).take_in(clip, at=datetime(2022, 1, 1, tzinfo=UTC), by="Oleh", source="one")
    assert (again.is_new, again.entry) == (False, first.entry)
    assert opened.take_in(clip, at=AT, by="Vera", source="another").is_new
    assert len(opened.entries()) == 2
    assert len(held(opened.entries())) == 1


def test_a_damaged_copy_is_neither_acknowledged_nor_written_over(opened: Archive, clip: Path) -> None:
    digest = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert digest
    kept = opened.path_of(digest)
    kept.chmod(0o600)
    kept.write_bytes(b"a bright flash over the RIVER")
    with pytest.raises(ArchiveError, match="altered"):
        opened.take_in(clip, at=AT, by="Vera", source="again")
    assert kept.read_bytes().endswith(b"RIVER")
    kept.unlink()  # who takes the damaged one away can put it back
    assert opened.take_in(clip, at=AT, by="Vera").is_new
    assert faults(opened) == []


def test_what_is_no_file_or_holds_nothing_is_refused_with_a_reason(opened: Archive, tmp_path: Path) -> None:
    empty, pipe = tmp_path / "empty.mp4", tmp_path / "pipe"
    empty.touch()
    os.mkfifo(pipe)
    for path, reason in (
        (empty, "holds nothing"),
        (pipe, "no regular file"),
        (tmp_path, "no regular file"),
        (tmp_path / "no", "no such file"),
    ):
        with pytest.raises(ArchiveError, match=reason):
            opened.take_in(path, at=AT, by="Vera")
    assert opened.entries() == []
    assert faults(opened) == []


def test_who_acts_must_be_told(opened: Archive, clip: Path) -> None:
    with pytest.raises(ArchiveError, match="--by"):
        opened.take_in(clip, at=AT, by=" ")


def test_a_link_in_place_of_a_kept_file_is_found(opened: Archive, clip: Path) -> None:
    digest = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert digest
    kept = opened.path_of(digest)
    kept.unlink()
    kept.symlink_to(clip)
    assert any("link" in fault and digest in fault for fault in faults(opened))


def test_a_working_copy_tells_of_what_and_how_it_was_made(opened: Archive, clip: Path, tmp_path: Path) -> None:
    original = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert original
    brighter = tmp_path / "brighter.mp4"
    brighter.write_bytes(b"a brighter flash")
    made = opened.derive(original, brighter, how="ffmpeg 7.1 -vf eq=brightness=0.2", at=AT, by="Vera").entry
    assert (made.of, made.how) == (original, "ffmpeg 7.1 -vf eq=brightness=0.2")
    assert opened.path_of(made.digest or original).parent.parent.name == "working"
    with pytest.raises(UnknownId):
        opened.derive(digest_bytes(b"never came"), brighter, how="cut", at=AT, by="Vera")
    with pytest.raises(ArchiveError, match="how"):
        opened.derive(original, brighter, how="", at=AT, by="Vera")
    assert faults(opened) == []


def test_a_release_is_noted_and_only_of_what_is_sound(opened: Archive, clip: Path, tmp_path: Path) -> None:
    digest = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert digest
    out = tmp_path / "out.mp4"
    assert opened.release(digest, out, recipient="a court", why="ordered", at=AT, by="Vera").act is Act.RELEASED
    assert out.read_bytes() == clip.read_bytes()
    with pytest.raises(ArchiveError, match="cannot be written"):
        opened.release(digest, out, recipient="a court", why="ordered", at=AT, by="Vera")
    opened.path_of(digest).chmod(0o600)
    opened.path_of(digest).write_bytes(b"something else")
    with pytest.raises(ArchiveError, match="nothing was released"):
        opened.release(digest, tmp_path / "other", recipient="a court", why="ordered", at=AT, by="Vera")


def test_an_erased_file_is_gone_told_and_can_come_back(opened: Archive, clip: Path) -> None:
    digest = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert digest
    opened.erase(digest, why="asked for by the person shown", at=AT, by="Vera")
    assert not opened.path_of(digest).exists()
    assert faults(opened) == []
    with pytest.raises(UnknownId):
        opened.erase(digest, why="again", at=AT, by="Vera")
    assert opened.take_in(clip, at=AT, by="Vera").is_new
    assert faults(opened) == []


def test_a_file_that_an_eraser_left_behind_is_found_and_can_be_erased_again(opened: Archive, clip: Path) -> None:
    digest = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert digest
    kept = opened.path_of(digest)
    opened.erase(digest, why="asked for", at=AT, by="Vera")
    kept.write_bytes(clip.read_bytes())
    assert any("erased by the log but is still here" in fault for fault in faults(opened))
    opened.erase(digest, why="asked for", at=AT, by="Vera")
    assert faults(opened) == []


def test_a_digest_is_found_by_its_beginning(opened: Archive, clip: Path) -> None:
    digest = opened.take_in(clip, at=AT, by="Vera").entry.digest
    assert digest
    assert opened.find(digest[:8].upper()) == digest
    for prefix in (digest[:3], "0" * 8):
        with pytest.raises(UnknownId):
            opened.find(prefix)


def test_two_openings_share_one_chain(opened: Archive, tmp_path: Path) -> None:
    other = Archive(opened.folder)
    for number in range(6):
        file = tmp_path / f"{number}.jpg"
        file.write_bytes(bytes([number + 1]) * 9)
        (opened if number % 2 else other).take_in(file, at=AT, by="Vera")
    assert [entry.number for entry in opened.entries()] == [1, 2, 3, 4, 5, 6]
    assert faults(opened) == []


def test_a_copy_that_is_being_written_is_no_fault_and_is_not_cleared_away(opened: Archive, clip: Path) -> None:
    opened.take_in(clip, at=AT, by="Vera")
    with arriving(opened.folder, "working", clip) as arrived:
        assert faults(opened) == []
        Archive(opened.folder)
        assert arrived.path is not None
        assert arrived.path.exists()
    assert not arrived.path.exists()


@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=40), st.text(min_size=1, max_size=12), st.none() | st.text(max_size=20)), max_size=8)
)
def test_whatever_is_said_of_a_file_is_read_back_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, came: list[tuple[bytes, str, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("given")
    opened, file = Archive(folder / "archive"), folder / "incoming"
    for body, said, source in came:
        file.write_bytes(body)
        opened.take_in(file, at=AT, by="Vera", note=said, source=source, recorded={"title": said})
    entries = opened.entries()
    assert {(entry.digest, entry.note, entry.source, entry.recorded["title"]) for entry in entries} == {
        (digest_bytes(body), said, source, said) for body, said, source in came
    }
    assert faults(opened) == []


def test_where_there_are_no_hard_links_files_are_kept_all_the_same(opened: Archive, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert opened.take_in(clip, at=AT, by="Vera").is_new
    assert not opened.take_in(clip, at=AT, by="Vera").is_new
    assert faults(opened) == []


def test_a_full_disk_is_told_and_what_was_half_written_is_cut_off_later(
    opened: Archive, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.take_in(clip, at=AT, by="Vera")
    synced = os.fsync

    def refuse(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().name == "custody.jsonl":
            os.ftruncate(handle, os.fstat(handle).st_size - 9)  # half of the entry had room
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(ArchiveError, match="No space left"):
            opened.take_in(clip, at=AT, by="Vera", source="another")
    assert len(opened.entries()) == 1
    assert any("never acknowledged" in fault for fault in faults(opened))
    assert opened.take_in(clip, at=AT, by="Vera", source="another").entry.number == 2
    assert faults(opened) == []


WRITER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from skywitness.archive import Archive
opened = Archive(Path(sys.argv[1]))
for number in range(30):
    file = Path(sys.argv[1]).parent / f"{sys.argv[2]}-{number % 20}"
    file.write_bytes(f"{sys.argv[2] if number % 2 else 'both'} {number % 20}".encode())
    opened.take_in(file, at=datetime(2021, 3, 20, tzinfo=UTC), by=sys.argv[2])
"""


def test_two_processes_write_one_sound_chain(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name]) for name in ("Vera", "Oleh")]  # noqa: S603 - our own interpreter
    assert [writer.wait(60) for writer in writers] == [0, 0]
    opened = Archive(folder)
    assert [entry.number for entry in opened.entries()] == list(range(1, 41))  # 20 names each, however often they were added
    assert faults(opened) == []
