"""A connection to PostgreSQL that takes the ledger's statements as they are written, and notes what its transaction adds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, islice
from typing import Any, TypeAlias

import psycopg
from msgspec import Struct
from psycopg.types.numeric import IntDumper
from psycopg.types.string import StrDumperUnknown, TextLoader

from skywitness.ledger.postgres.lookups import Lookups, escape, unescape
from skywitness.ledger.store import Fresh, Row, Rows
from skywitness.ledger.tables import TABLES

Raw: TypeAlias = psycopg.Connection[tuple[Any, ...]]
CHUNK = 100
"""Rows that one statement adds: more save little, and each number of rows is a statement that the server has to learn."""
FETCHED = 500
"""Rows of a large result that are held at a time."""
PARAMETER = re.compile(r"\?|:(\w+)")
INSERTION = re.compile(r"\s*(?P<head>insert into (?P<table>\w+)\s*\([^()]+\)\s*values\s*)(?P<row>\([^()]+\))(?P<rest>.*)", re.DOTALL)


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
        self.renew: Callable[[], Raw] | None = None
        """How to get a new connection where no transaction is lost by it: each statement is for itself, and is looked up the short way."""
        self._fresh: list[Fresh] = []
        self._streams = count()
        self._use(raw)

    def _use(self, raw: Raw) -> None:
        self.raw, self._lookups = raw, Lookups(raw.pgconn)
        for kind, dumper in ((str, TextDumper), (int, NumberDumper)):
            raw.adapters.register_dumper(kind, dumper)
        raw.adapters.register_loader("text", TextBack)

    def execute(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Rows:
        """Run a statement."""
        insertion = _take_apart(statement)
        if insertion is not None and insertion.table in TABLES:
            return self._add(insertion, [tuple(_ordered(statement, parameters))])
        if self.renew is None:
            return self.raw.execute(translate(statement)[0].encode(), _ordered(statement, parameters))
        return self._glance(translate(statement)[0], _ordered(statement, parameters), self.renew)

    def _glance(self, statement: str, parameters: Sequence[object], renew: Callable[[], Raw]) -> Rows:
        """What one statement finds; asked again by a new connection where the server has let go of this one."""
        try:
            return self._lookups.look_up(statement, parameters) or self.raw.execute(statement.encode(), parameters)
        except psycopg.OperationalError:
            if not self.raw.closed:
                raise
            self._use(renew())
            return self.raw.execute(statement.encode(), parameters)

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
