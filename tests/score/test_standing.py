"""Standings against what is so."""

from __future__ import annotations

from tests.score.invented import Read, Shown, board_of, conclude, happened, told

from skywitness.model.truth import Truth
from skywitness.model.words import Standing

TRUTH: list[Truth] = [
    happened("h-1", count=2),
    happened("h-2", minute=600),
    told("a", "h-1"),
    told("b", "h-2"),
    told("x", clutter=True),
    told("r", contains=("h-1",), stated=2),
]


def test_a_confirmed_rumour_is_seen_in_the_table() -> None:
    reads = [Read(report="a", incident="1", count=2), Read(report="b", incident="2"), Read(report="x", incident="3")]
    shown = {"1": Shown(standing=Standing.CONFIRMED), "2": Shown(standing=Standing.CLAIMED), "3": Shown(standing=Standing.CONFIRMED)}
    standing = board_of(TRUTH, conclude(reads, shown)).standing
    assert {name: (share.right, share.of) for name, share in standing.incidents.items()} == {"confirmed": (1, 2), "claimed": (1, 1)}
    assert (standing.attributes["confirmed"].right, standing.attributes["confirmed"].of) == (3, 6)


def test_a_wrong_count_is_wrong_whatever_its_standing() -> None:
    standing = board_of(TRUTH, conclude([Read(report="a", incident="1", count=5)], {"1": Shown(standing=Standing.CLAIMED)})).standing
    assert {about: table["claimed"].share for about, table in standing.by_attribute.items()} == {"what": 1, "target": 1, "count": 0}


def test_the_count_of_a_wave_is_held_against_all_that_it_is_made_of() -> None:
    truth: list[Truth] = [*TRUTH, happened("h-3", count=3, minute=20), told("c", "h-3")]
    reads = [Read(report="a", incident="1", count=5), Read(report="c", incident="1", count=3, minute=20)]
    assert board_of(truth, conclude(reads)).standing.by_attribute["count"]["reported"].share == 1


def test_a_recount_is_no_untruth() -> None:
    reads = [Read(report="a", incident="1", count=2), Read(report="r", incident="2", count=2)]
    assert board_of(TRUTH, conclude(reads)).standing.incidents["reported"].of == 1
