"""Brier score, calibration error and honest silence about probabilities that nobody showed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.score.invented import Read, Shown, board_of, conclude, happened, told

from skywitness.model.truth import Truth
from skywitness.score.calibration import UNMERGED, Forecast, judge_forecasts


def test_no_probability_shown_gives_no_figure() -> None:
    calibration = board_of([happened("h-1"), told("a", "h-1")], conclude([Read(report="a", incident="1")])).calibration
    assert set(calibration.values()) == {None}
    assert {"all", UNMERGED, "existence"} <= calibration.keys()


def test_two_forecasts_counted_by_hand() -> None:
    """0.9 that came true and 0.7 that did not: Brier (0.01 + 0.49) / 2, ECE (0.1 + 0.7) / 2."""
    truth: list[Truth] = [happened("h-1"), happened("h-2", minute=600, count=2), told("a", "h-1"), told("b", "h-2")]
    shown = {"1": Shown(probability=0.9), "2": Shown(probability=0.7)}
    calibration = board_of(truth, conclude([Read(report="a", incident="1"), Read(report="b", incident="2", minute=600)], shown)).calibration
    count = calibration["count"]
    assert count is not None
    assert (count.forecasts, count.brier, count.ece, count.base_rate) == (2, 0.25, 0.4, 0.5)
    assert calibration["all"] == calibration[UNMERGED] == count
    assert calibration["all, roots overcounted"] is None


def test_a_count_of_several_happenings_put_together_is_told_apart() -> None:
    """1 is told of each of two kills: together they were 2, so 1 is not true of the incident."""
    truth: list[Truth] = [happened("h-1"), happened("h-2", minute=10), told("a", "h-1"), told("b", "h-2")]
    reads = [Read(report="a", incident="1"), Read(report="b", incident="1", minute=10)]
    calibration = board_of(truth, conclude(reads, {"1": Shown(probability=0.9)})).calibration
    assert (calibration["count"] is not None, calibration[UNMERGED]) == (True, None)


def test_what_is_said_of_a_rumour_did_not_come_true() -> None:
    concluded = conclude([Read(report="x", incident="1")], {"1": Shown(probability=0.8)})
    count = board_of([told("x", clutter=True)], concluded).calibration["count"]
    assert count is not None
    assert (count.brier, count.base_rate) == (0.64, 0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_figures_stay_in_their_bounds(told_so: list[tuple[float, bool]]) -> None:
    figures = judge_forecasts([Forecast("count", *each) for each in told_so])
    assert figures is not None
    assert 0 <= figures.ece <= 1
    assert 0 <= figures.brier <= 1
    assert sum(each.forecasts for each in figures.bins) == figures.forecasts


def test_a_perfect_forecaster_shows_about_what_chance_gives() -> None:
    """At 0.5, 100 forecasts are off by the square root of 2 · 0.25 / 100 π, which is 0.04, on average."""
    figures = judge_forecasts([Forecast("count", 0.5, number % 2 == 0) for number in range(100)])
    assert figures is not None
    assert figures.ece == 0
    assert figures.ece_by_chance == pytest.approx(0.0399, abs=1e-4)
