"""What each verifier says of footage whose truth is known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pvlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.media.test_decode import CLIP

from skywitness.exercise.footage.studio import write_clip
from skywitness.geo.sun_and_moon import sun_height_deg
from skywitness.media.film import SOUND_HZ, Series
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.credentials import Credentials, codes_of
from skywitness.verify.daylight import Daylight
from skywitness.verify.flash_to_bang import FlashToBang, distance_of, find_bang, find_flash
from skywitness.verify.metadata import Metadata, distance_to, read_time
from skywitness.verify.reuse import Reuse
from skywitness.verify.sky import range_of_sun
from skywitness.verify.sync import Sync, find_offset, share_of_recording

pytestmark = pytest.mark.slow

NIGHT, NOON = CLIP.filmed_at, datetime(2021, 3, 14, 9, 30, tzinfo=UTC)
THERE = Claimed(lat=52.6, lon=38.5)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A clip of a night, one of a day, a cut copy of the night's, and one from another window at the same moment."""
    folder = tmp_path_factory.mktemp("clips")
    changed = msgspec.structs.replace
    made = {
        "night": CLIP,
        "day": changed(CLIP, scene="d", filmed_at=NOON),
        "cut": changed(CLIP, begins_s=1.25),
        "elsewhere": changed(CLIP, scene="e", filmed_at=NOON, distance_m=2400, flash_s=2.0, length_s=12.0),
    }
    for name, clip in made.items():
        write_clip(clip, folder / f"{name}.mp4")
    return {name: folder / f"{name}.mp4" for name in made}


def claim(at: datetime | None = None, **more: object) -> Claimed:
    return msgspec.structs.replace(THERE, at=at, **more)


def only(findings: Iterable[Finding]) -> Finding:
    [finding] = findings
    return finding


@pytest.mark.parametrize(
    ("clip", "at", "verdict"),
    [
        ("night", NIGHT, Verdict.SUPPORTS),
        ("day", NOON, Verdict.SUPPORTS),
        ("night", NOON, Verdict.REFUTES),
        ("day", NIGHT, Verdict.REFUTES),
        ("night", None, Verdict.INCONCLUSIVE),
        ("night", datetime(2021, 3, 14, 15, 10, tzinfo=UTC), Verdict.INCONCLUSIVE),  # the sun is setting
    ],
)
def test_the_sky_of_the_pictures_is_held_against_the_sun(clip: str, at: datetime | None, verdict: Verdict, clips: dict[str, Path]) -> None:
    assert only(Daylight().verify(clips[clip], claim(at))).verdict is verdict


@pytest.mark.parametrize(("light", "verdict"), [("night", Verdict.SUPPORTS), ("day", Verdict.REFUTES)])
def test_a_claimed_light_is_held_against_the_sun_and_without_a_time_against_the_pictures(
    light: str, verdict: Verdict, clips: dict[str, Path]
) -> None:
    by_sun, by_pictures = Daylight().verify(clips["night"], claim(NIGHT, light=light))
    assert by_sun.verdict is verdict
    assert by_pictures.verdict is Verdict.SUPPORTS  # pictures and sun agree, whatever is claimed
    assert only(Daylight().verify(clips["night"], Claimed(light=light))).verdict is verdict


@settings(max_examples=60, deadline=None)
@given(
    days=st.integers(0, 9000),
    seconds=st.integers(0, 86_399),
    lat=st.floats(-65, 65, allow_nan=False),
    lon=st.floats(-180, 180, allow_nan=False),
)
def test_the_sun_stands_where_pvlibs_spa_has_it(days: int, seconds: int, lat: float, lon: float) -> None:
    at = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
    told = pvlib.solarposition.get_solarposition(pd.DatetimeIndex([at]), lat, lon, method="nrel_numpy")
    assert sun_height_deg(at, lat, lon) == pytest.approx(float(told["elevation"].iloc[0]), abs=0.01)


@settings(max_examples=40, deadline=None)
@given(hours=st.floats(0, 24), minutes=st.floats(0, 180), metres=st.floats(0, 200_000))
def test_more_doubt_never_makes_the_range_of_the_sun_narrower(hours: float, minutes: float, metres: float) -> None:
    at = NIGHT + timedelta(hours=hours)
    sure, doubtful = (range_of_sun(at, 52.6, 38.5, minutes=m, metres=d) for m, d in ((0, 0), (minutes, metres)))
    assert doubtful.low_deg <= sure.low_deg <= sure.high_deg <= doubtful.high_deg


