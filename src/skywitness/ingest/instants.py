"""Times of inputs become instants in UTC; a time without an offset is never given one by guess, and the future is not believed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from skywitness.errors import BadSettings

FUTURE_LEEWAY = timedelta(hours=24)
"""Clocks and zones go wrong by hours; a report from later than this after it was collected has a wrong time."""
SECONDS_DIGITS = range(9, 11)
"""Digits of seconds since 1970 for the years 1973 to 2286."""
MILLISECONDS_DIGITS = 13
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]+(\d{1,2}:\d{2}(?::\d{2})?.*))?")
YEAR_FIRST = re.compile(r"^(\d{4})/(\d{2})/(\d{2})\b")
OFFSET_AFTER_SPACE = re.compile(r"\s+(?=[+-]\d{2})|\s+UTC$|(?<=\d)\s+(?=Z$)")


def to_utc(moment: datetime, zone: ZoneInfo | None = None) -> datetime:
    """The instant in UTC; a naive time is read in the zone that a person named.

    Raises
    ------
    ValueError
        There is neither an offset nor a zone; the zone's clocks had this time twice or never; the year is out of range.

    >>> to_utc(datetime(2024, 6, 1, 12), ZoneInfo("Europe/Kyiv")).isoformat()
    '2024-06-01T09:00:00+00:00'
    """
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        moment = _in_zone(moment, zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"the time {moment.isoformat()} is outside the years 1 to 9999") from None


def find_zone(name: str | None) -> ZoneInfo | None:
    """The time zone of an IANA name such as Europe/Kyiv; None for none.

    Raises
    ------
    BadSettings
        There is no such zone.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSettings(f"there is no time zone {name!r}; give an IANA name such as Europe/Kyiv") from None


def _in_zone(naive: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        raise ValueError(f"the time {naive.isoformat()} names no time zone; give an offset such as Z or +03:00")
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        how_often = "twice" if first.astimezone(UTC) < second.astimezone(UTC) else "never"
        raise ValueError(f"clocks in {zone.key} showed {naive.isoformat()} {how_often}; give the time with its offset")
    return first


def believe(moment: datetime, collected_at: datetime, what: str = "published_at") -> datetime:
    """The same instant, when it is not more than a day after its collection.

    Raises
    ------
    ValueError
        It is.
    """
    if moment - collected_at > FUTURE_LEEWAY:
        raise ValueError(
            f"{what} {moment.isoformat()} lies in the future of {collected_at.isoformat(timespec='minutes')}; correct the time"
        )
    return moment


def read_instant(written: str, zone: ZoneInfo | None = None) -> datetime:
    """The instant that a table cell means: ISO 8601, year/month/day, day.month.year, or seconds or milliseconds since 1970.

    Month/day/year and day/month/year with slashes are refused: which of the two it is cannot be told from it.

    Raises
    ------
    ValueError
        The cell is not such a time, or it needs a zone.

    >>> read_instant("2024-11-22 04:20:24+00:00") == read_instant("1732249224") == read_instant("22.11.2024 04:20:24", ZoneInfo("UTC"))
    True
    """
    written = written.strip()
    if written.isascii() and written.isdigit() and (len(written) in SECONDS_DIGITS or len(written) == MILLISECONDS_DIGITS):
        return datetime.fromtimestamp(int(written) / (1000 if len(written) == MILLISECONDS_DIGITS else 1), UTC)
    iso = _as_iso(written)
    if len(iso) <= len("2024-11-22"):
        raise ValueError(f"{written!r} is no time of day; give it as 2024-11-22T04:20:24Z")
    try:
        moment = datetime.fromisoformat(OFFSET_AFTER_SPACE.sub(lambda gap: "Z" if "UTC" in gap.group() else "", iso))
    except ValueError:
        raise ValueError(f"{written!r} is not a time; give it as 2024-11-22T04:20:24Z") from None
    return to_utc(moment, zone)


def _as_iso(written: str) -> str:
    found = DAY_FIRST.fullmatch(written)
    if not found:
        return YEAR_FIRST.sub(r"\1-\2-\3", written)
    day, month, year, clock = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}" + (f"T{clock:0>5}" if clock else "")
