"""The wording of a text as numbers that survive inflection, and whether two wordings are one text edited or one template filled twice."""

from __future__ import annotations

import heapq
import re
from difflib import SequenceMatcher
from zlib import crc32

from msgspec import Struct

WORD = re.compile(r"\w+")
LINK = re.compile(r"https?://\S+")
STEM_LETTERS = 5
"""Letters of a word that are compared: endings change when a text is retold in another case or tense."""
INDEXED_RUN = 3
COMPARED_RUN = 2
SAMPLED = 10
SLIP_FROM = 0.75
SAME_FROM = 0.42
"""Least share of two-word runs in common. Every sixth word replaced leaves 0.5; texts of one subject seldom reach 0.2."""


class Wording(Struct, frozen=True, kw_only=True):
    """A text in numbers. ``sample`` holds the three-word runs with the smallest numbers, the same ones in a copy; ``runs`` all two-word runs."""

    words: int
    sample: tuple[int, ...]
    runs: frozenset[int]
    names: frozenset[str]
    figures: frozenset[str]


def read_wording(text: str) -> Wording:
    """The wording of a text. Links, marks, capitals, ё and endings do not count."""
    tokens = WORD.findall(LINK.sub(" ", text).replace("ё", "е").replace("Ё", "Е").replace("_", " "))
    stems = [token[:STEM_LETTERS].lower() for token in tokens]
    return Wording(
        words=len(stems),
        sample=tuple(heapq.nsmallest(SAMPLED, _runs(stems, INDEXED_RUN))),
        runs=frozenset(_runs(stems, COMPARED_RUN)),
        names=frozenset(stem for token, stem in zip(tokens, stems, strict=True) if token[0].isupper() and not token.isupper()),
        figures=frozenset(token for token in tokens if token[0].isdigit()),
    )


def _runs(stems: list[str], length: int) -> set[int]:
    if not stems:
        return set()
    return {crc32(" ".join(stems[start : start + length]).encode()) for start in range(max(1, len(stems) - length + 1))}


def share_wording(one: Wording, other: Wording) -> float:
    """The share of two-word runs that two texts have in common (Jaccard), 0 to 1.

    >>> share_wording(read_wording("Drone shot down over Yelets"), read_wording("Two drones shot down over Yelets!"))
    0.8
    """
    common = len(one.runs & other.runs)
    return common / (len(one.runs) + len(other.runs) - common) if common else 0.0


def is_refilled(one: Wording, other: Wording) -> bool:
    """Whether they are one template filled twice: each has a figure, or each a name, that the other lacks.

    >>> is_refilled(read_wording("Alert in Oryol at 5"), read_wording("Alert in Tula at 5"))
    True
    """
    mine, theirs = one.figures - other.figures, other.figures - one.figures
    if mine and theirs:
        return True
    mine, theirs = one.names - other.names, other.names - one.names
    return any(not any(_is_slip(name, each) for each in theirs) for name in mine) and any(
        not any(_is_slip(name, each) for each in mine) for name in theirs
    )


def _is_slip(one: str, other: str) -> bool:
    """Whether two stems are one name with a letter dropped, added or mistyped."""
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio() >= SLIP_FROM
