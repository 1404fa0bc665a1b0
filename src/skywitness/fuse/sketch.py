"""A sketch of each occurrence: when at the earliest and latest, where, and what flew, in the terms that linking compares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from skywitness.fuse.parameters import Parameters, shipped_parameters
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.place import Place
from skywitness.model.reading import Assertion, Occurrence
from skywitness.model.report import Report
from skywitness.model.words import CONSEQUENCES, PlaceRole, Precision, Stream, What

HOUR_S = 3600.0
WIDE_S = 3 * HOUR_S
LONGEST_DAY = timedelta(hours=36)
LONG_WORDS = frozenset({"past week", "past month", "since the start"})
"""Words for periods in which no single happening can be told from another."""
RUNNING = re.compile(
    r"(?<!\w)(?:so far|already|уже|вже|in all|in total|всего|итого|общей сложности|усього|всього|загалом|as of|по состоянию на|станом на)(?!\w)",
    re.IGNORECASE,
)
"""What makes a count one of all until now: it takes the place of those told before and is no further happening."""

AS_OF = re.compile(r"(?<!\w)(?:as of|по состоянию на|станом на)(?!\w)", re.IGNORECASE)
"""What makes a part of the day an end: "as of the morning" counts what was in the night."""

SENTENCE_END = re.compile(r"[.!?…]\s|\n")


class Sketch(Struct, frozen=True, kw_only=True, gc=False):
    """What linking looks at in one occurrence.

    ``first_s`` and ``last_s`` bound when it can have happened, in seconds since 1970, both None when nothing bounds it. ``region`` is the
    ISO 3166-2 code, or the name of a sea, that of its source when the report names no place (``place`` is None then); None when the place is
    unknown or as coarse as a country;
    ``zone`` is the same, or the region around it for a city
    that lies inside one. ``names_place`` tells whether the report names one all the same. ``threat`` is the class of what flew,
    None when not told. ``told_s`` is the publication. ``adds`` tells that
    the count is of new ones ("two more"), ``is_running`` that it is of all until now ("27 so far"). ``is_stated`` says that the text
    itself gives a clock or a day, ``is_long`` that its period is longer than a day can be: a week, a month, a war. ``shared`` is the
    count that its report gives for this place and others together, 0 when there is none.
    """

    occurrence: OccurrenceId
    report: Digest
    source: str
    stream: Stream
    first_s: float | None
    last_s: float | None
    is_stated: bool
    region: str | None
    zone: str | None
    names_place: bool
    place: Place | None
    role: PlaceRole | None
    threat: str | None
    what: What
    told_s: float | None
    count: int | None
    adds: bool
    negated: bool
    is_running: bool = False
    is_long: bool = False
    shared: int = 0

    @property
    def counts_until_now(self) -> bool:
        """Whether it counts all until now and does not tell since when; "as of 08:30" gives an end and no beginning."""
        return self.is_running and (not self.is_stated or self.first_s == self.last_s)

    @property
    def is_wide(self) -> bool:
        """Whether its period is longer than three hours: a night, a day."""
        return self.first_s is not None and self.last_s is not None and self.last_s - self.first_s > WIDE_S

    @property
    def is_loose(self) -> bool:
        """Whether it is too vague to hold two happenings together: no known place or time, a whole night or day, or only what followed."""
        return self.region is None or self.first_s is None or self.is_wide or self.what in CONSEQUENCES


def draw_sketch(
    occurrence: Occurrence, assertion: Assertion, report: Report, parameters: Parameters | None = None, home: str | None = None
) -> Sketch:
    """The sketch of an occurrence that came from this assertion of this report; ``home`` is the region that its source speaks of, ISO 3166-2."""
    parameters = parameters or shipped_parameters()
    first, last = bound_period(occurrence, report, parameters)
    mention, sentence = occurrence.mention, _sentence(assertion, report)
    place = mention.place if mention else None
    count = mention.count if mention and mention.count is not None else None if occurrence.spread else assertion.count
    region = home if mention is None else None if mention.role is PlaceRole.LAUNCHED_FROM else region_of(place)
    return Sketch(
        occurrence=occurrence.occurrence_id,
        report=report.digest,
        source=report.source,
        stream=report.stream,
        first_s=first.timestamp() if first else None,
        last_s=last.timestamp() if last else None,
        is_stated=occurrence.period.start is not None or (occurrence.period.word is not None and not AS_OF.search(sentence)),
        region=region,
        zone=parameters.enclaves.get(region, region) if region else None,
        names_place=mention is not None,
        place=place,
        role=mention.role if mention else None,
        threat=name_threat(occurrence.target.value, assertion.quote, report.text, parameters),
        what=occurrence.what,
        told_s=report.published_at.timestamp() if report.published_at else None,
        count=count,
        adds=_says_more(assertion, report, parameters),
        negated=occurrence.negated,
        is_running=RUNNING.search(sentence) is not None,
        shared=(assertion.count or 0) if occurrence.spread else 0,
        is_long=occurrence.period.word in LONG_WORDS or (first is not None and last is not None and last - first > LONGEST_DAY),
    )


def part_totals(sketches: Sequence[Sketch]) -> list[Sketch]:
    """The sketches, with "one more, five in all" told apart: of what one report tells with both words, the greatest figure is the total and adds nothing,
    the others are new and no totals."""
    both = [sketch for sketch in sketches if sketch.adds and sketch.is_running and sketch.count is not None]
    most: dict[tuple[object, ...], int] = {}
    for sketch in both:
        about = (sketch.report, sketch.what, sketch.threat)
        most[about] = max(most.get(about, 0), sketch.count or 0)
    parted = {
        sketch.occurrence: replace(sketch, adds=False)
        if sketch.count == most[sketch.report, sketch.what, sketch.threat]
        else replace(sketch, is_running=False)
        for sketch in both
    }
    return [parted.get(sketch.occurrence, sketch) for sketch in sketches]


def _says_more(assertion: Assertion, report: Report, parameters: Parameters) -> bool:
    """Whether a word such as "more" stands in the quote or right before it."""
    return bool(set(re.findall(r"\w+", _passage(assertion, report).lower())) & set(parameters.more_words))


def _passage(assertion: Assertion, report: Report) -> str:
    """The quote with the word or two before it."""
    start, end = assertion.span
    return report.text[max(0, start - 15) : start] + " " + assertion.quote if end else assertion.quote


def _sentence(assertion: Assertion, report: Report) -> str:
    """The quote with what stands before it in its sentence."""
    start, end = assertion.span
    return SENTENCE_END.split(report.text[:start])[-1] + assertion.quote if end else assertion.quote


def region_of(place: Place | None) -> str | None:
    """What a place is blocked by: its region's code, or a sea's name; a country is no place to meet at."""
    if place is None or place.precision is Precision.COUNTRY:
        return None
    return place.iso or (place.name if place.precision is Precision.SEA else None)


def bound_period(occurrence: Occurrence, report: Report, parameters: Parameters) -> tuple[datetime | None, datetime | None]:
    """The earliest and latest instant at which an occurrence can have happened; both None when the text gives no clock and the report no date.

    What damage followed from came before the time that is told of it.
    """
    first, last = _bound_told(occurrence, report, parameters)
    if first is not None and last is not None and occurrence.what in CONSEQUENCES:
        first = min(first, last - timedelta(minutes=_reach_minutes(occurrence.what, report.stream, parameters)))
    return first, last


def _bound_told(occurrence: Occurrence, report: Report, parameters: Parameters) -> tuple[datetime | None, datetime | None]:
    period = occurrence.period
    latest = period.before or report.published_at
    if period.start is not None or period.end is not None:
        start, end = period.start or period.end, period.end or latest or period.start
        return (start, end) if start and end and start <= end else (start, start)
    if latest is None:
        return None, None
    if period.word in parameters.words:
        return _bound_word(parameters.words[period.word], latest, parameters)
    if period.word in parameters.back_hours:
        return latest - timedelta(hours=parameters.back_hours[period.word]), latest
    return latest - timedelta(minutes=_reach_minutes(occurrence.what, report.stream, parameters)), latest


def _reach_minutes(what: What, stream: Stream, parameters: Parameters) -> float:
    if stream is Stream.MEDIA:
        return parameters.reach_minutes_media
    reach = parameters.reach_minutes.get(what.value, 60)
    return max(reach, parameters.reach_minutes_official) if stream is Stream.OFFICIAL and what is What.INTERCEPTED else reach


def _bound_word(hours: tuple[float, float], latest: datetime, parameters: Parameters) -> tuple[datetime, datetime]:
    """The hours that a word such as "night" means, the last such hours that had begun before publication."""
    begin_h, end_h = hours
    offset = timedelta(hours=parameters.utc_offset_hours)
    midnight = (latest + offset).replace(hour=0, minute=0, second=0, microsecond=0) - offset
    begin, end = midnight + timedelta(hours=begin_h), midnight + timedelta(hours=end_h)
    if begin_h > end_h:
        begin -= timedelta(days=1)
    while begin > latest:
        begin, end = begin - timedelta(days=1), end - timedelta(days=1)
    return begin, min(end, latest)


def name_threat(target: str, quote: str, text: str, parameters: Parameters) -> str | None:
    """The class of what flew: by its target, else by the only class whose words stand in the quote, else in the whole text.

    >>> name_threat("unknown", "Ракетная опасность!", "", shipped_parameters())
    'missile'
    """
    for name, words in parameters.threats.items():
        if target in words.targets:
            return name
    for passage in (quote, text):
        found = [name for name, pattern in _threat_patterns(parameters).items() if pattern.search(passage)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


@cache
def _compiled(threats: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE) for name, words in threats}


def _threat_patterns(parameters: Parameters) -> dict[str, re.Pattern[str]]:
    return _compiled(tuple((name, words.words) for name, words in parameters.threats.items() if words.words))
