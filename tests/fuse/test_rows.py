"""Rows of coded happenings: which are one, whatever the order, and what each table may be told about itself."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from bench.sirens import begin_gap_s, end_gap_s, match, read_observers
from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.fuse.rows import LinkedRow, link_rows
from skywitness.model.coded import CodedRow
from skywitness.model.report import Locator

EVENING = datetime(2031, 5, 1, 20, tzinfo=UTC)


def row(minutes: float, *, source: str = "one", lasts: float | None = None, is_day: bool = False, **told: object) -> CodedRow:
    begins_at = EVENING + timedelta(minutes=minutes)
    base = CodedRow(locator=Locator("t.csv", 0), source=source, begins_at=begins_at, is_day=is_day)
    ends_at = None if lasts is None else begins_at + timedelta(minutes=lasts)
    return CodedRow(**{**{name: getattr(base, name) for name in ("locator", "source", "begins_at", "is_day")}, "ends_at": ends_at, **told})


def partition(linked: list[LinkedRow]) -> dict[str, int]:
    return {each.incident: each.rows for each in linked}


def are_one(*rows: CodedRow, once_per_source: bool = False) -> bool:
    return len(partition(link_rows(rows, once_per_source=once_per_source))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(0, region="UA-63"), row(2, source="two", region="UA-63")),
        (row(0, region="UA-63", lasts=60), row(31, source="two", region="UA-63", lasts=30)),
        (row(0, lat=50.0, lon=36.2), row(4, source="two", lat=50.01, lon=36.22)),
        (row(0, place="ozersk", target="uav", is_day=True), row(3, source="two", place="ozersk", target="UAV", is_day=True)),
        (row(0, fingerprint="a" * 64), row(9, source="two", fingerprint="a" * 64)),
    ],
    ids=["minutes apart", "the same end", "a kilometre apart", "the same day, town and target", "the same footage, no place"],
)
def test_one_happening(one: CodedRow, other: CodedRow) -> None:
    assert are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(0, region="UA-63"), row(2, source="two", region="UA-53")),
        (row(0, region="UA-63", lasts=20), row(90, source="two", region="UA-63", lasts=20)),
        (row(0, region="UA-63", target="uav"), row(2, source="two", region="UA-63", target="guided_bomb")),
        (row(0, lat=50.0, lon=36.2), row(1, source="two", lat=50.0, lon=37.6)),
        (row(0, region="UA-63", is_day=True), row(1440, source="two", region="UA-63", is_day=True)),
        (row(0), row(0, source="two")),
    ],
    ids=["other regions", "one after the other", "another target", "a hundred kilometres apart", "a day later", "nothing but the time"],
)
def test_two_happenings(one: CodedRow, other: CodedRow) -> None:
    assert not are_one(one, other)


def test_rows_of_one_source_stay_apart_when_it_has_no_duplicates() -> None:
    twice = row(0, region="UA-63"), row(2, region="UA-63")
    assert are_one(*twice)
    assert not are_one(*twice, once_per_source=True)
    linked = link_rows([*twice, row(2, source="two", region="UA-63")], once_per_source=True)
    assert sorted(partition(linked).values()) == [1, 2]


def test_the_same_row_twice_is_one_in_any_case() -> None:
    assert are_one(row(0, region="UA-63"), row(0, region="UA-63"), once_per_source=True)


def test_every_link_has_its_reason() -> None:
    linked = link_rows([row(0, region="UA-63"), row(2, source="two", region="UA-63"), row(500, region="UA-63")])
    assert [each.why for each in linked] == [
        "begun 2 minutes apart; both in UA-63",
        "begun 2 minutes apart; both in UA-63",
        "no other row is like it",
    ]


ROWS = st.builds(
    row,
    st.integers(0, 400),
    source=st.sampled_from(["one", "two"]),
    lasts=st.none() | st.integers(1, 90),
    region=st.sampled_from(["UA-63", "UA-53"]),
    target=st.none() | st.sampled_from(["uav", "guided_bomb"]),
)


@settings(deadline=None)
@given(st.lists(ROWS, max_size=12), st.booleans(), st.integers())
def test_order_changes_nothing(rows: list[CodedRow], once_per_source: bool, seed: int) -> None:
    expected = [(each.incident, each.rows, each.why) for each in link_rows(rows, once_per_source=once_per_source)]
    random.Random(seed).shuffle(rows)  # noqa: S311 - any order will do
    assert [(each.incident, each.rows, each.why) for each in link_rows(rows, once_per_source=once_per_source)] == expected


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.usefixtures("shared")
def test_two_observer_networks_are_matched_one_to_one() -> None:
    rows = read_observers()
    matched = match(link_rows(rows, once_per_source=True))
    near = sum(begin_gap_s(*each) <= 300 or end_gap_s(*each) <= 300 for each in matched)
    assert near / sum(each.source == "official" for each in rows) >= 0.93
    assert near / len(matched) >= 0.95
