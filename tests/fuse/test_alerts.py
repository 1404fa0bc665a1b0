"""Alerts: what an all-clear ends, and what begins after it."""

from __future__ import annotations

import msgspec
from tests.fuse.invented import Told, clock, evidence_of

from skywitness.fuse import fuse
from skywitness.model.words import Target, What

WARNED = Told(text="Attention, drones towards us", what=What.WARNED, at_min=0)
CLEARED = Told(text="All clear for the oblast, no more drones", what=What.ALL_CLEAR, at_min=40, source="office")


def group_sizes(*told: Told) -> list[int]:
    return [len(incident.occurrences) for incident in fuse(evidence_of(*told)).incidents]


def test_an_all_clear_hours_later_ends_the_alert() -> None:
    assert group_sizes(WARNED, msgspec.structs.replace(CLEARED, at_min=7 * 60)) == [2]


def test_an_interception_told_after_the_all_clear_belongs_to_the_alert_that_is_over() -> None:
    told_late = Told(text="A drone was shot down by the river this evening", at_min=70, source="town_hall")
    assert group_sizes(WARNED, CLEARED, told_late) == [3]


def test_an_interception_after_a_new_warning_belongs_to_the_new_alert() -> None:
    again = Told(text="Attention again, another drone from the south", what=What.WARNED, at_min=65, source="b")
    down = Told(text="That one was shot down over the fields", at_min=80, source="c")
    assert group_sizes(WARNED, CLEARED, again, down) == [2, 2]


def test_a_hit_that_cannot_have_come_before_the_all_clear_begins_the_next_alert() -> None:
    struck = Told(text="Something fell on the roof of the bakery", what=What.IMPACT, at_min=130, source="c")
    again = Told(text="Attention again, another drone from the south", what=What.WARNED, at_min=134, source="b")
    assert group_sizes(WARNED, CLEARED, struck, again) == [2, 2]


def test_a_hit_that_may_have_come_before_the_all_clear_stays_with_what_is_over() -> None:
    struck = Told(text="Something fell on the roof of the bakery", what=What.IMPACT, at_min=90, source="c")
    again = Told(text="Attention again, another drone from the south", what=What.WARNED, at_min=94, source="b")
    assert group_sizes(WARNED, CLEARED, struck, again) == [3, 1]


def test_the_time_that_a_report_counts_to_is_not_the_time_of_what_it_counts() -> None:
    until = Told(text="As of now one drone was shot down", at_min=60, source="office", period=clock(1))
    assert group_sizes(WARNED, CLEARED, until) == [3]


def test_an_all_clear_for_missiles_does_not_end_an_alert_for_drones() -> None:
    missiles_over = Told(text="The danger is over", what=What.ALL_CLEAR, target=Target.BALLISTIC_MISSILE, at_min=30, source="office")
    later = Told(text="Still flying over the wood", what=What.SIGHTED, at_min=55, source="b")
    assert group_sizes(WARNED, missiles_over, later) == [2, 1]


def test_a_night_without_an_all_clear_is_one_long_alert() -> None:
    posts = [
        Told(text=f"Drones again, report number {number} of ours", what=What.SIGHTED, at_min=90 * number, source=f"s{number}")
        for number in range(6)
    ]
    assert group_sizes(*posts) == [6]


def test_what_is_vague_does_not_weld_two_alerts() -> None:
    again = Told(text="Attention, a drone from the east this time", what=What.WARNED, at_min=300, source="b")
    nowhere = Told(text="Loud here, something is flying", what=What.SIGHTED, at_min=2, place=None)
    assert sorted(group_sizes(WARNED, CLEARED, again, nowhere)) == [1, 3]
