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


SHOT = {
    "en": "One drone was shot down over Tula. ",
    "ru": "Над Тулой сбит один беспилотник. ",
    "uk": "Над Полтавою збито один безпілотник. ",
}


def _refused(lang: str, sentence: str, stream: Stream = Stream.OFFICIAL) -> list[tuple[set[str], CountState]]:
    at = datetime(2021, 3, 14, tzinfo=UTC)
    report = make_report(source="a", stream=stream, text=SHOT[lang] + sentence, published_at=at, collected_at=at, locator=Locator())
    reading = cast("Extractor", part("extractors", lang)).read(report, SourceProfile(name="a", stream=stream))
    said = [one for one in reading.assertions if one.what is What.NOT_DISCLOSED]
    assert all(reading.assertions[cast("int", one.happening)].what is What.INTERCEPTED for one in said)
    return [({topic.value for topic in one.about}, one.count_state) for one in said]


@pytest.mark.parametrize(
    ("lang", "sentence", "about", "state"),
    [
        ("en", "We will not comment on the number of drones.", {"count"}, CountState.WITHHELD),
        ("en", "Exact figures will not be published.", {"count"}, CountState.WITHHELD),
        ("en", "What it carried is not known.", {"payload"}, CountState.UNKNOWN),
        ("ru", "Данные о числе уничтоженных не публикуем и сообщать не станем.", {"count"}, CountState.WITHHELD),
        ("ru", "Ущерб выясняем.", {"damage"}, CountState.UNKNOWN),
        ("ru", "Что он нёс, пока неизвестно.", {"payload"}, CountState.UNKNOWN),
        ("ru", "Число пока уточняется.", {"count"}, CountState.UNKNOWN),
        ("uk", "Збитки уточнюємо.", {"damage"}, CountState.UNKNOWN),
        ("uk", "Кількість знищених не оприлюднюємо.", {"count"}, CountState.WITHHELD),
        ("uk", "Що він ніс, не повідомляють.", {"payload"}, CountState.WITHHELD),
    ],
)
def test_a_post_that_refuses_or_does_not_know_says_so_of_what_it_tells(
    lang: str, sentence: str, about: set[str], state: CountState
) -> None:
    assert _refused(lang, sentence) == [(about, state)]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "A number of residents were not at home."),
        ("ru", "Жители домой не вернулись, в том числе дети."),
        ("uk", "Мешканців повідомили, зокрема і тих, хто не вдома."),
    ],
)
def test_other_words_of_number_refuse_nothing(lang: str, sentence: str) -> None:
    assert _refused(lang, sentence) == []


@pytest.mark.parametrize(
    ("lang", "sentence"), [("ru", "Количество пострадавших уточняется."), ("uk", "Кількість постраждалих уточнюється.")]
)
def test_the_number_of_those_hurt_is_no_number_of_drones(lang: str, sentence: str) -> None:
    assert _refused(lang, sentence) == [({"casualties"}, CountState.UNKNOWN)]


def test_what_was_hit_will_not_be_told_is_no_hit() -> None:
    at = datetime(2021, 3, 14, tzinfo=UTC)
    text = "Tula: air defences worked overnight. What was hit will not be disclosed."
    report = make_report(source="a", stream=Stream.OFFICIAL, text=text, published_at=at, collected_at=at, locator=Locator())
    told = {one.what for one in cast("Extractor", part("extractors", "en")).read(report, SourceProfile("a", Stream.OFFICIAL)).assertions}
    assert What.IMPACT not in told
    assert What.NOT_DISCLOSED in told
