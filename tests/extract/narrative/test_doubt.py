"""What is kept back and what is not known are told apart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import CountState, Stream, What
from skywitness.parts import Extractor, part


@pytest.mark.parametrize(
    ("lang", "sentence", "state"),
    [
        ("en", "The origin of the drone has not been disclosed.", CountState.WITHHELD),
        ("en", "Officials declined to say what the payload was.", CountState.WITHHELD),
        ("en", "The origin of the drone is unknown.", CountState.UNKNOWN),
        ("ru", "Происхождение беспилотника не раскрывается.", CountState.WITHHELD),
        ("ru", "Происхождение беспилотника неизвестно.", CountState.UNKNOWN),
        ("uk", "Походження безпілотника не розкривають.", CountState.WITHHELD),
        ("uk", "Походження безпілотника невідоме.", CountState.UNKNOWN),
    ],
)
def test_undisclosed_is_withheld_and_unclear_is_unknown(lang: str, sentence: str, state: CountState) -> None:
    told = {
        "en": "Air defence shot down a drone over Tula on Monday. ",
        "ru": "Силы ПВО сбили беспилотник над Тулой. ",
        "uk": "Сили ППО збили безпілотник над Полтавою. ",
    }[lang]
    at = datetime(2021, 3, 14, tzinfo=UTC)
    more = {"en": " Residents heard a blast.", "ru": " Жители слышали взрыв.", "uk": " Мешканці чули вибух."}[lang]
    report = make_report(source="a", stream=Stream.MEDIA, text=told + sentence + more, published_at=at, collected_at=at, locator=Locator())
    reading = cast("Extractor", part("extractors", lang)).read(report, SourceProfile(name="a", stream=Stream.MEDIA))
    assert [said.count_state for said in reading.assertions if said.what is What.NOT_DISCLOSED] == [state]
