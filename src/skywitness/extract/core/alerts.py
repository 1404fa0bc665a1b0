"""Warnings, sightings, all-clears and impacts of one report: lines that belong together joined, empty ones left out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.clauses import Placed
from skywitness.extract.core.counts import LAUNCHER
from skywitness.extract.core.figures import Spot
from skywitness.extract.core.joined import Joined
from skywitness.extract.core.places import Named, located
from skywitness.extract.core.statements import Statement

_ALERTS = ("denied", "warned", "all_clear", "sighted", "air_defence_active", "impact")
_SPOKEN_FOR = frozenset({"air_defence_active", "denied"})
"""What is worth keeping even when no place is named with it."""
_HEADED_BELOW = frozenset({"warned", "all_clear", "air_defence_active", "sighted", "intercepted", "impact", "debris_fell"})
_LONG_TOKENS = 70
"""From so many tokens on a text is prose, where "shelter" and "danger" warn nobody."""
_CURT_TOKENS = 7
_SHORT_TOKENS = 30
_BRIEF_TOKENS = 14
"""A line of so few words that names something that flies, and no more, tells that it is seen."""


def lend_bare_places(statements: Sequence[Statement]) -> list[Statement]:
    """A line that only names places, or only calls for attention, heads the statement after it: "Шебекино" above "БПЛА с юга".

    The last line belongs to the alert above it: "Отбой! Воронеж". In a brief text its only place is where all of it is told: "Сижу на даче под Курском.
    Только что сбили над нами".
    """
    kept: list[Statement] = []
    named = {place.stem for statement in statements for place in located(statement.places)}
    is_only = len(named) == 1 and all(statement.report_tokens <= _SHORT_TOKENS for statement in statements)
    held: list[Named] = []
    for position, statement in enumerate(statements):
        is_last = position == len(statements) - 1
        if not statement.placed and (statement.what == "" or (statement.what == "attention" and not is_last)):
            is_curt = statement.last - statement.first <= _CURT_TOKENS
            held += [place for place in statement.places if is_curt or is_only or not place.lead]
            continue
        if statement.what == "attention":
            if not (held or statement.places or statement.placed):
                continue
            statement.what = "warned"
        if held and not located(statement.places):
            statement.places = [*held, *statement.places]
        held = []
        kept.append(statement)
    told = next((one for one in reversed(kept) if one.what in _HEADED_BELOW or (one.what == "" and one.placed)), None)
    above = told or next((one for one in reversed(kept) if one.what == "response"), None)
    if held and above is not None and not above.places:
        for one in _told_with(above, kept):
            one.places = held
    return kept


def _told_with(above: Statement, kept: Sequence[Statement]) -> list[Statement]:
    """A statement, and what its sentence says was brought down: "Вижу, как падает сбитый дрон. Курск" places both."""
    return [one for one in kept if one is above or (one.sentence == above.sentence and one.what == "intercepted" and not one.places)]


def join_alerts(statements: Sequence[Statement], *, has_interception: bool) -> list[Joined]:
    """What is warned of, seen, cleared or hit, one assertion for the lines that tell it together."""
    joined: list[Joined] = []
    told_beside = {one.sentence for one in statements if one.what in {"damage", "impact", "casualties"} and not one.negated}
    for statement in statements:
        what = _alert_word(statement, has_interception, statement.sentence in told_beside)
        if what is None:
            continue
        made = _alert(statement, what)
        if what == "impact" and not made.spots and joined and _is_of_hit(joined[-1]):
            joined[-1].what, joined[-1].last = "impact", made.last
            joined[-1].target = joined[-1].target if joined[-1].target != "unknown" else made.target
            continue
        before = next((one for one in reversed(joined) if one.what == what), None)
        if before is not None and (_adds_nothing(made, before) or _is_of_same_defence(made, before)):
            before.target = before.target if before.target != "unknown" else made.target
            before.count = before.count if before.count is not None else made.count
            before.last = max(before.last, made.last)
            before.spots = [
                *before.spots,
                *(spot for spot in made.spots if spot.place.stem not in {one.place.stem for one in before.spots}),
            ]
        else:
            joined.append(made)
    return _without_hollow(joined, has_interception)


def _is_of_hit(before: Joined) -> bool:
    """Whether what was told before a hit without a place is the attack that it belongs to, or the noise of it: "Курск, громко. Прилёты есть"."""
    is_noise = before.what == "sighted" and before.target == "unknown" and bool(before.spots)
    return before.statement.what in {"attacked", "struck"} or is_noise


def _alert_word(statement: Statement, has_interception: bool, told_beside: bool) -> str | None:
    """What a statement that is no interception says; None when it says nothing by itself."""
    if statement.what == "struck" and (told_beside or (statement.hits_site and not has_interception)):
        return "impact"
    if statement.what in {"attacked", "attempted", "struck"}:
        return None if has_interception or told_beside else "sighted"
    if statement.what == "" and not has_interception:
        if statement.last - statement.first > _BRIEF_TOKENS:
            return None
        if statement.placed and statement.placed[0].item.target in {"rocket", LAUNCHER} and statement.places:
            return "warned"
        if not statement.places and not _counts(statement) and statement.last - statement.first > _CURT_TOKENS:
            return None
        flies = any(entry.item.target not in {None, "aircraft", "helicopter"} or entry.item.count for entry in statement.placed)
        return "sighted" if flies or any(place.lead in {"to", "through"} for place in statement.places) else None
    if _only_repels(statement) and not has_interception:
        statement.places = [structs.replace(place, lead="to") if place.lead == "in" else place for place in statement.places]
        return "air_defence_active"
    return statement.what if statement.what in _ALERTS else None


def _only_repels(statement: Statement) -> bool:
    """Whether a brief report tells that an attack on a place was beaten off, and nothing of what attacked."""
    is_brief = statement.report_tokens <= _LONG_TOKENS and statement.what in {"foiled", "intercepted"}
    return is_brief and statement.repels and bool(statement.places) and not statement.placed


def _adds_nothing(made: Joined, before: Joined) -> bool:
    return (
        (not made.spots or not before.spots)
        and (made.target == before.target or "unknown" in {made.target, before.target})
        and made.statement.factuality == before.statement.factuality
    )


def _is_of_same_defence(made: Joined, before: Joined) -> bool:
    """Whether two sentences tell of one air defence at work, the second only where or against what."""
    return made.what == "air_defence_active" and "unknown" in {made.target, before.target} and made.target != before.target


def _alert(statement: Statement, what: str) -> Joined:
    entry = next((e for e in statement.placed if e.item.target not in {None, "any"}), None)
    target, model = (plain_target(entry.item.target), entry.item.model) if entry else ("unknown", None)
    counted = [e for e in statement.placed if e.item.count is not None and e.item.target in {None, entry.item.target}] if entry else []
    count = _count_seen(counted) if what in {"sighted", "impact"} else None
    if what == "impact" and entry and not counted and entry.item.agreed == 1 and not entry.item.flags & {"several", "each"}:
        count = 1
    skipped = {"warned": {"from"}, "all_clear": {"from"}, "impact": {"from", "to", "through"}}.get(what, set())
    places = [place for place in statement.places if place.lead not in skipped] or statement.places
    struck = count if what == "impact" and len(places) == 1 else None
    return Joined(
        what=what,
        target=target,
        model=model,
        count=count,
        spots=[Spot(place, _count_bound_for(place, counted) if what == "sighted" else struck) for place in places],
        statement=statement,
        period=statement.period,
        first=statement.first,
        last=statement.last,
    )


def _counts(statement: Statement) -> bool:
    return any(entry.item.count is not None for entry in statement.placed)


def _count_seen(counted: Sequence[Placed]) -> int | None:
    """How many are seen in all: what is told for several places is added up, an upper bound is no number."""
    if any(entry.item.is_range or "at_most" in entry.item.flags for entry in counted):
        return None
    return sum(entry.item.count or 0 for entry in counted) or None


def _count_bound_for(place: Named, counted: Sequence[Placed]) -> int | None:
    """How many of several groups are told for a place: those counted last before it. One group alone is told for no place in particular."""
    before = [entry.item.count for entry in counted if entry.item.last <= place.first]
    return before[-1] if before and len(counted) > 1 else None


def plain_target(target: str | None) -> str:
    """The target as the model has it: what fires rockets stands for its rockets, what is vague is unknown."""
    return {LAUNCHER: "rocket", None: "unknown", "any": "unknown"}.get(target, target or "unknown")


def _without_hollow(joined: Sequence[Joined], has_interception: bool) -> list[Joined]:
    """Without sightings and warnings that say nothing beside something that does, or in a long text, where such words mean little."""
    is_long = any(one.statement.report_tokens > _LONG_TOKENS for one in joined)
    solid = [one for one in joined if _is_solid(one, is_long)]
    if has_interception:
        return [
            one
            for one in joined
            if one.what in _SPOKEN_FOR or (one in solid and (one.spots or one.count is not None or one.what == "impact"))
        ]
    if solid or is_long:
        return [one for one in joined if one.what in _SPOKEN_FOR or one in solid]
    return [one for one in joined if one.what != "sighted" or one.statement.placed][:1]


def _is_solid(one: Joined, is_long: bool) -> bool:
    """Whether something is told beside the bare word: what flies or where; in a long text a place alone is not enough for what is only seen."""
    if one.target != "unknown" or (one.statement.goes_on and not is_long):
        return True
    return bool(one.spots) and not (is_long and one.what == "sighted")
