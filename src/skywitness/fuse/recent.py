"""Ordered lists that grow at their end: what comes in is mostly of the last hour, so it is looked for there first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

RECENT = 32
"""How many entries from the end are tried first; what lies further back costs as much as it would in any case."""


def find_recent(entries: Sequence[tuple[Any, ...]], entry: tuple[Any, ...]) -> int:
    """Where an entry stands or would stand, as ``bisect_left`` says it. Cost: does not grow with the list when that is near its end.

    >>> find_recent([(1,), (3,), (5,)], (3,)), find_recent([(1,), (3,), (5,)], (9,))
    (1, 3)
    """
    low = len(entries) - RECENT
    return bisect_left(entries, entry, low if low > 0 and entries[low] < entry else 0)


def insert_recent(entries: list[Any], entry: tuple[Any, ...]) -> None:
    """Put an entry where it belongs, as ``insort`` does; entries are all different.

    >>> numbers = [(1,), (5,)]
    >>> insert_recent(numbers, (3,))
    >>> numbers
    [(1,), (3,), (5,)]
    """
    entries.insert(find_recent(entries, entry), entry)


def remove_recent(entries: list[Any], entry: tuple[Any, ...]) -> None:
    """Take an entry out that is among them.

    >>> numbers = [(1,), (3,), (5,)]
    >>> remove_recent(numbers, (3,))
    >>> numbers
    [(1,), (5,)]
    """
    del entries[find_recent(entries, entry)]
