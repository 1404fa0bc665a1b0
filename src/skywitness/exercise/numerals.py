"""Puts a number before a noun as Russian, Ukrainian and English grammar want it: "21 беспилотник", "два безпілотники", "five drones"."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Grade = Literal["one", "few", "many"]
CASE_NAMES = ("nom", "gen", "dat", "acc", "ins", "loc")


class Noun(Struct, frozen=True, forbid_unknown_fields=True):
    """A noun with its forms: six of the singular and six of the plural (nom gen dat acc ins loc), or two in English. ``gender``: m, f or n."""

    gender: str
    one: list[str]
    more: list[str]

    def form(self, case: str, *, is_plural: bool) -> str:
        """One form; an English noun has no cases, and a word of one form does not decline."""
        forms = self.more if is_plural else self.one
        return forms[CASE_NAMES.index(case)] if len(forms) == len(CASE_NAMES) else forms[0]


WORDS: dict[str, dict[str, list[str]]] = {
    "ru": {
        "nom": ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"],
        "gen": ["ноля", "одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти"],
        "ins": ["нолём", "одним", "двумя", "тремя", "четырьмя", "пятью", "шестью", "семью", "восемью", "девятью", "десятью"],
        "dat": ["нолю", "одному", "двум", "трём", "четырём", "пяти", "шести", "семи", "восьми", "девяти", "десяти"],
    },
    "uk": {
        "nom": ["нуль", "один", "два", "три", "чотири", "п'ять", "шість", "сім", "вісім", "дев'ять", "десять"],
        "gen": ["нуля", "одного", "двох", "трьох", "чотирьох", "п'яти", "шести", "семи", "восьми", "дев'яти", "десяти"],
        "ins": ["нулем", "одним", "двома", "трьома", "чотирма", "п'ятьма", "шістьма", "сьома", "вісьмома", "дев'ятьма", "десятьма"],
        "dat": ["нулю", "одному", "двом", "трьом", "чотирьом", "п'яти", "шести", "семи", "восьми", "дев'яти", "десяти"],
    },
    "en": {"nom": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]},
}
"""Number words up to ten; the accusative is the nominative for things."""


FEMININE = {
    "ru": {"nom": ("одна", "две"), "acc": ("одну", "две"), "gen": ("одной", "двух"), "ins": ("одной", "двумя"), "dat": ("одной", "двум")},
    "uk": {"nom": ("одна", "дві"), "acc": ("одну", "дві"), "gen": ("однієї", "двох"), "ins": ("однією", "двома"), "dat": ("одній", "двом")},
}
"""One and two of feminine nouns, which alone differ."""


def grade(number: int, language: str) -> Grade:
    """Which form a noun takes after a number in the nominative.

    >>> [grade(number, "ru") for number in (1, 3, 5, 11, 21, 112)]
    ['one', 'few', 'many', 'many', 'one', 'many']
    """
    if language == "en":
        return "one" if number == 1 else "many"
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


def say_number(number: int, noun: Noun, language: str, case: str, *, in_words: bool) -> str:
    """The number alone: digits, or a word up to ten."""
    words = WORDS[language]
    if not in_words or number >= len(words["nom"]):
        return str(number)
    if language == "en":
        return words["nom"][number]
    if noun.gender == "f" and number in (1, 2):
        return FEMININE[language]["gen" if case == "loc" else case][number - 1]
    column = words.get("nom" if case == "acc" else "gen" if case == "loc" else case)
    return column[number] if column else str(number)


def count_noun(number: int, noun: Noun, language: str, case: str = "nom", *, in_words: bool = False) -> str:
    """A number with its noun in a case.

    >>> drone = Noun("m", ["дрон", "дрона", "дрону", "дрон", "дроном", "дроне"], ["дроны", "дронов", "дронам", "дроны", "дронами", "дронах"])
    >>> [count_noun(number, drone, "ru") for number in (1, 2, 5)], count_noun(3, drone, "ru", "ins", in_words=True)
    (['1 дрон', '2 дрона', '5 дронов'], 'тремя дронами')
    """
    figure = say_number(number, noun, language, case, in_words=in_words)
    return f"{figure} {_counted_form(number, noun, language, case)}"


def _counted_form(number: int, noun: Noun, language: str, case: str) -> str:
    which = grade(number, language)
    if which == "one":
        return noun.form(case, is_plural=False)
    if language == "en" or case not in ("nom", "acc"):
        return noun.form(case, is_plural=True)
    if which == "many":
        return noun.form("gen", is_plural=True)
    return noun.form("gen", is_plural=False) if language == "ru" else noun.form("nom", is_plural=True)
