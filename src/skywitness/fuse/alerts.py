"""Alerts as they are called and called off: what an all-clear ends, and what begins after it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from skywitness.fuse.sketch import HOUR_S, Sketch
from skywitness.model.words import What

Pair = tuple[int, int]
OPENS = frozenset({What.WARNED, What.SIGHTED, What.AIR_DEFENCE_ACTIVE})
"""What, told after an all-clear, begins another alert; an interception or a hit may still be told of the one that is over."""
OPEN_ALERT_S = 10 * HOUR_S
"""How long an alert may stand before its all-clear is taken to be another's."""


class Alerts:
    """The alerts of every region, one after another, for each class of threat; a report that names none takes part in all of them."""

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._sketches = sketches
        regions: dict[str, list[int]] = defaultdict(list)
        for position, sketch in enumerate(sketches):
            if not sketch.is_loose and sketch.region is not None:
                regions[sketch.region].append(position)
        self._regions = {region: sorted(group, key=self._order) for region, group in regions.items()}
        self._alert: dict[tuple[int, str | None], int] = {}
        for group in self._regions.values():
            for threat in {sketches[position].threat for position in group} | {None}:
                self._number(group, threat)

    def _order(self, position: int) -> tuple[float, bool, int]:
        sketch = self._sketches[position]
        return sketch.last_s or 0.0, sketch.what is not What.ALL_CLEAR, position

    def _number(self, group: Sequence[int], threat: str | None) -> None:
        """Number the alerts of one class of threat: after an all-clear, the next warning or sighting begins another."""
        number, is_over = 0, False
        for position in group:
            sketch = self._sketches[position]
            if not fits(sketch.threat, threat):
                continue
            if sketch.what is What.ALL_CLEAR and not sketch.negated:
                is_over = True
            elif is_over and sketch.what in OPENS:
                number, is_over = number + 1, False
            self._alert[position, threat] = number

    def are_parted(self, left: int, right: int) -> bool:
        """Whether an all-clear lies between the alerts that two occurrences of one region belong to."""
        one, other = self._sketches[left], self._sketches[right]
        if one.region != other.region:
            return False
        threat = one.threat or other.threat
        before, after = self._alert.get((left, threat)), self._alert.get((right, threat))
        return before is not None and after is not None and before != after

    def ended_pairs(self) -> set[Pair]:
        """Each all-clear with the last occurrence before it of the alert that it ends."""
        return {pair for group in self._regions.values() for pair in self._ended_in(group)}

    def _ended_in(self, group: Sequence[int]) -> Iterator[Pair]:
        sketches = self._sketches
        times = [sketches[position].last_s or 0.0 for position in group]
        for position in group:
            clear = sketches[position]
            if clear.what is not What.ALL_CLEAR or clear.last_s is None:
                continue
            begin, end = bisect_left(times, clear.last_s - OPEN_ALERT_S), bisect_right(times, clear.last_s)
            earlier = (other for other in reversed(group[begin:end]) if other != position and fits(sketches[other].threat, clear.threat))
            last = next(earlier, None)
            if last is not None:
                yield min(position, last), max(position, last)


def fits(one: str | None, other: str | None) -> bool:
    """Whether two classes of threat can be one: equal, or one of them not told."""
    return one is None or other is None or one == other
