"""Finds incidents by parts of words: the few distinct words are looked through, not the many texts.

A text is cut at its white space, and what is looked for holds none, so that a part of the text is always a part of one of its words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable

import numpy as np

from skywitness.publish.index.columns import Mask, Slots, renumbered

TOGETHER = 20_000
"""Words that are looked through as one piece of text."""
GAP = "\n"


class Words:
    """The words of texts, each with the numbers of the incidents that have it."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._numbers: list[array[int]] = []
        self._sealed: list[tuple[str, list[int]]] = []
        """Pieces of text with where each of its words begins."""
        self._open: list[str] = []

    def add(self, words: Iterable[str], number: int) -> None:
        """One incident has these words; each is given once."""
        for word in words:
            at = self._known.get(word)
            if at is None:
                at = self._known[word] = len(self._numbers)
                self._numbers.append(array("q"))
                self._open.append(word)
                if len(self._open) == TOGETHER:
                    self._sealed.append(_join(self._open))
                    self._open = []
            self._numbers[at].append(number)

    def mask(self, part: str, size: int) -> Mask:
        """Which incidents have a word that this is a part of."""
        found = np.zeros(size, np.bool_)
        for at in self._holding(part):
            found[np.frombuffer(self._numbers[at], np.int64)] = True
        return found

    def renumber(self, new: Slots) -> None:
        """Give each number its new one; those whose new one is negative are forgotten. Words that nobody has any more stay known."""
        self._numbers = [array("q", renumbered(np.frombuffer(numbers, np.int64), new).tobytes()) for numbers in self._numbers]

    def _holding(self, part: str) -> Iterable[int]:
        """The words that hold a part, by number."""
        for piece, (text, starts) in enumerate([*self._sealed, _join(self._open)]):
            begin = text.find(part)
            while begin >= 0:
                word = bisect_right(starts, begin) - 1
                yield piece * TOGETHER + word
                begin = text.find(part, starts[word + 1] if word + 1 < len(starts) else len(text))


def _join(words: list[str]) -> tuple[str, list[int]]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + len(GAP)
    return GAP.join(words), starts
