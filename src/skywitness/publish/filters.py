"""Chooses rows for an export or a page. It sees released rows only, so no filter can reveal anything finer than is published."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

from skywitness.parts import History

Row = TypeVar("Row", bound=Mapping[str, object])
M_PER_DEGREE = 111_195.0


class Box(NamedTuple):
    """A box in degrees, west of east unless it crosses the date line.

    >>> Box(west=30, south=50, east=40, north=60).north
    60
    """

    west: float
    south: float
    east: float
    north: float


def since_instant(rows: Iterable[Row], since: datetime) -> Iterator[Row]:
    """Rows that were spoken of at or after an instant: by their latest report, or when no report tells its time, by their period.

    What has neither stays: it cannot be said to be older.
    """
    for row in rows:
        period = cast("Mapping[str, str]", row.get("period") or {})
        known = [row.get("last_published_at"), *(period.get(key) for key in ("to", "before", "from"))]
        latest = next((datetime.fromisoformat(cast("str", at)) for at in known if at), None)
        if latest is None or latest >= since:
            yield row


def choose_rows(rows: Iterable[Row], since: datetime | None, box: Box | None) -> Iterator[Row]:
    """The rows that both filters admit; a filter that is None admits all."""
    recent = iter(rows) if since is None else since_instant(rows, since)
    return recent if box is None else in_box(recent, box)


def recent_histories(histories: Iterable[History], since: datetime | None) -> Iterator[History]:
    """The histories of incidents that changed or were spoken of since an instant; all of them when it is None."""
    for history in histories:
        shown = [moment.row for moment in history.moments if moment.row is not None]
        if since is None or history.moments[-1].at >= since or any(since_instant(shown[-1:], since)):
            yield history


def span_of(row: Mapping[str, object]) -> tuple[datetime | None, datetime | None]:
    """The earliest and the latest instant at which a row's happening can have been, as far as its period tells; None where it tells nothing.

    >>> earliest, latest = span_of({"period": {"before": "2024-11-24T04:20:00Z"}})
    >>> earliest, latest.isoformat()
    (None, '2024-11-24T04:20:00+00:00')
    """
    period = cast("Mapping[str, str | None]", row.get("period") or {})
    begin, end = period.get("from"), period.get("to") or period.get("before") or period.get("from")
    return datetime.fromisoformat(begin) if begin else None, datetime.fromisoformat(end) if end else None


def overlaps(row: Mapping[str, object], start: datetime | None, end: datetime | None) -> bool:
    """Whether a row's happening can have been within [start, end). What tells only by when it was over is taken to have been then; what tells no
    time at all is never left out.
    """
    earliest, latest = span_of(row)
    if latest is None:
        return True
    return (start is None or latest >= start) and (end is None or (earliest or latest) < end)


def in_box(rows: Iterable[Row], box: Box) -> Iterator[Row]:
    """Rows whose shown place, or an area of whose tally, has its disc touch the box. What has no shown position is left out."""
    return (row for row in rows if is_in_box(row, box))


def is_in_box(row: Mapping[str, object], box: Box) -> bool:
    """Whether :func:`in_box` lets this row through."""
    return any(_touches(place, box) for place in _places(row))


def in_regions(rows: Iterable[Row], regions: Collection[str]) -> Iterator[Row]:
    """Rows whose shown place, or an area of whose tally, lies in one of these: ISO 3166-2 codes, or countries. Without a shown region a row is left out.

    >>> [row["id"] for row in in_regions([{"id": 1, "place": {"iso": "UA-30"}}, {"id": 2, "place": {"iso": "RU-MOW"}}, {"id": 3}], {"UA"})]
    [1]
    """
    for row in rows:
        codes = [str(place["iso"]) for place in _places(row) if place.get("iso")]
        if any(code == region or code.startswith(f"{region}-") for code in codes for region in regions):
            yield row


def voices_of(row: Mapping[str, object]) -> set[str]:
    """Everybody who says anything of an incident."""
    attributes = cast("Mapping[str, Mapping[str, list[Mapping[str, list[str]]]]]", row["attributes"])
    return {name for attribute in attributes.values() for candidate in attribute["candidates"] for name in candidate["asserters"]}


def disputes_of(row: Mapping[str, object]) -> set[str]:
    """The questions on which claims about an incident contradict each other.

    >>> claims = {"count": {"standing": "disputed"}, "what": {"standing": "claimed"}}
    >>> sorted(disputes_of({"attributes": claims, "contradictions": [{"attribute": "place"}]}))
    ['count', 'place']
    """
    attributes = cast("Mapping[str, Mapping[str, object]]", row["attributes"])
    contradicted = {str(one["attribute"]) for one in cast("list[Mapping[str, object]]", row["contradictions"])}
    return contradicted | {topic for topic, attribute in attributes.items() if attribute["standing"] == "disputed"}


def searched_words(row: Mapping[str, object]) -> set[str]:
    """The words in which an incident is searched, in small letters: its title, place, quotes, and who says something."""
    place = cast("Mapping[str, object]", row["place"] or {})
    attributes = cast("Mapping[str, Mapping[str, list[Mapping[str, list[str]]]]]", row["attributes"])
    candidates = [candidate for attribute in attributes.values() for candidate in attribute["candidates"]]
    told = [words for candidate in candidates for words in (*candidate["quotes"], *candidate["asserters"])]
    return set(" ".join([str(row["title"]), str(place.get("name", "")), *told]).casefold().split())


def searched_ids(row: Mapping[str, object]) -> set[str]:
    """The ids by which an incident is found, in small letters: its own, and those of its reports. They are given whole."""
    return {str(each).casefold() for each in (row["id"], *cast("list[str]", row["reports"]))}


def _places(row: Mapping[str, object]) -> list[Mapping[str, object]]:
    place = cast("Mapping[str, object] | None", row.get("place"))
    return [place] if place else cast("list[Mapping[str, object]]", row.get("areas") or [])


def _touches(place: Mapping[str, object], box: Box) -> bool:
    if place["lat"] is None or place["lon"] is None:
        return False
    lat, lon, radius_m = (cast("float", place[key] or 0.0) for key in ("lat", "lon", "radius_m"))
    margin_lat = radius_m / M_PER_DEGREE
    margin_lon = margin_lat / max(math.cos(math.radians(lat)), 0.01)
    in_lat = box.south - margin_lat <= lat <= box.north + margin_lat
    west, east = box.west - margin_lon, box.east + margin_lon
    in_lon = west <= lon <= east if box.west <= box.east else lon >= west or lon <= east
    return in_lat and in_lon