def test_flash_and_bang_give_the_distance_as_an_interval(clips: dict[str, Path]) -> None:
    for name, truth_m in (("night", 700), ("elsewhere", 2400)):
        finding = only(FlashToBang().verify(clips[name], Claimed()))
        assert finding.verdict is Verdict.SUPPORTS
        assert float(finding.measure["distance_low_m"] or 0) < truth_m < float(finding.measure["distance_high_m"] or 0)


def test_without_flash_or_bang_there_is_no_distance() -> None:
    steady, hiss = np.full(80, 90, np.float32), np.random.default_rng(1).normal(0, 0.01, 8 * SOUND_HZ).astype(np.float32)
    assert find_flash(np.linspace(0, 8, 80, dtype=np.float32), steady)[0] is None
    assert find_bang(hiss, 0.0, after_s=1.0) is None
    assert distance_of(0.0, 0.04).low_m == 0.0


def noise(seed: int, seconds: float) -> Series:
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * SOUND_HZ)).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_an_offset_is_found_through_noise_gain_and_a_narrow_band(seed: int) -> None:
    street, delay = noise(seed, 20), 3.217
    one = street[: 12 * SOUND_HZ] + noise(seed + 50, 12)
    other = np.convolve(0.2 * street[round(delay * SOUND_HZ) :][: 12 * SOUND_HZ], np.ones(4) / 4, mode="same").astype(np.float32)
    found = find_offset(one, other)
    assert found.is_match
    assert found.seconds == pytest.approx(delay, abs=0.005)


@pytest.mark.parametrize("seed", range(5))
def test_unrelated_sounds_do_not_match_though_both_repeat_themselves(seed: int) -> None:
    assert not find_offset(noise(seed, 10), noise(seed + 100, 10)).is_match
    one, other = (np.tile(noise(each, 0.25), 40) for each in (seed, seed + 100))
    assert not find_offset(one, other).is_match


def test_a_cut_copy_is_the_same_moment_and_another_day_is_not(clips: dict[str, Path]) -> None:
    same = only(Sync().verify(clips["night"], Claimed(against=(clips["cut"],))))
    assert same.verdict is Verdict.SUPPORTS
    assert float(str(same.measure["offset_s"])) == pytest.approx(1.25, abs=0.02)
    other = only(Sync().verify(clips["night"], Claimed(against=(clips["elsewhere"],))))
    assert (other.verdict, other.measure["offset_s"]) == (Verdict.INCONCLUSIVE, None)


def scenery(seed: int) -> Image.Image:
    """A picture with shapes at many scales, as a street has."""
    dice = random.Random(seed)  # noqa: S311 - a picture, not a secret
    picture = np.zeros((360, 480, 3), np.float32)
    for _ in range(60):
        x, y, w, h = dice.randrange(480), dice.randrange(360), dice.randrange(10, 160), dice.randrange(10, 160)
        picture[y : y + h, x : x + w] += np.array([dice.uniform(-90, 90)] * 3)
    return Image.fromarray(np.clip(picture + 120, 0, 255).astype(np.uint8))


EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it was": lambda image: image,
    "half the size": lambda image: image.resize((240, 180)),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "turned": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "letterboxed": lambda image: _boxed(image, 480, 520),
    "in a portrait": lambda image: _boxed(image, 480, 853),
}


def _boxed(image: Image.Image, width: int, height: int) -> Image.Image:
    canvas = Image.new("RGB", (width, height))
    canvas.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    return canvas


@pytest.mark.parametrize("edit", EDITS)
def test_a_repost_is_known_for_the_same_footage(edit: str, tmp_path: Path) -> None:
    scenery(1).save(tmp_path / "first.png")
    EDITS[edit](scenery(1)).save(tmp_path / "again.jpg", quality=60)
    finding = only(Reuse().verify(tmp_path / "again.jpg", Claimed(against=(tmp_path / "first.png",))))
    assert finding.verdict is Verdict.REFUTES, finding.why


@pytest.mark.parametrize("seed", range(2, 12))
def test_another_picture_is_not_the_same_footage(seed: int, tmp_path: Path) -> None:
    scenery(1).save(tmp_path / "first.png")
    scenery(seed).save(tmp_path / "other.png")
    finding = only(Reuse().verify(tmp_path / "other.png", Claimed(against=(tmp_path / "first.png",))))
    assert finding.verdict is Verdict.INCONCLUSIVE


