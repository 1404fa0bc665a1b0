"""Findings stay for ever; the newest look at a file is the current one, and the past can be asked."""

from __future__ import annotations

import msgspec
import pytest
from tests.ledger.invented import COLLECT, FUSE, READ, invent_dossier, invent_finding, invent_reading, invent_report, minutes

from skywitness.ledger import Ledger
from skywitness.ledger.explain import explain, walk
from skywitness.model.ids import Digest
from skywitness.model.incident import Finding, Picture
from skywitness.model.words import Verdict


@pytest.fixture
def report(ledger: Ledger) -> Digest:
    told = invent_report("Two over Lower Ferry.")
    ledger.add_reports([told], at=minutes(1), by=COLLECT.activity_id)
    return told.digest


def test_the_same_findings_again_change_nothing(ledger: Ledger, report: Digest) -> None:
    found = [invent_finding(report, "f-1"), invent_finding(report, "f-2", media="n")]
    assert ledger.add_findings(found, at=minutes(2), by=READ.activity_id) == 2
    head = ledger.head()
    assert ledger.add_findings(found, at=minutes(3), by=READ.activity_id) == 0
    assert (list(ledger.findings()), ledger.head(), ledger.counts()["findings"]) == (found, head, 2)
    assert ledger.looked_at(READ.activity_id) == {(report, "m", None), (report, "n", None)}
    assert ledger.check() == ()


def test_a_later_look_takes_the_place_of_the_earlier_one(ledger: Ledger, report: Digest) -> None:
    ledger.add_findings([invent_finding(report, "f-1"), invent_finding(report, "f-2")], at=minutes(2), by=READ.activity_id)
    later = invent_finding(report, "f-3", Verdict.REFUTES)
    ledger.add_findings([later], at=minutes(4), by=FUSE.activity_id)
    assert list(ledger.findings()) == [later]
    assert len(list(ledger.findings(as_of=minutes(3)))) == 2
    assert list(ledger.findings(as_of=minutes(1))) == []


def test_a_finding_of_no_report_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        ledger.add_findings(
            [Finding(file="a", verifier="v", verdict=Verdict.SUPPORTS, measure={}, why="w")], at=minutes(2), by=READ.activity_id
        )


def test_a_finding_leads_back_to_its_report(ledger: Ledger) -> None:
    told = invent_report("Two over Lower Ferry.")
    read = invent_reading(told)
    ledger.add_reports([told], at=minutes(1), by=COLLECT.activity_id)
    ledger.add_readings([read], at=minutes(2), by=READ.activity_id)
    found = msgspec.structs.replace(invent_finding(told.digest, "f-1"), occurrence=read[1][0].occurrence_id)
    ledger.add_findings([found], at=minutes(3), by=READ.activity_id)
    dossier = msgspec.structs.replace(invent_dossier(read), findings=(found,))
    ledger.record_picture(Picture(dossiers=(dossier,)), at=minutes(4), by=FUSE.activity_id)
    steps = list(walk(explain(ledger, dossier.incident.incident_id)))
    [told_of] = [step for step in steps if step.what == "finding"]
    assert (told_of.value, told_of.step, {each.what for each in told_of.inputs}) == ("supports", READ.step, {"report", "occurrence"})
    assert explain(ledger, "f-1").id == "f-1"
