"""Instants as the ledger writes them: texts in UTC that sort as they read."""

from __future__ import annotations

from datetime import UTC, datetime

END_OF_TIME = "9999-12-31T23:59:59.999999Z"


def write_instant(at: datetime) -> str:
    """An aware instant as fixed-width text in UTC.

    >>> write_instant(datetime(2024, 11, 22, 4, 20, tzinfo=UTC))
    '2024-11-22T04:20:00.000000Z'

    Raises
    ------
    ValueError
        The instant is naive: nobody can say when that was.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone; the ledger keeps aware instants only")
    in_utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def write_instant_or_null(at: datetime | None) -> str | None:
    """The same for an instant that may be missing."""
    return None if at is None else write_instant(at)


def read_instant(text: str) -> datetime:
    """The aware instant that was written.

    >>> read_instant("2024-11-22T04:20:00.000000Z")
    datetime.datetime(2024, 11, 22, 4, 20, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(text)


def horizon(as_of: datetime | None) -> str:
    """The last instant that a view may know of: ``as_of``, or the end of time."""
    return END_OF_TIME if as_of is None else write_instant(as_of)
