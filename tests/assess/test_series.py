"""What one event of a series is, and what the variants of the sensitivity panel leave of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.assess.stories import NOON, TULA, at, one_incident, reported, told

from skywitness.assess import assess
from skywitness.assess.series import (
    Event,
    Series,
    count_posts,
    group_raids,
    keep_sources,
    restrict,
    series_of_incidents,
    series_of_rows,
    series_of_truth,
    thin_since,
)
from skywitness.model.coded import CodedRow
from skywitness.model.incident import Began
from skywitness.model.place import Period
from skywitness.model.report import Locator
from skywitness.model.truth import Happening, NightTruth
from skywitness.model.words import Target, TimePrecision, What

NIGHT = datetime(2031, 5, 1, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(at: datetime, *, source: str = "one", is_day: bool = False, region: str | None = "UA-63", lat: float | None = None) -> CodedRow:
    return CodedRow(locator=Locator("t.csv", 0), source=source, begins_at=at, is_day=is_day, region=region, lat=lat, lon=lat)


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["UA-63", "RU-BEL", None])), max_size=30))
def test_grouping_again_changes_nothing_and_events_without_a_place_stay_alone(told: list[tuple[int, str | None]]) -> None:
    events = [Event(at=NIGHT + HOUR * hours, spot=spot) for hours, spot in told]
    raids = group_raids(events)
    assert sum(raid.spot is None for raid in raids) == sum(event.spot is None for event in events)
    assert {raid.spot for raid in raids} == {event.spot for event in events}
    assert group_raids(reversed(events)) == raids


def test_a_raid_keeps_all_who_told_of_it() -> None:
    first = Event(at=NIGHT, spot="UA-63", sources=("mayor",), posts=(NIGHT,))
    second = Event(at=NIGHT + HOUR, spot="UA-63", sources=("resident",), posts=(NIGHT + HOUR, NIGHT + 2 * HOUR))
    (raid,) = group_raids([second, first])
    assert (raid.at, raid.sources, len(raid.posts)) == (NIGHT, ("mayor", "resident"), 3)


def test_a_night_that_may_hold_a_timed_event_is_the_same_raid_and_the_better_time_stays() -> None:
    night = Event(at=NIGHT - 2 * HOUR, within_h=10, spot="UA-63", sources=("ministry",))
    timed, elsewhere = (Event(at=NIGHT + 4 * HOUR, spot=spot, sources=("mayor",)) for spot in ("UA-63", "RU-BEL"))
    later = Event(at=NIGHT + 12 * HOUR, spot="UA-63")
    raids = group_raids([later, timed, elsewhere, night])
    assert [(raid.at, raid.spot, raid.sources) for raid in raids] == [
        (NIGHT + 4 * HOUR, "RU-BEL", ("mayor",)),
        (NIGHT + 4 * HOUR, "UA-63", ("mayor", "ministry")),
        (NIGHT + 12 * HOUR, "UA-63", ()),
    ]


def test_rows_of_one_happening_are_one_event_of_two_sources() -> None:
    rows = [(row(NIGHT), "i-1"), (row(NIGHT + HOUR / 60, source="two"), "i-1"), (row(NIGHT + 5 * HOUR), "i-2")]
    series = series_of_rows(rows)
    assert [(event.at, event.sources) for event in series.events] == [(NIGHT, ("one", "two")), (NIGHT + 5 * HOUR, ("one",))]
    assert len(count_posts(series).events) == 3
    assert len(keep_sources(series, frozenset({"two"})).events) == 1


def test_times_are_as_fine_as_they_are_told() -> None:
    assert series_of_rows([(row(NIGHT), "a"), (row(NIGHT + HOUR), "b")]).events[0].within_h == 1
    assert series_of_rows([(row(NIGHT), "a"), (row(NIGHT + HOUR / 4), "b")]).events[0].within_h == pytest.approx(1 / 60)
    assert series_of_rows([(row(NIGHT + timedelta(seconds=7)), "a")]).events[0].within_h == 0
    assert series_of_rows([(row(NIGHT, is_day=True), "a")]).events[0].within_h == 24


def test_a_region_lends_its_middle_and_a_point_without_region_its_cell() -> None:
    by_region, by_point, nowhere = (
        series_of_rows([(each, "i")]).events[0] for each in (row(NIGHT), row(NIGHT, region=None, lat=50.2), row(NIGHT, region=None))
    )
    assert by_region.spot == "UA-63"
    assert by_region.lat == pytest.approx(49.6, abs=1)
    assert (by_point.spot, nowhere.spot, nowhere.lat) == ("50.0, 50.0", None, None)


def test_truth_counts_raids_and_neither_debris_nor_alerts() -> None:
    def happen(number: int, what: What, hours: float, caused_by: str | None = None) -> Happening:
        at = NIGHT + HOUR * hours
        return Happening(
            happening_id=f"h{number}", what=what, target=Target.UAV, count=1, place="Yelets", iso="RU-LIP", lat=52.6, lon=38.5,
            start=at, end=at + HOUR / 6, caused_by=caused_by,
        )  # fmt: skip

    night = NightTruth(scenario="s", seed=1, nights=2, campaign="one_off", start=NIGHT - 10 * HOUR, end=NIGHT + 38 * HOUR)
    found = [happen(1, What.INTERCEPTED, 0), happen(2, What.DEBRIS_FELL, 9, "h1"), happen(3, What.WARNED, 20), happen(4, What.IMPACT, 1)]
    series = series_of_truth([night], found)
    assert [event.at for event in series.events] == [NIGHT]
    assert (series.days, series.unit, series.apart_h) == (2, "raids", 3)


def test_variants_keep_the_time_looked_at() -> None:
    series = Series(events=tuple(Event(at=NIGHT + HOUR * n) for n in range(10)), begin=NIGHT, end=NIGHT + 10 * HOUR, unit="raids")
    assert len(thin_since(series, NIGHT + 4 * HOUR, lambda: False).events) == 4
    assert restrict(series, NIGHT + 2 * HOUR, NIGHT + 5 * HOUR).events == series.events[2:5]
    with pytest.raises(ValueError, match="before it begins"):
        restrict(series, NIGHT, NIGHT - HOUR)


def test_a_ministrys_interval_is_narrowed_to_when_it_is_estimated_to_have_begun() -> None:
    def began(period: Period, earliest: datetime, latest: datetime) -> Event:
        material = one_incident(reported(told(What.INTERCEPTED, places=at(TULA), period=period), source="m"))
        dossier = assess(material).dossiers[0]
        begun = structs.replace(dossier.incident, began=Began(likened_to="like", earliest=earliest, latest=latest))
        (event,) = series_of_incidents([structs.replace(dossier, incident=begun)], material.reports).events
        return event

    interval = Period(start=NOON, end=NOON + 4 * HOUR, precision=TimePrecision.MINUTE)
    narrow = began(interval, NOON + HOUR, NOON + 1.5 * HOUR)
    assert (narrow.at, narrow.within_h) == (NOON + HOUR, 0.5)
    wide = began(interval, NOON - 10 * HOUR, NOON + HOUR)
    assert (wide.at, wide.within_h) == (NOON, 4.0)
    untold = began(Period(), NOON - 10 * HOUR, NOON)
    assert (untold.at, untold.within_h) == (NOON - 6 * HOUR, 6.0)
