"""Which incidents went into which, kept up as more of them go: a picture of many merges is not gone through for each new one."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Mapping

from skywitness.model.ids import IncidentId
from skywitness.publish.opening import find_merged


class Merged:
    """The end that each incident which is gone has in the picture, and by end what came to it, sorted by id.

    >>> one, two, three = map(IncidentId, ("i-1", "i-2", "i-3"))
    >>> merged = Merged({one: two})
    >>> merged.follow({two: three}, changed={two, three})
    True
    >>> merged.came
    {'i-3': ['i-1', 'i-2']}
    """

    def __init__(self, redirects: Mapping[IncidentId, IncidentId]) -> None:
        self._ends = dict(redirects)
        self.came = find_merged(redirects)

    def follow(self, redirects: Mapping[IncidentId, IncidentId], changed: Collection[IncidentId]) -> bool:
        """Take in where incidents went, one step each; ``changed`` are all that are others now.

        False, and nothing is taken in, when one of them had gone before: it came back or went elsewhere, and everything must be read again.
        """
        if not self._ends.keys().isdisjoint(changed):
            return False
        for gone, into in redirects.items():
            self._move(gone, self._ends.get(into, into))
        return True

    def _move(self, gone: IncidentId, end: IncidentId) -> None:
        for each in (gone, *self.came.pop(gone, ())):
            self._ends[each] = end
            insort(self.came.setdefault(end, []), each)
