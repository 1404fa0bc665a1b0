"""Alerts as they are called and called off: what an all-clear ends, and what begins after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import inf

from skywitness.fuse.block import COMPARED_GAP_S, Pair, order_of
from skywitness.fuse.recent import find_recent, insert_recent, remove_recent
from skywitness.fuse.sketch import HOUR_S, WIDE_S, Sketch
from skywitness.model.words import What

OPENS = frozenset({What.WARNED, What.SIGHTED, What.AIR_DEFENCE_ACTIVE})
"""What, told after an all-clear, begins another alert."""
OUTCOMES = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
"""What may still be told of the alert that is over; it begins another one only if it cannot have happened before the all-clear."""
OPEN_ALERT_S = 10 * HOUR_S
"""How long an alert may stand before its all-clear is taken to be another's."""
PARTED_S = WIDE_S + COMPARED_GAP_S
"""The longest that compared firm occurrences end apart."""

Entry = tuple[float, bool, float, str, str, int]
"""When it ends, an all-clear first; then what tells it from others, and its number."""


class Alerts:
    """The alerts of every region, one after another, for each class of threat; a report that names none takes part in all of them.

    After an all-clear, the next warning or sighting begins another alert, and so does a hit that cannot have come before it.
    Occurrences come in in any order.
    """

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._sketches = sketches
        self._told: dict[str, list[Entry]] = defaultdict(list)
        self._signals: dict[str, list[Entry]] = defaultdict(list)
        self._clears: dict[str, list[Entry]] = defaultdict(list)
        self._threats: dict[str, set[str | None]] = defaultdict(lambda: {None})
        self._begins: dict[int, float] = {}
        self._ended: dict[int, int] = {}
        self._entries: dict[int, Entry] = {}

    def insert(self, number: int) -> tuple[list[Pair], list[int]]:
        """Take in a firm occurrence with a region: pairs of an all-clear and what it ends that are new or no more, and
        the numbers of those whose pairs may now be parted differently."""
        sketch = self._sketches[number]
        region, entry = sketch.region or "", self._make_entry(number)
        self._entries[number] = entry
        self._threats[region].add(sketch.threat)
        insert_recent(self._told[region], entry)
        if sketch.what is What.ALL_CLEAR:
            insert_recent(self._clears[region], entry)
        moved: list[int] = []
        if self._is_clear(number) or sketch.what in OPENS or sketch.what in OUTCOMES:
            insert_recent(self._signals[region], entry)
            if self._moves_alerts(region, entry):
                moved = list(self._told_around(region, entry))
        return list(self._renew_ended(region, entry)), moved

    def remove(self, number: int) -> tuple[list[Pair], list[int]]:
        """Let an occurrence go; gives what :meth:`insert` gives."""
        sketch = self._sketches[number]
        region, entry = sketch.region or "", self._entries.pop(number)
        moved: list[int] = []
        if self._is_clear(number) or sketch.what in OPENS or sketch.what in OUTCOMES:
            if self._moves_alerts(region, entry):
                moved = [each for each in self._told_around(region, entry) if each != number]
            remove_recent(self._signals[region], entry)
        remove_recent(self._told[region], entry)
        renewed = []
        if sketch.what is What.ALL_CLEAR:
            remove_recent(self._clears[region], entry)
            ended = self._ended.pop(number, None)
            renewed = [] if ended is None else [(min(ended, number), max(ended, number))]
        return [*renewed, *self._renew_ended(region, entry)], moved

    def are_parted(self, left: int, right: int) -> bool:
        """Whether an all-clear lies between the alerts that two firm occurrences of one region belong to."""
        one, other = self._sketches[left], self._sketches[right]
        clears = self._clears.get(one.region or "")
        if not clears or one.region != other.region or not fits(one.threat, other.threat):
            return False
        first, last = self._entries[left], self._entries[right]
        if first > last:
            first, last = last, first
        index = find_recent(clears, last)
        if index == 0 or (clears[index - 1] < first and self._begins_s(first) > clears[index - 1][0]):
            return False
        return self._begins_between(one.region or "", (first, last), one.threat or other.threat)

    def _begins_between(self, region: str, entries: tuple[Entry, Entry], threat: str | None) -> bool:
        """Whether what a class of threat signals between two entries begins another alert after an all-clear. Asked of every pair, so that it is one plain loop."""
        (first, last), signals, sketches, known = entries, self._signals[region], self._sketches, self._begins
        begun_s = begun_between_s = -inf
        for at in range(find_recent(signals, (*last[:5], last[5] + 1)) - 1, -1, -1):
            signal = signals[at]
            sketch = sketches[signal[5]]
            if threat is not None and sketch.threat is not None and sketch.threat != threat:
                continue
            if sketch.what is not What.ALL_CLEAR or sketch.negated:
                begins_s = known.get(signal[5])
                if begins_s is None:
                    begins_s = known[signal[5]] = self._begins_s(signal)
                if signal > first:
                    begun_between_s = max(begun_between_s, begins_s)
                elif begins_s == inf:
                    return False
                elif begins_s > begun_s:
                    begun_s = begins_s
            elif signal < first:
                return begun_between_s > signal[0] >= begun_s
            elif begun_between_s > signal[0]:
                return True
        return False

    def ends(self, left: int, right: int) -> bool:
        """Whether one of the two is the all-clear that ends the alert whose last occurrence is the other."""
        return self._ended.get(left) == right or self._ended.get(right) == left

    def _make_entry(self, number: int) -> Entry:
        sketch = self._sketches[number]
        return (sketch.last_s or 0.0, sketch.what is not What.ALL_CLEAR, *order_of(sketch), number)

    def _is_clear(self, number: int) -> bool:
        sketch = self._sketches[number]
        return sketch.what is What.ALL_CLEAR and not sketch.negated

    def _begins_s(self, entry: Entry) -> float:
        """What a signal begins another alert after: all-clears before this instant, or any that came before it (infinity)."""
        sketch = self._sketches[entry[5]]
        if sketch.what in OUTCOMES:
            first_s, last_s = sketch.first_s or 0.0, sketch.last_s or 0.0
            return first_s if first_s < last_s else last_s - WIDE_S  # "as of 08:30" does not say since when
        return inf if sketch.what in OPENS else -inf

    def _signals_before(self, region: str, entry: Entry, threat: str | None) -> Iterator[Entry]:
        """Warnings, sightings, outcomes and all-clears of a class up to and with an entry, the last first."""
        signals = self._signals[region]
        index = find_recent(signals, (*entry[:5], entry[5] + 1)) - 1
        while index >= 0:
            if fits(self._sketches[signals[index][5]].threat, threat):
                yield signals[index]
            index -= 1

    def _moves_alerts(self, region: str, entry: Entry) -> bool:
        """Whether a new signal changes where the alerts of any class begin."""
        if not self._clears[region]:
            return False
        return self._is_clear(entry[5]) or any(self._follows_clear(region, entry, threat) for threat in self._classes(region, entry))

    def _classes(self, region: str, entry: Entry) -> set[str | None]:
        own = self._sketches[entry[5]].threat
        return {own, None} if own else self._threats[region]

    def _follows_clear(self, region: str, entry: Entry, threat: str | None) -> bool:
        """Whether a signal is the first after the last all-clear that it can begin an alert after."""
        begins_s, begun_s = self._begins_s(entry), -inf
        for signal in self._signals_before(region, entry, threat):
            if not self._is_clear(signal[5]):
                begun_s = max(begun_s, self._begins_s(signal) if signal != entry else -inf)
            elif begins_s > signal[0]:
                return begun_s <= signal[0]
            if begun_s == inf:
                return False
        return False

    def _told_around(self, region: str, entry: Entry) -> Iterator[int]:
        """What ended up to the all-clear, warning or sighting that follows an entry in every class of it, near enough to be compared
        with what comes after the entry."""
        told = self._told[region]
        begin = find_recent(told, (entry[0] - PARTED_S,))
        after = [self._next_signal(region, entry, threat) for threat in self._classes(region, entry)]
        last = None if None in after else max(each for each in after if each is not None)
        return (each[5] for each in told[begin : find_recent(told, last) + 1 if last else None])

    def _next_signal(self, region: str, entry: Entry, threat: str | None) -> Entry | None:
        """The first all-clear, warning or sighting of a class after an entry."""
        signals = self._signals[region]
        for index in range(find_recent(signals, entry) + 1, len(signals)):
            sketch = self._sketches[signals[index][5]]
            if sketch.what not in OUTCOMES and fits(sketch.threat, threat):
                return signals[index]
        return None

    def _renew_ended(self, region: str, entry: Entry) -> Iterator[Pair]:
        """Look again at what the all-clears of the next hours end."""
        clears = self._clears[region]
        begin, end = find_recent(clears, (entry[0],)), find_recent(clears, (entry[0] + OPEN_ALERT_S, True, inf))
        for clear in clears[begin:end]:
            before, now = self._ended.get(clear[5]), self._last_before(region, clear)
            if before == now:
                continue
            for other in (before, now):
                if other is not None:
                    yield min(other, clear[5]), max(other, clear[5])
            if now is None:
                del self._ended[clear[5]]
            else:
                self._ended[clear[5]] = now

    def _last_before(self, region: str, clear: Entry) -> int | None:
        """The last occurrence that an all-clear can end: of a class that fits, ended no later, at most ten hours before."""
        told = self._told[region]
        threat = self._sketches[clear[5]].threat
        for index in range(find_recent(told, (clear[0], True, inf)) - 1, -1, -1):
            other = told[index]
            if other[0] < clear[0] - OPEN_ALERT_S:
                return None
            if other[5] != clear[5] and fits(self._sketches[other[5]].threat, threat):
                return other[5]
        return None


def fits(one: str | None, other: str | None) -> bool:
    """Whether two classes of threat can be one: equal, or one of them not told."""
    return one is None or other is None or one == other
