"""Which occurrences are compared at all: those of one region close in time, those that a missile bridges, and what the vague might belong to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from math import floor, inf

from skywitness.fuse.recent import find_recent, insert_recent
from skywitness.fuse.sketch import HOUR_S, WIDE_S, Sketch
from skywitness.model.words import What

Pair = tuple[int, int]
"""Two numbers of occurrences, the smaller first."""
COMPARED_GAP_S = 2 * HOUR_S
"""Waves up to two hours apart are one; what lies further apart is joined only through what lies between."""
MISSILE_GAP_S = 15 * 60.0
MISSILE_CELL_DEG = (3.0, 6.0)
"""Degrees of latitude and longitude that are at least the reach of a missile, 300 km, up to 62 degrees north."""
SAME_VOICE_GAP_S = 30 * 60.0
"""How long a channel that names no place is taken to go on about what it named last."""
LIVE = frozenset({What.WARNED, What.SIGHTED, What.AIR_DEFENCE_ACTIVE, What.ALL_CLEAR, What.INTERCEPTED})
"""What a channel tells while it goes on."""
LARGE_COUNT = 10
REMEMBERED = 4096
"""Occurrences of which it is remembered in which groups they are: what is pushed apart is near in time, and is asked for again and again."""
NEIGHBOURS = 60
"""How many later occurrences each one is compared with, so that a burst costs no square."""

Entry = tuple[float, float, str, str, int]
"""When it begins, and then what tells it from others: publication, report, occurrence; its number."""


def order_of(sketch: Sketch) -> tuple[float, str, str]:
    """What occurrences are ordered by, whenever they came in: publication (none comes last), report, id."""
    return inf if sketch.told_s is None else sketch.told_s, sketch.report, sketch.occurrence


class Sweep:
    """Groups of occurrences in the order of their beginnings; each is compared with the next sixty that begin before its end and a gap.

    ``until`` gives that instant; ``reach_s`` is the longest from a beginning to it. Taking in an occurrence tells which pairs it makes
    and which it pushes out, so that the pairs held never depend on the order of arrival. Cost: the neighbours compared with.
    """

    def __init__(self, until: Callable[[Sketch], float], reach_s: float) -> None:
        self._until = until
        self._reach_s = reach_s
        self._groups: dict[Hashable, list[Entry]] = {}
        self._alone: dict[Hashable, Entry] = {}
        """The only entries of their groups: most reports tell of one thing, and a list for each would cost the collector of garbage its time."""

    def insert(self, key: Hashable, entry: Entry, sketches: Sequence[Sketch]) -> tuple[list[int], list[Pair]]:
        """The numbers that a new occurrence is compared with, and the pairs that it pushes apart."""
        group = self._find_group(key, entry)
        if group is None:
            return [], []
        at = find_recent(group, entry)
        group.insert(at, entry)
        begin_s, until_s = entry[0], self._until(sketches[entry[4]])
        beside: list[int] = []
        for other in group[at + 1 : at + 1 + NEIGHBOURS]:
            if other[0] > until_s:
                break
            beside.append(other[4])
        pushed: list[Pair] = []
        size = len(group)
        for index in range(at - 1, max(-1, at - 1 - NEIGHBOURS), -1):
            earlier = group[index]
            if begin_s - earlier[0] > self._reach_s:
                break
            earlier_until_s = self._until(sketches[earlier[4]])
            if earlier_until_s >= begin_s:
                beside.append(earlier[4])
                out = index + NEIGHBOURS + 1
                if out < size and group[out][0] <= earlier_until_s:
                    pushed.append(_pair(earlier[4], group[out][4]))
        return beside, pushed

    def remove(self, key: Hashable, entry: Entry, sketches: Sequence[Sketch]) -> list[Pair]:
        """Let an occurrence go; gives the pairs that it had pushed apart."""
        if self._alone.get(key) == entry:
            del self._alone[key]
            return []
        group = self._groups[key]
        at = find_recent(group, entry)
        del group[at]
        pulled: list[Pair] = []
        for index in range(at - 1, max(-1, at - 1 - NEIGHBOURS), -1):
            earlier = group[index]
            if entry[0] - earlier[0] > self._reach_s:
                break
            until_s, into = self._until(sketches[earlier[4]]), index + NEIGHBOURS
            if into < len(group) and group[into][0] <= until_s:
                pulled.append(_pair(earlier[4], group[into][4]))
        return pulled

    def insert_unmet(self, key: Hashable, entry: Entry) -> None:
        """Take in an occurrence of which it is known that no pair of its group is wanted yet."""
        group = self._find_group(key, entry)
        if group is not None:
            insert_recent(group, entry)

    def _find_group(self, key: Hashable, entry: Entry) -> list[Entry] | None:
        """The group that an entry is to be put into; None when it is the first, which has been noted."""
        group = self._groups.get(key)
        if group is None:
            first = self._alone.pop(key, None)
            if first is None:
                self._alone[key] = entry
                return None
            group = self._groups[key] = [first]
        return group

    def holds(self, key: Hashable, entries: tuple[Entry, Entry], sketches: Sequence[Sketch]) -> bool:
        """Whether two occurrences of one group are compared."""
        group = self._groups[key]
        first, second = sorted(entries)
        return second[0] <= self._until(sketches[first[4]]) and find_recent(group, second) - find_recent(group, first) <= NEIGHBOURS


class Blocks:
    """All sweeps of linking: which pairs are compared, kept up to date as occurrences come in.

    A firm occurrence meets firm ones of its zone; a missile, missiles within reach and what there does not say what flew. A loose one meets what overlaps in its zone when its period
    is wide, what its own voice told within half an hour when one of them names no place, equal large figures, and its own report.
    """

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._sketches = sketches
        self._zones_with_wide: set[str | None] = set()
        self._keys_of = lru_cache(REMEMBERED)(lambda number, origin: frozenset(_keys(sketches[number], origin)))
        self._sweeps = {
            "zone": Sweep(lambda sketch: (sketch.last_s or 0.0) + COMPARED_GAP_S, WIDE_S + COMPARED_GAP_S),
            "missile": Sweep(lambda sketch: (sketch.last_s or 0.0) + MISSILE_GAP_S, WIDE_S + MISSILE_GAP_S),
            "unnamed": Sweep(lambda sketch: (sketch.last_s or 0.0) + MISSILE_GAP_S, WIDE_S + MISSILE_GAP_S),
            "wide": Sweep(lambda sketch: (sketch.last_s or 0.0) + COMPARED_GAP_S, inf),
            "voice": Sweep(lambda sketch: (sketch.told_s or 0.0) + SAME_VOICE_GAP_S, SAME_VOICE_GAP_S),
            "figure": Sweep(lambda sketch: sketch.last_s or 0.0, inf),
            "report": Sweep(lambda _: inf, inf),
        }

    def insert(self, number: int, origin: str) -> tuple[set[int], list[Pair]]:
        """The numbers that an occurrence is compared with, and the pairs that it may have pushed apart. ``origin`` is its report's first origin."""
        sketch = self._sketches[number]
        beside: set[int] = set()
        pushed: list[Pair] = []
        order = order_of(sketch)
        for name, key in _keys(sketch, origin):
            if name == "wide" and sketch.is_wide:
                self._zones_with_wide.add(sketch.zone)
            if name == "wide" and sketch.zone not in self._zones_with_wide:
                self._sweeps[name].insert_unmet(key, (_begin(name, sketch), *order, number))
                continue
            near, apart = self._sweeps[name].insert(key, (_begin(name, sketch), *order, number), self._sketches)
            beside.update(other for other in near if _is_wanted(name, sketch, self._sketches[other]))
            pushed += apart
        return beside, pushed

    def remove(self, number: int, origin: str) -> list[Pair]:
        """Let an occurrence go; gives the pairs that may be compared again."""
        sketch = self._sketches[number]
        return [
            pair
            for name, key in _keys(sketch, origin)
            for pair in self._sweeps[name].remove(key, self._entry(name, number), self._sketches)
        ]

    def hold(self, pair: Pair, origins: tuple[str, str]) -> bool:
        """Whether a pair is compared by any sweep."""
        left, right = (self._sketches[number] for number in pair)
        shared = self._keys_of(pair[0], origins[0]) & self._keys_of(pair[1], origins[1])
        return any(
            _is_wanted(name, left, right)
            and self._sweeps[name].holds(key, (self._entry(name, pair[0]), self._entry(name, pair[1])), self._sketches)
            for name, key in shared
        )

    def _entry(self, name: str, number: int) -> Entry:
        sketch = self._sketches[number]
        return (_begin(name, sketch), *order_of(sketch), number)


