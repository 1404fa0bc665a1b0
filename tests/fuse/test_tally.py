"""Roll-ups: reconciled with what they count again, never added to it."""

from __future__ import annotations

import msgspec
import pytest
from tests.fuse.invented import LIPETSK, MINISTRY, TULA, YELETS, Told, clock, evidence_of, invent

from skywitness.fuse import Evidence, Fused, fuse
from skywitness.fuse.reckoning import Reckoned, give_verdict
from skywitness.fuse.sketch import draw_sketch, part_totals
from skywitness.fuse.tally import covers
from skywitness.model.ids import ClaimId, OccurrenceId
from skywitness.model.incident import Tally
from skywitness.model.place import Period, Place
from skywitness.model.reading import PlaceMention
from skywitness.model.words import CountState, Kind, Stream, Topic, What


def by_ministry(text: str, count: int | None, period: Period, at_min: float, **changes: object) -> Told:
    told = Told(text=text, source="ministry", stream=Stream.OFFICIAL, asserter=MINISTRY, count=count, period=period, at_min=at_min)
    return msgspec.structs.replace(told, **changes)


def tallies(*told: Told) -> tuple[Tally, ...]:
    return fuse(evidence_of(*told)).tallies


EARLY = by_ministry("Two in the first hour were destroyed", 2, clock(0, 1), 100)
LATE = by_ministry("Three between ten and eleven, destroyed as well", 3, clock(4, 5), 340)
WHOLE = by_ministry("Five in all from eight to four destroyed", 5, clock(0, 8), 520)


def test_parts_that_make_the_whole_are_consistent() -> None:
    (tally,) = tallies(EARLY, LATE, WHOLE)
    assert (tally.matched, tally.verdict) == (5, "consistent")
    assert len(tally.contains) == 2


def test_more_in_the_parts_than_in_the_whole_is_said() -> None:
    (tally,) = tallies(EARLY, LATE, msgspec.structs.replace(WHOLE, count=4))
    assert tally.verdict == "over by 1"


def test_a_whole_of_another_region_covers_nothing() -> None:
    assert tallies(EARLY, msgspec.structs.replace(WHOLE, place=TULA)) == ()


def test_the_night_does_not_cover_the_evening() -> None:
    evening = by_ministry("Four before eight in the evening destroyed", 4, clock(-4, -3), -100)
    night = by_ministry("Over the past night six were destroyed", 6, Period(word="night"), 540)
    assert tallies(evening, night) == ()


def test_warnings_are_nothing_to_count() -> None:
    warned = Told(text="Attention, drones towards us", what=What.WARNED, at_min=200)
    assert tallies(warned, WHOLE) == ()


def test_what_is_told_later_is_not_inside() -> None:
    later = by_ministry("One more was found to have been downed at one", 1, clock(1, 1), 900)
    assert tallies(WHOLE, later) == ()


def test_windows_that_overlap_are_named() -> None:
    crossing = by_ministry("Two from half past eight to half past nine destroyed", 2, clock(0.5, 1.5), 150)
    (tally,) = tallies(EARLY, crossing, WHOLE)
    assert tally.verdict.startswith("overlapping windows")


def test_a_channel_and_a_ministry_are_not_added_up() -> None:
    channel = Told(text="Two shot down over us just now", count=2, at_min=30)
    (tally,) = tallies(EARLY, channel, msgspec.structs.replace(WHOLE, count=2))
    assert (tally.matched, tally.verdict) == (2, "consistent")


def test_a_digest_goes_back_a_day_and_matches_figures() -> None:
    digest = by_ministry("The day in brief: three destroyed", 3, Period(), 900, kind=Kind.DIGEST, place=LIPETSK)
    (tally,) = tallies(EARLY, LATE, digest)
    assert (tally.matched, tally.verdict) == (3, "consistent")


@pytest.mark.parametrize(
    ("stated", "found", "verdict"),
    [
        (None, Reckoned(told=3, held=3), "cannot be compared: the roll-up gives no figure"),
        (3, Reckoned(happenings=2), "cannot be compared: no count for any of the 2 happenings told inside it"),
        (3, Reckoned(), "cannot be compared: no other report tells of a happening in its period and places"),
        (0, Reckoned(told=0, held=0), "consistent"),
        (5, Reckoned(told=7, held=7), "over by 2"),
        (9, Reckoned(own=8, held=8), "short by 1 by its own parts alone; parts short by 1"),
    ],
)
def test_no_figure_and_zero_are_two_things(stated: int | None, found: Reckoned, verdict: str) -> None:
    assert give_verdict(stated, found) == verdict


