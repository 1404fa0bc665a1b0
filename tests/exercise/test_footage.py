"""Videos are true to the sky and to the speed of sound, the same every time, and change no word of any report."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from skywitness.exercise.footage.clip import (
    FRAMES_A_SECOND,
    MARK,
    SAMPLES_A_SECOND,
    SOUND_M_S,
    WIDTH,
    Clip,
    draw_frames,
    draw_scene,
    draw_sound,
)
from skywitness.exercise.footage.sky import sun_height_deg
from skywitness.exercise.footage.studio import write_clip
from skywitness.exercise.night import Exercise, make_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.model.truth import FilmTruth, ToldTruth

MIDNIGHT = datetime(2021, 3, 14, 22, tzinfo=UTC)
CLIP = Clip(
    file="media/clip-001.mp4",
    scene="a street",
    filmed_at=MIDNIGHT,
    lat=52.6,
    lon=38.5,
    distance_m=680.8,
    flash_s=1.5,
    length_s=6.0,
    happening="h-00001",
)


@pytest.fixture(scope="module")
def filmed() -> Exercise:
    return make_exercise("disinformation", seed=1, grammars=load_grammars(), with_videos=True)


@pytest.mark.parametrize(
    ("at", "lat", "lon", "height_deg"),
    [
        (datetime(2021, 3, 20, 12, 7, tzinfo=UTC), 0.0, 0.0, 90.0),
        (datetime(2021, 6, 21, 12, 2, tzinfo=UTC), 50.0, 0.0, 63.4),
        (datetime(2021, 12, 21, 0, 0, tzinfo=UTC), 50.0, 0.0, -63.4),
    ],
)
def test_the_sun_stands_where_it_should(at: datetime, lat: float, lon: float, height_deg: float) -> None:
    assert sun_height_deg(at, lat, lon) == pytest.approx(height_deg, abs=0.4)


def test_a_night_is_dark_and_a_day_is_not() -> None:
    noon = structs.replace(CLIP, filmed_at=MIDNIGHT + timedelta(hours=11))
    assert draw_scene(CLIP)[WIDTH // 2] < 20 < 150 < draw_scene(noon)[WIDTH // 2]


def test_it_flashes_when_it_should() -> None:
    light = [sum(frame) for frame in draw_frames(CLIP)]
    assert light.index(max(light)) == round(CLIP.flash_s * FRAMES_A_SECOND)


def test_the_boom_comes_as_late_as_its_distance_asks() -> None:
    assert CLIP.boom_s - CLIP.flash_s == pytest.approx(CLIP.distance_m / SOUND_M_S)
    loud = next(number for number, sample in enumerate(draw_sound(CLIP)) if abs(sample) > 1500)
    assert loud / SAMPLES_A_SECOND == pytest.approx(CLIP.boom_s, abs=0.02)


def test_a_cut_version_shows_the_same_from_later_on() -> None:
    cut = structs.replace(CLIP, file="media/clip-002.mp4", begins_s=1.0, made_from=CLIP.file)
    assert list(draw_frames(cut)) == list(draw_frames(CLIP))[FRAMES_A_SECOND:]
    assert draw_sound(cut) == draw_sound(CLIP)[SAMPLES_A_SECOND:]


def test_a_mark_changes_its_corner_only() -> None:
    plain, marked = (next(draw_frames(each)) for each in (CLIP, structs.replace(CLIP, is_marked=True)))
    changed = {number for number, (left, right) in enumerate(zip(plain, marked, strict=True)) if left != right}
    (left, top), (right, bottom) = MARK
    assert changed <= {row * WIDTH + column for row in range(top, bottom) for column in range(left, right)}
    assert changed


def test_what_is_encoded_is_what_was_drawn(tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="videos need skywitness[media]")
    for name in ("a.mp4", "b.mp4"):
        write_clip(CLIP, tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    with av.open(str(tmp_path / "a.mp4")) as film:
        light = [sum(bytes(frame.planes[0])) for frame in film.decode(video=0)]
    with av.open(str(tmp_path / "a.mp4")) as film:
        sound = array("f", b"".join(bytes(frame.planes[0])[: 4 * frame.samples] for frame in film.decode(audio=0)))
    assert light.index(max(light)) == round(CLIP.flash_s * FRAMES_A_SECOND)
    loud = next(number for number, sample in enumerate(sound) if abs(sample) > 0.05)
    assert loud / SAMPLES_A_SECOND == pytest.approx(CLIP.boom_s, abs=0.1)


def test_with_or_without_videos_reports_say_the_same(filmed: Exercise) -> None:
    bare = make_exercise("disinformation", seed=1, grammars=load_grammars())
    assert [structs.replace(report, media=()) for report in filmed.reports] == list(bare.reports)
    assert [line for line in filmed.truth if not isinstance(line, FilmTruth)] == list(bare.truth)


def test_every_video_that_a_report_names_is_made_and_known(filmed: Exercise) -> None:
    named = {file for report in filmed.reports for file in report.media}
    known = {line.file: line for line in filmed.truth if isinstance(line, FilmTruth)}
    assert named
    assert named <= {clip.file for clip in filmed.clips} == known.keys()
    assert all(line.made_from in known for line in known.values() if line.made_from)
    assert all(0 < line.flash_s < line.boom_s < line.length_s for line in known.values())


def test_old_footage_is_made_from_something_older(filmed: Exercise) -> None:
    known = {line.file: line for line in filmed.truth if isinstance(line, FilmTruth)}
    told = {line.report_id: line for line in filmed.truth if isinstance(line, ToldTruth)}
    reused = [known[file] for report in filmed.reports for file in report.media if "reused_footage" in told[report.id].faults]
    assert reused
    assert all(line.made_from and known[line.made_from].filmed_at == line.filmed_at for line in reused)


def test_a_forward_carries_the_same_file(filmed: Exercise) -> None:
    reports = {report.id: report for report in filmed.reports}
    forwards = [line for line in filmed.truth if isinstance(line, ToldTruth) and line.how == "forward" and line.derives_from]
    assert all(reports[line.report_id].media == reports[line.derives_from].media for line in forwards if line.derives_from)
