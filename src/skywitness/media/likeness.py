"""Does one picture lie in another? Local features say how it might; whether it is the same shot, the common part has to show piece by piece.

Two cameras at one scene share its features too, and a picture that is cut or marked has another fingerprint than the whole. So features (SIFT, Lowe 2004) only
propose how one lies in the other, upright or mirrored, moved and scaled as editors do; then the common part is parted into pieces, and the same shot is where most pieces
that show anything agree. Between two cameras near and far things shift against each other, and pieces do not agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from skywitness.media.film import Picture

SIDE = 480
"""Longer side of the pictures that are compared."""
MOST_FEATURES = 400
RATIO = 0.8
"""A feature is matched when the next best is so much further off (Lowe, 2004)."""
OFF_PX = 3.0
LEAST_INLIERS = 10
"""So many features must agree on how one lies in the other to be worth a look."""
LEAST_SCALE = 0.3
MOST_TURN_DEG = 3.0
"""Editors crop and scale; they hardly turn by a few degrees."""
ROWS, COLUMNS = 7, 10
SOFTEN, SLOW = 1.2, 8.0
"""Pixels: finer is grain, coarser is light."""
LEAST_SPREAD = 2.0
"""A piece whose brightness varies by less, of 255, shows nothing."""
LEAST_PIECES = 6
AGREES = 0.75
"""Correlation of a piece with its counterpart."""
LEAST_SHARE = 0.75
"""Of the pieces that show anything, so many must agree: a logo covers some."""
MOST_STRIP = 2
"""Rows of pieces at the upper or the lower edge that a banner may cover; they are left out where the others agree better without."""
LEAST_COMMON = 0.25
"""Of the smaller picture, so much must lie in the other."""

Grey = NDArray[np.uint8]


class Likeness(Struct, frozen=True):
    """How one picture lies in another: features that agree on it, the pieces of the common part that show anything, and the share of those that agree."""

    inliers: int
    pieces: int
    share: float
    is_mirrored: bool

    @property
    def is_same_shot(self) -> bool:
        """Whether it is one picture twice, and not only one scene."""
        return self.pieces >= LEAST_PIECES and self.share >= LEAST_SHARE

    @property
    def is_like(self) -> bool:
        """Whether a person should look."""
        return self.is_same_shot or self.inliers >= LEAST_INLIERS


class Features(Struct, frozen=True):
    """Where the features of a picture are, and how they look."""

    points: NDArray[np.float32]
    looks: NDArray[np.float32]


def compare_pictures(one: Picture, other: Picture) -> Likeness:
    """The best likeness of two pictures, upright or mirrored."""
    ours, theirs = make_small(one), make_small(other)
    found = [
        _compare(ours, each, is_mirrored=mirrored) for each, mirrored in ((theirs, False), (np.ascontiguousarray(theirs[:, ::-1]), True))
    ]
    return max(found, key=lambda each: (each.is_same_shot, each.inliers, each.share))


def make_small(picture: Picture) -> Grey:
    """The brightness of a picture, its longer side as pictures are compared."""
    share = SIDE / max(picture.shape[:2])
    size = (max(16, round(picture.shape[1] * share)), max(16, round(picture.shape[0] * share)))
    return np.asarray(cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA), np.uint8)


def _compare(ours: Grey, theirs: Grey, *, is_mirrored: bool) -> Likeness:
    best = Likeness(0, 0, 0.0, is_mirrored)
    for inliers, moved in _propose(ours, theirs):
        pieces, share = compare_pieces(ours, theirs, moved)
        found = Likeness(inliers, pieces, share, is_mirrored)
        if (found.is_same_shot, found.inliers, found.share) > (best.is_same_shot, best.inliers, best.share):
            best = found
    return best


def _propose(ours: Grey, theirs: Grey) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Ways in which theirs may lie in ours: as it is when the shapes are alike, and as the features say."""
    if abs(np.log(ours.shape[1] * theirs.shape[0] / ours.shape[0] / theirs.shape[1])) < 0.03:
        yield 0, np.array([[ours.shape[1] / theirs.shape[1], 0, 0], [0, ours.shape[0] / theirs.shape[0], 0]], np.float64)
    matched = match_features(find_features(ours.tobytes(), *ours.shape), find_features(theirs.tobytes(), *theirs.shape))
    if len(matched[0]) < LEAST_INLIERS:
        return
    cv2.setRNGSeed(1)
    moved, agreed = cv2.estimateAffinePartial2D(matched[1], matched[0], method=cv2.RANSAC, ransacReprojThreshold=OFF_PX, maxIters=4000)
    if not np.any(moved):  # none was found
        return
    scale, turned = float(np.hypot(moved[0, 0], moved[1, 0])), float(np.degrees(np.arctan2(moved[1, 0], moved[0, 0])))
    if LEAST_SCALE <= scale <= 1 / LEAST_SCALE and abs(turned) <= MOST_TURN_DEG:
        yield int(agreed.sum()), np.asarray(moved, np.float64)


