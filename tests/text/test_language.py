"""Russian, Ukrainian, English, or another language."""

from __future__ import annotations

import pytest

from skywitness.text.language import identify_language

TEXTS = [
    ("ru", "Над районом работает система противовоздушной обороны, просим оставаться дома"),
    ("ru", "Сбит беспилотник, летевший на город. Пострадавших нет."),
    ("uk", "Протягом ночі знешкоджено дев'ять ударних безпілотників над областю"),
    ("uk", "Ворожий дрон курсом на місто, перейдіть в укриття"),
    ("en", "Air defence shot down nine drones over the region overnight, the governor said"),
    ("other", "Nad ranem myśliwce przechwyciły kilka dronów nad wschodnią częścią kraju, podało dowództwo"),
    ("other", "In der Nacht wurden mehrere Drohnen über der Grenzregion gesichtet, teilte das Ministerium mit"),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_language_of_a_sentence_is_told(language: str, text: str) -> None:
    assert identify_language(text) == language


@pytest.mark.parametrize("hint", ["ru", "uk"])
def test_text_too_short_to_tell_takes_the_language_of_its_source(hint: str) -> None:
    assert identify_language("БПЛА над морем", hint=hint) == hint


def test_letters_of_one_language_only_outweigh_the_source() -> None:
    assert identify_language("Вибухи, їдемо в укриття", hint="ru") == "uk"


def test_addresses_of_links_tell_no_language() -> None:
    links = " ".join(f"[подробнее](https://news.example/archive/of/the/winter/{number})" for number in range(4))
    assert identify_language(f"Губернатор рассказал о новой школе, которую открыли вчера. {links}") == "ru"
    assert identify_language(f"Очільник області розповів про її нову школу, яку відкрили вчора. {links}") == "uk"
