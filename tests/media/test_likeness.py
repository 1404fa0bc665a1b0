"""The same shot agrees piece by piece, however it was cut or marked; another camera at the scene, and another scene, do not."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from skywitness.media.film import Picture
from skywitness.media.likeness import compare_pictures

HIGH, WIDE = 270, 480


def draw(seed: int, *, shift: int = 0, light: float = 1.0) -> Picture:
    """Near and far walls with windows; seen from beside, the near ones shift four times as far as the far ones."""
    dice = random.Random(seed)  # noqa: S311 - a picture, no secret
    picture = np.tile(np.linspace(150, 190, HIGH)[:, None, None], (1, WIDE + 400, 3))
    for layer, (moved, number) in enumerate(((1, 8), (4, 4))):
        for _ in range(number):
            left, top = dice.randrange(WIDE + 200), dice.randrange(HIGH // 4, HIGH - 60)
            wide, shade = dice.randrange(50, 130), dice.uniform(50, 130)
            left += 200 - shift * moved
            picture[top:, max(0, left) : max(0, left + wide)] = shade
            for row in range(top + 6, HIGH - 8, 12 + 4 * layer):
                for column in range(left + 5, left + wide - 8, 11 + 4 * layer):
                    picture[row : row + 6 + 2 * layer, max(0, column) : max(0, column + 6)] = shade + dice.choice((-45, -30, 60))
    shown = picture[:, 200 : 200 + WIDE] * light + np.random.default_rng(seed).normal(0, 2, (HIGH, WIDE, 1))
    return np.clip(shown, 0, 255).astype(np.uint8)


def mark(picture: Picture) -> Picture:
    """A logo in a corner and a strip at the foot."""
    marked = picture.copy()
    marked[10:45, 10:90] = (200, 30, 40)
    marked[-35:] = 245
    return marked


EDITS: dict[str, Callable[[Picture], Picture]] = {
    "as it was": lambda picture: picture,
    "half": lambda picture: picture[::2, ::2],
    "cropped": lambda picture: picture[20:240, 40:440],
    "cropped and mirrored": lambda picture: picture[20:240, 440:40:-1],
    "marked": mark,
    "boxed": lambda picture: np.pad(picture, ((60, 60), (0, 0), (0, 0))),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("light", [1.0, 0.12])
def test_an_edited_picture_is_the_same_shot(edit: str, light: float) -> None:
    picture = draw(1, light=light)
    likeness = compare_pictures(np.ascontiguousarray(EDITS[edit](picture)), picture)
    assert likeness.is_same_shot, likeness
    assert likeness.is_mirrored is ("mirrored" in edit)


@pytest.mark.parametrize("shift", [12, 25, -18])
def test_another_camera_at_the_scene_is_no_same_shot(shift: int) -> None:
    assert not compare_pictures(draw(1, shift=shift), draw(1)).is_same_shot


@pytest.mark.parametrize("seed", range(2, 8))
def test_another_scene_is_not_even_alike(seed: int) -> None:
    assert not compare_pictures(draw(seed), draw(1)).is_like


def test_plain_pictures_show_nothing_to_agree_on() -> None:
    plain = np.full((90, 160, 3), 12, np.uint8)
    assert not compare_pictures(plain, plain).is_like
    assert not compare_pictures(plain[:4, :4], draw(1)).is_same_shot
