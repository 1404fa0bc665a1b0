"""Every property of an incident: all values that somebody gives, what each stands on, and the one that is preferred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from skywitness.fuse.asserters import show_asserter
from skywitness.fuse.counts import fold_counts
from skywitness.fuse.roots import Grounds, count_roots, original_claims
from skywitness.fuse.standing import FIRMNESS, firmest, is_contested, rank, stand
from skywitness.fuse.truth import WEIGHED, collect_votes, weigh_value
from skywitness.model.incident import Attribute, Candidate
from skywitness.model.reading import Claim
from skywitness.model.words import CountState, Standing, Topic

WHAT_RANK = ("intercepted", "impact", "debris_fell", "air_defence_active", "sighted", "warned", "all_clear")
"""What an incident is called when reports tell several stages of it: the weightiest first."""
OUTCOME_RANK = ("intercepted", "impact", "fell")
"""The same of outcomes, so that both tell one thing: what fell is mostly what was shot down."""
NONE_STATED = frozenset({Topic.CASUALTIES, Topic.DAMAGE})
"""Topics in which "there were none" is a value of its own."""
ONE_VALUED = frozenset({Topic.COUNT, Topic.TARGET, Topic.CASUALTIES})
"""Topics in which only one value can be right: a tie between two voices leaves it open."""
Value = str | int | None
T = TypeVar("T")


def weigh_attributes(claims: Iterable[Claim], grounds: Grounds) -> tuple[Attribute, ...]:
    """One attribute for each topic that a claim is about, in the order of the standard questions."""
    topics: dict[Topic, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim.claim_id):
        topics[claim.about].append(claim)
    return tuple(weigh_attribute(topic, topics[topic], grounds) for topic in Topic if topic in topics)


def weigh_attribute(about: Topic, claims: Sequence[Claim], grounds: Grounds) -> Attribute:
    """All candidates of one attribute with their support, and the preferred one when one is ahead."""
    given = [claim for claim in claims if claim.state is CountState.GIVEN]
    groups = list(_group_values(about, given, grounds))
    weighed = sorted((_weigh_value(value, group, grounds) for value, group in groups), key=partial(_order, about))
    candidates = tuple(candidate for candidate, _, _ in weighed)
    if not candidates:
        state = next((claim.state for claim in claims if claim.state is CountState.WITHHELD), claims[0].state)
        why = "undisclosed: nobody says" if state is CountState.NOT_GIVEN else f"undisclosed: {state.value} by those who were asked"
        return Attribute(about=about, preferred=None, state=state, standing=Standing.UNDISCLOSED, candidates=(), why=why)
    preferred, standing, why = _prefer(about, weighed)
    weight = None
    if about in WEIGHED and preferred is not None and standing is not Standing.DISPUTED:
        weight = weigh_value(about, preferred, collect_votes(groups, grounds))
    return Attribute(
        about=about,
        preferred=preferred,
        state=CountState.GIVEN,
        standing=standing,
        candidates=candidates,
        why=why,
        probability=weight.probability if weight else None,
        likelihood=weight.likelihood if weight else None,
        calibrated_on=weight.calibrated_on if weight else None,
    )


def _prefer(about: Topic, weighed: Sequence[tuple[Candidate, Standing, str]]) -> tuple[Value, Standing, str]:
    """The value that is ahead, with its standing and the rule; no value when it is denied or when as much speaks for another."""
    first, standing, why = weighed[0]
    candidates = [candidate for candidate, _, _ in weighed]
    if is_contested(candidates):
        return None if first.negated else first.value, Standing.DISPUTED, "disputed: some say so, others deny it"
    if first.negated:
        return None, Standing.DENIED, f"denied: {', '.join(first.asserters)} denies it and nobody says otherwise"
    if about in ONE_VALUED and len(weighed) > 1 and _order(about, weighed[0])[:-2] == _order(about, weighed[1])[:-2]:
        second = weighed[1][0]
        if not set(first.asserters) & set(second.asserters):
            return None, Standing.DISPUTED, f"disputed: as much speaks for {first.value} as for {second.value}"
    return first.value, standing, why


def _group_values(about: Topic, claims: Sequence[Claim], grounds: Grounds) -> Iterator[tuple[Value, list[Claim]]]:
    """Claims by the value that they give, those that deny it apart; counts of periods that follow each other are one figure."""
    values: dict[tuple[str, bool], list[Claim]] = defaultdict(list)
    for claim in claims:
        values[repr(value_of(claim)), claim.negated and about not in NONE_STATED].append(claim)
    for (_, negated), group in values.items():
        if negated or about is not Topic.COUNT:
            yield value_of(group[0]), group
    if about is Topic.COUNT:
        yield from fold_counts([claim for claim in claims if not claim.negated], grounds)


def value_of(claim: Claim) -> Value:
    """The value that a claim gives; "none" where it says that there were none.

    A denial of anything else keeps the value that it denies.
    """
    return "none" if claim.negated and claim.about in NONE_STATED else claim.value


def _weigh_value(value: Value, claims: Sequence[Claim], grounds: Grounds) -> tuple[Candidate, Standing, str]:
    roots = count_roots(claims, grounds)
    voices = original_claims(claims, grounds)
    standing, why = stand(voices, roots)
    ordered = sorted(claims, key=lambda claim: (_told_at(claim, grounds), claim.report, claim.span, claim.claim_id))
    candidate = Candidate(
        value=value,
        state=CountState.GIVEN,
        factuality=firmest(voices),
        negated=claims[0].negated and claims[0].about not in NONE_STATED,
        roots=sum(roots.values()),
        streams=tuple(sorted({claim.asserter.stream for claim in voices})),
        asserters=_each_once(
            show_asserter(claim.asserter, grounds.reports[claim.report], grounds.profiles) for claim in ordered if claim in voices
        ),
        via=tuple(sorted({claim.asserter.via for claim in voices if claim.asserter.via})),
        reports=_each_once(claim.report for claim in ordered),
        claims=_each_once(claim.claim_id for claim in ordered),
        quotes=_each_once(claim.quote for claim in ordered),
    )
    return candidate, standing, why


def _order(about: Topic, found: tuple[Candidate, Standing, str]) -> tuple[object, ...]:
    """What comes first: what is said before what is denied, the weightier stage, the better standing, more roots, firmer words; then by value."""
    candidate, standing, _ = found
    stages: tuple[str, ...] = {Topic.WHAT: WHAT_RANK, Topic.OUTCOME: OUTCOME_RANK}.get(about, ())
    stage = stages.index(str(candidate.value)) if candidate.value in stages else 0
    return (
        candidate.negated,
        stage,
        rank(standing),
        FIRMNESS.index(candidate.factuality),
        -candidate.roots,
        -_number(candidate),
        repr(candidate.value),
    )


def _number(candidate: Candidate) -> int:
    return candidate.value if isinstance(candidate.value, int) else 0


def _told_at(claim: Claim, grounds: Grounds) -> str:
    published_at = grounds.reports[claim.report].published_at
    return published_at.isoformat() if published_at else "~"


def _each_once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
