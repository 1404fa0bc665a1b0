"""The connections to a ledger on PostgreSQL: how they are opened, how writers take turns, and what the server's errors mean."""

from __future__ import annotations

import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import RawCursor, errors

from skywitness.errors import LedgerError
from skywitness.ledger import seals
from skywitness.ledger.address import tell_address
from skywitness.ledger.postgres.address import require_understood, without_password
from skywitness.ledger.postgres.connection import PostgresConnection, Raw
from skywitness.ledger.postgres.schema import bring_up_to_date, find_altered, lock_key, migrations, read_version
from skywitness.ledger.store import Connection

SETTINGS = """
select
  set_config('jit', 'off', false), -- our statements are many and small
  set_config('work_mem', case when pg_size_bytes(current_setting('work_mem')) < 33554432 then '32MB' else current_setting('work_mem') end, false),
  -- bodies come back a third faster than by what PostgreSQL compresses with of old, where this server can
  set_config('default_toast_compression', (select case when 'lz4' = any(enumvals) then 'lz4' else setting end from pg_settings where name = 'default_toast_compression'), false),
  set_config('default_transaction_read_only', $1, false),
  set_config('lock_timeout', $2, false),
  set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, false)
"""
PATIENCE_S = 10
"""How long a server may take to answer a knock."""
SNAPSHOT = b"begin isolation level repeatable read read only"


