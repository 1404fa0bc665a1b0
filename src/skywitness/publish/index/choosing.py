"""What is asked of the index, and what it answers: how many, which of them newest first, when, where, and what else could be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from skywitness.publish.filters import M_PER_DEGREE, Box
from skywitness.publish.index.columns import NO_TIME, Mask, Slots, View

FIRST_TIMED = 1 << 24
"""What tells a time has an order of at least this."""
MANY_EQUAL = 2_000
"""More than so many of one key are cut down by age before they are put in order."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Span = tuple[datetime | None, datetime | None]


class Disc(NamedTuple):
    """A shown place as a disc."""

    lat: float
    lon: float
    radius_m: float


class Wanted(Struct, frozen=True):
    """Which incidents are asked for; what is empty admits all. Words of ``q`` must all be found, ``spans`` are [start, end) and must all be met."""

    q: str = ""
    standing: str = ""
    what: str = ""
    region: str = ""
    stream: str = ""
    said_by: str = ""
    """A name that stands among the asserters."""
    disputed: str = ""
    """A question on which claims contradict each other."""
    told_by: str = ""
    """A source whose report an incident rests on."""
    spans: tuple[Span, ...] = ()
    box: Box | None = None
    at: Disc | None = None
    """Only what is shown as just this disc."""


class Choices(NamedTuple):
    """What can be chosen in each filter: only what occurs, each with how often, the most frequent first."""

    standing: Mapping[str, int]
    what: Mapping[str, int]
    region: Mapping[str, int]
    stream: Mapping[str, int]
    said_by: Mapping[str, int]
    disputed: Mapping[str, int]


class Spot(NamedTuple):
    """One shown place: a disc under a name, where several incidents are shown as one ring."""

    lat: float
    lon: float
    radius_m: float
    name: str
    precision: str


class AtSpot(NamedTuple):
    """The incidents at one spot: how many, the firmest standing by the ranks that were given, and the newest of them."""

    spot: Spot
    number: int
    standing: str
    newest: str


