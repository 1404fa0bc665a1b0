"""The desk's own file beside the ledger: who may sign in, who is there, what people keep for themselves. Nothing of it ever enters the ledger."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Self, TypeAlias

from skywitness.errors import LedgerError

FILE_NAME = "desk.sqlite"
APPLICATION_ID = 0x534B5944  # "SKYD"
BUSY_S = 10.0
Row: TypeAlias = sqlite3.Row


class DeskFile:
    """The file, opened. Threads may share it: they take turns. Other processes may open it too, as ``skywitness people`` does."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the file in a ledger's folder, or make it, readable by its owner alone.

        Raises
        ------
        LedgerError
            There is none and none is to be made, or it cannot be opened.
        """
        self.path = folder / FILE_NAME
        if not is_there(folder):
            if not create:
                raise LedgerError(
                    f"{folder}: nobody can sign in to this ledger yet; add someone with: skywitness people add NAME --ledger {folder}"
                )
            _make_private(self.path)
        self._lock = threading.RLock()
        self._is_writing = False
        try:
            self._connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "secure_delete = on"):
                self._connection.execute(f"pragma {pragma}")
            self._connection.executescript((files("skywitness.web.desk") / "desk.sql").read_text("utf-8"))
            self._connection.execute(f"pragma application_id = {APPLICATION_ID}")
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{self.path}: cannot be opened as the desk's file: {error}; put back a copy") from error

    def read(self, query: str, *values: object) -> list[Row]:
        """The rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def read_one(self, query: str, *values: object) -> Row | None:
        """The first row of a query; None when there is none."""
        return next(iter(self.read(query, *values)), None)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is on the disk when the block ends, or none of it when the block raises. Blocks of one thread nest."""
        with self._lock:
            if self._is_writing:
                yield self._connection
                return
            self._connection.execute("begin immediate")
            self._is_writing = True
            try:
                yield self._connection
                self._connection.execute("commit")
            finally:
                self._is_writing = False
                if self._connection.in_transaction:
                    self._connection.execute("rollback")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_there(folder: Path) -> bool:
    """Whether anybody was ever added to the desk of this ledger."""
    return (folder / FILE_NAME).is_file()


def _make_private(path: Path) -> None:
    """An empty file that only its owner may read; SQLite gives its log beside it the same rights."""
    if not path.parent.is_dir():
        raise LedgerError(f"{path.parent} holds no ledger; make one with: skywitness run INPUT --ledger {path.parent}")
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
