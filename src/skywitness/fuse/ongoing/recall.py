"""The scan for parents as it goes on: each report looks at the latest earlier ones that share a key with it and have no parent themselves."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from typing import TypeAlias

from skywitness.model.ids import Digest
from skywitness.model.incident import Derivation
from skywitness.model.report import Report

Order: TypeAlias = tuple[bool, str, Digest]
"""What reports are ordered by: publication (none comes last), digest."""
Judge: TypeAlias = Callable[[Digest, "Counter[Digest]"], Derivation | None]
"""Chooses a parent among earlier reports, given how many looks at shared keys led to each."""


def order_report(report: Report) -> Order:
    """The place of a report among those that were told."""
    return report.published_at is None, report.published_at.isoformat() if report.published_at else "", report.digest


class Recall:
    """Parents found by keys. Reports come and go in any order; what is found is what one scan over them in the order of telling finds.

    A report can change what another one finds only if both share a key and fewer than ``remembered`` parentless ones lie between them: only those look again.
    """

    def __init__(self, remembered: int, judge: Judge) -> None:
        self.found: dict[Digest, Derivation] = {}
        self._remembered, self._judge = remembered, judge
        self._keys: dict[Order, tuple[Hashable, ...]] = {}
        self._looking: dict[Hashable, list[Order]] = defaultdict(list)
        self._parentless: dict[Hashable, list[Order]] = defaultdict(list)
        self._seen: dict[Order, bool] = {}
        """The reports that have looked, and whether they found no parent."""
        self._waiting: set[Order] = set()

    def insert(self, order: Order, keys: tuple[Hashable, ...]) -> None:
        """Take in a report with its keys, to look when :meth:`settle` is called."""
        self._keys[order] = keys
        self._waiting.add(order)

    def remove(self, order: Order) -> None:
        """Let a report go."""
        keys = self._keys.pop(order, ())
        self._waiting.discard(order)
        was_parentless = self._seen.pop(order, None)
        if was_parentless is None:
            return
        self.found.pop(order[2], None)
        for key in keys:
            self._take_out(self._looking, key, order)
            if was_parentless:
                self._waiting.update(self._affected(key, order))
                self._take_out(self._parentless, key, order)

    def settle(self) -> set[Digest]:
        """Have all that may find something else look again, in the order of telling; gives those that did."""
        changed = set[Digest]()
        heap = list(self._waiting)
        heapq.heapify(heap)
        while heap:
            order = heapq.heappop(heap)
            if order not in self._waiting:
                continue
            self._waiting.remove(order)
            before, now = self.found.pop(order[2], None), self._look(order)
            if now is not None:
                self.found[order[2]] = now
            if now != before:
                changed.add(order[2])
            for later in self._note(order, is_parentless=now is None):
                if later not in self._waiting:
                    self._waiting.add(later)
                    heapq.heappush(heap, later)
        return changed

    def _look(self, order: Order) -> Derivation | None:
        shared = Counter[Digest]()
        for key in self._keys[order]:
            earlier = self._parentless.get(key, [])
            end = bisect_left(earlier, order)
            shared.update(each[2] for each in earlier[max(0, end - self._remembered) : end])
        return self._judge(order[2], shared) if shared else None

    def _note(self, order: Order, *, is_parentless: bool) -> Iterator[Order]:
        """Keep whether a report is parentless; gives the later ones that may now find something else."""
        was = self._seen.get(order)
        self._seen[order] = is_parentless
        for key in self._keys[order]:
            if was is None:
                insort(self._looking[key], order)
            if is_parentless and not was:
                insort(self._parentless[key], order)
                yield from self._affected(key, order)
            elif was and not is_parentless:
                yield from self._affected(key, order)
                self._take_out(self._parentless, key, order)

    def _affected(self, key: Hashable, order: Order) -> list[Order]:
        """The later reports with a key that have a parentless one among those they look at."""
        parentless, looking = self._parentless[key], self._looking[key]
        last = bisect_right(parentless, order) + self._remembered - 1
        end = bisect_right(looking, parentless[last]) if last < len(parentless) else len(looking)
        return looking[bisect_right(looking, order) : end]

    @staticmethod
    def _take_out(table: dict[Hashable, list[Order]], key: Hashable, order: Order) -> None:
        entries = table[key]
        del entries[bisect_left(entries, order)]
        if not entries:
            del table[key]
