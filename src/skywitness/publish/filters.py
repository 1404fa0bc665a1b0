"""Chooses rows for an export or a page. It sees released rows only, so no filter can reveal anything finer than is published."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

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


def in_box(rows: Iterable[Row], box: Box) -> Iterator[Row]:
    """Rows whose shown place, or an area of whose tally, has its disc touch the box. What has no shown position is left out."""
    for row in rows:
        if any(_touches(place, box) for place in _places(row)):
            yield row


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
