"""Kilometres and radii, worked out by hand: a degree of latitude is 111.2 km."""

from __future__ import annotations

from tests.score.invented import Read, board_of, conclude, happened, told

from skywitness.model.truth import Truth


def test_misses_are_measured_and_held_against_the_radius() -> None:
    """Two placings: 0 km and a tenth of a degree, 11.1 km, with a radius of 5 km; one report has no place."""
    truth: list[Truth] = [happened("h-1"), told("a", "h-1"), told("b", "h-1"), told("c", "h-1")]
    reads = [Read(report="a", incident="1"), Read(report="b", incident="1", lat=52.1), Read(report="c", incident="1", iso=None)]
    location = board_of(truth, conclude(reads)).location
    assert (location.reports.placed.right, location.reports.placed.of) == (2, 3)
    assert (location.reports.within_radius.right, location.reports.median_km) == (1, 0)
    assert abs((location.reports.p90_km or 0) - 11.12) < 0.01
    assert (location.incidents.placed.of, location.incidents.median_km) == (1, 0)


def test_no_place_is_an_answer_and_no_miss() -> None:
    location = board_of([happened("h-1"), told("a", "h-1")], conclude([Read(report="a", incident="1", iso=None)])).location
    assert (location.incidents.placed.share, location.incidents.within_radius.share, location.incidents.median_km) == (0, None, None)


def test_a_wrong_town_in_the_report_is_the_incidents_problem_and_not_the_readers() -> None:
    truth: list[Truth] = [happened("h-1"), told("a", "h-1", faults=("place",))]
    location = board_of(truth, conclude([Read(report="a", incident="1", iso="RU-TUL", lat=54.0)])).location
    assert (location.reports.placed.of, location.incidents.in_region.share) == (0, 0)
