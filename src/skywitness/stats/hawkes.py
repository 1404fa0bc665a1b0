"""Do events bring on events? The self-exciting process with an exponential kernel (Hawkes 1971), by maximum likelihood, with intervals and a residual test.

The rate is a base rate, which may follow a rhythm, plus what each earlier event adds: ``offspring`` events on average, after exponential delays of mean
``delay``. Times are numbers in one unit, from 0 to the end of the time looked at; rates are per that unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import optimize, stats

Numbers = NDArray[np.float64]
LOG_REACH = 12.0
"""How far from the estimate, in logarithms, an end of an interval is looked for; farther it is open."""
TOO_FAR = 1e10
SHARES = np.linspace(0.02, 0.98, 25)
"""Shares of the events that earlier ones brought on, tried in :func:`rate_excitation`."""
MOST_STEPS = 40
CLOSE_ENOUGH = 0.005
"""An end of an interval is found to this share of the interval's half."""


class Observed(Struct, frozen=True):
    """Sorted times of events in (0, ``end``); ``rhythm`` is the base rate at each event relative to its mean over that time (None: it is even)."""

    times: Numbers
    end: float
    rhythm: Numbers | None = None
    passed: Numbers | None = None
    """The rhythm's integral from 0 to each event, for the residual test; None: the times themselves."""


class Interval(Struct, frozen=True):
    """An estimate with its likelihood interval; an end is None where the likelihood never falls far enough."""

    estimate: float
    low: float | None
    high: float | None


class Excitation(Struct, frozen=True, kw_only=True):
    """A fitted process: base rate, mean offspring of an event, mean delay of an offspring; how much better it is than no excitation at all."""

    base_rate: Interval
    offspring: Interval
    delay: Interval
    log_likelihood: float
    log_likelihood_ratio: float
    residual_p: float
    """Of the Kolmogorov-Smirnov test of the times rescaled by the fitted rate: small where even this process does not fit."""
    share: float


def fit_excitation(observed: Observed, *, share: float = 0.9) -> Excitation:
    """The maximum-likelihood fit, with profile-likelihood intervals that hold each parameter with probability ``share``.

    Cost: some hundred likelihoods, each linear in the number of events. Raises ValueError for fewer than three events or times that are not sorted.

    >>> fitted = fit_excitation(Observed(simulate_excitation(0.5, 0.5, 1.0, 400.0, np.random.default_rng(3)), 400.0))
    >>> fitted.offspring.low < 0.5 < fitted.offspring.high
    True
    """
    times = observed.times
    if len(times) < 3 or np.any(np.diff(times) < 0) or times[0] < 0 or times[-1] > observed.end:
        raise ValueError("a fit needs three or more sorted times between 0 and the end")
    start = _choose_start(observed)
    best = _climb(observed, start, held=None)
    fall = float(stats.chi2.ppf(share, 1)) / 2
    intervals = [_bound(observed, best.x, each, fall) for each in range(3)]
    alone = _log_likelihood_alone(observed)
    return Excitation(
        base_rate=intervals[0],
        offspring=intervals[1],
        delay=intervals[2],
        log_likelihood=-float(best.fun),
        log_likelihood_ratio=max(0.0, -float(best.fun) - alone),
        residual_p=judge_residuals(observed, *np.exp(best.x)),
        share=share,
    )


def log_likelihood(observed: Observed, base_rate: float, offspring: float, delay: float) -> tuple[float, Numbers]:
    """The log-likelihood, and its derivatives by the logarithms of base rate, offspring and delay."""
    times, end = observed.times, observed.end
    rhythm = np.ones_like(times) if observed.rhythm is None else observed.rhythm
    gaps = np.diff(times, prepend=times[:1])
    excited, by_delay = _recur(gaps / delay)
    ahead = (end - times) / delay
    left = np.exp(-ahead)
    rate = base_rate * rhythm + offspring / delay * excited
    value = float(np.log(rate).sum()) - base_rate * end - offspring * float((1 - left).sum())
    by_base = base_rate * (float((rhythm / rate).sum()) - end)
    by_offspring = offspring * (float((excited / delay / rate).sum()) - float((1 - left).sum()))
    by_log_delay = offspring * (float(((by_delay - excited) / delay / rate).sum()) + float((ahead * left).sum()))
    return value, np.array([by_base, by_offspring, by_log_delay])


def rate_excitation(observed: Observed, delays: Sequence[float]) -> float:
    """The log-likelihood ratio of excitation against none, its delay one of those given: quick, for many drawn worlds.

    With the delay held, the best rate is a mixture of the rhythm and of what earlier events add, and only the share of the mixture is looked for.
    """
    times, best = observed.times, 0.0
    gaps = np.diff(times, prepend=times[:1])
    alone = (np.ones_like(times) if observed.rhythm is None else observed.rhythm) / observed.end
    for delay in delays:
        added = _recur(gaps / delay)[0] / delay / (1 - np.exp(-(observed.end - times) / delay)).sum()
        gain = added / alone - 1
        best = max(best, float(np.log1p(SHARES[:, None] * gain).sum(axis=1).max()))
    return best


def _recur(gaps: Numbers) -> tuple[Numbers, Numbers]:
    """What all earlier events still add at each event (kernel of height 1 and delay 1), and that times how long ago it was, summed."""
    excited, weighted = [0.0], [0.0]
    decays = np.exp(-gaps)
    for gap, decay in zip(gaps[1:].tolist(), decays[1:].tolist(), strict=True):
        weighted.append(decay * (weighted[-1] + gap * (1 + excited[-1])))
        excited.append(decay * (1 + excited[-1]))
    return np.array(excited), np.array(weighted)


