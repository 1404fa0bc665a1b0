"""What chance alone would do: events that come independently of each other, at a rate with a daily and weekly rhythm, and how far a series is from that.

Times are hours since the beginning of the time looked at. All statistics are large where chance explains the series badly; how large chance makes them is
learnt from worlds drawn with :meth:`Rhythm.draw` and fitted like the series itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import stats

Numbers = NDArray[np.float64]
WEEK_H, DAY_H = 168, 24
MOST_HARMONICS = 4
NEWTON_ROUNDS = 25
CLOSE_ENOUGH, LOG_BOUND = 1e-4, 15.0
LEAST_SIDE = 0.05
"""A change of rate is not looked for nearer to either end than this share of the time."""
RHYTHM_NEEDS = 8
"""With fewer events no rhythm is fitted: it would follow the events themselves."""


class Rhythm:
    """The rate of each hour relative to the mean over the whole time."""

    def __init__(self, rates: Numbers, end: float) -> None:
        lengths = np.ones(len(rates))
        lengths[-1] = end - (len(rates) - 1)
        self.end = end
        self._rates = rates * end / float(rates @ lengths)
        self._edges = np.append(np.arange(len(rates), dtype=float), end)
        self._passed = np.concatenate([[0.0], np.cumsum(self._rates * lengths)])

    def at(self, times: Numbers) -> Numbers:
        """The relative rate at each time."""
        return self._rates[np.minimum(times.astype(np.int64), len(self._rates) - 1)]

    def passed(self, times: Numbers) -> Numbers:
        """The relative rate summed up from the beginning to each time: hours, as an even rate would have needed."""
        return np.asarray(np.interp(times, self._edges, self._passed))

    def reached(self, passed: Numbers) -> Numbers:
        """The times until which the relative rate sums up to so many hours: the way back of :meth:`passed`."""
        return np.asarray(np.interp(passed, self._passed, self._edges))

    def draw(self, number: int, rng: np.random.Generator) -> Numbers:
        """So many independent times, not sorted."""
        return self.reached(rng.uniform(0, self.end, number))


def fit_rhythm(times: Numbers, end: float, first_hour: float) -> Rhythm:
    """The rhythm of a series: harmonics of the day and a factor for weekends, as many as the Bayesian information criterion pays for (Poisson regression).

    ``first_hour`` is the hour of the week, from Monday 0:00, at which the time looked at begins.

    >>> nightly = np.arange(60) * 24.0 + 2
    >>> rhythm = fit_rhythm(nightly, 60 * 24.0, first_hour=0)
    >>> bool(rhythm.at(np.array([2.5]))[0] > 3 > 1 > rhythm.at(np.array([14.5]))[0])
    True
    """
    hours = np.arange(max(1, int(np.ceil(end))))
    cell_of_hour = np.floor(hours + first_hour).astype(int) % WEEK_H
    if len(times) < RHYTHM_NEEDS:
        return Rhythm(np.ones(len(hours)), end)
    exposure = np.bincount(cell_of_hour, minlength=WEEK_H).astype(float)
    counts = np.bincount(cell_of_hour[np.minimum(times.astype(int), len(hours) - 1)], minlength=WEEK_H).astype(float)
    relative = _choose_regression(counts, exposure)
    return Rhythm(relative[cell_of_hour], end)


def _choose_regression(counts: Numbers, exposure: Numbers) -> Numbers:
    """The fitted rates of the week's hours with the fewest terms that pay: harmonics one after the other, then the weekend."""
    price = float(np.log(max(2.0, counts.sum())))
    terms = [np.ones(WEEK_H)]
    best_cost, best = _regress(counts, exposure, terms, price)
    for harmonic in range(1, MOST_HARMONICS + 1):
        angle = 2 * np.pi * harmonic * (np.arange(WEEK_H) + 0.5) / DAY_H
        wider = [*terms, np.sin(angle), np.cos(angle)]
        cost, fitted = _regress(counts, exposure, wider, price)
        if cost >= best_cost:
            break
        best_cost, best, terms = cost, fitted, wider
    weekend = (np.arange(WEEK_H) >= 5 * DAY_H).astype(float)
    cost, fitted = _regress(counts, exposure, [*terms, weekend], price)
    return fitted if cost < best_cost else best


