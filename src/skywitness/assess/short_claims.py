"""Checks one short claim in English on its own: about a system, the calendar, the sky or a sum. What cannot be told is inconclusive, never refuted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from skywitness.assess.refute import UNKNOWN, Check, check_reference, read_origin
from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.sun_and_moon import DARK_DEG, days_from_phase, lit_share, look_at_night, sun_height_deg
from skywitness.geo.toponyms import match_name
from skywitness.model.words import Verdict
from skywitness.reference.facts import Facts

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
DATE = rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})"
PLACE = r"(?: (?:in|over|near|at) (?P<place>[^,.]+))?"
NOT = r"(?P<not> not)?"
ON_WEEKDAY = re.compile(
    rf"{DATE} (?:was|is|fell on){NOT}(?: an?)? (?P<weekday>{'|'.join(WEEKDAYS)})|(?P<before>{'|'.join(WEEKDAYS)}),? (?:the )?{DATE.replace('<', '<x')}"
)
PHASE = re.compile(
    rf"(?P<phase>full|new) moon(?: \w+)? on(?: the night of)? {DATE}|moon was{NOT} (?P<after>full|new) on {DATE.replace('<', '<x')}"
)
MOONLESS = re.compile(
    rf"(?:night of {DATE} was{NOT} moonless{PLACE}|moonless night (?:of|on) {DATE.replace('<', '<x')}(?: in (?P<xplace>[^,.]+))?)"
)
DAYLIGHT = re.compile(
    rf"at (?P<hour>\d{{1,2}}):(?P<minute>\d\d) utc on {DATE},? it was{NOT}(?: already| still)? (?P<light>night|dark|day|daylight|light){PLACE}"
)
TOTAL = re.compile(
    r"^(?P<first>\d+) (?:\w+ ){0,3}?\w+: "
    r"|(?:make|makes|made|total of|in all|altogether|add up to|adds up to)[^\d]*?(?P<after>\d+)|(?P<before>\d+) (?:in all|in total|altogether)"
)
PART = re.compile(r"(?P<n>\d+)(?: \w+){0,2} (?:over|in|near|on|by) (?!all|total)\w")
VAGUE = re.compile(r"\b(?:several|some|a few|many|others|more)\b")
SYSTEM = (
    ("maker", rf"(?:is|was|are){NOT} (?:made|built|produced|developed|designed|manufactured) by (?P<value>.+)"),
    ("origin", rf"(?:is|was|are){NOT} (?:made|built|produced|developed|designed|manufactured) in (?P<value>.+)"),
    ("in_service", r"(?:entered|came into|went into|has been in) service (?:in|since) (?P<value>\d{4})"),
    ("first_flight", r"(?:first flew|made its first flight|first took off) in (?P<value>\d{4})"),
    ("operator", rf"(?:is|was){NOT} (?:used|operated|flown) by (?P<value>.+)"),
    ("kind", rf"(?:is|was){NOT} an? (?P<value>.+)"),
)
SUBJECT = r"^(?:the )?(?P<system>.+?) "
FULL_ENOUGH_D, NOT_FULL_D = 1.0, 3.0
"""A moon within so many days of its phase is called full or new; farther off it is not; between, people differ."""
NEW_SHARE, BRIGHT_SHARE = 0.03, 0.9
MOONLESS_SHARE, MOONLIT_SHARE = 0.05, 0.5
MOST_PLACES = 6
AS_OF = "2026-11"
SUMS, CALENDAR, SKY = "arithmetic", "the Gregorian calendar", "positions of sun and moon by ephem (VSOP87, ELP2000)"


def check_short_claim(facts: Facts, text: str) -> Check:
    """The verdict on a claim, with the fact that it rests on.

    >>> from skywitness.reference import load_facts
    >>> check_short_claim(load_facts(), "14 March 2021 was a Monday.").fact
    '14 March 2021 was a Sunday'
    >>> check_short_claim(load_facts(), "8 over Bryansk, 2 over Ryazan and 4 over Tula make 15.").verdict.value
    'refutes'
    >>> check_short_claim(load_facts(), "The Ka-52 is made by Kamov.").verdict.value
    'supports'
    """
    plain = " ".join(text.split()).rstrip(".! ")
    folded = plain.casefold()
    checks: tuple[Callable[[str], Check | None], ...] = (_check_weekday, _check_phase, _check_moonless, _check_daylight, _check_sum)
    for check in checks:
        if (found := check(folded)) is not None:
            return found
    return _check_system(facts, plain)


def _check_weekday(text: str) -> Check | None:
    match = ON_WEEKDAY.search(text)
    if match is None:
        return None
    day = _read_date(match)
    if day is None:
        return Check(verdict=Verdict.REFUTES, fact="there is no such day", source=CALENDAR, as_of=AS_OF)
    claimed = match["weekday"] or match["before"]
    fact = f"{day.day} {MONTHS[day.month - 1].title()} {day.year} was a {WEEKDAYS[day.weekday()].title()}"
    return _judge(claimed == WEEKDAYS[day.weekday()], negated=bool(match["not"]), fact=fact, source=CALENDAR)


def _check_phase(text: str) -> Check | None:
    match = PHASE.search(text)
    day = _read_date(match) if match else None
    if match is None or day is None:
        return None
    phase = match["phase"] or match["after"]
    middle = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    off = days_from_phase(middle, full=phase == "full")
    fact = f"the nearest {phase} moon was {off:.1f} days from noon of that day, {lit_share(middle):.0%} lit"
    is_so = True if off <= FULL_ENOUGH_D else False if off >= NOT_FULL_D else None
    return _judge(is_so, negated=bool(match["not"]), fact=fact, source=SKY)


def _check_moonless(text: str) -> Check | None:
    """Of a night told by one day, the night before or the one after it may be meant: the verdict must be the same for both."""
    match = MOONLESS.search(text)
    day = _read_date(match) if match else None
    if match is None or day is None:
        return None
    noon = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=9)  # about local noon from the Danube to the Urals
    place = match["place"] or match["xplace"]
    nights = [look_at_night(start, lat, lon) for start in (noon - timedelta(days=1), noon) for lat, lon in _find_points(place)]
    lit = lit_share(noon)
    if place is None:
        is_moonless = True if lit <= NEW_SHARE else False if lit >= BRIGHT_SHARE else None
    else:
        is_moonless = _agree(None if night.moonlit is None else _rate_moonlight(night.moonlit) for night in nights)
    return _judge(is_moonless, negated=bool(match["not"]), fact=f"the moon was {lit:.0%} lit on that day", source=SKY)


def _rate_moonlight(share: float) -> bool | None:
    return True if share <= MOONLESS_SHARE else False if share >= MOONLIT_SHARE else None


def _check_daylight(text: str) -> Check | None:
    match = DAYLIGHT.search(text)
    day = _read_date(match) if match else None
    if match is None or day is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    at = datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), tzinfo=UTC)
    heights = [sun_height_deg(at, lat, lon) for lat, lon in _find_points(match["place"])]
    is_night = _agree(True if height < DARK_DEG else False if height > 0 else None for height in heights)
    if is_night is None:
        return UNKNOWN
    claims_night = match["light"] in ("night", "dark")
    fact = f"the sun stood {heights[0]:.0f} degrees above the horizon there then"
    return _judge(is_night == claims_night, negated=bool(match["not"]), fact=fact, source=SKY)


def _check_sum(text: str) -> Check | None:
    total = TOTAL.search(text)
    parts = [int(part["n"]) for part in PART.finditer(text)]
    if total is None or len(parts) < 2:
        return None
    if VAGUE.search(text):
        return UNKNOWN
    claimed = int(total["first"] or total["after"] or total["before"])
    return _judge(sum(parts) == claimed, fact=f"{' + '.join(map(str, parts))} = {sum(parts)}", source=SUMS)


def _check_system(facts: Facts, text: str) -> Check:
    for about, pattern in SYSTEM:
        match = re.search(SUBJECT + pattern, text, re.IGNORECASE)
        if match is None:
            continue
        negated, value = bool(match.groupdict().get("not")), match["value"]
        if about != "kind":
            return check_reference(facts, match["system"], f"{about}: {value}", negated=negated)
        return _check_kind(facts, match["system"], value, negated=negated)
    return UNKNOWN


def _check_kind(facts: Facts, system: str, value: str, *, negated: bool) -> Check:
    """Of "a French missile" both words count: one that is wrong refutes the whole, and what is supported must be all of it."""
    topics = ("origin", "kind") if read_origin(facts.words, value) else ("kind",)
    checks = [check_reference(facts, system, f"{topic}: {value}") for topic in topics]
    verdicts = {check.verdict for check in checks}
    if Verdict.REFUTES in verdicts:
        worst = next(check for check in checks if check.verdict is Verdict.REFUTES)
    elif verdicts == {Verdict.SUPPORTS}:
        worst = checks[0]
    else:
        return UNKNOWN
    return _judge(
        worst.verdict is Verdict.SUPPORTS, negated=negated, fact=worst.fact or "", source=worst.source or "", as_of=worst.as_of or ""
    )


def _judge(is_so: bool | None, *, negated: bool = False, fact: str, source: str, as_of: str = AS_OF) -> Check:
    if is_so is None:
        return Check(verdict=Verdict.INCONCLUSIVE, fact=fact, source=source, as_of=as_of)
    return Check(verdict=Verdict.SUPPORTS if is_so != negated else Verdict.REFUTES, fact=fact, source=source, as_of=as_of)


def _agree(answers: Iterable[bool | None]) -> bool | None:
    """What all say; None when they differ, when one does not know, or when nobody says anything."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None


def _find_points(place: str | None) -> list[tuple[float, float]]:
    """The points that a name may mean; none for no name, or for one that is unknown or too common."""
    names = default_gazetteer()
    found = {candidate for each in match_name(place) for candidate in each.candidates} if place else set[str]()
    points = sorted((names.place_of(candidate).lat, names.place_of(candidate).lon) for candidate in found)
    return points if len(points) <= MOST_PLACES else []


def _read_date(match: re.Match[str]) -> date | None:
    """The day, None when there is none such in the calendar."""
    told = match.groupdict()
    day, month, year = (told[name] or told.get(f"x{name}") for name in ("day", "month", "year"))
    try:
        return date(int(year or 0), MONTHS.index(month or "") + 1, int(day or 0))
    except ValueError:
        return None