class PostgresStore:
    """A pool of reading connections and one writing connection to the same schema. Threads may share it.

    Writers take turns by a lock of the server, which it takes back from one that dies; each waits up to ``busy_s`` seconds. So the chain stays one.
    """

    def __init__(self, address: str, *, create: bool, read_only: bool, busy_s: float) -> None:
        require_understood(address)
        self.name = tell_address(address)
        self._address, self._read_only, self._busy_s = address, read_only, busy_s
        self._idle: list[PostgresConnection] = []
        self._one_writer = threading.Lock()
        self._closed = threading.Event()
        self._writer: PostgresConnection | None = None
        with self._in_plain_words():
            raw = self._connect(read_only=read_only)
            try:
                self._schema = self._find_schema(raw, create=create and not read_only)
                self._lock = "select pg_advisory_xact_lock({}, {})".format(*lock_key(raw, self._schema))
                self._prepare(raw, create=create)
                self._keep(PostgresConnection(raw))
            except BaseException:
                raw.close()
                raise

    def _connect(self, *, read_only: bool) -> Raw:
        raw = psycopg.connect(
            self._address,
            autocommit=True,
            cursor_factory=RawCursor,
            prepare_threshold=None,  # the driver lets go of all prepared statements after a rollback, ours among them
            connect_timeout=PATIENCE_S,
            fallback_application_name="skywitness",
            client_encoding="UTF8",
        )
        raw.execute(SETTINGS.encode(), ("on" if read_only else "off", str(int(self._busy_s * 1000))))
        if raw.info.parameter_status("server_encoding") != "UTF8":
            raw.close()
            raise LedgerError(
                f"{self.name} does not keep texts as UTF-8; make a database that does: createdb --encoding=UTF8 --template=template0 NAME"
            )
        return raw

    def _find_schema(self, raw: Raw, *, create: bool) -> str:
        """The first schema that the address or the role names, made where it is named and not there."""
        [(found, path)] = raw.execute(b"select quote_ident(current_schema()), current_setting('search_path')").fetchall()
        if found is None:
            named = next((each for each in map(str.strip, str(path).split(",")) if each != '"$user"'), "")
            if not create or not named:
                raise LedgerError(
                    f"{self.name} holds no ledger: the schema {named or 'that the role looks in'} is not there; make it with: create schema {named or 'NAME'}"
                )
            raw.execute(f"create schema if not exists {named}".encode())
            [(found,)] = raw.execute(b"select quote_ident(current_schema())").fetchall()
        raw.execute(f"set search_path to {found}".encode())
        return str(found)

    def _prepare(self, raw: Raw, *, create: bool) -> None:
        """See to it that there is a ledger, of this version."""
        version = read_version(raw, self._schema, self.name)
        newest = newest_version()
        if version == newest:
            return
        if self._read_only or (not version and not create):
            if not version:
                raise LedgerError(f"{self.name} holds no ledger; make one with: skywitness run INPUT --ledger {self.name}")
            raise LedgerError(
                f"{self.name} is of ledger version {version}, this skywitness reads {newest}; let its owner open it once for writing to bring it up to date"
            )
        with raw.transaction():
            raw.execute(self._lock.encode())
            bring_up_to_date(raw, self._schema, read_version(raw, self._schema, self.name))

    def _keep(self, connection: PostgresConnection) -> None:
        if self._read_only:
            self._idle.append(connection)
        else:
            self._writer = connection

    @contextmanager
    def writing(self) -> Iterator[PostgresConnection]:
        """A transaction: all of it is sealed and on the server's disk when the block ends, or none of it when the block raises."""
        with self._one_writer, self._in_plain_words():
            if self._closed.is_set() or self._read_only:
                state = "closed" if self._closed.is_set() else "opened for reading only"
                raise LedgerError(f"{self.name} is {state}: nothing can be added to it")
            connection = self._writer = self._begin(self._writer, f"begin; {self._lock}".encode(), read_only=False)
            try:
                yield connection
                seals.seal(connection)
                connection.raw.execute(b"commit")
            finally:
                connection.forget_fresh()
                _end(connection)

    @contextmanager
    def reading(self) -> Iterator[PostgresConnection]:
        """A snapshot: what was committed when the block first read, whatever is written meanwhile."""
        with self._reader(lambda idle: self._begin(idle, SNAPSHOT, read_only=True)) as connection:
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[PostgresConnection]:
        """Statements that each see what is committed when they begin. Nothing is sent but they, as a way to the server and back is most of what looking one thing up costs;
        the first to find that the server has hung up is sent again.
        """
        with self._reader(lambda idle: self._ready(idle, read_only=True)) as connection:
            connection.renew = self._connect_reader
            try:
                yield connection
            finally:
                connection.renew = None

    @contextmanager
    def _reader(self, get_ready: Callable[[PostgresConnection | None], PostgresConnection]) -> Iterator[PostgresConnection]:
        """A connection for reading; what it leaves open is ended."""
        if self._closed.is_set():
            raise LedgerError(f"{self.name} is closed: open the ledger again to read it")
        with self._in_plain_words():
            connection = get_ready(self._idle.pop() if self._idle else None)
            try:
                yield connection
            finally:
                self._put_back(connection)

    def _put_back(self, connection: PostgresConnection) -> None:
        try:
            _end(connection)
        finally:
            self._idle.append(connection)
            if self._closed.is_set():
                self._close_idle()

    def _begin(self, connection: PostgresConnection | None, statement: bytes, *, read_only: bool) -> PostgresConnection:
        """This connection, or a new one where the server hung up between two uses, with this statement run on it."""
        ready = self._ready(connection, read_only=read_only)
        try:
            ready.raw.execute(statement)
        except psycopg.Error:
            was_cut_off = ready.raw.closed
            ready.raw.close()
            if ready is not connection or not was_cut_off:
                raise
            ready = self._ready(None, read_only=read_only)
            ready.raw.execute(statement)
        return ready

    def _ready(self, connection: PostgresConnection | None, *, read_only: bool) -> PostgresConnection:
        """This connection, or a new one when there is none or the server has let go of it since it was last used."""
        if connection is not None:
            if not _is_left(connection):
                return connection
            connection.raw.close()
        return PostgresConnection(self._connect_again(read_only=read_only))

    def _connect_reader(self) -> Raw:
        return self._connect_again(read_only=True)

    def _connect_again(self, *, read_only: bool) -> Raw:
        raw = self._connect(read_only=read_only)
        raw.execute(f"set search_path to {self._schema}".encode())
        return raw

    @contextmanager
    def owning(self) -> Iterator[tuple[Raw, str]]:
        """A transaction that changes no rows but who may do what with them, and the schema that it is about."""
        with self._one_writer, self._in_plain_words():
            self._writer = self._ready(self._writer, read_only=False)
            with self._writer.raw.transaction():
                yield self._writer.raw, self._schema

    def forget_deleted(self) -> None:
        """Have the server take the room of deleted words for new ones. Its log and its backups keep them for as long as they are kept."""
        with self._one_writer, self._in_plain_words():
            if self._writer is not None:
                self._writer.raw.execute(b"vacuum body, said")

    def find_damage(self, connection: Connection) -> Iterator[str]:
        """What of the schema is missing, altered or switched off. That pages are whole is for PostgreSQL's own pg_amcheck to say."""
        del connection  # that one may only read, and to compare things they are made anew
        raw = self._connect(read_only=False)
        try:
            raw.execute(f"set search_path to {self._schema}".encode())
            raw.execute(b"begin")
            yield from list(find_altered(raw, self._schema))
        finally:
            raw.close()

    def close(self) -> None:
        """Close all connections; a read that still runs closes its own when it ends."""
        self._closed.set()
        self._close_idle()
        with self._one_writer:
            if self._writer is not None:
                self._writer.raw.close()
                self._writer = None

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().raw.close()

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        """Turn what the driver raises into a :class:`LedgerError` that names the ledger and what to do."""
        try:
            yield
        except errors.ForeignKeyViolation as error:
            raise ValueError(
                f"{self.name}: a row names something that is not in the ledger (register the activity first): {_told(error)}"
            ) from error
        except psycopg.Error as error:
            raise LedgerError(f"{self.name}: {self._explain(error)}") from error

    def _explain(self, error: psycopg.Error) -> str:
        told = without_password(_told(error), self._address)
        match error:
            case errors.LockNotAvailable():
                return f"another process has been writing to it for {self._busy_s:g} s; wait until that is done, or stop it, and try again"
            case errors.InsufficientPrivilege():
                return f"this role may not do that ({told}); the owner of the ledger lets it with: skywitness grant"
            case errors.UniqueViolation():
                return f"somebody else wrote the same rows ({told}); let the ledger alone until it is copied, and try again"
            case errors.DiskFull() | errors.OutOfMemory() | errors.TooManyConnections():
                return f"the server has no room left: {told}"
            case psycopg.OperationalError():
                return f"the server cannot be reached, or let go of us: {told}; see that it runs and that the address is right"
        return f"it cannot be used: {told}"


def newest_version() -> int:
    """The version of a ledger that this skywitness makes."""
    return max(migrations())


def _told(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error) or type(error).__name__


def _end(connection: PostgresConnection) -> None:
    """Roll back what is still open, where the server still listens."""
    if not connection.raw.closed and connection.raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        connection.raw.execute(b"rollback")


def _is_left(connection: PostgresConnection) -> bool:
    """Whether the server has hung up: an idle connection has nothing to say but that."""
    if connection.raw.closed:
        return True
    ear = select.poll()
    ear.register(connection.raw.pgconn.socket, select.POLLIN)
    return bool(ear.poll(0))
