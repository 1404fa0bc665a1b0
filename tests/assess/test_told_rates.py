"""Rates that speakers tell of whole periods: a launch that is not told is left out, and nobody's figures are added to another's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs
from tests.assess.stories import GOVERNOR, MINISTRY, NOON, reported, told

from skywitness.assess.told_rates import ToldRate, rate_told
from skywitness.model.ids import TallyId
from skywitness.model.incident import Tally
from skywitness.model.place import Period
from skywitness.model.reading import Asserter
from skywitness.model.words import CountState, Target, What


def rates(*roll_ups: tuple[Asserter, int, int | None, int]) -> tuple[ToldRate, ...]:
    """The rates of roll-ups: who tells it, how many were destroyed, how many launched, and of which night."""
    readings, tallies = {}, []
    for number, (asserter, destroyed, launched, night) in enumerate(roll_ups):
        launches = [told(What.SIGHTED, asserter, f"{launched} came", count=launched, target=Target.UAV)] if launched is not None else []
        report, reading = reported(
            told(What.INTERCEPTED, asserter, "shot down", count=destroyed, target=Target.UAV), *launches, hours=number
        )
        readings[report.digest] = reading
        begun = NOON + timedelta(days=night)
        tallies.append(
            Tally(
                tally_id=TallyId(f"t-{number}"),
                report=report.digest,
                what=What.INTERCEPTED,
                target=Target.UAV,
                stated=destroyed,
                state=CountState.GIVEN,
                period=Period(start=begun, end=begun + timedelta(hours=8)),
                areas=(),
                asserter=asserter.name,
                matched=None,
                verdict="",
                quote="shot down",
            )
        )
    found = rate_told(tallies, readings.get)
    assert found == rate_told(reversed(tallies), readings.get)
    return found


def test_a_rate_has_an_interval_and_a_launch_that_is_not_told_is_not_zero() -> None:
    (one,) = rates((MINISTRY, 8, 10, 0), (MINISTRY, 6, 10, 1), (MINISTRY, 5, None, 2))
    assert (one.raids, one.launched, one.destroyed, one.launches_untold) == (2, 20, 14, 1)
    assert one.rate == pytest.approx(0.7)
    assert one.low is not None
    assert one.high is not None
    assert one.low < 0.7 < one.high


def test_speakers_stay_apart_and_without_a_launch_nothing_is_said() -> None:
    ministry, governor = rates((MINISTRY, 8, 10, 0), (GOVERNOR, 3, None, 0))
    assert ministry.asserter == MINISTRY.name
    assert ministry.rate == pytest.approx(0.8)
    assert (governor.launched, governor.rate, governor.low) == (0, None, None)


def test_a_figure_told_again_counts_once() -> None:
    (one,) = rates((MINISTRY, 8, None, 0), (MINISTRY, 8, 10, 0))
    assert (one.raids, one.launched, one.launches_untold) == (1, 10, 0)


def test_fewer_seen_than_shot_down_are_no_launches() -> None:
    (one,) = rates((MINISTRY, 8, 3, 0))
    assert (one.raids, one.launches_untold) == (0, 1)


def test_only_interceptions_with_a_figure_are_rated() -> None:
    report, reading = reported(told(What.IMPACT, MINISTRY, "hits", count=3))
    tally = Tally(
        tally_id=TallyId("t-1"),
        report=report.digest,
        what=What.IMPACT,
        target=Target.UAV,
        stated=3,
        state=CountState.GIVEN,
        period=Period(),
        areas=(),
        asserter=MINISTRY.name,
        matched=None,
        verdict="",
        quote="hits",
    )
    withheld = structs.replace(tally, what=What.INTERCEPTED, stated=None)
    assert rate_told([tally, withheld], {report.digest: reading}.get) == ()
