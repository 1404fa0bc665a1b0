"""Parquet for analysts: the columns of the CSV table, typed, an empty cell null, with the data dictionary in the file."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from skywitness.errors import MissingPart
from skywitness.publish.formats.csv_table import COLUMNS, flatten
from skywitness.publish.formats.rows import of_kind

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("from", "to", "before", "first_published_at", "last_published_at"), "timestamptz"),
    **dict.fromkeys(("lat", "lon", "radius_m"), "double"),
    **dict.fromkeys(("stated", "matched", "posts", "roots", "roots_official", "roots_grassroots", "roots_media"), "bigint"),
    "exercise": "boolean",
}
"""Columns that are no text."""
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "200MB",
    "threads": "1",
}


class Parquet:
    """One row group after another; contexts have no place in a table and are left out."""

    format = "parquet"
    media_type = "application/vnd.apache.parquet"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the table. Rows go to a temporary file first, so that memory does not grow with them.

        Raises
        ------
        MissingPart
            DuckDB is not installed.
        """
        try:
            import duckdb  # from an extra
        except ImportError:
            raise MissingPart("Parquet needs DuckDB; install it with: pip install 'skywitness[tables]'") from None
        with tempfile.TemporaryDirectory(prefix="skywitness-") as folder, duckdb.connect(config=SETTINGS) as connection:
            lines, table = Path(folder) / "rows.jsonl", Path(folder) / "rows.parquet"
            with lines.open("wb") as held:
                held.writelines(_line(row) for row in of_kind(rows, "incident", "tally"))
            connection.execute(_copy(str(lines), str(table)))
            with table.open("rb") as made:
                shutil.copyfileobj(made, out)


def _line(row: Mapping[str, object]) -> bytes:
    flat = {name: None if value == "" else value for name, value in flatten(row).items()}
    typed = {name: value if name in TYPES or value is None else str(value) for name, value in flat.items()}
    return msgspec.json.encode({name: typed.get(name) for name in COLUMNS}) + b"\n"


def _copy(lines: str, table: str) -> str:
    columns = ", ".join(f"\"{name}\": '{TYPES.get(name, 'varchar')}'" for name in COLUMNS)
    dictionary = _quoted(json.dumps(dict(COLUMNS), ensure_ascii=False))
    return (
        f"copy (select * from read_json({_quoted(lines)}, format = 'newline_delimited', columns = {{{columns}}}, maximum_object_size = 16777216)) "  # noqa: S608 - our names
        f"to {_quoted(table)} (format parquet, kv_metadata {{data_dictionary: {dictionary}}})"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
