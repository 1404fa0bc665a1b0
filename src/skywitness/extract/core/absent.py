"""Tells where a sentence says that nothing flew: "беспилотников над Ельцом не было", "ракет немає, тільки дрони".

Only a clause that says nothing else is taken so. The words of absence stand beside what flies, with nothing between but where and when; a clause with
another subject ("дрон над Ельцом, света нет"), or one that compares ("такого налёта ещё не было"), tells of no absence.
"""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.counts import Item
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.places import Named
from skywitness.extract.core.scan import Scan

_PARTING = frozenset(",.;:!?()\n") | {"но", "зато", "але", "проте", "однак", "однако"}
_BESIDE = frozenset(
    {"preposition", "head", "part_of_day", "day_word", "span_word", "month", "zone", "clock_word", "airborne", "absence", "again"}
)
"""Kinds of words that only tell where and when, or go with words of absence."""
_COMING = frozenset({"sighted", "attacked"})
"""What may be said not to have been of what flies: that it was seen, that it attacked."""
_AND = frozenset({"и", "та", "й", "і", "ни", "ні"})


def find_absences(scan: Scan, items: Sequence[Item], places: Sequence[Named], first: int, last: int) -> list[tuple[int, int]]:
    """Ranges of tokens within a sentence, each a clause that says that what flies in it was not there."""
    words = scan.marks_in(first, last, "absence")
    return [
        clause
        for mark in words
        if mark.value == "gone" and _is_of_flyer(scan, mark, items, places, clause := _clause_of(scan, mark, first, last))
    ]


def _clause_of(scan: Scan, mark: Mark, first: int, last: int) -> tuple[int, int]:
    begin = next((at + 1 for at in range(mark.first - 1, first - 1, -1) if scan.tokens[at].text in _PARTING), first)
    end = next((at for at in range(mark.last, last) if scan.tokens[at].text in _PARTING), last)
    return begin, end


def _is_of_flyer(scan: Scan, mark: Mark, items: Sequence[Item], places: Sequence[Named], clause: tuple[int, int]) -> bool:
    """Whether a word of absence is said of something that flies and the rest of its clause tells only where and when."""
    begin, end = clause
    flyers = [item for item in items if begin <= item.first < end and item.target is not None]
    if not flyers or any(item.count not in {None, 1} for item in flyers):
        return False
    told = {index for item in flyers for index in range(item.first, item.last)} | set(range(mark.first, mark.last))
    told |= {index for place in places for index in range(place.lead_first, place.last)}
    beside = (one for one in scan.marks_in(begin, end) if _goes_along(one))
    told |= {index for one in beside for index in range(one.first, one.last)}
    return all(index in told or not scan.tokens[index].text[0].isalnum() or scan.tokens[index].text in _AND for index in range(begin, end))


def _goes_along(mark: Mark) -> bool:
    if mark.kind == "what":
        return mark.value in _COMING
    return mark.kind in _BESIDE and mark.value != "compared"


def without_absent(items: Sequence[Item], absences: Sequence[tuple[int, int]]) -> list[Item]:
    """The items that were there. A bare number goes on counting what was not there elsewhere: "над А беспилотников не было, над Б сбиты два"."""
    kept = [item for item in items if not is_within(item.first, absences)]
    if not any(item.target for item in kept):
        gone = next(item for item in items if item.target is not None and is_within(item.first, absences))
        for item in kept:
            item.target, item.model = gone.target, gone.model
    return kept


def is_within(first: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a token stands in one of some ranges."""
    return any(begin <= first < end for begin, end in ranges)
