"""Rows of a Parquet file through DuckDB, which is told to read this one file, to install nothing and to stay small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from skywitness.errors import MissingPart
from skywitness.ingest.aside import unreadable

if TYPE_CHECKING:
    import duckdb

PARQUET_MAGIC = b"PAR1"
ROWS_AT_ONCE = 1_000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "threads": "1",
    "memory_limit": "512MB",
}


def read_parquet_rows(path: Path) -> tuple[tuple[str, ...], Iterator[list[str] | str]]:
    """The names of the columns, and each row's cells as text: an absent value is empty, an instant with a zone is microseconds' ISO in UTC.

    Raises
    ------
    MissingPart
        DuckDB is not installed.
    UnreadableInput
        The file is damaged or cut off.
    """
    try:
        import duckdb  # from an extra
    except ImportError as error:
        raise MissingPart(f"{path}: Parquet needs DuckDB; install it with: pip install 'skywitness[tables]'") from error
    connection = duckdb.connect(config=SETTINGS)
    try:
        described = connection.execute("describe select * from read_parquet(?)", [_literal(path)]).fetchall()
    except duckdb.Error as error:
        raise unreadable(path, f"the Parquet file is damaged or cut off ({str(error).splitlines()[0]}); write it again") from error
    cells = ", ".join(_as_text(name, kind) for name, kind, *_rest in described)
    query = f"select {cells} from read_parquet(?)"  # noqa: S608 - names are quoted
    return tuple(name for name, *_rest in described), _read_rows(connection, query, path)


def _read_rows(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Iterator[list[str] | str]:
    import duckdb

    try:
        cursor = connection.execute(query, [_literal(path)])
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from ([cell or "" for cell in row] for row in rows)
    except duckdb.Error as error:
        yield f"the Parquet file is damaged from here on ({str(error).splitlines()[0]}); write it again"
    finally:
        connection.close()


def _literal(path: Path) -> str:
    """The path such that DuckDB finds no pattern in it: otherwise a name with a star would read its neighbours."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.absolute()))


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(make_timestamp(epoch_us({column})), '%Y-%m-%dT%H:%M:%S.%fZ')"
    return f"cast({column} as varchar)"
