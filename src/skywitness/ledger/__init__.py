"""The ledger: everything that is said lands here first, and everything that is shown is a view over it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from skywitness.errors import LedgerError, MissingPart
from skywitness.ledger.address import FOLDER_VARIABLE, folder_beside, is_on_server, tell_address
from skywitness.ledger.expiring import list_expired
from skywitness.ledger.explain import Explanation, explain
from skywitness.ledger.prepared import PreparedReading, PreparedReport
from skywitness.ledger.protocol import (
    UNSEEN,
    DossierVersion,
    Found,
    Ledger,
    News,
    PictureChange,
    PictureNews,
    PictureSeen,
    Read,
    Record,
    Seen,
    Told,
)
from skywitness.ledger.readings import prepare_reading
from skywitness.ledger.said import prepare_report
from skywitness.ledger.sqlite import FILE_NAME, SqliteStore
from skywitness.ledger.store import Store
from skywitness.ledger.stored import StoredLedger

__all__ = [
    "FOLDER_VARIABLE",
    "UNSEEN",
    "DossierVersion",
    "Explanation",
    "Found",
    "Ledger",
    "News",
    "PictureChange",
    "PictureNews",
    "PictureSeen",
    "PreparedReading",
    "PreparedReport",
    "Read",
    "Record",
    "Seen",
    "Told",
    "explain",
    "folder_beside",
    "is_on_server",
    "list_expired",
    "open_ledger",
    "prepare_reading",
    "prepare_report",
    "tell_address",
]


def open_ledger(address: str | Path, *, create: bool = True, read_only: bool = False, busy_s: float = 30.0) -> StoredLedger:
    """The ledger at an address: a folder that holds, or will hold, ``ledger.sqlite``; or ``postgresql://…``. A writer waits up to ``busy_s`` for others.

    Raises
    ------
    LedgerError
        There is no ledger and none is to be made, or it is damaged, some other program's, or of a newer version; or the server cannot be reached.
    MissingPart
        The address is of an engine that is not installed.
    """
    if is_on_server(address):
        return StoredLedger(_open_postgres(str(address), create=create, read_only=read_only, busy_s=busy_s))
    folder = Path(address)
    file = folder / FILE_NAME
    if not file.is_file():
        if read_only or not create:
            raise LedgerError(f"{folder} holds no ledger; make one with: skywitness run INPUT --ledger {folder}")
        _make_folder(folder)
    return StoredLedger(SqliteStore(file, read_only=read_only, busy_s=busy_s))


def _open_postgres(address: str, *, create: bool, read_only: bool, busy_s: float) -> Store:
    if find_spec("psycopg") is None:
        raise MissingPart(
            "ledgers on PostgreSQL need an extra; install it with: pip install 'skywitness[postgres]'; or name a folder with --ledger"
        )
    from skywitness.ledger.postgres import PostgresStore  # from an extra

    return PostgresStore(address, create=create, read_only=read_only, busy_s=busy_s)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"{folder} cannot be made a folder for a ledger: {error.strerror}; name another one with --ledger") from error
