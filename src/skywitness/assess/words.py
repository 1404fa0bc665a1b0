"""What authorities say in channels of their own, tied to an incident or not: nobody is called silent whose word was merely not recognised."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, takewhile
from operator import attrgetter

from msgspec import Struct

from skywitness.assess.material import Material, Said
from skywitness.model.incident import Incident
from skywitness.model.place import Period, Place
from skywitness.model.reading import Assertion, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Precision, Stream, What
from skywitness.reference import find_authority

OF_ANYTHING = frozenset({What.DEBRIS_FELL, What.DAMAGE, What.CASUALTIES, What.RESPONSE, What.DENIED, What.NOT_DISCLOSED, What.NO_COMMENT})
"""What can be said of any happening: what came of it, and that nothing will be told."""
MAY_MEAN = {
    What.INTERCEPTED: OF_ANYTHING | {What.INTERCEPTED},
    What.IMPACT: OF_ANYTHING | {What.IMPACT},
    What.DEBRIS_FELL: OF_ANYTHING | {What.INTERCEPTED, What.IMPACT},
}
"""By the kind of incident, what a word about it can be of. Who counts kills has not spoken of a hit."""
WIDE = frozenset({Precision.COUNTRY, Precision.SEA, Precision.REGION})
BEFORE, AFTER, SLACK = timedelta(hours=2), timedelta(hours=36), timedelta(minutes=30)
"""A word from so long before an incident became public until so long after may be about it; periods may be off by the slack."""


class Told(Struct, frozen=True, kw_only=True):
    """One thing that an authority told in its own channel. ``place`` is None when the post names none that is known."""

    at: datetime
    what: What
    place: Place | None
    period: Period


def list_words(material: Material) -> Mapping[str, Sequence[Told]]:
    """By authority, all that its own channels told at a known time of happenings and of what came of them, in the order of time."""
    words = defaultdict[str, list[Told]](list)
    for digest, reading in sorted(material.readings.items()):
        report = material.reports.get(digest)
        name = None if report is None else speaks_as(report, material.profiles)
        if report is not None and name is not None:
            words[name] += told_by(report, reading)
    return {name: sorted(told, key=attrgetter("at")) for name, told in words.items()}


def speaks_as(report: Report, profiles: Mapping[str, SourceProfile]) -> str | None:
    """The authority whose own channel a report comes from; None when from nobody's."""
    profile = profiles.get(report.source)
    return name_authority(profile.speaks_for) if profile is not None and profile.speaks_for else None


def told_by(report: Report, reading: Reading) -> list[Told]:
    """What a report tells, at a known time, of happenings and of what came of them."""
    if report.published_at is None:
        return []
    return [
        Told(at=report.published_at, what=one.what, place=place, period=one.period)
        for one in reading.assertions
        if (one.what in OF_ANYTHING or one.what in MAY_MEAN) and not _is_of_what_is_told(one, reading)
        for place in [mention.place for mention in one.places if mention.place is not None] or (None,)
    ]


def _is_of_what_is_told(one: Assertion, reading: Reading) -> bool:
    """Whether it is a refusal about a happening that the report tells itself: it can be of no other, wherever that was."""
    return one.what is What.NOT_DISCLOSED and one.happening is not None and one.happening < len(reading.assertions)


def may_be_meant(incident: Incident, iso: str | None, since: datetime | None, told: Sequence[Told]) -> bool:
    """Whether a word of an authority, given in the order of time, could be about an incident: of a kind, a place and a time that leave it open.

    Another town is another happening; the whole region, the country or no place at all may be meant.
    """
    if since is None:
        return False
    begin = bisect_left(told, since - BEFORE, key=attrgetter("at"))
    return any(
        one.what in MAY_MEAN.get(incident.what, frozenset())
        and _may_be_there(one.place, incident.place, iso)
        and not _is_over_before(one.period, incident.period)
        for one in takewhile(lambda one: one.at <= since + AFTER, islice(told, begin, None))
    )


def _may_be_there(told: Place | None, place: Place | None, iso: str | None) -> bool:
    if told is None:
        return True
    if told.iso is not None and iso is not None and not iso.startswith(told.iso):
        return False
    is_town_each = place is not None and place.precision not in WIDE and told.precision not in WIDE
    return not (is_town_each and place is not None and place.name != told.name)


def _is_over_before(told: Period, period: Period) -> bool:
    begins = period.start or period.end
    return told.end is not None and begins is not None and told.end + SLACK < begins


def region_of(incident: Incident, said: Iterable[Said], profiles: Mapping[str, SourceProfile]) -> str | None:
    """The code of the region that an incident lies in: that of its place, else that of the only region whose own officials tell of it.

    A governor who names no place tells of his region.
    """
    if incident.place is not None:
        return incident.place.iso
    speaking = [profiles.get(one.report.source) for one in said]
    regions = {each.region for each in speaking if each and each.stream is Stream.OFFICIAL and each.region}
    return next(iter(regions)) if len(regions) == 1 else None


def name_authority(name: str, answering: Iterable[str] = ()) -> str:
    """The office that a name means; "Ministry of Defence" alone means the one that answers where the incident is."""
    authority = find_authority(name)
    return authority.name if authority else next((office for office in answering if office.startswith((f"{name} of ", f"{name} ("))), name)
