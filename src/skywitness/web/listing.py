"""The list of incidents: its order, its pages, what can be chosen in its filters, and how many there were when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple, TypeAlias, cast

from skywitness.publish.filters import span_of
from skywitness.web.asked import voices

PAGE_SIZE = 50
MOST_CHOICES = 60
"""Voices that the list offers; others can still be named in the address."""
BARS = 48
"""At most so many bars a timeline."""
STEPS = tuple(
    timedelta(**step) for step in ({"hours": 1}, {"hours": 3}, {"hours": 12}, {"days": 1}, {"days": 7}, {"days": 28}, {"days": 91})
)
BEGIN = datetime(2000, 1, 3, tzinfo=UTC)
"""A Monday: bars of a week begin on one."""
CHART = (720, 88)

Row: TypeAlias = Mapping[str, object]


class Page(NamedTuple):
    """One page of a list: its rows, how many there are in all, and which page of how many."""

    rows: Sequence[Row]
    total: int
    number: int
    last: int


class Choices(NamedTuple):
    """What can be chosen in each filter: only what occurs, each with how often."""

    standing: Mapping[str, int]
    what: Mapping[str, int]
    region: Mapping[str, int]
    stream: Mapping[str, int]
    said_by: Mapping[str, int]


class Bar(NamedTuple):
    """So many incidents that can have happened up to some time within [start, end); sizes in pixels of the chart, times as in an address."""

    start: str
    end: str
    number: int
    x: float
    width: float
    height: float


class Timeline(NamedTuple):
    """How many incidents when, drawn in so many pixels. ``untimed`` have no time at all."""

    width: int
    height: int
    bars: Sequence[Bar]
    highest: int
    untimed: int


def newest_first(rows: Iterable[Row]) -> list[Row]:
    """Rows by the end of their period; those without a time come last."""
    return sorted(rows, key=_latest, reverse=True)


def cut_page(rows: Sequence[Row], number: int) -> Page:
    """The page of that number, or the last one when there are fewer."""
    last = max(1, ceil(len(rows) / PAGE_SIZE))
    number = min(number, last)
    return Page(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(rows), number, last)


def count_choices(rows: Iterable[Row]) -> Choices:
    """What occurs in all rows, the most frequent first."""
    counts = Choices({}, {}, {}, {}, {})
    for row in rows:
        place = cast("Row", row["place"] or {})
        streams = cast("Mapping[str, int]", row["roots_by_stream"])
        for found, values in zip(counts, ([row["standing"]], [row["what"]], [place.get("iso")], streams, voices(row)), strict=True):
            for value in values:
                if value:
                    tally = cast("dict[str, int]", found)
                    tally[str(value)] = tally.get(str(value), 0) + 1
    standing, what, region, stream, said_by = (dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))) for found in counts)
    return Choices(standing, what, region, stream, dict(list(said_by.items())[:MOST_CHOICES]))


def draw_timeline(rows: Iterable[Row]) -> Timeline | None:
    """The timeline of some incidents, by the latest time at which each can have happened; None when none has a time, or all have the same."""
    spans = [span_of(row)[1] for row in rows]
    times = [latest for latest in spans if latest is not None]
    if not times or min(times) == max(times):
        return None
    step = next((step for step in STEPS if (max(times) - min(times)) / step < BARS - 1), timedelta(days=366))
    numbers: dict[int, int] = {}
    for at in times:
        number = (at - BEGIN) // step
        numbers[number] = numbers.get(number, 0) + 1
    first, last = min(numbers), max(numbers)
    width, height = CHART
    across, highest = width / (last - first + 1), max(numbers.values())
    bars = [
        Bar(
            start=f"{BEGIN + number * step:%Y-%m-%dT%H:%M}Z",
            end=f"{BEGIN + (number + 1) * step:%Y-%m-%dT%H:%M}Z",
            number=how_many,
            x=round((number - first) * across, 1),
            width=round(max(across - 1, 1), 1),
            height=round(max(how_many / highest * height, 2), 1),
        )
        for number, how_many in sorted(numbers.items())
    ]
    return Timeline(width, height, bars, highest, len(spans) - len(times))


def _latest(row: Row) -> tuple[str, str]:
    period = cast("Mapping[str, str]", row["period"])
    return period.get("to") or period.get("from") or period.get("before") or "", str(row["id"])
