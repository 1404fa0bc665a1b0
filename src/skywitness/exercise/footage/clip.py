"""One clip before it is encoded: what is filmed from where, its frames as bytes and its sound as samples. Everything follows from the clip's own numbers."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from skywitness.exercise.footage.sky import sky_luma, sun_height_deg

WIDTH, HEIGHT, FRAMES_A_SECOND, SAMPLES_A_SECOND = 160, 96, 8, 16_000
SOUND_M_S = 340.4
"""The speed of sound at 15 degrees C."""
FLASH_S, BOOM_S = 0.5, 1.6
GRAINS = 5
"""So many patterns of noise take turns."""
MARK = ((4, 4), (44, 14))
"""Where a watermark is put: left upper and right lower corner."""


class Clip(Struct, frozen=True, kw_only=True):
    """What one video shows. ``scene`` seeds roofs and grain, so that a cut or marked version shows the same. Times are in seconds from the original's beginning;
    ``begins_s`` is where a cut version begins. ``happening`` is None for footage of another day.
    """

    file: str
    scene: str
    filmed_at: datetime
    lat: float
    lon: float
    distance_m: float
    flash_s: float
    length_s: float
    begins_s: float = 0.0
    is_marked: bool = False
    happening: str | None = None
    made_from: str | None = None
    """The file that this one was made from."""

    @property
    def boom_s(self) -> float:
        """When the sound of the flash arrives."""
        return self.flash_s + self.distance_m / SOUND_M_S

    @property
    def sun_deg(self) -> float:
        """How high the sun stood where it was filmed."""
        return sun_height_deg(self.filmed_at, self.lat, self.lon)


def draw_frames(clip: Clip) -> Iterator[bytes]:
    """The pictures of a clip in grey, rows from the top, one byte a dot."""
    scene = draw_scene(clip)
    dice = random.Random(f"{clip.scene}/grain")  # noqa: S311 - grain of a picture
    grained = [_add_grain(scene, dice) for _ in range(GRAINS)]
    sky = sky_luma(clip.sun_deg)
    for number in range(round(clip.begins_s * FRAMES_A_SECOND), round(clip.length_s * FRAMES_A_SECOND)):
        frame = grained[number % GRAINS]
        since_s = number / FRAMES_A_SECOND - clip.flash_s
        if 0 <= since_s < FLASH_S:
            frame = _light_up(frame, 1 - since_s / FLASH_S, sky)
        yield _put_mark(frame) if clip.is_marked else frame


def draw_scene(clip: Clip) -> bytes:
    """The still picture: a sky that is a little brighter towards the horizon, and dark roofs before it."""
    dice = random.Random(f"{clip.scene}/roofs")  # noqa: S311 - roofs of a picture
    sky = sky_luma(clip.sun_deg)
    roofs, column = list[int](), 0
    while column < WIDTH:
        width, top = dice.randint(8, 30), dice.randint(HEIGHT // 2, HEIGHT - 12)
        roofs += [top] * min(width, WIDTH - column)
        column += width
    rows = []
    for row in range(HEIGHT):
        light = min(255, round(sky * (0.9 + 0.2 * row / HEIGHT)))
        rows.append(bytes(max(8, sky // 4) if row >= roofs[each] else light for each in range(WIDTH)))
    return b"".join(rows)


def _add_grain(scene: bytes, dice: random.Random) -> bytes:
    noise = dice.randbytes(len(scene))
    return bytes(min(255, max(0, dot + (grain >> 5) - 4)) for dot, grain in zip(scene, noise, strict=True))


def _light_up(frame: bytes, strength: float, sky: int) -> bytes:
    """The frame under a flash: the darker it was, the more there is to light up."""
    gain = strength * (235 - sky)
    return frame.translate(bytes(min(255, round(dot + gain)) for dot in range(256)))


def _put_mark(frame: bytes) -> bytes:
    (left, top), (right, bottom) = MARK
    dots = bytearray(frame)
    for row in range(top, bottom):
        dots[row * WIDTH + left : row * WIDTH + right] = bytes(240 if (row + column) % 3 else 90 for column in range(left, right))
    return bytes(dots)


def draw_sound(clip: Clip) -> array[int]:
    """The sound of a clip, 16 bits a sample: a hiss, and a boom that comes as late as its distance asks."""
    dice = random.Random(f"{clip.scene}/sound")  # noqa: S311 - hiss of a recording
    whole = round(clip.length_s * SAMPLES_A_SECOND)
    samples = array("h", bytes(2 * whole))
    hiss = [dice.randint(-90, 90) for _ in range(4096)]
    for number in range(whole):
        samples[number] = hiss[number % 4096]
    loudness = min(26_000.0, 26_000.0 * 600 / max(clip.distance_m, 1.0))
    first = round(clip.boom_s * SAMPLES_A_SECOND)
    for number in range(first, min(whole, first + round(BOOM_S * SAMPLES_A_SECOND))):
        since_s = (number - first) / SAMPLES_A_SECOND
        tone = 0.6 * math.sin(2 * math.pi * 48 * since_s) + 0.4 * dice.uniform(-1, 1)
        samples[number] += round(loudness * math.exp(-3.2 * since_s) * tone)
    return samples[round(clip.begins_s * SAMPLES_A_SECOND) :]