def judge_residuals(observed: Observed, base_rate: float, offspring: float, delay: float) -> float:
    """The p-value of the residuals: under the fitted rate, the rate's integral between events is exponential (time-rescaling theorem; Ogata 1988)."""
    times = observed.times
    passed = times if observed.passed is None else observed.passed
    excited, _ = _recur(np.diff(times, prepend=times[:1]) / delay)
    begun = np.arange(len(times))
    integral = base_rate * passed + offspring * (begun - excited)
    return float(stats.kstest(np.diff(integral), "expon").pvalue)


def simulate_excitation(base_rate: float, offspring: float, delay: float, end: float, rng: np.random.Generator) -> Numbers:
    """Times of a self-exciting process from 0 to ``end``, as families: those that come by themselves, and all that they bring on (Hawkes & Oakes 1974).

    Raises ValueError for ``offspring`` of 1 or more, as such a process never ends.
    """
    if offspring >= 1:
        raise ValueError(f"{offspring} offspring an event never end: give less than 1")
    generation = rng.uniform(0, end, rng.poisson(base_rate * end))
    every = [generation]
    while len(generation):
        children = np.repeat(generation, rng.poisson(offspring, len(generation)))
        generation = children + rng.exponential(delay, len(children))
        generation = generation[generation < end]
        every.append(generation)
    return np.sort(np.concatenate(every))


def _log_likelihood_alone(observed: Observed) -> float:
    """The best log-likelihood with no excitation."""
    number = len(observed.times)
    rhythm = 0.0 if observed.rhythm is None else float(np.log(observed.rhythm).sum())
    return number * float(np.log(number / observed.end)) + rhythm - number


def _choose_start(observed: Observed) -> Numbers:
    """Logarithms to climb from: half of the events excited, with the delay of a coarse ladder that is likeliest."""
    number = len(observed.times)
    mean_gap = observed.end / number
    ladder = [np.log([0.5 * number / observed.end, 0.5, mean_gap * step]) for step in (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)]
    return max(ladder, key=lambda logs: log_likelihood(observed, *np.exp(logs))[0])


def _climb(observed: Observed, start: Numbers, held: int | None) -> optimize.OptimizeResult:
    """The best logarithms near a start, one of them held where it is."""
    free = [each for each in range(3) if each != held]

    def fall(logs: Numbers) -> tuple[float, Numbers]:
        whole = start.copy()
        whole[free] = logs
        value, slope = log_likelihood(observed, *np.exp(whole))
        return (-value, -slope[free]) if np.isfinite(value) else (TOO_FAR, np.zeros(len(free)))

    bounds = [_bounds(observed)[each] for each in free]
    least, most = np.array(bounds).T
    found = optimize.minimize(fall, np.clip(start[free], least, most), jac=True, method="L-BFGS-B", bounds=bounds)
    whole = start.copy()
    whole[free] = found.x
    found.x = whole
    return found


def _bounds(observed: Observed) -> Sequence[tuple[float, float]]:
    """How far each logarithm may go: rates up to all events, offspring to a few, delays from a hair of the mean gap to the whole time."""
    number, end = len(observed.times), observed.end
    rate = float(np.log(number / end))
    return ((rate - LOG_REACH, rate + 2), (-LOG_REACH, 1.5), (-rate - LOG_REACH, float(np.log(end))))


def _bound(observed: Observed, best: Numbers, each: int, fall: float) -> Interval:
    """The likelihood interval of one parameter: as far as the others can make up for moving it."""
    reach = _guess_reach(observed, best, each, fall)
    ends = [_find_end(observed, best, each, direction * reach, fall) for direction in (-1, 1)]
    low, high = (None if end is None else float(np.exp(end)) for end in ends)
    return Interval(float(np.exp(best[each])), low, high)


def _guess_reach(observed: Observed, best: Numbers, each: int, fall: float) -> float:
    """How far the parameter goes until the likelihood has fallen so far, if it falls as a parabola."""
    step = 1e-4
    columns = [
        (log_likelihood(observed, *np.exp(best - shift))[1] - log_likelihood(observed, *np.exp(best + shift))[1]) / (2 * step)
        for shift in np.eye(3) * step
    ]
    curvature = np.array(columns)
    variance = np.linalg.inv(curvature)[each, each] if np.linalg.cond(curvature) < TOO_FAR else 0.0
    return float(np.sqrt(2 * fall * variance)) if variance > 0 else 0.5


def _find_end(observed: Observed, best: Numbers, each: int, step: float, fall: float) -> float | None:
    """Steps outward until the likelihood has fallen so far, then closes in; each climb starts where the last one ended. None where it never falls so far."""
    at, highest = best.copy(), log_likelihood(observed, *np.exp(best))[0]

    @cache
    def lack(value: float) -> float:
        nonlocal at
        start = at.copy()
        start[each] = value
        at = _climb(observed, start, held=each).x
        return float(np.sqrt(max(0.0, highest - log_likelihood(observed, *np.exp(at))[0]))) - float(np.sqrt(fall))

    least, most = _bounds(observed)[each]
    inner = float(best[each])
    lack(inner)  # kept while the others still stand at their best: climbed to from afar, they might stop elsewhere
    for _ in range(MOST_STEPS):
        outer = min(max(inner + step, least), most)
        if outer == inner:
            return None
        if lack(outer) >= 0:
            return float(optimize.brentq(lack, *sorted((inner, outer)), xtol=abs(step) * CLOSE_ENOUGH))
        inner, step = outer, step * 1.5
    return None
