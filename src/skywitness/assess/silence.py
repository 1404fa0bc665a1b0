"""Runs a clock for each authority that answers for an incident which others reported, until its own word on it.

A clock is kept only where silence can be seen: a report says that the authority has not spoken, or the authority's own channel is collected, went
on publishing after the incident became public, and said nothing that could be about it. A "no comment" is a word and stops the clock; so does a
roll-up that covers the incident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from skywitness.assess.material import Material, Said, Threads, came_by_edit, public_since, told_at
from skywitness.assess.responsible import Office, answering_offices
from skywitness.assess.words import Told, list_words, may_be_meant, name_authority, region_of, speaks_as
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Incident, Silence
from skywitness.model.reading import Assertion
from skywitness.model.words import AsserterClass, Stream, What
from skywitness.reference import answers_there, find_authority

AWAITED = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
"""The kinds of incident of which an authority's word is awaited; nobody owes a statement on an alarm."""
DECLINED = "declined"
"""How the value of a no_comment begins that tells of a refusal to comment: a word, not silence."""


class Word(NamedTuple):
    """An authority has said something of an incident, at a time if it is known; perhaps only that it will not comment."""

    authority: str
    at: datetime | None
    declined: bool = False
    by_edit: bool = False


class Clock(Struct, frozen=True, kw_only=True):
    """One authority and one incident: when it became public, when the authority spoke, and whether a report complains of its silence."""

    incident: IncidentId
    authority: str
    kind: str
    since: datetime | None
    spoke_at: datetime | None
    has_spoken: bool
    declined: bool = False
    by_edit: bool = False
    complaint: str | None = None


class Awaited(Struct, frozen=True):
    """Whose word is awaited on an incident: the authorities that answer there or are said to keep silent, the region, and since when it is public."""

    names: tuple[str, ...]
    iso: str | None
    since: datetime | None


def await_words(incident: Incident, material: Material, threads: Threads) -> Awaited | None:
    """Whose word is awaited on an incident; None when of its kind nobody owes one."""
    if incident.what not in AWAITED:
        return None
    said = _said_of(incident, threads)
    iso = region_of(incident, said, material.profiles)
    answering = [office.name for office in answering_offices(iso, "air_defence", threads.offices)]
    names = tuple(dict.fromkeys((*answering, *_complaints(said, answering))))
    return Awaited(names, iso, public_since(incident, material.reports))


def _said_of(incident: Incident, threads: Threads) -> tuple[Said, ...]:
    return (*threads.own.get(incident.incident_id, ()), *threads.hanging.get(incident.incident_id, ()))


class Heard(Struct, frozen=True, kw_only=True):
    """What authorities were heard to say, wherever: when each was last heard in a channel of its own, what it told there, and the roll-ups that cover incidents."""

    last: Mapping[str, datetime]
    words: Mapping[str, Sequence[Told]]
    rollups: Mapping[IncidentId, Sequence[Word]]


def hear(material: Material) -> Heard:
    """What authorities were heard to say in this material."""
    return Heard(last=_last_heard(material), words=list_words(material), rollups=find_rollups(material))


def find_silences(incident: Incident, material: Material, threads: Threads, heard: Heard) -> tuple[Silence, ...]:
    """The incident's silences by name of the authority: since when, and until which word. How long open ones are is for the reader's instant to say."""
    clocks = sorted(_clocks(incident, material, threads, heard), key=lambda clock: clock.authority)
    return tuple(_keep_clock(clock, heard.last) for clock in clocks)


def _clocks(
    incident: Incident,
    material: Material,
    threads: Threads,
    heard: Heard,
) -> Iterator[Clock]:
    if incident.what not in AWAITED:
        return
    said = _said_of(incident, threads)
    iso = region_of(incident, said, material.profiles)
    answering = {office.name: office for office in answering_offices(iso, "air_defence", threads.offices)}
    voices = _first_words((*_words_of(incident, said, tuple(answering)), *heard.rollups.get(incident.incident_id, ())))
    words = {name: word for name, word in voices.items() if _is_of_there(name, iso)}
    complaints = _complaints(said, tuple(answering))
    since = public_since(incident, material.reports)
    is_heard_of = any(one.assertion.asserter.stream is not Stream.OFFICIAL for one in said)
    for name in dict.fromkeys((*answering, *complaints)):
        word, complaint = words.get(name), complaints.get(name)
        others_spoke = is_heard_of or bool(voices.keys() - {name})
        came_late = word is not None and others_spoke and word.at is not None and since is not None and word.at > since
        is_listened_to = since is not None and name in heard.last and heard.last[name] > since
        can_be_seen = word is None and others_spoke and is_listened_to and not may_be_meant(incident, iso, since, heard.words.get(name, ()))
        if complaint or came_late or can_be_seen:
            yield Clock(
                incident=incident.incident_id,
                authority=name,
                kind=_kind_of(name, answering),
                since=since,
                spoke_at=word.at if word else None,
                has_spoken=word is not None,
                declined=word is not None and word.declined,
                by_edit=word is not None and word.by_edit,
                complaint=complaint,
            )


