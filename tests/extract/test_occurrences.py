"""Readings divided into occurrences and claims: what is a claim, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from skywitness.extract.occurrences import split_reading
from skywitness.model.ids import AssertionId
from skywitness.model.place import Place
from skywitness.model.reading import Asserter, Assertion, PlaceMention, Reading
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import AsserterClass, CountState, Factuality, Kind, PlaceRole, Precision, Stream, Target, Topic, What

GOVERNOR = Asserter(name="Governor of Tula Oblast", kind=AsserterClass.AUTHORITY, stream=Stream.OFFICIAL)
TEXT = "Drones were shot down over Tula and Oryol oblasts."


def post() -> Report:
    at = datetime(2021, 3, 14, tzinfo=UTC)
    return make_report(source="a", stream=Stream.OFFICIAL, text=TEXT, published_at=at, collected_at=at, locator=Locator())


def mention(name: str, iso: str, count: int | None = None) -> PlaceMention:
    place = Place(name=name, iso=iso, lat=54.0, lon=37.0, radius_m=90_000, precision=Precision.REGION, gazetteer_id=iso)
    begin = TEXT.index(name)
    return PlaceMention(surface=name, span=(begin, begin + len(name)), count=count, place=place)


def shot_down(*places: PlaceMention, count: int | None, state: CountState = CountState.GIVEN) -> Assertion:
    return Assertion(
        assertion_id=AssertionId("a-0"), what=What.INTERCEPTED, target=Target.UAV, count=count, count_state=state, places=places, asserter=GOVERNOR,
        quote=TEXT, span=(0, len(TEXT)),
    )  # fmt: skip


def read(*assertions: Assertion, kind: Kind = Kind.INTERCEPTION) -> Reading:
    return Reading(report=post().digest, lang="en", kind=kind, assertions=assertions, by="en/1")


def test_each_place_with_a_count_of_its_own_is_an_occurrence_with_that_count() -> None:
    occurrences, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL", 3), mention("Oryol", "RU-ORL", 2), count=5)), post())
    assert len(occurrences) == 2
    assert sorted(claim.value for claim in claims if claim.about is Topic.COUNT and isinstance(claim.value, int)) == [2, 3]


def test_a_count_told_for_several_places_together_is_claimed_of_none() -> None:
    occurrences, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL"), mention("Oryol", "RU-ORL"), count=5)), post())
    assert [one.spread for one in occurrences] == [True, True]
    assert not [claim for claim in claims if claim.about is Topic.COUNT]


def test_a_withheld_count_is_a_claim_without_a_value_and_never_zero() -> None:
    _, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL"), count=None, state=CountState.WITHHELD)), post())
    assert [(claim.value, claim.state) for claim in claims if claim.about is Topic.COUNT] == [(None, CountState.WITHHELD)]


def damaged(*places: PlaceMention, negated: bool = False) -> Assertion:
    return replace(shot_down(*places, count=None), what=What.DAMAGE, value="a roof", target=Target.UNKNOWN, negated=negated)


def test_damage_alone_makes_an_occurrence_of_what_followed() -> None:
    (occurrence,), claims = split_reading(read(damaged(mention("Tula", "RU-TUL")), kind=Kind.OTHER), post())
    assert occurrence.what is What.DAMAGE
    assert {(claim.about, claim.value) for claim in claims} == {(Topic.DAMAGE, "a roof"), (Topic.PLACE, "Tula")}


def test_no_damage_or_damage_beside_a_happening_makes_none() -> None:
    tula = mention("Tula", "RU-TUL")
    assert split_reading(read(damaged(tula, negated=True)), post()) == ((), ())
    occurrences, _ = split_reading(read(shot_down(tula, count=1), damaged(tula)), post())
    assert [occurrence.what for occurrence in occurrences] == [What.INTERCEPTED]


def test_a_count_that_is_not_given_is_no_claim() -> None:
    _, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL"), count=None, state=CountState.NOT_GIVEN)), post())
    assert not [claim for claim in claims if claim.about is Topic.COUNT]


def test_the_figures_of_a_digest_are_tallies_and_no_occurrences() -> None:
    assert split_reading(read(shot_down(mention("Tula", "RU-TUL", 3), count=3), kind=Kind.DIGEST), post()) == ((), ())


@pytest.mark.parametrize(
    ("changes", "is_claim"),
    [({}, True), ({"factuality": Factuality.POSSIBLE}, False), ({"negated": True}, False)],
    ids=["said outright", "a hint", "nobody owns up"],
)
def test_an_origin_is_claimed_only_by_who_says_it_outright(changes: dict[str, object], is_claim: bool) -> None:
    said = replace(
        shot_down(count=None), assertion_id=AssertionId("a-1"), what=What.ATTRIBUTION, value="foreign origin", happening=0, **changes
    )
    _, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL"), count=1), said), post())
    assert bool([claim for claim in claims if claim.about is Topic.ORIGIN]) is is_claim


def test_debris_that_hangs_on_an_interception_is_no_occurrence_of_its_own() -> None:
    debris = replace(shot_down(count=None), assertion_id=AssertionId("a-1"), what=What.DEBRIS_FELL, happening=0)
    occurrences, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL"), count=2), debris), post())
    assert [one.what for one in occurrences] == [What.INTERCEPTED]
    assert {claim.value for claim in claims if claim.about is Topic.OUTCOME} == {"intercepted"}


def test_debris_that_hangs_on_nothing_is_an_occurrence() -> None:
    debris = replace(shot_down(mention("Oryol", "RU-ORL"), count=None), assertion_id=AssertionId("a-1"), what=What.DEBRIS_FELL)
    occurrences, _ = split_reading(read(shot_down(mention("Tula", "RU-TUL"), count=2), debris), post())
    assert [one.what for one in occurrences] == [What.INTERCEPTED, What.DEBRIS_FELL]


def test_another_figure_for_a_happening_is_a_second_claim_on_its_count() -> None:
    ministry = Asserter(name="Ministry of Defence", kind=AsserterClass.AUTHORITY, stream=Stream.OFFICIAL)
    second = replace(shot_down(count=4), assertion_id=AssertionId("a-1"), asserter=ministry, happening=0)
    occurrences, claims = split_reading(read(shot_down(mention("Tula", "RU-TUL"), count=2), second), post())
    assert len(occurrences) == 1
    assert {(claim.asserter.name, claim.value) for claim in claims if claim.about is Topic.COUNT} == {
        (GOVERNOR.name, 2),
        (ministry.name, 4),
    }


def test_where_it_was_launched_is_no_place_of_a_happening() -> None:
    launched = replace(mention("Oryol", "RU-ORL"), role=PlaceRole.LAUNCHED_FROM)
    occurrences, claims = split_reading(read(shot_down(launched, count=9)), post())
    assert [one.mention for one in occurrences] == [None]
    assert not [claim for claim in claims if claim.about is Topic.PLACE]


def test_how_many_came_in_a_raid_over_several_regions_is_no_occurrence() -> None:
    came = replace(shot_down(count=9), assertion_id=AssertionId("a-1"), what=What.SIGHTED)
    several = shot_down(mention("Tula", "RU-TUL"), mention("Oryol", "RU-ORL"), count=5)
    occurrences, _ = split_reading(read(came, several), post())
    assert {one.what for one in occurrences} == {What.INTERCEPTED}


def test_how_many_came_beside_one_place_is_an_occurrence() -> None:
    came = replace(shot_down(count=9), assertion_id=AssertionId("a-1"), what=What.SIGHTED)
    occurrences, _ = split_reading(read(came, shot_down(mention("Tula", "RU-TUL"), count=5)), post())
    assert {one.what for one in occurrences} == {What.SIGHTED, What.INTERCEPTED}


def in_town(assertion: Assertion) -> Assertion:
    place = replace(
        mention("Tula", "RU-TUL"), place=Place(name="Tula", iso="RU-TUL", lat=54.2, lon=37.6, radius_m=9_000, precision=Precision.TOWN)
    )
    return replace(assertion, places=(place,))


def denying(value: str | None = None) -> Assertion:
    return replace(shot_down(count=None), what=What.DENIED, value=value, target=Target.UNKNOWN, assertion_id=AssertionId("a-1"))


def test_a_denial_of_a_town_makes_an_occurrence_that_may_join_what_it_denies() -> None:
    (occurrence,), (claim,) = split_reading(read(in_town(denying()), kind=Kind.ALL_CLEAR), post())
    assert occurrence.what is What.DENIED
    assert (claim.about, claim.value, claim.negated) == (Topic.OUTCOME, "impact", True)
    assert split_reading(read(denying(), kind=Kind.ALL_CLEAR), post()) == ((), ())


def test_a_denial_without_a_town_hangs_on_the_damage_that_is_told_beside_it() -> None:
    (occurrence,), claims = split_reading(read(in_town(damaged()), denying("intercepted"), kind=Kind.IMPACT), post())
    assert occurrence.what is What.DAMAGE
    assert (Topic.OUTCOME, "intercepted", True) in {(claim.about, claim.value, claim.negated) for claim in claims}


def test_nobody_hurt_in_a_town_makes_an_occurrence_and_claims_neither_place_nor_time() -> None:
    (occurrence,), claims = split_reading(read(in_town(damaged(negated=True))), post())
    assert occurrence.mention is not None
    assert {claim.about for claim in claims} == {Topic.DAMAGE}
