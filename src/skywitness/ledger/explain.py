"""How any value came to be: from incident to attribute, claim, occurrence, assertion, reading and report, with the step that made each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import TypeAlias

import msgspec
from msgspec import Struct

from skywitness.errors import UnknownId
from skywitness.ledger.protocol import Found, Ledger
from skywitness.model.incident import Attribute, Candidate, Context, Dossier, Finding, Hypothesis, Refutation, Tally
from skywitness.model.place import Place
from skywitness.model.provenance import Activity, Decision
from skywitness.model.reading import Assertion, Claim, Occurrence, Reading
from skywitness.model.report import Report, SetAside, SourceProfile
from skywitness.model.words import DecisionKind


class Explanation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of how something came to be; ``inputs`` are the steps before it. What does not apply is None.

    ``what`` is the word for the thing ("attribute", "claim", "report", …), ``rule`` the sentence that gave the value or the standing,
    ``made_at`` when the ledger got it, ``agent`` who or what made it. ``note`` says what a reader should not miss.
    """

    what: str
    id: str | None = None
    value: str | int | None = None
    state: str | None = None
    standing: str | None = None
    rule: str | None = None
    by: str | None = None
    """Who says so, according to the report."""
    quote: str | None = None
    span: tuple[int, int] | None = None
    source: str | None = None
    report_id: str | None = None
    digest: str | None = None
    locator: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    collected_at: datetime | None = None
    step: str | None = None
    version: str | None = None
    settings: str | None = None
    agent: str | None = None
    made_at: datetime | None = None
    note: str | None = None
    inputs: tuple[Explanation, ...] = ()


Look: TypeAlias = Callable[[str], Found]


def explain(ledger: Ledger, any_id: str, *, as_of: datetime | None = None) -> Explanation:
    """How the thing with this id came to be, all the way back.

    An attribute is named by incident and topic: ``i-0123/count``. A part that the ledger does not hold is told as a note, never an error.

    Raises
    ------
    UnknownId
        Nothing in the ledger has this id.
    """
    look = cache(lambda wanted: ledger.find(wanted, as_of=as_of))
    explanation = _explain(look(any_id), look)
    if explanation.id != any_id and explanation.digest != any_id and explanation.report_id != any_id:
        return _noted(explanation, f"{any_id} is now part of {explanation.id}")
    return explanation


def walk(explanation: Explanation) -> Iterator[Explanation]:
    """The explanation and all its inputs, each before its own inputs."""
    yield explanation
    for each in explanation.inputs:
        yield from walk(each)


def _explain(found: Found, look: Look) -> Explanation:
    """The explanation of a record, with the step that made it."""
    explanation = _of_record(found, look)
    if found.by is not None:
        explanation = msgspec.structs.replace(explanation, **_made_by(found.by))
    if found.gone_at is not None:
        explanation = _noted(explanation, f"no longer in the picture since {found.gone_at.isoformat()}")
    return msgspec.structs.replace(explanation, made_at=found.made_at)


def _of_record(found: Found, look: Look) -> Explanation:
    record, key = found.record, found.record_id
    match record:
        case Dossier():
            return _of_dossier(record, look)
        case Attribute():
            return _of_attribute(key, record, look)
        case Claim():
            return _of_claim(record, look)
        case Occurrence():
            value = f"{record.what} {record.target}" if not record.negated else f"not {record.what} {record.target}"
            return Explanation(what="occurrence", id=key, value=value, inputs=_follow([record.assertion], look))
        case Assertion():
            return _of_assertion(record, found.within, look)
        case Context():
            return _of_context(record, look)
        case Finding():
            return _of_finding(record, look)
        case _:
            return _of_plain_record(key, record, look)


