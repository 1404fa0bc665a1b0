"""What a ledger asks of the engine that keeps its tables: connections that take one SQL, transactions, snapshots.

All statements of the ledger are written once, for every engine: parameters as ``?`` or ``:name``, and nothing but what SQLite from 3.35 and PostgreSQL
from 14 both understand. A row that is there already is passed over by ``on conflict do nothing`` and, on SQLite, by triggers too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]
"""Values of one row, as the engine gives them: int, str, float, bytes or None."""
Fresh: TypeAlias = tuple[str, Row]
"""The table, and the values, of a row that a transaction added."""


class Rows(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement added or removed."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a row, or None
        """The next row; None when there is none."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """One connection inside a transaction or snapshot."""

    def execute(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ..., /) -> Rows:
        """Run a statement. What it gives may be held in memory as a whole."""
        ...

    def executemany(self, statement: str, parameters: Iterable[Sequence[object]], /) -> Rows:
        """Run an insertion for each of these; only the row count of the outcome is of use."""
        ...

    def stream(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ..., /) -> Iterator[Any]:
        """The rows of a large result, as they are asked for; other statements may run between them."""
        ...

    def pour(self, table: str, columns: Sequence[str], rows: Sequence[Row], /) -> None:
        """Add rows of another ledger with all that they say, numbers included, and leave them unsealed: their own seals come with them.

        Raises
        ------
        LedgerError
            One of them is there already: somebody else writes to this ledger.
        """
        ...

    def fresh(self) -> list[Fresh]:
        """The rows that this transaction added to chained tables so far, in the order in which they came."""
        ...

    def forget_fresh(self) -> None:
        """Leave what the transaction added unsealed."""
        ...


class Store(Protocol):
    """Where a ledger's tables are kept. Threads may share it.

    Each read sees one snapshot and waits for nobody; writers, in this process or others, wait for each other.
    """

    @property
    def name(self) -> str:
        """How messages call the place; never with a password."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction: all of it is sealed and on the disk when the block ends, or none of it when the block raises."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """A snapshot: what was committed when the block began, whatever is written meanwhile."""
        ...

    def glancing(self) -> AbstractContextManager[Connection]:
        """Statements that each see what is committed when they begin: for looking one thing up, without the cost of a snapshot. Rows only ever come.
        A body's words may come as their bytes.
        """
        ...

    def forget_deleted(self) -> None:
        """See to it that deleted words stand in no place that the engine can clean."""
        ...

    def find_damage(self, connection: Connection) -> Iterator[str]:
        """A sentence for each thing that the engine itself finds wrong, and for each part of the schema that is not as we made it."""
        ...

    def close(self) -> None:
        """Let go of all connections; a read that still runs lets go when it ends."""
        ...
