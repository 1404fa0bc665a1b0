"""What an address asks for: the filters of the list, and instants. Read from the query, written back into it, applied to released rows only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias, cast
from urllib.parse import urlencode

from msgspec import Struct
from starlette.exceptions import HTTPException

from skywitness.publish.filters import Box, disputes_of, overlaps, searched_ids, searched_words, voices_of
from skywitness.publish.index import Wanted
from skywitness.publish.index.choosing import Span

Row: TypeAlias = Mapping[str, object]
LONGEST = 200
"""Characters of a filter that are looked at."""
SORTS = ("oldest", "standing", "roots")
"""In what order a list can be asked for; the newest come first when none is."""
WORDS = ("q", "standing", "what", "region", "stream", "said_by", "disputed", "start", "end")


class Filters(Struct, frozen=True):
    """What the address asks for; empty means everything. ``start`` and ``end`` are kept as typed, and read by :meth:`span`."""

    q: str = ""
    standing: str = ""
    what: str = ""
    region: str = ""
    stream: str = ""
    said_by: str = ""
    disputed: str = ""
    start: str = ""
    end: str = ""
    sort: str = ""
    page: int = 1

    def query(self, **changes: object) -> str:
        """The query of the address for these filters with some changed; what is empty is left out.

        >>> Filters(q="a&b", page=3).query(page=1)
        'q=a%26b'
        """
        asked = {name: changes.get(name, getattr(self, name)) for name in self.__struct_fields__}
        asked |= {name: value for name, value in changes.items() if name not in asked}
        return urlencode({name: value for name, value in asked.items() if value and (name, value) != ("page", 1)})

    def query_of_page(self, number: int) -> str:
        """The query of the address for another page of the same list."""
        return self.query(page=number)

    def span(self) -> tuple[datetime | None, datetime | None]:
        """The time asked for; a day without a clock means the whole of it."""
        return read_instant("start", self.start), read_instant("end", self.end, is_end=True)

    def admits(self, row: Row) -> bool:
        """Whether an incident is asked for."""
        place = cast("Row", row["place"] or {})
        return (
            self.standing in ("", row["standing"])
            and self.what in ("", row["what"])
            and self.region in ("", place.get("iso"))
            and (not self.stream or self.stream in cast("Mapping[str, int]", row["roots_by_stream"]))
            and (not self.said_by or self.said_by in voices_of(row))
            and (not self.disputed or self.disputed in disputes_of(row))
            and (not (self.start or self.end) or overlaps(row, *self.span()))
            and (not self.q or self._finds(searched_words(row), searched_ids(row)))
        )

    def wanted(self, *, told_by: str = "", box: Box | None = None, spans: tuple[Span, ...] = ()) -> Wanted:
        """The same as the index is asked it, and what an address of another page asks besides."""
        own = (self.span(),) if self.start or self.end else ()
        asked = {name: getattr(self, name) for name in ("q", "standing", "what", "region", "stream", "said_by", "disputed")}
        return Wanted(**asked, told_by=told_by, box=box, spans=(*own, *spans))

    def _finds(self, words: set[str], ids: set[str]) -> bool:
        return all(part in ids or any(part in word for word in words) for part in self.q.casefold().split())


def read_filters(query: Mapping[str, str]) -> Filters:
    """Filters from the address; a page that is no number is the first.

    Raises
    ------
    HTTPException
        400: a time cannot be read.
    """
    page = query.get("page", "1")
    told = {name: query.get(name, "").strip()[:LONGEST] for name in WORDS}
    sort = query.get("sort", "")
    filters = Filters(
        **told, sort=sort if sort in SORTS else "", page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    )
    filters.span()
    return filters


@lru_cache(maxsize=256)
def read_instant(name: str, told: str, *, is_end: bool = False) -> datetime | None:
    """An instant in UTC from what was typed: a day, or a time with or without its offset (without one it is UTC). Empty is none. Remembered,
    as a filter asks for the same for every row.

    >>> read_instant("end", "2024-11-24", is_end=True).isoformat()
    '2024-11-25T00:00:00+00:00'

    Raises
    ------
    HTTPException
        400: it cannot be read.
    """
    if not told:
        return None
    try:
        at = datetime.fromisoformat(told)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        return at + timedelta(days=1) if is_end and len(told) == len("2024-11-24") else at
    except (ValueError, OverflowError):
        raise HTTPException(400, f"{name}={told!r} is not an instant; write it as 2024-11-24T10:00:00Z or 2024-11-24") from None
