"""``skywitness grant``: what a role of a database may do with a ledger there."""

from __future__ import annotations

from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.errors import BadSettings
from skywitness.ledger import is_on_server, open_ledger, tell_address


def grant(role: str, name: str, *, ledger: str) -> int:
    """Let a role of the database read a ledger, collect into it, or decide too. Nobody is let change or remove what is there.

    Parameters
    ----------
    role
        ``reader``, ``collector`` (reads, takes in, concludes), or ``analyst`` (decides and erases too).
    name
        The role in the database; make it first, with ``create role NAME login``.
    ledger
        The address of the ledger, as its owner: ``postgresql://OWNER@HOST/DATABASE``.
    """
    if not is_on_server(ledger):
        raise BadSettings(
            f"{ledger} is a folder: who may read or write it is for the file system to say; grant is for ledgers at postgresql://…"
        )
    with open_ledger(ledger) as opened:
        from skywitness.ledger.postgres import PostgresStore, Role, grant_role  # from an extra, which is there when that could be opened

        if role not in list(Role):
            raise BadSettings(f"{role!r} is nothing that can be granted; give one of {', '.join(Role)}")
        if isinstance(opened.store, PostgresStore):
            grant_role(opened.store, Role(role), name)
    Console(stderr=True).print(
        f"{name} may now do with {tell_address(ledger)} what a {role} does", markup=False, highlight=False, soft_wrap=True
    )
    return DONE