def _of_plain_record(
    key: str, record: Reading | Report | Tally | Decision | Activity | SetAside | SourceProfile, look: Look
) -> Explanation:
    match record:
        case Reading():
            rule = f"read as {record.kind} in {record.lang!r} by {record.by}"
            return Explanation(what="reading", id=key, value=record.kind, rule=rule, inputs=_follow([record.report], look))
        case Report():
            return _of_report(record)
        case Tally():
            return _of_tally(record, look)
        case Decision():
            about = ", ".join(record.about)
            value = _region_of(record) if record.kind is DecisionKind.PLACE else record.value
            return Explanation(what="decision", id=key, value=value, rule=record.why, agent=record.by, note=f"{record.kind}: {about}")
        case Activity():
            return msgspec.structs.replace(Explanation(what="activity", id=key), **_made_by(record))
        case SetAside():
            return Explanation(what="set_aside", id=key, value=record.reason, quote=record.sample, locator=str(record.locator))
        case SourceProfile():
            return Explanation(what="source", id=key, value=record.speaks_for or record.name, source=record.name, note=record.stream)


def _region_of(decision: Decision) -> str:
    """The region that a person put something into. Where exactly is told with the incident, as finely as its place may be shown."""
    place = None if decision.value is None else msgspec.json.decode(decision.value, type=Place | None)
    return "nowhere" if place is None else place.iso or "no region"


def _made_by(activity: Activity) -> dict[str, str]:
    return {"step": activity.step, "version": activity.version, "settings": activity.settings, "agent": activity.agent}


def _noted(explanation: Explanation, note: str) -> Explanation:
    return msgspec.structs.replace(explanation, note="; ".join(filter(None, (explanation.note, note))))


def _follow(ids: Iterable[str | None], look: Look) -> tuple[Explanation, ...]:
    """The explanations of some ids; an id that the ledger does not hold is said to be missing."""
    return tuple(_explain_or_miss(each, look) for each in ids if each is not None)


def _explain_or_miss(any_id: str, look: Look) -> Explanation:
    try:
        return _explain(look(any_id), look)
    except UnknownId:
        return Explanation(what="unknown", id=any_id, note="named here, but this ledger does not hold it")


def _see(what: str, ids: Iterable[str]) -> tuple[Explanation, ...]:
    """Things named without their inputs, which would lead back to where we are."""
    return tuple(Explanation(what=what, id=each, note="has an explanation of its own") for each in ids)


def _of_dossier(dossier: Dossier, look: Look) -> Explanation:
    incident = dossier.incident
    rule = "; ".join(incident.links) or f"{len(incident.occurrences)} occurrence(s), {incident.roots} independent root(s)"
    gaps = (
        Explanation(what="gap", id=f"{incident.incident_id}/{gap.about}", value=gap.about, state=gap.state, rule=gap.why, quote=gap.quote)
        for gap in (*dossier.gaps, *dossier.refusals)
    )
    silences = (Explanation(what="silence", source=each.source, rule=each.why) for each in dossier.silence)
    contradictions = (
        Explanation(what="contradiction", value=each.attribute, rule=each.why, inputs=_follow((each.left, each.right), look))
        for each in dossier.contradictions
    )
    steps = (Explanation(what="response", value=each.state, by=each.asserter, quote=each.quote) for each in dossier.response)
    findings = (_explain_or_miss(each.finding_id, look) if each.finding_id else _of_finding(each, look) for each in dossier.findings)
    return Explanation(
        what="incident",
        id=incident.incident_id,
        value=incident.title,
        standing=incident.standing,
        rule=rule,
        inputs=(
            *(_of_attribute(f"{incident.incident_id}/{each.about}", each, look) for each in incident.attributes),
            *_follow(incident.occurrences, look),
            *gaps,
            *silences,
            *contradictions,
            *(_of_refutation(each, look) for each in dossier.refuted),
            *(_of_hypothesis(each, look) for each in dossier.hypotheses),
            *steps,
            *findings,
            *_see("tally", dossier.tallies),
            *_follow(incident.decisions, look),
        ),
    )


def _of_attribute(key: str, attribute: Attribute, look: Look) -> Explanation:
    return Explanation(
        what="attribute",
        id=key,
        value=attribute.preferred,
        state=attribute.state,
        standing=attribute.standing,
        rule=attribute.why,
        note=_tell_likelihood(attribute),
        inputs=tuple(_of_candidate(each, look) for each in attribute.candidates),
    )


