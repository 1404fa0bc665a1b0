"""Told once, corrected when it changes, by the same memory across merges, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alert.rows import EVERYTHING, Memory, rows, steps
from tests.publish import examples as ex

from skywitness.alert.compare import Step
from skywitness.alert.plan import Near, Rule
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Dossier
from skywitness.model.notice import Change, Notice, NoticeKind, Reason, ReasonKind
from skywitness.model.words import PlaceRole, Standing, Target, Topic, What


def only(found: list[Step]) -> Notice:
    (step,) = found
    assert step.notice is not None
    return step.notice


def fires(rule: Rule, *dossiers: Dossier) -> set[str]:
    return {step.notice.subject[-1] for step in steps(rows(*dossiers), [], rule) if step.notice}


MOSCOW = ex.dossier(2, place=ex.MOSCOW, role=PlaceRole.AIMED_AT, standing=Standing.CLAIMED, target=Target.CRUISE_MISSILE)
NOWHERE = ex.dossier(3, place=None, role=None, title="UAV over the airport", what=What.IMPACT)
QUIET = msgspec.structs.replace(ex.dossier(4, attributes=()), silence=(), contradictions=())


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({}, "1234"),
        ({"regions": ("RU-LIP",)}, "14"),
        ({"regions": ("RU",)}, "124"),
        ({"regions": ("RU-MO",)}, ""),
        ({"near": Near(lat=55.75, lon=37.6, km=30)}, "2"),
        ({"near": Near(lat=50.45, lon=30.5, km=30)}, ""),
        ({"what": (What.IMPACT,)}, "3"),
        ({"target": (Target.CRUISE_MISSILE, Target.ROCKET)}, "2"),
        ({"standing": (Standing.CLAIMED, Standing.CONFIRMED)}, "2"),
        ({"silence_quantile": 0.9}, "123"),
        ({"silence_quantile": 0.99}, ""),
        ({"contradiction": True}, "123"),
        ({"words": ("airport",)}, "3"),
        ({"words": ("AIR*",)}, "3"),
        ({"words": ("air",)}, ""),
        ({"words": ("Ельц*", "nothing")}, "123"),
        ({"words": ("airport",), "what": (What.INTERCEPTED,)}, ""),
        ({"contradiction": True, "regions": ("RU-MOW",)}, "2"),
    ],
)
def test_a_rule_tells_what_it_asks_for_and_nothing_else(rule: dict[str, object], told: str) -> None:
    asked = Rule(name="asked", to=("desk",), **rule)  # type: ignore[arg-type] # a table of cases
    assert fires(asked, ex.dossier(), MOSCOW, NOWHERE, QUIET) == set(told)


def test_a_tally_that_does_not_add_up_is_told_until_it_does() -> None:
    memory = Memory(Rule(name="sums", to=("desk",), tally_mismatch=True))
    first = only(memory.look(rows(ex.dossier(), tallies=(ex.TALLY,))))
    assert (first.subject, first.reasons) == (ex.TALLY.tally_id, (Reason(ReasonKind.TALLY),))
    assert memory.look(rows(ex.dossier(), tallies=(msgspec.structs.replace(ex.TALLY, matched=40, verdict="short by 2"),))) == []
    good = only(memory.look(rows(ex.dossier(), tallies=(msgspec.structs.replace(ex.TALLY, matched=42, verdict="consistent"),))))
    assert (good.kind, good.lapsed) == (NoticeKind.CORRECTION, (Reason(ReasonKind.TALLY),))


def test_what_was_told_is_told_no_second_time() -> None:
    memory = Memory(EVERYTHING)
    assert len(memory.look(rows(ex.dossier(), MOSCOW))) == 2
    assert memory.look(rows(ex.dossier(), MOSCOW)) == []


def test_a_value_that_was_told_and_changed_is_corrected_after_the_alert() -> None:
    memory = Memory(EVERYTHING)
    alert = only(memory.look(rows(ex.dossier())))
    more = (ex.attribute(Topic.COUNT, ex.candidate(2, ex.MAYOR)), *ex.dossier().incident.attributes[1:])
    correction = only(memory.look(rows(ex.dossier(attributes=more, standing=Standing.DISPUTED))))
    assert correction.kind is NoticeKind.CORRECTION
    assert correction.corrects == alert.notice_id
    assert set(correction.changes) == {Change("count", "1", "2"), Change("standing", "witnessed", "disputed")}


def test_a_first_value_and_a_finer_place_correct_nothing() -> None:
    memory = Memory(EVERYTHING)
    memory.look(rows(ex.dossier(place=ex.GRID_REGION, attributes=())))
    assert memory.look(rows(ex.dossier(place=ex.TOWN))) == []


def test_a_second_rule_that_comes_true_is_told_after_the_first() -> None:
    memory = Memory(EVERYTHING, Rule(name="sure", to=("desk",), standing=(Standing.CONFIRMED,), urgent=True))
    first = only(memory.look(rows(ex.dossier())))
    second = only(memory.look(rows(ex.dossier(standing=Standing.CONFIRMED))))
    assert (first.rules, second.rules, second.kind, second.corrects) == (("everything",), ("sure",), NoticeKind.ALERT, first.notice_id)
    assert (first.is_urgent, second.is_urgent) == (False, True)


def test_one_message_tells_of_all_rules_that_come_true_at_once() -> None:
    assert only(Memory(EVERYTHING, Rule(name="also", to=("desk",))).look(rows(ex.dossier()))).rules == ("everything", "also")


def merged(into: int, *gone: int, **changes: Any) -> Dossier:
    ids = tuple(IncidentId(f"i-{number:020d}") for number in gone)
    return ex.dossier(into, merged_from=ids, **changes)


def test_an_incident_that_went_into_another_is_told_no_second_time() -> None:
    memory = Memory(EVERYTHING)
    memory.look(rows(ex.dossier(7)))
    assert memory.look(rows(merged(1, 7))) == []
    (told,) = memory.told
    assert told.endswith("1")
    correction = only(memory.look(rows(merged(1, 7, standing=Standing.DENIED))))
    assert correction.changes == (Change("standing", "witnessed", "denied"),)


def test_two_that_were_told_and_are_one_are_corrected_once() -> None:
    memory = Memory(EVERYTHING)
    memory.look(rows(ex.dossier(1), ex.dossier(7)))
    correction = only(memory.look(rows(merged(1, 7))))
    assert correction.kind is NoticeKind.CORRECTION
    assert [subject[-1] for subject in correction.merged] == ["1", "7"]
    assert memory.look(rows(merged(1, 7))) == []


def test_what_nothing_supports_any_more_is_taken_back_once_and_told_anew_when_it_returns() -> None:
    memory = Memory(EVERYTHING)
    alert = only(memory.look(rows(ex.dossier())))
    withdrawal = only(memory.look(rows()))
    assert (withdrawal.is_withdrawn, withdrawal.corrects) == (True, alert.notice_id)
    assert memory.look(rows()) == []
    again = only(memory.look(rows(ex.dossier())))
    assert again.kind is NoticeKind.ALERT
    assert len({alert.notice_id, withdrawal.notice_id, again.notice_id}) == 3


def test_the_end_of_a_contradiction_is_told_and_so_is_another_one() -> None:
    memory = Memory(Rule(name="doubt", to=("desk",), contradiction=True))
    memory.look(rows(ex.dossier()))
    ended = only(memory.look(rows(msgspec.structs.replace(ex.dossier(), contradictions=()))))
    assert ended.lapsed == (Reason(ReasonKind.CONTRADICTION, "count"),)
    assert only(memory.look(rows(ex.dossier()))).kind is NoticeKind.ALERT


def test_a_rule_that_another_condition_ends_says_nothing_untrue_of_the_rest() -> None:
    memory = Memory(Rule(name="doubt", to=("desk",), contradiction=True, standing=(Standing.WITNESSED,)))
    memory.look(rows(ex.dossier()))
    correction = only(memory.look(rows(ex.dossier(standing=Standing.CONFIRMED))))
    assert [change.about for change in correction.changes] == ["standing"]
    assert correction.lapsed == ()


def test_old_things_are_no_news_but_are_corrected() -> None:
    rule = Rule(name="fresh", to=("desk",), max_age_hours=24)
    assert Memory(rule).look(rows(ex.dossier())) == []
    assert Memory(EVERYTHING).look(rows(ex.dossier()), since=ex.NEXT_WEEK) == []
    memory = Memory(rule)
    assert len(memory.look(rows(ex.dossier()), now=ex.NIGHT + timedelta(hours=3))) == 1
    assert len(memory.look(rows(ex.dossier(standing=Standing.DENIED)))) == 1


pictures = st.lists(
    st.dictionaries(st.integers(1, 5), st.sampled_from(list(Standing)), max_size=4).map(
        lambda standings: [ex.dossier(number, standing=standing) for number, standing in standings.items()]
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(pictures=pictures)
def test_whatever_happens_every_message_has_its_own_id_and_the_last_one_tells_the_truth(pictures: list[list[Dossier]]) -> None:
    memory, told = Memory(EVERYTHING), dict[str, str]()
    ids = list[str]()
    for picture in pictures:
        released = rows(*picture)
        for step in memory.look(released):
            assert step.notice is not None
            ids.append(step.notice.notice_id)
            assert (step.notice.corrects is None) == (step.notice.subject not in told)
            told[step.notice.subject] = str(step.row["standing"]) if step.row is not None else "withdrawn"
        assert memory.look(released) == []
        there = {str(row["id"]): str(row["standing"]) for row in released if row["kind"] == "incident"}
        assert told == {subject: there.get(subject, "withdrawn") for subject in told}
        assert there.keys() <= told.keys()
    assert len(ids) == len(set(ids))
