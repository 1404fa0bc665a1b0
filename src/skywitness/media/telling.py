"""How far a step on a file has come: a process apart tells it in single bytes, one for each percent, and whoever waits for it may watch.

The channel is a pipe that is opened before the process confines itself. What a hostile file could make it say is at worst a wrong percentage.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

HANDLE = "SKYWITNESS_TELLS"
"""Names the open file, by its number, in the environment of the process apart."""
WHOLE = 100

Watch: TypeAlias = Callable[[int], None]
"""Takes how many percent are done by now."""
watcher: ContextVar[Watch | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Have every step on a file, while this lasts and in this thread, tell how far it has come. ``watch`` is called from another thread."""
    before = watcher.set(watch)
    try:
        yield
    finally:
        watcher.reset(before)


def follow(handle: int, watch: Watch) -> None:
    """Watch what is told through a pipe until its other end is closed; what goes back or beyond the whole is left out."""
    done = 0
    with os.fdopen(handle, "rb", buffering=0) as told:
        while percents := told.read(WHOLE):
            furthest = max(each for each in (done, *percents) if each <= WHOLE)
            if furthest > done:
                done = furthest
                watch(done)


class Teller:
    """Tells how far a process apart has come, in ``part`` of its work that begins after ``after``, both as shares of the whole."""

    def __init__(self, length_s: float | None, *, after: float = 0.0, part: float = 1.0) -> None:
        self._handle, self._length_s, self._after, self._part, self._told = int(os.environ.get(HANDLE, "-1")), length_s, after, part, 0

    def tell(self, at_s: float) -> None:
        """That the film was gone through up to here; nothing where nobody watches or its length is not known."""
        if self._handle < 0 or not self._length_s:
            return
        percent = int(WHOLE * (self._after + self._part * min(1.0, max(0.0, at_s / self._length_s))))
        if percent > self._told:
            self._told = percent
            os.write(self._handle, bytes([percent]))
