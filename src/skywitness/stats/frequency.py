"""How often the like came true: frequencies of ever wider reference classes, and the spread of a measure in them.

A class is a path, coarse to fine, as in ``count/2 roots agree/official/one town``. A case is judged by its finest class that has enough cases; what one
class lacks, the one around it has (the reference-class view of probability; Reichenbach 1949, section 72).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

ENOUGH = 100
"""With fewer cases a class says less than the wider one around it."""


class Cases(Struct, frozen=True):
    """So many cases of a class came true, of so many."""

    right: int
    of: int

    @property
    def frequency(self) -> float:
        """The share that came true, drawn half a case towards even odds on each side (Jeffreys' prior), so that it is never 0 or 1."""
        return (self.right + 0.5) / (self.of + 1)


class Spread(Struct, frozen=True):
    """Where the middle of a measure lies in a class: below ``low`` as often as above ``high``."""

    low: float
    high: float
    of: int


def widen(path: str) -> list[str]:
    """A class and those around it, the finest first.

    >>> widen("count/alone/official")
    ['count/alone/official', 'count/alone', 'count']
    """
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]


def count_cases(judged: Iterable[tuple[str, bool]]) -> dict[str, Cases]:
    """The cases of every class that has enough, and of those around it, from (class, whether it came true).

    >>> count_cases([("count/alone", True)] * 99 + [("count/split", False)])
    {'count': Cases(right=99, of=100)}
    """
    counted: dict[str, list[int]] = {}
    for path, came_true in judged:
        for wider in widen(path):
            found = counted.setdefault(wider, [0, 0])
            found[0] += came_true
            found[1] += 1
    return {path: Cases(right, of) for path, (right, of) in sorted(counted.items()) if of >= ENOUGH}


def measure_spread(measured: Iterable[tuple[str, float]], share: float) -> dict[str, Spread]:
    """The middle ``share`` of a measure in every class that has enough cases, and in those around it."""
    values: dict[str, list[float]] = {}
    for path, value in measured:
        for wider in widen(path):
            values.setdefault(wider, []).append(value)
    tail = (1 - share) / 2
    return {
        path: Spread(round(_quantile(sorted(found), tail), 3), round(_quantile(sorted(found), 1 - tail), 3), len(found))
        for path, found in sorted(values.items())
        if len(found) >= ENOUGH
    }


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value at a share of the way through ordered ones, between neighbours by proportion (type 7 of Hyndman & Fan 1996)."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def find_cases(table: Mapping[str, Cases], path: str) -> tuple[str, Cases] | None:
    """The finest class of a path that the table holds, with its cases; None when not even the widest is there."""
    return next(((wider, table[wider]) for wider in widen(path) if wider in table), None)


def find_spread(table: Mapping[str, Spread], path: str) -> tuple[str, Spread] | None:
    """The finest class of a path that the table holds, with its spread; None when not even the widest is there."""
    return next(((wider, table[wider]) for wider in widen(path) if wider in table), None)
