"""What is counted: targets with their types and numbers, and bare numbers that count targets named before."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.core.alone import counts_alone
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.wholes import find_shares, is_named

_LONGEST_GAP = 5
_CHAIN_GAP = 3
_QUOTES = frozenset('"()')
_BARRIERS = frozenset({"what", "preposition", "month", "zone", "means", "head", "title", "asserter", "says", "part_of_day", "country"})
_NUMBER_BARRIERS = frozenset({"what", "part_of_day", "month", "zone", "means", "head", "title", "unit", "mute", "number", "target"})
_ADJECTIVAL = ("ий", "ый")
_CREWED = frozenset({"aircraft", "helicopter"})
_LISTING = frozenset({",", "и", '"', "та", "and"})
_SPARE = "_any_number"
LAUNCHER = "rocket_system"
"""The word for what fires rockets. In an attack it stands for the rockets; a launcher that was destroyed stood on the ground."""


class Item(Struct, kw_only=True, gc=False):
    """Targets as a sentence counts them, at tokens ``first`` up to ``last``.

    ``target`` and ``model`` are None for a bare number. ``agreed`` is 1 when the word's form tells that it is one, 2 that they are several.
    The flags keep the words that change what a number means: "each" (по), "more" (ещё), "part" (в том числе), "whole" (все), "total" (всего).
    """

    first: int
    last: int
    count: int | None = None
    target: str | None = None
    model: str | None = None
    agreed: int = 0
    flags: frozenset[str] = frozenset()
    is_range: bool = False


def find_items(
    scan: Scan, numbers: Sequence[Number], first: int, last: int, place_starts: frozenset[int], place_ends: frozenset[int]
) -> list[Item]:
    """All items within a range of tokens, in order."""
    marks = scan.marks_in(first, last)
    shares = find_shares([number for number in numbers if first <= number.first and number.last <= last], marks)
    if shares:
        wholes = [share.whole for share in shares]
        numbers = [number for number in numbers if number not in wholes]
    items = [_counted(scan, item, numbers, marks, first) for item in _target_chains(scan, marks)]
    for item, share in ((item, share) for item in items for share in shares if is_named(share.whole, item.first)):
        item.count, item.first, item.last = share.part.value, share.part.first, share.part.last
    taken = {index for item in items for index in range(item.first, item.last)}
    alone = [
        n
        for n in numbers
        if first <= n.first < last and n.first not in taken and counts_alone(scan, n, marks, last, place_starts, place_ends)
    ]
    items += [Item(first=number.first, last=number.last, count=number.value) for number in alone]
    items.sort(key=lambda item: item.first)
    items = _without_further_types(scan, items)
    items = _without_actors(items, marks)
    quantities = [mark for mark in marks if mark.kind == "quantity"]
    for item in items:
        _flag(scan, item, quantities)
    _flag_parts(items, quantities)
    return items


def _without_further_types(scan: Scan, items: Sequence[Item]) -> list[Item]:
    """Without types that only go on naming what was counted: "12 снарядов HIMARS и «Ольха»" are twelve in all."""
    kept: list[Item] = []
    for item in items:
        before = kept[-1] if kept else None
        goes_on = before is not None and item.count is None and item.model is not None and before.model is not None
        if goes_on and before is not None and before.count is not None and (before.count or 0) > 1 and before.target == item.target:
            gap = {scan.tokens[index].text for index in range(before.last, item.first)}
            if gap <= _LISTING:
                before.last = item.last
                continue
        kept.append(item)
    return kept


def _without_actors(items: Sequence[Item], marks: Sequence[Mark]) -> list[Item]:
    """Without the machines that did it: "вертолёт сбил беспилотник" counts one drone and no helicopter."""
    verb = next((mark for mark in marks if mark.kind == "act"), None)
    if verb is None or not any(item.first >= verb.last and item.target for item in items):
        return list(items)
    return [item for item in items if item.first >= verb.first or item.target not in _CREWED]


def actor_in(marks: Sequence[Mark]) -> str | None:
    """The machine with a crew that stands before an active verb and did it: "Mi-8 helicopter"."""
    verb = next((mark for mark in marks if mark.kind == "act"), None)
    before = [mark for mark in marks if verb is not None and mark.first < verb.first and mark.kind in {"target", "model"}]
    sort = next((mark.more.get("target", mark.value) for mark in before if mark.more.get("target", mark.value) in _CREWED), None)
    model = next((mark.value for mark in before if mark.kind == "model" and mark.more.get("target") in _CREWED), None)
    return f"{model} {sort}" if model and sort else sort


def _flag_parts(items: Sequence[Item], quantities: Sequence[Mark]) -> None:
    """Give "including" and "in all" to the next number, however far it stands; "of them" to the one before it ("один из них")."""
    for mark in quantities:
        if mark.value in {"part", "total"}:
            behind = (item for item in items if item.last == mark.first and item.target is None and mark.value == "part")
            following = next(behind, None) or next((item for item in items if item.first >= mark.last and item.count is not None), None)
            if following is not None:
                following.flags = following.flags | {mark.value}


def _target_chains(scan: Scan, marks: Sequence[Mark]) -> list[Item]:
    """Target and type words that stand together are one item: "снарядов РСЗО «Ольха»"."""
    items: list[Item] = []
    previous: Mark | None = None
    for mark in marks:
        if mark.kind not in {"target", "model"}:
            if mark.kind in _BARRIERS or mark.kind == "number":
                previous = None
            continue
        if previous is not None and _adjacent(scan, previous.last, mark.first):
            _extend(items[-1], mark)
        else:
            items.append(_begin(mark))
        previous = mark
    return items


def _adjacent(scan: Scan, end: int, start: int) -> bool:
    between = [scan.tokens[index].text for index in range(end, start)]
    return (
        len(between) <= _CHAIN_GAP
        and all(word in _QUOTES or word[0].isalpha() for word in between)
        and not _CONJUNCTIONS.intersection(between)
    )


_CONJUNCTIONS = frozenset({"и", "а", "или", "та", "і", "й", "and", "or"})


def _begin(mark: Mark) -> Item:
    if mark.kind == "model":
        return Item(first=mark.first, last=mark.last, target=mark.more.get("target", "unknown"), model=mark.value)
    return Item(first=mark.first, last=mark.last, target=mark.value.removesuffix(_SPARE), agreed=mark.number)


def _extend(item: Item, mark: Mark) -> None:
    item.last = max(item.last, mark.last)
    target = mark.more.get("target", "unknown") if mark.kind == "model" else mark.value.removesuffix(_SPARE)
    if item.target == LAUNCHER and mark.kind == "model":
        target = LAUNCHER
    if mark.kind == "model" and item.model is None:
        item.model = mark.value
    if item.target in {None, "unknown", "any", LAUNCHER} or (mark.kind == "model" and target != "unknown"):
        item.target = target
    item.agreed = item.agreed or mark.number


def _counted(scan: Scan, item: Item, numbers: Sequence[Number], marks: Sequence[Mark], first: int) -> Item:
    """The item with the number that stands before it, over adjectives, or right behind it ("БПЛА - 5")."""
    before = next((n for n in reversed(numbers) if first <= n.first and n.last <= item.first), None)
    if before is not None and _reaches(scan, before, item.first, marks):
        item.is_range = _is_range(scan, before, numbers)
        item.count, item.first = None if item.is_range else before.value, before.first
    return item


def _reaches(scan: Scan, number: Number, start: int, marks: Sequence[Mark]) -> bool:
    if start - number.last > _LONGEST_GAP:
        return False
    if any(scan.tokens[index].text in ",.;:!?\n-" for index in range(number.last, start)):
        return False
    return not any(number.last <= m.first < start and m.kind in _NUMBER_BARRIERS for m in marks)


def _is_range(scan: Scan, number: Number, numbers: Sequence[Number]) -> bool:
    """Whether a number ends "30-40" or "от 4 до 8"."""
    before = next((n for n in numbers if n.last <= number.first and number.first - n.last <= 1), None)
    return before is not None and (before.last < number.first and scan.tokens[before.last].text in {"-", "до", "to"})


def _flag(scan: Scan, item: Item, quantities: Sequence[Mark]) -> None:
    """Give an item the words of quantity that stand with it."""
    flags = {m.value for m in quantities if item.first - 3 <= m.first < item.last and m.last <= item.last and _touches(scan, m, item)}
    is_noun = not scan.tokens[item.last - 1].text.endswith(_ADJECTIVAL)
    if "single_adjective" in flags and item.count is None and item.agreed == 0 and is_noun:
        item.agreed = 1
    item.flags = frozenset(flags)


def _touches(scan: Scan, mark: Mark, item: Item) -> bool:
    """Whether a quantity word belongs to an item: nothing but blanks, words of quantity or a dash between."""
    return all(scan.tokens[index].text not in {".", ";", ":", "!", "?"} for index in range(mark.last, item.first))
