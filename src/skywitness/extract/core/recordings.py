"""Tells where a sentence says that a recording shows nothing of what it is passed on as: it is old, or taken elsewhere."""

from __future__ import annotations

from itertools import product

from skywitness.extract.core.scan import Scan

_REACH = 6
_ENDS = frozenset({",", ";", ".", "!", "?", "\n"})


def is_old_footage(scan: Scan, first: int, last: int) -> bool:
    """Whether one clause within a range of tokens calls a recording old or not from there: "the video of the «hit» is old".

    That denies what the recording is said to show. "An old house, see the video" denies nothing: the words stand in two clauses.
    """
    marks = scan.marks_in(first, last, "recording")
    if not marks:
        return False
    shown, stale = ([mark for mark in marks if mark.value == value] for value in ("shown", "stale"))
    for one, other in product(shown, stale):
        begin, end = min(one.last, other.last), max(one.first, other.first)
        if end - begin <= _REACH and not _ENDS & {scan.tokens[index].text for index in range(begin, end)}:
            return True
    return False
