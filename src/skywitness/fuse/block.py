"""Which occurrences are compared at all: those of one region close in time, what missiles bridge, and what an all-clear ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from skywitness.fuse.sketch import HOUR_S, Sketch
from skywitness.model.ids import Digest
from skywitness.model.words import What

COMPARED_GAP_S = 2 * HOUR_S
"""Waves up to two hours apart are one; what lies further apart is joined only through what lies between."""
MISSILE_GAP_S = 15 * 60.0
SAME_VOICE_GAP_S = 30 * 60.0
"""How long a channel that names no place is taken to go on about what it named last."""
OPEN_ALERT_S = 10 * HOUR_S
"""How long an alert may stand before its all-clear is taken to be another's."""
LIVE = frozenset({What.WARNED, What.SIGHTED, What.AIR_DEFENCE_ACTIVE, What.ALL_CLEAR, What.INTERCEPTED})
"""What a channel tells while it goes on."""
TOLD_AFTERWARDS = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
"""What may be told some time after it was."""
LARGE_COUNT = 10
NEIGHBOURS = 60
"""How many later occurrences of a region each one is compared with, so that a burst costs no square."""

Pair = tuple[int, int]


def block_pairs(sketches: Sequence[Sketch]) -> set[Pair]:
    """Positions of occurrences that are worth a comparison, the smaller first. Loose sketches are left out: they attach afterwards."""
    regions: dict[str, list[int]] = defaultdict(list)
    missiles = []
    for position, sketch in enumerate(sketches):
        if sketch.is_loose or sketch.region is None:
            continue
        regions[sketch.region].append(position)
        if sketch.threat == "missile":
            missiles.append(position)
    pairs = set(_sweep(missiles, sketches, MISSILE_GAP_S))
    for group in regions.values():
        pairs.update(_sweep(group, sketches, COMPARED_GAP_S))
    return pairs


def _sweep(positions: Iterable[int], sketches: Sequence[Sketch], gap_s: float) -> Iterator[Pair]:
    """Pairs whose periods overlap or lie at most ``gap_s`` apart, in the order of their beginnings."""
    ordered = sorted(positions, key=lambda position: (sketches[position].first_s or 0.0, position))
    for index, position in enumerate(ordered):
        until_s = (sketches[position].last_s or 0.0) + gap_s
        for other in ordered[index + 1 : index + 1 + NEIGHBOURS]:
            if (sketches[other].first_s or 0.0) > until_s:
                break
            yield min(position, other), max(position, other)


def _go_on(group: list[int], sketches: Sequence[Sketch]) -> Iterator[Pair]:
    """Pairs that one channel told within half an hour of each other, one of them naming no place."""
    ordered = sorted(group, key=lambda position: (sketches[position].told_s or 0.0, position))
    for index, position in enumerate(ordered):
        until_s = (sketches[position].told_s or 0.0) + SAME_VOICE_GAP_S
        for other in ordered[index + 1 : index + 1 + NEIGHBOURS]:
            if (sketches[other].told_s or 0.0) > until_s:
                break
            if not sketches[position].names_place or not sketches[other].names_place:
                yield min(position, other), max(position, other)


class AlertClock:
    """When all-clears were given, by region: what they part and what they end."""

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._sketches = sketches
        self._clears: dict[str, list[tuple[float, str | None]]] = defaultdict(list)
        for sketch in sketches:
            if sketch.what is What.ALL_CLEAR and not sketch.negated and not sketch.is_loose and sketch.region and sketch.last_s is not None:
                self._clears[sketch.region].append((sketch.last_s, sketch.threat))
        for clears in self._clears.values():
            clears.sort(key=lambda clear: clear[0])

    def stands_between(self, left: Sketch, right: Sketch) -> bool:
        """Whether an all-clear for what flew was given after the earlier one and before the later one began."""
        early, late = sorted((left, right), key=lambda sketch: (sketch.last_s or 0.0, sketch.occurrence))
        if early.region != late.region or early.region is None or late.last_s is None or early.last_s is None:
            return False
        clears = self._clears.get(early.region, [])
        since_s = early.first_s if early.what in TOLD_AFTERWARDS and early.first_s is not None else early.last_s
        low = bisect_left(clears, since_s, key=lambda clear: clear[0])
        high = bisect_left(clears, late.last_s, key=lambda clear: clear[0])
        return any(_fits(threat, early.threat) and _fits(threat, late.threat) for _, threat in clears[low:high])

    def ended_pairs(self) -> set[Pair]:
        """Each all-clear with the last occurrence before it of the alert that it ends."""
        regions: dict[str, list[int]] = defaultdict(list)
        for position, sketch in enumerate(self._sketches):
            if not sketch.is_loose and sketch.region is not None:
                regions[sketch.region].append(position)
        return {pair for group in regions.values() for pair in self._ended_in(group)}

    def _ended_in(self, group: list[int]) -> Iterator[Pair]:
        sketches = self._sketches
        ordered = sorted(group, key=lambda position: (sketches[position].last_s or 0.0, position))
        times = [sketches[position].last_s or 0.0 for position in ordered]
        for position in ordered:
            clear = sketches[position]
            if clear.what is not What.ALL_CLEAR or clear.last_s is None:
                continue
            begin, end = bisect_left(times, clear.last_s - OPEN_ALERT_S), bisect_right(times, clear.last_s)
            earlier = (other for other in reversed(ordered[begin:end]) if other != position and _fits(sketches[other].threat, clear.threat))
            last = next(earlier, None)
            if last is not None:
                yield min(position, last), max(position, last)


def _fits(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def block_loose(sketches: Sequence[Sketch], origin: Mapping[Digest, Digest]) -> set[Pair]:
    """Pairs with at least one loose occurrence: overlapping in one region, of one voice that goes on
    within half an hour, with one large figure, or of one report or its copies."""
    pairs: set[Pair] = set()
    regions, voices, reports = (defaultdict[str, list[int]](list) for _ in range(3))
    figures: dict[tuple[str, int], list[int]] = defaultdict(list)
    for position, sketch in enumerate(sketches):
        reports[origin.get(sketch.report, sketch.report)].append(position)
        if sketch.first_s is None:
            continue
        if sketch.what in LIVE and not sketch.is_wide:
            voices[sketch.source].append(position)
        if sketch.count is not None and sketch.count >= LARGE_COUNT and sketch.threat is not None:
            figures[sketch.threat, sketch.count].append(position)
        if sketch.region is not None:
            regions[sketch.region].append(position)
    for group in regions.values():
        pairs.update(pair for pair in _sweep(group, sketches, COMPARED_GAP_S) if sketches[pair[0]].is_wide or sketches[pair[1]].is_wide)
    for group in voices.values():
        pairs.update(_go_on(group, sketches))
    for group in figures.values():
        pairs.update(pair for pair in _sweep(group, sketches, 0.0) if any(sketches[each].is_loose for each in pair))
    for group in reports.values():
        pairs.update(pair for pair in combinations(group[:NEIGHBOURS], 2) if any(sketches[each].is_loose for each in pair))
    return pairs
