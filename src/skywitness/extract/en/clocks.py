"""Clock times in English sentences: "between 11 p.m. and 3 a.m. Moscow time" as a period in UTC. Without a named zone there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from skywitness.extract.narrative.tables import Tables
from skywitness.model.place import Period
from skywitness.model.words import TimePrecision

_EDIT_SLACK = timedelta(hours=3)
"""A post may be edited after it was published: a clock up to this much later is still of the same day."""


def find_clock_period(text: str, tables: Tables, published_at: datetime | None) -> Period | None:
    """The interval or instant that a sentence tells by the clock, the latest one that is not after the publication; None when none is told.

    >>> from datetime import UTC
    >>> from skywitness.extract.en import load_english_tables
    >>> told = find_clock_period("From 11 p.m. to 2:30 a.m. Moscow time", load_english_tables(), datetime(2025, 3, 2, 6, tzinfo=UTC))
    >>> told.start.isoformat(), told.end.isoformat()
    ('2025-03-01T20:00:00+00:00', '2025-03-01T23:30:00+00:00')
    """
    if published_at is None:
        return None
    for match, more in tables.every("clocks", text):
        zone = ZoneInfo(tables.words["zones"][match["zone"].lower()])
        last = _latest(match.groupdict(), "b", zone, published_at + _EDIT_SLACK)
        if last is None:
            continue
        if "at" in more:
            return _period(last, last, published_at)
        first = _latest(match.groupdict() | {"am": match["aam"] or match["bam"]}, "a", zone, last)
        if first is not None:
            return _period(first, last, published_at)
    return None


def _period(first: datetime, last: datetime, published_at: datetime) -> Period:
    utc = published_at.tzinfo
    return Period(start=first.astimezone(utc), end=last.astimezone(utc), precision=TimePrecision.MINUTE, before=published_at)


def _latest(told: Mapping[str, str | None], which: str, zone: ZoneInfo, not_after: datetime) -> datetime | None:
    """The latest instant of a clock time that is not after another; None for a clock that no day has."""
    clock = _read_clock(told.get(which) or "", told.get("am") if which == "a" else told.get("bam"))
    if clock is None:
        return None
    local = not_after.astimezone(zone)
    moment = local.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0)
    return moment if moment <= local else moment - timedelta(days=1)


def _read_clock(said: str, half: str | None) -> tuple[int, int] | None:
    word = {"midnight": (0, 0), "noon": (12, 0)}.get(said.lower())
    if word:
        return word
    parts = re.split(r"[:.]", said)
    hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    if half:
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    elif len(parts) == 1:
        return None  # a bare "11" without "a.m." is no clock
    return (hour, minute) if hour < 24 and minute < 60 else None
