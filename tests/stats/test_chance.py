"""Rhythm, unequal days, changes of rate, and the correction for several tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.stats.chance import Rhythm, correct_for_several, find_change, fit_rhythm, interval_of_rate, measure_dispersion

WEEKS_H = 8 * 168.0
EVEN = Rhythm(np.ones(int(WEEKS_H)), WEEKS_H)


@given(st.floats(30, 400), st.integers(0, 167), st.integers(0, 10_000))
def test_a_rhythm_has_mean_one_and_its_sums_go_there_and_back(end: float, first_hour: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rhythm = fit_rhythm(rng.uniform(0, end, 40), end, first_hour)
    assert rhythm.passed(np.array([end]))[0] == pytest.approx(end)
    moments = rng.uniform(0, end, 20)
    assert rhythm.reached(rhythm.passed(moments)) == pytest.approx(moments, abs=1e-6)


def test_nights_and_weekends_are_seen() -> None:
    rng = np.random.default_rng(1)
    hours = np.arange(int(WEEKS_H))
    true = np.where(hours % 24 < 6, 4.0, 1.0) * np.where(hours // 24 % 7 >= 5, 0.3, 1.0)
    rhythm = fit_rhythm(Rhythm(true, WEEKS_H).draw(1500, rng), WEEKS_H, first_hour=0)
    assert rhythm.at(np.array([3.5]))[0] / rhythm.at(np.array([14.5]))[0] == pytest.approx(4, rel=0.4)
    assert rhythm.at(np.array([5 * 24 + 3.5]))[0] / rhythm.at(np.array([3.5]))[0] == pytest.approx(0.3, rel=0.3)


def test_even_events_get_an_even_rate() -> None:
    rates = fit_rhythm(np.random.default_rng(2).uniform(0, WEEKS_H, 300), WEEKS_H, 0).at(np.arange(0, WEEKS_H, 1.0))
    assert rates.max() / rates.min() < 1.7


def test_equal_days_fall_below_one_and_clumped_days_above() -> None:
    daily = np.arange(12.0, 56 * 24, 24)
    assert measure_dispersion(daily, EVEN) == 0
    assert measure_dispersion(np.repeat(daily[::7], 7), EVEN) > 5
    drawn = [measure_dispersion(EVEN.draw(200, np.random.default_rng(seed)), EVEN) for seed in range(40)]
    assert np.mean(drawn) == pytest.approx(1, abs=0.1)


def test_the_change_is_found_where_the_rate_doubled_twice() -> None:
    rng = np.random.default_rng(3)
    times = np.concatenate([rng.uniform(0, 500, 20), rng.uniform(500, WEEKS_H, 300)])
    change = find_change(times, EVEN)
    assert change is not None
    assert change.at_h == pytest.approx(500, abs=60)
    assert change.after / change.before > 3
    assert find_change(times[:3], EVEN) is None


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=9))
def test_a_correction_never_lowers_and_keeps_the_order(p_values: list[float]) -> None:
    corrected = correct_for_several(p_values)
    assert all(p <= both <= min(1.0, p * len(p_values)) + 1e-12 for p, both in zip(p_values, corrected, strict=True))
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    assert [corrected[each] for each in order] == sorted(corrected)


@given(st.integers(0, 500), st.floats(0.1, 1000))
def test_an_interval_holds_the_rate_seen(number: int, exposure: float) -> None:
    low, high = interval_of_rate(number, exposure)
    assert low <= number / exposure <= high
    assert (low == 0) == (number == 0)
