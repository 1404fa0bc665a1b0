"""The self-exciting fit: its derivatives, its optimum, its intervals, and what its residuals tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.stats.hawkes import (
    Observed,
    fit_excitation,
    judge_residuals,
    log_likelihood,
    rate_excitation,
    simulate_excitation,
)

POSITIVE = st.floats(0.05, 3.0)
TIMES = st.lists(st.integers(0, 999), min_size=3, max_size=40).map(lambda found: np.sort(np.array(found, dtype=float)) / 10)


@given(TIMES, POSITIVE, POSITIVE, POSITIVE)
def test_derivatives_are_those_of_the_likelihood(times: np.ndarray, base_rate: float, offspring: float, delay: float) -> None:
    observed, at, step = Observed(times, 100.0), np.log([base_rate, offspring, delay]), 1e-5
    _, slopes = log_likelihood(observed, *np.exp(at))
    for each, shift in enumerate(np.eye(3) * step):
        upper, lower = (log_likelihood(observed, *np.exp(at + sign * shift))[0] for sign in (1, -1))
        assert slopes[each] == pytest.approx((upper - lower) / (2 * step), rel=1e-3, abs=1e-3)


@given(TIMES, POSITIVE, POSITIVE, POSITIVE)
def test_the_likelihood_is_the_sum_over_all_pairs(times: np.ndarray, base_rate: float, offspring: float, delay: float) -> None:
    rates = [
        base_rate + sum(offspring / delay * np.exp(-(at - times[other]) / delay) for other in range(each)) for each, at in enumerate(times)
    ]
    integral = base_rate * 100 + sum(offspring * (1 - np.exp(-(100 - at) / delay)) for at in times)
    assert log_likelihood(Observed(times, 100.0), base_rate, offspring, delay)[0] == pytest.approx(np.log(rates).sum() - integral)


def test_no_point_nearby_is_likelier_than_the_fit_and_the_interval_ends_lie_on_one_level() -> None:
    observed = Observed(simulate_excitation(0.4, 0.5, 1.5, 400.0, np.random.default_rng(5)), 400.0)
    fitted = fit_excitation(observed)
    best = [each.estimate for each in (fitted.base_rate, fitted.offspring, fitted.delay)]
    assert all(
        log_likelihood(observed, *(np.array(best) * np.exp(shift)))[0] <= fitted.log_likelihood + 1e-6
        for shift in [*np.eye(3) * 0.02, *np.eye(3) * -0.02]
    )
    for interval in (fitted.base_rate, fitted.offspring, fitted.delay):
        assert interval.low is not None
        assert interval.high is not None
        assert interval.low < interval.estimate < interval.high


def test_the_grid_of_delays_is_hardly_worse_than_the_whole_fit() -> None:
    observed = Observed(simulate_excitation(0.2, 0.6, 1.0, 300.0, np.random.default_rng(6)), 300.0)
    whole, quick = fit_excitation(observed).log_likelihood_ratio, rate_excitation(observed, (0.3, 1.0, 3.0))
    assert 0.9 * whole < quick <= whole + 1e-6


def test_independent_events_are_hardly_likelier_with_excitation() -> None:
    times = np.sort(np.random.default_rng(7).uniform(0, 500, 200))
    assert rate_excitation(Observed(times, 500.0), (0.1, 1.0, 10.0)) < 3


def test_residuals_of_the_true_rate_pass_and_those_of_a_rate_without_excitation_fail() -> None:
    observed = Observed(simulate_excitation(0.3, 0.7, 0.5, 500.0, np.random.default_rng(8)), 500.0)
    assert judge_residuals(observed, 0.3, 0.7, 0.5) > 0.05
    assert judge_residuals(observed, len(observed.times) / 500.0, 1e-9, 0.5) < 0.01


def test_a_rhythm_is_no_excitation() -> None:
    rng = np.random.default_rng(9)
    times = np.sort(rng.choice(100, 300) * 24.0 + rng.uniform(0, 4, 300))
    is_busy = np.full_like(times, 6.0)
    delays = (0.5, 2.0)
    assert rate_excitation(Observed(times, 2400.0, is_busy), delays) < rate_excitation(Observed(times, 2400.0), delays) / 5


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(TIMES)
def test_whatever_came_an_interval_holds_its_estimate_or_is_open(times: np.ndarray) -> None:
    fitted = fit_excitation(Observed(times, 100.0))
    for interval in (fitted.base_rate, fitted.offspring, fitted.delay):
        assert (interval.low or 0) <= interval.estimate * (1 + 1e-6)
        assert interval.high is None or interval.estimate <= interval.high * (1 + 1e-6)


@pytest.mark.parametrize("times", [[1.0, 2.0], [3.0, 2.0, 1.0], [1.0, 2.0, 11.0]])
def test_what_cannot_be_fitted_is_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="three or more sorted times"):
        fit_excitation(Observed(np.array(times), 10.0))


def test_families_that_never_end_are_refused() -> None:
    with pytest.raises(ValueError, match="never end"):
        simulate_excitation(1.0, 1.0, 1.0, 10.0, np.random.default_rng(1))


@pytest.mark.slow
def test_nine_in_ten_intervals_hold_the_truth() -> None:
    true = (0.4, 0.5, 1.5)
    held, runs = 0, 40
    for run in range(runs):
        fitted = fit_excitation(Observed(simulate_excitation(*true, 300.0, np.random.default_rng(1000 + run)), 300.0))
        held += sum(
            (each.low or 0) <= value <= (each.high or np.inf)
            for each, value in zip((fitted.base_rate, fitted.offspring, fitted.delay), true, strict=True)
        )
    assert 0.82 <= held / (3 * runs) <= 0.97
