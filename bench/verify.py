"""Media verification against reference data and generated truth.

python -m bench verify

Reference hashes, credentials and recordings lie in ../shared/data/media and stay there; clips are made by the exercise's own studio.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import av
import msgspec
import numpy as np
import pandas as pd
import pvlib

from bench.record import record
from bench.shadows import measure_shadow
from skywitness.exercise.footage.clip import SOUND_M_S, Clip
from skywitness.exercise.footage.studio import write_clip
from skywitness.geo.sun_and_moon import sun_height_deg
from skywitness.media.decode import read_film
from skywitness.model.words import Verdict
from skywitness.parts import Claimed, Verifier, installed
from skywitness.verify.credentials import Credentials
from skywitness.verify.flash_to_bang import AIR_C, AIR_SD_C, FlashToBang
from skywitness.verify.reuse import fingerprint
from skywitness.verify.sync import find_offset

MEDIA = Path(__file__).parents[2] / "shared/data/media"
BEGUN = datetime(2021, 3, 14, 20, tzinfo=UTC)
TRUE_OFFSETS = {(1, 2): 12.254, (1, 3): 12.223}
"""Seconds between the recordings of one talk (data/README.md)."""
CLIPS = 120
WIDE_FRAMES = 1_200
VERIFIERS = cast("dict[str, Verifier]", dict(installed("verifiers")))
SUN_CASES = 10_000


def measure_pdq() -> dict[str, object]:
    """Bits by which our fingerprint of each reference image differs from the reference's."""
    files = {path.name: path for path in (MEDIA / "pdq").rglob("*") if path.is_file()}
    apart = {}
    with (MEDIA / "pdq/expected_pdq.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            path = files.get(Path(row["image"]).name)
            if path is not None:
                apart[path.name] = _bits(fingerprint(read_film(path))[0].bits, bytes.fromhex(row["pdq_hex"]))
    return {"images": len(apart), "within 12": sum(bits <= 12 for bits in apart.values()), "worst": max(apart.values())}


def measure_vpdq() -> dict[str, object]:
    """Bits by which our fingerprints, a second apart, differ from the nearest reference hash of the same film.

    A frame of one shade has quality 0, here and in the reference: its bits are the rounding of a decoder (decoded to colours or to brightness, ours differ from
    themselves by 50), which is why such prints are never compared. It is counted apart.
    """
    told, plain = list[int](), list[int]()
    for table in sorted((MEDIA / "vpdq/sample-hashes").iterdir()):
        film_path = MEDIA / "vpdq" / f"{table.stem}.mp4"
        if not film_path.is_file():
            continue
        reference = [(int(row[1]), bytes.fromhex(row[2].strip())) for row in csv.reader(table.open(encoding="utf-8")) if len(row) > 2]
        whole = {print_.at_s: print_ for print_ in reversed(fingerprint(read_film(film_path)))}  # of a moment the first, which is untrimmed
        for each in whole.values():
            bits, quality = min((_bits(each.bits, other), quality) for quality, other in reference)
            (told if each.quality or quality else plain).append(bits)
    return {
        "frames": len(told) + len(plain),
        "within 31": sum(bits <= 31 for bits in told + plain),
        "frames that show something": len(told),
        "within 31, of those": sum(bits <= 31 for bits in told),
        "worst of those": max(told),
        "bits off in frames of one shade, quality 0 in the reference too": ", ".join(map(str, plain)) or None,
    }


def _bits(one: bytes, other: bytes) -> int:
    return int(np.bitwise_count(np.frombuffer(one, np.uint8) ^ np.frombuffer(other, np.uint8)).sum())


def measure_credentials() -> dict[str, object]:
    """Verdicts against the keys that the file names are: A none, C signed, E and X broken; other signed samples must not be called broken."""
    right, wrong, without_key = 0, list[str](), 0
    for path in sorted([*(MEDIA / "c2pa_ccbysa").glob("*.jpg"), *(MEDIA / "c2pa_python").glob("*.*")]):
        expected = _expected(path)
        without_key += expected is None
        if expected is not None:
            [finding] = Credentials().verify(path, Claimed())
            right += finding.verdict is expected
            wrong += [path.name] if finding.verdict is not expected else []
    return {"files": right + len(wrong), "right": right, "wrong": ", ".join(wrong), "left out, as their names are no key": without_key}


def _expected(path: Path) -> Verdict | None:
    key = path.stem.removeprefix("adobe-20220124-")
    if key == "A":
        return Verdict.INCONCLUSIVE
    if key.startswith(("E-", "X", "CIE-", "CACAE-")):
        return Verdict.REFUTES
    if key in ("C", "CA", "CACA", "CI", "CA_ct", "boxhash", "legacy_ingredient_hash", "sample1_signed", "video1", "pdf-file"):
        return Verdict.SUPPORTS
    return Verdict.INCONCLUSIVE if key == "cloud" else None


def measure_sun() -> dict[str, object]:
    """Degrees by which our sun differs from pvlib's SPA, at random times and places."""
    dice = random.Random(1)  # noqa: S311 - times and places, no secrets
    worst = 0.0
    times = [datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.uniform(0, 20 * 365 * 86_400)) for _ in range(SUN_CASES)]
    for begin in range(0, SUN_CASES, 100):
        lat, lon = dice.uniform(-66, 80), dice.uniform(-180, 180)
        batch = times[begin : begin + 100]
        told = pvlib.solarposition.get_solarposition(pd.DatetimeIndex(batch), lat, lon, method="nrel_numpy")["elevation"]
        worst = max(worst, *(abs(sun_height_deg(at, lat, lon) - float(height)) for at, height in zip(batch, told, strict=True)))
    return {"times and places": SUN_CASES, "worst, degrees": round(worst, 5)}


