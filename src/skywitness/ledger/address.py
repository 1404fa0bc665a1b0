"""Where a ledger is: in a folder, or at an address on a server, of which messages never give the password."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from skywitness.errors import LedgerError

SCHEMES = ("postgresql://", "postgres://")
"""How the address of a ledger on a server begins; anything else is a folder."""
FOLDER_VARIABLE = "SKYWITNESS_FOLDER"
"""In the environment: the folder for what lies beside a ledger that is on a server."""


def is_on_server(address: str | Path) -> bool:
    """Whether a ledger is kept by a database server rather than in a folder."""
    return str(address).startswith(SCHEMES)


def tell_address(address: str | Path) -> str:
    """Where a ledger is, as messages may say it: a folder as it is, an address without password and options.

    >>> tell_address("postgresql://desk:secret@db.example:5433/night?sslmode=require")
    'postgresql://desk@db.example:5433/night'
    >>> tell_address("my-ledger")
    'my-ledger'
    """
    if not is_on_server(address):
        return str(address)
    parts = urlsplit(str(address))
    asked = parse_qs(parts.query)
    userinfo, at, place = parts.netloc.rpartition("@")
    user = userinfo.partition(":")[0] if at else "".join(asked.get("user", []))
    return f"postgresql://{user + '@' if user else ''}{place or ''.join(asked.get('host', []))}{parts.path or '/' + ''.join(asked.get('dbname', []))}"


def folder_beside(address: str | Path, environment: Mapping[str, str]) -> Path:
    """The folder for what lies beside a ledger and is no part of it: its archive, who may sign in, how far collecting is, what was told to whom. For a ledger
    on a server it is made when it is not there.

    Raises
    ------
    LedgerError
        The ledger is on a server, and the environment names no folder, or one that cannot be made.
    """
    if not is_on_server(address):
        return Path(address)
    if not environment.get(FOLDER_VARIABLE):
        raise LedgerError(
            f"{tell_address(address)} is on a server: name a folder of this machine for what lies beside it, such as {FOLDER_VARIABLE}=/srv/desk"
        )
    folder = Path(environment[FOLDER_VARIABLE])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"{FOLDER_VARIABLE}: {folder} cannot be made a folder: {error.strerror}; name another one") from error
    return folder
