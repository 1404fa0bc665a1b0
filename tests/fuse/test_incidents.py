"""The period of an incident: what is stated, never later than it was told."""

from __future__ import annotations

from datetime import datetime

from tests.fuse.invented import NIGHT, clock

from skywitness.fuse.incidents import span_periods
from skywitness.model.place import Period
from skywitness.model.words import TimePrecision


def told_at(hour: float) -> datetime | None:
    return clock(hour).start


DAY = Period(start=told_at(-20), end=told_at(4), precision=TimePrecision.DAY)
HOUR = Period(start=told_at(1), end=told_at(2), precision=TimePrecision.MINUTE)


def test_a_day_does_not_widen_what_others_time_more_finely() -> None:
    period = span_periods([(HOUR, told_at(3)), (DAY, told_at(20))])
    assert (period.start, period.end, period.precision) == (HOUR.start, HOUR.end, TimePrecision.MINUTE)


def test_two_finer_periods_are_spanned() -> None:
    later = Period(start=told_at(3), end=told_at(5), precision=TimePrecision.MINUTE)
    assert span_periods([(HOUR, told_at(3)), (later, told_at(6))]).end == later.end


def test_a_day_that_is_not_over_ends_at_the_publication() -> None:
    period = span_periods([(DAY, NIGHT)])
    assert (period.start, period.end) == (DAY.start, NIGHT)


def test_what_begins_after_it_was_told_is_not_counted() -> None:
    announced = Period(start=told_at(8), end=told_at(32), precision=TimePrecision.DAY)
    assert span_periods([(announced, NIGHT)]) == Period(before=NIGHT)


def test_another_day_is_not_left_out() -> None:
    before = Period(start=told_at(-44), end=told_at(-20), precision=TimePrecision.DAY)
    assert span_periods([(before, told_at(3)), (HOUR, told_at(3))]).start == before.start
