"""Columns that grow: one number each for every incident that was ever put in, the dead among them marked."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Slots: TypeAlias = NDArray[np.int64]
"""Numbers of incidents in the columns."""
Mask: TypeAlias = NDArray[np.bool_]
"""One truth for each number."""
View: TypeAlias = "dict[str, NDArray[Any]]"
"""The columns up to some number, by name."""
LEAST = 1024

KINDS = {
    "alive": np.bool_,
    "placed": np.bool_,
    "standing": np.int16,
    "what": np.int16,
    "region": np.int32,
    "streams": np.int32,
    "earliest": np.int64,
    "latest": np.int64,
    "order": np.int64,
    "lat": np.float64,
    "lon": np.float64,
    "radius_m": np.float64,
    "spot": np.int32,
    "roots": np.int32,
    "silent": np.int64,
    "gaps": np.int32,
    "disputes": np.int32,
}
"""What the columns hold. Times are microseconds since 1970, :data:`NO_TIME` where none is told; ``streams``, ``gaps`` and ``disputes`` have a bit for each. ``silent`` is
since when an authority has been silent at longest, :data:`NO_CLOCK` where one is silent and no clock can run.
"""
NO_TIME = np.iinfo(np.int64).min
NO_CLOCK = np.iinfo(np.int64).max


class Columns:
    """Arrays of one length, doubled when they are full."""

    def __init__(self) -> None:
        self.size = 0
        self._held: View = {name: np.zeros(LEAST, kind) for name, kind in KINDS.items()}

    def view(self) -> View:
        """The columns as they are now, by name; what comes later is not in them."""
        return {name: column[: self.size] for name, column in self._held.items()}

    def append(self, **values: float) -> int:
        """One more, and its number."""
        number = self.size
        if number == len(self._held["alive"]):
            self._held = {name: np.concatenate([column, np.zeros_like(column)]) for name, column in self._held.items()}
        for name, value in values.items():
            self._held[name][number] = value
        self._held["alive"][number] = True
        self.size = number + 1
        return number

    def kill(self, number: int) -> None:
        """Mark one as dead."""
        self._held["alive"][number] = False

    def keep(self, numbers: Slots) -> None:
        """Keep only these, in this order; they get the numbers from 0 on. Views of the columns as they were stay as they are."""
        self._held = {name: np.concatenate([column[numbers], np.zeros(LEAST, column.dtype)]) for name, column in self._held.items()}
        self.size = len(numbers)


class Codes:
    """A small number for each of some words, in the order in which they came; 0 is for none."""

    def __init__(self) -> None:
        self.words: list[str] = [""]
        self._codes: dict[str, int] = {"": 0}

    def code(self, word: str) -> int:
        """The number of a word, a new one when it never came."""
        known = self._codes.get(word)
        if known is None:
            known = self._codes[word] = len(self.words)
            self.words.append(word)
        return known

    def known(self, word: str) -> int | None:
        """The number of a word; None when it never came."""
        return self._codes.get(word)


class Postings:
    """For each of some words, the numbers of the incidents that have it, in the order in which they came."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))

    def add(self, words: Iterable[str], number: int) -> None:
        """One incident has these words."""
        for word in words:
            self._numbers[word].append(number)

    def mask(self, word: str, size: int) -> Mask:
        """Which incidents have a word."""
        found = np.zeros(size, np.bool_)
        if word in self._numbers:
            found[np.frombuffer(self._numbers[word], np.int64)] = True
        return found

    def renumber(self, new: Slots) -> None:
        """Give each number its new one; those whose new one is negative are forgotten."""
        for word, numbers in self._numbers.items():
            self._numbers[word] = array("q", renumbered(np.frombuffer(numbers, np.int64), new).tobytes())


class Ids:
    """For each of many ids, the few incidents that have it: mostly one, which is then kept as a bare number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int | tuple[int, ...]] = {}

    def add(self, ids: Iterable[str], number: int) -> None:
        """One incident has these ids."""
        for each in ids:
            held = self._numbers.get(each)
            self._numbers[each] = number if held is None else (*self._held(each), number)

    def mark(self, wanted: str, found: Mask) -> None:
        """Mark the incidents that have an id."""
        found[list(self._held(wanted))] = True

    def renumber(self, new: Slots) -> None:
        """Give each number its new one; those whose new one is negative are forgotten, and so are ids that nobody has any more."""
        old, self._numbers = self._numbers, {}
        for each, held in old.items():
            numbers = tuple(int(new[number]) for number in (held if isinstance(held, tuple) else (held,)) if new[number] >= 0)
            if numbers:
                self._numbers[each] = numbers if len(numbers) > 1 else numbers[0]

    def _held(self, wanted: str) -> tuple[int, ...]:
        held = self._numbers.get(wanted, ())
        return held if isinstance(held, tuple) else (held,)


def renumbered(numbers: Slots, new: Slots) -> Slots:
    """The new numbers of these, without those that are forgotten."""
    moved = new[numbers]
    return moved[moved >= 0]
