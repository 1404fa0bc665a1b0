"""The queue of what needs a person, the most valuable first, kept in order while incidents change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable
from threading import RLock

from skywitness.model.review import Item, Need

Place = tuple[float, str]


class Queue:
    """Items by key, in the order of their value. Threads may share it."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._order: list[Place] = []
        self._of: dict[str, set[str]] = {}
        """By incident, the keys of the items about it."""
        self._lock = RLock()

    def replace(self, incident_ids: Iterable[str], items: Iterable[Item]) -> None:
        """Put these in the place of all that was asked about these incidents."""
        with self._lock:
            for key in {key for each in incident_ids for key in self._of.get(each, ())}:
                self.discard(key)
            for item in items:
                self.put(item)

    def put(self, item: Item) -> None:
        """Put in one item, in the place of what had its key."""
        with self._lock:
            self.discard(item.key)
            self._items[item.key] = item
            insort(self._order, (-item.value, item.key))
            for each in item.incidents:
                self._of.setdefault(each, set()).add(item.key)

    def discard(self, key: str) -> None:
        """Take an item out, if it is there."""
        with self._lock:
            item = self._items.pop(key, None)
            if item is None:
                return
            del self._order[bisect_left(self._order, (-item.value, key))]
            for each in item.incidents:
                self._of[each].discard(key)
                if not self._of[each]:
                    del self._of[each]

    def get(self, key: str) -> Item | None:
        """An item; None when it is not asked any more."""
        return self._items.get(key)

    def about(self, incident_id: str) -> list[Item]:
        """What is asked about an incident, the most valuable first."""
        with self._lock:
            return sorted((self._items[key] for key in self._of.get(incident_id, ())), key=lambda item: (-item.value, item.key))

    def first(self, most: int, *, need: Need | None = None, skip: int = 0, is_open: Callable[[Item], bool] = lambda _: True) -> list[Item]:
        """The most valuable items of a kind, or of all, that are open."""
        found = list[Item]()
        with self._lock:
            for _, key in self._order:
                item = self._items[key]
                if (need is None or item.need is need) and is_open(item):
                    if skip > 0:
                        skip -= 1
                        continue
                    found.append(item)
                    if len(found) >= most:
                        break
        return found

    def of_kind(self, need: Need) -> list[Item]:
        """All items of a kind."""
        with self._lock:
            return [item for item in self._items.values() if item.need is need]

    def counts(self) -> Counter[Need]:
        """How many there are of each kind."""
        with self._lock:
            return Counter(item.need for item in self._items.values())

    def __len__(self) -> int:
        return len(self._items)
