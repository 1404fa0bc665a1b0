"""What must and must not be read from Ukrainian posts: the table beside this file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.extract.stories import faults, load_stories

from skywitness.extract.uk import Ukrainian
from skywitness.model.reading import Assertion, Reading
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import CountState, Kind, Stream

ROWS = load_stories(Path(__file__).parent / "readings.yml")
CHANNEL = SourceProfile("a channel", Stream.GRASSROOTS)
WORDS = sorted({word for row in ROWS for word in row["text"].split()})
MORNING = "2026-05-05T06:00:00Z"


@cache
def ukrainian() -> Ukrainian:
    return Ukrainian()


def told(text: str, published_at: str | None = MORNING) -> Report:
    return make_report(
        source=CHANNEL.name,
        stream=CHANNEL.stream,
        text=text,
        published_at=None if published_at is None else datetime.fromisoformat(published_at),
        collected_at=datetime(2026, 6, 1, tzinfo=UTC),
        locator=Locator(),
    )


def read(text: str, published_at: str | None = MORNING) -> Reading:
    return ukrainian().read(told(text, published_at), CHANNEL)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_reading_says_what_the_post_says_and_no_more(row: dict[str, Any]) -> None:
    reading = read(row["text"])
    assert faults(row, reading.assertions, reading.kind.value) == []
    assert set(row.get("undisclosed", reading.undisclosed_explicit)) == set(reading.undisclosed_explicit)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "**", "\n", "  ", "🔹", "(", "12", ":"]), max_size=30).map(" ".join))
def test_any_jumble_of_words_is_read_without_raising_and_quotes_itself(text: str) -> None:
    for assertion in read(text).assertions:
        assert assertion.quote
        assert text[assertion.span[0] : assertion.span[1]] == assertion.quote
        assert assertion.count != 0 or "0" in text
        for place in assertion.places:
            assert 0 <= place.span[0] < place.span[1] <= len(text)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_without_raising(text: str) -> None:
    assert read(text).lang == "uk"


def test_reading_twice_gives_the_same_reading() -> None:
    assert read(ROWS[0]["text"]) == read(ROWS[0]["text"])


@pytest.mark.parametrize(("published_at", "start"), [("2026-01-20T06:00:00Z", "16:00"), ("2026-07-20T06:00:00Z", "15:00")])
def test_clock_time_is_that_of_kyiv_with_daylight_saving(published_at: str, start: str) -> None:
    month = {"01": "січня", "07": "липня"}[published_at[5:7]]
    reading = read(f"У ніч на 20 {month} (з 18:00 19 {month}) противник атакував 30 ударними БпЛА типу Shahed.", published_at)
    begun = reading.assertions[0].period.start
    assert begun is not None
    assert begun.strftime("%d %H:%M") == f"19 {start}"


def test_report_without_a_time_of_publication_gets_no_period_from_a_clock() -> None:
    reading = read("О 17:15 над Сумщиною збито два дрони.", None)
    assert reading.assertions[0].period.start is None


def test_types_stand_in_the_total_that_contains_them() -> None:
    reading = read("Збито 12 цілей: 4 крилаті ракети Х-101, 8 ударних БпЛА.")
    assert [(one.count, one.part_of) for one in reading.assertions] == [(12, None), (4, 0), (8, 0)]


def test_number_that_is_said_not_to_be_told_is_withheld() -> None:
    reading = read("Кількість збитих ракет не розголошується.")
    assert [(one.count, one.count_state) for one in reading.assertions if one.what == "intercepted"] == [(None, CountState.WITHHELD)]


def test_list_that_breaks_off_gives_the_total_only() -> None:
    start = (
        "Ворог завдав удару по цивільній інфраструктурі, тривога лунала по всій країні майже до самого ранку, люди були в укриттях. " * 3
    )
    reading = read(start + "Всього противник випустив 40 ракет різних типів: 6 крилатих ракет Х-101; 4 балістичні ракети Іскандер-М; 2 кер")
    assert reading.cut
    assert [one.count for one in reading.assertions if one.count is not None] == [40]


def test_empty_text_is_other() -> None:
    assert read("").kind is Kind.OTHER


def brought_down(reading: Reading) -> dict[str, int | None]:
    counted = [one for one in reading.assertions if one.what == "intercepted" and (one.target != "unknown" or one.model)]
    return {_class(one): one.count for one in counted}


def _class(one: Assertion) -> str:
    named = {"Banderol/Dan-T": "banderol", "Zircon": "anti_ship", "Onyx": "anti_ship"}
    kinds = {"uav": "drone", "cruise_missile": "cruise", "ballistic_missile": "ballistic"}
    return named.get(one.model or "", kinds.get(one.target.value, one.target.value))


@pytest.mark.shared
def test_summaries_give_the_figures_that_a_person_read(shared: Path) -> None:
    texts = json.loads((shared / "data/telegram/kpszsu_af_summaries_2026-09.json").read_text("utf-8"))
    labels = json.loads((shared / "data/telegram/mavo_kpszsu_hand_labels.json").read_text("utf-8"))
    both = sorted(texts.keys() & labels.keys())
    assert both
    for key in both:
        published_at, text = texts[key]
        reading = read(text, published_at)
        launched = {_class(one): one.count for one in reading.assertions if one.what == "sighted" and one.target != "unknown"}
        assert launched == dict(labels[key]["launched"])
        assert brought_down(reading) == dict(labels[key]["downed"])
        assert [f"at {number} places" for number in labels[key]["loc"]] == [one.value for one in reading.assertions if one.value]
        assert all(one.count != 0 for one in reading.assertions)
