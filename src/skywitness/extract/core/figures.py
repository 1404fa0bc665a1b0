"""How many, in all and where: the counts of one or several sentences about the same targets, totals told apart from their parts."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.core.clauses import Placed
from skywitness.extract.core.places import Named, located

_SEVERAL = 2


class Spot(Struct, frozen=True, gc=False):
    """A place and the number that is told for it (None: told without one)."""

    place: Named
    count: int | None


class Figure(Struct, kw_only=True, gc=False):
    """A count with its places. ``stated`` tells that the total was said as such, not summed by us; ``parts`` are counts inside it with no place."""

    count: int | None
    spots: list[Spot]
    stated: bool
    parts: list[Placed]
    each_counted: bool


def figure_of(entries: Sequence[Placed], plural: int, *, is_open: bool) -> Figure:
    """The figure of one statement's entries of one target. ``is_open`` tells that the text breaks off: then parts are not summed.

    A number without a place before numbers with places is their total; "including" makes a part; a word in the singular is one.
    """
    entries = _without_echoes(entries)
    parts = [entry for entry in entries if "part" in entry.item.flags and not located(_places(entry))]
    if len(parts) == len(entries):
        parts = []
    rest = [entry for entry in entries if not any(entry is part for part in parts)] if parts else entries
    unplaced = [entry for entry in rest if not _places(entry) and _count(entry, plural) is not None]
    placed = [entry for entry in rest if _places(entry)]
    spots = _spots(placed, plural)
    if unplaced and placed and rest.index(unplaced[0]) > rest.index(placed[0]) and "total" not in unplaced[0].item.flags:
        return _sum(unplaced, placed, spots, parts, plural, is_open=is_open)
    if unplaced and placed and _adds_up(unplaced, placed, plural):
        whole = (_sum_of(placed[0], plural) or 0) + sum(_count(entry, plural) or 0 for entry in unplaced)
        alone = len(placed) == 1 and len(placed[0].places) == 1
        return Figure(
            count=whole, spots=[Spot(placed[0].places[0], whole)] if alone else spots, stated=False, parts=parts, each_counted=True
        )
    if unplaced:
        counts = [_count(entry, plural) or 0 for entry in unplaced]
        total = counts[0] if placed or _divides(unplaced, counts) else _in_all(unplaced, counts)
        added = sum(_sum_of(entry, plural) or 0 for entry in placed if "more" in entry.item.flags) if placed else 0
        return Figure(count=total + added, spots=spots, stated=True, parts=parts, each_counted=bool(spots))
    if placed and _contains(placed, plural):
        return Figure(count=_sum_of(placed[0], plural), spots=spots[len(placed[0].places) :], stated=True, parts=parts, each_counted=True)
    return _sum([], placed, spots, parts, plural, is_open=is_open)


def _adds_up(unplaced: Sequence[Placed], placed: Sequence[Placed], plural: int) -> bool:
    """Whether "one intercepted and one destroyed over X" are two, not one of which one: an "and" between, or a part above its whole."""
    told = sum(_count(entry, plural) or 0 for entry in unplaced)
    over = sum(_sum_of(entry, plural) or 0 for entry in placed)
    return len(placed) == 1 and len(unplaced) == 1 and (over > told or placed[0].clause.opened in _AND)


_AND = frozenset({"и", "та", "і", "й", "and"})


def _divides(unplaced: Sequence[Placed], counts: Sequence[int]) -> bool:
    """Whether the first of several numbers is the sum of the others, told behind a colon."""
    return len(counts) > 1 and unplaced[1].clause.opened == ":" and counts[0] == sum(counts[1:])


def _in_all(unplaced: Sequence[Placed], counts: Sequence[int]) -> int:
    """The sum of numbers; the one that is told as the total where it can hold the others: "one more was shot down, five in all"."""
    told = max((count for entry, count in zip(unplaced, counts, strict=True) if "total" in entry.item.flags), default=0)
    return told if told >= sum(counts) - told else sum(counts)


def _without_echoes(entries: Sequence[Placed]) -> list[Placed]:
    """Entries that say a number, or all of them when none does: "с применением БПЛА … сбит 21 БПЛА" counts once."""
    counted = [entry for entry in entries if entry.item.count is not None]
    if not counted:
        return list(entries[-1:]) if entries else []
    return [e for e in entries if e.item.count is not None or (e.item.agreed == 1 and "more" in e.item.flags) or _is_one_more(e)]


def _is_one_more(entry: Placed) -> bool:
    """One target without a number, with a verb in the singular and a place of its own: "… и уничтожен БПЛА над Тульской областью"."""
    return entry.verb_number == 1 and entry.item.agreed != _SEVERAL and bool(located(entry.places)) and not entry.shared


def _contains(placed: Sequence[Placed], plural: int) -> bool:
    """Whether the first placed number is the total of the others, which are said to be among it."""
    if len(placed) < 2:  # a total and at least one part
        return False
    if placed[1].clause.opened == ":" and _sum_of(placed[0], plural) == sum(_sum_of(entry, plural) or 0 for entry in placed[1:]):
        return True
    return "part" in placed[1].item.flags and (_sum_of(placed[0], plural) or 0) >= sum(_sum_of(entry, plural) or 0 for entry in placed[1:])


def _sum(
    unplaced: Sequence[Placed], placed: Sequence[Placed], spots: list[Spot], parts: list[Placed], plural: int, *, is_open: bool
) -> Figure:
    sums = [_sum_of(entry, plural) for entry in (*placed, *unplaced)]
    whole = None if not sums or None in sums else sum(value or 0 for value in sums)
    one_number = len(sums) == 1
    return Figure(
        count=None if is_open and not one_number else whole,
        spots=spots,
        stated=one_number,
        parts=parts,
        each_counted=len(sums) > 1,
    )


def _places(entry: Placed) -> list[Named]:
    return entry.places


def _count(entry: Placed, plural: int) -> int | None:
    item = entry.item
    if item.count is not None:
        return item.count
    if item.is_range or item.agreed == _SEVERAL or item.flags & {"several", "all"}:
        return None
    return 1 if item.agreed == 1 or (entry.verb_number or plural) == 1 else None


def _sum_of(entry: Placed, plural: int) -> int | None:
    count = _count(entry, plural)
    if count is None:
        return None
    return count * len(entry.places) if "each" in entry.item.flags and entry.places else count


def _spots(placed: Sequence[Placed], plural: int) -> list[Spot]:
    spots: list[Spot] = []
    for entry in placed:
        count = _count(entry, plural)
        alone = len(entry.places) == 1 or "each" in entry.item.flags
        spots += [Spot(place, count if alone else None) for place in entry.places]
    return _added_up(spots)


def _added_up(spots: Sequence[Spot]) -> list[Spot]:
    """Each mention of a place once, with the sum of what is counted there: "над Крымом девять уничтожены, 33 подавлены"."""
    kept: dict[int, Spot] = {}
    for spot in spots:
        known = kept.get(spot.place.first)
        told = [one.count for one in (known, spot) if one is not None and one.count is not None]
        kept[spot.place.first] = Spot(spot.place, sum(told) if told else None)
    return list(kept.values())
