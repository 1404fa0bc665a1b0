"""Cuts a text into sentences whose letters can be matched and whose places in the original are known."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from skywitness.text.sentences import split_sentences
from skywitness.text.tokens import read_plainly

_FOLDS = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟″", '"'),
        **dict.fromkeys("’ʼ‘´`′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\n\r\t\u00a0\u202f*_", " "),
    }
)


class Sentence(Struct, frozen=True):
    """``text`` has quotes and dashes folded and letters as they stood; its first character is character ``start`` of the report's text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """One past the last character, in the report's text."""
        return self.start + len(self.text)

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where a stretch of the sentence stands in the report's text."""
        return self.start + begin, self.start + end


def split_prose(text: str, abbreviations: Collection[str]) -> list[Sentence]:
    """The sentences of a text in order.

    >>> [sentence.text for sentence in split_prose("Gov. Ivanov said “no”.\\nTwo drones\\nfell.", {"gov"})]
    ['Gov. Ivanov said "no".', 'Two drones fell.']
    """
    flat, tokens = read_plainly(text)
    ranges = split_sentences(tokens, abbreviations, flat.cased)
    spans = [flat.span(tokens[a].start, tokens[b - 1].end) for a, b in ranges if b > a]
    return [Sentence(text[a:b].translate(_FOLDS), a) for a, b in spans]
