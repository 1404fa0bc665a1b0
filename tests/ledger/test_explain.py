"""Anything in the ledger can be followed to quote, report, step and version."""

from __future__ import annotations

import msgspec
import pytest
from tests.ledger.invented import (
    COLLECT,
    FUSE,
    READ,
    TEXT,
    invent_context,
    invent_dossier,
    invent_reading,
    invent_report,
    invent_tally,
    minutes,
)

from skywitness.errors import UnknownId
from skywitness.ledger import Explanation, Ledger, explain
from skywitness.ledger.explain import walk
from skywitness.model.ids import ClaimId, DecisionId, TallyId, content_id
from skywitness.model.incident import Contradiction, Dossier, Picture, ResponseStep, Silence
from skywitness.model.provenance import Decision
from skywitness.model.report import Locator, Report, SetAside, SourceProfile
from skywitness.model.words import DecisionKind, Topic

DECISION = Decision(
    decision_id=DecisionId("d-1"),
    kind=DecisionKind.KEEP_APART,
    about=("i-1", "i-2"),
    value=None,
    by="Ann",
    why="two towns",
    made_at=minutes(9),
)
ASIDE = SetAside(Locator(file="f.jsonl", row=3), "no text; give one", "{}")


@pytest.fixture
def report(ledger: Ledger) -> Report:
    """A ledger with one report followed all the way, and what people added."""
    report = invent_report()
    item = invent_reading(report)
    tally = invent_tally(report)
    plain = invent_dossier(item)
    dossier = Dossier(
        incident=msgspec.structs.replace(plain.incident, decisions=("d-1",), links=("the same place at the same minute",)),
        gaps=plain.gaps,
        refuted=plain.refuted,
        silence=(Silence(source="ministry", open=True, since=None, hours=None, why="it answers for the place and has not spoken"),),
        contradictions=(Contradiction(attribute=Topic.COUNT, left=item[2][0].claim_id, right=item[2][1].claim_id, why="two or none"),),
        response=(ResponseStep(state="on_site", asserter="Duty officer", at=None, quote="on site"),),
        tallies=(tally.tally_id,),
    )
    counted = msgspec.structs.replace(tally, incidents=(plain.incident.incident_id,))
    ledger.add_reports([report], at=minutes(1), by=COLLECT.activity_id)
    ledger.add_set_aside([ASIDE], at=minutes(1), by=COLLECT.activity_id)
    ledger.add_profiles({"duty_desk": SourceProfile(name="duty_desk", speaks_for="Duty officer")}, at=minutes(1))
    ledger.add_readings([item], at=minutes(2), by=READ.activity_id)
    ledger.add_decision(DECISION)
    ledger.record_picture(
        Picture(dossiers=(dossier,), tallies=(counted,), contexts=(invent_context(report),)), at=minutes(3), by=FUSE.activity_id
    )
    return report


def only_input(explanation: Explanation) -> Explanation:
    [one] = explanation.inputs
    return one


def test_an_attribute_is_followed_to_the_words_of_a_report(report: Report, ledger: Ledger) -> None:
    dossier = next(ledger.dossiers())
    attribute = explain(ledger, f"{dossier.incident.incident_id}/count")
    assert (attribute.value, attribute.standing, attribute.rule, attribute.step, attribute.made_at) == (
        2,
        "claimed",
        "an authority says so",
        "fuse",
        minutes(3),
    )
    candidate = only_input(attribute)
    assert candidate.rule == "certain; 1 independent root(s): official"
    claim = only_input(candidate)
    assert claim.quote == TEXT[slice(*(claim.span or ()))]
    assert (claim.step, claim.version, claim.settings, claim.by) == ("extract", "en/1", '{"locate":true}', "Duty officer")
    steps = [claim, *walk(only_input(claim))]
    assert [each.what for each in steps] == ["claim", "occurrence", "assertion", "reading", "report"]
    last = steps[-1]
    assert (last.report_id, last.digest, last.locator) == ("post-1", report.digest, "invented.reports.jsonl, row 0")
    assert (last.published_at, last.collected_at, last.made_at, last.step) == (minutes(0), minutes(1), minutes(1), "ingest")


