"""What every format asks of a released row: its parts by name, its instants, and its words without what an XML file cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, cast

from skywitness.publish.visible import visible

Row: TypeAlias = Mapping[str, object]
EMPTY: Row = {}


def part(row: Row, key: str) -> Row:
    """A record inside a row; empty when there is none."""
    return cast("Row", row.get(key) or EMPTY)


def parts(row: Row, key: str) -> Sequence[Row]:
    """Records inside a row; none when there are none."""
    return cast("Sequence[Row]", row.get(key) or ())


def words(row: Row, key: str) -> Sequence[str]:
    """Texts inside a row."""
    return cast("Sequence[str]", row.get(key) or ())


def of_kind(rows: Iterable[Row], *kinds: str) -> Iterator[Row]:
    """The rows of these kinds."""
    return (row for row in rows if row["kind"] in kinds)


def reserved_for(row: Row) -> str | None:
    """The audience that a row is kept to; None when it is the public's.

    >>> reserved_for({"audience": "team"}), reserved_for({"audience": "public"})
    ('team', None)
    """
    audience = row.get("audience")
    return None if audience in (None, "public") else str(audience)


def latest_instant(row: Row) -> datetime | None:
    """When the row was last spoken of, else the end of its period; None when nothing tells."""
    period = part(row, "period")
    for told in (row.get("last_published_at"), period.get("to"), period.get("before"), period.get("from")):
        if told:
            return datetime.fromisoformat(str(told))
    return None


def plain(text: object) -> str:
    """A text that any XML or Markdown file can hold: what cannot be seen is made visible."""
    return visible(text).strip()
