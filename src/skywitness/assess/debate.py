"""Which side of the questions that are argued an opinion takes: pattern or one-off, coordinated or not, in proportion or not.

The words decide, from a table (``debate.yml``); an opinion on anything else takes no side. That somebody takes a side says nothing of which is right.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

TABLE = Path(__file__).with_name("debate.yml")
NEGATED = re.compile(
    r"(?:\b(?:not|no|never|не|ни|ні)|n't)\s+"
    r"(?:(?:a|an|the|be|been|any|mere|pure|был[аио]?|є|бул[аио]?)\s+)*(?P<more>(?:just|only|merely|simply|только|лишь|просто|лише|тільки)\s+(?:a\s+|an\s+)?)?$",
    re.IGNORECASE,
)
"""Ends the words before those that take a side, where they are denied; ``more``: they are said to be not all of it."""
DENIED = "not: "
"""How the words of an opinion that is denied begin."""


class Side(NamedTuple):
    """A question, by its word, and the side that is taken."""

    question: str
    side: str


def take_sides(words: str) -> tuple[Side, ...]:
    """The sides that the words of an opinion take, one a question at most, in the order of the table. Who denies one side takes the other; who says "not only"
    takes none.

    >>> take_sides("the raid was part of a wider campaign, coordinated from one centre")
    (Side(question='pattern', side='pattern'), Side(question='coordination', side='coordinated'))
    >>> take_sides("not: a coordinated attack")
    (Side(question='coordination', side='uncoordinated'),)
    >>> take_sides("it may have been a test of air defences")
    ()
    """
    is_denied = words.startswith(DENIED)
    taken = []
    for question, sides in _table().items():
        found = next(((side, match) for side, pattern in sides.items() if (match := pattern.search(words))), None)
        if found is None:
            continue
        side, match = found
        negated = NEGATED.search(words, 0, match.start())
        if negated is None or not negated["more"]:
            is_other = is_denied != (negated is not None)
            taken.append(Side(question, next(other for other in sides if other != side) if is_other else side))
    return tuple(taken)


def list_questions() -> dict[str, tuple[str, ...]]:
    """The questions that are argued, each with its sides."""
    return {question: tuple(sides) for question, sides in _table().items()}


@cache
def _table() -> dict[str, dict[str, re.Pattern[str]]]:
    told = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {
        question: {side: re.compile("|".join(patterns), re.IGNORECASE) for side, patterns in sides.items()}
        for question, sides in told.items()
    }
