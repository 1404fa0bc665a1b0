"""Comparisons: what each says of a pair, in bits and in a sentence."""

from __future__ import annotations

import msgspec
import pytest
from tests.fuse.invented import LIPETSK, TULA, YELETS, Told, clock, invent

from skywitness.fuse.compare import compare_pair, level_of_time
from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.sketch import Sketch, draw_sketch
from skywitness.model.place import Period
from skywitness.model.words import Target, What

PARAMETERS = shipped_parameters()


def sketch(told: Told) -> Sketch:
    report, reading, occurrence, _ = invent(told)
    return draw_sketch(occurrence, reading.assertions[0], report)


def sentences(one: Told, other: Told) -> list[str]:
    return [likeness.why for likeness in compare_pair(sketch(one), sketch(other), PARAMETERS)]


def odds(one: Told, other: Told) -> float:
    return PARAMETERS.prior + sum(likeness.weight for likeness in compare_pair(sketch(one), sketch(other), PARAMETERS))


def test_every_comparison_gives_a_sentence() -> None:
    first = Told(text="Twelve down", count=12, place=YELETS, period=clock(0, 1), at_min=90)
    second = Told(text="Twelve destroyed", count=12, place=LIPETSK, period=clock(1.5, 2), at_min=150, source="b")
    assert sentences(first, second) == [
        "30 minutes apart",
        "Yelets lies in Lipetsk Oblast",
        "both speak of a drone",
        "both say intercepted",
        "both count 12",
    ]


@pytest.mark.parametrize(
    ("other", "is_likely"),
    [
        (Told(text="A bang over the town", place=YELETS, at_min=3, source="b", target=Target.UNKNOWN), True),
        (Told(text="A drone was destroyed", period=clock(-1, 0.5), at_min=50, source="b"), True),
        (Told(text="A drone over Tula", place=TULA, at_min=3, source="b"), False),
        (Told(text="A missile is coming", target=Target.BALLISTIC_MISSILE, at_min=3, source="b"), False),
        (Told(text="A drone the next day", at_min=1500, source="b"), False),
        (Told(text="A drone, some time", at_min=None, source="b"), False),
        (
            Told(text="It was hit today", what=What.IMPACT, target=Target.UNKNOWN, period=Period(word="today"), at_min=20 * 60, source="b"),
            False,
        ),
    ],
)
def test_odds_are_for_one_happening_only_where_place_time_and_threat_allow(other: Told, is_likely: bool) -> None:
    assert (odds(Told(text="A drone was shot down", at_min=0), other) > 0) is is_likely


def test_a_missile_crosses_regions_in_minutes_and_a_drone_does_not() -> None:
    here, there = Told(text="Over Lipetsk", what=What.SIGHTED), Told(text="Over Tula", what=What.SIGHTED, place=TULA, at_min=4)
    assert odds(here, there) < 0
    assert odds(*(msgspec.structs.replace(each, target=Target.BALLISTIC_MISSILE) for each in (here, there))) > 0


def test_one_channel_goes_on_about_its_day() -> None:
    hit = Told(text="The depot was hit", what=What.IMPACT, at_min=600)
    later = Told(text="More on the hit of today", what=What.IMPACT, period=Period(word="today"), at_min=660)
    other = Told(text="More on the hit of today", what=What.IMPACT, period=Period(word="today"), at_min=660, source="b")
    weights = [PARAMETERS.weigh(level_of_time(sketch(hit), sketch(each))) for each in (later, other)]
    assert weights[0] > weights[1] > 0


MISSILE = Told(text="A missile flies low over us", what=What.SIGHTED, target=Target.BALLISTIC_MISSILE, at_min=0)


@pytest.mark.parametrize(
    ("other", "is_likely"),
    [
        (Told(text="A missile crossed the river", what=What.SIGHTED, target=Target.BALLISTIC_MISSILE, at_min=9), True),
        (Told(text="The missile struck", what=What.IMPACT, target=Target.BALLISTIC_MISSILE, at_min=14), True),
        (Told(text="A missile struck somewhere here", what=What.IMPACT, target=Target.BALLISTIC_MISSILE, at_min=45), False),
        (Told(text="A missile was shot down", target=Target.BALLISTIC_MISSILE, period=clock(0, 0.1), at_min=90), True),
        (Told(text="A loud bang", what=What.SIGHTED, target=Target.UNKNOWN, at_min=9), False),
        (Told(text="A drone flies low", what=What.SIGHTED, at_min=9), False),
    ],
)
def test_a_missile_bridges_regions_only_by_what_is_told_within_minutes_of_it(other: Told, is_likely: bool) -> None:
    there = msgspec.structs.replace(other, place=TULA, source="b")
    assert (odds(MISSILE, there) > 0) is is_likely
    assert all(sentences(MISSILE, there))
