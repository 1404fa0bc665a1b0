"""What the driver says about an address, made fit to be told."""

from __future__ import annotations

import re
from urllib.parse import unquote

import psycopg
from psycopg import conninfo

from skywitness.errors import LedgerError

WRONG = "the address of the ledger cannot be understood; write it as postgresql://USER@HOST/DATABASE, and leave the password to PGPASSWORD or ~/.pgpass"


def require_understood(address: str) -> None:
    """See to it that PostgreSQL's library understands an address.

    Raises
    ------
    LedgerError
        It does not. The message repeats nothing of it: there may be a password in it.
    """
    try:
        conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise LedgerError(WRONG) from None


def without_password(message: str, address: str) -> str:
    """A message of the driver, on one line, without the password of the address should it be in there.

    >>> without_password("wrong\\npassword 'a/b'", "postgresql://desk:a%2Fb@db.example/night")
    "wrong password '…'"
    """
    told = conninfo.conninfo_to_dict(address).get("password")
    written = re.search(r"//[^/@]*?:([^@/]*)@", address)
    for secret in {str(told or ""), written[1] if written else "", unquote(written[1]) if written else ""} - {""}:
        message = message.replace(secret, "…")
    return " ".join(message.split())
