"""The incident list's filters: read from the address, written back into it, applied to released rows only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import NamedTuple, TypeAlias, cast
from urllib.parse import urlencode

from msgspec import Struct

PAGE_SIZE = 50

Row: TypeAlias = Mapping[str, object]


class Filters(Struct, frozen=True):
    """What the address asks for; empty means everything."""

    q: str = ""
    standing: str = ""
    what: str = ""
    region: str = ""
    stream: str = ""
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

    def admits(self, row: Row) -> bool:
        """Whether an incident is asked for."""
        place = cast("Row", row["place"] or {})
        return (
            self.standing in ("", row["standing"])
            and self.what in ("", row["what"])
            and self.region in ("", place.get("iso"))
            and (not self.stream or self.stream in cast("Mapping[str, int]", row["roots_by_stream"]))
            and (not self.q or all(word in _searched(row) for word in self.q.casefold().split()))
        )


class Page(NamedTuple):
    """One page of a list: its rows, how many there are in all, and which page of how many."""

    rows: Sequence[Row]
    total: int
    number: int
    last: int


class Choices(NamedTuple):
    """What can be chosen in each filter: only what occurs, each with how often."""

    standing: Mapping[str, int]
    what: Mapping[str, int]
    region: Mapping[str, int]
    stream: Mapping[str, int]


def read_filters(query: Mapping[str, str]) -> Filters:
    """Filters from the address; a page that is no number is the first."""
    page = query.get("page", "1")
    told = {name: query.get(name, "").strip()[:200] for name in ("q", "standing", "what", "region", "stream")}
    return Filters(**told, page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1)


def newest_first(rows: Iterable[Row]) -> list[Row]:
    """Rows by the end of their period; those without a time come last."""
    return sorted(rows, key=_latest, reverse=True)


def cut_page(rows: Sequence[Row], number: int) -> Page:
    """The page of that number, or the last one when there are fewer."""
    last = max(1, ceil(len(rows) / PAGE_SIZE))
    number = min(number, last)
    return Page(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(rows), number, last)


def count_choices(rows: Iterable[Row]) -> Choices:
    """What occurs in all rows, the most frequent first."""
    counts = Choices({}, {}, {}, {})
    for row in rows:
        place = cast("Row", row["place"] or {})
        streams = cast("Mapping[str, int]", row["roots_by_stream"])
        for found, values in zip(counts, ([row["standing"]], [row["what"]], [place.get("iso")], streams), strict=True):
            for value in values:
                if value:
                    tally = cast("dict[str, int]", found)
                    tally[str(value)] = tally.get(str(value), 0) + 1
    return Choices(*(dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))) for found in counts))


def _latest(row: Row) -> tuple[str, str]:
    period = cast("Mapping[str, str]", row["period"])
    return period.get("to") or period.get("from") or period.get("before") or "", str(row["id"])


def _searched(row: Row) -> str:
    place = cast("Row", row["place"] or {})
    attributes = cast("Mapping[str, Mapping[str, object]]", row["attributes"])
    candidates = [
        candidate for attribute in attributes.values() for candidate in cast("list[Mapping[str, list[str]]]", attribute["candidates"])
    ]
    words = [words for candidate in candidates for words in (*candidate["quotes"], *candidate["asserters"])]
    reports = cast("list[str]", row["reports"])
    return " ".join([str(row["title"]), str(row["id"]), str(place.get("name", "")), *words, *reports]).casefold()
