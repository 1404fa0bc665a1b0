"""Sentences, lines and lists."""

from __future__ import annotations

from skywitness.text.sentences import split_sentences
from skywitness.text.tokens import tokenise


def sentences(text: str) -> list[str]:
    tokens = tokenise(text.lower())
    return [text[tokens[a].start : tokens[b - 1].end] for a, b in split_sentences(tokens, {"обл", "т", "г"}, text)]


def test_full_stop_of_a_clock_time_ends_nothing() -> None:
    assert sentences("С 20.15 до 21.10 сбиты два. Тихо.") == ["С 20.15 до 21.10 сбиты два.", "Тихо."]


def test_list_goes_on_with_its_sentence() -> None:
    assert len(sentences("Сбиты:\n- три над А,\n- два над Б.\nПострадавших нет")) == 2


def test_short_word_before_a_double_blank_does_not_end_a_sentence() -> None:
    assert sentences("два - над  Курской областью") == ["два - над  Курской областью"]


def test_line_without_a_full_stop_ends_at_its_end() -> None:
    assert sentences("Белый Колодец\nВнимание") == ["Белый Колодец", "Внимание"]


def test_abbreviation_ends_nothing() -> None:
    assert sentences("в Энской обл. Сбит дрон") == ["в Энской обл. Сбит дрон"]