def _is_of_there(name: str, iso: str | None) -> bool:
    """Whether a voice is of the side that answers there: the other side's word is one more voice, not the awaited one. Unknown offices pass."""
    authority = find_authority(name)
    return authority is None or iso is None or answers_there(authority, iso)


def _words_of(incident: Incident, said: Iterable[Said], answering: Iterable[str]) -> Iterator[Word]:
    """Each time an authority says something of the incident; its own "no comment" is such a time, somebody else's report of it is not."""
    for one in said:
        asserter, at, by_edit = one.assertion.asserter, told_at(one.report, incident), came_by_edit(one.report, incident)
        if asserter.stream is not Stream.OFFICIAL and asserter.kind is not AsserterClass.AUTHORITY:
            if one.assertion.what is What.NO_COMMENT and _has_declined(one.assertion) and one.assertion.subject:
                yield Word(name_authority(one.assertion.subject, answering), at, declined=True, by_edit=by_edit)
            continue
        yield Word(name_authority(asserter.name, answering), at, by_edit=by_edit)


def find_rollups(material: Material) -> dict[IncidentId, list[Word]]:
    """The incidents that an authority's roll-up covers without naming them, with the time of the roll-up."""
    found, incidents = defaultdict[IncidentId, list[Word]](list), {incident.incident_id: incident for incident in material.incidents}
    for tally in material.tallies:
        report = material.reports.get(tally.report)
        authority = find_authority(tally.asserter)
        if report is not None and authority is not None:
            for incident_id in tally.incidents:
                incident = incidents.get(incident_id)
                at, by_edit = (told_at(report, incident), came_by_edit(report, incident)) if incident else (report.published_at, False)
                found[incident_id].append(Word(authority.name, at, by_edit=by_edit))
    return found


def _first_words(words: Iterable[Word]) -> dict[str, Word]:
    """The first word of each authority. A word without a time still is one."""
    first: dict[str, Word] = {}
    for word in words:
        known = first.get(word.authority)
        if known is None or (word.at is not None and (known.at is None or word.at < known.at)):
            first[word.authority] = word
    return first


def _complaints(said: Iterable[Said], answering: Iterable[str]) -> dict[str, str]:
    """The authorities of which a report says that they have not spoken, with the quote."""
    complaints: dict[str, str] = {}
    for one in said:
        claim = one.assertion
        if claim.what is What.NO_COMMENT and claim.subject and not claim.negated and not _has_declined(claim):
            complaints.setdefault(name_authority(claim.subject, answering), claim.quote)
    return complaints


def _last_heard(material: Material) -> dict[str, datetime]:
    """The latest publication of each authority in a channel of its own that is collected."""
    heard: dict[str, datetime] = {}
    for report in material.reports.values():
        name = speaks_as(report, material.profiles)
        if name is not None and report.published_at is not None:
            heard[name] = max(heard.get(name, report.published_at), report.published_at)
    return heard


def _has_declined(claim: Assertion) -> bool:
    return (claim.value or "").startswith(DECLINED)


def _kind_of(name: str, answering: Mapping[str, Office]) -> str:
    office = answering.get(name) or find_authority(name)
    return office.kind if office else "authority"


def _keep_clock(clock: Clock, heard: Mapping[str, datetime]) -> Silence:
    """What is kept of a clock; its end could be seen if it has one, or if the authority's channel is collected."""
    hours = round(max((clock.spoke_at - clock.since).total_seconds() / 3600, 0.0), 2) if clock.since and clock.spoke_at else None
    return Silence(
        source=clock.authority,
        open=not clock.has_spoken,
        since=clock.since,
        hours=hours,
        why=_why_clock(clock, has_hours=hours is not None or (clock.since is not None and not clock.has_spoken)),
        kind=clock.kind,
        observed=clock.spoke_at is not None or clock.authority in heard,
    )


def _why_clock(clock: Clock, *, has_hours: bool) -> str:
    if clock.has_spoken:
        word = "it has declined to comment, which is a word" if clock.declined else "it has spoken"
        word += ", in an edit of a post from before it happened" if clock.by_edit else ""
        return word + ("" if has_hours else ", but when is not known")
    told = (
        f'a report says that it has not spoken: "{clock.complaint}"'
        if clock.complaint
        else "its channel has published since, without a word of this"
    )
    return told if has_hours else f"{told}; no clock can run, because no time of publication is known"
