"""What people decided is obeyed for ever and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuse.invented import LIPETSK, MINISTRY, NIGHT, TULA, YELETS, Told, evidence_of, invent

from skywitness.fuse import Evidence, fuse, obey
from skywitness.model.ids import DecisionId
from skywitness.model.place import Place
from skywitness.model.provenance import Decision
from skywitness.model.report import SourceProfile
from skywitness.model.words import DecisionKind, Precision, Stream

OURS = Told(text="Two drones brought down over the region", at_min=5, count=2)
AGAIN = Told(text="From the bridge we saw two of them fall", source="resident", at_min=9, count=2)
FAR = Told(text="A drone fell in Tula", source="other", place=TULA, at_min=7)
NOWHERE_TOLD = Told(text="Bang!", source="third", place=None, at_min=8)
ALL = (OURS, AGAIN, FAR, NOWHERE_TOLD)
FIELD = Place(name="52.1, 38.9", iso="RU-LIP", lat=52.1, lon=38.9, radius_m=500, precision=Precision.POINT, why="placed by Vera: the mast")


def decided(kind: DecisionKind, *about: str, value: str | None = None, number: int = 1) -> Decision:
    return Decision(
        decision_id=DecisionId(f"d-{number}"),
        kind=kind,
        about=about,
        value=value,
        by="Vera",
        why="she knows",
        made_at=NIGHT + timedelta(days=1, minutes=number),
    )


def place_json(place: Place | None) -> str:
    return msgspec.json.encode(place).decode()


def test_a_persons_place_wins_over_every_report_and_the_decision_shows() -> None:
    (before,) = fuse(evidence_of(OURS, AGAIN)).incidents
    placed = decided(DecisionKind.PLACE, before.incident_id, value=place_json(FIELD))
    (after,) = fuse(evidence_of(OURS, AGAIN, decisions=(placed,))).incidents
    assert (before.place, after.place) == (LIPETSK, FIELD)
    assert after.decisions == ("d-1",)


def test_the_newest_place_counts_and_its_undo_brings_the_older_back() -> None:
    (before,) = fuse(evidence_of(OURS)).incidents
    first = decided(DecisionKind.PLACE, before.incident_id, value=place_json(FIELD))
    second = decided(DecisionKind.PLACE, before.incident_id, value=place_json(YELETS), number=2)
    undo = decided(DecisionKind.UNDO, "d-2", number=3)
    assert fuse(evidence_of(OURS, decisions=(first, second))).incidents[0].place == YELETS
    assert fuse(evidence_of(OURS, decisions=(first, second, undo))).incidents[0].place == FIELD


def test_a_person_can_say_that_it_cannot_be_placed() -> None:
    (before,) = fuse(evidence_of(OURS)).incidents
    nowhere = decided(DecisionKind.PLACE, before.incident_id, value="null")
    assert fuse(evidence_of(OURS, decisions=(nowhere,))).incidents[0].place is None


def test_a_placed_report_meets_the_others_there() -> None:
    assert len(fuse(evidence_of(OURS, NOWHERE_TOLD)).incidents) == 2
    placed = decided(DecisionKind.PLACE, invent(NOWHERE_TOLD)[0].report_id, value=place_json(LIPETSK))
    assert len(fuse(evidence_of(OURS, NOWHERE_TOLD, decisions=(placed,))).incidents) == 1


def test_a_persons_grade_takes_the_place_of_the_profiles_own() -> None:
    profile = SourceProfile(name="ministry", stream=Stream.OFFICIAL, reliability="D", speaks_for=MINISTRY.name)
    evidence = msgspec.structs.replace(evidence_of(OURS), profiles={"ministry": profile})
    graded = msgspec.structs.replace(evidence, decisions=(decided(DecisionKind.GRADE, "ministry", value="B"),))
    assert obey(graded).profiles == {"ministry": msgspec.structs.replace(profile, reliability="B")}
    assert obey(evidence).profiles == evidence.profiles


NAMES: list[str] = [name for told in ALL for name in (invent(told)[0].report_id, invent(told)[2].occurrence_id)]
NAMES += [incident.incident_id for incident in fuse(evidence_of(*ALL)).incidents]
KINDS = [DecisionKind.MERGE, DecisionKind.SPLIT, DecisionKind.KEEP_APART, DecisionKind.REJECT, DecisionKind.PLACE]


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    """Some decisions about what is there, none of them an undo."""
    made = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(KINDS))
        about = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
        value = draw(st.sampled_from([place_json(FIELD), "null"])) if kind is DecisionKind.PLACE else None
        made.append(decided(kind, *about, value=value, number=number))
    return made


def evidence_with(made: list[Decision]) -> Evidence:
    return evidence_of(*ALL, decisions=tuple(made))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(made=decisions())
def test_a_decision_and_its_undo_cancel(made: list[Decision]) -> None:
    *before, last = made
    undo = decided(DecisionKind.UNDO, last.decision_id, number=len(made) + 1)
    assert fuse(evidence_with([*made, undo])).incidents == fuse(evidence_with(before)).incidents


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(made=decisions(), data=st.data())
def test_decisions_lose_no_occurrence_but_those_rejected_and_their_order_of_arrival_is_nothing(
    made: list[Decision], data: st.DataObject
) -> None:
    fused = fuse(evidence_with(made))
    held = [each for incident in fused.incidents for each in incident.occurrences]
    assert len(held) == len(set(held))
    if not any(each.kind is DecisionKind.REJECT for each in made):
        assert set(held) == {invent(told)[2].occurrence_id for told in ALL}
    assert fuse(evidence_with(data.draw(st.permutations(made)))) == fused


@settings(max_examples=100, deadline=None)
@given(made=decisions())
def test_obeying_twice_changes_nothing(made: list[Decision]) -> None:
    once = obey(evidence_with(made))
    assert obey(once) == once
