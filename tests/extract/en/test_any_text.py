"""Whatever the text, the English reader answers, quotes exactly and counts nothing that is not there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.extract.stories import media_report

from skywitness.extract.en import English
from skywitness.extract.en.phrases import read_number
from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream

ENGLISH = English()
PROFILE = SourceProfile("a news site", Stream.MEDIA)
WORDS = [
    "drone",
    "drones",
    "two",
    "42",
    "shot",
    "down",
    "was",
    "over",
    "Kursk",
    "the",
    "a",
    ",",
    ".",
    '"',
    "’",
    "—",
    "said",
    "governor",
    "Ivan",
    "Petrov",
    "not",
    "could",
    "hit",
    "Moscow",
    "unknown",
    "origin",
    "😀",
    "\n",
    "second",
    "in",
    "three",
    "days",
    "denied",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=80).map(lambda text: f"drone {text}"))
def test_any_text_is_read_with_exact_quotes(text: str) -> None:
    report = media_report(text)
    for one in ENGLISH.read(report, PROFILE).assertions:
        assert one.quote == text[slice(*one.span)]
        assert one.count is None or one.count > 0


@given(st.integers(min_value=1, max_value=99_999))
def test_figures_with_separators_keep_their_value(number: int) -> None:
    assert read_number(f"{number:,}") == read_number(str(number)) == number