class Selection(Struct, frozen=True):
    """The incidents that were asked for, as they were when they were asked for."""

    slots: Slots
    columns: View
    ids: Sequence[str]
    spots: Sequence[Spot]
    standings: Sequence[str]
    topics: Sequence[str]

    def __len__(self) -> int:
        return len(self.slots)

    @property
    def unplaced(self) -> int:
        """How many show no place."""
        return len(self.slots) - int(np.count_nonzero(self.columns["placed"][self.slots]))

    @property
    def untimed(self) -> int:
        """How many tell no time at all."""
        return int(np.count_nonzero(self.columns["latest"][self.slots] == NO_TIME))

    def newest(self, offset: int = 0, limit: int | None = None) -> list[str]:
        """Ids by the end of the period, the newest first, those without a time last; only that part is put in order."""
        return self._first(self.columns["order"][self.slots], offset, limit)

    def oldest(self, offset: int = 0, limit: int | None = None) -> list[str]:
        """Ids by the end of the period, the oldest first, those without a time last."""
        order = self.columns["order"][self.slots]
        return self._first(np.where(order < FIRST_TIMED, np.iinfo(np.int64).min, -order), offset, limit)

    def most_roots(self, offset: int = 0, limit: int | None = None) -> list[str]:
        """Ids by how many independent roots they stand on, the most first."""
        return self._first(self.columns["roots"][self.slots], offset, limit)

    def firmest(self, rank: Sequence[str], offset: int = 0, limit: int | None = None) -> list[str]:
        """Ids by standing, in the order of ``rank``."""
        ranks = np.asarray([-rank.index(word) if word in rank else -len(rank) for word in self.standings], np.int64)
        return self._first(ranks[self.columns["standing"][self.slots]], offset, limit)

    def _first(self, keys: NDArray[np.signedinteger[Any]], offset: int, limit: int | None) -> list[str]:
        """Ids by a key, the highest first, the newest first among equals."""
        end = len(keys) if limit is None else min(offset + limit, len(keys))
        if offset >= end:
            return []
        last = np.partition(keys, len(keys) - end)[len(keys) - end]
        among = np.flatnonzero(keys >= last)  # with all that are as high as the last of them, so that pages do not overlap
        if len(among) > MANY_EQUAL:
            among = self._newest_of(among, keys, last, end)
        order = self.columns["order"][self.slots[among]]
        ranked = sorted(zip(keys[among].tolist(), order.tolist(), self._ids_of(self.slots[among]), strict=True), reverse=True)
        return [incident_id for _, _, incident_id in ranked[offset:end]]

    def _newest_of(self, among: Slots, keys: NDArray[np.signedinteger[Any]], last: np.signedinteger[Any], end: int) -> Slots:
        """Those of a higher key than the last, and of its many equals the newest that are needed."""
        higher, equal = among[keys[among] > last], among[keys[among] == last]
        order = self.columns["order"][self.slots[equal]]
        needed = end - len(higher)
        least = np.partition(order, len(order) - needed)[len(order) - needed]
        return np.concatenate([higher, equal[order >= least]])

    def all_ids(self) -> Iterator[str]:
        """Every id, newest first."""
        order = self.columns["order"][self.slots]
        yield from self._ids_of(self.slots[np.argsort(-order, kind="stable")])

    def longest_silent(self, offset: int, limit: int) -> list[str]:
        """Incidents about which an authority is silent, the longest first; those without a clock last."""
        held = self.slots[self.columns["silent"][self.slots] != NO_TIME]
        since = self.columns["silent"][held]
        return self._ids_of(held[np.argsort(since, kind="stable")][offset : offset + limit])

    def silent(self) -> int:
        """About how many of them an authority is silent."""
        return int(np.count_nonzero(self.columns["silent"][self.slots] != NO_TIME))

    def asking(self, topic: str) -> Selection:
        """Those of them that leave a question open."""
        bit = self.topics.index(topic) if topic in self.topics else None
        held = self.slots[(self.columns["gaps"][self.slots] >> bit) & 1 == 1] if bit else self.slots[:0]
        return replace(self, slots=held)

    def latest(self) -> NDArray[np.int64]:
        """The latest time at which each can have happened, in microseconds since 1970, of those that tell one."""
        times: NDArray[np.int64] = self.columns["latest"][self.slots]
        told: NDArray[np.int64] = times[times != NO_TIME]
        return told

    def box(self) -> Box | None:
        """The box around the middles of the places that are shown; None when none is."""
        lat, lon = self.columns["lat"][self.slots], self.columns["lon"][self.slots]
        told = ~np.isnan(lat)
        if not told.any():
            return None
        return Box(float(lon[told].min()), float(lat[told].min()), float(lon[told].max()), float(lat[told].max()))

    def span(self) -> Span:
        """The first and the last time that is told."""
        times = np.concatenate([self.columns["earliest"][self.slots], self.columns["latest"][self.slots]])
        told = times[times != NO_TIME]
        return (read_micros(told.min()), read_micros(told.max())) if len(told) else (None, None)

    def at_spots(self, rank: Sequence[str]) -> list[AtSpot]:
        """The incidents that show a position, by spot; ``rank`` names standings, the firmest first."""
        held = self.slots[self.columns["spot"][self.slots] > 0]
        codes = self.columns["spot"][held]
        ranks = np.asarray([rank.index(word) if word in rank else len(rank) for word in self.standings], np.int64)
        numbers = np.bincount(codes, minlength=len(self.spots))
        firmest = np.full(len(self.spots), len(rank), np.int64)
        np.minimum.at(firmest, codes, ranks[self.columns["standing"][held]])
        order, latest = self.columns["order"][held], np.full(len(self.spots), -1, np.int64)
        np.maximum.at(latest, codes, order)
        newest = np.zeros(len(self.spots), np.int64)
        is_newest = order == latest[codes]
        newest[codes[is_newest]] = held[is_newest]
        return [
            AtSpot(self.spots[code], int(numbers[code]), rank[firmest[code]] if firmest[code] < len(rank) else "", self.ids[newest[code]])
            for code in np.flatnonzero(numbers).tolist()
        ]

    def _ids_of(self, slots: Slots) -> list[str]:
        return [self.ids[slot] for slot in slots.tolist()]


def write_micros(at: datetime | None) -> int:
    """An instant as a column holds it.

    >>> write_micros(datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC))
    2000000
    """
    return NO_TIME if at is None else (at - EPOCH) // timedelta(microseconds=1)


def read_micros(told: int | np.int64) -> datetime:
    """The instant that a column holds."""
    return EPOCH + timedelta(microseconds=int(told))


def in_span(columns: View, span: Span) -> Mask:
    """Which happened within [start, end), as far as their periods tell; as :func:`~skywitness.publish.filters.overlaps` has it for one row."""
    start, end = span
    latest, earliest = columns["latest"], columns["earliest"]
    found: Mask = np.ones(len(latest), np.bool_)
    if start is not None:
        found &= latest >= write_micros(start)
    if end is not None:
        found &= np.where(earliest == NO_TIME, latest, earliest) < write_micros(end)
    found |= latest == NO_TIME
    return found


def in_box(columns: View, box: Box) -> Mask:
    """Whose disc touches a box; as :func:`~skywitness.publish.filters.is_in_box` has it for one row."""
    lat, lon = columns["lat"], columns["lon"]
    margin_lat = columns["radius_m"] / M_PER_DEGREE
    margin_lon = margin_lat / np.maximum(np.cos(np.radians(lat)), 0.01)
    in_lat = (box.south - margin_lat <= lat) & (lat <= box.north + margin_lat)
    west, east = lon >= box.west - margin_lon, lon <= box.east + margin_lon
    found: Mask = in_lat & ((west & east) if box.west <= box.east else (west | east))
    return found  # a place without a position is not a number, and no comparison holds for it
