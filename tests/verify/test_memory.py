"""Footage that another report brought before is told as such, whatever came first; another camera at the same moment is no copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import msgspec
import numpy as np
import pytest
from tests.media.test_decode import CLIP
from tests.verify.bad_files import bad_files, hostile_metadata
from tests.verify.bad_files import film as bad_film
from tests.verify.test_examine import happened

from skywitness.archive.files import digest_file
from skywitness.exercise.footage.studio import write_clip
from skywitness.media.film import NOTHING, SOUND_HZ, Film, Head, Series, Stamp
from skywitness.model.ids import Digest, ReportId
from skywitness.model.incident import SEEN_MEDIA, Finding
from skywitness.model.place import Period
from skywitness.model.reading import Occurrence
from skywitness.model.words import TimePrecision, Topic, Verdict
from skywitness.verify import memory
from skywitness.verify.examine import Brought, Carried
from skywitness.verify.memory import Memory, read_first

pytestmark = pytest.mark.slow

AT = CLIP.filmed_at
DICE = np.random.default_rng(5)


def carry(name: str, path: Path, after: timedelta | None, told_at: datetime | None = None) -> Carried:
    """A file under a report of its own, which says when it happened or does not."""
    told: Occurrence | None = None
    if told_at is not None:
        told = msgspec.structs.replace(happened(), period=Period(start=told_at, end=told_at, precision=TimePrecision.MINUTE))
    return Carried(
        brought=Brought(report=Digest(f"r-{name}"), media=Digest(digest_file(path)), path=path, occurrence=told),
        source=name,
        report_id=ReportId(f"{name}/1"),
        published_at=None if after is None else AT + after,
    )


def meet_all(folder: Path, carried: Iterable[Carried]) -> dict[tuple[str, str], Finding]:
    """What is said in the end, by report and verifier: the newest word counts."""
    remembering = Memory(folder)
    return {(str(found.report), found.verifier): found for each in carried for found in remembering.meet(each)}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A clip, a cut version of it, one with a mark, which at night is all that a fingerprint sees, and a clip of another scene."""
    folder = tmp_path_factory.mktemp("clips")
    made = {
        "first": CLIP,
        "cut": msgspec.structs.replace(CLIP, begins_s=1.25),
        "marked": msgspec.structs.replace(CLIP, begins_s=0.5, is_marked=True),
        "other": msgspec.structs.replace(CLIP, scene="e", distance_m=2_000),
    }
    for name, clip in made.items():
        write_clip(clip, folder / f"{name}.mp4")
    return {name: folder / f"{name}.mp4" for name in made}


def test_old_footage_is_refuted_and_a_copy_of_the_same_night_is_not(clips: Mapping[str, Path], tmp_path: Path) -> None:
    days = timedelta(days=3)
    said = meet_all(
        tmp_path,
        [
            carry("yard", clips["first"], timedelta(minutes=5), AT),
            carry("square", clips["marked"], timedelta(minutes=9), AT),
            carry("liar", clips["cut"], days, AT + days),
            carry("silent", clips["first"], days),
            carry("window", clips["other"], timedelta(minutes=6), AT),
            carry("channel", clips["marked"], timedelta(days=2), AT + timedelta(days=2)),
        ],
    )
    verdicts = {report: (found.verdict, found.about, found.measure.get("seen_report")) for (report, _), found in said.items()}
    assert verdicts == {
        "r-yard": (Verdict.INCONCLUSIVE, (), None),
        "r-square": (Verdict.INCONCLUSIVE, (), "yard/1"),
        "r-liar": (Verdict.REFUTES, (Topic.WHAT, Topic.PERIOD), "yard/1"),
        "r-silent": (Verdict.REFUTES, (), "yard/1"),
        "r-window": (Verdict.INCONCLUSIVE, (), None),
        "r-channel": (Verdict.REFUTES, (Topic.WHAT, Topic.PERIOD), "yard/1"),
    }
    assert f"seen before in a report of yard of {AT + timedelta(minutes=5):%Y-%m-%d %H:%M} UTC" in said["r-liar", "reuse"].why


def test_files_may_come_in_any_order(clips: Mapping[str, Path], tmp_path: Path) -> None:
    days = timedelta(days=3)
    carried = [
        carry("yard", clips["first"], timedelta(minutes=5), AT),
        carry("liar", clips["cut"], days, AT + days),
        carry("undated", clips["first"], None, AT + days),
        carry("window", clips["other"], timedelta(minutes=6)),
    ]
    said = [meet_all(tmp_path / str(number), order) for number, order in enumerate(permutations(carried))]
    assert all(each == said[0] for each in said)
    assert said[0]["r-undated", "reuse"].measure[SEEN_MEDIA] == carried[0].brought.media


def test_what_was_compared_is_known_after_a_restart(clips: Mapping[str, Path], tmp_path: Path) -> None:
    yard, liar = carry("yard", clips["first"], timedelta(minutes=5)), carry("liar", clips["cut"], timedelta(days=3))
    before = Memory(tmp_path)
    before.meet(yard)
    told = before.meet(liar)
    after = Memory(tmp_path)
    after.recall(yard, [])
    after.recall(liar, told)
    again = carry("again", clips["first"], timedelta(days=9))
    (found,) = after.meet(again)
    assert (found.report, found.measure["seen_report"]) == ("r-again", "yard/1")
    earlier = carry("earlier", clips["first"], timedelta(minutes=1))
    assert {(each.report, each.measure.get("seen_report")) for each in after.meet(earlier)} == {
        ("r-earlier", None),
        ("r-yard", "earlier/1"),
        ("r-liar", "earlier/1"),
        ("r-again", "earlier/1"),
    }
    assert after.place_of(yard.brought.media) == clips["first"].resolve()


