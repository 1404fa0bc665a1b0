"""Probabilities are frequencies of a class of exercises, say so, and are not given where nothing is known."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from tests.fuse.invented import LIPETSK, Told, clock, evidence_of

from skywitness.fuse import fuse
from skywitness.fuse.forecast import Calibration, add_forecasts, liken_existence, shipped_calibration
from skywitness.model.incident import Attribute, Incident
from skywitness.model.likelihood import name_likelihood
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Factuality, Standing, Stream, Target, Topic, What
from skywitness.stats import Cases, Spread

MAYOR = Told(
    text="Air defence shot down three drones over the region tonight",
    source="mayor",
    stream=Stream.OFFICIAL,
    asserter=Asserter("self", AsserterClass.SELF, Stream.OFFICIAL),
    what=What.INTERCEPTED,
    target=Target.UAV,
    place=LIPETSK,
    period=clock(2),
    count=3,
)
NEIGHBOUR = msgspec.structs.replace(
    MAYOR,
    text="Counted three of them fall behind the river, one after another",
    source="neighbour",
    stream=Stream.GRASSROOTS,
    asserter=Asserter("self", AsserterClass.SELF, Stream.GRASSROOTS),
    at_min=180,
)


def count_of(*told: Told) -> Attribute:
    (incident,) = fuse(evidence_of(*told)).incidents
    return next(attribute for attribute in incident.attributes if attribute.about is Topic.COUNT)


def incident_of(*told: Told) -> Incident:
    (incident,) = fuse(evidence_of(*told)).incidents
    return incident


def test_a_probability_says_what_it_is_the_frequency_of() -> None:
    found = count_of(MAYOR, NEIGHBOUR)
    assert found.preferred == 3
    assert found.probability is not None
    assert found.likelihood == name_likelihood(found.probability)
    assert "cases of count/a few" in (found.calibrated_on or "")


def test_a_lone_claim_is_likened_to_lone_claims() -> None:
    assert (count_of(MAYOR).likened_to or "").startswith("count/a few/1 root/official")


def test_a_copy_moves_no_probability() -> None:
    forward = msgspec.structs.replace(NEIGHBOUR, source="gossip", forwarded_from="neighbour", at_min=(NEIGHBOUR.at_min or 0) + 1)
    before, after = incident_of(MAYOR, NEIGHBOUR), incident_of(MAYOR, NEIGHBOUR, forward)
    assert [each.probability for each in after.attributes] == [each.probability for each in before.attributes]
    assert (after.existence, after.began) == (before.existence, before.began)


def test_who_does_not_commit_himself_gives_no_probability() -> None:
    assert count_of(msgspec.structs.replace(MAYOR, factuality=Factuality.POSSIBLE)).probability is None


def test_a_tie_has_none() -> None:
    governor = Asserter("Governor of Lipetsk Oblast", AsserterClass.AUTHORITY, Stream.OFFICIAL)
    told = "The governor counts five wrecks in the fields by now"
    found = count_of(MAYOR, msgspec.structs.replace(MAYOR, text=told, source="governor", count=5, asserter=governor, at_min=190))
    assert (found.standing, found.preferred is None or found.probability is None) == (Standing.DISPUTED, True)


def made(**right: tuple[int, int]) -> Calibration:
    cases = {path.replace("__", "/").replace("_", " "): Cases(*each) for path, each in right.items()}
    return Calibration(version="t/1", calibrated_on="t/1", share=0.8, right=cases, began={"began": Spread(60.0, 600.0, 200)})


def test_a_class_that_is_not_known_is_judged_by_the_others_of_its_kind() -> None:
    bare = incident_of(MAYOR, NEIGHBOUR)
    found = add_forecasts(bare, [], {}, made(exists__others=(150, 199)))
    assert found.existence is not None
    assert (found.existence.probability, found.existence.calibrated_on) == (0.75, "t/1: 150 of 199 cases of exists/others were so")


def test_of_what_is_likened_to_nothing_known_no_probability_is_given() -> None:
    found = add_forecasts(incident_of(MAYOR, NEIGHBOUR), [], {}, made())
    assert found.existence is not None
    assert found.existence.probability is None
    assert {each.probability for each in found.attributes} == {None}


def test_the_beginning_lies_before_the_first_report() -> None:
    evidence = evidence_of(MAYOR, NEIGHBOUR)
    found = add_forecasts(incident_of(MAYOR, NEIGHBOUR), [], evidence.reports, made()).began
    first = min(report.published_at for report in evidence.reports.values() if report.published_at)
    assert found is not None
    assert (found.earliest, found.latest) == (first - timedelta(minutes=10), first - timedelta(minutes=1))


def test_who_tells_makes_the_class_of_an_incident() -> None:
    assert liken_existence(incident_of(MAYOR)).startswith("exists/official/1 root/intercepted")
    assert liken_existence(incident_of(NEIGHBOUR)).startswith("exists/no official/1 root/intercepted")


def test_what_ships_names_its_version_and_is_no_probability_of_one() -> None:
    shipped = shipped_calibration()
    assert shipped.calibrated_on == shipped.version
    assert all(0 < cases.frequency < 1 for cases in shipped.right.values())
    assert all(spread.low <= spread.high for spread in shipped.began.values())