def _begin(name: str, sketch: Sketch) -> float:
    if name == "report":
        return 0.0
    return (sketch.told_s if name == "voice" else sketch.first_s) or 0.0


def _keys(sketch: Sketch, origin: str) -> Iterator[tuple[str, Hashable]]:
    """The sweeps that an occurrence takes part in, and its group in each."""
    if sketch.zone is not None and not sketch.is_loose:
        yield "zone", sketch.zone
        if sketch.threat in {"missile", None} and sketch.place is not None:
            for half in range(4):
                cell = (half, *_cell(sketch.place.lat, sketch.place.lon, half))
                yield "unnamed", cell
                if sketch.threat is not None:
                    yield "missile", cell
    yield "report", origin
    if sketch.first_s is None:
        return
    if sketch.what in LIVE and not sketch.is_wide:
        yield "voice", sketch.source
    if sketch.count is not None and sketch.count >= LARGE_COUNT and sketch.threat is not None:
        yield "figure", (sketch.threat, sketch.count)
    if sketch.zone is not None:
        yield "wide", sketch.zone


def _cell(lat: float, lon: float, half: int) -> tuple[int, int]:
    """The cell of a grid twice as wide as the reach; of four grids shifted by half a cell, two places within reach share at least one."""
    high, broad = MISSILE_CELL_DEG
    return floor((lat / high + half % 2) / 2), floor((lon / broad + half // 2) / 2)


def _is_wanted(name: str, one: Sketch, other: Sketch) -> bool:
    """Whether two neighbours in a sweep are worth a comparison."""
    if name in {"zone", "missile"}:
        return True
    if name == "unnamed":
        return one.threat != other.threat
    if name == "voice":
        return not (one.names_place and other.names_place)
    if name == "wide":
        return one.is_wide or other.is_wide
    return one.is_loose or other.is_loose


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
