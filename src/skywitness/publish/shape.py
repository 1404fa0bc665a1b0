"""The incident shape: what a dossier, a tally or a context looks like to programs outside. Reports appear under the id of the input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from skywitness.model.ids import Digest, TallyId
from skywitness.model.incident import (
    Attribute,
    Began,
    Candidate,
    Context,
    Derivation,
    Dossier,
    Existence,
    Gap,
    Hypothesis,
    Refutation,
    Tally,
)
from skywitness.model.place import Period
from skywitness.model.reading import Assertion
from skywitness.model.report import Report
from skywitness.model.words import Target, What
from skywitness.publish.places import ShownPlace, show_place

Shape = dict[str, object]
NameReport = Callable[[Digest], str]
"""The id under which a report is shown."""


def shape_dossier(dossier: Dossier, place: ShownPlace | None, name: NameReport, tallies: Mapping[TallyId, Tally]) -> Shape:
    """One incident with all that was assessed about it. ``posts`` counts reports, ``roots`` what they stand on."""
    incident = dossier.incident
    return {
        "id": incident.incident_id,
        "kind": "incident",
        "title": incident.title,
        "what": incident.what.value,
        "target": incident.target.value,
        "period": shape_period(incident.period),
        "place": None if place is None else {**shape_place(place), "role": incident.role.value if incident.role else None},
        "standing": incident.standing.value,
        "existence": _existence(incident.existence),
        "began": _began(incident.began),
        "attributes": {attribute.about.value: _attribute(attribute, name) for attribute in incident.attributes},
        "reports": _report_ids(incident.reports, name),
        "posts": len(set(_report_ids(incident.reports, name))),
        "roots": incident.roots,
        "roots_by_stream": {stream.value: roots for stream, roots in sorted(incident.roots_by_stream.items())},
        "copies": [_copy(copy, name) for copy in incident.copies],
        "findings": [
            {
                "file": found.file,
                "verifier": found.verifier,
                "verdict": found.verdict.value,
                "measure": dict(found.measure),
                "why": found.why,
                "report": name(found.report) if found.report else None,
                "media": found.media,
                "about": [topic.value for topic in found.about],
            }
            for found in dossier.findings
        ],
        "gaps": list(map(_gap, dossier.gaps)),
        "refusals": list(map(_gap, dossier.refusals)),
        "silence": [
            {
                "source": silence.source,
                "open": silence.open,
                "since": write_instant(silence.since),
                "hours": silence.hours,
                "usual_hours": silence.usual_hours,
                "quantile": silence.quantile,
                "why": silence.why,
            }
            for silence in dossier.silence
        ],
        "contradictions": [
            {"attribute": found.attribute.value, "left": found.left, "right": found.right, "why": found.why}
            for found in dossier.contradictions
        ],
        "refuted": [_refutation(refuted) for refuted in dossier.refuted],
        "hypotheses": [_hypothesis(hypothesis, name) for hypothesis in dossier.hypotheses],
        "response": [
            {"state": step.state, "asserter": step.asserter, "at": write_instant(step.at), "quote": step.quote} for step in dossier.response
        ],
        "tallies": [
            {
                "id": tally_id,
                "report": name(tallies[tally_id].report),
                "stated": tallies[tally_id].stated,
                "state": tallies[tally_id].state.value,
                "matched": tallies[tally_id].matched,
                "verdict": tallies[tally_id].verdict,
            }
            for tally_id in dossier.tallies
            if tally_id in tallies
        ],
        "links": list(incident.links),
        "merged_from": list(incident.merged_from),
        "decisions": list(incident.decisions),
    }


def _gap(gap: Gap) -> Shape:
    return {
        "about": gap.about.value,
        "state": gap.state.value,
        "since": write_instant(gap.since),
        "last_asked_of": gap.last_asked_of,
        "why": gap.why,
        "quote": gap.quote,
    }


def shape_tally(tally: Tally, name: NameReport) -> Shape:
    """One roll-up. ``matched`` is null when it cannot be said what the ledger's incidents add up to."""
    return {
        "id": tally.tally_id,
        "kind": "tally",
        "what": tally.what.value,
        "target": tally.target.value,
        "stated": tally.stated,
        "state": tally.state.value,
        "matched": tally.matched,
        "verdict": tally.verdict,
        "period": shape_period(tally.period),
        "areas": [shape_place(show_place(area)) for area in tally.areas],
        "asserter": tally.asserter,
        "report": name(tally.report),
        "incidents": list(tally.incidents),
        "quote": tally.quote,
    }


def shape_context(context: Context, name: NameReport) -> Shape:
    """What a report says about no single incident."""
    return {
        "id": context.context_id,
        "kind": "context",
        "report": name(context.report),
        "hypotheses": [_hypothesis(hypothesis, name) for hypothesis in context.hypotheses],
        "refuted": [_refutation(refuted) for refuted in context.refuted],
        "claims": [_assertion(assertion) for assertion in context.claims],
    }


