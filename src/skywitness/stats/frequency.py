"""How often the like came true: frequencies of ever wider reference classes, and the spread of a measure in them.

A class is a path, coarse to fine, as in ``count/2 roots agree/official/one town``. A case is judged by its finest class that has enough cases (the reference-class
view of probability; Reichenbach 1949, section 72). Classes that have too few are pooled as *the rest* of the class around them, ``count/2 roots agree/official/others``:
a rare class is no more like its frequent sisters than they are like each other, so their cases tell nothing about it. So each case is counted in one class only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

ENOUGH = 100
"""With fewer cases a class says less than it would by chance, and is pooled."""
REST = "others"
"""The last part of the path of what is pooled."""


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
    """The cases of every class that has enough, and of the rests that have, from (class, whether it came true). Each case is in one of them at most.

    >>> count_cases([("count/alone", True)] * 100 + [("count/split", False)] * 60 + [("count/torn", False)] * 60)
    {'count/alone': Cases(right=100, of=100), 'count/others': Cases(right=0, of=120)}
    """
    counted: dict[str, list[int]] = {}
    for path, came_true in judged:
        _put(counted, path, came_true, 1)
    kept: dict[str, Cases] = {}
    for depth in range(max((path.count("/") for path in counted), default=0), -1, -1):
        for is_rest in (False, True):  # a rest takes what the classes beside it leave
            for path in [path for path in counted if path.count("/") == depth and path.endswith(f"/{REST}") == is_rest]:
                right, of = counted.pop(path)
                if of >= ENOUGH:
                    kept[path] = Cases(right, of)
                elif around := rest_around(path):
                    _put(counted, around, right, of)
    return dict(sorted(kept.items()))


def rest_around(path: str) -> str | None:
    """The rest to which a class belongs that has too few cases; None for the widest.

    >>> rest_around("count/alone/official"), rest_around("count/alone/others"), rest_around("count")
    ('count/alone/others', 'count/others', None)
    """
    around, _, last = path.rpartition("/")
    if last == REST:
        around = around.rpartition("/")[0]
    return f"{around}/{REST}" if around else None


def _put(counted: dict[str, list[int]], path: str, right: int, of: int) -> None:
    found = counted.setdefault(path, [0, 0])
    found[0] += right
    found[1] += of


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
    """The class of a path that the table holds, else the finest rest that it belongs to, with its cases; None when there is none.

    >>> find_cases({"count/others": Cases(0, 120), "count/alone": Cases(100, 100)}, "count/split")
    ('count/others', Cases(right=0, of=120))
    """
    sought: str | None = path
    while sought is not None:
        if sought in table:
            return sought, table[sought]
        sought = rest_around(sought)
    return None


def find_spread(table: Mapping[str, Spread], path: str) -> tuple[str, Spread] | None:
    """The finest class of a path that the table holds, with its spread; None when not even the widest is there."""
    return next(((wider, table[wider]) for wider in widen(path) if wider in table), None)
