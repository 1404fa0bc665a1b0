"""Faces to be found, drawn by code: no person is shown."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from skywitness.media.film import Picture

SKIN, HAIR, LIPS = (215, 170, 140), (50, 35, 25), (170, 80, 80)


def draw_face(size: tuple[int, int], middle: tuple[int, int], radius: int) -> Picture:
    """A picture with one face, looking at the camera."""
    image = Image.new("RGB", size, (110, 130, 150))
    draw = ImageDraw.Draw(image)

    def oval(left: float, upper: float, right: float, lower: float, fill: tuple[int, int, int]) -> None:
        (x, y), r = middle, radius
        draw.ellipse((x + left * r, y + upper * r, x + right * r, y + lower * r), fill=fill)

    oval(-2.2, 1.3, 2.2, 4.0, (60, 60, 90))  # shoulders
    oval(-0.4, 0.6, 0.4, 1.6, (190, 145, 120))  # neck
    oval(-1.0, -1.45, 1.0, 0.9, HAIR)
    oval(-0.8, -1.1, 0.8, 1.15, SKIN)
    for side in (-0.35, 0.35):
        oval(side - 0.25, -0.53, side + 0.25, -0.45, HAIR)  # brow
        oval(side - 0.2, -0.34, side + 0.2, -0.16, (245, 240, 235))
        oval(side - 0.09, -0.34, side + 0.09, -0.16, HAIR)
    oval(-0.14, -0.2, 0.14, 0.28, (195, 148, 120))  # nose
    oval(-0.33, 0.5, 0.33, 0.72, LIPS)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius / 35)))
