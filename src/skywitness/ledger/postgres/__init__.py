"""A ledger's tables on a PostgreSQL server: several writers and many readers, on one machine or many."""

from __future__ import annotations

from skywitness.ledger.postgres.roles import Role, grant_role
from skywitness.ledger.postgres.store import PostgresStore

__all__ = ["PostgresStore", "Role", "grant_role"]