def test_one_mark_on_two_films_of_the_night_is_not_the_same_footage(tmp_path: Path) -> None:
    for name, scene in (("one.mp4", "x"), ("other.mp4", "y")):
        write_clip(msgspec.structs.replace(CLIP, scene=scene, is_marked=True), tmp_path / name)
    finding = only(Reuse().verify(tmp_path / "one.mp4", Claimed(against=(tmp_path / "other.mp4",))))
    assert finding.verdict is Verdict.INCONCLUSIVE


def test_a_cut_copy_of_a_film_is_the_same_footage(clips: dict[str, Path]) -> None:
    assert only(Reuse().verify(clips["cut"], Claimed(against=(clips["night"],)))).verdict is Verdict.REFUTES


def test_pictures_of_one_shade_are_never_alike(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        Image.new("RGB", (200, 200), (8, 8, 8)).save(tmp_path / name)
    finding = only(Reuse().verify(tmp_path / "a.png", Claimed(against=(tmp_path / "b.png",))))
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert "dark or plain" in finding.why


def test_a_record_without_anything_refutes_nothing(clips: dict[str, Path]) -> None:
    finding = only(Metadata().verify(clips["night"], claim(NIGHT)))
    assert finding.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("told", "at", "has_zone"),
    [
        ({"DateTimeOriginal": "2024:11:22 04:20:24", "OffsetTimeOriginal": "+03:00"}, datetime(2024, 11, 22, 1, 20, 24, tzinfo=UTC), True),
        ({"CreateDate": "2024:11:22 04:20:24"}, datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC), False),
        ({"CreateDate": "yesterday"}, None, False),
        ({"CreateDate": "1904:01:01 00:00:00+00:00"}, None, False),
        ({}, None, False),
    ],
)
def test_times_of_records_are_read_with_their_zone(told: dict[str, object], at: datetime | None, has_zone: bool) -> None:
    assert read_time(told) == (at, has_zone)


def test_a_record_far_from_the_claim_is_so_many_metres_off() -> None:
    told: dict[str, object] = {"GPSLatitude": 55.75, "GPSLongitude": 37.62}
    assert distance_to(told, THERE) == pytest.approx(355_000, rel=0.02)
    assert distance_to({"GPSLatitude": "nan", "GPSLongitude": 1}, THERE) is None


def test_a_file_without_credential_is_not_called_fake(clips: dict[str, Path]) -> None:
    finding = only(Credentials().verify(clips["night"], Claimed()))
    assert (finding.verdict, "says nothing against it" in finding.why) == (Verdict.INCONCLUSIVE, True)


def test_codes_are_found_however_deep() -> None:
    told = {
        "manifests": {
            "a": {"ingredients": [{"validation_results": {"activeManifest": {"failure": [{"code": "claimSignature.mismatch"}]}}}]}
        }
    }
    assert list(codes_of(told)) == ["claimSignature.mismatch"]


def test_a_marked_copy_of_a_dark_film_is_known_by_its_recording(clips: dict[str, Path], tmp_path: Path) -> None:
    write_clip(msgspec.structs.replace(CLIP, is_marked=True), tmp_path / "marked.mp4")
    finding = only(Reuse().verify(tmp_path / "marked.mp4", Claimed(against=(clips["night"],))))
    assert (finding.verdict, "the same recording" in finding.why) == (Verdict.REFUTES, True)


@pytest.mark.parametrize("seed", range(3))
def test_two_microphones_at_one_moment_are_not_one_recording(seed: int) -> None:
    street = noise(seed, 12)
    one, other = street + noise(seed + 50, 12), 0.5 * street[2 * SOUND_HZ :] + 0.5 * noise(seed + 90, 10)
    copy = 0.3 * np.convolve(one[SOUND_HZ:], np.ones(3) / 3, mode="same").astype(np.float32)
    assert share_of_recording(one, other, find_offset(one, other)) < 0.5
    assert share_of_recording(one, copy, find_offset(one, copy)) > 0.9


@pytest.mark.parametrize("seed", [3, 4])
def test_a_cropped_picture_is_known_and_kept_fingerprints_change_no_verdict(seed: int, tmp_path: Path) -> None:
    scenery(1).save(tmp_path / "first.png")
    scenery(seed).save(tmp_path / "other.png")
    scenery(1).crop((40, 30, 440, 320)).save(tmp_path / "crop.png")
    others = (tmp_path / "first.png", tmp_path / "other.png")
    fresh = list(Reuse().verify(tmp_path / "crop.png", Claimed(against=others)))
    for _ in range(2):
        assert list(Reuse().verify(tmp_path / "crop.png", Claimed(against=others, prints=tmp_path / "prints"))) == fresh
    assert [(each.verdict, each.measure["against"]) for each in fresh] == [(Verdict.REFUTES, "first.png")]
