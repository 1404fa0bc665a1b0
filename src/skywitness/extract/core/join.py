"""The sentences of one report joined: a foiled attack and the interception told after it are one assertion, a list goes with its total."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.core.clauses import Clause, Placed
from skywitness.extract.core.counts import Item
from skywitness.extract.core.figures import Figure, Spot, figure_of
from skywitness.extract.core.places import Named
from skywitness.extract.core.statements import Statement
from skywitness.model.place import Period

_HEADER = frozenset({"foiled", "attempted", "attacked"})
_VAGUE = frozenset({"any", "unknown"})
_MISSILES = frozenset({"rocket", "ballistic_missile", "cruise_missile", "guided_bomb", "unknown"})
_ELSEWHERE = frozenset({"to", "from", "through"})
Key = tuple[str, str | None]


class Joined(Struct, kw_only=True):
    """One assertion of a report as the rules see it: tokens ``first`` up to ``last`` carry it."""

    what: str
    target: str
    model: str | None
    count: int | None
    spots: list[Spot]
    statement: Statement
    period: Period
    first: int
    last: int
    is_total: bool = False
    part_of: int | None = None


def join_interceptions(statements: Sequence[Statement], *, is_cut: bool) -> list[Joined]:
    """What was intercepted, one assertion a target, with the counts and places of attack and interception brought together."""
    joined: list[Joined] = []
    header: Statement | None = None
    used: set[int] = set()
    for position, statement in enumerate(statements):
        if statement.what in _HEADER:
            header, header_at = statement, position
        elif statement.what == "intercepted":
            is_open = is_cut and position == len(statements) - 1
            made = _read_one(statement, header, is_open=is_open)
            if header is not None and made:
                used.add(header_at)
            _add(joined, made, statement)
    for position, statement in enumerate(statements):
        if statement.what == "foiled" and position not in used:
            joined += _read_one(statement, None, is_open=False)
    return joined


def _read_one(statement: Statement, header: Statement | None, *, is_open: bool) -> list[Joined]:
    heads = _by_target(header.placed, {}) if header else {}
    mine = _by_target(statement.placed, heads)
    made: list[Joined] = []
    for key, entries in (mine or {key: [] for key in heads}).items():
        figure = figure_of(entries, statement.plural, is_open=is_open)
        told = figure_of(heads[key], 0, is_open=False) if key in heads else None
        made.append(_combine(statement, header, key, entries, figure, told))
    if header is not None:
        _fill_places(made, statement, header)
    else:
        _fill_own(made, statement)
    return made


def _by_target(placed: Sequence[Placed], heads: dict[Key, list[Placed]]) -> dict[Key, list[Placed]]:
    """Entries by target and type; a bare number counts what was named before it, a vague word what the attack was made with."""
    grouped: dict[Key, list[Placed]] = {}
    last: Key | None = None
    for entry in placed:
        key = _key_of(entry.item, last, heads, grouped)
        if key is None:
            continue
        grouped.setdefault(key, []).append(entry)
        last = key
    return _unvague(grouped)


def _key_of(item: Item, last: Key | None, heads: dict[Key, list[Placed]], grouped: dict[Key, list[Placed]]) -> Key | None:
    if item.target is None:
        return last or next(iter(grouped), None) or next(iter(heads), None)
    if item.model is None:
        known = [key for key in (*grouped, *heads) if key[0] == item.target]
        if len(set(known)) == 1 or (known and known[0] in grouped):
            return known[0]
        if item.target in _VAGUE and heads:
            missiles = [key for key in heads if key[0] in _MISSILES]
            if item.target == "any" and len(heads) == 1:
                return next(iter(heads))
            if item.target == "unknown" and len(missiles) == 1:
                return missiles[0]
    return item.target, item.model


def _unvague(grouped: dict[Key, list[Placed]]) -> dict[Key, list[Placed]]:
    """Without "targets" in general where a target proper is counted too and the vague word has no number."""
    if len(grouped) > 1:
        grouped = {key: entries for key, entries in grouped.items() if key[0] != "any" or any(e.item.count is not None for e in entries)}
    return grouped


def _combine(
    statement: Statement, header: Statement | None, key: Key, entries: Sequence[Placed], figure: Figure, told: Figure | None
) -> Joined:
    count = figure.count
    if told is not None and told.count is not None and (count is None or told.count >= count):
        count = told.count
    first = min((e.item.first for e in entries), default=statement.first)
    return Joined(
        what="intercepted",
        target="unknown" if key[0] == "any" else key[0],
        model=key[1],
        count=count,
        spots=figure.spots,
        statement=statement,
        period=_own_or(statement.period, header.period if header else None),
        first=first,
        last=statement.last,
        is_total=any("total" in e.item.flags for e in entries),
    )


def _own_or(period: Period, other: Period | None) -> Period:
    if other is None or period.start or period.end:
        return period
    if other.start or other.end or (other.word and not period.word):
        return other
    return period


def _fill_places(made: Sequence[Joined], statement: Statement, header: Statement) -> None:
    _fill_own(made, statement)
    if any(joined.spots for joined in made):
        return
    located = [place for place in header.places if place.lead not in _ELSEWHERE] or [p for p in header.places if p.lead == "to"]
    for joined in made:
        joined.spots = [Spot(place, joined.count if len(located) == 1 else None) for place in located]


def _fill_own(made: Sequence[Joined], statement: Statement) -> None:
    """Places that no number took: of the sentence as a whole, or, failing those, where the targets were flying to."""
    if any(joined.spots for joined in made):
        return
    located = [p for p in statement.places if p.lead not in _ELSEWHERE] or [p for p in statement.places if p.lead == "to"]
    for joined in made:
        joined.spots = [Spot(place, joined.count if len(located) == 1 else None) for place in located]


def _add(joined: list[Joined], made: Sequence[Joined], statement: Statement) -> None:
    for new in made:
        old = next((j for j in reversed(joined) if _same_matter(j, new)), None)
        if old is None:
            joined.append(new)
        else:
            _absorb(old, new, statement)


def _same_matter(old: Joined, new: Joined) -> bool:
    """Whether a further sentence goes on about the same targets: same target, and no period or total of its own."""
    if old.target != new.target and not (new.target == "unknown" and new.model is None):
        return False
    if old.model and new.model and old.model != new.model:
        return False
    if new.is_total != old.is_total:
        return False
    own = new.statement.period
    return not (own.start or own.end) or (own.start, own.end) == (old.period.start, old.period.end)


def _absorb(old: Joined, new: Joined, statement: Statement) -> None:
    more = any("more" in e.item.flags for e in statement.placed)
    told = sum(spot.count or 0 for spot in new.spots)
    known = {(s.place.first, s.place.last) for s in old.spots}
    fresh = [s for s in new.spots if (s.place.first, s.place.last) not in known]
    if old.count is None:
        old.count = new.count if not old.spots else None
    elif new.count is not None and (more or (old.spots and fresh and told)) and not _is_breakdown(old, new):
        old.count += new.count
    if fresh and (not _is_whole(old) or told or not old.spots):
        old.spots = [*_unless_whole(old, new), *fresh]
    old.last = max(old.last, new.last)
    old.model = old.model or new.model


def _is_breakdown(old: Joined, new: Joined) -> bool:
    """Whether the new numbers divide a total told before without places."""
    return not old.spots and new.count is not None and old.count is not None and new.count <= old.count


def _is_whole(old: Joined) -> bool:
    return len(old.spots) == 1 and old.spots[0].count == old.count


def _unless_whole(old: Joined, new: Joined) -> list[Spot]:
    del new
    return old.spots


def empty_clause(first: int, last: int) -> Clause:
    """A clause with nothing in it, for statements whose items were never paired."""
    return Clause(first=first, last=last, opened="", items=[], groups=[])


def located(places: Sequence[Named]) -> list[Named]:
    """The places where something is, as against those it flies to, from or through."""
    return [place for place in places if place.lead not in _ELSEWHERE]
