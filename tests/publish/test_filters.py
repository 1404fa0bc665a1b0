"""Which released rows a filter chooses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from skywitness.publish.filters import Box, in_box, in_regions, since_instant

NOON = datetime(2031, 3, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ({"last_published_at": "2031-03-15T13:00:00Z", "period": {"to": "2031-03-15T01:00:00Z"}}, True),
        ({"last_published_at": "2031-03-15T11:00:00Z", "period": {}}, False),
        ({"last_published_at": None, "period": {"from": "2031-03-15T10:00:00Z", "to": "2031-03-15T13:00:00Z"}}, True),
        ({"period": {"from": "2031-03-15T10:00:00Z", "to": "2031-03-15T11:00:00Z"}}, False),
        ({"period": {"before": "2031-03-15T11:00:00Z"}}, False),
        ({"period": {}}, True),
    ],
)
def test_since_leaves_out_only_what_is_known_to_be_older(row: dict[str, object], stays: bool) -> None:
    assert bool(list(since_instant([row], NOON))) is stays


@pytest.mark.parametrize(
    ("box", "stays"),
    [
        (Box(38, 52, 39, 53), True),
        (Box(38.59, 52.5, 39, 53), True),
        (Box(39, 52, 40, 53), False),
        (Box(170, 40, -170, 60), False),
    ],
)
def test_a_box_chooses_discs_that_touch_it(box: Box, stays: bool) -> None:
    place = {"lat": 52.62, "lon": 38.5, "radius_m": 7000}
    assert bool(list(in_box([{"place": place}], box))) is stays


def test_a_box_over_the_date_line_holds_both_sides() -> None:
    rows: list[dict[str, object]] = [{"place": {"lat": 50, "lon": lon, "radius_m": 1}} for lon in (179, -179, 0)]
    assert list(in_box(rows, Box(170, 40, -170, 60))) == rows[:2]


def test_what_has_no_shown_position_is_in_no_box() -> None:
    rows: list[dict[str, object]] = [{"place": None}, {"place": {"lat": None, "lon": None, "radius_m": None}}]
    assert not list(in_box(rows, Box(-180, -90, 180, 90)))


def test_a_tally_is_in_a_box_when_one_of_its_areas_is() -> None:
    row: dict[str, object] = {"areas": [{"lat": 0, "lon": 0, "radius_m": 1}, {"lat": 52, "lon": 38, "radius_m": 1}]}
    assert list(in_box([row], Box(37, 51, 39, 53))) == [row]


def test_a_region_holds_its_own_and_a_country_all_of_its_regions() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "kyiv", "place": {"iso": "UA-30"}},
        {"id": "moscow", "place": {"iso": "RU-MOW"}},
        {"id": "tally", "place": None, "areas": [{"iso": "RU-BEL"}, {"iso": "UA-63"}]},
        {"id": "nowhere", "place": None},
    ]
    assert [row["id"] for row in in_regions(rows, ["UA-30"])] == ["kyiv"]
    assert [row["id"] for row in in_regions(rows, ["UA", "UA-30"])] == ["kyiv", "tally"]
    assert [row["id"] for row in in_regions(rows, ["RU-M"])] == []
