"""Roll-ups: reconciled with what they count again, never added to it."""

from __future__ import annotations

import msgspec
import pytest
from tests.fuse.invented import LIPETSK, MINISTRY, TULA, Told, clock, evidence_of

from skywitness.fuse import fuse
from skywitness.fuse.counts import Added
from skywitness.fuse.tally import give_verdict
from skywitness.model.incident import Tally
from skywitness.model.place import Period
from skywitness.model.words import Kind, Stream, What


def by_ministry(text: str, count: int | None, period: Period, at_min: float, **changes: object) -> Told:
    told = Told(text=text, source="ministry", stream=Stream.OFFICIAL, asserter=MINISTRY, count=count, period=period, at_min=at_min)
    return msgspec.structs.replace(told, **changes)


def tallies(*told: Told) -> tuple[Tally, ...]:
    return fuse(evidence_of(*told)).tallies


EARLY = by_ministry("Two in the first hour were destroyed", 2, clock(0, 1), 100)
LATE = by_ministry("Three between ten and eleven, destroyed as well", 3, clock(4, 5), 340)
WHOLE = by_ministry("Five in all from eight to four destroyed", 5, clock(0, 8), 520)


def test_parts_that_make_the_whole_are_consistent() -> None:
    (tally,) = tallies(EARLY, LATE, WHOLE)
    assert (tally.matched, tally.verdict) == (5, "consistent")
    assert len(tally.contains) == 2


def test_more_in_the_parts_than_in_the_whole_is_said() -> None:
    (tally,) = tallies(EARLY, LATE, msgspec.structs.replace(WHOLE, count=4))
    assert tally.verdict == "over by 1"


def test_a_whole_of_another_region_covers_nothing() -> None:
    assert tallies(EARLY, msgspec.structs.replace(WHOLE, place=TULA)) == ()


def test_the_night_does_not_cover_the_evening() -> None:
    evening = by_ministry("Four before eight in the evening destroyed", 4, clock(-4, -3), -100)
    night = by_ministry("Over the past night six were destroyed", 6, Period(word="night"), 540)
    assert tallies(evening, night) == ()


def test_warnings_are_nothing_to_count() -> None:
    warned = Told(text="Attention, drones towards us", what=What.WARNED, at_min=200)
    assert tallies(warned, WHOLE) == ()


def test_what_is_told_later_is_not_inside() -> None:
    later = by_ministry("One more was found to have been downed at one", 1, clock(1, 1), 900)
    assert tallies(WHOLE, later) == ()


def test_windows_that_overlap_are_named() -> None:
    crossing = by_ministry("Two from half past eight to half past nine destroyed", 2, clock(0.5, 1.5), 150)
    (tally,) = tallies(EARLY, crossing, WHOLE)
    assert tally.verdict.startswith("overlapping windows")


def test_a_channel_and_a_ministry_are_not_added_up() -> None:
    channel = Told(text="Two shot down over us just now", count=2, at_min=30)
    (tally,) = tallies(EARLY, channel, msgspec.structs.replace(WHOLE, count=2))
    assert (tally.matched, tally.verdict) == (2, "consistent")


def test_a_digest_goes_back_a_day_and_matches_figures() -> None:
    digest = by_ministry("The day in brief: three destroyed", 3, Period(), 900, kind=Kind.DIGEST, place=LIPETSK)
    (tally,) = tallies(EARLY, LATE, digest)
    assert (tally.matched, tally.verdict) == (3, "consistent")


@pytest.mark.parametrize(
    ("stated", "found", "verdict"),
    [
        (None, Added(3, frozenset()), "cannot be compared: the roll-up gives no figure"),
        (3, None, "cannot be compared: nothing inside it gives a count"),
        (0, Added(0, frozenset()), "consistent"),
        (5, Added(7, frozenset()), "over by 2"),
    ],
)
def test_no_figure_and_zero_are_two_things(stated: int | None, found: Added | None, verdict: str) -> None:
    assert give_verdict(stated, found) == verdict
