"""Linking that goes on: any order and any bursts give the groups of one batch."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuse.invented import LIPETSK, TULA, YELETS, Told, clock, invent

from skywitness.fuse import block
from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.sketch import Sketch, draw_sketch
from skywitness.fuse.stream import Linker
from skywitness.model.place import Period
from skywitness.model.words import Stream, Target, What

TELLINGS = st.builds(
    Told,
    text=st.text("abc ", min_size=1, max_size=4),
    source=st.sampled_from(["one", "two", "three"]),
    at_min=st.sampled_from([None, *range(0, 700, 7)]),
    stream=st.sampled_from([Stream.GRASSROOTS, Stream.OFFICIAL]),
    what=st.sampled_from([What.WARNED, What.SIGHTED, What.INTERCEPTED, What.IMPACT, What.DAMAGE, What.ALL_CLEAR, What.ALL_CLEAR]),
    target=st.sampled_from([Target.UAV, Target.UNKNOWN, Target.BALLISTIC_MISSILE]),
    place=st.sampled_from([LIPETSK, LIPETSK, YELETS, TULA, None]),
    count=st.sampled_from([None, 2, 12]),
    period=st.sampled_from([Period(), Period(), clock(0, 1), clock(2), Period(word="night")]),
    negated=st.sampled_from([False, False, True]),
)


def draw(told: Told) -> Sketch:
    report, reading, occurrence, _ = invent(told)
    return draw_sketch(occurrence, reading.assertions[0], report)


def partition(linker: Linker) -> set[frozenset[str]]:
    assert all(linker.leader[number] == leader for leader, group in linker.members.items() for number in group)
    return {frozenset(linker.sketches[number].occurrence for number in group) for group in linker.groups()}


def weights(linker: Linker) -> dict[frozenset[str], int]:
    return {frozenset(linker.sketches[number].occurrence for number in pair): weight for pair, weight in linker.weights()}


def unique(told: list[Told]) -> list[Sketch]:
    return list({sketch.occurrence: sketch for sketch in map(draw, told)}.values())


@settings(max_examples=150, deadline=None)
@given(told=st.lists(TELLINGS, min_size=1, max_size=25), data=st.data(), neighbours=st.sampled_from([2, 60]))
def test_any_order_and_any_bursts_give_the_groups_of_one_batch(told: list[Told], data: st.DataObject, neighbours: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "NEIGHBOURS", neighbours)
        sketches = unique(told)
        batch, stream = Linker(shipped_parameters()), Linker(shipped_parameters())
        batch.add(sketches)
        shuffled = data.draw(st.permutations(sketches))
        while shuffled:
            size = data.draw(st.integers(1, len(shuffled)))
            stream.add(shuffled[:size])
            shuffled = shuffled[size:]
        assert weights(stream) == weights(batch)
        assert partition(stream) == partition(batch)
        assert sorted(number for group in stream.groups() for number in group) == list(range(len(sketches)))


NIGHT_OF_ONE_REGION = st.builds(
    Told,
    text=st.just("told"),
    source=st.sampled_from([f"channel {number}" for number in range(40)]),
    at_min=st.integers(0, 240),
    what=st.sampled_from([What.WARNED, What.INTERCEPTED, What.IMPACT, What.IMPACT, What.ALL_CLEAR, What.ALL_CLEAR]),
    target=st.sampled_from([Target.UAV, Target.UAV, Target.UNKNOWN, Target.BALLISTIC_MISSILE]),
    period=st.sampled_from([Period(), Period(), Period(), clock(1.5), clock(2, 2.2)]),
)
"""Many alerts that follow each other, each called off, with hits told late."""


@settings(max_examples=400, deadline=None)
@given(told=st.lists(NIGHT_OF_ONE_REGION, min_size=4, max_size=14), data=st.data())
def test_whatever_comes_in_last_parts_alerts_as_if_it_had_always_been_there(told: list[Told], data: st.DataObject) -> None:
    sketches = unique(told)
    batch, stream = Linker(shipped_parameters()), Linker(shipped_parameters())
    batch.add(sketches)
    for sketch in data.draw(st.permutations(sketches)):
        stream.add([sketch])
    assert weights(stream) == weights(batch)
    assert partition(stream) == partition(batch)


@settings(max_examples=100, deadline=None)
@given(
    told=st.one_of(st.lists(TELLINGS, min_size=1, max_size=25), st.lists(NIGHT_OF_ONE_REGION, min_size=4, max_size=14)),
    data=st.data(),
    neighbours=st.sampled_from([2, 60]),
)
def test_what_went_is_as_if_it_had_never_been_there(told: list[Told], data: st.DataObject, neighbours: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "NEIGHBOURS", neighbours)
        sketches = unique(told)
        stays = data.draw(st.lists(st.booleans(), min_size=len(sketches), max_size=len(sketches)))
        batch, stream = Linker(shipped_parameters()), Linker(shipped_parameters())
        batch.add(sketch for sketch, stay in zip(sketches, stays, strict=True) if stay)
        stream.add(sketches)
        leaving = data.draw(st.permutations([number for number, stay in enumerate(stays) if not stay]))
        while leaving:
            size = data.draw(st.integers(1, len(leaving)))
            stream.replace(leaving[:size], [])
            leaving = leaving[size:]
        assert weights(stream) == weights(batch)
        assert partition(stream) == partition(batch)


def test_pairs_can_be_kept_apart_and_let_together_again() -> None:
    linker = Linker(shipped_parameters())
    linker.add(map(draw, (Told(text="A drone was shot down"), Told(text="One drone shot down", source="b", at_min=2))))
    before = weights(linker)
    assert linker.keep_apart([(0, 1)]) == {0, 1}
    assert len(linker.groups()) == 2
    linker.keep_apart([])
    assert weights(linker) == before
    assert len(linker.groups()) == 1


def test_a_late_all_clear_parts_what_was_one_alert() -> None:
    before = Told(text="A drone is coming", what=What.SIGHTED, at_min=0)
    after = Told(text="Another is coming", what=What.SIGHTED, at_min=50, source="b")
    linker = Linker(shipped_parameters())
    linker.add(map(draw, (before, after)))
    assert len(linker.groups()) == 1
    linker.add([draw(Told(text="All clear", what=What.ALL_CLEAR, at_min=25, source="c"))])
    assert linker.leader[0] != linker.leader[1]
    assert linker.leader[2] == linker.leader[0]


def test_what_a_person_keeps_apart_stays_apart_in_the_stream() -> None:
    linker = Linker(shipped_parameters(), apart=[(0, 1)])
    for told in (Told(text="A drone was shot down"), Told(text="One drone shot down", source="b", at_min=2)):
        linker.add([draw(told)])
    assert len(linker.groups()) == 2
