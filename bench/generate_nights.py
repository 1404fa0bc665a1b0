"""Invented nights with known truth: happenings of many regions told by both streams, as the records that fusion takes.

The habits are those measured on real posts: a channel tells within minutes and names towns, a ministry within hours, by region, with
a count; one alert in three is copied within seconds; counts of channels are often missing, sometimes early. The span of time grows with
the number of occurrences, so that density is that of a busy night at every size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from skywitness.fuse import Evidence
from skywitness.model.ids import AssertionId, ClaimId, OccurrenceId, content_id
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Assertion, Claim, Occurrence, PlaceMention, Reading
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import AsserterClass, CountState, Kind, Precision, Stream, Target, TimePrecision, Topic, What

BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
REGIONS = 40
TOWNS = 12
HAPPENINGS_AN_HOUR = 6
CHANNELS = 120
OPENINGS = [
    "Громко",
    "Внимание",
    "Тревога",
    "Слышны взрывы",
    "Пишут подписчики",
    "Работает оборона",
    "Сейчас",
    "Обстановка",
    "По нашим данным",
    "Сообщают",
]
TELLINGS = {
    What.WARNED: ["опасность с воздуха", "внимание по небу", "всем в укрытие", "угроза атаки"],
    What.SIGHTED: ["видели в небе", "пролёт в сторону", "летит низко над", "заметили над"],
    What.INTERCEPTED: ["сбит над", "уничтожен у", "перехвачен над", "минус один над"],
    What.AIR_DEFENCE_ACTIVE: ["работает противовоздушная оборона над", "идут пуски у", "слышна работа над"],
}
ENDINGS = [
    "ждём подробностей",
    "не снимайте",
    "берегите себя",
    "будьте осторожны",
    "уточняем",
    "следим",
    "информация проверяется",
    "держитесь",
]
NAMES = [
    "Оль",
    "Бере",
    "Сос",
    "Дуб",
    "Лип",
    "Кле",
    "Ряби",
    "Кали",
    "Ивов",
    "Еле",
    "Тро",
    "Каме",
    "Сини",
    "Бело",
    "Черно",
    "Крас",
    "Зеле",
    "Вере",
    "Малин",
    "Орехо",
]
TAILS = ["ново", "зёрск", "вка", "ополь", "град", "ино", "ск", "ец", "овое", "янка"]


class Happening(Struct, frozen=True):
    """What really took place."""

    number: int
    region: int
    town: int
    begins: datetime
    lasts: timedelta
    count: int
    target: Target


class Nights(Struct, frozen=True):
    """Evidence with its truth: the happening of every occurrence."""

    evidence: Evidence
    happening_of: dict[OccurrenceId, int]


def invent_nights(occurrences: int, seed: int) -> Nights:
    """About so many occurrences, with their truth. The same size and seed give the same nights."""
    chance = random.Random(seed)  # noqa: S311 - invented nights need no secrecy
    reports: dict[str, Report] = {}
    readings: dict[str, Reading] = {}
    made: list[Occurrence] = []
    claims: list[Claim] = []
    truth: dict[OccurrenceId, int] = {}
    for happening in _happenings(chance):
        for report, what, place, count, period in _tell(happening, chance):
            reading, occurrence, said = _records(report, what, happening.target, place, count, period)
            reports[report.digest], readings[report.digest] = report, reading
            made.append(occurrence)
            claims += said
            truth[occurrence.occurrence_id] = happening.number
        if len(made) >= occurrences:
            break
    evidence = Evidence(reports=reports, readings=readings, occurrences=tuple(made), claims=tuple(claims))  # type: ignore[arg-type]  # a digest is a str
    return Nights(evidence, truth)


def _happenings(chance: random.Random) -> Iterator[Happening]:
    number, at = 0, BEGIN
    busy_until: dict[tuple[int, Target], datetime] = {}
    while True:
        at += timedelta(hours=chance.expovariate(HAPPENINGS_AN_HOUR))
        region, target = chance.randrange(REGIONS), chance.choice([Target.UAV, Target.UAV, Target.UAV, Target.BALLISTIC_MISSILE])
        if busy_until.get((region, target), BEGIN) > at:
            continue  # one wave of one kind at a time in a region, by the definition of a wave
        lasts = timedelta(minutes=chance.choice([2, 10, 25, 60, 120]))
        busy_until[region, target] = at + lasts + timedelta(hours=4)
        number += 1
        yield Happening(number, region, chance.randrange(TOWNS), at, lasts, chance.choice([1, 1, 1, 2, 3, 5, 8, 14]), target)


Telling = tuple[Report, What, Place, int | None, Period]


def _tell(happening: Happening, chance: random.Random) -> Iterator[Telling]:
    """What channels and the ministry tell of a happening, copies included."""
    for _ in range(1 + min(9, int(chance.expovariate(0.4)))):
        at = happening.begins + happening.lasts * chance.random() + timedelta(minutes=chance.expovariate(0.4))
        what = chance.choice([What.WARNED, What.SIGHTED, What.SIGHTED, What.INTERCEPTED, What.AIR_DEFENCE_ACTIVE])
        place = _place(happening.region, happening.town if chance.random() < 0.5 else None)
        count = happening.count if what is What.INTERCEPTED and chance.random() < 0.25 else None
        text = _word(what, place, count, chance)
        first = _report(f"channel {chance.randrange(CHANNELS)}", Stream.GRASSROOTS, text, at)
        yield first, what, place, count, Period(before=at)
        if chance.random() < 0.33:
            again = at + timedelta(seconds=chance.expovariate(1 / 40))
            yield _report(f"channel {chance.randrange(CHANNELS)}", Stream.GRASSROOTS, text, again), what, place, count, Period(before=again)
    if chance.random() < 0.5:
        end = happening.begins + happening.lasts
        at = end + timedelta(minutes=chance.lognormvariate(4.1, 0.5))
        period = Period(start=happening.begins, end=end, precision=TimePrecision.MINUTE, before=at)
        text = f"С {happening.begins:%H.%M} до {end:%H.%M} силами обороны уничтожено {happening.count} над территорией: {_place(happening.region, None).name}"
        yield _report("ministry", Stream.OFFICIAL, text, at), What.INTERCEPTED, _place(happening.region, None), happening.count, period


def _word(what: What, place: Place, count: int | None, chance: random.Random) -> str:
    number = f"{count} штук " if count else ""
    return f"{chance.choice(OPENINGS)}: {number}{chance.choice(TELLINGS[what])} {place.name}, {chance.choice(ENDINGS)}, {chance.choice(ENDINGS)}"


def _place(region: int, town: int | None) -> Place:
    lat, lon = 46.0 + 2.0 * (region % 8), 30.0 + 4.0 * (region // 8)
    name = f"{NAMES[region % 20]}{TAILS[region // 20]}"
    if town is None:
        return Place(
            name=f"{name} область",
            iso=f"XX-{region}",
            lat=lat,
            lon=lon,
            radius_m=90_000,
            precision=Precision.REGION,
            gazetteer_id=f"r{region}",
        )
    finer = f"{NAMES[(region + town) % 20]}{TAILS[town % 10]}"
    return Place(
        name=finer,
        iso=f"XX-{region}",
        lat=lat + town / 20,
        lon=lon,
        radius_m=4_000,
        precision=Precision.TOWN,
        gazetteer_id=f"t{region}-{town}",
    )


def _report(source: str, stream: Stream, text: str, at: datetime) -> Report:
    return make_report(source=source, stream=stream, text=text, published_at=at, collected_at=at, locator=Locator())


def _records(
    report: Report, what: What, target: Target, place: Place, count: int | None, period: Period
) -> tuple[Reading, Occurrence, list[Claim]]:
    kind = AsserterClass.AUTHORITY if report.stream is Stream.OFFICIAL else AsserterClass.SELF
    asserter = Asserter("Ministry" if report.stream is Stream.OFFICIAL else "self", kind, report.stream)
    mention = PlaceMention(surface=place.name, span=(0, 0), place=place)
    assertion = Assertion(
        assertion_id=AssertionId(content_id("as", report.digest)),
        what=what,
        target=target,
        count=count,
        count_state=CountState.GIVEN if count is not None else CountState.NOT_GIVEN,
        places=(mention,),
        period=period,
        asserter=asserter,
        quote=report.text,
        span=(0, len(report.text)),
    )
    occurrence = Occurrence(
        occurrence_id=OccurrenceId(content_id("o", assertion.assertion_id)),
        report=report.digest,
        assertion=assertion.assertion_id,
        kind=Kind.INTERCEPTION,
        what=what,
        target=target,
        mention=mention,
        period=period,
    )
    values: dict[Topic, str | int | None] = {Topic.WHAT: what.value, Topic.TARGET: target.value, Topic.COUNT: count}
    claims = [
        Claim(
            claim_id=ClaimId(content_id("c", occurrence.occurrence_id, about)),
            occurrence=occurrence.occurrence_id,
            report=report.digest,
            about=about,
            value=value,
            state=CountState.GIVEN,
            asserter=asserter,
            factuality=assertion.factuality,
            negated=False,
            quote=report.text,
            span=assertion.span,
        )
        for about, value in values.items()
        if value is not None
    ]
    reading = Reading(report=report.digest, lang="ru", kind=Kind.INTERCEPTION, assertions=(assertion,), by="invented/1")
    return reading, occurrence, claims
