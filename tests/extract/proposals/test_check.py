"""Nothing that a model suggests passes unless the text has it word for word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.extract.proposals.check import MOST, check_suggestions
from skywitness.model.proposal import Rejection, Suggested
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import Stream, Target, Topic, What

TEXT = "Над Тульской областью сбиты 12 беспилотников, над Брянской — 3. Пострадавших нет."
AT = datetime(2025, 9, 10, 5, tzinfo=UTC)


def report_of(text: str) -> Report:
    return make_report(source="x", stream=Stream.OFFICIAL, text=text, published_at=AT, collected_at=AT, locator=Locator())


def verdict(suggested: Suggested, text: str = TEXT) -> Rejection | None:
    held, rejected = check_suggestions(report_of(text), [suggested], "model/1")
    assert len(held) + rejected.total() == 1
    return next(iter(rejected), None)


@pytest.mark.parametrize(
    ("suggested", "why"),
    [
        (Suggested("place", "Тульской областью", "Над Тульской областью"), None),
        (Suggested("count", "12", "сбиты 12 беспилотников"), None),
        (Suggested("count", 12, "сбиты 12 беспилотников"), None),
        (Suggested("what", "intercepted", "сбиты 12 беспилотников"), None),
        (Suggested("target", "uav", "беспилотников"), None),
        (Suggested("place", "Тульской", "Тульской", 4), None),
        (Suggested("count", "1", "сбиты 12 беспилотников"), Rejection.VALUE),
        (Suggested("count", "15", "сбиты 12 беспилотников, над Брянской — 3"), Rejection.VALUE),
        (Suggested("place", "Tula Oblast", "Тульской областью"), Rejection.VALUE),
        (Suggested("place", "Брян", "над Брянской"), Rejection.VALUE),
        (Suggested("place", "", "Тульской"), Rejection.VALUE),
        (Suggested("place", "Курской областью", "над Курской областью"), Rejection.QUOTE),
        (Suggested("place", "ТУЛЬСКОЙ", "ТУЛЬСКОЙ"), Rejection.QUOTE),
        (Suggested("place", "Тульской", "Тульской", 5), Rejection.QUOTE),
        (Suggested("place", "Тульской", "Тульской", -77), Rejection.QUOTE),
        (Suggested("what", "intercepted", ""), Rejection.QUOTE),
        (Suggested("what", "intercepted", " "), Rejection.QUOTE),
        (Suggested("what", "annihilated", "сбиты"), Rejection.WORD),
        (Suggested("target", "сбиты", "сбиты"), Rejection.WORD),
        (Suggested("pilot", "Тульской", "Тульской"), Rejection.QUESTION),
        (Suggested("", "", ""), Rejection.QUESTION),
    ],
)
def test_suggestion_is_held_or_rejected_for_its_reason(suggested: Suggested, why: Rejection | None) -> None:
    assert verdict(suggested) == why


@given(
    st.text(max_size=60),
    st.lists(
        st.builds(
            Suggested,
            st.sampled_from([*Topic, "pilot"]),
            st.text(max_size=4) | st.integers(),
            st.text(max_size=5),
            st.none() | st.integers(),
        ),
        max_size=6,
    ),
)
def test_whatever_is_suggested_only_words_of_the_text_or_ours_come_out(text: str, suggestions: list[Suggested]) -> None:
    held, rejected = check_suggestions(report_of(text), suggestions, "model/1")
    assert len(set(held)) == len(held) <= len(suggestions) - rejected.total()
    for one in held:
        assert text[slice(*one.span)] == one.quote != ""
        assert one.value in one.quote or one.value in {*What, *Target}


@given(st.data())
def test_words_cut_out_of_the_text_are_held(data: st.DataObject) -> None:
    words = TEXT.split()
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    assert verdict(Suggested("place", quote, quote)) is None


def test_flood_is_cut_off_and_counted_and_the_same_is_held_once() -> None:
    held, rejected = check_suggestions(report_of(TEXT), [Suggested("place", "Тульской", "Тульской")] * (MOST + 50), "model/1")
    assert len(held) == 1
    assert rejected == {Rejection.MANY: 1}