def test_an_incident_shows_everything_its_dossier_says(report: Report, ledger: Ledger) -> None:
    explanation = explain(ledger, next(ledger.dossiers()).incident.incident_id)
    kinds = {each.what for each in explanation.inputs}
    assert kinds == {"attribute", "occurrence", "gap", "silence", "contradiction", "refutation", "response", "tally", "decision"}
    assert explanation.rule == "the same place at the same minute"
    assert {each.digest for each in walk(explanation) if each.what == "report"} == {report.digest}


@pytest.mark.usefixtures("report")
def test_every_kind_of_id_is_explained_with_its_maker(ledger: Ledger) -> None:
    ids = {
        "post-1": "report",
        next(ledger.reports()).digest: "report",
        content_id("s", ASIDE): "set_aside",
        "duty_desk": "source",
        "d-1": "decision",
        "a-read": "activity",
    }
    ids |= {each.tally_id: "tally" for each in ledger.picture().tallies} | {
        each.context_id: "context" for each in ledger.picture().contexts
    }
    ids |= {each.claim_id: "claim" for each in ledger.claims()} | {each.occurrence_id: "occurrence" for each in ledger.occurrences()}
    ids |= {each.assertion_id: "assertion" for reading in ledger.readings() for each in reading.assertions}
    for any_id, kind in ids.items():
        explanation = explain(ledger, any_id)
        assert explanation.what == kind
        assert explanation.made_at is not None
        assert explanation.note is None or "is now part of" not in explanation.note
        assert explanation.agent or kind == "source"
        assert msgspec.json.decode(msgspec.json.encode(explanation), type=Explanation) == explanation


@pytest.mark.usefixtures("report")
def test_an_unknown_id_is_told_in_a_friendly_sentence(ledger: Ledger) -> None:
    with pytest.raises(UnknownId, match="nothing in this ledger has the id 'i-404'; ids are shown by: skywitness show"):
        explain(ledger, "i-404")


@pytest.mark.usefixtures("report")
def test_a_missing_input_is_told_and_does_not_fail(ledger: Ledger) -> None:
    dossier = next(ledger.dossiers())
    [count] = dossier.incident.attributes
    lost = msgspec.structs.replace(count, candidates=(msgspec.structs.replace(count.candidates[0], claims=(ClaimId("c-lost"),)),))
    broken = msgspec.structs.replace(
        dossier, incident=msgspec.structs.replace(dossier.incident, attributes=(lost,)), tallies=(TallyId("t-lost"),)
    )
    ledger.record_picture(Picture(dossiers=(broken,)), at=minutes(5), by=FUSE.activity_id)
    explanation = explain(ledger, f"{dossier.incident.incident_id}/count")
    assert [each.note for each in walk(explanation) if each.id == "c-lost"] == ["named here, but this ledger does not hold it"]


@pytest.mark.usefixtures("report")
def test_what_went_elsewhere_and_what_is_gone_is_still_explained(ledger: Ledger) -> None:
    before = next(ledger.dossiers()).incident
    moved = invent_dossier(invent_reading(invent_report()))
    moved = msgspec.structs.replace(moved, incident=msgspec.structs.replace(moved.incident, incident_id="i-new"))
    ledger.record_picture(Picture(dossiers=(moved,)), at=minutes(5), by=FUSE.activity_id)
    assert explain(ledger, before.incident_id).note == f"{before.incident_id} is now part of i-new"
    assert explain(ledger, before.incident_id, as_of=minutes(4)).id == before.incident_id
    ledger.record_picture(Picture(), at=minutes(6), by=FUSE.activity_id)
    assert "no longer in the picture since" in (explain(ledger, "i-new/count").note or "")


def test_an_erased_report_is_explained_without_its_words(report: Report, ledger: Ledger) -> None:
    ledger.erase(report.digest, why="asked for", by="Ann", at=minutes(8))
    steps = list(walk(explain(ledger, next(ledger.dossiers()).incident.incident_id)))
    assert {each.note for each in steps if each.what == "report"} == {"its words were erased; a tombstone tells why"}
    assert not any(each.quote and each.quote in TEXT for each in steps if each.what != "response")
