"""Picking a place on a map without a script: a picture of the ground that is a button. A click on it comes back as pixels, and the map is shown again, nearer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from skywitness.errors import BadSettings
from skywitness.geo.regions import regions
from skywitness.locate.told import read_point
from skywitness.web.map import Frame, draw_ground, scale_of

SIZES = {"wide": (640, 420), "narrow": (320, 300)}
"""Pixels of the picture on a desk's screen and on a phone's; a click is told in pixels of the one that is shown, so neither is stretched."""
EVERYWHERE = (50.0, 37.0, 2600.0)
"""Where a map begins of which nothing is known: the middle in degrees, and how many kilometres it is wide."""
NEARER, LEAST_KM, MOST_KM = 4.0, 8.0, 8000.0
PIXELS_KNOWN = 12
"""A click is taken to be right within so many pixels."""
COLOURS = """
rect{fill:#f4f5f7}.border{fill:none;stroke:#8a9099;stroke-width:1;stroke-dasharray:4 3}.town{fill:#4d5560}text{font:11px system-ui,"Noto Sans",sans-serif;fill:#1b1d21;
paint-order:stroke;stroke:#f4f5f7;stroke-width:3px}.picked{fill:#005a8f;fill-opacity:.14;stroke:#005a8f;stroke-width:2}.cross,.scale{stroke:#1b1d21;stroke-width:2;fill:none}
@media (prefers-color-scheme:dark){rect{fill:#1d2126}.border{stroke:#7d858f}.town{fill:#b7bec7}text{fill:#e8eaed;stroke:#1d2126}.picked{fill:#7cc4f2;stroke:#7cc4f2}
.cross,.scale{stroke:#e8eaed}}
"""


class Pick(NamedTuple):
    """A map that is shown to pick on: its middle in degrees, how many kilometres it is wide, and whether the middle was picked."""

    lat: float
    lon: float
    wide_km: float
    is_picked: bool = False

    @property
    def told(self) -> str:
        """The picked point as the form takes it; empty when none is."""
        return f"{self.lat:.4f}, {self.lon:.4f}" if self.is_picked else ""

    @property
    def known_km(self) -> float:
        """How far a click on the map before can have been off."""
        return max(1.0, round(self.wide_km * NEARER * PIXELS_KNOWN / SIZES["wide"][0]))

    def query(self, times: float = 1.0, size: str = "") -> str:
        """The query of the address of this map, so many times as wide; with a size, that of its picture."""
        asked: dict[str, object] = {
            "at": f"{self.lat:.5f},{self.lon:.5f}",
            "wide": f"{min(max(self.wide_km * times, LEAST_KM), MOST_KM):.1f}",
        }
        return urlencode(asked | ({"picked": "1"} if self.is_picked else {}) | ({"size": size} if size else {}))


def read_pick(query: Mapping[str, str], *, region: str | None = None) -> Pick:
    """The map that an address asks for, and where it was clicked on. Without either it shows the region, or everywhere.

    >>> read_pick({"at": "52.0,38.0", "wide": "400", "wide.x": "320", "wide.y": "210"})
    Pick(lat=52.0, lon=38.0, wide_km=100.0, is_picked=True)
    """
    shown = _read_shown(query) or _begin(region)
    for size, (width, height) in SIZES.items():
        x, y = (_read_pixel(query.get(f"{size}.{axis}", "")) for axis in "xy")
        if x and y:  # a button that was pressed with a key tells 0 and 0
            lat, lon = _frame(shown, size).point(min(x, width), min(y, height))
            return Pick(round(lat, 5), round(lon, 5), max(shown.wide_km / NEARER, LEAST_KM), is_picked=True)
    return shown


def draw_picture(pick: Pick, size: str) -> str:
    """The picture of a map as SVG: lines between regions, larger towns, a scale, and a cross with its ring where the middle was picked."""
    frame = _frame(pick, size if size in SIZES else "wide")
    lines, towns = draw_ground(frame)
    scale_km, scale_px = scale_of(frame)
    middle = f'cx="{frame.width / 2:g}" cy="{frame.height / 2:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" width="{frame.width}" height="{frame.height}">',
        f"<style>{COLOURS}</style>",
        '<rect width="100%" height="100%"/>',
        *(f'<path class="border" d="{line}"/>' for line in lines),
        *(f'<circle class="town" cx="{town.x}" cy="{town.y}" r="2"/>' for town in towns),
        *(f'<text x="{town.x + 5}" y="{town.y + 4}">{escape(town.name)}</text>' for town in towns),
        *([f'<circle class="picked" {middle} r="{pick.known_km * frame.px_per_km:.1f}"/>', _cross(frame)] if pick.is_picked else []),
        f'<path class="scale" d="M10 {frame.height - 10}h{scale_px}"/><text x="10" y="{frame.height - 15}">{scale_km} km</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def _cross(frame: Frame) -> str:
    x, y = frame.width / 2, frame.height / 2
    return f'<path class="cross" d="M{x - 9:g} {y:g}h18M{x:g} {y - 9:g}v18"/>'


def _frame(pick: Pick, size: str) -> Frame:
    width, height = SIZES[size]
    return Frame(pick.lat, pick.lon, width / pick.wide_km, height, width)


def _begin(region: str | None) -> Pick:
    known = regions().get(region or "")
    if known is None:
        return Pick(*EVERYWHERE)
    return Pick(known.lat, known.lon, min(max(known.radius_m / 1000 * 2.6, LEAST_KM), MOST_KM))


def _read_shown(query: Mapping[str, str]) -> Pick | None:
    try:
        point, wide_km = read_point(query.get("at", "")), float(query.get("wide", ""))
    except (ValueError, BadSettings):
        return None
    if point is None or not math.isfinite(wide_km) or not all(map(math.isfinite, point)):
        return None
    lat = min(max(point[0], -80.0), 80.0)
    return Pick(lat, point[1], min(max(wide_km, LEAST_KM), MOST_KM), query.get("picked") == "1")


def _read_pixel(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0
