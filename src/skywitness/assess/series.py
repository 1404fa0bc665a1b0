"""A series of happenings: when and where each was and who told of it, from a ledger, a coded table or the truth of an exercise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypedDict

from msgspec import Struct, structs

from skywitness.assess.material import public_since
from skywitness.assess.recurrence import COUNTED
from skywitness.geo.regions import regions
from skywitness.model.coded import CodedRow
from skywitness.model.ids import Digest
from skywitness.model.incident import Dossier, Incident
from skywitness.model.report import Report
from skywitness.model.truth import Happening, NightTruth

RAID_GAP = timedelta(hours=3)
"""Happenings of one region no farther apart than this are one raid."""
TOLD_WITHIN = timedelta(hours=6)
"""What nobody times is taken to have been told within so long."""
DAY = timedelta(days=1)
WHOLE_DAY_H, WHOLE_HOUR_H, WHOLE_MINUTE_H = 24.0, 1.0, 1 / 60
CELL_DEGREES = 0.5
"""Points without a region are one spot when they share a cell of this size."""


class Event(Struct, frozen=True, kw_only=True):
    """One happening of a series. It began within ``within_h`` hours from ``at``; ``spot`` names its region or neighbourhood, None when the place is unknown.

    ``sources`` told of it, and ``posts`` are the times of all that was posted about it, copies too.
    """

    at: datetime
    within_h: float = 0.0
    spot: str | None = None
    lat: float | None = None
    lon: float | None = None
    sources: tuple[str, ...] = ()
    posts: tuple[datetime, ...] = ()


class Series(Struct, frozen=True, kw_only=True):
    """Happenings in order of time, and the time that was looked at, both ends in UTC. ``unit`` is what one of them is, in the plural.

    Two of one spot that come within ``apart_h`` hours would have been taken for one.
    """

    events: tuple[Event, ...]
    begin: datetime
    end: datetime
    unit: str
    apart_h: float = 0.0

    @property
    def days(self) -> float:
        """The length of the time looked at."""
        return (self.end - self.begin) / DAY


def series_of_incidents(dossiers: Iterable[Dossier], reports: Mapping[Digest, Report]) -> Series:
    """The raids of a ledger: incidents of one region that follow each other within three hours, or may have, are one raid. Alerts and sightings are left out, and
    so are incidents of no known place: nobody can tell whether another one tells of the same.

    The time looked at is that of the ledger's reports and raids, in whole days.
    """
    events = [
        event for dossier in dossiers if dossier.incident.what in COUNTED and (event := _event_of(dossier.incident, reports)) and event.spot
    ]
    told = [report.published_at for report in reports.values() if report.published_at]
    return _make_raids(events, told)


def series_of_rows(rows: Sequence[tuple[CodedRow, str]]) -> Series:
    """The happenings of coded tables, each row with the happening that it tells of: rows of one happening are one event, of the earliest row's time.

    Times that all fall on whole hours, or on whole minutes, are known to the hour, or the minute, and no better.
    """
    fine_h = _find_resolution_h([row.begins_at for row, _ in rows if not row.is_day])
    told = defaultdict[str, list[CodedRow]](list)
    for row, happening in rows:
        told[happening].append(row)
    events = []
    for same in told.values():
        first = min(same, key=lambda row: (row.is_day, row.begins_at, row.source))
        placed = next((row for row in same if row.lat is not None), first)
        events.append(
            Event(
                at=first.begins_at,
                within_h=WHOLE_DAY_H if first.is_day else fine_h,
                **_find_spot(next((row.region for row in same if row.region), None), placed.lat, placed.lon),
                sources=tuple(sorted({row.source for row in same})),
                posts=tuple(sorted(row.begins_at for row in same)),
            )
        )
    return _make_series(events, "happenings", [])


def series_of_truth(nights: Sequence[NightTruth], happenings: Iterable[Happening]) -> Series:
    """The raids that really were in an exercise, over its nights."""
    events = [
        Event(at=happening.start, spot=happening.iso, lat=happening.lat, lon=happening.lon)
        for happening in happenings
        if happening.what in COUNTED and happening.caused_by is None
    ]
    series = _make_raids(events, [])
    if not nights:
        return series
    return structs.replace(series, begin=min(night.start for night in nights), end=max(night.end for night in nights))


def group_raids(events: Iterable[Event]) -> list[Event]:
    """Events of one region that follow each other within three hours, or that may have, as one raid, timed as its best-timed event.

    >>> day = datetime(2021, 3, 1, 2, tzinfo=UTC)
    >>> [raid.at.hour for raid in group_raids(Event(at=day + timedelta(hours=h), spot="RU-LIP") for h in (0, 2, 4, 9))]
    [2, 11]
    """
    raids, last = list[Event](), dict[str, tuple[int, datetime]]()
    for event in sorted(events, key=_in_order):
        end = event.at + timedelta(hours=event.within_h)
        place, until = last.get(event.spot or "", (-1, end))
        if event.spot is not None and place >= 0 and event.at - until <= RAID_GAP:
            raid = raids[place]
            timed = min(raid, event, key=lambda one: (one.within_h, one.at))
            raids[place] = structs.replace(
                timed, sources=tuple(sorted({*raid.sources, *event.sources})), posts=tuple(sorted({*raid.posts, *event.posts}))
            )
            end = max(until, end)
        else:
            place = len(raids)
            raids.append(event)
        last[event.spot or ""] = (place, end)
    return sorted(raids, key=_in_order)


def keep_sources(series: Series, kept: frozenset[str]) -> Series:
    """The series as it would be known from these sources alone."""
    return structs.replace(series, events=tuple(event for event in series.events if kept & set(event.sources)))


def thin_since(series: Series, since: datetime, keep: Callable[[], bool]) -> Series:
    """The series as it would be known if of what came since then only what ``keep`` says had been told."""
    return structs.replace(series, events=tuple(event for event in series.events if event.at < since or keep()))


def count_posts(series: Series) -> Series:
    """The series as somebody would see it who took every post for a happening of its own."""
    posts = [structs.replace(event, at=at, within_h=0.0) for event in series.events for at in event.posts or (event.at,)]
    inside = [post for post in posts if series.begin <= post.at < series.end]
    return structs.replace(series, events=tuple(sorted(inside, key=_in_order)))


def restrict(series: Series, begin: datetime | None, end: datetime | None) -> Series:
    """The part of a series in a time that a person names; the time looked at is then that one.

    Raises ValueError when it ends before it begins.
    """
    begin, end = begin or series.begin, end or series.end
    if end <= begin:
        raise ValueError(f"the time looked at ends at {end.isoformat()}, before it begins at {begin.isoformat()}")
    return structs.replace(series, events=tuple(event for event in series.events if begin <= event.at < end), begin=begin, end=end)


def _make_raids(events: Iterable[Event], told: Sequence[datetime]) -> Series:
    return structs.replace(_make_series(group_raids(events), "raids", told), apart_h=RAID_GAP / timedelta(hours=1))


def _make_series(events: Iterable[Event], unit: str, told: Sequence[datetime]) -> Series:
    ordered = tuple(sorted(events, key=_in_order))
    moments = [
        *told,
        *(event.at for event in ordered),
        *(event.at + timedelta(hours=event.within_h) for event in ordered if event.within_h < WHOLE_DAY_H),
    ]
    begin = _day_of(min(moments, default=datetime(1970, 1, 1, tzinfo=UTC)))
    end = _day_of(max(moments, default=begin)) + DAY
    return Series(events=ordered, begin=begin, end=end, unit=unit)


def _day_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _in_order(event: Event) -> tuple[datetime, str, float, float]:
    return (event.at, event.spot or "", event.lat or 0.0, event.lon or 0.0)


def _event_of(incident: Incident, reports: Mapping[Digest, Report]) -> Event | None:
    """An incident as an event: in its period or, where that is narrower, in the interval that its beginning is estimated to lie in; else in the hours before it
    became public. None when no time is known.
    """
    begin, end = _narrow_beginning(incident, public_since(incident, reports))
    at = begin or end
    if at is None:
        return None
    known = [reports[digest] for digest in incident.reports if digest in reports]
    place = incident.place
    return Event(
        at=at,
        within_h=min(WHOLE_DAY_H, max(0.0, (end - begin) / timedelta(hours=1))) if begin and end else 0.0,
        **_find_spot(place.iso if place else None, place.lat if place else None, place.lon if place else None),
        sources=tuple(sorted({report.source for report in known})),
        posts=tuple(sorted(report.published_at for report in known if report.published_at)),
    )


def _narrow_beginning(incident: Incident, public: datetime | None) -> tuple[datetime | None, datetime | None]:
    """The stated period, else the hours before an incident became public; or the calibrated interval of its beginning, where that is narrower: a ministry's "from
    20:00 to 24:00" hides what residents told at 20:40.
    """
    begin, end, began = incident.period.start, incident.period.end, incident.began
    if begin is None and end is None and public is not None:
        begin, end = public - TOLD_WITHIN, public
    if began is None or began.earliest is None or began.latest is None or begin is None or end is None:
        return begin, end
    return (began.earliest, began.latest) if began.latest - began.earliest < end - begin else (begin, end)


class _Spot(TypedDict):
    spot: str | None
    lat: float | None
    lon: float | None


def _find_spot(region: str | None, lat: float | None, lon: float | None) -> _Spot:
    """The spot of an event: its region, at the middle of it when no point is known, else the cell around its point."""
    if lat is None or lon is None:
        disc = regions().get(region or "")
        return {"spot": region, "lat": disc.lat if disc else None, "lon": disc.lon if disc else None}
    cell = f"{round(lat / CELL_DEGREES) * CELL_DEGREES:.1f}, {round(lon / CELL_DEGREES) * CELL_DEGREES:.1f}"
    return {"spot": region or cell, "lat": lat, "lon": lon}


def _find_resolution_h(times: Sequence[datetime]) -> float:
    """How finely times are told, in hours: by the whole hour, by the whole minute, or finer."""
    if not times or any(time.second or time.microsecond for time in times):
        return 0.0
    return WHOLE_MINUTE_H if any(time.minute for time in times) else WHOLE_HOUR_H
