"""When, or where, does a shadow fit? The sun that a person's marks on a picture ask for, against the sun of a day or of the Earth.

A person marks how long the shadow of an upright thing is on level ground, as a multiple of its height, or where on the compass it points, or both,
and by how much each may be off nine times in ten. The times (or places) that fit are those where these marks would not surprise: the sum of the squared
deviations stays within the 90 % point of its law (chi-squared with as many degrees as there are marks), so that nine of ten such sets hold the truth.
The ground's slope and a leaning object are not known to us: they belong in the marks' doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from skywitness.geo.sun_and_moon import SunSeen, refraction_deg, subsolar_point, sun_seen
from skywitness.media.decode import read_film
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed, ShadowMarks
from skywitness.verify.finding import Measure, cannot_tell, found
from skywitness.verify.sky import M_PER_DEGREE

FITS = {1: 2.706, 2: 4.605}
"""The 90 % points of chi-squared by its degrees of freedom, the number of marks."""
RULED_OUT = {1: 10.83, 2: 13.82}
"""The 99.9 % points: what surprises more is refuted; between the two nothing is said."""
SD_PER_90 = 1.6449
"""Half the width that holds nine of ten draws of a normal law, in standard deviations."""
LEAST_SUN_DEG = 0.0
"""Below it there is no shadow of the sun."""
STEP = timedelta(minutes=1)


class Window(Struct, frozen=True):
    """A stretch of time in which the marks fit."""

    begins: datetime
    ends: datetime


class Area(Struct, frozen=True):
    """Where on Earth the marks fit at an instant: within so many degrees of the arc from where the sun is overhead, and the box around all that fits."""

    sun_lat: float
    sun_lon: float
    points: tuple[tuple[float, float], ...]


class Shadow:
    """Supports a claimed time and place when the marked shadow fits them, refutes them when it cannot; without marks it is silent."""

    name = "shadow"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """One finding: on the claim, and with the times of that day or the places of that instant that fit."""
        marks = claimed.shadow
        if marks is None:
            yield cannot_tell(
                path, self.name, "give --shadow-ratio or --shadow-azimuth, measured on the picture, to ask when or where it fits"
            )
            return
        film = read_film(path, claimed.bounds)
        if not film.pictures:
            yield cannot_tell(path, self.name, film.head.trouble or "it holds no picture")
        elif claimed.at is None:
            yield cannot_tell(path, self.name, "give --time: a shadow fits some hour of every day")
        elif claimed.lat is None or claimed.lon is None:
            yield self._tell_places(path, marks, claimed.at)
        else:
            yield self._judge(path, marks, claimed, claimed.at, claimed.lat, claimed.lon)

    def _tell_places(self, path: Path, marks: ShadowMarks, at: datetime) -> Finding:
        area = places_that_fit(marks, at)
        if not area.points:
            return cannot_tell(path, self.name, "the marks fit nowhere on Earth at that time; measure them again", {"places": 0})
        lats, lons = [lat for lat, _ in area.points], [lon for _, lon in area.points]
        measure: Measure = {
            "places": len(area.points),
            "lat_low": min(lats),
            "lat_high": max(lats),
            "lon_low": min(lons),
            "lon_high": max(lons),
            "sun_overhead_lat": round(area.sun_lat, 2),
            "sun_overhead_lon": round(area.sun_lon, 2),
        }
        why = f"at that time the shadow fits places between latitudes {min(lats):.0f} and {max(lats):.0f}, longitudes {min(lons):.0f} and {max(lons):.0f}; give --place to judge one"
        return cannot_tell(path, self.name, why, measure)

    def _judge(self, path: Path, marks: ShadowMarks, claimed: Claimed, at: datetime, lat: float, lon: float) -> Finding:
        windows = times_that_fit(marks, at, lat, lon, metres=claimed.metres_off)
        slack = timedelta(minutes=claimed.minutes_off)
        best = min(surprise(marks, at + slack * step / 8, lat, lon, metres=claimed.metres_off) for step in range(-8, 9))
        seen = sun_seen(at, lat, lon)
        measure: Measure = {
            "sun_seen_deg": round(seen.height_deg, 2),
            "sun_azimuth_deg": round(seen.azimuth_deg, 1),
            "fits": tell_windows(windows) or None,
            "surprise": round(min(best, 9999.0), 2),
        }
        fits = f"on that day it fits {tell_windows(windows)} UTC" if windows else "it fits no hour of that day there"
        if best <= FITS[marks.count]:
            return found(path, self.name, Verdict.SUPPORTS, f"the marked shadow fits the claimed time and place; {fits}", measure)
        if best > RULED_OUT[marks.count]:
            return found(path, self.name, Verdict.REFUTES, f"the marked shadow cannot be of the claimed time and place; {fits}", measure)
        return cannot_tell(
            path, self.name, f"the marked shadow is off for the claimed time, though not by enough to rule it out; {fits}", measure
        )


def deviation(marks: ShadowMarks, sun: SunSeen) -> float:
    """The squared deviations of the marks from what this sun makes, in their own doubt, summed; infinite where there is no shadow.

    The ratio is held on the scale of its logarithm, as errors of marking grow with what is marked.

    >>> sun = SunSeen(45.0, 180.0)
    >>> round(deviation(ShadowMarks(ratio=1.0, azimuth_deg=0.0), sun), 6)
    0.0
    """
    if sun.height_deg <= LEAST_SUN_DEG:
        return math.inf
    total = 0.0
    if marks.ratio is not None:
        casts = 1 / math.tan(math.radians(sun.height_deg))
        total += (math.log(max(casts, 1e-9) / marks.ratio) * SD_PER_90 / math.log1p(marks.ratio_off)) ** 2
    if marks.azimuth_deg is not None:
        off = (sun.azimuth_deg + 180 - marks.azimuth_deg + 180) % 360 - 180
        total += (off * SD_PER_90 / marks.azimuth_off_deg) ** 2
    return total


def surprise(marks: ShadowMarks, at: datetime, lat: float, lon: float, *, metres: float = 0.0) -> float:
    """The least deviation over the places within so many metres."""
    off_lat = metres / M_PER_DEGREE
    off_lon = off_lat / max(math.cos(math.radians(lat)), 0.05)
    places = (
        [(lat, lon), (lat - off_lat, lon), (lat + off_lat, lon), (lat, lon - off_lon), (lat, lon + off_lon)] if metres else [(lat, lon)]
    )
    return min(deviation(marks, sun_seen(at, max(-90.0, min(90.0, y)), x)) for y, x in places)


def times_that_fit(marks: ShadowMarks, at: datetime, lat: float, lon: float, *, metres: float = 0.0) -> list[Window]:
    """The stretches of the day around an instant, twelve hours to either side, in which the marks fit; to half a minute."""
    limit = FITS[marks.count]
    windows: list[Window] = []
    begun: datetime | None = None
    last = at
    for step in range(-720, 722):
        moment = at + step * STEP
        fits = step <= 720 and surprise(marks, moment, lat, lon, metres=metres) <= limit
        if fits and begun is None:
            begun = moment
        if not fits and begun is not None:
            windows.append(Window(begun - STEP / 2, last + STEP / 2))
            begun = None
        last = moment
    return windows


def places_that_fit(marks: ShadowMarks, at: datetime) -> Area:
    """The points of a grid of whole degrees, between the polar circles and beyond to 80 degrees, where the marks fit at an instant."""
    lat, lon = subsolar_point(at)
    limit = FITS[marks.count]
    points = [
        (float(y), float(x))
        for y in range(-80, 81)
        for x in range(-180, 180)
        if deviation(marks, seen_from(lat, lon, float(y), float(x))) <= limit
    ]
    return Area(lat, lon, tuple(points))


def seen_from(sun_lat: float, sun_lon: float, lat: float, lon: float) -> SunSeen:
    """Where the sun is seen from a place when it is overhead at another: by the sphere, good to a hundredth of a degree, quick over a grid.

    >>> seen = seen_from(0.0, 0.0, 45.0, 0.0)
    >>> round(seen.height_deg, 1), round(seen.azimuth_deg)
    (45.0, 180)
    """
    one, two, apart = math.radians(sun_lat), math.radians(lat), math.radians(sun_lon - lon)
    sine = math.sin(two) * math.sin(one) + math.cos(two) * math.cos(one) * math.cos(apart)
    height = math.degrees(math.asin(max(-1.0, min(1.0, sine))))
    east, north = math.cos(one) * math.sin(apart), math.cos(two) * math.sin(one) - math.sin(two) * math.cos(one) * math.cos(apart)
    return SunSeen(height + refraction_deg(height), math.degrees(math.atan2(east, north)) % 360)


def tell_windows(windows: Sequence[Window]) -> str:
    """The stretches as a reader writes them.

    >>> from datetime import UTC
    >>> noon = datetime(2021, 6, 1, 12, tzinfo=UTC)
    >>> tell_windows([Window(noon, noon + timedelta(minutes=20))])
    '12:00-12:20'
    """
    return ", ".join(f"{each.begins:%H:%M}-{each.ends:%H:%M}" for each in windows)
