"""Keeps the index: released incidents go in as they change, and are chosen from by what their rows show. What a row holds back it cannot be found by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import RLock
from typing import TypeAlias, cast

import numpy as np

from skywitness.publish.filters import disputes_of, searched_ids, searched_words, span_of, voices_of
from skywitness.publish.harm import Released
from skywitness.publish.index.choosing import Choices, Selection, Spot, Wanted, in_box, in_span, write_micros
from skywitness.publish.index.columns import NO_CLOCK, NO_TIME, Codes, Columns, Ids, Mask, Postings, View
from skywitness.publish.index.words import Words

Row: TypeAlias = Mapping[str, object]
MOST_DEAD = 20_000
"""As many dead as living, and at least so many, are cleared away together."""
MOST_VOICES = 60
"""Voices that are offered to choose from; others can still be named."""


class Index:
    """Incidents by what they can be chosen by. Threads may share it."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._ids: list[str] = []
        self._slots: dict[str, int] = {}
        self._codes = {name: Codes() for name in ("standing", "what", "region", "stream", "topic")}
        self._spots: dict[Spot, int] = {}
        self._spot_list: list[Spot] = [Spot(0.0, 0.0, 0.0, "", "")]
        self._words, self._by_id, self._said_by, self._told_by = Words(), Ids(), Postings(), Postings()
        self._voices: list[tuple[str, ...]] = []
        self._voice_numbers = Counter[str]()
        self._choices: Choices | None = None
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, incident_id: str) -> bool:
        return incident_id in self._slots

    def ids(self) -> list[str]:
        """The ids of all incidents."""
        with self._lock:
            return sorted(self._slots)

    def put(self, row: Released, tellers: Iterable[str]) -> None:
        """An incident as it may be seen now, in place of what it was."""
        with self._lock:
            self.drop(str(row["id"]))
            number = self._columns.append(**self._measure(row))
            self._ids.append(str(row["id"]))
            self._slots[str(row["id"])] = number
            self._words.add(searched_words(row), number)
            self._by_id.add(searched_ids(row), number)
            voices = tuple(sorted(voices_of(row)))
            self._voices.append(voices)
            self._voice_numbers.update(voices)
            self._said_by.add(voices, number)
            self._told_by.add(tellers, number)

    def drop(self, incident_id: str) -> None:
        """Forget an incident; one that is not there is none to forget."""
        with self._lock:
            self._choices = None
            number = self._slots.pop(incident_id, None)
            if number is not None:
                self._columns.kill(number)
                self._voice_numbers.subtract(self._voices[number])
                if self._columns.size - len(self._slots) > max(MOST_DEAD, len(self._slots)):
                    self._clear()

    def select(self, wanted: Wanted) -> Selection:
        """The incidents that are asked for."""
        with self._lock:
            columns = self._columns.view()
            found = self._find(wanted, columns)
            return Selection(
                np.flatnonzero(found), columns, self._ids, self._spot_list, self._codes["standing"].words, self._codes["topic"].words
            )

    def choices(self) -> Choices:
        """What occurs, each with how often, whatever is asked for."""
        with self._lock:
            if self._choices is None:
                self._choices = self._count()
            return self._choices

    def _measure(self, row: Row) -> dict[str, float]:
        place = cast("Mapping[str, float | None] | None", row["place"])
        earliest, latest = span_of(row)
        lat, lon = (place["lat"], place["lon"]) if place else (None, None)
        return {
            "placed": place is not None,
            "standing": self._codes["standing"].code(str(row["standing"])),
            "what": self._codes["what"].code(str(row["what"])),
            "region": self._codes["region"].code(str((place or {}).get("iso") or "")),
            "streams": sum(1 << self._codes["stream"].code(stream) for stream in cast("Mapping[str, int]", row["roots_by_stream"])),
            "earliest": write_micros(earliest),
            "latest": write_micros(latest),
            "order": _order(row),
            "lat": np.nan if lat is None else lat,
            "lon": np.nan if lon is None else lon,
            "radius_m": (place["radius_m"] if place else None) or 0.0,
            "roots": cast("int", row["roots"]),
            "silent": _silent_since(row),
            "gaps": sum({1 << self._codes["topic"].code(str(gap["about"])) for gap in cast("list[Row]", row["gaps"])}),
            "disputes": sum(1 << self._codes["topic"].code(topic) for topic in disputes_of(row)),
            "spot": 0 if place is None or lat is None or lon is None else self._spot(place),
        }

    def _spot(self, place: Row) -> int:
        told = cast("Mapping[str, float]", place)
        spot = Spot(told["lat"], told["lon"], told["radius_m"] or 0.0, str(place["name"]), str(place["precision"]))
        if spot not in self._spots:
            self._spots[spot] = len(self._spot_list)
            self._spot_list.append(spot)
        return self._spots[spot]

    def _find(self, wanted: Wanted, columns: View) -> Mask:
        size, found = self._columns.size, columns["alive"].copy()
        self._find_words(wanted, columns, found)
        for span in wanted.spans:
            found &= in_span(columns, span)
        if wanted.box is not None:
            found &= in_box(columns, wanted.box)
        if wanted.at is not None:
            found &= (columns["lat"] == wanted.at.lat) & (columns["lon"] == wanted.at.lon) & (columns["radius_m"] == wanted.at.radius_m)
        if wanted.said_by:
            found &= self._said_by.mask(wanted.said_by, size)
        if wanted.told_by:
            found &= self._told_by.mask(wanted.told_by, size)
        for part in wanted.q.casefold().split():
            having = self._words.mask(part, size)
            self._by_id.mark(part, having)
            found &= having
        return cast("Mask", found)

    def _find_words(self, wanted: Wanted, columns: View, found: Mask) -> None:
        """Leave only those that have the words of closed lists; a word that never came is had by none."""
        for name in ("standing", "what", "region"):
            word = getattr(wanted, name)
            if word:
                found &= columns[name] == self._codes[name].known(word) if self._codes[name].known(word) else False
        for column, kind, word in (("streams", "stream", wanted.stream), ("disputes", "topic", wanted.disputed)):
            if word:
                code = self._codes[kind].known(word)
                found &= (columns[column] >> code) & 1 == 1 if code else False

    def _count(self) -> Choices:
        columns = self._columns.view()
        alive = columns["alive"]
        counted = {
            name: dict(zip(codes.words, np.bincount(columns[name][alive], minlength=len(codes.words)).tolist(), strict=True))
            for name, codes in self._codes.items()
            if name in {"standing", "what", "region"}
        }
        streams, disputes = (
            {word: int(np.count_nonzero((columns[column][alive] >> code) & 1)) for code, word in enumerate(self._codes[kind].words) if word}
            for column, kind in (("streams", "stream"), ("disputes", "topic"))
        )
        voices = dict(self._voice_numbers.most_common(MOST_VOICES * 2))
        return Choices(
            _by_number(counted["standing"]),
            _by_number(counted["what"]),
            _by_number(counted["region"]),
            _by_number(streams),
            dict(list(_by_number(voices).items())[:MOST_VOICES]),
            _by_number(disputes),
        )

    def _clear(self) -> None:
        """Give the living the numbers from 0 on, and let go of the dead."""
        kept = np.flatnonzero(self._columns.view()["alive"])
        new = np.full(self._columns.size, -1, np.int64)
        new[kept] = np.arange(len(kept))
        self._columns.keep(kept)
        self._ids = [self._ids[number] for number in kept]
        self._voices = [self._voices[number] for number in kept]
        self._slots = {incident_id: number for number, incident_id in enumerate(self._ids)}
        for held in (self._words, self._by_id, self._said_by, self._told_by):
            held.renumber(new)


def _by_number(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(((word, number) for word, number in counted.items() if word and number > 0), key=lambda item: (-item[1], item[0])))


def _silent_since(row: Row) -> int:
    open_ones = [one["since"] for one in cast("list[Row]", row["silence"]) if one["open"]]
    return min((write_micros(datetime.fromisoformat(str(since))) if since else NO_CLOCK for since in open_ones), default=NO_TIME)


def _order(row: Row) -> int:
    """By the end of the period, then by id, as one number; what tells no time comes last."""
    period = cast("Mapping[str, str]", row["period"])
    told = period.get("to") or period.get("from") or period.get("before")
    seconds = int(datetime.fromisoformat(told).timestamp()) if told else 0
    letters = "".join(each for each in str(row["id"])[2:] if each in "0123456789abcdef")[:6].ljust(6, "0")
    return (seconds << 24) | int(letters, 16)
