"""From the statements of a report to its drafts and its kind: what is kept, what belongs together, what the report is mainly about."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.alerts import join_alerts, lend_bare_places, plain_target
from skywitness.extract.core.consequences import draft_consequences, hang, lend_seas
from skywitness.extract.core.counts import actor_in
from skywitness.extract.core.drafts import Draft
from skywitness.extract.core.join import join_interceptions
from skywitness.extract.core.joined import Joined
from skywitness.extract.core.places import mention_of
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.statements import Statement
from skywitness.model.words import AsserterClass, Kind, PlaceRole, Target, What

_ROLE = {"to": PlaceRole.AIMED_AT, "from": PlaceRole.LAUNCHED_FROM}
_LONG_PERIODS = frozenset({"past day", "past week", "past month", "since the start"})
_KINDS = (
    (frozenset({What.INTERCEPTED, What.AIR_DEFENCE_ACTIVE}), Kind.INTERCEPTION),
    (frozenset({What.IMPACT, What.DAMAGE, What.CASUALTIES, What.DEBRIS_FELL}), Kind.IMPACT),
    (frozenset({What.ALL_CLEAR}), Kind.ALL_CLEAR),
    (frozenset({What.WARNED}), Kind.WARNING),
    (frozenset({What.SIGHTED}), Kind.SIGHTING),
    (frozenset({What.RESPONSE}), Kind.IMPACT),
    (frozenset({What.DENIED}), Kind.ALL_CLEAR),
)


def draft_report(scan: Scan, statements: Sequence[Statement], *, is_cut: bool) -> list[Draft]:
    """All drafts of a report: interceptions first, then alerts, then what came after."""
    statements = lend_bare_places(statements)
    lend_seas(statements)
    joined = join_interceptions(statements, is_cut=is_cut)
    joined += join_alerts(statements, has_interception=bool(joined))
    targets = {one.target for one in joined if one.what != "denied"} or _targets_told(statements)
    drafts = [_draft(scan, one, _position(joined, one.inside)) for one in joined]
    drafts += draft_consequences(scan, statements, next(iter(targets)) if len(targets) == 1 else "unknown", is_cut=is_cut)
    hang(drafts)
    return drafts


def _targets_told(statements: Sequence[Statement]) -> set[str]:
    return {
        plain_target(entry.item.target) for one in statements for entry in one.placed if entry.item.target not in {None, "any", "unknown"}
    }


def kind_of(drafts: Sequence[Draft], *, is_digest: bool) -> Kind:
    """What the report is mainly about; a digest is one whatever it retells."""
    if is_digest or any(draft.what is What.INTERCEPTED and _is_retold(draft) for draft in drafts):
        return Kind.DIGEST
    said = {draft.what for draft in drafts if not draft.negated}
    return next((kind for whats, kind in _KINDS if whats & said), Kind.OTHER)


def _is_retold(draft: Draft) -> bool:
    """Whether a count is of a day or longer, or a channel in its own voice sums up a night over several regions."""
    if draft.period.word in _LONG_PERIODS:
        return True
    divided = sum(1 for place in draft.places if place.count is not None)
    return draft.asserter.kind is AsserterClass.SELF and draft.period.word == "night" and draft.period.start is None and divided > 1


def _position(joined: Sequence[Joined], whole: Joined | None) -> int | None:
    return None if whole is None else next((position for position, one in enumerate(joined) if one is whole), None)


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
        value=denied_in(scan, statement.first, statement.last) if one.what == "denied" else None,
        span=scan.trimmed_span(one.first, one.last),
        part_of=part_of,
    )


def denied_in(scan: Scan, first: int, last: int) -> str | None:
    """What a denial says did not happen, "intercepted"; None where it denies a hit or tells nothing of its object."""
    return next((mark.value for mark in scan.marks_in(first, last, "denies")), None)


def _means(scan: Scan, statement: Statement) -> str | None:
    if statement.what not in {"intercepted", "air_defence_active"}:
        return None
    marks = scan.marks_in(statement.first, statement.last, "means")
    return marks[0].value if marks else actor_in(scan.marks_in(statement.first, statement.last))
