"""The sun's height over a place through one whole day, as a chart: a person sees what light there was when, and when the pictures would fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from typing import TypeVar

from msgspec import Struct

from skywitness.geo.sun_and_moon import sun_height_deg
from skywitness.verify.sky import Light, can_show, light_at

STEP = timedelta(minutes=10)
STEPS = timedelta(days=1) // STEP
WIDTH, HEIGHT = 720, 200
"""Of the drawing, in units of its own; a band for the fitting times lies under it."""
BAND = 12
PAD_DEG = 5.0
TICK_HOURS = 3
T = TypeVar("T")


class Stretch(Struct, frozen=True):
    """A stretch of the day: from when to when, where that is on the drawing, and, for stretches of light, which."""

    begins_at: datetime
    ends_at: datetime
    x: float
    width: float
    light: Light | None = None


class Tick(Struct, frozen=True):
    """A full hour, UTC."""

    x: float
    hour: str


class SunChart(Struct, frozen=True, kw_only=True):
    """What is drawn: :data:`WIDTH` × :data:`HEIGHT` units, time from left to right, height of the sun from below to above.

    ``fits`` are the stretches in which pictures of the light that was seen can have been taken; empty when none was seen, or at no time.
    """

    begins_at: datetime
    at: datetime
    seen: Light | None
    sun_deg: float
    highest_deg: float
    lowest_deg: float
    points: str
    horizon_y: float
    now_y: float
    claimed: Stretch
    lights: tuple[Stretch, ...]
    fits: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]


def draw_sun_chart(at: datetime, lat: float, lon: float, *, minutes_off: float = 0.0, seen: Light | None = None) -> SunChart:
    """The day about an instant, from the midnight of the sun before it to the one after; ``seen`` is the light that the pictures show.

    Heights are those of the sun's middle at the place itself; what it may be off is not drawn.
    """
    begins_at = midnight_before(at, lon)
    moments = [begins_at + STEP * step for step in range(STEPS + 1)]
    heights = [sun_height_deg(moment, lat, lon) for moment in moments]
    low, high = min(*heights, 0.0) - PAD_DEG, max(*heights, 0.0) + PAD_DEG

    def x(moment: datetime) -> float:
        return round(min(max((moment - begins_at) / timedelta(days=1), 0.0), 1.0) * WIDTH, 1)

    def y(height: float) -> float:
        return round((high - height) / (high - low) * HEIGHT, 1)

    def stretch(begin: datetime, end: datetime, light: Light | None = None) -> Stretch:
        return Stretch(begin, end, x(begin), round(x(end) - x(begin), 1), light)

    off = timedelta(minutes=minutes_off)
    fitting = [seen is not None and can_show(seen, height) for height in heights]
    return SunChart(
        begins_at=begins_at,
        at=at,
        seen=seen,
        sun_deg=round(sun_height_deg(at, lat, lon), 1),
        highest_deg=round(max(heights), 1),
        lowest_deg=round(min(heights), 1),
        points=" ".join(f"{x(moment)},{y(height)}" for moment, height in zip(moments, heights, strict=True)),
        horizon_y=y(0.0),
        now_y=y(sun_height_deg(at, lat, lon)),
        claimed=stretch(at - off, at + off),
        lights=tuple(stretch(begin, end, light) for begin, end, light in _runs(moments, [light_at(height) for height in heights])),
        fits=tuple(stretch(begin, end) for begin, end, fits in _runs(moments, fitting) if fits),
        ticks=tuple(Tick(x(moment), f"{moment:%H}") for moment in _full_hours(begins_at)),
    )


def midnight_before(at: datetime, lon: float) -> datetime:
    """When the mean sun stood lowest over a meridian, the last time before an instant.

    >>> from datetime import UTC
    >>> midnight_before(datetime(2021, 3, 14, 22, tzinfo=UTC), 30.0).isoformat()
    '2021-03-14T22:00:00+00:00'
    """
    ahead = timedelta(hours=lon / 15)
    return (at + ahead).replace(hour=0, minute=0, second=0, microsecond=0) - ahead


def _runs(moments: Sequence[datetime], values: Sequence[T]) -> Iterator[tuple[datetime, datetime, T]]:
    """The stretches over which a value stays: each ends where the next begins."""
    place = 0
    for value, group in groupby(values):
        end = min(place + len(list(group)), len(moments) - 1)
        yield moments[place], moments[end], value
        place = end


def _full_hours(begins_at: datetime) -> Iterator[datetime]:
    moment = begins_at.replace(minute=0, second=0, microsecond=0)
    while moment <= begins_at + timedelta(days=1):
        if moment >= begins_at and moment.hour % TICK_HOURS == 0:
            yield moment
        moment += timedelta(hours=1)


def tell_fits(chart: SunChart) -> str:
    """When the pictures would fit, in a sentence; what the day was like when they show no light in particular.

    >>> from datetime import UTC
    >>> tell_fits(draw_sun_chart(datetime(2021, 6, 21, 10, tzinfo=UTC), 0.0, 0.0, seen=Light.NIGHT))
    'dark pictures would fit 00:00 to 06:20 and 17:50 to 00:00 UTC'
    """
    if chart.seen is None:
        return f"the sun stood between {chart.lowest_deg:.0f} and {chart.highest_deg:.0f} degrees that day"
    shown = "dark" if chart.seen is Light.NIGHT else "light"
    if not chart.fits:
        return f"{shown} pictures would fit at no time of that day"
    return f"{shown} pictures would fit {' and '.join(f'{each.begins_at:%H:%M} to {each.ends_at:%H:%M}' for each in chart.fits)} UTC"


FILLS = {Light.DAY: "#f6e7b4", Light.TWILIGHT: "#b9c3dd", Light.NIGHT: "#56607f"}
"""Of the drawing that stands alone; pages have their own."""


def write_svg(chart: SunChart) -> str:
    """The chart as a file that stands alone, with what it says in words for those who do not see it."""
    said = escape(f"The sun stood at {chart.sun_deg:.1f} degrees at {chart.at:%Y-%m-%d %H:%M} UTC; {tell_fits(chart)}.")
    shapes = [
        *(
            f'<rect x="{each.x}" y="0" width="{each.width}" height="{HEIGHT}" fill="{FILLS[each.light]}"/>'
            for each in chart.lights
            if each.light
        ),
        *(f'<rect x="{each.x}" y="{HEIGHT + 4}" width="{each.width}" height="{BAND}" fill="#1b7a43"/>' for each in chart.fits),
        f'<rect x="{chart.claimed.x}" y="0" width="{max(chart.claimed.width, 1.5)}" height="{HEIGHT}" fill="#b3261e" fill-opacity=".35"/>',
        f'<path d="M0 {chart.horizon_y}H{WIDTH}" stroke="#333" stroke-dasharray="4 4"/>',
        f'<polyline points="{chart.points}" fill="none" stroke="#111" stroke-width="2"/>',
        f'<text x="{WIDTH - 4}" y="{chart.horizon_y - 4}" text-anchor="end">horizon; the sun was highest at {chart.highest_deg:.0f} degrees</text>',
        *(f'<text x="{each.x}" y="{HEIGHT + BAND + 20}" text-anchor="middle">{each.hour}</text>' for each in chart.ticks),
        f'<text x="{WIDTH}" y="{HEIGHT + BAND + 38}" text-anchor="end">hours UTC; red: the claimed time; green: when the pictures fit</text>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -28 {WIDTH + 24} {HEIGHT + BAND + 74}" font-family="sans-serif" font-size="13" '
        f'role="img"><title>{said}</title>\n<text x="0" y="-10">{said}</text>\n' + "\n".join(shapes) + "\n</svg>\n"
    )
