"""Do events that are near in space also come near in time? Four classic statistics, and their chance level by shuffling the times among the places.

Places are rows of coordinates in any unit, one an event; times one number an event, in any unit. The definitions, ties included, are those of PySAL's
pointpats, so that figures can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.spatial.distance import pdist

Places: TypeAlias = NDArray[np.float64]
"""One row an event: x and y."""
Times: TypeAlias = NDArray[np.float64]
"""One number an event."""
Statistic: TypeAlias = Callable[[Times], float]
"""A statistic of times, for places that stay where they are."""


def prepare_knox(places: Places, near_in_space: float, near_in_time: float) -> Statistic:
    """The number of pairs of events near each other both in space and in time (Knox 1964), both bounds included."""
    pairs = KDTree(places).query_pairs(near_in_space, output_type="ndarray")

    def count(times: Times) -> float:
        return float(np.count_nonzero(np.abs(times[pairs[:, 0]] - times[pairs[:, 1]]) <= near_in_time))

    return count


def prepare_modified_knox(places: Places, near_in_space: float, near_in_time: float) -> Statistic:
    """Knox's count less what the events' own numbers of neighbours in space and in time let expect (Baker 2004)."""
    knox = prepare_knox(places, near_in_space, near_in_time)
    neighbours = _count_neighbours(places, near_in_space)

    def exceed(times: Times) -> float:
        expected = float(neighbours @ _count_neighbours(times[:, None], near_in_time)) / (len(times) - 1)
        return knox(times) - expected / 2

    return exceed


def prepare_mantel(places: Places) -> Statistic:
    """The correlation of closeness in space with closeness in time over all pairs, closeness being one over one plus the distance (Mantel 1967)."""
    close_in_space = 1 / (1 + pdist(places))
    centred = close_in_space - close_in_space.mean()
    length = float(np.linalg.norm(centred))

    def correlate(times: Times) -> float:
        close_in_time = 1 / (1 + pdist(times[:, None]))
        spread = float(np.linalg.norm(close_in_time - close_in_time.mean()))
        return float(centred @ close_in_time) / (length * spread) if length and spread else 0.0

    return correlate


def prepare_jacquez(places: Places, neighbours: int) -> Statistic:
    """How many of each event's nearest in space are among its nearest in time, over all events (Jacquez 1996); ties fall as the tree finds them."""
    near_in_space = _find_nearest(places, neighbours)

    def count(times: Times) -> float:
        near_in_time = _find_nearest(times[:, None], neighbours)
        return float(np.count_nonzero(near_in_space[:, :, None] == near_in_time[:, None, :]))

    return count


def shuffle_test(statistic: Statistic, times: Times, rng: np.random.Generator, shuffles: int = 999) -> tuple[float, float]:
    """The statistic, and how often one as large comes by chance when the times are dealt out anew among the places.

    >>> places = np.array([[0.0, 0], [0, 1], [50, 0], [50, 1], [99, 0], [99, 1]])
    >>> knox = prepare_knox(places, near_in_space=2, near_in_time=1)
    >>> shuffle_test(knox, np.array([1.0, 1, 20, 20, 60, 60]), np.random.default_rng(1), shuffles=99)[0]
    3.0
    """
    observed = statistic(times)
    as_large = sum(statistic(rng.permutation(times)) >= observed for _ in range(shuffles))
    return observed, (as_large + 1) / (shuffles + 1)


def _count_neighbours(points: NDArray[np.float64], within: float) -> NDArray[np.float64]:
    tree = KDTree(points)
    return np.asarray(tree.query_ball_point(points, within, return_length=True), dtype=np.float64) - 1


def _find_nearest(points: NDArray[np.float64], neighbours: int) -> NDArray[np.int64]:
    """The nearest others of each point, one row a point. Of more points in one place than are asked for, the tree may leave the point itself out."""
    found = KDTree(points).query(points, k=neighbours + 1)[1]
    is_itself = found == np.arange(len(points))[:, None]
    is_itself[~is_itself.any(axis=1), -1] = True
    return np.asarray(found[~is_itself].reshape(len(points), neighbours), dtype=np.int64)