def _regress(counts: Numbers, exposure: Numbers, terms: Sequence[Numbers], price: float) -> tuple[float, Numbers]:
    """Poisson regression by Newton's method: its cost (a price for each term, less twice the log-likelihood) and the fitted rates.

    A step that overshoots is halved.
    """
    design = np.column_stack(terms)

    def rate(weights: Numbers) -> tuple[float, Numbers]:
        logs = np.clip(design @ weights, -LOG_BOUND, LOG_BOUND)
        mean = exposure * np.exp(logs)
        return float(counts @ logs - mean.sum()), mean

    weights = np.zeros(len(terms))
    weights[0] = np.log(counts.sum() / exposure.sum())
    reached, mean = rate(weights)
    for _ in range(NEWTON_ROUNDS):
        curvature = design.T @ (design * mean[:, None]) + 1e-6 * np.eye(len(terms))
        step = np.linalg.solve(curvature, design.T @ (counts - mean))
        while (tried := rate(weights + step))[0] < reached and np.abs(step).max() > CLOSE_ENOUGH:
            step /= 2
        gain = tried[0] - reached
        if gain <= 0:
            break
        weights, (reached, mean) = weights + step, tried
        if gain < CLOSE_ENOUGH:
            break
    return price * len(terms) - 2 * reached, np.exp(np.clip(design @ weights, -LOG_BOUND, LOG_BOUND))


def measure_dispersion(times: Numbers, rhythm: Rhythm) -> float:
    """How much more unequal the days' counts are than chance: Pearson's statistic over its degrees of freedom, about 1 for independent events."""
    edges = np.append(np.arange(0, rhythm.end, DAY_H), rhythm.end)
    if len(edges) < 3:
        return 1.0
    expected = len(times) * np.diff(rhythm.passed(edges)) / rhythm.end
    counts, _ = np.histogram(times, edges)
    return float(((counts - expected) ** 2 / np.maximum(expected, 1e-9)).sum() / (len(counts) - 1))


class Change(Struct, frozen=True, kw_only=True):
    """A change of rate: the hour, events per day before and after it within the stretch looked at, and how much better two rates explain that than one."""

    at_h: float
    before: float
    after: float
    log_likelihood_ratio: float


def find_change(times: Numbers, rhythm: Rhythm) -> Change | None:
    """The likeliest single change of rate, the rhythm allowed for; None for fewer than four events."""
    where = np.sort(rhythm.passed(times)) / rhythm.end
    best = _split(where)
    if best is None:
        return None
    at, ratio = best
    number_before = float(np.count_nonzero(where <= at))
    days = rhythm.end / DAY_H
    return Change(
        at_h=float(rhythm.reached(np.array([at * rhythm.end]))[0]),
        before=number_before / (at * days),
        after=(len(times) - number_before) / ((1 - at) * days),
        log_likelihood_ratio=ratio,
    )


def _split(where: Numbers) -> tuple[float, float] | None:
    """Where to part sorted numbers of 0 to 1 such that two rates explain them best, and by how much better than one (Worsley 1986)."""
    number = len(where)
    if number < 4:
        return None
    at = np.concatenate([where, where - 1e-9])
    before = np.concatenate([np.arange(1, number + 1), np.arange(number)]).astype(float)
    is_inside = (at > LEAST_SIDE) & (at < 1 - LEAST_SIDE)
    at, before = at[is_inside], before[is_inside]
    if not len(at):
        return None
    after = number - before
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(before > 0, before * np.log(before / (number * at)), 0.0) + np.where(
            after > 0, after * np.log(after / (number * (1 - at))), 0.0
        )
    best = int(np.argmax(ratios))
    return float(at[best]), float(ratios[best])


def correct_for_several(p_values: Sequence[float]) -> list[float]:
    """Holm's correction (1979): the chance of even one such p-value among so many tests, whatever they have to do with each other.

    >>> correct_for_several([0.01, 0.5, 0.03])
    [0.03, 0.5, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda each: p_values[each])
    corrected, reached = [0.0] * len(p_values), 0.0
    for rank, each in enumerate(order):
        reached = max(reached, min(1.0, (len(p_values) - rank) * p_values[each]))
        corrected[each] = reached
    return corrected


def interval_of_rate(number: int, exposure: float, share: float = 0.9) -> tuple[float, float]:
    """The exact interval of a Poisson rate after ``number`` events in ``exposure`` (Garwood 1936).

    >>> low, high = interval_of_rate(2, 2.0)
    >>> round(low, 3), round(high, 3)
    (0.178, 3.148)
    """
    tail = (1 - share) / 2
    low = float(stats.chi2.ppf(tail, 2 * number)) / 2 / exposure if number else 0.0
    return low, float(stats.chi2.ppf(1 - tail, 2 * number + 2)) / 2 / exposure
