"""The standard questions: answered, withheld, said to be unknown, never addressed. These four are never mixed up."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.assess.stories import GOVERNOR, MINISTRY, NIGHT, NOON, RESIDENTS, TULA, at, one_incident, reported, told

from skywitness.assess import Material, assess
from skywitness.model.incident import Attribute, Gap
from skywitness.model.place import Period
from skywitness.model.reading import Asserter, PlaceMention
from skywitness.model.words import CountState, PlaceRole, Standing, Target, TimePrecision, Topic, What


def gaps_of(material: Material) -> dict[Topic, Gap]:
    return {gap.about: gap for gap in assess(material).dossiers[0].gaps}


def test_what_a_report_withholds_is_withheld() -> None:
    shot = told(What.INTERCEPTED, target=Target.UAV, count=1, places=at(TULA))
    refusal = told(What.NOT_DISCLOSED, quote="its type is being kept secret", about=(Topic.ORIGIN, Topic.PAYLOAD), happening=0)
    gaps = gaps_of(one_incident(reported(shot, refusal)))
    assert gaps[Topic.ORIGIN].state is gaps[Topic.PAYLOAD].state is CountState.WITHHELD
    assert gaps[Topic.PAYLOAD].quote == "its type is being kept secret"
    assert gaps[Topic.ORIGIN].last_asked_of == "Ministry of Defence of Russia"


def test_what_is_being_clarified_is_unknown() -> None:
    shot = told(What.INTERCEPTED, target=Target.UAV, places=at(TULA))
    unsure = told(
        What.NOT_DISCLOSED, GOVERNOR, "damage is being clarified", about=(Topic.DAMAGE,), count_state=CountState.UNKNOWN, happening=0
    )
    assert gaps_of(one_incident(reported(shot, unsure)))[Topic.DAMAGE].state is CountState.UNKNOWN


def test_what_nobody_addresses_is_not_given_since_the_incident_became_public() -> None:
    gaps = gaps_of(one_incident(reported(told(What.INTERCEPTED, target=Target.UAV, places=at(TULA)))))
    assert gaps[Topic.CASUALTIES].state is CountState.NOT_GIVEN
    assert gaps[Topic.CASUALTIES].since == NOON
    assert gaps[Topic.CASUALTIES].last_asked_of == "Governor of Tula Oblast"
    assert gaps[Topic.COUNT].state is CountState.NOT_GIVEN


def test_an_answer_closes_the_question() -> None:
    shot = told(What.INTERCEPTED, GOVERNOR, target=Target.UAV, count=2, means="air defence", places=at(TULA))
    none_hurt = told(What.CASUALTIES, GOVERNOR, "nobody was hurt", negated=True, happening=0)
    crews = told(What.RESPONSE, GOVERNOR, "crews are there", value="on_site", happening=0)
    gaps = gaps_of(one_incident(reported(shot, none_hurt, crews)))
    assert not gaps.keys() & {Topic.COUNT, Topic.MEANS, Topic.TARGET, Topic.CASUALTIES, Topic.RESPONSE, Topic.PLACE}


def test_a_place_aimed_at_does_not_tell_where_it_came_down() -> None:
    gaps = gaps_of(one_incident(reported(told(What.INTERCEPTED, target=Target.UAV, places=at(TULA, PlaceRole.AIMED_AT)))))
    assert gaps[Topic.PLACE].state is CountState.NOT_GIVEN
    assert "does not say where it came down" in gaps[Topic.PLACE].why


def test_a_place_that_is_named_is_an_answer_though_no_gazetteer_settles_it() -> None:
    named = (PlaceMention(surface="Voznesensk", span=(0, 1), role=PlaceRole.OCCURRED, place=None, why="several bear the name"),)
    assert Topic.PLACE not in gaps_of(one_incident(reported(told(What.INTERCEPTED, target=Target.UAV, places=named))))
    aimed = (structs.replace(named[0], role=PlaceRole.AIMED_AT),)
    assert "aimed at is told" in gaps_of(one_incident(reported(told(What.INTERCEPTED, target=Target.UAV, places=aimed))))[Topic.PLACE].why


def test_an_alarm_is_where_it_is_aimed_at() -> None:
    assert gaps_of(one_incident(reported(told(What.WARNED, target=Target.UAV, places=at(TULA, PlaceRole.AIMED_AT))))) == {}


def test_night_is_no_date() -> None:
    gaps = gaps_of(one_incident(reported(told(What.INTERCEPTED, RESIDENTS, places=at(TULA), period=NIGHT))))
    assert "night" in gaps[Topic.PERIOD].why
    dated = told(What.INTERCEPTED, RESIDENTS, places=at(TULA), period=Period(start=NOON, end=NOON, precision=TimePrecision.HOUR))
    assert Topic.PERIOD not in gaps_of(one_incident(reported(dated)))


def test_today_is_a_date_once_the_day_of_publication_is_known() -> None:
    today = Period(word="today", precision=TimePrecision.DAY)
    dated = told(What.INTERCEPTED, RESIDENTS, places=at(TULA), period=structs.replace(today, before=NOON))
    assert Topic.PERIOD not in gaps_of(one_incident(reported(dated)))
    assert Topic.PERIOD in gaps_of(one_incident(reported(told(What.INTERCEPTED, RESIDENTS, places=at(TULA), period=today), hours=None)))


def _counted(refuser: Asserter, answerer: Asserter, hours: float = 1) -> Material:
    refusal = told(What.NOT_DISCLOSED, refuser, "the number is not given out", about=(Topic.COUNT,), happening=0)
    return one_incident(
        reported(told(What.INTERCEPTED, refuser, "shot down", target=Target.UAV, places=at(TULA)), refusal, source="m"),
        reported(told(What.INTERCEPTED, answerer, "three drones", target=Target.UAV, count=3, places=at(TULA)), source="g", hours=hours),
    )


def test_what_one_withholds_and_another_answers_is_shown_with_both() -> None:
    dossier = assess(_counted(MINISTRY, GOVERNOR)).dossiers[0]
    assert Topic.COUNT not in {gap.about for gap in dossier.gaps}
    assert [(one.about, one.state, one.quote) for one in dossier.refusals] == [
        (Topic.COUNT, CountState.WITHHELD, "the number is not given out")
    ]
    assert dossier.refusals[0].why.startswith(MINISTRY.name)


def test_who_tells_it_in_the_end_withholds_it_no_more() -> None:
    assert assess(_counted(GOVERNOR, GOVERNOR)).dossiers[0].refusals == ()


def test_what_nobody_answers_is_a_gap_and_no_refusal_beside_an_answer() -> None:
    shot = told(What.INTERCEPTED, target=Target.UAV, places=at(TULA))
    dossier = assess(one_incident(reported(shot, told(What.NOT_DISCLOSED, about=(Topic.ORIGIN,), happening=0)))).dossiers[0]
    assert dossier.refusals == ()


def test_a_refusal_about_no_incident_opens_no_gap() -> None:
    shot = told(What.INTERCEPTED, target=Target.UAV, places=at(TULA))
    gaps = gaps_of(one_incident(reported(shot, told(What.NOT_DISCLOSED, about=(Topic.ORIGIN,)))))
    assert gaps[Topic.ORIGIN].state is CountState.NOT_GIVEN


def test_an_alarm_is_not_asked_for_its_payload() -> None:
    assert gaps_of(one_incident(reported(told(What.WARNED, target=Target.UAV, places=at(TULA))))) == {}


@pytest.mark.parametrize("state", [CountState.WITHHELD, CountState.UNKNOWN])
def test_a_figure_that_is_withheld_or_unknown_is_not_merely_missing(state: CountState) -> None:
    count = Attribute(about=Topic.COUNT, preferred=None, state=state, standing=Standing.UNDISCLOSED, candidates=(), why="test")
    gaps = gaps_of(one_incident(reported(told(What.INTERCEPTED, target=Target.UAV, places=at(TULA))), attributes=(count,)))
    assert gaps[Topic.COUNT].state is state


def test_no_gap_is_named_twice() -> None:
    shot = told(What.INTERCEPTED, target=Target.UAV, places=at(TULA))
    refusals = [told(What.NOT_DISCLOSED, quote=f"no comment {n}", about=(Topic.ORIGIN, Topic.MODEL), happening=0) for n in range(3)]
    found = [gap.about for gap in assess(one_incident(reported(shot, *refusals))).dossiers[0].gaps]
    assert len(found) == len(set(found))
    assert Topic.MODEL in found


def test_whoever_heard_air_defence_at_work_has_told_by_what_means() -> None:
    shot = told(What.INTERCEPTED, MINISTRY, "shot down", places=at(TULA))
    heard = told(What.AIR_DEFENCE_ACTIVE, RESIDENTS, "air defence was at work", places=at(TULA), happening=0)
    assert Topic.MEANS in {gap.about for gap in assess(one_incident(reported(shot))).dossiers[0].gaps}
    assert Topic.MEANS not in {gap.about for gap in assess(one_incident(reported(shot, heard))).dossiers[0].gaps}


def test_just_now_is_a_time_once_the_publication_is_known() -> None:
    def open_questions(word: str) -> set[Topic]:
        period = Period(word=word, before=NOON)
        material = one_incident(reported(told(What.INTERCEPTED, MINISTRY, f"shot down {word}", places=at(TULA), period=period)))
        return {gap.about for gap in assess(material).dossiers[0].gaps}

    assert Topic.PERIOD not in open_questions("just now")
    assert Topic.PERIOD in open_questions("night")
