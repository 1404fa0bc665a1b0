"""Blurs parts of a picture beyond recovery: of each part sixteen shades are left, whatever its size."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image

from skywitness.media.publication import Box

SHADES = 4
"""A side. A number plate of four by four shades cannot be read by trying out plates, as finer blocks can (Hill et al., 2016, doi:10.1515/popets-2016-0047)."""
WIDER = 0.3
"""A face is blurred with so much of its size around it on each side: hair, ears and a chin tell who it is, too."""


class Region(Struct, frozen=True):
    """A part of a picture, as shares of its width and height, so that it fits pictures and planes of any size."""

    left: float
    upper: float
    right: float
    lower: float

    def widened(self, share: float = WIDER) -> Region:
        """The region with so much of its size around it."""
        x, y = share * (self.right - self.left), share * (self.lower - self.upper)
        return Region(self.left - x, self.upper - y, self.right + x, self.lower + y)

    @property
    def is_seen(self) -> bool:
        """Whether any of it lies in the picture."""
        return self.left < 1 and self.upper < 1 and self.right > 0 and self.lower > 0


def blur_regions(plane: NDArray[np.uint8], regions: Iterable[Region]) -> None:
    """Blur regions of a plane (rows, columns) or picture (rows, columns, colours), in place."""
    rows, columns = plane.shape[:2]
    for region in regions:
        x0, x1 = max(0, int(region.left * columns)), min(columns, int(np.ceil(region.right * columns)))
        y0, y1 = max(0, int(region.upper * rows)), min(rows, int(np.ceil(region.lower * rows)))
        if x0 < x1 and y0 < y1:
            part = Image.fromarray(np.ascontiguousarray(plane[y0:y1, x0:x1]))
            few = part.resize((min(SHADES, x1 - x0), min(SHADES, y1 - y0)), Image.Resampling.BOX)
            plane[y0:y1, x0:x1] = np.asarray(few.resize(part.size, Image.Resampling.BILINEAR))


def regions_of(boxes: Iterable[Box], width: int, height: int) -> list[Region]:
    """The boxes as regions of a picture of so many pixels, one each.

    Raises
    ------
    ValueError
        A box lies outside of the picture: what it was to hide would be shown.
    """
    regions = []
    for box in boxes:
        region = Region(box.x / width, box.y / height, (box.x + box.width) / width, (box.y + box.height) / height)
        if not region.is_seen:
            raise ValueError(
                f"the box {box.x},{box.y},{box.width},{box.height} lies outside of it: upright, it has {width} x {height} pixels"
            )
        regions.append(region)
    return regions
