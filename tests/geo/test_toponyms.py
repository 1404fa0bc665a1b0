"""Which words of a text are place names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.geo.toponyms import find_toponyms


def surfaces(text: str, lang: str = "ru") -> list[str]:
    return [found.surface for found in find_toponyms(text, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Обломки упали в Ельце", ["Ельце"]),
        ("Сбиты над Кривым Рогом и под Часовым Яром", ["Кривым Рогом", "Часовым Яром"]),
        ("ПВО работает над Ростовом-на-Дону", ["Ростовом-на-Дону"]),
        ("в Тамбовской и Пензенской областях", ["Тамбовской", "Пензенской областях"]),
        (
            "семь над Тамбовской, 3 – над Пензенской и по одному над Самарской и Тульской областями",
            ["Тамбовской", "Пензенской", "Самарской", "Тульской областями"],
        ),
        ("#Тамбов #ТульскаяОбласть", ["Тамбов", "ТульскаяОбласть"]),
        ("в Азовском и Чёрном морях", ["Азовском", "Чёрном морях"]),
        ("на Тарханкуте, над Керченским проливом", ["Тарханкуте", "Керченским проливом"]),
        ("На Тамбовщине отбой", ["Тамбовщине"]),
        ("в Грамотеине дом сгорел", ["Грамотеине"]),
        ("В Луге Ольга слышала взрыв", ["Луге"]),
    ],
)
def test_names_are_found_in_every_form(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Тамбовский губернатор выступил с обращением",
        "Бои идут на Купянском направлении",
        "Владимир Петров рассказал о полёте",
        "Анна пришла домой",
        "Орёл — птица гордая",
        "генерал Киров вручил награды",
        "Мир вашему дому",
        "Кашира Ольга поёт в хоре",
        "Луга Петровна ушла на пенсию",
        "Мирное небо над головой",
    ],
)
def test_adjectives_people_and_common_words_are_no_places(text: str) -> None:
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Силы ПВО отразили налёт", "ru"),
        ("Вооружённые Силы вели огонь", "ru"),
        ("Видели вспышку и дым", "ru"),
        ("Решта цілей втрачена, Далі буде", "uk"),
        ("На Рязанском проспекте слышен гул", "ru"),
        ("вул. Леніна, 4", "uk"),
        ("Расчёт «Тора» занял позицию", "ru"),
        ("Группировка «Алтай» доложила", "ru"),
        ("Министр Денис Мантуров, помощник Андрея Северска", "ru"),
        ("бои на Лисичанском, Соледарском и Лиманском направлениях", "ru"),
        ("A Zala drone fell. Bello said so, and Jos Miller agreed", "en"),
        ("сбит над территорией Республики Ка", "ru"),
        ("Бои в сёлах.Тим часом підрозділи відійшли", "uk"),
        ("в населённом пункте Белая Горка-Дальняя", "ru"),
        ("Кошка забилась за шкаф", "ru"),
    ],
)
def test_words_units_streets_and_people_are_no_places(text: str, lang: str) -> None:
    assert surfaces(text, lang) == []


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Взрыв на станции «Суджа»", "ru", ["Суджа"]),
        ("над Брянской (2 БПЛА) и Орловской (1 БПЛА) областей", "ru", ["Брянской", "Орловской"]),
        ("над территориями Брянской (2), Орловской (1), Тульской (3", "ru", ["Брянской", "Орловской", "Тульской"]),
        ("сбит над территорией Республики Татарс", "ru", ["Республики Татарс"]),
        ("сбит над территорией Воронежск", "ru", ["Воронежск"]),
        ("над территорией Воронежской об", "ru", ["Воронежской"]),
        ("Drones fell in Rostov-on-Don and the Belgorod district", "en", ["Rostov-on-Don", "Belgorod district"]),
        ("Отрадное, Белгородский район", "ru", ["Отрадное", "Белгородский район"]),
        ("пожар в Кропивницькому", "uk", ["Кропивницькому"]),
        ("Стамбул ждёт делегации", "ru", ["Стамбул"]),
        ("It fell beside the town of Chełm and the airport of Vilnius", "en", ["Chełm", "Vilnius"]),
    ],
)
def test_names_are_still_found_where_something_shows_them(text: str, lang: str, expected: list[str]) -> None:
    assert surfaces(text, lang) == expected


def test_region_beside_a_name_is_kept_as_what_it_lies_in() -> None:
    town, region = find_toponyms("Дрон упал в Ейске Краснодарского края", "ru")
    assert (town.within, region.qualifies) == ("Краснодарского края", 0)


def test_ukrainian_forms_change_their_vowels() -> None:
    assert surfaces("вибухи у Харкові, Кропивницькому, Кривому Розі та Макіївці", "uk") == [
        "Харкові",
        "Кропивницькому",
        "Кривому Розі",
        "Макіївці",
    ]


def test_a_hashtag_with_an_abbreviated_kind_before_the_name_is_read() -> None:
    assert [toponym.surface for toponym in find_toponyms("#м_Харків та #м_Полтава", "uk")] == ["Харків", "Полтава"]


@given(st.text(alphabet='Харківмг.,:;#_*[]("«» -–—\n0123/АМ', max_size=60), st.sampled_from(["ru", "uk", "en"]))
def test_any_jumble_of_signs_is_searched_without_raising(text: str, lang: str) -> None:
    for toponym in find_toponyms(text, lang):
        assert 0 <= toponym.span[0] < toponym.span[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Дніпро та область: працює ППО", "uk", {"Дніпро": "geonames:709930", "область": "iso:UA-12"}),
        ("Над Тулой и областью сбиты дроны", "ru", {"Тулой": "geonames:480562", "областью": "iso:RU-TUL"}),
        ("Москва и область под атакой", "ru", {"Москва": "geonames:524901", "область": "iso:RU-MOS"}),
        ("Вибухи чули мешканці, дрони йдуть на столицю", "uk", {"столицю": "geonames:703448"}),
    ],
)
def test_a_region_told_with_its_city_and_the_capital_take_their_names_from_elsewhere(
    text: str, lang: str, expected: dict[str, str]
) -> None:
    assert {found.surface: found.candidates[0] for found in find_toponyms(text, lang)} == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("у столицю Росії летять дрони", "uk", ["Росії"]),
        ("дроны летят на столицу", "ru", []),
        ("столиця відпочиває", "uk", []),
        ("Ейськ та область знань", "uk", ["Ейськ"]),
        ("Севастополь и область", "ru", ["Севастополь"]),
        ("Тула и ваша область", "ru", ["Тула"]),
    ],
)
def test_what_may_be_another_s_capital_or_region_is_no_place(text: str, lang: str, expected: list[str]) -> None:
    assert surfaces(text, lang) == expected


def test_a_plant_is_found_by_its_own_adjectives_and_an_airfield_with_its_number() -> None:
    assert surfaces("палає Новолипецький металургійний комбінат", "uk") == ["Новолипецький металургійний комбінат"]
    assert surfaces("удар по аеродрому «Енгельс-2» уночі", "uk") == ["аеродрому «Енгельс-2"]


@pytest.mark.parametrize("city", ["Белгород", "Казань", "Сочи", "Калуга", "Пермь", "Елец", "Чебоксары"])
def test_a_large_city_needs_no_sign_though_a_dictionary_knows_the_word(city: str) -> None:
    assert surfaces(f"{city} под атакой") == [city]


@pytest.mark.parametrize("text", ["Орёл под облаками", "Шахты работают", "Курган насыпали за год", "Сумы оставили в гардеробе"])
def test_a_common_word_needs_a_sign_however_large_the_city_of_that_name(text: str) -> None:
    assert surfaces(text) == []


def test_a_word_right_behind_a_name_begins_the_next_sentence() -> None:
    assert surfaces("Кусок от БПЛА на грядках. Старый Оскол Кошка забилась за шкаф") == ["Старый Оскол"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in the Glazunovsky district of the Oryol region", [("Glazunovsky district", "Oryol region"), ("Oryol region", None)]),
        ("over the Glazunovskiy Rayon", [("Glazunovskiy Rayon", None)]),
        ("over the Novooskolsky urban district", [("Novooskolsky urban district", None)]),
        (
            "Chertkovsky, Millerovsky and Tarasovsky districts",
            [("Chertkovsky", None), ("Millerovsky", None), ("Tarasovsky districts", None)],
        ),
        ("the Kursk Region's Rylsk district", [("Kursk Region's", None), ("Rylsk district", "Kursk Region's")]),
        ("the Yeysky district of the Krasnodar Territory", [("Yeysky district", "Krasnodar Territory"), ("Krasnodar Territory", None)]),
        ("Mr Glazunovsky went to the district court", []),
        ("Petrovsky said. The district is calm", []),
        ("the Imaginovsky district", []),
    ],
)
def test_a_district_is_known_in_latin_letters(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(found.surface, found.within) for found in find_toponyms(text, "en")] == expected