def shape_report(report: Report, name: NameReport) -> Shape:
    """One report with its text and where it stood. Of its media only the number is told."""
    return {
        "id": name(report.digest),
        "kind": "report",
        "digest": report.digest,
        "source": report.source,
        "stream": report.stream.value,
        "published_at": write_instant(report.published_at),
        "edited_at": write_instant(report.edited_at),
        "collected_at": write_instant(report.collected_at),
        "lang": report.lang,
        "title": report.title,
        "text": report.text,
        "url": report.url,
        "forwarded_from": report.forwarded_from,
        "locator": str(report.locator),
        "media": len(report.media),
        "erased": report.erased,
        "withdrawn": report.withdrawn,
        "marked_edited": report.marked_edited,
        "views": report.views,
    }


def shape_period(period: Period) -> Shape:
    """A period. An end that nobody told is left out, and then ``before`` bounds it: the latest instant at which it can have happened."""
    told = {
        "from": write_instant(period.start),
        "to": write_instant(period.end),
        "word": period.word,
        "before": write_instant(period.before),
    }
    return {**{key: value for key, value in told.items() if value is not None}, "precision": period.precision.value}


def shape_place(place: ShownPlace) -> Shape:
    """A place as a disc, never a bare pin."""
    return {
        "name": place.name,
        "iso": place.iso,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "precision": place.precision.value,
        "why": place.why,
    }


def plain_title(what: What, target: Target, place: ShownPlace | None) -> str:
    """A title made of nothing but what may be shown.

    >>> plain_title(What.INTERCEPTED, Target.UAV, None)
    'UAV: intercepted'
    """
    thing = {Target.UAV: "UAV", Target.USV: "Sea drone", Target.UNKNOWN: "Unknown object"}.get(
        target, target.value.replace("_", " ").capitalize()
    )
    return f"{thing}: {what.value.replace('_', ' ')}" + (f", {place.name}" if place else "")


def _existence(existence: Existence | None) -> Shape | None:
    if existence is None:
        return None
    return {"probability": existence.probability, "likelihood": existence.likelihood, "calibrated_on": existence.calibrated_on}


def _began(began: Began | None) -> Shape | None:
    """The interval in which it began; None where none is stated."""
    if began is None or began.earliest is None or began.latest is None:
        return None
    ends = {"from": write_instant(began.earliest), "to": write_instant(began.latest)}
    return {**ends, "share": began.share, "calibrated_on": began.calibrated_on}


def _attribute(attribute: Attribute, name: NameReport) -> Shape:
    return {
        "preferred": attribute.preferred,
        "state": attribute.state.value,
        "standing": attribute.standing.value,
        "probability": attribute.probability,
        "likelihood": attribute.likelihood,
        "calibrated_on": attribute.calibrated_on,
        "why": attribute.why,
        "candidates": [_candidate(candidate, name) for candidate in attribute.candidates],
    }


def _candidate(candidate: Candidate, name: NameReport) -> Shape:
    return {
        "value": candidate.value,
        "state": candidate.state.value,
        "factuality": candidate.factuality.value,
        "negated": candidate.negated,
        "roots": candidate.roots,
        "reports": _report_ids(candidate.reports, name),
        "streams": [stream.value for stream in candidate.streams],
        "asserters": list(candidate.asserters),
        "via": [stream.value for stream in candidate.via],
        "quotes": list(candidate.quotes),
        "claims": list(candidate.claims),
    }


def _copy(copy: Derivation, name: NameReport) -> Shape:
    return {"child": name(copy.child), "parent": name(copy.parent), "kind": copy.kind.value, "why": copy.why}


def _refutation(refuted: Refutation) -> Shape:
    return {
        "claim": refuted.claim,
        "quote": refuted.quote,
        "verdict": refuted.verdict.value,
        "fact": refuted.fact,
        "fact_source": refuted.fact_source,
        "fact_as_of": refuted.fact_as_of,
    }


def _hypothesis(hypothesis: Hypothesis, name: NameReport) -> Shape:
    return {
        "text": hypothesis.text,
        "held_by": list(hypothesis.held_by),
        "kind": hypothesis.kind.value,
        "factuality": hypothesis.factuality.value,
        "reports": _report_ids(hypothesis.reports, name),
        "quote": hypothesis.quote,
    }


def _assertion(assertion: Assertion) -> Shape:
    return {
        "id": assertion.assertion_id,
        "what": assertion.what.value,
        "target": assertion.target.value,
        "count": assertion.count,
        "count_state": assertion.count_state.value,
        "subject": assertion.subject,
        "value": assertion.value,
        "about": [topic.value for topic in assertion.about],
        "asserter": assertion.asserter.name,
        "stream": assertion.asserter.stream.value,
        "via": assertion.asserter.via.value if assertion.asserter.via else None,
        "factuality": assertion.factuality.value,
        "negated": assertion.negated,
        "quote": assertion.quote,
    }


def _report_ids(digests: Iterable[Digest], name: NameReport) -> list[str]:
    return list(dict.fromkeys(map(name, digests)))


def write_instant(at: datetime | None) -> str | None:
    """An instant in UTC with a Z, as it stands in every file."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
