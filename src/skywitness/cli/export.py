"""``skywitness export``: incidents through the do-no-harm gate, in a format that others read."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TypedDict, cast

from cyclopts import Parameter

from skywitness.cli.app import DONE
from skywitness.cli.options import AsOf, Config, now, open_output, read_instant
from skywitness.config import Settings, load_settings
from skywitness.errors import BadSettings
from skywitness.ledger import open_ledger
from skywitness.parts import Exporter, HistoryExporter, part
from skywitness.publish.filters import Box, choose_rows, is_in_box, recent_histories
from skywitness.publish.histories import open_histories
from skywitness.publish.policy import Policy, load_policy
from skywitness.publish.view import stream_released

Format = Annotated[
    str,
    Parameter(
        name="--format",
        help="incidents, geojson, csv, parquet, sqlite, coder, cap, cap_rss, atom, rss, stix, timemap, claimreview, prov; others when installed.",
    ),
]
BoundingBox = Annotated[str | None, Parameter(help="Only what lies in west,south,east,north (degrees).")]


class _Gate(TypedDict):
    policy: Policy
    audience: str
    now: datetime


def export(
    *,
    ledger: str,
    as_format: Format,
    since: str | None = None,
    bbox: BoundingBox = None,
    to: Path | None = None,
    audience: str | None = None,
    as_of: AsOf = None,
    config: Config = None,
) -> int:
    """Write incidents, tallies and context through the do-no-harm gate.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    since
        Only what was public at or after this instant.
    to
        Where to write; stdout when not given.
    audience
        ``public``, ``team`` for the ledger's own desk (the gate is lifted and the file says so), or one of your own policy.
    """
    exporter = cast("Exporter", part("exporters", as_format))
    settings = load_settings(config) if config else Settings()
    begin, box = read_instant(since, "--since"), read_box(bbox)
    with open_ledger(ledger, read_only=True) as opened, open_output(to) as out:
        gate: _Gate = {"policy": load_policy(settings.audience.policy), "audience": audience or settings.audience.default, "now": now()}
        instant = read_instant(as_of, "--as-of")
        if isinstance(exporter, HistoryExporter):
            admits = None if box is None else partial(is_in_box, box=box)
            exporter.write_histories(recent_histories(open_histories(opened, as_of=instant, admits=admits, **gate), begin), out)
        else:
            exporter.write(choose_rows(stream_released(opened, as_of=instant, **gate), begin, box), out)
    return DONE


def read_box(text: str | None) -> Box | None:
    """A bounding box from four numbers.

    Raises
    ------
    BadSettings
        There are not four numbers, they are out of range, or south lies above north. West may lie east of east: the box then
        crosses the date line.

    >>> read_box("30,44,42,53").north
    53.0
    """
    if text is None:
        return None
    try:
        west, south, east, north = (float(number) for number in text.split(","))
    except ValueError:
        raise BadSettings(f"--bbox: {text!r} is not west,south,east,north in degrees, such as 30,44,42,53") from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise BadSettings(f"--bbox: {text!r} is no box: west,south,east,north in degrees, south below north, such as 30,44,42,53")
    return Box(west=west, south=south, east=east, north=north)