def measure_sync() -> dict[str, object]:
    """Offsets of the recordings of one talk, and of generated pairs through noise, gain, drift and a narrow band; unrelated pairs."""
    sounds = {number: read_film(MEDIA / f"audio_bbc/timbl_{number}.mp3").sound for number in (1, 2, 3)}
    talk = {
        f"{a} and {b}": round(abs(abs(find_offset(sounds[a], sounds[b]).seconds) - true) * 1000, 1) for (a, b), true in TRUE_OFFSETS.items()
    }
    found = unmatched = 0
    for seed in range(100):
        noise = np.random.default_rng(seed)
        street = noise.normal(0, 0.1, 25 * 16_000)
        begin_s = float(noise.uniform(0.5, 8))
        other = street[round(begin_s * 16_000) :][: 14 * 16_000]
        drifted = np.interp(np.arange(len(other)) * (1 + noise.uniform(-3e-5, 3e-5)), np.arange(len(other)), other)
        gain = np.interp(np.arange(len(other)), np.linspace(0, len(other), 8), noise.uniform(0.2, 1.0, 8))
        heard = np.convolve(drifted * gain, np.ones(3) / 3, mode="same") + noise.normal(0, 0.08, len(other))
        first = street[: 14 * 16_000] + noise.normal(0, 0.08, 14 * 16_000)
        offset = find_offset(first.astype(np.float32), heard.astype(np.float32))
        found += offset.is_match and abs(offset.seconds - begin_s) < 0.05
        stranger = noise.normal(0, 0.1, 14 * 16_000)
        unmatched += not find_offset(first.astype(np.float32), stranger.astype(np.float32)).is_match
    return {"talk, ms off": talk, "pairs within 50 ms": found / 100, "unrelated pairs called no match": unmatched / 100}


