"""Reports and readings as they are kept, made ready by whoever has the time: what writes them only writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.ledger.store import Row


class PreparedReport(Struct, frozen=True, array_like=True):
    """A version of a report: its digest, the columns of its row that tell of it, in their order, its record and its words."""

    digest: str
    columns: tuple[str | None, ...]
    record: str
    words: str


class PreparedReading(Struct, frozen=True, array_like=True):
    """A reading: what its row says, the digest of its body, the body, and the rows that index it, by table, without its number."""

    report: str
    lang: str
    kind: str
    by: str
    digest: str
    words: str
    index: Mapping[str, Sequence[Row]]
