"""The small scoreboard: no change costs more than a point of what exercises can measure without saying so."""

from __future__ import annotations

from bench.guard import find_drops, measure, read_kept


def test_no_figure_has_dropped_by_more_than_a_point() -> None:
    assert find_drops(read_kept(), measure()) == []


def test_a_drop_a_rise_of_an_error_and_a_lost_figure_are_named() -> None:
    kept = {"tallies: verdicts right": 0.8, "calibration: all: Brier score": 0.05, "independence: copies: F1": 0.9}
    found = {"tallies: verdicts right": 0.785, "calibration: all: Brier score": 0.07}
    assert len(find_drops(kept, found)) == 3


def test_a_gain_and_a_drop_within_a_point_pass() -> None:
    assert (
        find_drops(
            {"independence: copies: F1": 0.9, "tallies: roll-ups: F1": 0.5},
            {"independence: copies: F1": 0.895, "tallies: roll-ups: F1": 0.9},
        )
        == []
    )
