"""Where, or where and when, are there more cases than expected? Kulldorff's scan over nested circles, and over cylinders of circles and spans of time.

The Poisson scan is that of Kulldorff (1997) as SaTScan runs it; the scan of space and time that needs no population is that of Kulldorff et al. (2005). How
probable a best window is by chance is told by Monte Carlo, so that having looked everywhere is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Numbers = NDArray[np.float64]
MIN_CASES = 2
"""Fewer cases are no cluster, however few were expected; SaTScan's default."""


class Cluster(Struct, frozen=True, kw_only=True):
    """A window with more cases than expected. ``spots`` are row numbers of places, the centre first; ``begin`` and ``end`` are steps of time, the end left out,
    and None in a scan of space alone.
    """

    spots: tuple[int, ...]
    cases: float
    expected: float
    log_likelihood_ratio: float
    begin: int | None = None
    end: int | None = None


class Circles(Struct, frozen=True):
    """The nested circles around every place: its neighbours in order of distance, and after which of them a circle may end."""

    order: NDArray[np.int64]
    may_end: NDArray[np.bool_]


def draw_circles(places: Numbers, population: Numbers, most: float = 0.5) -> Circles:
    """All circles around a place that hold at most a share ``most`` of the population. Places equally far off enter together."""
    distances = cdist(places, places)
    order = np.argsort(distances, axis=1, kind="stable")
    sorted_distances = np.take_along_axis(distances, order, axis=1)
    is_last_so_far = np.ones_like(sorted_distances, dtype=bool)
    is_last_so_far[:, :-1] = sorted_distances[:, 1:] > sorted_distances[:, :-1]
    inside = np.cumsum(population[order], axis=1)
    return Circles(order, is_last_so_far & (inside <= most * population.sum()))


def log_likelihood_ratio(cases: Numbers, expected: Numbers, total: float) -> Numbers:
    """How much better "more cases inside than outside" explains each window than one rate everywhere; 0 where there are not more."""
    outside, expected_outside = total - cases, total - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = np.where(cases > 0, cases * np.log(cases / expected), 0.0)
        outer = np.where(outside > 0, outside * np.log(outside / expected_outside), 0.0)
    return np.where((cases > expected) & (cases >= MIN_CASES), inner + outer, 0.0)


def scan_space(cases: Numbers, expected: Numbers, circles: Circles) -> list[Cluster]:
    """The best window, then the next best that shares no place with those before, and so on. ``expected`` adds up to as much as ``cases``.

    >>> places = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0]])
    >>> circles = draw_circles(places, np.full(4, 100.0))
    >>> [cluster.spots for cluster in scan_space(np.array([9.0, 8, 1, 2]), np.full(4, 5.0), circles)]
    [(0, 1)]
    """
    ratios = _rate_circles(cases, expected, circles)
    held, expects = np.cumsum(cases[circles.order], axis=1), np.cumsum(expected[circles.order], axis=1)
    clusters, taken = list[Cluster](), set[int]()
    for flat in np.argsort(-ratios, axis=None, kind="stable"):
        centre, reach = np.unravel_index(flat, ratios.shape)
        if ratios[centre, reach] <= 0:
            break
        spots = tuple(int(spot) for spot in circles.order[centre, : reach + 1])
        if taken.isdisjoint(spots):
            taken |= set(spots)
            clusters.append(
                Cluster(
                    spots=spots,
                    cases=float(held[centre, reach]),
                    expected=float(expects[centre, reach]),
                    log_likelihood_ratio=float(ratios[centre, reach]),
                )
            )
    return clusters


def judge_clusters(
    clusters: Sequence[Cluster], cases: Numbers, expected: Numbers, circles: Circles, rng: np.random.Generator, worlds: int = 999
) -> list[float]:
    """For each cluster, how often chance alone makes a best window as good somewhere: the cases dealt out anew by what is expected."""
    total = round(float(cases.sum()))
    share = expected / expected.sum()
    best = np.array([_rate_circles(rng.multinomial(total, share).astype(float), expected, circles).max() for _ in range(worlds)])
    return [float((np.count_nonzero(best >= cluster.log_likelihood_ratio) + 1) / (worlds + 1)) for cluster in clusters]


def _rate_circles(cases: Numbers, expected: Numbers, circles: Circles) -> Numbers:
    held, expects = np.cumsum(cases[circles.order], axis=1), np.cumsum(expected[circles.order], axis=1)
    return np.where(circles.may_end, log_likelihood_ratio(held, expects, float(cases.sum())), 0.0)


class Cylinders:
    """The windows of a scan of space and time: nested circles of places, each with spans of one, two, four … steps, up to half of the time.

    Every place is expected to have its share of the cases in each step, whatever the steps' own numbers: what all places share, such as a weekend without
    reports, is no cluster.
    """

    def __init__(self, places: Numbers, steps: int, *, most_places: float = 0.5) -> None:
        self._circles = draw_circles(places, np.ones(len(places)), most_places)
        self._steps = steps
        self._spans = [span for power in range(12) if (span := 2**power) <= max(1, steps // 2)]

    def find_best(self, spots: NDArray[np.int64], steps: NDArray[np.int64]) -> Cluster | None:
        """The best window over events, each given by the row of its place and by its step; None when no window holds more than expected."""
        table = np.zeros((len(self._circles.order), self._steps))
        np.add.at(table, (spots, steps), 1.0)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(1.0, table.sum())
        best = None
        held, expects = (self._sum_up(counts) for counts in (table, expected))
        for span in self._spans:
            inside, expects_inside = (sums[:, :, span:] - sums[:, :, :-span] for sums in (held, expects))
            ratios = log_likelihood_ratio(inside, expects_inside, float(table.sum()))
            ratios[~self._circles.may_end] = 0
            at = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
            if ratios[at] > (best.log_likelihood_ratio if best else 0.0):
                centre, reach, begin = (int(index) for index in at)
                best = Cluster(
                    spots=tuple(int(spot) for spot in self._circles.order[centre, : reach + 1]),
                    cases=float(inside[at]),
                    expected=float(expects_inside[at]),
                    log_likelihood_ratio=float(ratios[at]),
                    begin=begin,
                    end=begin + span,
                )
        return best

    def _sum_up(self, table: Numbers) -> Numbers:
        """Sums over circles and over time up to each step, so that a cylinder is a difference of two."""
        inside = np.cumsum(table[self._circles.order], axis=1)
        return np.concatenate([np.zeros((*inside.shape[:2], 1)), np.cumsum(inside, axis=2)], axis=2)
