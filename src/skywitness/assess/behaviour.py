"""How a source behaves: how fast it tells, how much of it is its own, how often it was first, alone or at odds, how often it mended what it said.

Figures, never a verdict on intent. All of them depend on what was collected of the source, and on which others were collected beside it.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct, field

from skywitness.model.ids import Digest
from skywitness.model.incident import Incident
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Standing, Stream


class Behaviour(Struct, frozen=True, kw_only=True):
    """What one source did in a ledger. ``reports`` counts newest versions only, ``corrections`` the later versions and marked edits.

    ``copies`` are its reports that come from another's, ``copied`` those of others that come from its. Of the ``incidents`` that it tells of it was
    the ``first`` in some and ``alone`` in some; ``median_lag_h`` is how long after the first report on an incident its own came (None without
    times). ``at_odds`` are the attributes for which it gave a value that others' outweigh, ``answers`` those for which it gave any. ``silent_days`` are
    days (UTC) between its first and last report without any.
    """

    source: str
    stream: Stream
    grade: str | None
    speaks_for: str | None
    reports: int
    corrections: int
    copies: int
    copied: int
    incidents: int
    first: int
    alone: int
    median_lag_h: float | None
    answers: int
    at_odds: int
    first_at: datetime | None
    last_at: datetime | None
    silent_days: int


class _Seen(Struct):
    """Counted while incidents pass by."""

    incidents: int = 0
    first: int = 0
    alone: int = 0
    answers: int = 0
    at_odds: int = 0
    copies: int = 0
    copied: int = 0
    lags_h: list[float] = field(default_factory=list)


def describe_sources(
    incidents: Iterable[Incident], reports: Iterable[Report], profiles: Mapping[str, SourceProfile]
) -> tuple[Behaviour, ...]:
    """Every source that reports name, by its name. ``reports`` are all versions, oldest first of each report. Linear in reports and candidates."""
    versions: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        versions[report.report_id].append(report)
    source_of = {each.digest: each.source for told in versions.values() for each in told}
    time_of = {each.digest: each.published_at for told in versions.values() for each in told}
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for incident in incidents:
        _see_incident(incident, source_of, time_of, seen)
    by_source: dict[str, list[list[Report]]] = defaultdict(list)
    for told in versions.values():
        by_source[told[-1].source].append(told)
    return tuple(_sum_up(name, by_source[name], seen[name], profiles.get(name)) for name in sorted(by_source))


def _see_incident(
    incident: Incident, source_of: Mapping[Digest, str], time_of: Mapping[Digest, datetime | None], seen: Mapping[str, _Seen]
) -> None:
    earliest: dict[str, datetime] = {}
    for digest in incident.reports:
        name, at = source_of.get(digest), time_of.get(digest)
        if name is not None and at is not None:
            earliest[name] = min(at, earliest.get(name, at))
    tellers = {source_of[digest] for digest in incident.reports if digest in source_of}
    begun = min(earliest.values(), default=None)
    for name in tellers:
        one = seen[name]
        one.incidents += 1
        one.alone += len(tellers) == 1
        if begun is not None and name in earliest:
            one.first += earliest[name] == begun
            one.lags_h.append((earliest[name] - begun).total_seconds() / 3600)
    for copy in incident.copies:
        child, parent = source_of.get(copy.child), source_of.get(copy.parent)
        if child is not None and parent is not None:
            seen[child].copies += 1
            seen[parent].copied += 1
    for attribute in incident.attributes:
        for candidate in attribute.candidates:
            is_outweighed = candidate.value is not None and attribute.preferred not in {None, candidate.value}
            for name in {source_of[digest] for digest in candidate.reports if digest in source_of}:
                seen[name].answers += 1
                seen[name].at_odds += is_outweighed or attribute.standing is Standing.DISPUTED


def _sum_up(name: str, told: list[list[Report]], seen: _Seen, profile: SourceProfile | None) -> Behaviour:
    newest = [versions[-1] for versions in told]
    times = sorted(each.published_at for each in newest if each.published_at is not None)
    days = {at.date() for at in times}
    spanned = (times[-1].date() - times[0].date()).days + 1 if times else 0
    return Behaviour(
        source=name,
        stream=newest[0].stream,
        grade=profile.reliability if profile else None,
        speaks_for=profile.speaks_for if profile else None,
        reports=len(newest),
        corrections=sum(max(len(versions) - 1, int(versions[-1].edited_at is not None)) for versions in told),
        copies=seen.copies,
        copied=seen.copied,
        incidents=seen.incidents,
        first=seen.first,
        alone=seen.alone,
        median_lag_h=round(statistics.median(seen.lags_h), 3) if seen.lags_h else None,
        answers=seen.answers,
        at_odds=seen.at_odds,
        first_at=times[0] if times else None,
        last_at=times[-1] if times else None,
        silent_days=spanned - len(days),
    )
