"""What was read lately, kept until it is told to be another."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class AtHand(Generic[Key, Value]):
    """The last ``most`` values that were asked for. Threads may share it: what is forgotten while it is being read is not kept.

    >>> at_hand = AtHand[str, int](2)
    >>> [at_hand.get("a", lambda: 1), at_hand.get("a", lambda: 2)]
    [1, 1]
    >>> at_hand.forget(["a"])
    >>> at_hand.get("a", lambda: 3)
    3
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = OrderedDict[Key, Value]()
        self._forgotten = 0
        """How often something was forgotten: a value that was read meanwhile may be the old one."""
        self._lock = Lock()

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """The value of a key, read when it is not at hand. Nobody waits for another's reading."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            before = self._forgotten
        value = read()
        with self._lock:
            if self._forgotten == before:
                self._kept[key] = value
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return value

    def forget(self, keys: Iterable[Key]) -> None:
        """Read these again when they are next asked for."""
        with self._lock:
            self._forgotten += 1
            for key in keys:
                self._kept.pop(key, None)

    def forget_all(self) -> None:
        """Read everything again."""
        with self._lock:
            self._forgotten += 1
            self._kept.clear()
