"""Who may do what with a ledger on PostgreSQL: the owner lets roles of the database read, collect or decide. Nobody is let change or remove what is there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from skywitness.errors import LedgerError
from skywitness.ledger.copying import ORDER
from skywitness.ledger.postgres.store import PostgresStore


class Role(StrEnum):
    """What a role of the database may do with a ledger."""

    READER = "reader"
    COLLECTOR = "collector"
    ANALYST = "analyst"


DECIDED = ("decision", "tombstone")
"""Tables that hold what people decide."""
RIGHTS: Mapping[Role, tuple[str, ...]] = {
    Role.READER: ("select on all tables in schema {schema}",),
    Role.COLLECTOR: ("select on all tables in schema {schema}", *(f"insert on {table}" for table in ORDER if table not in DECIDED)),
    Role.ANALYST: (
        "select on all tables in schema {schema}",
        *(f"insert on {table}" for table in ORDER),
        "delete on body",
        "delete on said",
    ),
}
"""What each may; bodies go only after their tombstone, which triggers see to."""


def grant_role(store: PostgresStore, role: Role, name: str) -> None:
    """Let a role of the database, which must be there, do what a reader, collector or analyst does; what else it was let do before is taken back.

    Raises
    ------
    LedgerError
        There is no such role, or we are not the owner of the ledger.
    """
    with store.owning() as (raw, schema):
        found = raw.execute(b"select quote_ident(rolname) from pg_roles where rolname = $1", (name,)).fetchone()
        if found is None:
            raise LedgerError(f"{store.name}: there is no role {name!r}; make it with: create role {name} login")
        raw.execute(f"grant usage on schema {schema} to {found[0]}".encode())
        raw.execute(f"revoke all on all tables in schema {schema} from {found[0]}".encode())
        for right in RIGHTS[role]:
            raw.execute(f"grant {right.format(schema=schema)} to {found[0]}".encode())
