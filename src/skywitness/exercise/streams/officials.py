"""What authorities say: mayors and governors as it happens, services as they work, ministries in intervals and roll-ups that do not quite add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec import structs

from skywitness.exercise.lands import LANGUAGES, ZONES, load_regions
from skywitness.exercise.streams.cast import LocalCast, Source
from skywitness.exercise.streams.desk import Desk, Said, clock
from skywitness.exercise.wording import Facts
from skywitness.model.truth import Happening
from skywitness.model.words import What

DELAYS_S = {
    What.INTERCEPTED: (180, 1500),
    What.IMPACT: (600, 3000),
    What.DEBRIS_FELL: (480, 2400),
    What.WARNED: (20, 240),
    What.ALL_CLEAR: (20, 300),
}
"""How long an authority takes to tell of a happening."""
COUNTS_UP, WITHHOLDS_SHARE, TOLD_BY_BOTH = 0.5, 0.5, 0.5
INTERVALS = ((12, 20), (20, 23), (23, 3), (3, 7), (7, 12))
"""Local hours of a ministry's interval posts over a night that begins at noon."""
INTERVAL_DELAY_S, DIGEST_DELAY_S = (22 * 60, 150 * 60), (20 * 60, 3 * 3600)
OTHER_MATTERS_S = (18 * 3600, 24 * 3600)
"""When in a night, from noon to noon, a ministry talks of other matters: in the morning after."""
DIGEST_HOURS = ((20, 7), (12, 12))
"""Local hours of the roll-ups: the night, which begins within the evening's interval, and the whole day."""


def speak_officially(desk: Desk) -> None:
    """Put down all that authorities say in an exercise."""
    for local in desk.cast.local.values():
        _speak_for_region(desk, local)
        _report_services(desk, local)
        if desk.scenario.airport:
            _restrict_airport(desk, local)
    for country, ministry in desk.cast.ministries.items():
        _talk_of_other_matters(desk, ministry)
        if country not in {iso[:2] for iso in desk.scenario.regions}:
            _tell_crossings(desk, ministry, country)
        elif not desk.scenario.silent_ministry:
            for night in range(desk.nights):
                _post_intervals(desk, ministry, country, night)
                _post_digests(desk, ministry, country, night)


def _speak_for_region(desk: Desk, local: LocalCast) -> None:
    mine = [happening for happening in desk.happenings if happening.iso == local.region.iso and happening.what in DELAYS_S]
    silent = {night for night in range(desk.nights + 1) if desk.rng.random() < desk.scenario.faults.silence}
    told_of = defaultdict[int, list[Happening]](list)
    for happening in mine:
        night = desk.night_of(happening.start)
        if night in silent:
            continue
        at = desk.later(happening.end, *DELAYS_S[happening.what])
        facts, said, act = desk.facts_of(happening, at), Said(speaks_of=(happening.happening_id,)), happening.what.value
        if happening.what is What.INTERCEPTED:
            told_of[night].append(happening)
            if len(told_of[night]) > 1 and desk.rng.random() < COUNTS_UP:
                total = sum(each.count for each in told_of[night])
                act, facts = "another", structs.replace(facts, total=total)
                said = structs.replace(said, stated=total, contains=tuple(each.happening_id for each in told_of[night]))
            if desk.rng.random() < desk.scenario.faults.withholding * WITHHOLDS_SHARE:
                act, said = "withheld", Said(speaks_of=(happening.happening_id,))
        desk.publish(local.authority, at, act, "authority", facts, said)
        if happening.what in (What.IMPACT, What.DEBRIS_FELL):
            later = desk.later(at, 1200, 7200)
            desk.publish(local.authority, later, "casualties", "authority", facts, said)


def _report_services(desk: Desk, local: LocalCast) -> None:
    for happening in desk.happenings:
        if happening.iso != local.region.iso:
            continue
        for state, reached_at in happening.responses:
            if state == "alerted" or desk.rng.random() < 0.3:
                continue
            at = desk.later(reached_at, 60, 1200)
            desk.publish(local.services, at, state, "services", desk.facts_of(happening, at), Said(speaks_of=(happening.happening_id,)))


def _restrict_airport(desk: Desk, local: LocalCast) -> None:
    """A closed airport while a region is under alert: what is said of flights, not of the sky."""
    for happening in desk.happenings:
        if happening.iso == local.region.iso and happening.what in (What.WARNED, What.ALL_CLEAR):
            act, wait_s = ("closed", (60, 600)) if happening.what is What.WARNED else ("opened", (600, 2400))
            at = desk.later(happening.start, *wait_s)
            facts = Facts(place=local.region.towns[0], words={"clock": clock(at, local.region)})
            desk.publish(local.aviation, at, act, "aviation", facts)


