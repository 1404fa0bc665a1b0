"""The sentences of one report joined: a foiled attack and the interception told after it are one assertion, a list goes with its total."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.clauses import Placed
from skywitness.extract.core.counts import LAUNCHER, Item
from skywitness.extract.core.figures import Spot, figure_of
from skywitness.extract.core.joined import Joined, add_to, settle
from skywitness.extract.core.places import located
from skywitness.extract.core.statements import Statement
from skywitness.model.place import Period

_HEADER = frozenset({"foiled", "attempted", "attacked", "struck"})
_MISSILES = frozenset({"rocket", LAUNCHER, "ballistic_missile", "cruise_missile", "guided_bomb", "unknown"})
_BARE_TOKENS = 8
_WATCHED = frozenset({"sighted", "air_defence_active"})
_NEXT = 1
"""So many sentences behind a place an interception may still be there."""
Key = tuple[str, str | None]


def join_interceptions(statements: Sequence[Statement], *, is_cut: bool) -> list[Joined]:
    """What was intercepted, one assertion a target, with the counts and places of attack and interception brought together."""
    _hit_all_listed(statements)
    _hit_most(statements)
    joined: list[Joined] = []
    header: Statement | None = None
    answered: list[Statement] = []
    for position, statement in enumerate(statements):
        if statement.what in _HEADER:
            header = statement
        elif statement.what == "sighted" and _counts(statement) and _is_answered(statements, position):
            answered += [header] if header is not None else []
            header, statement.what = statement, "answered"
        elif statement.what == "intercepted" or _lists_on(statements, position):
            named = (joined[-1].target, joined[-1].model) if joined else None
            made = _read_one(statement, header, named=named, is_open=is_cut and position == len(statements) - 1)
            if header is not None and made:
                answered.append(header)
            for new in made:
                add_to(joined, new)
    for statement in statements:
        if statement.what == "foiled":
            is_answered = any(statement is one for one in answered)
            joined += (
                _unanswered(statement, joined, is_cut=is_cut) if is_answered else map(_aimed, _read_one(statement, None, is_open=False))
            )
    settle(joined)
    _lend_only_place(joined, statements)
    return joined


def _lend_only_place(joined: Sequence[Joined], statements: Sequence[Statement]) -> None:
    """Give an interception without a place the only one of a text, told right before: "Над Липецкой областью взрыв. Там сбит беспилотник"."""
    free = [one for one in joined if not one.spots and one.inside is None and one.header is None and not one.statement.is_over_region]
    named = {place.stem: (statement, place) for statement in reversed(statements) for place in located(statement.places)} if free else {}
    if len(named) != 1:
        return
    statement, place = next(iter(named.values()))
    if statement.what not in _WATCHED:
        return
    for one in free:
        if 0 <= one.statement.sentence - statement.sentence <= _NEXT:
            one.spots = [Spot(place, one.count)]


def _unanswered(header: Statement, joined: Sequence[Joined], *, is_cut: bool) -> list[Joined]:
    """What the attack was also made with and no later sentence tells of: foiled with the rest, or only seen when the text breaks off."""
    told = {one.target for one in joined}
    rest = [one for one in _read_one(header, None, is_open=False) if one.target not in told and one.count is not None]
    return [structs.replace(one, what="sighted") for one in rest] if is_cut else rest


def _hit_all_listed(statements: Sequence[Statement]) -> None:
    """Lines that only count, right above "all were destroyed", count what was destroyed."""
    for position, statement in enumerate(statements):
        if statement.what == "intercepted" and statement.is_airborne and not _counts(statement):
            for line in reversed(statements[:position]):
                if line.what or not _counts(line):
                    break
                line.what = "intercepted"


def _hit_most(statements: Sequence[Statement]) -> None:
    """Where most of them were, told behind a total of what was destroyed, divides that total, whatever its verb: "больше всего зафиксировано над Крымом"."""
    for position, statement in enumerate(statements):
        if statement.divides and statement.what in {"", "sighted"} and _counts(statement):
            hit = any(before.what == "intercepted" and not located(before.places) for before in statements[:position])
            statement.what = "intercepted" if hit else statement.what


def _aimed(foiled: Joined) -> Joined:
    """A foiled attack of which no interception is told: where it was aimed is told, not how many were stopped there."""
    return structs.replace(foiled, spots=[Spot(spot.place, None) for spot in foiled.spots])


def _counts(statement: Statement) -> bool:
    return any(entry.item.count is not None for entry in statement.placed)


def _is_answered(statements: Sequence[Statement], position: int) -> bool:
    """Whether what was seen is next said to have been intercepted, all of it or so many of it: "обнаружены 22 … Все уничтожены"."""
    following = statements[position + 1] if position + 1 < len(statements) else None
    if following is None or following.what != "intercepted":
        return False
    seen = max(entry.item.count or 0 for entry in statements[position].placed)
    hit = sum(entry.item.count or 0 for entry in following.placed)
    is_part = any("part" in entry.item.flags for entry in following.placed)
    return hit == 0 or (hit <= seen and (is_part or not located(statements[position].places)))


def _lists_on(statements: Sequence[Statement], position: int) -> bool:
    """Whether a sentence without a verb lists where the targets of the sentence before were intercepted."""
    statement = statements[position]
    if statement.what != "" or position == 0 or statements[position - 1].what not in {"intercepted", "foiled"}:
        return False
    goes_with_attack = statements[position - 1].what == "foiled"
    return any(entry.item.count is not None and (entry.places or goes_with_attack) for entry in statement.placed)


def _read_one(statement: Statement, header: Statement | None, *, named: Key | None = None, is_open: bool) -> list[Joined]:
    """What one sentence tells; ``named`` is what the sentence before counted, which a bare number goes on counting."""
    heads = _by_target(header.placed, {}) if header else {}
    entries_told = [entry for entry in statement.placed if statement.what != "intercepted" or entry.item.target != LAUNCHER]
    mine = _by_target(entries_told, heads, named) or {key: [] for key in heads}
    if header is not None and header.what != "foiled" and not _speaks_of_all(statement):
        mine = {key: entries for key, entries in mine.items() if entries}
    if not mine and statement.places and statement.is_airborne:
        mine = {("unknown", None): [entry for entry in statement.placed if entry.item.target is None]}
    return [one for key, entries in mine.items() for one in _combine(statement, header, key, entries, heads.get(key, []), is_open=is_open)]


def _speaks_of_all(statement: Statement) -> bool:
    """Whether an interception without a target of its own is of what attacked: by its verb, by "all", or since it says nothing else."""
    is_bare = not statement.placed and statement.last - statement.first <= _BARE_TOKENS
    return is_bare or statement.is_airborne or any("all" in entry.item.flags for entry in statement.placed)


def _combine(
    statement: Statement, header: Statement | None, key: Key, entries: Sequence[Placed], heads: Sequence[Placed], *, is_open: bool
) -> list[Joined]:
    figure = figure_of(entries, statement.plural, is_open=is_open)
    whole = Joined(
        what="intercepted",
        target={"any": "unknown", LAUNCHER: "rocket"}.get(key[0], key[0]),
        model=key[1],
        count=figure.count,
        spots=figure.spots,
        is_undivided=not figure.spots and figure.count is not None,
        statement=statement,
        header=header,
        told=figure_of(heads, 0, is_open=False).count if heads else None,
        period=_own_or(statement.period, header.period if header else None),
        first=min((entry.item.first for entry in entries), default=statement.first),
        last=statement.last,
        is_total=any("total" in entry.item.flags for entry in statement.placed),
    )
    return [whole, *(_part(whole, entry) for entry in figure.parts if entry.item.count is not None)]


def _part(whole: Joined, entry: Placed) -> Joined:
    """A number inside another: "в том числе 2, летевших на Москву"."""
    spots = [Spot(place, entry.item.count if len(entry.places) == 1 else None) for place in entry.places]
    fields = {
        "count": entry.item.count,
        "spots": spots,
        "inside": whole,
        "told": None,
        "first": entry.item.first,
        "last": entry.clause.last,
    }
    return structs.replace(whole, **fields)


def _by_target(placed: Sequence[Placed], heads: dict[Key, list[Placed]], named: Key | None = None) -> dict[Key, list[Placed]]:
    """Entries by target and type; a bare number counts what was named before it, a vague word what the attack was made with."""
    grouped: dict[Key, list[Placed]] = {}
    last: Key | None = None
    for entry in placed:
        if heads and entry.item.count is None and "all" in entry.item.flags | ({"all"} if entry.item.target == "any" else set()):
            continue
        key = _key_of(entry.item, last, heads, grouped) or named
        if key is not None:
            grouped.setdefault(key, []).append(entry)
            last = key
    return _unvague(grouped)


def _key_of(item: Item, last: Key | None, heads: dict[Key, list[Placed]], grouped: dict[Key, list[Placed]]) -> Key | None:
    if item.target is None:
        return last or next(iter(grouped), None) or next(iter(heads), None)
    if item.model is not None:
        return item.target, item.model
    if item.target == "any" and len(heads or grouped) == 1:
        return next(iter(heads or grouped))
    known = list(dict.fromkeys(key for key in (*grouped, *heads) if _plain(key[0]) == _plain(item.target)))
    if len(known) == 1 or (known and known[0] in grouped):
        return known[0]
    missiles = [key for key in heads if key[0] in _MISSILES]
    if item.target == "unknown" and len(missiles) == 1:
        return missiles[0]
    return item.target, None


def _plain(target: str) -> str:
    return "rocket" if target == LAUNCHER else target


def _unvague(grouped: dict[Key, list[Placed]]) -> dict[Key, list[Placed]]:
    """Without "targets" in general where a target proper is counted too and the vague word has no number."""
    if len(grouped) > 1:
        return {key: entries for key, entries in grouped.items() if key[0] != "any" or any(e.item.count is not None for e in entries)}
    return grouped


def _own_or(period: Period, other: Period | None) -> Period:
    if other is None or period.start or period.end:
        return period
    if other.start or other.end or (other.word and not period.word):
        return other
    return period
