"""Numbers in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.extract.core.lexicon import Lexicon, load_lexicon
from skywitness.extract.core.numbers import find_numbers
from skywitness.extract.ru import FOLDER
from skywitness.text.tokens import tokenise

RUSSIAN = load_lexicon(FOLDER)
ONES = ["", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
TENS = ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"]
HUNDREDS = ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"]
TEENS = [
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]


def values(text: str, lexicon: Lexicon = RUSSIAN) -> list[int]:
    tokens = tokenise(text)
    return [number.value for number in find_numbers(tokens, lexicon.find(tokens))]


def spoken(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [HUNDREDS[hundreds], TEENS[rest - 10]] if 10 <= rest < 20 else [HUNDREDS[hundreds], TENS[rest // 10], ONES[rest % 10]]
    return " ".join(filter(None, words))


@given(st.integers(1, 999))
def test_spoken_number_has_its_value(number: int) -> None:
    assert values(spoken(number)) == [number]


@given(st.integers(1, 99_999))
def test_number_in_digits_has_its_value(number: int) -> None:
    assert values(f"сбито {number} целей") == [number]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("двадцатью восемью", [28]),
        ("тысяча двести", [1200]),
        ("три тысячи пятьсот", [3500]),
        ("1 177 беспилотников", [1177]),
        ("в 22.40", []),
        ("31,5 млрд", []),
        ("2-го мая", []),
        ("5 или 6", [5, 6]),
        ("два, три", [2, 3]),
        ("ка-52", []),
    ],
)
def test_numbers_of_a_phrase(text: str, wanted: list[int]) -> None:
    assert values(text) == wanted
