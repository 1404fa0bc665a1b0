"""Sketches: when at the earliest and latest, where, and what flew."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from tests.fuse.invented import MINISTRY, NIGHT, Told, clock, invent

from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.sketch import Sketch, draw_sketch, name_threat
from skywitness.model.place import Period, Place
from skywitness.model.words import Precision, What

PARAMETERS = shipped_parameters()


def sketch(told: Told) -> Sketch:
    report, reading, occurrence, _ = invent(told)
    return draw_sketch(occurrence, reading.assertions[0], report)


def hours(drawn: Sketch) -> tuple[float | None, float | None]:
    """Both ends in hours after the beginning of the invented night (20:00 UTC, 23:00 in Moscow)."""
    begin = NIGHT.timestamp()
    return tuple(None if end is None else (end - begin) / 3600 for end in (drawn.first_s, drawn.last_s))  # type: ignore[return-value]  # two ends


def test_a_stated_period_is_taken_as_it_is() -> None:
    assert hours(sketch(Told(text="From one to two", period=clock(1, 2), at_min=300))) == (1, 2)


def test_a_period_without_an_end_ends_with_its_publication() -> None:
    assert hours(sketch(Told(text="Since midnight", period=Period(start=NIGHT), at_min=180))) == (0, 3)


def test_last_night_began_the_evening_before_its_publication() -> None:
    first, last = hours(sketch(Told(text="Last night", period=Period(word="night"), at_min=9 * 60)))
    assert (first, last) == (-0.5, 8)


def test_what_is_told_live_happened_minutes_before() -> None:
    first, last = hours(sketch(Told(text="Drone overhead", what=What.SIGHTED, at_min=60)))
    assert (first, last) == (50 / 60, 1)


def test_without_a_date_nothing_is_bounded() -> None:
    drawn = sketch(Told(text="A drone was brought down", at_min=None))
    assert hours(drawn) == (None, None)
    assert drawn.is_loose


def test_a_country_is_no_place_to_meet_at() -> None:
    country = Place(name="Russia", iso=None, lat=60, lon=90, radius_m=4_000_000, precision=Precision.COUNTRY)
    assert sketch(Told(text="Over the country", place=country)).region is None


@pytest.mark.parametrize(
    ("target", "quote", "threat"),
    [
        ("uav", "anything", "drone"),
        ("unknown", "Внимание по БПЛА", "drone"),
        ("unknown", "Загроза балістики", "missile"),
        ("unknown", "Rocket artillery shelling of the outskirts", "shelling"),
        ("unknown", "Громко", None),
        ("unknown", "Две ракеты и три дрона", None),
        ("unknown", "Накат волны", None),
    ],
)
def test_the_threat_is_named_by_its_target_or_by_the_only_class_of_words(target: str, quote: str, threat: str | None) -> None:
    assert name_threat(target, quote, "", PARAMETERS) == threat


@pytest.mark.parametrize(
    ("text", "adds"), [("Ещё два сбиты", True), ("Two more were downed", True), ("Щенок испугался", False), ("Moreover, one fell", False)]
)
def test_two_more_are_new_ones(text: str, adds: bool) -> None:
    assert sketch(Told(text=text, count=2)).adds is adds


def test_an_official_count_goes_further_back_than_a_live_one() -> None:
    live = sketch(Told(text="One is down", at_min=200))
    told = msgspec.structs.replace(Told(text="One was destroyed", at_min=200), asserter=MINISTRY)
    official = sketch(msgspec.structs.replace(told, stream=MINISTRY.stream))
    assert (official.first_s or 0) < (live.first_s or 0)


def test_yesterday_is_the_local_day_before_the_publication() -> None:
    first = sketch(Told(text="Yesterday", period=Period(word="yesterday"), at_min=60)).first_s
    assert first == datetime(2031, 3, 3, 21, tzinfo=UTC).timestamp()