def divide(told: Told, *parts: tuple[Place, int]) -> Evidence:
    """Evidence of one post whose total is divided among places, each an occurrence of its own, as extraction gives it."""
    report, reading, occurrence, claims = invent(told)
    mentions = [PlaceMention(surface=place.name, span=(at, at + 1), place=place, count=count) for at, (place, count) in enumerate(parts)]
    (assertion,) = reading.assertions
    assertion = msgspec.structs.replace(assertion, places=tuple(mentions))
    occurrences = [
        msgspec.structs.replace(occurrence, occurrence_id=OccurrenceId(f"{occurrence.occurrence_id}{at}"), mention=mention)
        for at, mention in enumerate(mentions)
    ]
    made = [
        msgspec.structs.replace(claim, claim_id=ClaimId(f"{claim.claim_id}{one.occurrence_id}"), occurrence=one.occurrence_id, value=value)
        for one in occurrences
        for claim in claims
        for value in [one.mention.count if one.mention and claim.about is Topic.COUNT else claim.value]
    ]
    return Evidence(
        reports={report.digest: report},
        readings={report.digest: msgspec.structs.replace(reading, assertions=(assertion,))},
        occurrences=tuple(occurrences),
        claims=tuple(made),
    )


def beside(divided: Evidence, *told: Told) -> Evidence:
    """The divided post with other reports beside it."""
    other = evidence_of(*told)
    return Evidence(
        reports={**divided.reports, **other.reports},
        readings={**divided.readings, **other.readings},
        occurrences=divided.occurrences + other.occurrences,
        claims=divided.claims + other.claims,
    )


NIGHT_TOTAL = by_ministry("Over the night nine: five over Lipetsk, four over Tula", 9, Period(word="night"), 620)


def test_a_total_is_held_against_the_parts_that_it_prints_itself() -> None:
    (tally,) = fuse(divide(NIGHT_TOTAL, (LIPETSK, 5), (TULA, 4))).tallies
    assert (tally.stated, tally.matched, tally.verdict) == (9, 9, "consistent by its own parts alone; parts consistent")


def test_parts_that_do_not_make_the_total_are_said_to_be_short() -> None:
    (tally,) = fuse(divide(NIGHT_TOTAL, (LIPETSK, 5), (TULA, 3))).tallies
    assert tally.verdict.endswith("parts short by 1")


def test_places_that_nobody_else_counted_do_not_make_a_total_short() -> None:
    governor = Told(text="We downed five tonight", source="governor", count=5, at_min=200, stream=Stream.OFFICIAL)
    (tally,) = fuse(beside(divide(NIGHT_TOTAL, (LIPETSK, 5), (TULA, 4)), governor)).tallies
    assert (tally.matched, tally.verdict) == (9, "consistent: 5 told by others, the rest by its own parts alone; parts consistent")


def test_the_count_of_one_incident_is_no_roll_up_of_what_a_neighbour_saw() -> None:
    seen = Told(text="A flash over the river", what=What.SIGHTED, at_min=230)
    governor = by_ministry("Five were downed tonight over Lipetsk", 5, Period(word="night"), 420)
    fused = fuse(evidence_of(seen, governor))
    assert fused.tallies == ()


def test_the_count_of_a_night_is_a_roll_up_of_what_others_shot_down_in_it() -> None:
    down = Told(text="One was shot down over the river", at_min=230, source="a")
    fused = fuse(evidence_of(down, by_ministry("Five were downed tonight over Lipetsk", 5, Period(word="night"), 420)))
    assert [tally.stated for tally in fused.tallies] == [5]


def test_every_town_may_be_another_happening_whoever_tells_of_it() -> None:
    zadonsk = msgspec.structs.replace(YELETS, name="Zadonsk", gazetteer_id="zadonsk")
    told = [
        Told(text="Two down over Yelets", count=2, at_min=230, source="a", place=YELETS),
        Told(text="One down at Zadonsk", count=1, at_min=300, source="b", place=zadonsk),
    ]
    (tally,) = fuse(evidence_of(*told, by_ministry("Three were downed tonight over Lipetsk", 3, Period(word="night"), 620))).tallies
    assert (tally.matched, tally.verdict) == (3, "consistent: 2 to 3 told by others, who may repeat each other or give no count")


def test_a_town_of_which_nobody_gives_a_count_is_at_least_one() -> None:
    zadonsk = msgspec.structs.replace(YELETS, name="Zadonsk", gazetteer_id="zadonsk")
    told = [
        Told(text="Two down over Yelets", count=2, at_min=230, source="a", place=YELETS),
        Told(text="It was shot down at Zadonsk", at_min=300, source="b", place=zadonsk),
    ]
    total = by_ministry("Three were downed tonight over Lipetsk", 3, Period(word="night"), 620)
    more = msgspec.structs.replace(total, text="Nine were downed tonight over Lipetsk", count=9)
    assert fuse(evidence_of(*told, total)).tallies[0].matched == 3
    assert fuse(evidence_of(*told, more)).tallies[0].verdict.startswith("cannot be compared: 3 counted, and no count for 1 more")


