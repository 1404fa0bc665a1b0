"""What roll-ups cover, kept up to date as occurrences come and go: only those whose period and places hold what changed are looked at again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from skywitness.fuse.ongoing.recall import Order
from skywitness.fuse.sketch import Sketch
from skywitness.fuse.tally import counts_again, covers, covers_since, is_kept_uncovered, places_reached, places_told
from skywitness.model.ids import Digest, OccurrenceId

Place: TypeAlias = tuple[Order, OccurrenceId]
"""What occurrences are ordered by: their reports, then their ids."""


class Counted(Struct, frozen=True, gc=False):
    """An occurrence as roll-ups see it."""

    sketch: Sketch
    order: Order
    is_digest: bool
    is_total: bool

    @property
    def place(self) -> Place:
        """Its place in the order of telling."""
        return self.order, self.sketch.occurrence


class Covering:
    """Every roll-up with what it covers, in the order of telling. ``origins`` is read as it is at each call."""

    def __init__(self, origins: Mapping[Digest, Digest], countries: Mapping[str, str]) -> None:
        self.covers: dict[OccurrenceId, tuple[OccurrenceId, ...]] = {}
        self.covering: dict[OccurrenceId, set[OccurrenceId]] = defaultdict(set)
        """By what is covered, the roll-ups that cover it."""
        self._origins, self._countries = origins, countries
        self._counted: dict[OccurrenceId, Counted] = {}
        self._told: dict[str, list[tuple[float, OccurrenceId]]] = defaultdict(list)
        self._roll_ups: dict[str, list[tuple[float, OccurrenceId]]] = defaultdict(list)

    def replace(self, gone: Iterable[OccurrenceId], came: Iterable[Counted]) -> set[OccurrenceId]:
        """Let occurrences go and take others in; gives the roll-ups that cover something else now, or are none any more."""
        look = set[OccurrenceId]()
        for occurrence in gone:
            look.update(self._holders(self._counted[occurrence]))
            self._file(self._counted.pop(occurrence), is_here=False)
        for counted in came:
            self._counted[counted.sketch.occurrence] = counted
            self._file(counted, is_here=True)
            look.update(self._holders(counted))
        return {roll_up for roll_up in look if self._renew(roll_up)}

    def _file(self, counted: Counted, *, is_here: bool) -> None:
        sketch = counted.sketch
        entry = (sketch.last_s or 0.0, sketch.occurrence)
        tables = [] if counted.is_digest else [self._told[place] for place in places_told(sketch)]
        if counts_again(sketch, is_total=counted.is_total):
            tables += [self._roll_ups[place] for place in places_reached(sketch, self._countries)]
        for table in tables:
            if is_here:
                insort(table, entry)
            else:
                del table[bisect_left(table, entry)]

    def _holders(self, counted: Counted) -> set[OccurrenceId]:
        """The roll-ups that can cover an occurrence, and itself when it is one."""
        sketch = counted.sketch
        found = {sketch.occurrence}
        if sketch.last_s is None or counted.is_digest:
            return found
        for place in places_told(sketch):
            table = self._roll_ups.get(place, [])
            for _, roll_up in table[bisect_left(table, (sketch.last_s, "")) :]:
                if self._since(self._counted[roll_up]) <= sketch.last_s:
                    found.add(roll_up)
        return found

    @staticmethod
    def _since(counted: Counted) -> float:
        return covers_since(counted.sketch, is_digest=counted.is_digest)

    def _renew(self, roll_up: OccurrenceId) -> bool:
        before, now = self.covers.pop(roll_up, None), self._cover(roll_up)
        if now is not None:
            self.covers[roll_up] = now
        if now == before:
            return False
        for covered in before or ():
            self.covering[covered].discard(roll_up)
        for covered in now or ():
            self.covering[covered].add(roll_up)
        return True

    def _cover(self, roll_up: OccurrenceId) -> tuple[OccurrenceId, ...] | None:
        counted = self._counted.get(roll_up)
        if counted is None or not counts_again(counted.sketch, is_total=counted.is_total):
            return None
        sketch, near = counted.sketch, set[Place]()
        for place in places_reached(sketch, self._countries):
            table = self._told.get(place, [])
            begin, end = bisect_left(table, (self._since(counted), "")), bisect_right(table, (sketch.last_s or 0.0, "~"))
            near.update(
                self._counted[other].place
                for _, other in table[begin:end]
                if covers(sketch, self._counted[other].sketch, is_digest=counted.is_digest, origins=self._origins)
            )
        is_kept = near or is_kept_uncovered(sketch, is_total=counted.is_total)
        return tuple(occurrence for _, occurrence in sorted(near)) if is_kept else None
