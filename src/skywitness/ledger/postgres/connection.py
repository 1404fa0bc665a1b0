"""A connection to PostgreSQL that takes the ledger's statements as they are written, and notes what its transaction adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, islice
from typing import Any, TypeAlias

import psycopg
from msgspec import Struct
from psycopg.types.numeric import IntDumper
from psycopg.types.string import StrDumperUnknown, TextLoader

from skywitness.ledger.store import Fresh, Row, Rows
from skywitness.ledger.tables import TABLES

Raw: TypeAlias = psycopg.Connection[tuple[Any, ...]]
CHUNK = 100
"""Rows that one statement adds: more save little, and each number of rows is a statement that the server has to learn."""
FETCHED = 500
"""Rows of a large result that are held at a time."""
PARAMETER = re.compile(r"\?|:(\w+)")
INSERTION = re.compile(r"\s*(?P<head>insert into (?P<table>\w+)\s*\([^()]+\)\s*values\s*)(?P<row>\([^()]+\))(?P<rest>.*)", re.DOTALL)
NUL, ESCAPE = "\0", "\x1a"
"""PostgreSQL keeps no NUL in a text; what a source wrote comes back all the same: it is kept as the second character and a 0, that one itself with a 1."""


class Insertion(Struct, frozen=True):
    """A statement that adds rows to a table, taken apart."""

    head: str
    table: str
    row: str
    rest: str

    def of(self, number: int) -> str:
        """The statement for so many rows, giving back what it added where that is to be sealed."""
        returning = f" returning {', '.join(TABLES[self.table])}" if self.table in TABLES else ""
        return f"{self.head}{', '.join([self.row] * number)}{self.rest}{returning}"


class Added(Struct, frozen=True):
    """What an insertion gave: how many rows it added."""

    rowcount: int

    def fetchone(self) -> None:
        """An insertion gives no rows."""

    def fetchall(self) -> list[Row]:
        """An insertion gives no rows."""
        return []

    def __iter__(self) -> Iterator[Row]:
        return iter(())


class PostgresConnection:
    """One connection, as :class:`~skywitness.ledger.store.Connection` has it."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self._fresh: list[Fresh] = []
        self._streams = count()
        for kind, dumper in ((str, TextDumper), (int, NumberDumper)):
            raw.adapters.register_dumper(kind, dumper)
        raw.adapters.register_loader("text", TextBack)

    def execute(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Rows:
        """Run a statement."""
        insertion = _take_apart(statement)
        if insertion is not None and insertion.table in TABLES:
            return self._add(insertion, [tuple(_ordered(statement, parameters))])
        return self.raw.execute(translate(statement)[0].encode(), _ordered(statement, parameters))

    def executemany(self, statement: str, parameters: Iterable[Sequence[object]], /) -> Rows:
        """Run an insertion, or a deletion, for each of these."""
        insertion = _take_apart(statement)
        if insertion is not None:
            return self._add(insertion, parameters)
        cursor = self.raw.cursor()
        cursor.executemany(translate(statement)[0].encode(), parameters)
        return cursor

    def _add(self, insertion: Insertion, rows: Iterable[Sequence[object]]) -> Added:
        added, left = 0, iter(rows)
        while chunk := list(islice(left, CHUNK)):
            cursor = self.raw.execute(_translate_many(insertion, len(chunk)).encode(), list(chain.from_iterable(chunk)))
            added += cursor.rowcount
            if insertion.table in TABLES:
                self._fresh += [(insertion.table, row) for row in cursor.fetchall()]
        return Added(added)

    def stream(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Iterator[Row]:
        """The rows of a result by a cursor of the server, which ends with the transaction."""
        name = f"stream_{next(self._streams)}"
        self.raw.execute(f"declare {name} no scroll cursor for {translate(statement)[0]}".encode(), _ordered(statement, parameters))
        while rows := self.raw.execute(f"fetch {FETCHED} from {name}".encode(), prepare=False).fetchall():
            yield from rows

    def pour(self, table: str, columns: Sequence[str], rows: Sequence[Row], /) -> None:
        """Add rows of another ledger as they are. A row that is there already breaks the transaction."""
        with self.raw.cursor() as cursor, cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def fresh(self) -> list[Fresh]:
        """The rows that the server said were added."""
        return self._fresh

    def forget_fresh(self) -> None:
        """Note no longer what was noted."""
        self._fresh = []


@lru_cache(maxsize=512)
def translate(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement with numbered parameters, and the names of those; no names where they go by their order.

    >>> translate("select ?, ?")
    ('select $1, $2', ())
    >>> translate("select :id, :id, :at")
    ('select $1, $1, $2', ('id', 'at'))
    """
    names: list[str] = []
    numbers = count(1)

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return f"${next(numbers)}"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return PARAMETER.sub(number, statement), tuple(names)


def _ordered(statement: str, parameters: Sequence[object] | Mapping[str, object]) -> Sequence[object]:
    return [parameters[name] for name in translate(statement)[1]] if isinstance(parameters, Mapping) else parameters


@lru_cache(maxsize=128)
def _take_apart(statement: str) -> Insertion | None:
    found = INSERTION.fullmatch(statement)
    return None if found is None else Insertion(**found.groupdict())


@lru_cache(maxsize=512)
def _translate_many(insertion: Insertion, number: int) -> str:
    return translate(insertion.of(number))[0]


def escape(text: str) -> str:
    """A text as PostgreSQL can keep it.

    >>> unescape(escape("a\\0b\\x1a0")) == "a\\0b\\x1a0"
    True
    """
    return text.replace(ESCAPE, f"{ESCAPE}1").replace(NUL, f"{ESCAPE}0") if NUL in text or ESCAPE in text else text


def unescape(text: str) -> str:
    """The text that was kept."""
    return text.replace(f"{ESCAPE}0", NUL).replace(f"{ESCAPE}1", ESCAPE) if ESCAPE in text else text


class TextDumper(StrDumperUnknown):
    """Writes a text, whatever is in it."""

    def dump(self, obj: str) -> bytes:
        """The text's bytes in UTF-8."""
        return escape(obj).encode()


class NumberDumper(IntDumper):
    """Writes a whole number as what the column is: a number, or the key of an entry, which is text."""

    oid = 0


class TextBack(TextLoader):
    """Reads a text."""

    def load(self, data: bytes | bytearray | memoryview) -> str:
        """The text as it was given."""
        return unescape(bytes(data).decode())