def test_new_ones_beside_a_total_are_a_part_of_it_and_the_total_adds_nothing() -> None:
    text = "One more was shot down over Lipetsk, five in all so far"
    new, total = (
        draw_sketch(each[2], each[1].assertions[0], each[0])
        for each in (invent(Told(text=text, count=count, source="office", at_min=60)) for count in (1, 5))
    )
    assert (new.adds, new.is_running, total.adds, total.is_running) == (True, True, True, True)
    new, total = part_totals([new, msgspec.structs.replace(total, occurrence=OccurrenceId("o-total"))])
    assert (new.adds, new.is_running, total.adds, total.is_running) == (True, False, False, True)
    assert covers(total, new, is_digest=False, origins={})
    assert not covers(new, total, is_digest=False, origins={})


def test_as_of_the_morning_counts_what_was_in_the_night() -> None:
    down = Told(text="Two down over Yelets", count=2, at_min=120, source="a", place=YELETS)
    total = by_ministry("As of the morning three downed over Lipetsk", 3, Period(word="morning"), 700)
    (tally,) = fuse(evidence_of(down, total)).tallies
    assert tally.contains


def test_a_figure_since_the_start_is_a_roll_up_and_no_incident() -> None:
    fused = fuse(evidence_of(by_ministry("Since the start 900 were destroyed", 900, Period(word="since the start"), 60, place=None)))
    assert fused.incidents == ()
    assert [tally.stated for tally in fused.tallies] == [900]


def test_a_digest_that_states_no_period_is_not_called_short() -> None:
    digest = by_ministry("The day in brief: nine destroyed", 9, Period(), 900, kind=Kind.DIGEST)
    (tally,) = tallies(EARLY, digest)
    assert (tally.matched, tally.verdict) == (None, "cannot be compared: period not stated")


def test_a_running_total_counts_again_what_was_told_before() -> None:
    first = Told(text="Three are down", count=3, at_min=10)
    second = Told(text="Two more are down", count=2, at_min=40)
    so_far = Told(text="Five destroyed so far over Lipetsk", source="another", count=5, at_min=60)
    (tally,) = tallies(first, second, so_far)
    assert (tally.stated, tally.matched, tally.verdict) == (5, 5, "consistent")


def test_a_withheld_figure_is_no_zero() -> None:
    assert give_verdict(None, Reckoned(told=3, held=3), state=CountState.WITHHELD) == "cannot be compared: the figure is withheld"


def test_a_channel_in_its_own_voice_is_shown_by_its_name() -> None:
    fused = fuse(evidence_of(Told(text="Three are down", source="yelets_news", count=3, at_min=10)))
    assert {who for each in fused.incidents[0].attributes for one in each.candidates for who in one.asserters} == {"yelets_news"}


def together(*others: Told) -> Fused:
    """What comes of six told of two regions together, beside what others tell."""
    evidence = divide(by_ministry("Six over Lipetsk and Tula", 6, Period(word="night"), 620), (LIPETSK, 0), (TULA, 0))
    shared = tuple(
        msgspec.structs.replace(each, spread=True, mention=msgspec.structs.replace(each.mention, count=None))
        for each in evidence.occurrences
        if each.mention
    )
    assertion = next(iter(evidence.readings.values())).assertions[0]
    assertion = msgspec.structs.replace(assertion, places=tuple(each.mention for each in shared if each.mention))
    readings = {key: msgspec.structs.replace(reading, assertions=(assertion,)) for key, reading in evidence.readings.items()}
    return fuse(beside(Evidence(reports=evidence.reports, readings=readings, occurrences=shared, claims=()), *others))


def test_a_total_of_two_regions_together_is_a_roll_up() -> None:
    fused = together()
    (tally,) = fused.tallies
    assert (tally.stated, tally.verdict) == (6, "cannot be compared: no other report tells of a happening in its period and places")
    assert len(fused.incidents) == 2


def test_a_share_in_a_total_does_not_turn_a_hit_into_an_interception() -> None:
    hit = Told(text="A drone hit a depot in Lipetsk", what=What.IMPACT, at_min=200)
    assert {incident.what for incident in together(hit).incidents if incident.place == LIPETSK} == {What.IMPACT}


def test_one_region_of_the_same_night_is_inside_a_total_of_several() -> None:
    governor = Told(text="Two were downed in the night", source="governor", count=2, at_min=420, period=Period(word="night"))
    (tally,) = together(governor).tallies
    assert (tally.matched, tally.verdict) == (2, "short by 4")
