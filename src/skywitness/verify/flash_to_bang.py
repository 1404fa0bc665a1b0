"""How far was the flash? The delay between light and sound in one clip gives the distance, as an interval that carries what frames and air leave open."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from skywitness.media.decode import read_film
from skywitness.media.film import SOUND_HZ, Series
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.finding import Measure, cannot_tell, found

SHORT_S, LONG_S = 0.02, 0.6
"""Windows of the short-term and the long-term average (Allen, 1978)."""
TRIGGER = 6.0
LEAST_RISE = 12.0
"""By so many of 255 a flash must lift the light of the whole picture above what it was."""
LONGEST_DELAY_S = 30.0
"""At 10 km a bang is hardly heard."""
BANG_SD_S = 0.015
"""Spread of the onset that is found about the true one."""
AIR_C, AIR_SD_C = 10.0, 10.0
"""The air, where nobody says how warm it was: two thirds of the hours of a year in Eastern Europe lie within ten degrees of ten."""
NINE_IN_TEN = 1.645
"""Standard deviations of a normal law that hold nine cases in ten."""


class Distance(Struct, frozen=True):
    """Metres, with the interval that holds the truth nine times in ten."""

    best_m: float
    low_m: float
    high_m: float


class FlashToBang:
    """Measures; it supports that light and sound are of one explosion, and never refutes."""

    name = "flash_to_bang"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """One finding: the distance, or why there is none."""
        film = read_film(path, claimed.bounds)
        if film.head.kind != "video":
            yield cannot_tell(path, self.name, film.head.trouble or "it is no video")
            return
        if not len(film.sound):
            yield cannot_tell(path, self.name, "it has no sound")
            return
        flash_s, frame_s = find_flash(film.frame_s, film.light)
        if flash_s is None:
            yield cannot_tell(path, self.name, "no flash stands out in its frames")
            return
        bang_s = find_bang(film.sound, film.head.sound_begins_s, after_s=flash_s)
        if bang_s is None:
            yield cannot_tell(
                path, self.name, f"no bang stands out in its sound after the flash at {flash_s:.2f} s", {"flash_s": round(flash_s, 3)}
            )
            return
        distance = distance_of(bang_s - flash_s, frame_s)
        measure: Measure = {
            "flash_s": round(flash_s, 3),
            "bang_s": round(bang_s, 3),
            "distance_m": round(distance.best_m),
            "distance_low_m": round(distance.low_m),
            "distance_high_m": round(distance.high_m),
        }
        why = (
            f"a flash at {flash_s:.2f} s and a bang at {bang_s:.2f} s: {distance.low_m / 1000:.2f} to {distance.high_m / 1000:.2f} km away, "
            f"if they are of one explosion"
        )
        yield found(path, self.name, Verdict.SUPPORTS, why, measure)


def find_flash(frame_s: Series, light: Series) -> tuple[float | None, float]:
    """When the light of the whole picture jumps up most against the second before, in seconds, and how long a frame lasts. None when nothing stands out."""
    if len(light) < 3:
        return None, 0.0
    frame_length = float(np.median(np.diff(frame_s)))
    before = max(1, round(1.0 / max(frame_length, 1e-3)))
    usual = np.array([np.median(light[max(0, at - before) : at]) if at else light[0] for at in range(len(light))])
    rise = light - usual
    spread = float(np.median(np.abs(rise - np.median(rise)))) * 1.4826
    peak = int(np.argmax(rise))
    if rise[peak] < max(LEAST_RISE, 8 * spread):
        return None, frame_length
    onset = peak
    while onset and rise[onset - 1] > max(LEAST_RISE / 2, rise[peak] / 4):
        onset -= 1
    return float(frame_s[onset]), frame_length


def find_bang(sound: Series, begins_s: float, *, after_s: float) -> float | None:
    """When the sound sets in hardest after a flash, by the short-term over the long-term average of its energy; None when nothing stands out."""
    short, long = round(SHORT_S * SOUND_HZ), round(LONG_S * SOUND_HZ)
    if len(sound) < long + short:
        return None
    total = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    at = np.arange(long, len(sound) - short)
    floor = 1e-10 + 0.02 * total[-1] / len(sound) / 100
    ahead = (total[at + short] - total[at]) / short
    behind = (total[at] - total[at - long]) / long
    ratio = ahead / (behind + floor)
    times = begins_s + at / SOUND_HZ
    ratio[(times <= after_s) | (times > after_s + LONGEST_DELAY_S)] = 0
    peak = int(np.argmax(ratio))
    if ratio[peak] < TRIGGER**2:
        return None
    onset = peak
    while onset and ratio[onset - 1] > TRIGGER**2 / 2:
        onset -= 1
    return float(times[onset] + SHORT_S / 2)


def distance_of(delay_s: float, frame_s: float) -> Distance:
    """The distance from a delay, with an interval for what a frame, the onset of the bang and the air leave open.

    The speed of sound in dry air is 331.3 + 0.606 T m/s. A flash that a frame shows began within that frame or the gap before it.

    >>> found = distance_of(3.0, 1 / 30)
    >>> round(found.best_m), found.low_m < 1000 < 1030 < found.high_m
    (1018, True)
    """
    speed = 331.3 + 0.606 * AIR_C
    delay = delay_s + frame_s / 2
    spread_s = math.hypot(frame_s / math.sqrt(12), BANG_SD_S)
    spread_m = math.hypot(speed * spread_s, 0.606 * AIR_SD_C * delay)
    best = speed * delay
    return Distance(best, max(0.0, best - NINE_IN_TEN * spread_m), best + NINE_IN_TEN * spread_m)
