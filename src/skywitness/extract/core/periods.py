"""When a text says that something happened: clock times, days and parts of the day, from marks to a period in UTC.

A clock time without a day is the latest such time that is not after the publication. A day that is named and is not the day of publication
gives that whole local day; words such as "last night" give no clock, only the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.scan import Scan
from skywitness.model.place import Period
from skywitness.model.words import TimePrecision

_CLOCK = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)\Z")
_HOUR = re.compile(r"([01]?\d|2[0-4])\Z")
_DAY_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])[./](0[1-9]|1[0-2])(?:[./](20\d\d|\d\d))?\Z")
_ORDINAL = re.compile(r"(\d{1,2})(?:-?(?:го|е|му|м))?\Z")
_STAMP = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")
_STAMPED_BEFORE = timedelta(hours=2)
_EDIT_SLACK = timedelta(hours=3)
"""A post may be edited after it was published: a clock up to this much later is still of the same day."""
_JOINING = frozenset({"в", "часов", "час", "часа", "мск", "(", ")", ",", "t", "по", "г", "т", "года", "."})
_DASHES = frozenset({"-", "–", "—"})
_PLAIN_NIGHT = "night"


class Clock(Struct, frozen=True, gc=False):
    """A clock time at tokens ``first`` up to ``last``; ``day`` when a date stands with it; ``way`` is the word before it: from, to, at, after."""

    hour: int
    minute: int
    first: int
    last: int
    way: str
    day: date | None
    zone: str | None


@cache
def zone_named(name: str) -> tzinfo:
    """The time zone of an IANA name, with its daylight saving."""
    return ZoneInfo(name)


def find_period(scan: Scan, numbers: Sequence[Number], first: int, last: int, published_at: datetime | None, zone: str) -> Period:
    """The period told within a range of tokens; an empty one when none is."""
    marks = [m for m in scan.marks_in(first, last) if m.kind in _TIME_KINDS]
    digits = scan.digits_in(first, last)
    if not marks and not digits:
        return Period(before=published_at)
    word = _word_of(marks)
    if published_at is None:
        return Period(word=word, precision=_precision_of(word))
    local = published_at.astimezone(zone_named(zone))
    if not marks:
        return _stamped(scan, digits, published_at, local) or Period(before=published_at)
    today = local.date()
    clocks = _find_clocks(scan, numbers, marks, first, last, today)
    if clocks:
        start, end = _interval(clocks, _day_named(scan, marks, first, today), published_at, zone)
        return Period(start=start, end=end, word=word, precision=TimePrecision.MINUTE, before=published_at)
    stamped = _stamped(scan, digits, published_at, local)
    if stamped is not None:
        return stamped
    day = _day_named(scan, marks, first, today)
    if day is not None and day != today and "span_word" not in {m.kind for m in marks}:
        begin = datetime(day.year, day.month, day.day, tzinfo=zone_named(zone))
        return Period(start=_utc(begin), end=_utc(begin + timedelta(days=1)), word=word, precision=TimePrecision.DAY, before=published_at)
    return Period(word=word, precision=_precision_of(word), before=published_at)


def _stamped(scan: Scan, digits: Sequence[int], published_at: datetime, local: datetime) -> Period | None:
    """The time that a hasty post bears with no word before it ("Обнинск, 10:16, хлопки"): one clock, shortly before the publication. Any other may be anything."""
    stamps = [found for index in digits if (found := _STAMP.match(scan.tokens[index].text))]
    if len(stamps) != 1:
        return None
    told = local.replace(hour=int(stamps[0][1]), minute=int(stamps[0][2]), second=0, microsecond=0)
    at = told if told <= published_at else told - timedelta(days=1)
    if published_at - at > _STAMPED_BEFORE:
        return None
    return Period(start=_utc(at), end=_utc(at), precision=TimePrecision.MINUTE, before=published_at)


_WAYS = frozenset({"from", "to", "at", "after", "and"})
_TIME_KINDS = frozenset({"month", "zone", "clock_word", "day_word", "part_of_day", "span_word"})


def _word_of(marks: Sequence[Mark]) -> str | None:
    words = [m.value for m in marks if m.kind in {"part_of_day", "span_word"}]
    if words:
        return " and ".join(dict.fromkeys(words[:2])) if len(set(words[:2])) > 1 else words[0]
    days = [m.value for m in marks if m.kind == "day_word"]
    return {"0": "today", "-1": "yesterday"}.get(days[0]) if days else None


def _precision_of(word: str | None) -> TimePrecision:
    if word is None:
        return TimePrecision.UNKNOWN
    return TimePrecision.NIGHT if _PLAIN_NIGHT in word else TimePrecision.DAY


def _find_clocks(scan: Scan, numbers: Sequence[Number], marks: Sequence[Mark], first: int, last: int, today: date) -> list[Clock]:
    may_tell = {number.first for number in numbers if first <= number.first < last}
    may_tell.update(scan.digits_in(first, last), [mark.first for mark in marks if mark.value == "midnight"])
    if not may_tell:
        return []
    ways = {m.last: m.value for m in marks if m.kind == "clock_word" and m.value in _WAYS}
    ways |= _ways_of_dashes(scan, first, last)
    starts = {m.first: m for m in marks}
    about = {m.last for m in scan.marks_in(first, last, "quantity") if m.value == "about"}
    clocks: list[Clock] = []
    for index in sorted(may_tell):
        if clocks and index < clocks[-1].last:
            continue
        way = ways.get(index, "at" if index in about else "")
        reading = _clock_at(scan, numbers, starts, index, way, last)
        if reading is None or (way == "" and not clocks and not _zone_after(starts, reading[2])):
            continue
        hour, minute, end = reading
        zone_mark = _zone_after(starts, end)
        after = zone_mark.last if zone_mark else end
        day = _day_after(scan, starts, after, last, today) or _day_before(scan, starts, index, first, today)
        clocks.append(Clock(hour, minute, index, after, way, day, zone_mark.value if zone_mark else None))
    return clocks


def _ways_of_dashes(scan: Scan, first: int, last: int) -> dict[int, str]:
    """Two clock times with a dash between them: "23:00–03:00" is from the one to the other."""
    ways: dict[int, str] = {}
    tokens = scan.tokens
    for begin in scan.digits_in(first, last - 2):
        if tokens[begin + 1].text in _DASHES and _CLOCK.match(tokens[begin].text) and _CLOCK.match(tokens[begin + 2].text):
            ways[begin], ways[begin + 2] = "from", "to"
    return ways


def _clock_at(
    scan: Scan, numbers: Sequence[Number], starts: dict[int, Mark], index: int, way: str, last: int
) -> tuple[int, int, int] | None:
    word = scan.tokens[index].text
    found = _CLOCK.match(word)
    if found:
        if _DAY_MONTH.match(word) and index + 1 < last and _named(starts.get(index + 1), "month", None):
            return None
        hours = _named(starts.get(index + 1), "clock_word", "hours")
        minutes = _named(starts.get(index + 1), "clock_word", "minutes")
        return int(found[1]), int(found[2]), index + 1 + (1 if hours or minutes else 0)
    if _named(starts.get(index), "clock_word", "midnight"):
        return 0, 0, index + 1
    number = next((n for n in numbers if n.first == index), None)
    if number is None or way not in {"from", "to", "at", "after", "and"} or number.value > 24:  # hours of a day
        return None
    hours_mark = starts.get(number.last)
    zone_mark = _zone_after(starts, number.last)
    if _named(hours_mark, "clock_word", "hours") and hours_mark:
        following = next((n for n in numbers if n.first == hours_mark.last), None)
        if following is not None and _named(starts.get(following.last), "clock_word", "minutes"):
            return number.value, following.value, following.last + 1
        shift = _shift_of(starts.get(hours_mark.last), number.value)
        return (
            (number.value + shift) % 24,
            0,
            hours_mark.last + (1 if shift >= 0 and _named(starts.get(hours_mark.last), "part_of_day", None) else 0),
        )
    if zone_mark and number.in_digits:
        return number.value % 24, 0, number.last
    return None


def _shift_of(mark: Mark | None, hour: int) -> int:
    if mark is None or mark.kind != "part_of_day":
        return 0
    return 12 if mark.value in {"evening", "day"} and hour < 12 else 0  # a twelve-hour clock


def _named(mark: Mark | None, kind: str, value: str | None) -> bool:
    return mark is not None and mark.kind == kind and (value is None or mark.value == value)


def _zone_after(starts: dict[int, Mark], index: int) -> Mark | None:
    mark = starts.get(index)
    return mark if mark is not None and mark.kind == "zone" else None


def _day_after(scan: Scan, starts: dict[int, Mark], index: int, last: int, today: date) -> date | None:
    """The date right after a clock time: "22.25 мск 16 марта", "01.10 (вчера)"."""
    for at in (index, index + 1):
        if at > index and (at - 1 >= last or scan.tokens[at - 1].text not in _JOINING):
            return None
        if at + 1 < last and _named(starts.get(at + 1), "month", None):
            return _date_of(scan, starts, at, today)
        if _named(starts.get(at), "day_word", None):
            return today + timedelta(days=int(starts[at].value))
    return None


def _day_before(scan: Scan, starts: dict[int, Mark], index: int, first: int, today: date) -> date | None:
    """The date right before a clock time: "16 марта с 22.25"; up to five words stand between."""
    for at in range(index - 1, max(first, index - 7) - 1, -1):
        mark = starts.get(at)
        if _named(mark, "month", None) and at - 1 >= first:
            return _date_of(scan, starts, at - 1, today)
        if _named(mark, "day_word", None) and mark:
            return today + timedelta(days=int(mark.value))
        if _CLOCK.match(scan.tokens[at].text):
            return None
    return None


def _date_of(scan: Scan, starts: dict[int, Mark], at: int, today: date) -> date | None:
    found = _ORDINAL.match(scan.tokens[at].text)
    spoken = starts.get(at)
    number = int(found[1]) if found else None
    if number is None and spoken is not None and spoken.kind == "ordinal":
        number = int(spoken.value)
    month = int(starts[at + 1].value)
    year_token = scan.tokens[at + 2].text if at + 2 < len(scan.tokens) else ""
    year = int(year_token) if re.fullmatch(r"20\d\d", year_token) else _nearest_year(month, today)
    return _safe_date(year, month, number) if number else None


def _nearest_year(month: int, today: date) -> int:
    """The year that puts the month nearest before today: December told in January was last year's."""
    return today.year - 1 if month > today.month + 1 else today.year


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_named(scan: Scan, marks: Sequence[Mark], first: int, today: date) -> date | None:
    starts = {m.first: m for m in marks}
    for mark in marks:
        if mark.kind == "month" and mark.first - 1 >= first:
            day = _date_of(scan, starts, mark.first - 1, today)
            if day is not None and day <= today + timedelta(days=1):
                return day
        if mark.kind == "day_word":
            return today + timedelta(days=int(mark.value))
    return None