def test_a_file_read_otherwise_is_held_against_what_is_told_now(clips: Mapping[str, Path], tmp_path: Path) -> None:
    remembering = Memory(tmp_path)
    remembering.meet(carry("liar", clips["cut"], timedelta(days=3)))
    remembering.meet(carry("liar", clips["cut"], timedelta(days=3), AT + timedelta(days=3)))
    found = remembering.meet(carry("yard", clips["first"], timedelta(minutes=5)))
    assert [(each.report, each.occurrence) for each in found if each.verdict is Verdict.REFUTES] == [("r-liar", "o-1")]


def street(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A picture with much to see in it."""
    dice = np.random.default_rng(seed)
    return np.kron(dice.integers(40, 220, (24, 40)), np.ones((10, 10))).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def film(picture: int, sound: Series) -> Film:
    stamps = tuple(Stamp(at_s=float(second), rows=240, columns=400) for second in range(4))
    times = np.arange(4, dtype=np.float32)
    head = Head(kind="video", stamps=stamps, frames=4, sound=len(sound))
    return Film(head=head, pictures=(street(picture),) * 4, frame_s=times, light=times, sound=sound)


def heard(bangs: Series, hiss: float) -> Series:
    """What one microphone makes of a moment."""
    return (bangs + hiss * DICE.normal(size=len(bangs))).astype(np.float32)


@pytest.fixture
def moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sequence[Path]:
    """Two cameras at one moment, and the second one's film once more under another picture's frame."""
    bangs = np.zeros(6 * SOUND_HZ, np.float32)
    for at_s in (1.0, 2.7, 4.1):
        first = round(at_s * SOUND_HZ)
        bangs[first : first + SOUND_HZ] += DICE.normal(size=SOUND_HZ) * np.exp(-5 * np.arange(SOUND_HZ) / SOUND_HZ)
    one, two = heard(bangs, 0.1), heard(bangs[SOUND_HZ // 2 :], 0.1)
    films = {"one": film(1, one), "two": film(2, two), "quiet": film(3, DICE.normal(size=4 * SOUND_HZ).astype(np.float32))}
    paths = []
    for name in films:
        paths.append(tmp_path / name)
        paths[-1].write_text(name)
    monkeypatch.setattr(memory, "read_film", lambda path, _bounds: films[path.name])
    return paths


def test_two_cameras_at_one_moment_are_two_witnesses(moment: Sequence[Path], tmp_path: Path) -> None:
    carried = [carry(path.name, path, timedelta(minutes=number)) for number, path in enumerate(moment)]
    said = [meet_all(tmp_path / f"prints-{number}", order) for number, order in enumerate(permutations(carried))]
    assert all(each == said[0] for each in said)
    sync = said[0]["r-two", "sync"]
    assert (sync.verdict, sync.measure["seen_report"]) == (Verdict.SUPPORTS, "one/1")
    assert sync.measure["offset_s"] == pytest.approx(-0.5, abs=0.05)
    assert "a witness of its own" in sync.why
    assert {key: found.verdict for key, found in said[0].items() if key != ("r-two", "sync")} == {
        (f"r-{name}", "reuse"): Verdict.INCONCLUSIVE for name in ("one", "two", "quiet")
    }
    assert all(read_first(found) is None for found in said[0].values() if found.verifier == "reuse")


def test_of_films_that_are_gone_or_altered_their_fingerprints_tell(moment: Sequence[Path], tmp_path: Path) -> None:
    remembering = Memory(tmp_path / "prints")
    remembering.meet(carry("one", moment[0], timedelta(0)))
    (tmp_path / "again").write_text("again")
    known = film(1, NOTHING)
    moment[0].write_text("altered")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "read_film", lambda _path, _bounds: known)
        found = remembering.meet(carry("again", tmp_path / "again", timedelta(days=2)))
    assert [(each.measure.get("seen_report"), each.verdict) for each in found] == [("one/1", Verdict.REFUTES)]


@pytest.mark.parametrize("name", [*bad_files(), "hostile.jpg", "silent.mp4", "turned.mp4", "uneven.mp4"])
def test_a_bad_file_says_what_is_wrong_and_is_nobodys_copy(name: str, clips: Mapping[str, Path], tmp_path: Path) -> None:
    made = {name: body for name, (body, _) in bad_files().items()} | {
        "hostile.jpg": hostile_metadata(),
        "silent.mp4": bad_film(),
        "turned.mp4": bad_film(is_turned=True),
        "uneven.mp4": bad_film(times_s=[0.0, 0.04, 0.5, 3.0]),
    }
    path = tmp_path / name
    path.write_bytes(made[name])
    said = meet_all(tmp_path / "prints", [carry("yard", clips["first"], timedelta(0)), carry("bad", path, timedelta(days=2), AT)])
    assert [(found.verdict, found.measure) for (report, _), found in said.items() if report == "r-bad"] == [(Verdict.INCONCLUSIVE, {})]
    if name in bad_files():
        assert "known to show the same" not in said["r-bad", "reuse"].why
