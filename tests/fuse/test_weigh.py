"""Weighing the values of one attribute: which comes first, and that stages of one happening do not outvote what happened."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from tests.fuse.invented import RESIDENTS, Told, invent

from skywitness.fuse.roots import Grounds
from skywitness.fuse.weigh import weigh_attribute
from skywitness.model.ids import ClaimId
from skywitness.model.incident import Attribute
from skywitness.model.reading import Claim
from skywitness.model.words import Topic, What

OUTCOMES = {What.INTERCEPTED: "intercepted", What.IMPACT: "impact", What.DEBRIS_FELL: "fell"}


def weigh(*told: What) -> dict[Topic, Attribute]:
    """What comes of these, each told by a resident of its own."""
    made = [
        invent(Told(text=f"Flat {number}: {what}", source=f"resident_{number}", at_min=number, asserter=RESIDENTS, what=what))
        for number, what in enumerate(told)
    ]
    whats = [claim for _, _, _, claims in made for claim in claims if claim.about is Topic.WHAT]
    outcomes = [outcome_of(claim) for claim in whats if What(str(claim.value)) in OUTCOMES]
    grounds = Grounds(
        reports={report.digest: report for report, *_ in made}, origins={report.digest: report.digest for report, *_ in made}, profiles={}
    )
    return {topic: weigh_attribute(topic, claims, grounds) for topic, claims in ((Topic.WHAT, whats), (Topic.OUTCOME, outcomes))}


def outcome_of(claim: Claim) -> Claim:
    return msgspec.structs.replace(
        claim, claim_id=ClaimId(f"{claim.claim_id}-outcome"), about=Topic.OUTCOME, value=OUTCOMES[What(str(claim.value))]
    )


@pytest.mark.parametrize("told", list(permutations([What.DEBRIS_FELL, What.DEBRIS_FELL, What.INTERCEPTED, What.SIGHTED], 4))[:8])
def test_the_outcome_is_that_of_the_weightiest_stage(told: tuple[What, ...]) -> None:
    weighed = weigh(*told)
    assert (weighed[Topic.WHAT].preferred, weighed[Topic.OUTCOME].preferred) == ("intercepted", "intercepted")


def test_what_only_fell_stays_so() -> None:
    weighed = weigh(What.DEBRIS_FELL, What.SIGHTED)
    assert (weighed[Topic.WHAT].preferred, weighed[Topic.OUTCOME].preferred) == ("debris_fell", "fell")


def test_a_hit_comes_before_what_fell_and_keeps_it_as_a_candidate() -> None:
    weighed = weigh(What.DEBRIS_FELL, What.DEBRIS_FELL, What.IMPACT)
    assert [candidate.value for candidate in weighed[Topic.OUTCOME].candidates] == ["impact", "fell"]
