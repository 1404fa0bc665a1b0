"""Tables of tallies, CSV or Parquet: launched and destroyed, a raid and a model a row; a figure that is missing stays missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.csv_rows import read_csv_rows
from skywitness.ingest.parquet_rows import PARQUET_MAGIC, read_parquet_rows
from skywitness.model.report import Locator, SetAside
from skywitness.model.tallied import TalliedRow
from skywitness.parts import ReadOptions

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "began": ("began", "time_start", "begins_at", "start", "event_date", "date"),
    "model": ("model", "weapon", "target_model"),
    "launched": ("launched", "fired"),
    "destroyed": ("destroyed", "intercepted", "shot_down"),
    "lost": ("lost", "not_reach_goal"),
}
"""Field → names, the surest first."""
NEEDED = ("began", "model", "launched", "destroyed")
ABSENT = frozenset({"", "nan", "none", "null", "n/a", "-"})


def read_tallied(path: Path, options: ReadOptions) -> Iterator[TalliedRow | SetAside]:
    """Each row of a table; one that cannot be used is set aside.

    Raises
    ------
    UnreadableInput
        This is no table, or a needed column is not there.
    """
    try:
        with path.open("rb") as file:
            is_parquet = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
    except OSError as error:
        raise unreadable(path, f"cannot be opened: {error.strerror}") from error
    columns, rows = read_parquet_rows(path) if is_parquet else read_csv_rows(path, options.max_item_bytes)
    try:
        places = choose_tallied_columns(columns, options.columns)
    except ValueError as error:
        raise unreadable(path, str(error)) from None
    for row, cells in enumerate(rows):
        locator = Locator(path.name, row)
        if isinstance(cells, str):
            yield set_aside(locator, cells)
            continue
        try:
            yield _make_row({field: cells[place].strip() for field, place in places.items()}, locator)
        except ValueError as error:
            yield set_aside(locator, str(error), " | ".join(cells))


def choose_tallied_columns(columns: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    """Field → place of its column: what a person named, else the usual names.

    Raises
    ------
    ValueError
        A needed field has no column, or a person named a field or a column that does not exist.

    >>> choose_tallied_columns(["time_start", "model", "launched", "destroyed"], {})
    {'began': 0, 'model': 1, 'launched': 2, 'destroyed': 3}
    """
    for field, column in named.items():
        if field not in USUAL_NAMES:
            raise ValueError(f"--columns names the field {field!r}; fields are: {', '.join(USUAL_NAMES)}")
        if column not in columns:
            raise ValueError(f"--columns names the column {column!r}; there are: {', '.join(columns)}")
    chosen = {field: named.get(field) or next((name for name in names if name in columns), None) for field, names in USUAL_NAMES.items()}
    for field in NEEDED:
        if chosen[field] is None:
            raise ValueError(f"no column for {field}; name it with --columns {field}=COLUMN. There are: {', '.join(columns)}")
    return {field: columns.index(column) for field, column in chosen.items() if column is not None}


def _make_row(told: Mapping[str, str], locator: Locator) -> TalliedRow:
    launched, destroyed, lost = (_read_figure(field, told.get(field, "")) for field in ("launched", "destroyed", "lost"))
    if not told["model"]:
        raise ValueError("the row names no model")
    if launched is not None and destroyed is not None and destroyed > launched:
        raise ValueError(f"{destroyed} destroyed of {launched} launched cannot be; look the row up at its source")
    return TalliedRow(
        locator=locator, began=_read_day(told["began"]), model=told["model"], launched=launched, destroyed=destroyed, lost=lost
    )


def _read_figure(field: str, written: str) -> int | None:
    if written.lower() in ABSENT:
        return None
    try:
        figure = float(written)
    except ValueError:
        raise ValueError(f"{field}: {written!r} is no figure") from None
    if figure < 0 or figure != int(figure):
        raise ValueError(f"{field}: {written!r} is no count")
    return int(figure)


def _read_day(written: str) -> date:
    """The day, whatever clock follows it.

    >>> _read_day("2031-05-01 18:00"), _read_day("2031-5-1")
    (datetime.date(2031, 5, 1), datetime.date(2031, 5, 1))
    """
    try:
        return datetime.strptime(written.replace("T", " ").split(" ")[0], "%Y-%m-%d").date()  # noqa: DTZ007 - only the day is kept
    except ValueError:
        raise ValueError(f"{written!r} begins with no day; give it as 2024-11-22") from None
