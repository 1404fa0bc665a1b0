"""Footage that a finding supports is a witness, and footage that one refutes is none; what copies carry moves nothing."""

from __future__ import annotations

import random

import msgspec
import pytest
from tests.fuse.invented import CHANNEL, MINISTRY, RESIDENTS, Told, evidence_of

from skywitness.fuse import Evidence, fuse, group_findings
from skywitness.model.incident import Finding, Incident
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Standing, Stream, Topic, Verdict

SUPPORTS, REFUTES, UNSURE = Verdict.SUPPORTS, Verdict.REFUTES, Verdict.INCONCLUSIVE
NEWSPAPER = Asserter("self", AsserterClass.SELF, Stream.MEDIA)
CITY = Told(text="It was brought down over the wood north of town", source="city", asserter=CHANNEL)
PAPER = Told(text="What fell came down beyond the river, it writes", source="paper", asserter=NEWSPAPER, stream=Stream.MEDIA, at_min=5)
OFFICE = Told(text="One was intercepted, the ministry states", source="office", asserter=MINISTRY, stream=Stream.OFFICIAL, at_min=9)
WITNESS = Told(text="I saw it come down, says a woman there", source="yard", asserter=RESIDENTS, at_min=3)


def judge(*told: tuple[Told, Verdict | None], about: tuple[Topic, ...] = (Topic.WHAT,)) -> Incident:
    """The one incident that these reports make, each with what was found in its footage."""
    evidence = evidence_of(*(each for each, _ in told))
    verdicts = {each.text: verdict for each, verdict in told}
    findings = tuple(
        Finding(file="a.mp4", verifier="daylight", verdict=verdict, measure={}, why="so it is", report=report.digest, about=about)
        for report in evidence.reports.values()
        if (verdict := verdicts[report.text]) is not None
    )
    return judged(msgspec.structs.replace(evidence, findings=group_findings(findings)))


def judged(evidence: Evidence) -> Incident:
    (incident,) = fuse(evidence).incidents
    return incident


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(CITY, None)], Standing.REPORTED),
        ([(CITY, UNSURE)], Standing.REPORTED),
        ([(CITY, SUPPORTS)], Standing.WITNESSED),
        ([(CITY, REFUTES)], Standing.REFUTED),
        ([(WITNESS, REFUTES)], Standing.REFUTED),
        ([(CITY, REFUTES), (WITNESS, None)], Standing.WITNESSED),
        ([(OFFICE, None), (PAPER, None)], Standing.CLAIMED),
        ([(OFFICE, None), (PAPER, SUPPORTS)], Standing.CONFIRMED),
        ([(OFFICE, SUPPORTS)], Standing.CLAIMED),
        ([(OFFICE, None), (CITY, None)], Standing.CONFIRMED),
        ([(OFFICE, None), (CITY, REFUTES)], Standing.CLAIMED),
        ([(OFFICE, None), (CITY, REFUTES), (WITNESS, None)], Standing.CONFIRMED),
    ],
)
def test_standing_by_what_footage_shows(told: list[tuple[Told, Verdict | None]], expected: Standing) -> None:
    incident = judge(*told)
    what = next(each for each in incident.attributes if each.about is Topic.WHAT)
    assert (what.standing, incident.standing) == (expected, expected), what.why


def test_a_finding_bears_only_on_its_own_questions() -> None:
    assert judge((CITY, REFUTES), about=(Topic.PERIOD,)).standing is Standing.REPORTED


def test_what_is_refuted_has_no_probability() -> None:
    incident = judge((CITY, REFUTES), about=(Topic.WHAT, Topic.PERIOD))
    assert {each.probability for each in incident.attributes if each.about in (Topic.WHAT, Topic.PERIOD)} == {None}
    assert incident.existence is not None
    assert incident.existence.probability is None


def test_values_roots_and_candidates_stay() -> None:
    without, refuted = judge((CITY, None), (OFFICE, None)), judge((CITY, REFUTES), (OFFICE, None))
    assert (refuted.roots, refuted.reports) == (without.roots, without.reports)
    assert [each.candidates for each in refuted.attributes] == [each.candidates for each in without.attributes]


@pytest.mark.parametrize("verdict", [SUPPORTS, REFUTES])
def test_what_is_found_in_the_footage_of_a_copy_moves_nothing(verdict: Verdict) -> None:
    repost = msgspec.structs.replace(CITY, source="reposts", at_min=7, forwarded_from="city")
    evidence = evidence_of(CITY, repost)
    copy = next(report.digest for report in evidence.reports.values() if report.source == "reposts")
    found = Finding(file="a.mp4", verifier="daylight", verdict=verdict, measure={}, why="so", report=copy, about=(Topic.WHAT,))
    with_it = judged(msgspec.structs.replace(evidence, findings=group_findings([found])))
    assert with_it == judged(evidence)


def test_what_one_verifier_refutes_no_other_supports() -> None:
    evidence = evidence_of(CITY)
    (report,) = evidence.reports
    findings = [
        Finding(file="a.mp4", verifier=name, verdict=verdict, measure={}, why="so", report=report, about=(Topic.WHAT,))
        for name, verdict in (("daylight", SUPPORTS), ("metadata", REFUTES))
    ]
    for order in range(3):
        shuffled = random.Random(order).sample(findings, 2)  # noqa: S311 - an order, not a secret
        assert judged(msgspec.structs.replace(evidence, findings=group_findings(shuffled))).standing is Standing.REFUTED
