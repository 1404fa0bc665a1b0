"""The battery of tests that hold one series against chance: the same drawn worlds for all of them, and a correction for their being several.

A world of chance has as many events as the series, independent of each other, in the series' own daily and weekly rhythm, dealt out among the series' own
places. Each test asks how many worlds are as extreme as the series; every world gets a rhythm fitted to it as the series got one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from skywitness.assess.series import Series
from skywitness.stats.chance import Change, Rhythm, correct_for_several, find_change, fit_rhythm, measure_dispersion
from skywitness.stats.hawkes import Observed, rate_excitation
from skywitness.stats.scan import Cluster, Cylinders
from skywitness.stats.space_time import Statistic, prepare_jacquez, prepare_knox, prepare_mantel, prepare_modified_knox

Numbers = NDArray[np.float64]
Advance = Callable[[int], None]
HOUR = timedelta(hours=1)
DELAYS_H = (1 / 6, 1.0, 6.0, 24.0, 96.0)
"""Mean delays at which one event may bring on others: minutes for raids on many axes, days for answers."""
NEAR_KM, NEAR_H, NEIGHBOURS = 50.0, 24.0, 3
KM_PER_DEGREE = 111.195
LEAST_PLACED, LEAST_SPOTS = 8, 2
"""Tests of space and time need so many events with a place, and so many places."""
MOST_FOR_PAIRS = 1500
"""With more events, tests over all pairs take minutes and are left out."""
MOST_SPOTS, MOST_STEPS = 60, 90
REDRAWS = 30


class Tested(Struct, frozen=True, kw_only=True):
    """One test: what it asks, its statistic, how often chance makes one as large (``p``), and the same corrected for the number of tests."""

    name: str
    asks: str
    statistic: float
    p: float
    corrected_p: float


class Outcome(Struct, frozen=True, kw_only=True):
    """What all tests found, which were left out and why, and what they looked at."""

    tests: tuple[Tested, ...]
    left_out: tuple[tuple[str, str], ...]
    excitation_ratio: float
    """The log-likelihood ratio of events that bring on events."""
    change: Change | None
    cluster: Cluster | None
    spots: tuple[str, ...]
    step_h: float
    """Length of a step of time of the cluster."""
    observed: Observed

    @property
    def corrected_p(self) -> float:
        """The chance that even one of the tests finds so much in a series of independent events."""
        return min((test.corrected_p for test in self.tests), default=1.0)


class _Test(Struct, frozen=True):
    name: str
    asks: str
    measure: Callable[[Numbers, Rhythm], float]
    """From the times of events in the order of their places, and the rhythm fitted to them."""


def run_battery(series: Series, rng: np.random.Generator, *, worlds: int, advance: Advance = lambda _worlds: None) -> Outcome:
    """Every test that the series has enough for, against so many worlds of chance."""
    end = (series.end - series.begin) / HOUR
    first_hour = series.begin.weekday() * 24 + series.begin.hour + series.begin.minute / 60
    times = _place_in_time(series, rng, end)
    rhythm = fit_rhythm(times, end, first_hour)
    layout = _lay_out(series, end)
    tests = [*_time_tests(), *layout.tests]
    found = np.array([test.measure(times, rhythm) for test in tests])
    as_extreme = np.zeros(len(tests))
    spot_of = np.unique([event.spot or f"unknown {index}" for index, event in enumerate(series.events)], return_inverse=True)[1]
    for _ in range(worlds):
        drawn = _draw_world(rhythm, spot_of, series.apart_h, rng)
        fitted = fit_rhythm(drawn, end, first_hour)
        as_extreme += np.array([test.measure(drawn, fitted) for test in tests]) >= found
        advance(1)
    p_values = [float(p) for p in (as_extreme + 1) / (worlds + 1)]
    corrected = correct_for_several(p_values)
    return Outcome(
        tests=tuple(
            Tested(name=test.name, asks=test.asks, statistic=float(statistic), p=p, corrected_p=both)
            for test, statistic, p, both in zip(tests, found, p_values, corrected, strict=True)
        ),
        left_out=layout.left_out,
        excitation_ratio=float(found[0]),
        change=find_change(times, rhythm),
        cluster=layout.find_cluster(times) if layout.find_cluster else None,
        spots=layout.spots,
        step_h=layout.step_h,
        observed=_observe(times, rhythm),
    )


def _place_in_time(series: Series, rng: np.random.Generator, end: float) -> Numbers:
    """Hours since the beginning; an event whose time is known less finely lies anywhere in what is known."""
    begun = np.array([(event.at - series.begin) / HOUR for event in series.events])
    within = np.array([event.within_h for event in series.events])
    return np.asarray(np.clip(begun + rng.uniform(0, 1, len(begun)) * within, 0, np.nextafter(end, 0)))


def _draw_world(rhythm: Rhythm, spot_of: NDArray[np.int64], apart_h: float, rng: np.random.Generator) -> Numbers:
    """A time for each event; those of one place that come closer than raids can, as a closer one would be the same raid, are drawn again."""
    times = rhythm.draw(len(spot_of), rng)
    for _ in range(REDRAWS if apart_h else 0):
        order = np.lexsort((times, spot_of))
        is_too_close = (np.diff(times[order]) < apart_h) & (np.diff(spot_of[order]) == 0)
        if not is_too_close.any():
            break
        again = order[1:][is_too_close]
        times[again] = rhythm.draw(len(again), rng)
    return times


def _observe(times: Numbers, rhythm: Rhythm) -> Observed:
    ordered = np.sort(times)
    return Observed(ordered, rhythm.end, rhythm.at(ordered), rhythm.passed(ordered))


def _time_tests() -> list[_Test]:
    def excite(times: Numbers, rhythm: Rhythm) -> float:
        return rate_excitation(_observe(times, rhythm), DELAYS_H)

    def change(times: Numbers, rhythm: Rhythm) -> float:
        found = find_change(times, rhythm)
        return found.log_likelihood_ratio if found else 0.0

    return [
        _Test("self-excitation", "Do events bring on events, beyond the rhythm of day and week?", excite),
        _Test("overdispersion", "Are the days' counts more unequal than chance makes them?", measure_dispersion),
        _Test(
            "regularity",
            "Are the days' counts more equal than chance makes them?",
            lambda times, rhythm: -measure_dispersion(times, rhythm),
        ),
        _Test("change of rate", "Did the rate change at some moment?", change),
    ]


class _Layout(Struct, frozen=True, kw_only=True):
    """The tests of space and time that a series has enough for."""

    tests: tuple[_Test, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    spots: tuple[str, ...] = ()
    step_h: float = 24.0
    find_cluster: Callable[[Numbers], Cluster | None] | None = None


def _lay_out(series: Series, end: float) -> _Layout:
    placed = [index for index, event in enumerate(series.events) if event.lat is not None and event.lon is not None]
    spots = tuple(sorted({series.events[index].spot or "" for index in placed}))
    names = ("Knox", "modified Knox", "Mantel", "Jacquez", "space-time scan")
    if len(placed) < LEAST_PLACED or len(spots) < LEAST_SPOTS:
        why = f"{len(placed)} events with a place, in {len(spots)} places: {LEAST_PLACED} in {LEAST_SPOTS} are needed"
        return _Layout(left_out=tuple((name, why) for name in names))
    where = np.array(placed)
    places = _project(series, placed)
    near = f"within {NEAR_KM:.0f} km and {NEAR_H:.0f} h"
    prepared: list[tuple[str, str, Statistic]] = [
        ("Knox", f"Do more pairs lie {near} of each other than when times are shuffled?", prepare_knox(places, NEAR_KM, NEAR_H)),
        ("modified Knox", "The same, less what each event's neighbours let expect.", prepare_modified_knox(places, NEAR_KM, NEAR_H)),
    ]
    left_out = []
    if len(placed) <= MOST_FOR_PAIRS:
        prepared += [
            ("Mantel", "Does closeness in space go with closeness in time, over all pairs?", prepare_mantel(places)),
            ("Jacquez", f"Are the {NEIGHBOURS} nearest in space often the nearest in time?", prepare_jacquez(places, NEIGHBOURS)),
        ]
    else:
        left_out += [(name, f"more than {MOST_FOR_PAIRS} events: all pairs would take too long") for name in ("Mantel", "Jacquez")]
    tests = [_Test(name, asks, _at_places(statistic, where)) for name, asks, statistic in prepared]
    if len(spots) > MOST_SPOTS:
        left_out.append(("space-time scan", f"more than {MOST_SPOTS} places: name regions instead of points"))
        return _Layout(tests=tuple(tests), left_out=tuple(left_out), spots=spots)
    step_h = 24.0 * math.ceil(end / 24 / MOST_STEPS)
    find_cluster = _prepare_scan(series, placed, spots, places, end, step_h)
    tests.append(
        _Test(
            "space-time scan",
            "Is there a neighbourhood and a span of time with more events than both let expect?",
            lambda times, _rhythm: cluster.log_likelihood_ratio if (cluster := find_cluster(times)) else 0.0,
        )
    )
    return _Layout(tests=tuple(tests), left_out=tuple(left_out), spots=spots, step_h=step_h, find_cluster=find_cluster)


def _at_places(statistic: Statistic, where: NDArray[np.int64]) -> Callable[[Numbers, Rhythm], float]:
    return lambda times, _rhythm: statistic(times[where])


def _project(series: Series, placed: list[int]) -> Numbers:
    """Kilometres east and north of the middle; good to a per cent over a country."""
    degrees = np.array([(series.events[index].lat, series.events[index].lon) for index in placed], dtype=float)
    lat, lon = degrees[:, 0], degrees[:, 1]
    return np.column_stack([(lon - lon.mean()) * np.cos(np.radians(lat.mean())), lat - lat.mean()]) * KM_PER_DEGREE


def _prepare_scan(
    series: Series, placed: list[int], spots: tuple[str, ...], places: Numbers, end: float, step_h: float
) -> Callable[[Numbers], Cluster | None]:
    row_of = {spot: row for row, spot in enumerate(spots)}
    rows = np.array([row_of[series.events[index].spot or ""] for index in placed])
    middles = np.array([places[rows == row].mean(axis=0) for row in range(len(spots))])
    cylinders = Cylinders(middles, math.ceil(end / step_h))
    where = np.array(placed)
    return lambda times: cylinders.find_best(rows, (times[where] / step_h).astype(np.int64))
