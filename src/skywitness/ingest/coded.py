"""Tables of happenings that are already coded, CSV or Parquet: each row is one, once it is known which column holds what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.columns import guess_column
from skywitness.ingest.csv_rows import HEAD_BYTES, find_shape, read_csv_rows
from skywitness.ingest.instants import find_zone, read_instant
from skywitness.ingest.parquet_rows import PARQUET_MAGIC, read_parquet_rows
from skywitness.ingest.table import Table
from skywitness.model.coded import CodedRow
from skywitness.model.report import Locator, SetAside
from skywitness.parts import ReadOptions

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "begins_at": ("begins_at", "started_at", "start", "start_time", "datetime", "date_time", "timestamp", "time", "event_date", "date"),
    "ends_at": ("ends_at", "finished_at", "ended_at", "end", "end_time", "finish"),
    "region": ("region", "oblast", "admin1", "iso", "state", "province"),
    "place": ("place", "location", "town", "settlement", "city"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "longitude", "x"),
    "what": ("what", "event_type", "type", "sub_event_type"),
    "target": ("target", "weapon"),
    "count": ("count", "number", "quantity"),
    "fingerprint": ("fingerprint", "hash", "sha256", "pdq", "media_hash"),
    "source": ("source", "observer", "dataset"),
    "id": ("id", "event_id", "event_id_cnty"),
}
"""Field → names, the surest first."""
DATE_CHARACTERS = 10


def is_coded_table(path: Path, named: Mapping[str, str]) -> bool:
    """Whether a file is a table whose rows are happenings and not texts: no column of it holds a text, by its usual names or by what a person named."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not Table().recognises(path, head):
        return False
    shape = None if head.startswith(PARQUET_MAGIC) else find_shape(head)
    columns = shape.columns if shape else read_parquet_rows(path)[0]
    return "text" not in named and guess_column("text", columns) is None


def read_coded(path: Path, options: ReadOptions) -> Iterator[CodedRow | SetAside]:
    """Each row of a table; a row that cannot be used is set aside. Without a source of its own a row is of ``options.source``, else of the file.

    Raises
    ------
    UnreadableInput
        This is no table, or no column tells when.
    """
    with path.open("rb") as file:
        is_parquet = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
    columns, rows = read_parquet_rows(path) if is_parquet else read_csv_rows(path, options.max_item_bytes)
    try:
        places = choose_coded_columns(columns, options.columns)
    except ValueError as error:
        raise unreadable(path, str(error)) from None
    zone = find_zone(options.zone)
    for row, cells in enumerate(rows):
        locator = Locator(path.name, row)
        if isinstance(cells, str):
            yield set_aside(locator, cells)
            continue
        try:
            told = {field: cell for field, place in places.items() if (cell := cells[place].strip())}
            yield _make_row(told, locator, options.source or path.stem, zone)
        except ValueError as error:
            yield set_aside(locator, str(error), " | ".join(cells))


def choose_coded_columns(columns: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    """Field → place of its column, counted from 0: what a person named, else the usual names.

    Raises
    ------
    ValueError
        No column tells when, or a person named a field or a column that does not exist.

    >>> choose_coded_columns(["oblast", "started_at", "kind"], {"what": "kind"})
    {'begins_at': 1, 'region': 0, 'what': 2}
    """
    for field, column in named.items():
        if field not in USUAL_NAMES:
            raise ValueError(f"--columns names the field {field!r}; fields are: {', '.join(USUAL_NAMES)}")
        if column not in columns:
            raise ValueError(f"--columns names the column {column!r}; there are: {', '.join(columns)}")
    plain = {column.strip().lower(): column for column in reversed(columns)}
    chosen = {
        field: named.get(field) or next((plain[name] for name in names if name in plain), None) for field, names in USUAL_NAMES.items()
    }
    if chosen["begins_at"] is None:
        raise ValueError(f"no column tells when; name it with --columns begins_at=COLUMN. There are: {', '.join(columns)}")
    return {field: columns.index(column) for field, column in chosen.items() if column is not None}


def _make_row(told: Mapping[str, str], locator: Locator, source: str, zone: ZoneInfo | None) -> CodedRow:
    if "begins_at" not in told:
        raise ValueError("the row has no time")
    is_day = len(told["begins_at"]) <= DATE_CHARACTERS and not told["begins_at"].isdigit()
    begins_at = _read_day(told["begins_at"], zone) if is_day else read_instant(told["begins_at"], zone)
    ends_at = read_instant(told["ends_at"], zone) if "ends_at" in told else None
    if ends_at is not None and ends_at < begins_at:
        raise ValueError(f"the row ends at {ends_at.isoformat()}, before it begins at {begins_at.isoformat()}")
    lat, lon = _read_degrees(told.get("lat"), 90), _read_degrees(told.get("lon"), 180)
    return CodedRow(
        locator=locator,
        source=told.get("source", source),
        row_id=told.get("id"),
        begins_at=begins_at,
        ends_at=ends_at,
        is_day=is_day,
        region=told.get("region"),
        place=told.get("place"),
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        what=told.get("what"),
        target=told.get("target"),
        count=_read_count(told.get("count")),
        fingerprint=told["fingerprint"].lower() if "fingerprint" in told else None,
    )


def _read_day(written: str, zone: ZoneInfo | None) -> datetime:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone or UTC).astimezone(UTC)
    except ValueError:
        raise ValueError(f"{written!r} is not a day; give it as 2024-11-22, or a time as 2024-11-22T04:20:24Z") from None


def _read_degrees(written: str | None, most: float) -> float | None:
    if written is None:
        return None
    degrees = float(written.replace(",", "."))
    if not -most <= degrees <= most:
        raise ValueError(f"{written!r} is no coordinate: give degrees from -{most} to {most}")
    return degrees


def _read_count(written: str | None) -> int | None:
    if written is None:
        return None
    count = float(written)
    if count < 0 or count != int(count):
        raise ValueError(f"{written!r} is no count")
    return int(count)
