"""What a pattern cannot match without: pieces of plain text, one of which stands in every match, so that most texts need not be searched with it.

A table holds a hundred patterns of many branches each, and hardly a sentence holds the words of more than three of them. To look for a piece takes
a hundredth of the time that the pattern takes to fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as ops  # the library's own reading of a pattern: nothing public tells its parts
from re import _parser as parser
from typing import Any

_SHORTEST = 3
"""A shorter piece stands in nearly every sentence."""
_REPEATS = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT})


def needed_pieces(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Pieces in small letters of which a text must hold one for the pattern to match in it; None where none can be told.

    >>> sorted(needed_pieces(re.compile(r"(?:two )?drones?\\b|missiles?", re.IGNORECASE)) or ())
    ['drone', 'missile']
    >>> needed_pieces(re.compile(r"\\w+ed|it")) is None
    True
    """
    return _needed(parser.parse(pattern.pattern, pattern.flags))


def _needed(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Of all parts of a sequence that must match, the pieces of the one that is the hardest to meet."""
    told: list[frozenset[str]] = []
    letters = ""
    for part in sequence:
        if part[0] is ops.LITERAL:
            letters += chr(part[1])
            continue
        told += [frozenset({letters}), _needed_by(part) or frozenset()]
        letters = ""
    fit = [pieces for pieces in (*told, frozenset({letters})) if pieces and min(map(len, pieces)) >= _SHORTEST]
    hardest = max(fit, key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=None)
    return None if hardest is None else frozenset(piece.lower() for piece in hardest)


def _needed_by(part: tuple[Any, Any]) -> frozenset[str] | None:
    """The pieces of a part with parts of its own: a group, a choice, a repetition. A part that may be left out needs nothing."""
    op, argument = part
    if op is ops.SUBPATTERN:
        return _needed(argument[-1])
    if op in _REPEATS and argument[0] > 0:
        return _needed(argument[2])
    if op is ops.BRANCH:
        branches = [_needed(branch) for branch in argument[1]]
        return None if None in branches else frozenset[str]().union(*(pieces for pieces in branches if pieces is not None))
    return None