def make_clips(folder: Path) -> Iterator[tuple[Path, Clip, float]]:
    """Clips filmed in air of any warmth, with the true distance: the delay of each is that of its own speed of sound."""
    dice = random.Random(3)  # noqa: S311 - films, no secrets
    for number in range(CLIPS):
        distance_m = dice.uniform(150, 5_000)
        speed = 331.3 + 0.606 * dice.gauss(AIR_C, AIR_SD_C)
        flash_s = dice.uniform(1.0, 3.0)
        clip = Clip(
            file=f"{number}.mp4",
            scene=f"bench/{number}",
            filmed_at=BEGUN + timedelta(hours=dice.uniform(0, 24)),
            lat=dice.uniform(45, 60),
            lon=dice.uniform(25, 60),
            distance_m=distance_m * SOUND_M_S / speed,
            flash_s=flash_s,
            length_s=flash_s + distance_m / speed + 4,
        )
        write_clip(clip, folder / clip.file)
        yield folder / clip.file, clip, distance_m


def measure_clips(folder: Path) -> dict[str, object]:
    """How often nine-in-ten intervals hold the true distance, and what the sky's light says of the true and of a wrong hour."""
    held = measured = right = wrong = said = 0
    daylight = VERIFIERS["daylight"]
    for path, clip, truth_m in make_clips(folder):
        [finding] = FlashToBang().verify(path, Claimed())
        if "distance_m" in finding.measure:
            measured += 1
            held += float(str(finding.measure["distance_low_m"])) <= truth_m <= float(str(finding.measure["distance_high_m"]))
        for hours in (0, 12):
            claimed = Claimed(at=clip.filmed_at + timedelta(hours=hours), lat=clip.lat, lon=clip.lon, metres_off=1000)
            [judged] = daylight.verify(path, claimed)
            said += judged.verdict is not Verdict.INCONCLUSIVE
            is_wrong = judged.verdict is (Verdict.REFUTES if hours == 0 else Verdict.SUPPORTS)
            wrong, right = wrong + is_wrong, right + (judged.verdict is not Verdict.INCONCLUSIVE and not is_wrong)
    return {
        "clips": CLIPS,
        "distance measured": measured / CLIPS,
        "90 % intervals hold": round(held / max(measured, 1), 3),
        "sky: hours judged": round(said / (2 * CLIPS), 3),
        "sky: right of those": round(right / max(said, 1), 3),
        "sky: wrong": wrong,
    }


def measure_speed(folder: Path) -> dict[str, object]:
    """Frames a second through decoding and fingerprinting of a film of 1280 x 720, and seconds for all verifiers on a clip of half a minute."""
    film = folder / "wide.mp4"
    write_wide(film)
    begun = time.perf_counter()
    decoded = read_film(film)
    fingerprint(decoded)
    frames = decoded.head.frames / (time.perf_counter() - begun)
    clip = Clip(file="long.mp4", scene="long", filmed_at=BEGUN, lat=52.6, lon=38.5, distance_m=900, flash_s=9.0, length_s=30.0)
    write_clip(clip, folder / clip.file)
    claimed = Claimed(at=BEGUN, lat=52.6, lon=38.5)
    begun = time.perf_counter()
    for verifier in VERIFIERS.values():
        list(verifier.verify(folder / clip.file, claimed))
    return {
        "frames": decoded.head.frames,
        "720p frames a second": round(frames),
        "30 s clip, all verifiers, s": round(time.perf_counter() - begun, 2),
    }


def write_wide(path: Path) -> None:
    """A film of 1280 x 720 in which shapes move, as a phone films."""
    scene = np.random.default_rng(5).integers(40, 200, (24, 60), np.uint8).repeat(30, axis=0).repeat(30, axis=1)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "28"})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for number in range(WIDE_FRAMES):
            shown = np.ascontiguousarray(scene[:, number % 500 : number % 500 + 1280])
            out.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="gray").reformat(format="yuv420p")))
        out.mux(stream.encode(None))


def main(_arguments: list[str]) -> None:
    """Measure everything and keep the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = {
            "PDQ reference images": measure_pdq(),
            "vPDQ reference films": measure_vpdq(),
            "content credentials": measure_credentials(),
            "sun against pvlib's SPA": measure_sun(),
            "sound": measure_sync(),
            "generated clips": measure_clips(folder),
            "shadow": measure_shadow(),
            "speed": measure_speed(folder),
        }
    record("verify", msgspec.to_builtins(figures))


if __name__ == "__main__":
    main([])
