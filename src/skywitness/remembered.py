"""What is known of single words, worked out once for each distinct word: a few words make most of all texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

Told = TypeVar("Told")
MEMORY = 1 << 17
"""Words whose answer is remembered."""


class Remembered(dict[str, Told]):
    """What a function tells of a word, asked by ``remembered[word]``: the function is called for a word that is not remembered.

    When it holds ``most`` words it forgets them all, so that a long stream does not fill the memory. Nothing is as quick to ask: a post asks of each of its words
    several times over, and most are known.

    >>> lengths = Remembered(len)
    >>> [lengths[word] for word in ("drone", "fell", "drone")], len(lengths)
    ([5, 4, 5], 2)
    """

    def __init__(self, tell: Callable[[str], Told], most: int = MEMORY) -> None:
        super().__init__()
        self._tell: Final = tell
        self._most: Final = most

    def __missing__(self, word: str) -> Told:
        if len(self) >= self._most:
            self.clear()
        told = self[word] = self._tell(word)
        return told
