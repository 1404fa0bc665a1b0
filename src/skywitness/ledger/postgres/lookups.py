"""Looks one thing up by libpq's own prepared statements: one way to the server and back, and nothing else done on the way.

The driver's execution of a statement (a cursor, a generator that waits, adapters looked up) takes longer than the server needs to find a row. Here texts and
numbers are all there is, and the thread waits in libpq, which other threads of the program do not notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import psycopg
from msgspec import Struct
from psycopg import errors
from psycopg.pq import ConnStatus, ExecStatus

from skywitness.ledger.store import Row

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn, PGresult

NUL, ESCAPE = "\0", "\x1a"
"""PostgreSQL keeps no NUL in a text; what a source wrote comes back all the same: it is kept as the second character and a 0, that one itself with a 1."""


def escape(text: str) -> str:
    """A text as PostgreSQL can keep it.

    >>> unescape(escape("a\\0b\\x1a0")) == "a\\0b\\x1a0"
    True
    """
    return text.replace(ESCAPE, f"{ESCAPE}1").replace(NUL, f"{ESCAPE}0") if NUL in text or ESCAPE in text else text


def unescape(text: str) -> str:
    """The text that was kept."""
    return text.replace(f"{ESCAPE}0", NUL).replace(f"{ESCAPE}1", ESCAPE) if ESCAPE in text else text


def _read_text(written: bytes) -> str:
    return unescape(written.decode())


READ_AS: Mapping[int, Callable[[bytes], object]] = {
    16: lambda written: written == b"t",  # boolean
    20: int,  # bigint
    23: int,  # integer
    25: _read_text,  # text
    701: float,  # double precision
}
"""How a value is read, by the number of its type in the server's catalogue."""
BODY = b"words"
"""The column of bodies. They are JSON, in which nothing was escaped by us, and what decodes them takes bytes: a long text is not made of them first, to be taken apart again."""


class Looked(Struct, frozen=True):
    """The rows that were found."""

    rows: list[Row]

    @property
    def rowcount(self) -> int:
        """How many there are."""
        return len(self.rows)

    def fetchone(self) -> Row | None:
        """The first row; None when there is none. A lookup is asked once."""
        return self.rows[0] if self.rows else None

    def fetchall(self) -> list[Row]:
        """All rows."""
        return self.rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


class Lookups:
    """The prepared statements of one connection."""

    def __init__(self, connection: PGconn) -> None:
        self._connection = connection
        self._names: dict[str, bytes] = {}

    def look_up(self, statement: str, parameters: Sequence[object]) -> Looked | None:
        """What a statement with parameters as ``$1`` finds; None when values go in or come out that are neither text nor number, which the driver knows how to treat.

        Raises
        ------
        psycopg.Error
            The server refuses, or is gone.
        """
        given = [write(each) for each in parameters]
        if any(each is UNKNOWN for each in given):
            return None
        name = self._names.get(statement) or self._prepare(statement)
        return _read(self._expect(self._connection.exec_prepared(name, cast("Sequence[bytes]", given)), ExecStatus.TUPLES_OK))

    def _prepare(self, statement: str) -> bytes:
        name = f"lookup_{len(self._names)}".encode()
        self._expect(self._connection.prepare(name, statement.encode()), ExecStatus.COMMAND_OK)
        self._names[statement] = name
        return name

    def _expect(self, result: PGresult, status: ExecStatus) -> PGresult:
        if result.status == status:
            return result
        if self._connection.status != ConnStatus.OK:
            raise psycopg.OperationalError(result.error_message.decode("utf-8", "replace"))
        raise errors.error_from_result(result, encoding="utf-8")


UNKNOWN = b"\0"
"""Stands for a parameter that is not ours to write."""


def write(value: object) -> bytes | None:
    """A parameter as the server reads it, whatever type it takes it for."""
    match value:
        case None:
            return None
        case str():
            return escape(value).encode()
        case bool():
            return UNKNOWN
        case int():
            return str(value).encode()
        case _:
            return UNKNOWN


def _read(result: PGresult) -> Looked | None:
    readers = [bytes if result.fname(column) == BODY else READ_AS.get(result.ftype(column)) for column in range(result.nfields)]
    if None in readers:
        return None
    rows = []
    for row in range(result.ntuples):
        values = [result.get_value(row, column) for column in range(len(readers))]
        rows.append(tuple(None if value is None else read(value) for read, value in zip(readers, values, strict=True) if read))
    return Looked(rows)
