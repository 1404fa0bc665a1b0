"""The ledger: everything that is said lands here first, and everything that is shown is a view over it."""

from __future__ import annotations

from pathlib import Path

from skywitness.errors import LedgerError, MissingPart
from skywitness.ledger.explain import Explanation, explain
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
from skywitness.ledger.sqlite import SqliteLedger
from skywitness.ledger.store import FILE_NAME

__all__ = [
    "UNSEEN",
    "DossierVersion",
    "Explanation",
    "Found",
    "Ledger",
    "News",
    "PictureChange",
    "PictureNews",
    "PictureSeen",
    "Read",
    "Record",
    "Seen",
    "Told",
    "explain",
    "open_ledger",
]


def open_ledger(address: str | Path, *, create: bool = True, read_only: bool = False) -> SqliteLedger:
    """The ledger at an address: a folder that holds, or will hold, ``ledger.sqlite``.

    Raises
    ------
    LedgerError
        There is no ledger and none is to be made, or it is damaged, some other program's, or of a newer version.
    MissingPart
        The address is of an engine that is not there.
    """
    if str(address).startswith(("postgresql://", "postgres://")):
        raise MissingPart("ledgers on PostgreSQL are not there yet; name a folder instead, such as: --ledger my-ledger")
    folder = Path(address)
    file = folder / FILE_NAME
    if not file.is_file():
        if read_only or not create:
            raise LedgerError(f"{folder} holds no ledger; make one with: skywitness run INPUT --ledger {folder}")
        _make_folder(folder)
    return SqliteLedger(file, read_only=read_only)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"{folder} cannot be made a folder for a ledger: {error.strerror}; name another one with --ledger") from error
