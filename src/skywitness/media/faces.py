"""Finds faces in a picture by CenterFace (Xu et al., 2019, arXiv:1911.03599), run by OpenCV. Misses are possible: a person looks at every copy."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from skywitness.media.film import Picture

Boxes: TypeAlias = NDArray[np.float32]
"""A row a face: left, upper, right and lower edge, in pixels, and how sure the model is (0 to 1)."""
LEAST_SURE = 0.2
"""A blur too many does less harm than a face too few."""
STRIDE, CELL = 32, 4
OUTPUTS = ("537", "538", "539", "540")
"""Heat, size, offset and landmarks, as the model names them."""
OVERLAP = 0.3
NO_FACES: Boxes = np.zeros((0, 5), np.float32)


class FaceFinder:
    """The model, loaded once; after that it needs nothing from the disk."""

    def __init__(self, weights: bytes) -> None:
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(weights, np.uint8))

    def find(self, picture: Picture, longest_sides: tuple[int, ...]) -> Boxes:
        """The faces in a picture, looked for at each of these sizes: small faces are found at large ones, and faces that fill it at small ones."""
        longest = max(picture.shape[:2])
        shares = sorted({min(1.0, side / longest) for side in longest_sides})
        return join_overlapping(np.concatenate([self._find_at(picture, share) for share in shares]))

    def _find_at(self, picture: Picture, share: float) -> Boxes:
        rows, columns = picture.shape[:2]
        height, width = (max(STRIDE, STRIDE * round(length * share / STRIDE)) for length in (rows, columns))
        self._net.setInput(cv2.dnn.blobFromImage(picture, 1.0, (width, height), (0, 0, 0), swapRB=False, crop=False))
        heat, size, offset, _ = (np.asarray(each, np.float32)[0] for each in self._net.forward(list(OUTPUTS)))
        faces = read_heat(heat[0], size, offset)
        return faces * np.array([columns / width, rows / height, columns / width, rows / height, 1], np.float32)


def read_heat(heat: NDArray[np.float32], size: NDArray[np.float32], offset: NDArray[np.float32]) -> Boxes:
    """The boxes that the model's maps tell: where it is warm there is the middle of a face, whose size and place in the cell the other two say.

    >>> heat = np.zeros((4, 4), np.float32)
    >>> heat[1, 2] = 0.5
    >>> read_heat(heat, np.full((2, 4, 4), np.log(2), np.float32), np.zeros((2, 4, 4), np.float32)).round(2).tolist()
    [[6.0, 2.0, 14.0, 10.0, 0.5]]
    """
    row, column = np.nonzero(heat > LEAST_SURE)
    tall, wide = (np.exp(size[axis, row, column]) * CELL for axis in (0, 1))
    y, x = ((cells + offset[axis, row, column] + 0.5) * CELL for axis, cells in ((0, row), (1, column)))
    return np.stack([x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, heat[row, column]], axis=1).astype(np.float32)


def join_overlapping(faces: Boxes) -> Boxes:
    """The faces without those that lie over a surer one."""
    left = faces[np.argsort(-faces[:, 4])]
    kept = []
    while len(left):
        kept.append(left[0])
        left = left[1:][_share_of_both(left[0], left[1:]) < OVERLAP]
    return np.stack(kept) if kept else NO_FACES


def _share_of_both(one: NDArray[np.float32], others: Boxes) -> NDArray[np.float32]:
    corner, other_corner = np.maximum(one[:2], others[:, :2]), np.minimum(one[2:4], others[:, 2:4])
    both = np.prod(np.maximum(other_corner - corner, 0), axis=1)
    areas = np.prod(others[:, 2:4] - others[:, :2], axis=1) + np.prod(one[2:4] - one[:2])
    return np.asarray(both / np.maximum(areas - both, 1e-6), np.float32)
