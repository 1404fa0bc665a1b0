"""The list of incidents: its order, its pages, what can be chosen in its filters, and how many there were when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from skywitness.publish.index import Selection
from skywitness.publish.index.choosing import write_micros
from skywitness.web.map import RANK

PAGE_SIZE = 50
GAPS_TOLD = 20
"""Incidents that are named under each question; of the others only the number is told."""
BARS = 48
"""At most so many bars a timeline."""
STEPS = tuple(
    timedelta(**step) for step in ({"hours": 1}, {"hours": 3}, {"hours": 12}, {"days": 1}, {"days": 7}, {"days": 28}, {"days": 91})
)
BEGIN = datetime(2000, 1, 3, tzinfo=UTC)
"""A Monday: bars of a week begin on one."""
CHART = (720, 88)

Row: TypeAlias = Mapping[str, object]
_Thing = TypeVar("_Thing")


class Page(NamedTuple):
    """One page of a list: its rows, how many there are in all, and which page of how many."""

    rows: Sequence[Row]
    total: int
    number: int
    last: int


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


def cut_page(things: Sequence[_Thing], number: int, show: Callable[[_Thing], Row | None]) -> Page:
    """The page of that number, or the last one when there are fewer; ``show`` gives a row, None for what went meanwhile."""
    last = max(1, ceil(len(things) / PAGE_SIZE))
    number = min(number, last)
    rows = map(show, things[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return Page([row for row in rows if row is not None], len(things), number, last)


_ORDERS: Mapping[str, Callable[[Selection, int, int], list[str]]] = {
    "": Selection.newest,
    "oldest": Selection.oldest,
    "roots": Selection.most_roots,
    "standing": lambda selection, offset, limit: selection.firmest(RANK, offset, limit),
}
"""How a list is put in order, by what the address says."""


def cut_ids(selection: Selection, number: int, show: Callable[[str], Row | None], sort: str = "") -> Page:
    """The page of that number of what was chosen, or the last one when there are fewer; ``show`` gives a row, None for what went meanwhile."""
    last = max(1, ceil(len(selection) / PAGE_SIZE))
    number = min(number, last)
    rows = map(show, _ORDERS[sort](selection, (number - 1) * PAGE_SIZE, PAGE_SIZE))
    return Page([row for row in rows if row is not None], len(selection), number, last)


class Asked(NamedTuple):
    """A question that incidents leave open: in how many, and the newest of them with the gap of each."""

    about: str
    number: int
    newest: Sequence[tuple[Row, Row]]


def list_gaps(selection: Selection, show: Callable[[str], Row | None]) -> list[Asked]:
    """The questions that incidents leave open, the most frequent first."""
    asked = []
    for about in filter(None, selection.topics):
        found = selection.asking(about)
        rows = [row for row in map(show, found.newest(0, GAPS_TOLD)) if row is not None]
        pairs = [(row, gap) for row in rows for gap in cast("list[Row]", row["gaps"]) if gap["about"] == about]
        asked.append(Asked(about, len(found), pairs))
    return sorted((each for each in asked if each.number), key=lambda each: (-each.number, each.about))


def draw_timeline(times: NDArray[np.int64], *, untimed: int) -> Timeline | None:
    """The timeline of incidents by the latest time at which each can have happened, in microseconds since 1970; None when none has a time, or all the same."""
    if not len(times) or times.min() == times.max():
        return None
    spanned = timedelta(microseconds=int(times.max() - times.min()))
    step = next((step for step in STEPS if spanned / step < BARS - 1), timedelta(days=366))
    numbers = np.floor_divide(times - write_micros(BEGIN), step // timedelta(microseconds=1))
    first, last = int(numbers.min()), int(numbers.max())
    width, height = CHART
    counted = np.bincount(numbers - first)
    across, highest = width / (last - first + 1), int(counted.max())
    bars = [
        Bar(
            start=f"{BEGIN + (first + at) * step:%Y-%m-%dT%H:%M}Z",
            end=f"{BEGIN + (first + at + 1) * step:%Y-%m-%dT%H:%M}Z",
            number=int(counted[at]),
            x=round(at * across, 1),
            width=round(max(across - 1, 1), 1),
            height=round(max(counted[at] / highest * height, 2), 1),
        )
        for at in np.flatnonzero(counted).tolist()
    ]
    return Timeline(width, height, bars, highest, untimed)
