"""How a name with many places is settled, and when it is left open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.geo.gazetteer import GazetteerPlace
from skywitness.locate import locate_name, locate_reading
from skywitness.locate.reading import locate_toponyms
from skywitness.locate.settle import Surroundings, is_same_place, settle, shares
from skywitness.model.ids import AssertionId
from skywitness.model.reading import Asserter, Assertion, PlaceMention, Reading
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import AsserterClass, Kind, Precision, Stream, What

AT = datetime(2025, 1, 1, tzinfo=UTC)


def report_of(text: str) -> Report:
    return make_report(source="x", stream=Stream.GRASSROOTS, text=text, published_at=AT, collected_at=AT, locator=Locator())


def reading_of(text: str, *mentions: PlaceMention) -> Reading:
    assertion = Assertion(
        assertion_id=AssertionId("a-1"),
        what=What.SIGHTED,
        places=mentions,
        asserter=Asserter("self", AsserterClass.SELF, Stream.GRASSROOTS),
        quote=text,
        span=(0, len(text)),
    )
    return Reading(report=report_of(text).digest, lang="ru", kind=Kind.SIGHTING, assertions=(assertion,), by="ru/1")


def located(text: str, surface: str, *, region: str | None = None, **more: object) -> PlaceMention:
    start = text.index(surface)
    mention = PlaceMention(surface=surface, span=(start, start + len(surface)), **more)  # type: ignore[arg-type]  # the caller names fields of the record
    reading = locate_reading(reading_of(text, mention), report_of(text), SourceProfile(name="x", region=region))
    return reading.assertions[0].places[0]


def test_source_region_settles_a_common_name_and_is_the_reason() -> None:
    assert located("дрон упал в Октябрьском", "Октябрьском").place is None
    mention = located("дрон упал в Октябрьском", "Октябрьском", region="RU-BEL")
    assert mention.place is not None
    assert mention.place.iso == "RU-BEL"
    assert "source's region" in mention.why


def test_region_in_the_post_settles_a_common_name() -> None:
    mention = located("Брянская область. Вспышки в Дубровке", "Дубровке")
    assert mention.place is not None
    assert mention.place.iso == "RU-BRY"


def test_a_village_unknown_in_the_told_region_is_given_as_the_region() -> None:
    mention = located("Неведомовка, Курская область: обломки. Белая Калитва, Курская область", "Белая Калитва")
    assert mention.place is not None
    assert (mention.place.iso, mention.place.precision) == ("RU-KRS", Precision.REGION)


def test_unknown_name_keeps_no_place_and_says_why() -> None:
    mention = located("упал в Ыыкове", "Ыыкове")
    assert mention.place is None
    assert "no place called" in mention.why


def test_near_and_away_widen_and_between_is_an_area() -> None:
    inside, near = located("упал в Курске", "Курске").place, located("упал под Курском", "Курском").place
    away = located("упал в 40 км от Курска", "Курска", distance_m=40_000.0).place
    between = located("между Курском и Белгородом", "Курском", and_other="Белгородом").place
    assert inside
    assert near
    assert away
    assert between
    assert inside.radius_m < near.radius_m < away.radius_m
    assert 50.6 < between.lat < 51.8
    assert between.name == "between Kursk and Belgorod"


def test_a_told_country_does_not_move_disputed_territory() -> None:
    mentions = locate_toponyms("Севастополь, Россия", "ru")
    assert [mention.place.iso for mention in mentions if mention.place] == ["UA-40"]


@pytest.mark.parametrize("text", ["Европа под угрозой", "Азия молчит"])
def test_a_continent_has_no_point(text: str) -> None:
    assert all(mention.place is None for mention in locate_toponyms(text, "ru"))


@pytest.mark.parametrize(
    ("name", "lang", "iso"),
    [("ейск", "ru", "RU-KDA"), ("Часів Яр", "uk", "UA-14"), ("Kharkiv", "en", "UA-63"), ("Энгельс-2", "ru", "RU-SAR")],
)
def test_a_name_typed_on_the_command_line_is_found(name: str, lang: str, iso: str) -> None:
    place = locate_name(name, lang)
    assert place
    assert place.iso == iso


@given(st.text(max_size=60))
def test_no_text_breaks_location(text: str) -> None:
    for lang in ("ru", "uk", "en"):
        for mention in locate_toponyms(text, lang):
            assert mention.why


@pytest.mark.parametrize(
    ("text", "name", "iso"),
    [
        ("Взрывы в Энгельсе", "Engels", "RU-SAR"),
        ("над Липецком сбит беспилотник", "Lipetsk", "RU-LIP"),
        ("взрывы на аэродроме «Энгельс»", "Engels-2 air base", "RU-SAR"),
        ("в районе города Севастополь, а также в Донецке", "Sevastopol", "UA-40"),
        ("над полуостровом Крым в районе города Севастополь", "Sevastopol", "UA-40"),
        ("Над Крымом, Ростовской областью", "Autonomous Republic of Crimea", "UA-43"),
        ("в районе Артёмовска, под Часовым Яром. Минобороны России", "Bakhmut", "UA-14"),
    ],
)
def test_a_town_is_the_town_unless_the_text_says_otherwise(text: str, name: str, iso: str) -> None:
    place = locate_toponyms(text, "ru")[0].place
    assert place is not None
    assert (place.name, place.iso) == (name, iso)


def test_a_place_told_in_a_region_where_none_is_known_is_that_region() -> None:
    place = locate_toponyms("возле населённого пункта Октябрьский в Курской области", "ru")[0].place
    assert place is not None
    assert place.iso == "RU-KRS"


def test_reasons_name_places_in_english() -> None:
    for mention in locate_toponyms("Взрывы в Ельце Липецкой области, под Херсоном и над Азовским морем", "ru"):
        assert mention.place is not None
        assert mention.why.isascii()


def test_air_base_of_another_name_is_not_the_airport_of_a_town() -> None:
    airport = locate_name("аэропорт Минска", "ru")
    assert airport is not None
    assert "base" not in airport.name
    base = locate_name("авиабаза Мачулищи", "ru")
    assert base is not None
    assert base.name == "Machulishchy air base"


def test_region_that_is_also_a_rare_word_needs_no_sign() -> None:
    for text in ("Волинь", "на Волині"):
        place = locate_name(text, "uk")
        assert place is not None
        assert place.iso == "UA-07"


def test_district_behind_its_region_and_a_comma_lies_in_it() -> None:
    found = locate_toponyms("Белгородская область, Шебекинский округ: тревога", "ru")
    assert [one.surface for one in found] == ["Шебекинский округ"]
    found = locate_toponyms("Тревога: Брянская область, Курская область", "ru")
    assert [one.surface for one in found] == ["Брянская область", "Курская область"]


def town(name: str, iso: str, lat: float, lon: float, population: int) -> GazetteerPlace:
    return GazetteerPlace(
        id=f"own:{name}-{iso}",
        kind="town",
        en=name,
        ru=name,
        uk=name,
        iso=iso,
        country=iso[:2],
        admin=iso,
        lat=lat,
        lon=lon,
        radius_m=2_000.0,
        population=population,
    )


HILL = (town("Hill", "XX-1", 50.0, 30.0, 4_000), town("Hill", "XX-2", 55.0, 40.0, 4_000))
DALE = (town("Dale", "XX-1", 50.2, 30.2, 3_000), town("Dale", "XX-3", 60.0, 60.0, 3_000))


def test_names_that_could_each_mean_several_places_mean_those_that_lie_together() -> None:
    assert settle("Hill", HILL, Surroundings()).place is None
    settled = settle("Hill", HILL, Surroundings(open=(shares(DALE, Surroundings()),)))
    assert settled.place == HILL[0]
    assert "another name of the post may mean" in settled.why


def test_an_open_name_far_from_all_tells_nothing() -> None:
    far = (town("Vale", "XX-4", 10.0, 10.0, 3_000), town("Vale", "XX-5", -10.0, -10.0, 3_000))
    assert settle("Hill", HILL, Surroundings(open=(shares(far, Surroundings()),))).place is None


@given(st.lists(st.integers(300, 10_000_000), min_size=1, max_size=8))
def test_shares_of_an_open_name_sum_to_one_and_go_with_size(people: list[int]) -> None:
    places = [town("Ash", f"XX-{number}", float(number), 0.0, count) for number, count in enumerate(people)]
    parts = shares(places, Surroundings())
    assert sum(share for _, share in parts) == pytest.approx(1.0)
    assert max(parts, key=lambda part: part[1])[0].population == max(people)


def test_one_town_in_two_rows_is_one_place_and_two_hamlets_are_two() -> None:
    assert is_same_place(town("Elm", "XX-1", 50.0, 30.0, 63_000), town("Elm", "XX-1", 50.1, 30.2, 62_000))
    assert not is_same_place(town("Elm", "XX-1", 50.0, 30.0, 1_000), town("Elm", "XX-1", 50.1, 30.2, 1_000))
    assert not is_same_place(town("Elm", "XX-1", 50.0, 30.0, 63_000), town("Elm", "XX-1", 50.1, 30.2, 31_000))


@pytest.mark.parametrize(
    ("text", "lang", "iso"),
    [
        ("порт Лиепаи закрыт", "ru", "LV-LPX"),
        ("аэропорт Сокеркино закрыт", "ru", "RU-KOS"),
        ("обломки нашли в Улытауской области", "ru", "KZ-62"),
        ("уламки знайшли в Західно-Казахстанській області", "uk", "KZ-27"),
        ("ракета впала в повіті Тулча", "uk", "RO-TL"),
        ("рейс ушёл в аэропорт Минска", "ru", "BY-MI"),
    ],
)
def test_neighbours_regions_and_airports_are_known_in_both_languages(text: str, lang: str, iso: str) -> None:
    assert iso in {mention.place.iso for mention in locate_toponyms(text, lang) if mention.place}
