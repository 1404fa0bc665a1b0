"""Which number belongs to which place: the parts of a sentence and how items and places in them pair up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct

from skywitness.extract.core.counts import Item
from skywitness.extract.core.places import Named
from skywitness.extract.core.scan import Scan

_HARD = frozenset(",;:!?()\n.")
_CONJUNCTIONS = frozenset({"и", "та", "а", "і", "й", "and", "also", "также"})
_PARTING = _HARD | _CONJUNCTIONS
_ANDS = frozenset({"и", "та", "and"})
_OPENS = frozenset({":"})


class Clause(Struct, kw_only=True, gc=False):
    """A part of a sentence: tokens ``first`` up to ``last``, its items and groups of places. ``opened`` is the sign or word that began it."""

    first: int
    last: int
    opened: str
    items: list[Item]
    groups: list[list[Named]]


class Placed(Struct, kw_only=True, gc=False):
    """An item with its own places, and the clause it stands in. ``shared`` places were taken over from a neighbouring clause.

    ``verb_number`` is 1 when the verb that goes with the item agrees with one, 2 with several, 0 when no verb tells.
    """

    item: Item
    clause: Clause
    places: list[Named]
    shared: bool = False
    verb_number: int = 0


def split_clauses(scan: Scan, first: int, last: int, items: Sequence[Item], places: Sequence[Named]) -> list[Clause]:
    """The clauses of a sentence. Signs inside a list of places or an item part nothing; "and" parts only before a further item."""
    held = {i for item in items for i in range(item.first + 1, item.last)}
    held |= {i for place in places for i in range(place.first, place.last)}
    held |= {i for a, b in pairwise(places) if _same_group(scan, a, b, items) for i in range(a.last, b.first)}
    parting = [at for at, token in enumerate(scan.tokens[first:last], first) if token.text in _PARTING and at not in held]
    cuts = [at for at in parting if scan.tokens[at].text in _HARD or _leads_item(scan, at, items)]
    bounds = [first, *cuts, last]
    clauses: list[Clause] = []
    for begin, end in pairwise(bounds):
        inside = [place for place in places if begin <= place.first < end]
        clauses.append(
            Clause(
                first=begin,
                last=end,
                opened=scan.tokens[begin].text if begin > first else "",
                items=[item for item in items if begin <= item.first < end],
                groups=_groups(scan, inside, items),
            )
        )
    return clauses


def _leads_item(scan: Scan, index: int, items: Sequence[Item]) -> bool:
    del scan
    return any(index < item.first <= index + 4 for item in items if item.count is not None or item.target)


def _same_group(scan: Scan, a: Named, b: Named, items: Sequence[Item]) -> bool:
    between = [scan.tokens[i].text for i in range(a.last, b.first)]
    if any(a.last <= item.first < b.first for item in items):
        return False
    loose = [word for word in between if word not in {",", "\n", "/"} and word not in _CONJUNCTIONS]
    lead = b.first - b.lead_first
    return len(loose) <= max(lead, 0) and "." not in between


def _groups(scan: Scan, places: Sequence[Named], items: Sequence[Item]) -> list[list[Named]]:
    groups: list[list[Named]] = []
    for place in places:
        if groups and _same_group(scan, groups[-1][-1], place, items) and _same_part(groups[-1][-1], place):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _same_part(a: Named, b: Named) -> bool:
    return a.lead == b.lead or {a.lead, b.lead} <= {"over", "in", "near"} or not b.lead


def pair(clauses: Sequence[Clause], verb_number: Callable[[Clause], int] = lambda _clause: 0) -> list[Placed]:
    """Each item with the places that it is about. ``verb_number`` tells what number the verb of a clause agrees with."""
    placed: list[Placed] = []
    leading: list[Named] | None = None
    for clause in clauses:
        own = [group for group in clause.groups if _locates(group) or (clause.items and "part" in clause.items[0].flags)]
        mine = _pair_clause(clause, own, verb_number(clause))
        if own and not clause.items:
            if placed and not placed[-1].places and clause.opened not in _OPENS:
                placed[-1].places = own[0]
            leading = own[0] if not placed else leading
        elif not clause.items and clause.groups and placed and "part" in placed[-1].item.flags and not placed[-1].places:
            placed[-1].places = clause.groups[0]
        elif own and mine and own[0][0].first < clause.items[0].first:
            leading = own[0]
        elif leading is not None:
            for entry in mine:
                if not entry.places:
                    entry.places, entry.shared = leading, True
        if own and clause.items and own[0][0].first > clause.items[0].first:
            leading = None
        placed.extend(mine)
    _take_brackets(placed, clauses)
    _share_backwards(placed)
    return placed


def _take_brackets(placed: Sequence[Placed], clauses: Sequence[Clause]) -> None:
    """A number in brackets is that of the place before them, and what was counted before is the total: "семь над А (1 БПЛА) и Б (6 БПЛА)"."""
    bracketed = [entry for entry in placed if entry.clause.opened == "(" and len(entry.clause.items) == 1 and not entry.clause.groups]
    if not bracketed:
        return
    for entry in bracketed:
        before = [place for clause in clauses for group in clause.groups for place in group if place.last <= entry.item.first]
        entry.places = before[-1:]
    named = {place.first for entry in bracketed for place in entry.places}
    for entry in placed:
        if entry.clause.opened != "(" and any(place.first in named for place in entry.places):
            entry.places = []


def _locates(group: Sequence[Named]) -> bool:
    return group[0].lead not in {"to", "from", "through"}


def _pair_clause(clause: Clause, groups: Sequence[list[Named]], verb_number: int) -> list[Placed]:
    placed = [Placed(item=item, clause=clause, places=[], verb_number=verb_number) for item in clause.items]
    if not placed or not groups:
        return placed
    if groups[0][0].first < placed[0].item.first:
        for entry in placed:
            before = [group for group in groups if group[0].first < entry.item.first]
            entry.places = before[-1]
        trailing = [group for group in groups if group[0].first > placed[-1].item.first]
        if trailing and len(placed) == 1 and len(groups) == 1 + len(trailing):
            placed[-1].places = [*placed[-1].places, *(place for group in trailing for place in group)]
        return placed
    for position, entry in enumerate(placed):
        until = placed[position + 1].item.first if position + 1 < len(placed) else clause.last
        entry.places = [place for group in groups if entry.item.first < group[0].first < until for place in group]
    for position in range(len(placed) - 2, -1, -1):
        if not placed[position].places and placed[position].item.target != placed[position + 1].item.target:
            placed[position].places, placed[position].shared = placed[position + 1].places, True
    return placed


def _share_backwards(placed: list[Placed]) -> None:
    """An item of another target, listed before one with a place, is over the same place: "two shells and one drone over X"."""
    for position in range(len(placed) - 2, -1, -1):
        entry, following = placed[position], placed[position + 1]
        if entry.places or not following.places or following.clause.opened in _OPENS or "part" in following.item.flags:
            continue
        differs = entry.item.target and following.item.target and _differs(entry.item, following.item)
        if differs or _is_told_together(entry, following):
            entry.places, entry.shared = following.places, True


def _is_told_together(entry: Placed, following: Placed) -> bool:
    """Whether two counts with a verb each stand over one place: "один БПЛА уничтожен и два перехвачены над Курской областью"."""
    counted = entry.item.count is not None and following.item.count is not None
    return counted and following.clause.opened in _ANDS and entry.verb_number > 0 and following.verb_number > 0


def _differs(a: Item, b: Item) -> bool:
    return (a.target, a.model) != (b.target, b.model) and "any" not in {a.target, b.target}
