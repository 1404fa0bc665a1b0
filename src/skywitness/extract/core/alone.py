"""Bare numbers: which of them count targets, by what stands beside them. Times, ages, people and houses do not."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.scan import Scan

_REACH = 7
"""A place this many tokens behind a number may be where it was counted."""
_CONJUNCTIONS = frozenset({"и", "а", "или", "та", "і", "й", "and", "or"})
_STOPS = frozenset({",", ".", ";", "!", "\n"})


def counts_alone(
    scan: Scan, number: Number, marks: Sequence[Mark], last: int, place_starts: frozenset[int], place_ends: frozenset[int]
) -> bool:
    """Whether a number with no noun counts targets: a place or the end follows it, or a place stands before it."""
    if _counts_other(scan, number, marks, place_ends):
        return False
    return (
        _leads_to_place(scan, number, last, place_starts)
        or _follows_place(scan, number, marks, place_ends)
        or _is_part(number, marks)
        or _is_downed(scan, number, marks, last)
    )


def _counts_other(scan: Scan, number: Number, marks: Sequence[Mark], place_ends: frozenset[int]) -> bool:
    """Whether a number is of something else: a unit, a time, people hurt, a piece of a date or a code."""
    is_bracketed = scan.words(number.last, number.last + 1) == ")"
    for mark in marks:
        follows = number.last <= mark.first <= number.last + 1 and not is_bracketed
        if follows and (
            mark.kind in {"unit", "month", "zone", "part_of_day"} or (mark.kind == "clock_word" and mark.value in {"hours", "minutes"})
        ):
            return True
        if mark.kind == "what" and mark.value == "casualties" and number.first - 1 <= mark.first <= number.last:
            return True
        if mark.kind == "clock_word" and mark.last == number.first and mark.value in {"from", "to", "at", "after"} and number.in_digits:
            return True
    return number.in_digits and _is_glued(scan, number) and not _ends_place(scan, number.first - 1, place_ends)


def _leads_to_place(scan: Scan, number: Number, last: int, place_starts: frozenset[int]) -> bool:
    for index in range(number.last, min(last, number.last + _REACH)):
        if index in place_starts:
            return True
        if scan.tokens[index].text in _STOPS:
            break
    return False


def _follows_place(scan: Scan, number: Number, marks: Sequence[Mark], place_ends: frozenset[int]) -> bool:
    """Whether a place ends right before a number, or before the verb or "each" that leads to it ("над Крымом сбито 5", "над Крымом по одному")."""
    leads = any(mark.value in {"intercepted", "each"} and mark.last == number.first for mark in marks)
    return _ends_place(scan, number.first - 1, place_ends) or (leads and number.first - 1 in place_ends)


def _is_part(number: Number, marks: Sequence[Mark]) -> bool:
    """Whether "including" leads to a number, or "of them" follows one before which nothing is counted, or before a verb ("61 из них сбит")."""
    parts = [mark for mark in marks if mark.kind == "quantity" and mark.value == "part"]
    if any(0 <= number.first - mark.last <= 1 for mark in parts):
        return True
    behind = next((mark for mark in parts if mark.first == number.last), None)
    is_named = any(mark.kind in {"target", "model"} and mark.first < number.first for mark in marks)
    downs = behind is not None and any(mark.value == "intercepted" and mark.first == behind.last for mark in marks)
    return behind is not None and (downs or not is_named)


def _is_downed(scan: Scan, number: Number, marks: Sequence[Mark], last: int) -> bool:
    """Whether a verb of interception follows a number, or stands before one with which the clause ends or turns to another verb."""
    verbs = [mark for mark in marks if mark.kind == "what" and mark.value == "intercepted"]
    if any(verb.first == number.last for verb in verbs):
        return True
    if not any(number.first - 2 <= verb.last <= number.first for verb in verbs):
        return False
    following = scan.tokens[number.last].text if number.last < last else "\n"
    turns = following in _CONJUNCTIONS and any(mark.kind == "what" and mark.first == number.last + 1 for mark in marks)
    return following in _STOPS or following == ":" or turns


def _is_glued(scan: Scan, number: Number) -> bool:
    """Whether a sign stands right before a number, as in "2023-15" or "№ 4"."""
    if number.first == 0:
        return False
    sign = scan.tokens[number.first - 1]
    return sign.text == "№" or (sign.text in {"-", ".", "/"} and sign.end == scan.tokens[number.first].start)


def _ends_place(scan: Scan, index: int, place_ends: frozenset[int]) -> bool:
    """Whether a place ends at a token, or one before it with a sign or an "and" between ("Курск - 5")."""
    word = scan.tokens[index].text
    return index + 1 in place_ends or (index in place_ends and (not word[0].isalpha() or word in _CONJUNCTIONS))
