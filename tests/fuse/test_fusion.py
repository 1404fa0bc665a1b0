"""Fusion as a whole: one happening counted once, whatever the order in which it is told."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.fuse.invented import LIPETSK, MINISTRY, NIGHT, RESIDENTS, TULA, YELETS, Told, clock, evidence_of, invent

from skywitness.fuse import Evidence, Fused, fuse
from skywitness.fuse.compare import compare_pair
from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.sketch import draw_sketch
from skywitness.model.ids import DecisionId
from skywitness.model.place import Period, Place
from skywitness.model.provenance import Decision
from skywitness.model.reading import PlaceMention
from skywitness.model.report import SourceProfile
from skywitness.model.words import DecisionKind, Kind, Precision, Standing, Stream, Target, What


def by_ministry(told: Told) -> Told:
    return msgspec.structs.replace(told, source="ministry", stream=Stream.OFFICIAL, asserter=MINISTRY)


OURS = Told(text="Two drones brought down over the region", at_min=5, count=2)
THEIRS = by_ministry(
    Told(text="Around 23:00 two unmanned aircraft were destroyed over Lipetsk Oblast", at_min=60, count=2, period=clock(0))
)


def decide(kind: DecisionKind, *about: str, number: int = 1) -> Decision:
    at = NIGHT + timedelta(days=1, minutes=number)
    return Decision(decision_id=DecisionId(f"d-{number}"), kind=kind, about=about, value=None, by="Vera", why="she knows", made_at=at)


def test_both_streams_on_one_happening_are_one_confirmed_incident() -> None:
    (incident,) = fuse(evidence_of(OURS, THEIRS)).incidents
    assert incident.standing is Standing.CONFIRMED
    assert incident.roots_by_stream == {Stream.OFFICIAL: 1, Stream.GRASSROOTS: 1}
    assert incident.title == "2 drones intercepted, Lipetsk Oblast"


def test_one_channel_repeating_itself_is_one_root() -> None:
    again = Told(text="We say again: two drones brought down near Yelets tonight", at_min=15, count=2, place=YELETS)
    (incident,) = fuse(evidence_of(OURS, again)).incidents
    assert (incident.roots, incident.standing) == (1, Standing.REPORTED)


def test_repost_is_not_corroboration() -> None:
    repost = Told(text=OURS.text, source="other_channel", at_min=6, count=2)
    (alone,), (both,) = fuse(evidence_of(OURS)).incidents, fuse(evidence_of(OURS, repost)).incidents
    assert (both.roots, both.standing) == (alone.roots, alone.standing)
    assert [copy.why for copy in both.copies] == ["the same words, 60 s later"]


def test_two_residents_are_independent() -> None:
    one = Told(text="From my window in Yelets I saw it burst", source="resident_a", asserter=RESIDENTS, place=YELETS)
    two = Told(text="A bang, then a flash over the river at Yelets", source="resident_b", asserter=RESIDENTS, place=YELETS, at_min=2)
    (incident,) = fuse(evidence_of(one, two)).incidents
    assert (incident.roots, incident.standing) == (2, Standing.WITNESSED)


@pytest.mark.parametrize(
    "other",
    [
        Told(text="Drones shot down in the Tula region just now", place=TULA, at_min=6),
        Told(text="Three drones destroyed on the next evening", at_min=24 * 60),
        Told(text="Missile danger over Lipetsk", target=Target.BALLISTIC_MISSILE, what=What.WARNED, at_min=6),
    ],
)
def test_other_place_other_day_or_other_threat_is_another_incident(other: Told) -> None:
    assert len(fuse(evidence_of(OURS, other)).incidents) == 2


def test_a_warning_after_the_all_clear_begins_another_incident() -> None:
    warned = Told(text="Attention, drones", what=What.WARNED, at_min=0)
    cleared = Told(text="All clear for the region, drones gone", what=What.ALL_CLEAR, at_min=30)
    again = Told(text="Attention, a second group of drones coming", what=What.WARNED, at_min=60)
    assert [len(incident.reports) for incident in fuse(evidence_of(warned, cleared, again)).incidents] == [2, 1]


def test_a_night_total_is_a_tally_held_against_what_it_covers() -> None:
    first = by_ministry(Told(text="From 21 to 22 three drones destroyed over the oblast", count=3, at_min=200, period=clock(1, 2)))
    second = by_ministry(Told(text="From 1 to 2 four drones destroyed over it", count=4, at_min=400, period=clock(5, 6)))
    total = by_ministry(Told(text="Between 20:00 and 7:00 nine were destroyed in all", count=9, at_min=700, period=clock(0, 11)))
    fused = fuse(evidence_of(first, second, total))
    (tally,) = fused.tallies
    assert (tally.stated, tally.matched, tally.verdict) == (9, 7, "short by 2")
    assert len(tally.contains) == 2


def test_a_digest_is_never_an_incident() -> None:
    digest = by_ministry(Told(text="Summary of the day: two drones destroyed", kind=Kind.DIGEST, count=2, at_min=600))
    fused = fuse(evidence_of(OURS, THEIRS, digest))
    assert len(fused.incidents) == 1
    assert [tally.verdict for tally in fused.tallies] == ["consistent"]


def test_one_drone_in_the_night_is_no_roll_up() -> None:
    night = Told(text="Residents filmed a drone shot down at night", count=1, at_min=500, period=Period(word="night"), asserter=RESIDENTS)
    assert fuse(evidence_of(Told(text="Shot down just now", count=1), night)).tallies == ()


def test_a_city_and_the_region_around_it_are_one_alert() -> None:
    city = Place(name="Moscow", iso="RU-MOW", lat=55.75, lon=37.6, radius_m=25_000, precision=Precision.TOWN)
    around = Place(name="Moscow Oblast", iso="RU-MOS", lat=55.6, lon=38.0, radius_m=150_000, precision=Precision.REGION)
    told = [
        Told(text="Drones at the ring road", place=city),
        Told(text="Loud to the south of the city", place=around, source="b", at_min=9),
    ]
    assert len(fuse(evidence_of(*told)).incidents) == 1


STRUCK = Told(text="It struck the mill by the bridge", what=What.IMPACT, place=YELETS, at_min=10)
DAMAGED = Told(
    text="The roof of the mill is gone, windows too", what=What.DAMAGE, target=Target.UNKNOWN, place=YELETS, at_min=200, source="b"
)


def test_damage_joins_what_it_followed_and_tells_neither_when_nor_what_it_was() -> None:
    (incident,) = fuse(evidence_of(STRUCK, DAMAGED)).incidents
    assert (len(incident.occurrences), incident.what) == (2, What.IMPACT)
    assert incident.period == fuse(evidence_of(STRUCK)).incidents[0].period


@pytest.mark.parametrize(
    "changed", [{"place": TULA}, {"at_min": 900}, {"at_min": -60}, {"place": None}], ids=["elsewhere", "long after", "before", "nowhere"]
)
def test_damage_elsewhere_before_it_or_long_after_stays_out_and_makes_no_incident(changed: dict[str, object]) -> None:
    fused = fuse(evidence_of(STRUCK, msgspec.structs.replace(DAMAGED, **changed)))
    assert [len(incident.occurrences) for incident in fused.incidents] == [1]


def test_damage_welds_no_two_alerts() -> None:
    over = Told(text="All clear, it is over", what=What.ALL_CLEAR, at_min=30, source="office")
    again = Told(text="Another one struck the depot", what=What.IMPACT, place=YELETS, at_min=120, source="c")
    assert len(fuse(evidence_of(STRUCK, over, again, DAMAGED)).incidents) == 2


def speaking_of(region: str, *told: Told) -> Evidence:
    """Evidence in which every source speaks of one region."""
    evidence = evidence_of(*told)
    return msgspec.structs.replace(evidence, profiles={each.source: SourceProfile(name=each.source, region=region) for each in told})


def test_a_report_that_names_no_place_is_of_the_region_that_its_source_speaks_of() -> None:
    warned = Told(text="Attention, drones towards the oblast", what=What.WARNED, at_min=0)
    over = Told(text="It is over, thank you for your patience", what=What.ALL_CLEAR, at_min=40, source="office", place=None)
    (incident,) = fuse(speaking_of("RU-LIP", warned, over)).incidents
    assert len(incident.occurrences) == 2
    assert len(fuse(speaking_of("RU-TUL", warned, over)).incidents) == 2


def test_a_pair_says_that_its_place_is_the_source_s() -> None:
    here, there = (invent(Told(text=text, place=place)) for text, place in (("Over us", None), ("Over the oblast", LIPETSK)))
    left, right = (draw_sketch(each[2], each[1].assertions[0], each[0], home="RU-LIP") for each in (here, there))
    told = [likeness.why for likeness in compare_pair(left, right, shipped_parameters())]
    assert "one names no place, and its source speaks of RU-LIP" in told


def test_a_name_that_we_cannot_place_is_not_taken_for_the_region_of_its_source() -> None:
    report, reading, occurrence, claims = invent(Told(text="Over Upper Nowhere", what=What.SIGHTED))
    unplaced = msgspec.structs.replace(occurrence, mention=PlaceMention(surface="Upper Nowhere", span=(5, 18)))
    sketch = draw_sketch(unplaced, reading.assertions[0], report, home="RU-LIP")
    assert (sketch.region, sketch.is_loose, claims[0].occurrence) == (None, True, occurrence.occurrence_id)


def test_nothing_is_dated_when_the_report_has_no_date() -> None:
    (incident,) = fuse(evidence_of(Told(text="A drone was brought down over Lipetsk", at_min=None))).incidents
    assert (incident.period.start, incident.period.end) == (None, None)


def test_split_and_undo_cancel() -> None:
    evidence = evidence_of(OURS, THEIRS)
    (before,) = fuse(evidence).incidents
    split = decide(DecisionKind.SPLIT, before.incident_id, invent(THEIRS)[2].occurrence_id)
    parted = fuse(evidence_of(OURS, THEIRS, decisions=(split,))).incidents
    assert sorted(each for incident in parted for each in incident.occurrences) == sorted(before.occurrences)
    assert len(parted) == 2
    undo = decide(DecisionKind.UNDO, split.decision_id, number=2)
    assert fuse(evidence_of(OURS, THEIRS, decisions=(split, undo))).incidents == (before,)


def test_merge_and_keep_apart_are_obeyed() -> None:
    far = Told(text="A drone fell in Tula", place=TULA, at_min=7)
    one, two = fuse(evidence_of(OURS, far)).incidents
    merge = decide(DecisionKind.MERGE, one.incident_id, two.incident_id)
    (merged,) = fuse(evidence_of(OURS, far, decisions=(merge,))).incidents
    assert merged.incident_id == one.incident_id
    assert merged.decisions == (merge.decision_id,)
    keep = decide(DecisionKind.KEEP_APART, one.incident_id, two.incident_id, number=3)
    assert len(fuse(evidence_of(OURS, far, decisions=(merge, keep))).incidents) == 2


def test_a_rejected_report_makes_no_incident() -> None:
    reject = decide(DecisionKind.REJECT, invent(OURS)[0].report_id)
    assert fuse(evidence_of(OURS, decisions=(reject,))).incidents == ()


def test_a_rejected_incident_stays_away_as_a_whole_until_it_is_undone() -> None:
    (incident,) = fuse(evidence_of(OURS, THEIRS)).incidents
    reject = decide(DecisionKind.REJECT, incident.incident_id)
    assert fuse(evidence_of(OURS, THEIRS, decisions=(reject,))).incidents == ()
    undo = decide(DecisionKind.UNDO, reject.decision_id, number=2)
    assert fuse(evidence_of(OURS, THEIRS, decisions=(reject, undo))).incidents == (incident,)


TELLINGS = st.builds(
    Told,
    text=st.sampled_from(["Drones over us", "Loud bangs in the sky", "It is quiet again", "Air defence works above the town tonight"]),
    source=st.sampled_from(["a", "b", "c"]),
    at_min=st.integers(0, 600) | st.none(),
    what=st.sampled_from([What.WARNED, What.SIGHTED, What.INTERCEPTED, What.ALL_CLEAR]),
    target=st.sampled_from([Target.UAV, Target.UNKNOWN, Target.BALLISTIC_MISSILE]),
    place=st.sampled_from([LIPETSK, YELETS, TULA, None]),
    count=st.sampled_from([None, 1, 12]),
)


@settings(max_examples=60, deadline=None)
@given(told=st.lists(TELLINGS, max_size=12, unique_by=lambda each: invent(each)[0].digest), data=st.data())
def test_order_of_arrival_changes_nothing(told: list[Told], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(told))
    fused = fuse(evidence_of(*told))
    assert fuse(evidence_of(*shuffled)) == fused
    assert sorted(each for incident in fused.incidents for each in incident.occurrences) == sorted(
        invent(each)[2].occurrence_id for each in told
    )


@settings(max_examples=60, deadline=None)
@given(told=st.lists(TELLINGS, min_size=1, max_size=10, unique_by=lambda each: invent(each)[0].digest), data=st.data())
def test_adding_an_exact_copy_changes_no_root_no_standing_and_no_preferred_value(told: list[Told], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(told))
    assume(copied.at_min is not None)
    forward = msgspec.structs.replace(copied, source="gossip", forwarded_from=copied.source, at_min=(copied.at_min or 0) + 0.5)
    before, after = fuse(evidence_of(*told)), fuse(evidence_of(*told, forward))

    def support(fused: Fused) -> dict[str, object]:
        return {
            incident.incident_id: (
                incident.roots_by_stream,
                incident.standing,
                [(each.about, each.preferred, each.standing) for each in incident.attributes],
            )
            for incident in fused.incidents
        }

    assert support(after) == support(before)
