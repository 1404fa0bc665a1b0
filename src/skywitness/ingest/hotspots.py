"""Thermal hotspots as NASA's FIRMS tells them (VIIRS, MODIS and Landsat, CSV): a satellite saw heat there at that minute. What burned it does not tell.

Columns after https://www.earthdata.nasa.gov/data/tools/firms (user guide): degrees, ``acq_date`` and ``acq_time`` (HHMM, UTC), ``frp`` in megawatts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from skywitness.geo.regions import region_at, regions
from skywitness.ingest.observations import Cells, Observation, has_columns, need, read_number, read_observations
from skywitness.model.report import Report, SetAside
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

COLUMNS = frozenset({"latitude", "longitude", "acq_date", "acq_time", "confidence"})
SATELLITES: Mapping[str, str] = {
    "N": "Suomi NPP",
    "N20": "NOAA-20",
    "1": "NOAA-20",
    "N21": "NOAA-21",
    "2": "NOAA-21",
    "T": "Terra",
    "A": "Aqua",
    "L8": "Landsat 8",
    "L9": "Landsat 9",
}
CONFIDENCE: Mapping[str, str] = {"l": "low", "n": "nominal", "h": "high"}
MOST_FRP_MW = 1_000_000.0
MOST_KELVIN = 2_000.0


class Hotspots:
    """Reads rows of hotspots; each is a report of an instrument."""

    name = "hotspots"
    rank = 40

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether this is a table with FIRMS' columns."""
        return has_columns(head, COLUMNS)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """A report a row, told at the instant of the overpass."""
        return read_observations(path, options, {COLUMNS: tell_hotspot})


def tell_hotspot(cells: Cells) -> Iterator[Observation]:
    """What a row says.

    >>> row = {"latitude": "50.6", "longitude": "36.6", "acq_date": "2031-03-14", "acq_time": "5", "satellite": "N20", "confidence": "n", "frp": "12.3"}
    >>> [told] = tell_hotspot(row)
    >>> told.at.isoformat(), told.text
    ('2031-03-14T00:05:00+00:00', 'Thermal anomaly in Belgorod Oblast at 50.6, 36.6, fire radiative power 12.3 MW, confidence nominal. What burned is not told.')
    """
    lat, lon = read_number(cells, "latitude", -90, 90), read_number(cells, "longitude", -180, 180)
    iso = region_at(lat, lon)
    region = regions()[iso].en if iso in regions() else None
    measures = [f"fire radiative power {read_number(cells, 'frp', 0, MOST_FRP_MW):g} MW"] if cells.get("frp") else []
    measures += [f"brightness {read_number(cells, name, 0, MOST_KELVIN):g} K" for name in ("bright_ti4", "brightness") if cells.get(name)]
    measures.append(f"confidence {_tell_confidence(need(cells, 'confidence'))}")
    satellite = SATELLITES.get(cells.get("satellite", ""), cells.get("satellite", ""))
    yield Observation(
        source=" ".join(["FIRMS", *filter(None, (cells.get("instrument", ""), satellite))]),
        stream=Stream.INSTRUMENT,
        at=_read_overpass(need(cells, "acq_date"), need(cells, "acq_time")),
        text=f"Thermal anomaly {f'in {region} ' if region else ''}at {lat:g}, {lon:g}, {', '.join(measures)}. What burned is not told.",
        place_hint=region,
    )


def _read_overpass(day: str, clock: str) -> datetime:
    written = clock.replace(":", "").zfill(4)
    try:
        return datetime.strptime(f"{day} {written}", "%Y-%m-%d %H%M").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(
            f"acq_date {day[:40]!r} and acq_time {clock[:40]!r} are no time; FIRMS writes 2031-03-14 and 0005, in UTC"
        ) from None


def _tell_confidence(written: str) -> str:
    """A word (VIIRS, Landsat) or a share (MODIS)."""
    if written.lower() in (*CONFIDENCE, *CONFIDENCE.values()):
        return CONFIDENCE.get(written.lower(), written.lower())
    return f"{read_number({'confidence': written}, 'confidence', 0, 100):g} %"