def _tell_likelihood(attribute: Attribute) -> str | None:
    if attribute.probability is None:
        return None
    return f"{attribute.likelihood} ({attribute.probability:.0%}), calibrated on {attribute.calibrated_on} and on nothing else"


def _of_candidate(candidate: Candidate, look: Look) -> Explanation:
    carried = f", carried by {', '.join(candidate.via)}" if candidate.via else ""
    return Explanation(
        what="candidate",
        value=candidate.value,
        state=candidate.state,
        rule=f"{'denied' if candidate.negated else candidate.factuality}; {candidate.roots} independent root(s): {', '.join(candidate.streams)}{carried}",
        by=", ".join(candidate.asserters),
        inputs=_follow(candidate.claims or candidate.reports, look),
    )


def _of_claim(claim: Claim, look: Look) -> Explanation:
    return Explanation(
        what="claim",
        id=claim.claim_id,
        value=claim.value,
        state=claim.state,
        rule=f"{claim.about}: {claim.factuality}{', negated' if claim.negated else ''}",
        by=claim.asserter.name,
        quote=claim.quote,
        span=claim.span,
        digest=claim.report,
        inputs=_follow([claim.occurrence], look),
    )


def _of_assertion(assertion: Assertion, within: str | None, look: Look) -> Explanation:
    places = "; ".join(f"{each.surface}: {each.why}" for each in assertion.places if each.why)
    return Explanation(
        what="assertion",
        id=assertion.assertion_id,
        value=assertion.value or assertion.what,
        state=assertion.count_state,
        rule=places or None,
        by=assertion.asserter.name,
        quote=assertion.quote,
        span=assertion.span,
        inputs=_follow([within], look),
    )


def _of_finding(finding: Finding, look: Look) -> Explanation:
    """A finding, with the report that brought the file and the occurrence that it was held against."""
    return Explanation(
        what="finding",
        id=finding.finding_id,
        value=finding.verdict,
        rule=finding.why,
        by=finding.verifier,
        digest=finding.report,
        note=finding.file,
        inputs=_follow([finding.report, finding.occurrence], look),
    )


def _of_report(report: Report) -> Explanation:
    return Explanation(
        what="report",
        id=report.report_id,
        source=report.source,
        report_id=report.report_id,
        digest=report.digest,
        locator=str(report.locator),
        url=report.url,
        published_at=report.published_at,
        collected_at=report.collected_at,
        note="its words were erased; a tombstone tells why" if report.erased else None,
    )


def _of_refutation(refutation: Refutation, look: Look) -> Explanation:
    rule = f"{refutation.fact} ({refutation.fact_source}, as of {refutation.fact_as_of})"
    return Explanation(
        what="refutation", value=refutation.verdict, rule=rule, quote=refutation.quote, inputs=_follow([refutation.claim], look)
    )


def _of_hypothesis(hypothesis: Hypothesis, look: Look) -> Explanation:
    return Explanation(
        what="hypothesis",
        value=hypothesis.text,
        rule=f"{hypothesis.kind}, {hypothesis.factuality}",
        by=", ".join(hypothesis.held_by),
        quote=hypothesis.quote,
        inputs=_follow(hypothesis.reports, look),
    )


def _of_tally(tally: Tally, look: Look) -> Explanation:
    return Explanation(
        what="tally",
        id=tally.tally_id,
        value=tally.stated,
        state=tally.state,
        rule=tally.verdict,
        by=tally.asserter,
        quote=tally.quote,
        digest=tally.report,
        inputs=(*_follow([tally.report], look), *_see("incident", tally.incidents)),
    )


def _of_context(context: Context, look: Look) -> Explanation:
    return Explanation(
        what="context",
        id=context.context_id,
        digest=context.report,
        inputs=(
            *(_of_hypothesis(each, look) for each in context.hypotheses),
            *(_of_refutation(each, look) for each in context.refuted),
            *_follow([each.assertion_id for each in context.claims], look),
            *_follow([context.report], look),
        ),
    )