def _interval(clocks: Sequence[Clock], day: date | None, published_at: datetime, zone: str) -> tuple[datetime | None, datetime | None]:
    begin = clocks[0]
    end = next((c for c in clocks[1:] if c.way in {"to", "and"}), None)
    named = next((c.zone for c in clocks if c.zone), None)
    place = zone_named(named or zone)
    begin_day, end_day = begin.day or (end.day if end and end.day else None) or day, (end.day if end else None) or None
    if begin.way == "to" and end is None:
        return None, _utc(_moment(begin, begin_day, published_at, place))
    if end is None:
        start = _utc(_moment(begin, begin_day, published_at, place))
        return (start, None) if begin.way in {"from", "after"} else (start, start)
    if begin.day is None and end.day is not None and (begin.hour, begin.minute) > (end.hour, end.minute):
        begin_day = end.day - timedelta(days=1)
    if end_day is None and begin_day is not None:
        crosses = (end.hour, end.minute) < (begin.hour, begin.minute)
        end_day = begin_day + timedelta(days=1 if crosses else 0)
        if crosses and _moment(end, end_day, published_at, place) > published_at + _EDIT_SLACK:
            begin_day, end_day = begin_day - timedelta(days=1), begin_day
    finish = _moment(end, end_day, published_at, place)
    if begin_day is None:
        begin_day = finish.date() - timedelta(days=1 if (begin.hour, begin.minute) > (end.hour, end.minute) else 0)
    return _utc(_moment(begin, begin_day, published_at, place)), _utc(finish)


def _moment(clock: Clock, day: date | None, published_at: datetime, place: tzinfo) -> datetime:
    local = published_at.astimezone(place)
    on = day or local.date()
    moment = datetime(on.year, on.month, on.day, clock.hour % 24, clock.minute, tzinfo=place)
    if clock.hour == 24:  # 24.00 is the end of the day
        moment += timedelta(days=1)
    if day is None and moment > published_at + _EDIT_SLACK:
        moment -= timedelta(days=1)
    return moment


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(zone_named("UTC"))
