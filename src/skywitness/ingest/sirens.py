"""Tables of air-raid alerts, a row an alert with its beginning and its end: a warning when it began and an all-clear when it ended.

Two forms are known: that of the official service (oblast, raion, hromada, level) and that of volunteers (region, naive). Where the volunteers mark an
end as ``naive`` nobody observed it, and then no all-clear is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from skywitness.geo.regions import regions
from skywitness.geo.romanize import romanize
from skywitness.ingest.instants import read_instant
from skywitness.ingest.observations import Cells, Observation, has_columns, need, read_observations
from skywitness.model.report import Report, SetAside
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

OFFICIAL = frozenset({"oblast", "raion", "hromada", "level", "started_at", "finished_at"})
VOLUNTEER = frozenset({"region", "started_at", "finished_at", "naive"})


class Sirens:
    """Reads both forms. The official service's sirens are an instrument, the volunteers a partner."""

    name = "sirens"
    rank = 40

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether this is a table with the columns of one of the forms."""
        return has_columns(head, OFFICIAL) or has_columns(head, VOLUNTEER)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Two reports a row: the alert and its end."""
        return read_observations(path, options, {OFFICIAL: tell_siren, VOLUNTEER: tell_siren})


def tell_siren(cells: Cells) -> Iterator[Observation]:
    """What a row says. A region that has no ISO 3166-2 code is no region of ours: nothing is said of it.

    >>> row = {"region": "Lvivska oblast", "started_at": "2031-03-14 22:40:00+00:00", "finished_at": "2031-03-14 23:10:00+00:00", "naive": "False"}
    >>> [(each.source, each.text) for each in tell_siren(row)]
    [('sirens (volunteers)', 'Air raid alert in Lviv Oblast.'), ('sirens (volunteers)', 'All clear in Lviv Oblast.')]
    """
    is_official = "oblast" in cells
    source, stream = ("sirens (official)", Stream.INSTRUMENT) if is_official else ("sirens (volunteers)", Stream.PARTNER)
    where = _tell_where(cells) if is_official else name_region(need(cells, "region"))
    begun, ended = read_instant(need(cells, "started_at")), read_instant(cells["finished_at"]) if cells["finished_at"] else None
    if ended is not None and ended < begun:
        raise ValueError(f"the alert ends at {ended.isoformat()}, before it begins at {begun.isoformat()}")
    yield Observation(source=source, stream=stream, at=begun, text=f"Air raid alert in {where}.")
    if ended is not None and cells.get("naive", "").lower() != "true":
        yield Observation(source=source, stream=stream, at=ended, text=f"All clear in {where}.")


def name_region(written: str) -> str:
    """The region's English name, however a table writes it: in English, in Ukrainian, in Ukrainian with Latin letters, or by its ISO 3166-2 code.

    Raises
    ------
    ValueError
        No region is called so.

    >>> name_region("Vinnytska oblast"), name_region("Kyiv City"), name_region("UA-46")
    ('Vinnytsia Oblast', 'Kyiv', 'Lviv Oblast')
    """
    found = _regions_by_name().get(" ".join(written.lower().split()))
    if found is None:
        raise ValueError(f"{written[:60]!r} is no region of Ukraine that we know; give a first-level region, such as Lvivska oblast")
    return found


@cache
def _regions_by_name() -> dict[str, str]:
    named = dict[str, str]()
    for iso, place in regions().items():
        if iso.startswith("UA-"):
            written = (iso, place.en, f"{place.en} City" if "Oblast" not in place.en else place.en, place.uk, romanize(place.uk))
            named |= {each.lower(): place.en for each in written}
    return named


def _tell_where(cells: Cells) -> str:
    region = name_region(need(cells, "oblast"))
    within = cells["hromada"] or cells["raion"]
    return f"{region}, in a part of it: {within}" if within else region
