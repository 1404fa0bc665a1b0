"""A ledger's tables in one SQLite file: how it is opened, brought up to date, written by one and read by many, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from skywitness.errors import LedgerError
from skywitness.ledger import seals
from skywitness.ledger.store import Connection, Fresh, Row
from skywitness.ledger.tables import TABLES

FILE_NAME = "ledger.sqlite"
APPLICATION_ID = 0x534B5957  # "SKYW": tells our file from any other SQLite file
_WRITER_PRAGMAS = (
    "synchronous = full",  # a commit is on the disk when it is acknowledged
    "foreign_keys = on",
    "secure_delete = on",  # always, not only while erasing: words must not linger in the free space of pages that were rearranged
    "cache_size = -64000",
    "temp_store = memory",  # what is sorted
    "wal_autocheckpoint = 8000",  # 32 MB; a third more readings a second than with the default of 4 MB
)
LAST = f"select {', '.join(f'(select coalesce(max(rowid), 0) from {kind})' for kind in TABLES)}"  # noqa: S608 - our names
ADDED = {
    kind: f"select {', '.join(columns)} from {kind} where rowid > ? order by rowid"  # noqa: S608 - our names
    for kind, columns in TABLES.items()
}
"""By table, the rows behind one: rows are only ever added at the end, by one writer at a time."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class SqliteConnection(sqlite3.Connection):
    """A connection of SQLite's own, which knows what its transaction added."""

    _last: tuple[int, ...] = ()
    """Of each table the last row that is sealed, or came in with its own seal."""

    def stream(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Iterator[Row]:
        """The rows of a result: SQLite finds each when it is asked for."""
        return self.execute(statement, parameters)

    def pour(self, table: str, columns: Sequence[str], rows: Sequence[Row], /) -> None:
        """Add rows of another ledger as they are."""
        statement = f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608 - our names
        if self.executemany(statement, rows).rowcount != len(rows):
            raise LedgerError(f"rows of {table} are there already: somebody else writes to this ledger; let it alone until it is copied")
        self.forget_fresh()

    def forget_fresh(self) -> None:
        """Take what is there for sealed: new is what a transaction adds from now on."""
        self._last = tuple(self.execute(LAST).fetchone())

    def note_all(self) -> None:
        """Take every row for a new one: for a ledger that is older than its chain."""
        self._last = (0,) * len(TABLES)

    def fresh(self) -> list[Fresh]:
        """The rows that were added."""
        return [(kind, row) for kind, last in zip(TABLES, self._last, strict=True) for row in self.execute(ADDED[kind], (last,))]


class SqliteStore:
    """A pool of reading connections and one writing connection on the same file. Threads may share it.

    Each read sees one snapshot and waits for nobody; a second writer, in this process or another, waits up to ``busy_s`` seconds.
    """

    def __init__(self, file: Path, *, read_only: bool, busy_s: float) -> None:
        self.file = file
        self.name = str(file)
        self._busy_s = busy_s
        self._idle: list[SqliteConnection] = []
        self._one_writer = threading.Lock()
        self._closed = threading.Event()
        with in_plain_words(file, busy_s):
            self._writer = None if read_only else _connect(file, busy_s)
            try:
                if self._writer is None:
                    with self.reading() as connection:
                        _require_current(connection, file)
                else:
                    _bring_up_to_date(self._writer, file, busy_s)
            except BaseException:
                self.close()
                raise

    @contextmanager
    def writing(self) -> Iterator[SqliteConnection]:
        """A transaction: all of it is sealed and on the disk when the block ends, or none of it when the block raises."""
        with self._one_writer, in_plain_words(self.file, self._busy_s):
            if self._writer is None:
                state = "closed" if self._closed.is_set() else "opened for reading only"
                raise LedgerError(f"{self.file} is {state}: nothing can be added to it")
            self._writer.execute("begin immediate")
            try:
                self._writer.forget_fresh()
                yield self._writer
                seals.seal(self._writer)
                self._writer.execute("commit")
            finally:
                if self._writer.in_transaction:  # SQLite itself has rolled back when, say, the disk was full
                    self._writer.execute("rollback")

    @contextmanager
    def reading(self) -> Iterator[SqliteConnection]:
        """A snapshot: what was committed when the block began, whatever is written meanwhile."""
        with self.glancing() as connection:
            try:
                connection.execute("begin")
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("rollback")

    @contextmanager
    def glancing(self) -> Iterator[SqliteConnection]:
        """Statements that each see what is committed when they begin."""
        if self._closed.is_set():
            raise LedgerError(f"{self.file} is closed: open the ledger again to read it")
        with in_plain_words(self.file, self._busy_s):
            connection = self._idle.pop() if self._idle else _connect(self.file, self._busy_s, query_only=True)
            try:
                yield connection
            finally:
                self._idle.append(connection)
                if self._closed.is_set():
                    self._close_idle()

    def forget_deleted(self) -> None:
        """Move what is in the write-ahead log into the file and empty the log, so that deleted words stand nowhere."""
        with self._one_writer, in_plain_words(self.file, self._busy_s):
            if self._writer is not None:
                self._writer.execute("pragma wal_checkpoint(truncate)").fetchall()

    def find_damage(self, connection: Connection) -> Iterator[str]:
        """What SQLite finds wrong with the file, and what of the schema is missing or altered."""
        for (found,) in connection.execute("pragma integrity_check"):
            if found != "ok":
                yield f"the file is damaged: {found}"
        for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
            yield f"row {row} of {table} names something in {parent} that is not there"
        yield from _find_altered_schema(connection)

    def close(self) -> None:
        """Close all connections; a read that still runs closes its own when it ends."""
        self._closed.set()
        self._close_idle()
        with self._one_writer:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


@contextmanager
def in_plain_words(file: Path, busy_s: float) -> Iterator[None]:
    """Turn what SQLite raises into a :class:`LedgerError` that names the file and what to do."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ValueError(f"{file}: a row names something that is not in the ledger (register the activity first): {error}") from error
    except UnicodeDecodeError as error:
        raise LedgerError(f"{file}: it is damaged: some of its words are no text ({error.reason}); put back a copy") from error
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            message = f"another process has been writing to it for {busy_s:g} s; wait until that is done, or stop it, and try again"
        elif code in _DAMAGED:
            message = f"it is damaged or not a SQLite file ({error}); put back a copy, or rescue what can be read with: sqlite3 ledger.sqlite .recover"
        else:
            message = f"it cannot be used: {error}; see that the disk has room and that the folder may be written"
        raise LedgerError(f"{file}: {message}") from error


def _connect(file: Path, busy_s: float, *, query_only: bool = False) -> SqliteConnection:
    address = _frozen_address(file) if query_only and not os.access(file.parent, os.W_OK) else None
    connection = sqlite3.connect(
        address or file, timeout=busy_s, isolation_level=None, check_same_thread=False, uri=address is not None, factory=SqliteConnection
    )
    for pragma in ("query_only = on", "cache_size = -16000") if query_only else _WRITER_PRAGMAS:
        connection.execute(f"pragma {pragma}")
    return connection


def _frozen_address(file: Path) -> str | None:
    """How to read a ledger in a folder where nothing can be written: SQLite keeps no files of its own beside it. None while a log stands there."""
    log = file.with_name(f"{file.name}-wal")
    return None if log.exists() and log.stat().st_size else f"{file.resolve().as_uri()}?mode=ro&immutable=1"


def _migrations() -> dict[int, str]:
    folder = files("skywitness.ledger") / "schema" / "sqlite"
    return {int(script.name[:4]): script.read_text(encoding="utf-8") for script in folder.iterdir() if script.name.endswith(".sql")}


def _version(connection: sqlite3.Connection, file: Path, newest: int) -> int:
    """The version of the file's schema, 0 for a new file.

    Raises
    ------
    LedgerError
        The file is some other program's, or a newer skywitness wrote it.
    """
    version = int(connection.execute("pragma user_version").fetchone()[0])
    ours = int(connection.execute("pragma application_id").fetchone()[0]) == APPLICATION_ID
    if not ours and connection.execute("select count(*) from sqlite_master").fetchone()[0]:
        raise LedgerError(f"{file} is a SQLite file, but not a ledger of skywitness; name another folder with --ledger")
    if version > newest:
        raise LedgerError(
            f"{file} was written by a newer skywitness (ledger version {version}, this one knows up to {newest}); upgrade skywitness to open it"
        )
    return version


def _require_current(connection: sqlite3.Connection, file: Path) -> None:
    newest = max(_migrations())
    version = _version(connection, file, newest)
    if version < newest:
        raise LedgerError(
            f"{file} is of ledger version {version}, this skywitness reads {newest}; open it once for writing to bring it up to date"
        )


def _bring_up_to_date(connection: SqliteConnection, file: Path, busy_s: float) -> None:
    """Run the migrations that the file has not seen, all or none. Two processes may open a new ledger at once."""
    migrations = _migrations()
    if _version(connection, file, max(migrations)) == max(migrations):
        return
    _switch_to_wal(connection, busy_s)
    connection.execute("pragma foreign_keys = off")  # a table is made anew under its name, and others refer to it
    connection.execute("begin immediate")
    try:
        for version in range(_version(connection, file, max(migrations)) + 1, max(migrations) + 1):
            for statement in _statements(migrations[version]):
                connection.execute(statement)
            connection.execute(f"pragma user_version = {version:d}")
        _seal_what_was_there(connection)
        connection.execute(f"pragma application_id = {APPLICATION_ID:d}")
        connection.execute("commit")
    finally:
        if connection.in_transaction:
            connection.execute("rollback")
        connection.execute("pragma foreign_keys = on")


def _seal_what_was_there(connection: SqliteConnection) -> None:
    """Seal the rows of a ledger that is older than the chain; from then on they cannot be altered unseen."""
    if not connection.execute("select count(*) from seal").fetchone()[0]:
        connection.note_all()
        seals.seal(connection)


def _find_altered_schema(connection: Connection) -> Iterator[str]:
    """A sentence for each table, view, index or trigger of ours that is missing or says something else. What people added of their own is theirs."""
    query = "select type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') from sqlite_master"  # an index that a key brings has no sql
    held = dict(connection.execute(query).fetchall())
    with closing(sqlite3.connect(":memory:")) as ours:
        for _, script in sorted(_migrations().items()):
            ours.executescript(script)
        for name, sql in ours.execute(query):
            if name not in held:
                yield f"the {name} is missing: without it rows can be changed or found no more"
            elif held[name] != sql:
                yield f"the {name} was altered: it does not say what skywitness made it say"


def _switch_to_wal(connection: sqlite3.Connection, busy_s: float) -> None:
    """Make the file one with a write-ahead log, which it stays. SQLite does not wait by itself when another process is doing just that."""
    for attempts_left in range(int(busy_s * 20), -1, -1):
        try:
            connection.execute("pragma journal_mode = wal").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or not attempts_left:
                raise
            time.sleep(0.05)
        else:
            return


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would commit each by itself."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
