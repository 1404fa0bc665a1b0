"""From the statements of a report to its drafts and its kind: what is kept, what belongs together, what the report is mainly about."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.counts import LAUNCHER
from skywitness.extract.core.drafts import Draft
from skywitness.extract.core.figures import Spot
from skywitness.extract.core.join import Joined, join_interceptions
from skywitness.extract.core.places import Named, located, mention_of
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.statements import Statement
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Kind, PlaceRole, Target, What

_ROLE = {"to": PlaceRole.AIMED_AT, "from": PlaceRole.LAUNCHED_FROM}
_ALERTS = ("warned", "all_clear", "sighted", "air_defence_active", "impact")
_LONG_TOKENS = 70
"""From so many tokens on a text is prose, where "shelter" and "danger" warn nobody."""
_LONG_PERIODS = frozenset({"past day", "past week", "past month", "since the start"})
_BRIEF_TOKENS = 14
"""A line of so few words that names something that flies, and no more, tells that it is seen."""
_KINDS = (
    (frozenset({What.INTERCEPTED, What.AIR_DEFENCE_ACTIVE}), Kind.INTERCEPTION),
    (frozenset({What.IMPACT, What.DAMAGE, What.CASUALTIES, What.DEBRIS_FELL}), Kind.IMPACT),
    (frozenset({What.ALL_CLEAR}), Kind.ALL_CLEAR),
    (frozenset({What.WARNED}), Kind.WARNING),
    (frozenset({What.SIGHTED}), Kind.SIGHTING),
    (frozenset({What.RESPONSE, What.DENIED}), Kind.IMPACT),
)


def draft_report(scan: Scan, statements: Sequence[Statement], *, is_cut: bool) -> list[Draft]:
    """All drafts of a report, interceptions first."""
    statements = _lend_bare_places(statements)
    joined = join_interceptions(statements, is_cut=is_cut)
    joined += _join_alerts(statements, bool(joined))
    main = joined[0].target if len({j.target for j in joined}) == 1 else "unknown"
    drafts = [_draft(scan, one, _position(joined, one.inside)) for one in joined]
    beside = [one for one in statements if one.what in _BESIDE and not _fell_nowhere(one)]
    last_sentence = len(scan.sentences) - 1
    drafts += [
        _beside_draft(scan, one, main) for one in beside if not (is_cut and one.sentence == last_sentence and one.what in _BROKEN_OFF)
    ]
    return drafts


_BROKEN_OFF = frozenset({"damage", "casualties"})
"""What can turn into its opposite by the words that are cut off."""
_BESIDE = frozenset({"damage", "casualties", "debris_fell", "response"})


def _fell_nowhere(statement: Statement) -> bool:
    """Whether debris is said to have fallen, but nowhere, into a sea or over a region: that is part of the interception."""
    return statement.what == "debris_fell" and all(place.sort == "sea" or place.lead == "over" for place in located(statement.places))


def kind_of(drafts: Sequence[Draft], *, is_digest: bool) -> Kind:
    """What the report is mainly about; a digest is one whatever it retells."""
    if is_digest or any(
        draft.what is What.INTERCEPTED and (draft.period.word in _LONG_PERIODS or _is_retold_night(draft)) for draft in drafts
    ):
        return Kind.DIGEST
    said = {draft.what for draft in drafts if not draft.negated}
    return next((kind for whats, kind in _KINDS if whats & said), Kind.OTHER)


def _is_retold_night(draft: Draft) -> bool:
    """Whether a channel in its own voice sums up a night over several regions: it re-counts what was told before."""
    divided = sum(1 for place in draft.places if place.count is not None)
    return draft.asserter.kind is AsserterClass.SELF and draft.period.word == "night" and draft.period.start is None and divided > 1


def _lend_bare_places(statements: Sequence[Statement]) -> list[Statement]:
    """A line that only names places, or only calls for attention, heads the statement after it: "Шебекино" above "БПЛА с юга"."""
    kept: list[Statement] = []
    held: list[Named] = []
    for position, statement in enumerate(statements):
        is_last = position == len(statements) - 1
        if not statement.placed and (statement.what == "" or (statement.what == "attention" and not is_last)):
            held += statement.places
            continue
        if statement.what == "attention":
            statement.what = "warned"
        if held and not located(statement.places):
            statement.places = [*held, *statement.places]
        held = []
        kept.append(statement)
    return kept


def _join_alerts(statements: Sequence[Statement], has_interception: bool) -> list[Joined]:
    joined: list[Joined] = []
    told_beside = {statement.sentence for statement in statements if statement.what in {"damage", "impact", "casualties"}}
    for statement in statements:
        what = _alert_word(statement, has_interception, statement.sentence in told_beside)
        if what is None:
            continue
        made = _alert(statement, what)
        before = next((one for one in reversed(joined) if one.what == what), None)
        if before is not None and _adds_nothing(made, before):
            before.target = before.target if before.target != "unknown" else made.target
            before.last = max(before.last, made.last)
            before.spots = before.spots or made.spots
        else:
            joined.append(made)
    return _without_hollow(joined, has_interception)


def _alert_word(statement: Statement, has_interception: bool, told_beside: bool) -> str | None:
    """What a statement that is no interception says; None when it says nothing by itself."""
    if statement.what in {"attacked", "attempted"}:
        return None if has_interception or told_beside else "sighted"
    if statement.what == "" and not has_interception:
        if statement.last - statement.first > _BRIEF_TOKENS:
            return None
        if statement.placed and statement.placed[0].item.target in {"rocket", LAUNCHER} and statement.places:
            return "warned"
        flies = any(entry.item.target not in {None, "aircraft", "helicopter"} or entry.item.count for entry in statement.placed)
        return "sighted" if flies or any(place.lead in {"to", "through"} for place in statement.places) else None
    return statement.what if statement.what in _ALERTS else None


def _adds_nothing(made: Joined, before: Joined) -> bool:
    return (
        (not made.spots or not before.spots)
        and (made.target == before.target or "unknown" in {made.target, before.target})
        and made.statement.factuality == before.statement.factuality
    )


def _alert(statement: Statement, what: str) -> Joined:
    entry = next((e for e in statement.placed if e.item.target not in {None, "any"}), None)
    target, model = (_plain(entry.item.target), entry.item.model) if entry else ("unknown", None)
    count = entry.item.count if entry and what == "sighted" and not entry.item.is_range else None
    skipped = {"warned": {"from"}, "all_clear": {"from"}, "impact": {"from", "to", "through"}}.get(what, set())
    places = [place for place in statement.places if place.lead not in skipped] or statement.places
    return Joined(
        what=what,
        target=target,
        model=model,
        count=count,
        spots=[Spot(place, None) for place in places],
        statement=statement,
        period=statement.period,
        first=statement.first,
        last=statement.last,
    )


def _plain(target: str | None) -> str:
    return {LAUNCHER: "rocket", None: "unknown", "any": "unknown"}.get(target, target or "unknown")


def _without_hollow(joined: Sequence[Joined], has_interception: bool) -> list[Joined]:
    """Without sightings and warnings that say nothing beside something that does, or in a long text, where such words mean little."""
    is_long = any(one.statement.report_tokens > _LONG_TOKENS for one in joined)
    solid = [one for one in joined if one.spots or one.target != "unknown" or (one.statement.goes_on and not is_long)]
    if has_interception:
        return [one for one in solid if one.what in {"air_defence_active", "impact"} or one.spots or one.count is not None]
    if solid or is_long:
        return solid
    return [one for one in joined if one.what != "sighted" or one.statement.placed][:1]


def _position(joined: Sequence[Joined], whole: Joined | None) -> int | None:
    return next((position for position, one in enumerate(joined) if one is whole), None)


def _draft(scan: Scan, one: Joined, part_of: int | None) -> Draft:
    statement = one.statement
    return Draft(
        what=What(one.what),
        target=Target(one.target),
        model=one.model,
        means=_means(scan, statement),
        count=one.count,
        places=tuple(mention_of(scan, spot.place, _ROLE.get(spot.place.lead, PlaceRole.OCCURRED), spot.count) for spot in one.spots),
        period=one.period,
        asserter=statement.asserter,
        factuality=statement.factuality,
        negated=statement.negated,
        span=_span(scan, one.first, one.last),
        part_of=part_of,
    )


def _means(scan: Scan, statement: Statement) -> str | None:
    if statement.what not in {"intercepted", "air_defence_active"}:
        return None
    marks = scan.marks_in(statement.first, statement.last, "means")
    return marks[0].value if marks else None


def _beside_draft(scan: Scan, statement: Statement, main: str) -> Draft:
    entry = next((e for e in statement.placed if e.item.target not in {None, "any"}), None)
    what = What(statement.what)
    is_named = entry is not None and (entry.item.target != "unknown" or entry.item.model is not None)
    counted = _count_beside(statement) if what in {What.DEBRIS_FELL, What.DAMAGE} else None
    places = located(statement.places) or (entry.places if entry is not None and entry.item.count is not None else [])
    role = PlaceRole.FELL if what is What.DEBRIS_FELL else PlaceRole.OCCURRED
    return Draft(
        what=what,
        target=Target(_plain(entry.item.target)) if entry is not None and is_named else Target(main),
        model=entry.item.model if entry is not None else None,
        count=counted,
        places=tuple(mention_of(scan, place, role, counted if len(places) == 1 else None) for place in places),
        period=statement.period,
        asserter=statement.asserter,
        factuality=statement.factuality,
        negated=statement.negated,
        span=_span(scan, statement.first, statement.last),
    )


def _count_beside(statement: Statement) -> int | None:
    """The number of the targets that fell or were damaged: of the clause itself, else of the sentence when it counts once."""
    own = [entry for entry in statement.placed if entry.item.target != "any"]
    if own:
        return own[0].item.count
    counts = {entry.item.count or (1 if entry.item.agreed == 1 else None) for entry in statement.sentence_placed}
    return counts.pop() if len(counts) == 1 and statement.what == "debris_fell" else None


def _span(scan: Scan, first: int, last: int) -> tuple[int, int]:
    """The span of some tokens without blanks, bullets and signs at its ends."""
    while last > first + 1 and not scan.tokens[last - 1].text[0].isalnum():
        last -= 1
    while first < last - 1 and not scan.tokens[first].text[0].isalnum():
        first += 1
    return scan.span(first, last)


def voice_in(statements: Sequence[Statement], own: Asserter) -> Asserter:
    """The one asserter that the report quotes, when it quotes one; else its own voice."""
    quoted = {statement.asserter for statement in statements if statement.asserter != own}
    return quoted.pop() if len(quoted) == 1 else own
