"""Two claims contradict each other only when both cannot hold: different is not enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs
from tests.assess.stories import FAR_TOWN, GOVERNOR, MINISTRY, NOON, PAPER, RESIDENTS, TOWN, TULA, at, one_incident, reported, told

from skywitness.assess import Material, assess
from skywitness.model.incident import Contradiction
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Assertion, Reading
from skywitness.model.report import Report
from skywitness.model.words import AsserterClass, Factuality, PlaceRole, Precision, Stream, Target, TimePrecision, Topic, What


def contradictions_of(material: Material) -> tuple[Contradiction, ...]:
    return assess(material).dossiers[0].contradictions


def _shot(asserter: Asserter, quote: str, **more: Any) -> Assertion:
    return told(What.INTERCEPTED, asserter, quote, **{"target": Target.UAV, "places": at(TULA), **more})


def test_two_official_counts_contradict() -> None:
    material = one_incident(
        reported(_shot(MINISTRY, "three drones", count=3)), reported(_shot(GOVERNOR, "five drones", count=5), source="g")
    )
    found = contradictions_of(material)
    assert [one.attribute for one in found] == [Topic.COUNT]
    assert "three drones" in found[0].why
    assert "five drones" in found[0].why


@pytest.mark.parametrize(
    "quote", ["more than three drones", "свыше 3 беспилотников", "понад 3 дрони", "several drones", "at least three drones"]
)
def test_a_bound_contradicts_no_figure(quote: str) -> None:
    material = one_incident(reported(_shot(MINISTRY, quote, count=3)), reported(_shot(GOVERNOR, "five drones", count=5), source="g"))
    assert contradictions_of(material) == ()


def test_a_part_contradicts_no_whole() -> None:
    whole, part = _shot(MINISTRY, "eight drones", count=8), _shot(GOVERNOR, "including two", count=2, part_of=0)
    assert contradictions_of(one_incident(reported(whole), reported(_shot(GOVERNOR, "eight", count=8), part, source="g"))) == ()


def test_witnesses_need_not_have_seen_all() -> None:
    assert (
        contradictions_of(one_incident(reported(_shot(MINISTRY, "five", count=5)), reported(_shot(RESIDENTS, "one", count=1), source="r")))
        == ()
    )
    more = one_incident(reported(_shot(MINISTRY, "one", count=1)), reported(_shot(RESIDENTS, "five", count=5), source="r"))
    assert len(contradictions_of(more)) == 1


def test_a_singular_does_not_say_that_there_was_no_other() -> None:
    two = reported(_shot(MINISTRY, "two drones were shot down", count=2))
    assert contradictions_of(one_incident(two, reported(_shot(GOVERNOR, "a drone was shot down", count=1), source="g"))) == ()
    assert contradictions_of(one_incident(two, reported(_shot(GOVERNOR, "сбит беспилотник", count=1), source="g"))) == ()
    assert len(contradictions_of(one_incident(two, reported(_shot(GOVERNOR, "only one drone", count=1), source="g")))) == 1


def test_a_later_figure_of_the_same_voice_is_a_revision() -> None:
    assert (
        contradictions_of(one_incident(reported(_shot(MINISTRY, "one", count=1)), reported(_shot(MINISTRY, "two", count=2), hours=3))) == ()
    )


def test_no_damage_against_damage_is_a_negation() -> None:
    none = told(What.DAMAGE, GOVERNOR, "there is no damage", negated=True, happening=0)
    some = told(What.DAMAGE, RESIDENTS, "a roof is burning", value="fire", happening=0)
    found = contradictions_of(
        one_incident(reported(_shot(GOVERNOR, "shot down"), none, source="g"), reported(_shot(RESIDENTS, "seen"), some, source="r"))
    )
    assert [one.attribute for one in found] == [Topic.DAMAGE]
    assert found[0].why.startswith("negation")


def _hurt(asserter: Asserter, quote: str, count: int, kind: str) -> Assertion:
    return told(What.CASUALTIES, asserter, quote, count=count, value=kind, happening=0)


def test_killed_and_injured_are_two_figures() -> None:
    here = reported(_shot(MINISTRY, "shot down"), _hurt(MINISTRY, "two people were killed", 2, "killed"))
    there = reported(_shot(GOVERNOR, "shot down"), _hurt(GOVERNOR, "five people were injured", 5, "injured"), source="g")
    assert contradictions_of(one_incident(here, there)) == ()
    against = reported(_shot(GOVERNOR, "shot down"), _hurt(GOVERNOR, "five people were killed", 5, "killed"), source="g")
    assert [one.attribute for one in contradictions_of(one_incident(here, against))] == [Topic.CASUALTIES]


@pytest.mark.parametrize("nobody", [{"negated": True}, {"count": 0}, {"value": "none"}])
def test_nobody_hurt_against_somebody_is_a_negation(nobody: dict[str, Any]) -> None:
    none = told(What.CASUALTIES, GOVERNOR, "nobody was hurt", happening=0, **nobody)
    found = contradictions_of(
        one_incident(
            reported(_shot(GOVERNOR, "shot down"), none, source="g"),
            reported(_shot(RESIDENTS, "seen"), _hurt(RESIDENTS, "two people were injured", 2, "injured"), source="r"),
        )
    )
    assert [one.why.split(":")[0] for one in found] == ["negation"]


def test_two_kinds_of_target_contradict_but_not_an_unknown_one() -> None:
    missile = _shot(MINISTRY, "a cruise missile", target=Target.CRUISE_MISSILE, places=at(TOWN))
    drone = reported(_shot(GOVERNOR, "a drone", places=at(TOWN)), source="g")
    assert [one.attribute for one in contradictions_of(one_incident(reported(missile), drone))] == [Topic.TARGET]
    unknown = _shot(GOVERNOR, "something", target=Target.UNKNOWN, places=at(TOWN))
    assert contradictions_of(one_incident(reported(missile), reported(unknown, source="g"))) == ()


def test_shot_down_against_hit_is_an_outcome_unless_there_were_several() -> None:
    hit = reported(told(What.IMPACT, RESIDENTS, "it hit the depot", target=Target.UAV, places=at(TOWN)), source="r")
    one = reported(_shot(MINISTRY, "shot down", count=1, places=at(TOWN)))
    six = reported(_shot(MINISTRY, "six shot down", count=6, places=at(TOWN)))
    assert [found.attribute for found in contradictions_of(one_incident(one, hit))] == [Topic.OUTCOME]
    assert contradictions_of(one_incident(six, hit)) == ()


def test_over_a_region_one_may_fall_and_another_get_through_unless_one_report_tells_both() -> None:
    shot = _shot(MINISTRY, "shot down")
    hit = told(What.IMPACT, RESIDENTS, "it hit the depot", target=Target.UAV, places=at(TULA))
    assert contradictions_of(one_incident(reported(shot), reported(hit, source="r"))) == ()
    assert [found.attribute for found in contradictions_of(one_incident(reported(shot, hit)))] == [Topic.OUTCOME]


def test_places_far_apart_contradict() -> None:
    here = _shot(MINISTRY, "fell in the oblast", places=at(TULA, PlaceRole.FELL))
    there = _shot(GOVERNOR, "fell far away", places=at(FAR_TOWN, PlaceRole.FELL))
    assert [one.attribute for one in contradictions_of(one_incident(reported(here), reported(there, source="g")))] == [Topic.PLACE]


def test_who_only_relays_contradicts_nobody() -> None:
    relayed = _shot(PAPER, "allegedly nine", count=9, factuality=Factuality.UNCOMMITTED)
    assert (
        contradictions_of(one_incident(reported(_shot(MINISTRY, "one", count=1)), reported(relayed, source="p", stream=Stream.MEDIA))) == ()
    )


def test_the_same_value_twice_is_agreement() -> None:
    assert (
        contradictions_of(one_incident(reported(_shot(MINISTRY, "one", count=1)), reported(_shot(GOVERNOR, "one", count=1), source="g")))
        == ()
    )


def test_figures_of_two_towns_do_not_contradict_and_those_of_one_town_do() -> None:
    here = reported(_shot(MINISTRY, "three drones", count=3, places=at(TOWN)))
    there = reported(_shot(GOVERNOR, "five drones", count=5, places=at(FAR_TOWN)), source="g")
    assert contradictions_of(one_incident(here, there)) == ()
    same = reported(_shot(GOVERNOR, "five drones", count=5, places=at(TOWN)), source="g")
    assert [one.attribute for one in contradictions_of(one_incident(here, same))] == [Topic.COUNT]


def test_one_more_is_no_figure_of_the_whole() -> None:
    two, more = reported(_shot(MINISTRY, "two drones", count=2)), reported(_shot(GOVERNOR, "another five drones", count=5), source="g")
    assert contradictions_of(one_incident(two, more)) == ()


def test_a_figure_of_hits_is_none_of_kills() -> None:
    hits = reported(told(What.IMPACT, GOVERNOR, "two hits", count=2, target=Target.UAV, places=at(TOWN)), source="g")
    assert contradictions_of(one_incident(reported(_shot(MINISTRY, "five drones", count=5, places=at(TOWN))), hits)) == ()


def test_an_hours_figure_contradicts_no_figure_without_an_hour() -> None:
    hour = Period(start=NOON, end=NOON + timedelta(hours=1), precision=TimePrecision.MINUTE)
    of_hour = reported(_shot(MINISTRY, "three drones", count=3, period=hour))
    assert contradictions_of(one_incident(of_hour, reported(_shot(GOVERNOR, "five drones", count=5), source="g"))) == ()
    same_hour = reported(_shot(GOVERNOR, "five drones", count=5, period=hour), source="g")
    assert len(contradictions_of(one_incident(of_hour, same_hour))) == 1


def test_where_one_speaker_tells_both_there_were_two() -> None:
    missile = _shot(MINISTRY, "a cruise missile", target=Target.CRUISE_MISSILE, places=at(TOWN))
    drone = _shot(GOVERNOR, "a drone", places=at(TOWN))
    also = _shot(GOVERNOR, "and a cruise missile", target=Target.CRUISE_MISSILE, places=at(TOWN))
    both = one_incident(reported(missile), reported(drone, source="g"), reported(also, source="g", hours=1))
    assert contradictions_of(both) == ()


def test_what_residents_saw_shot_down_may_be_another_than_what_an_authority_tells_hit() -> None:
    hit = reported(told(What.IMPACT, GOVERNOR, "it hit the depot", target=Target.UAV, places=at(TOWN)), source="g")
    seen = reported(_shot(RESIDENTS, "shot down", places=at(TOWN)), source="r")
    assert contradictions_of(one_incident(hit, seen)) == ()


CHANNEL = Asserter(name="self", kind=AsserterClass.SELF, stream=Stream.GRASSROOTS)


def _hit_and_shot(*more: tuple[Report, Reading], hours: float = 1, quote: str = "shot down", by: Asserter = MINISTRY) -> Material:
    hit = reported(told(What.IMPACT, CHANNEL, "it hit the depot", target=Target.UAV, places=at(TOWN)), source="one channel")
    return one_incident(hit, reported(_shot(by, quote, places=at(TOWN)), source="other channel", hours=hours), *more)


def test_a_lone_voice_that_ends_it_otherwise_than_an_authority_contradicts_it_soon() -> None:
    assert [one.attribute for one in contradictions_of(_hit_and_shot())] == [Topic.OUTCOME]
    assert contradictions_of(_hit_and_shot(hours=4)) == ()
    assert contradictions_of(_hit_and_shot(quote="one more shot down")) == ()


def test_of_one_voice_against_one_other_nobody_can_tell_whether_they_mean_one_thing() -> None:
    assert contradictions_of(_hit_and_shot(by=CHANNEL)) == ()
    also = reported(_shot(CHANNEL, "it was shot down", places=at(TOWN)), source="third channel")
    assert [one.attribute for one in contradictions_of(_hit_and_shot(also, by=CHANNEL))] == [Topic.OUTCOME]


def test_one_source_that_tells_of_both_ends_tells_of_two_things() -> None:
    hit = reported(told(What.IMPACT, CHANNEL, "a hit at the depot", target=Target.UAV, places=at(TOWN)), source="channel")
    assert contradictions_of(one_incident(hit, reported(_shot(MINISTRY, "shot down", places=at(TOWN)), source="channel"))) == ()


def test_where_several_tell_of_the_hit_there_were_two() -> None:
    hit = reported(told(What.IMPACT, CHANNEL, "a hit at the depot", target=Target.UAV, places=at(TOWN)), source="third channel")
    assert contradictions_of(_hit_and_shot(hit)) == ()


def test_an_authority_that_owns_to_a_hit_contradicts_no_kill() -> None:
    hit = reported(told(What.IMPACT, GOVERNOR, "it hit the depot", target=Target.UAV, places=at(TOWN)), source="g")
    kills = [reported(_shot(CHANNEL, f"shot down, {name}", places=at(TOWN)), source=name) for name in ("one", "two")]
    assert contradictions_of(one_incident(hit, *kills)) == ()


def test_another_kind_of_target_a_day_later_is_another_thing() -> None:
    missile = reported(_shot(MINISTRY, "a cruise missile", target=Target.CRUISE_MISSILE, places=at(TOWN)))
    assert contradictions_of(one_incident(missile, reported(_shot(GOVERNOR, "a drone", places=at(TOWN)), source="g", hours=20))) == ()


def test_what_was_aimed_at_a_town_did_not_end_there() -> None:
    aimed = (structs.replace(at(TOWN)[0], role=PlaceRole.AIMED_AT),)
    hit = reported(told(What.IMPACT, CHANNEL, "it hit the depot", target=Target.UAV, places=at(TOWN)), source="one channel")
    assert contradictions_of(one_incident(hit, reported(_shot(MINISTRY, "shot down on its way", places=aimed)))) == ()


def test_a_figure_of_the_night_stands_against_one_without_a_time() -> None:
    night = Period(start=NOON - timedelta(hours=18), end=NOON - timedelta(hours=6), precision=TimePrecision.NIGHT)
    timed = reported(_shot(GOVERNOR, "three drones", count=3, period=night), source="g")
    found = contradictions_of(one_incident(timed, reported(_shot(MINISTRY, "five drones", count=5))))
    assert [one.attribute for one in found] == [Topic.COUNT]


def test_a_third_town_makes_it_a_raid_and_no_contradiction_of_places() -> None:
    third = Place(name="Third Town", iso="RU-TUL", lat=50.0, lon=35.0, radius_m=5_000, precision=Precision.TOWN)
    here, there = (
        reported(_shot(MINISTRY, "over here", places=at(TOWN))),
        reported(_shot(RESIDENTS, "there", places=at(FAR_TOWN)), source="r"),
    )
    assert [one.attribute for one in contradictions_of(one_incident(here, there))] == [Topic.PLACE]
    elsewhere = reported(_shot(RESIDENTS, "and there", places=at(third)), source="q")
    assert contradictions_of(one_incident(here, there, elsewhere)) == ()


def test_two_hours_of_one_thing_contradict() -> None:
    def clocked(hour: int) -> Period:
        return Period(start=NOON + timedelta(hours=hour), end=NOON + timedelta(hours=hour), precision=TimePrecision.MINUTE)

    early = reported(_shot(MINISTRY, "at one", period=clocked(1), places=at(TOWN)))
    late = reported(_shot(GOVERNOR, "at four", period=clocked(4), places=at(TOWN)), source="g")
    assert [one.why.split(":")[0] for one in contradictions_of(one_incident(early, late))] == ["time"]
    soon = reported(_shot(GOVERNOR, "at half past one", period=clocked(1), places=at(TOWN)), source="g")
    assert contradictions_of(one_incident(early, soon)) == ()


def denied(asserter: Asserter, quote: str, value: str, place: Place = TOWN) -> Assertion:
    return told(What(value), asserter, quote, target=Target.UNKNOWN, places=at(place), negated=True)


def test_nothing_was_shot_down_stands_against_every_kill_told_of_that_town_before() -> None:
    kills = [reported(_shot(GOVERNOR, f"kill {n}", places=at(TOWN)), source="g", hours=n) for n in (0, 1, 2)]
    denial = reported(denied(PAPER, "nothing was shot down", "intercepted"), source="p", stream=Stream.GRASSROOTS, hours=4)
    assert [(one.attribute, one.why.split(":")[0]) for one in contradictions_of(one_incident(*kills, denial))] == [
        (Topic.OUTCOME, "negation")
    ]
    elsewhere = reported(denied(PAPER, "nothing was shot down", "intercepted", FAR_TOWN), source="p", stream=Stream.GRASSROOTS, hours=4)
    assert contradictions_of(one_incident(*kills, elsewhere)) == ()
    earlier = reported(denied(PAPER, "nothing was shot down", "intercepted"), source="p", stream=Stream.GRASSROOTS, hours=-1)
    assert contradictions_of(one_incident(kills[2], earlier)) == ()


def test_no_serious_damage_leaves_room_for_some() -> None:
    some = reported(
        _shot(RESIDENTS, "seen", places=at(TOWN)), told(What.DAMAGE, RESIDENTS, "windows are out", value="windows", happening=0), source="r"
    )
    for quote, wanted in (("no serious damage", 0), ("no damage", 1)):
        none = told(What.DAMAGE, GOVERNOR, quote, negated=True, happening=0)
        found = contradictions_of(one_incident(reported(_shot(GOVERNOR, "shot down", places=at(TOWN)), none, source="g"), some))
        assert len(found) == wanted


def test_where_one_authority_tells_of_two_things_no_damage_may_be_of_the_other() -> None:
    none = told(What.DAMAGE, GOVERNOR, "no damage", negated=True, happening=0)
    some = reported(
        _shot(RESIDENTS, "seen", places=at(TOWN)), told(What.DAMAGE, RESIDENTS, "it burns", value="fire", happening=0), source="r"
    )
    first = reported(_shot(GOVERNOR, "shot down", places=at(TOWN)), none, source="g")
    second = reported(_shot(GOVERNOR, "shot down at four", places=at(TOWN)), source="g", hours=1)
    assert len(contradictions_of(one_incident(first, some))) == 1
    assert contradictions_of(one_incident(first, second, some)) == ()


def test_figures_told_far_apart_in_time_are_of_two_states_of_knowledge() -> None:
    early = reported(_shot(GOVERNOR, "three drones", count=3), source="g")
    late = reported(_shot(MINISTRY, "five drones", count=5), hours=9)
    assert contradictions_of(one_incident(early, late)) == ()


def _came_down(asserter: Asserter, quote: str, place: Place, source: str, hours: float = 0) -> Any:
    return reported(told(What.DEBRIS_FELL, asserter, quote, places=at(place, PlaceRole.FELL)), source=source, hours=hours)


@pytest.mark.parametrize(
    ("others", "hours", "wanted"),
    [((GOVERNOR, PAPER), 0.2, 1), ((GOVERNOR, PAPER), 5, 0), ((PAPER,), 0.2, 0)],
    ids=["a lone voice against an authority and a paper", "told hours later", "one voice against one"],
)
def test_a_town_stands_against_another_where_a_lone_voice_names_it_soon(others: tuple[Asserter, ...], hours: float, wanted: int) -> None:
    shot = [reported(_shot(asserter, "shot down", places=at(TOWN)), source=f"s{n}") for n, asserter in enumerate(others)]
    lone = reported(_shot(RESIDENTS, "seen it fall", places=at(FAR_TOWN)), source="r", stream=Stream.GRASSROOTS, hours=hours)
    found = [one for one in contradictions_of(one_incident(*shot, lone)) if one.attribute is Topic.PLACE]
    assert len(found) == wanted