def _tell_crossings(desk: Desk, ministry: Source, country: str) -> None:
    """A neighbouring country tells of what came down on its side."""
    aim = load_regions()[desk.scenario.regions[0]].towns[0]
    for happening in desk.happenings:
        if happening.iso.startswith(country) and happening.what in (What.IMPACT, What.DEBRIS_FELL, What.INTERCEPTED):
            at = desk.later(happening.start, 3600, 14400)
            facts = structs.replace(desk.facts_of(happening, at), aim=aim)
            said = Said(speaks_of=(happening.happening_id,))
            desk.publish(ministry, at, "crossed", "ministry", facts, said)
            other = desk.cast.ministries[aim.iso[:2]]
            if desk.rng.random() < TOLD_BY_BOTH:
                desk.publish(other, desk.later(at, 600, 7200), "crossed", "ministry", facts, said)


def _talk_of_other_matters(desk: Desk, ministry: Source) -> None:
    """A museum, a band: a ministry goes on publishing whatever it keeps silent about, and so its silence can be seen."""
    for night in range(desk.nights):
        at = desk.later(desk.start + timedelta(days=night), *OTHER_MATTERS_S)
        desk.publish(ministry, at, "chatter", "ministry", Facts())


def _post_intervals(desk: Desk, ministry: Source, country: str, night: int) -> None:
    for begin, end in INTERVALS:
        since, until = _window(desk, country, night, begin, end)
        _roll_up(desk, ministry, country, (since, until), "interval")


def _post_digests(desk: Desk, ministry: Source, country: str, night: int) -> None:
    for begin, end in DIGEST_HOURS:
        if desk.rng.random() < 0.8:
            _roll_up(desk, ministry, country, _window(desk, country, night, begin, end), "digest")


def _window(desk: Desk, country: str, night: int, begin: int, end: int) -> tuple[datetime, datetime]:
    zone = ZONES[country]
    noon = desk.start.astimezone(zone).date() + timedelta(days=night)
    return _instant(noon, begin, country, is_end=False), _instant(noon, end, country, is_end=True)


def _instant(noon: date, hour: int, country: str, *, is_end: bool) -> datetime:
    """An hour of the night that begins at a day's noon."""
    next_day = hour < 12 or (hour == 12 and is_end)
    return datetime.combine(noon + timedelta(days=int(next_day)), time(hour), ZONES[country])


def _roll_up(desk: Desk, ministry: Source, country: str, window: tuple[datetime, datetime], act: str) -> None:
    """One roll-up of a window for each kind of target, with the ministry's faults: refused, overstated, rounded."""
    faults, rng = desk.scenario.faults, desk.rng
    since, until = window
    inside = [h for h in desk.happenings if h.iso.startswith(country) and since <= h.start < until]
    for target in sorted({h.target for h in inside if h.what is What.INTERCEPTED}):
        kills = [h for h in inside if h.what is What.INTERCEPTED and h.target is target]
        at = desk.later(until, *(INTERVAL_DELAY_S if act == "interval" else DIGEST_DELAY_S))
        contains = tuple(h.happening_id for h in kills)
        facts = _roll_up_facts(kills, country, window)
        facts = structs.replace(
            facts, launched=sum(h.count for h in kills) + sum(h.what is What.IMPACT and h.target is target for h in inside)
        )
        if rng.random() < faults.withholding:
            desk.publish(ministry, at, "withheld", "ministry", facts, Said(contains=contains))
            continue
        wrong: tuple[str, ...] = ()
        if rng.random() < faults.overstating:
            facts, wrong = _overstate(facts, rng.randint(1, 2)), ("count",)
        if act == "digest" and (facts.count or 0) > 10 and rng.random() < faults.rounding:
            rounded = round((facts.count or 0) / 5) * 5
            facts = structs.replace(facts, count=rounded, by_region=(), launched=None)
            wrong = ("count",) if rounded != sum(h.count for h in kills) else ()
        told = contains if act == "interval" else ()
        desk.publish(ministry, at, act, "ministry", facts, Said(speaks_of=told, faults=wrong, stated=facts.count, contains=contains))


def _roll_up_facts(kills: Sequence[Happening], country: str, window: tuple[datetime, datetime]) -> Facts:
    by_region = Counter[str]()
    for kill in kills:
        by_region[kill.iso] += kill.count
    listed = sorted(by_region.items(), key=lambda pair: (-pair[1], pair[0]))
    regions = load_regions()
    wholes = tuple((regions[iso].whole, count) for iso, count in listed)
    since, until = window
    return Facts(
        target=kills[0].target.value,
        count=sum(by_region.values()),
        region=wholes[0][0] if len(wholes) == 1 else None,
        by_region=wholes,
        words={"from": f"{since:%H:%M}", "to": f"{until:%H:%M}", "date": say_date(until, LANGUAGES[country])},
    )


def _overstate(facts: Facts, more: int) -> Facts:
    (region, count), *rest = facts.by_region
    launched = None if facts.launched is None else max(facts.launched, (facts.count or 0) + more)
    return structs.replace(facts, count=(facts.count or 0) + more, launched=launched, by_region=((region, count + more), *rest))


MONTHS = {
    "ru": ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    "uk": ["січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}


def say_date(at: datetime, language: str) -> str:
    """Day and month as a text writes them.

    >>> say_date(datetime(2021, 3, 15), "ru"), say_date(datetime(2021, 3, 15), "en")
    ('15 марта', '15 March')
    """
    return f"{at.day} {MONTHS[language][at.month - 1]}"
