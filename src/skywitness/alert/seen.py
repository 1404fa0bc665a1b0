"""What the rules look at in a released row, typed: rows come from the do-no-harm gate as plain values, and nothing else comes here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from skywitness.model.words import Standing, Target, What

WORDED = frozenset({"title", "quote", "quotes", "text", "value", "name", "asserter", "asserters"})
"""Keys under which the words of reports, and our words for what they tell, stand."""


class SeenPlace(Struct, frozen=True, kw_only=True):
    """A disc on the earth, as far as it is shown."""

    name: str | None = None
    iso: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None


class SeenAttribute(Struct, frozen=True, kw_only=True):
    """The preferred value of a property."""

    preferred: str | int | None = None


class SeenSilence(Struct, frozen=True, kw_only=True):
    """An authority and how long it is silent."""

    source: str
    open: bool
    quantile: float | None = None


class SeenContradiction(Struct, frozen=True, kw_only=True):
    """What two claims contradict each other about."""

    attribute: str


class SeenPeriod(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """When it happened."""

    start: datetime | None = None
    end: datetime | None = None
    before: datetime | None = None


class Seen(Struct, frozen=True, kw_only=True):
    """An incident or a tally of the row's audience."""

    id: str
    kind: str
    what: What
    target: Target
    audience: str
    standing: Standing | None = None
    place: SeenPlace | None = None
    areas: tuple[SeenPlace, ...] = ()
    period: SeenPeriod = SeenPeriod()
    attributes: dict[str, SeenAttribute] = {}
    silence: tuple[SeenSilence, ...] = ()
    contradictions: tuple[SeenContradiction, ...] = ()
    merged_from: tuple[str, ...] = ()
    stated: int | None = None
    matched: int | None = None
    verdict: str | None = None
    last_published_at: datetime | None = None

    @property
    def places(self) -> tuple[SeenPlace, ...]:
        """The place of an incident or the areas of a tally."""
        return (self.place,) if self.place else self.areas

    @property
    def told_at(self) -> datetime | None:
        """When it was last spoken of, else when it happened; None when nothing tells."""
        return self.last_published_at or self.period.end or self.period.before or self.period.start


def see(row: Mapping[str, object]) -> Seen:
    """The typed view of a released incident or tally."""
    return msgspec.convert(dict(row), Seen)


def words_of(row: object, key: str = "") -> Iterator[str]:
    """Every text of a row that holds words from outside.

    >>> list(words_of({"title": "a", "id": "b", "copies": [{"why": "c", "quotes": ["d"]}]}))
    ['a', 'd']
    """
    if isinstance(row, str):
        if key in WORDED:
            yield row
    elif isinstance(row, Mapping):
        for name, value in row.items():
            yield from words_of(value, name)
    elif isinstance(row, list):
        for value in row:
            yield from words_of(value, key)
