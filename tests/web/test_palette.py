"""The colours of the standings stay apart for colour-blind eyes, in both themes, and from the ground; a shape stands beside each all the same."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import skywitness.web

STYLE = (Path(skywitness.web.__file__).parent / "static" / "style.css").read_text("utf-8")
THEMES = dict(zip(("light", "dark"), re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL), strict=False))
TONES = ("confirmed", "claimed", "witnessed", "denied", "unsaid")
EYES = {  # Machado, Oliveira & Fernandes 2009, severity 1
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
MIN_DISTANCE, MIN_CONTRAST = 12.0, 3.0

Colour = tuple[float, ...]


def colour(theme: str, name: str) -> Colour:
    """Linear red, green, blue of a colour of the style sheet."""
    found = re.search(rf"--{name}: #([0-9a-f]+)", THEMES[theme])
    assert found, name
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    parts = (int(digits[at:end], 16) / 255 for at, end in pairwise((0, 2, 4, 6)))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def times(matrix: tuple[Colour, ...], seen: Colour) -> Colour:
    return tuple(sum(a * b for a, b in zip(row, seen, strict=True)) for row in matrix)


def oklab(seen: Colour) -> Colour:
    """Ottosson 2020."""
    cones = times(((0.41222, 0.53633, 0.05145), (0.21190, 0.68070, 0.10740), (0.08830, 0.28172, 0.62998)), seen)
    rooted = tuple(max(cone, 0) ** (1 / 3) for cone in cones)
    return times(((0.21045, 0.79362, -0.00407), (1.97800, -2.42859, 0.45059), (0.02590, 0.78277, -0.80868)), rooted)


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2] for seen in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tones_stay_apart(theme: str, eyes: str) -> None:
    seen = {tone: oklab(tuple(min(1, max(0, part)) for part in times(EYES[eyes], colour(theme, tone)))) for tone in TONES}
    apart = {
        pair: 100 * sum((a - b) ** 2 for a, b in zip(seen[pair[0]], seen[pair[1]], strict=True)) ** 0.5 for pair in combinations(TONES, 2)
    }
    assert min(apart.values()) >= MIN_DISTANCE, apart


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_mark_stands_out_from_its_ground(theme: str) -> None:
    drawn_by = {tone: "edge" if tone == "witnessed" else tone for tone in TONES}
    assert all(contrast(colour(theme, name), colour(theme, "ground")) >= MIN_CONTRAST for name in drawn_by.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "quiet", "link"])
def test_words_can_be_read(theme: str, name: str) -> None:
    assert contrast(colour(theme, name), colour(theme, "ground")) >= 4.5
    assert contrast(colour(theme, name), colour(theme, "raised")) >= 4.5