@lru_cache(maxsize=512)
def find_features(picture: bytes, rows: int, columns: int) -> Features:
    """The features of a picture, its shadows lifted so that a night has some."""
    lifted = cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(np.frombuffer(picture, np.uint8).reshape(rows, columns))
    points, looks = cv2.SIFT.create(nfeatures=MOST_FEATURES, contrastThreshold=0.03).detectAndCompute(lifted, None)
    if not len(points):
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    return Features(
        np.array([point.pt for point in points], np.float32), np.sqrt(looks / (looks.sum(axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    )


def match_features(one: Features, other: Features) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The points of both that look alike and unlike all others, pair by pair."""
    if len(one.looks) < 2 or len(other.looks) < 2:
        return one.points[:0], other.points[:0]
    pairs = [
        pair[0] for pair in cv2.BFMatcher(cv2.NORM_L2).knnMatch(one.looks, other.looks, k=2) if pair[0].distance < RATIO * pair[1].distance
    ]
    return one.points[[pair.queryIdx for pair in pairs]], other.points[[pair.trainIdx for pair in pairs]]


def compare_pieces(ours: Grey, theirs: Grey, moved: NDArray[np.float64]) -> tuple[int, float]:
    """How many pieces of the common part show anything, and what share of them agrees, theirs laid over ours as proposed."""
    rows, columns = ours.shape
    laid = np.asarray(cv2.warpAffine(theirs, moved, (columns, rows), flags=cv2.INTER_AREA), np.uint8)
    there = cv2.warpAffine(np.full_like(theirs, 255), moved, (columns, rows)) > 254
    smaller = min(ours.size, theirs.size * float(np.hypot(moved[0, 0], moved[1, 0])) ** 2)
    if there.sum() < LEAST_COMMON * smaller:
        return 0, 0.0
    one, other = (show_detail(each) for each in (ours, laid))
    ys, xs = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    shown: list[list[bool]] = [[] for _ in range(ROWS)]
    for row, part in _parts(ys[0], ys[-1] + 1, xs[0], xs[-1] + 1):
        if there[part].mean() > 0.95:
            spreads = float(one[part].std()), float(other[part].std())
            if max(spreads) >= LEAST_SPREAD:
                shown[row].append(min(spreads) > 0 and _correlation(one[part], other[part]) >= AGREES)
    windows = [shown[strip:] for strip in range(MOST_STRIP + 1)] + [shown[: ROWS - strip] for strip in range(1, MOST_STRIP + 1)]
    return max((_count_agreeing(window) for window in windows), key=lambda found: (found[0] >= LEAST_PIECES, found[1], found[0]))


def _count_agreeing(rows: Sequence[Sequence[bool]]) -> tuple[int, float]:
    """How many pieces show anything, and what share of them agrees."""
    pieces = [agrees for row in rows for agrees in row]
    return len(pieces), sum(pieces) / len(pieces) if pieces else 0.0


def show_detail(picture: Grey) -> NDArray[np.float32]:
    """The picture without its grain, and without what brightens slowly over it: every sky does."""
    light = picture.astype(np.float32)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), SOFTEN) - cv2.GaussianBlur(light, (0, 0), SLOW), np.float32)


def _parts(top: int, bottom: int, left: int, right: int) -> Iterator[tuple[int, tuple[slice, slice]]]:
    ys, xs = np.linspace(top, bottom, ROWS + 1).astype(int), np.linspace(left, right, COLUMNS + 1).astype(int)
    for row in range(ROWS):
        for column in range(COLUMNS):
            yield row, (slice(ys[row], ys[row + 1]), slice(xs[column], xs[column + 1]))


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.mean((one - one.mean()) * (other - other.mean())) / (one.std() * other.std()))
