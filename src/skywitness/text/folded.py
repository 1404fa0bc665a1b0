"""Many pieces of text as one pattern, folded together by common beginnings: one look at a text instead of one for each piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_Trie = dict[str, "_Trie"]
_END = ""


def fold_steps(pieces: Iterable[Sequence[str]]) -> str:
    """An expression for any of some pieces, each a sequence of steps (expressions for a letter, a gap, an end). A piece that begins like a shorter one adds nothing.

    >>> fold_steps([list("дрон"), list("дым"), list("дроны")])
    'д(?:рон|ым)'
    """
    trie: _Trie = {}
    for steps in pieces:
        node = trie
        for step in steps:
            node = node.setdefault(step, {})
        node[_END] = {}
    return _fold(trie)


def beginnings(pieces: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of some plain pieces where a word begins: looked at once a word, not once a letter.

    >>> pattern = beginnings(["дрон", "за сутки"])
    >>> bool(pattern.search("сбито за сутки")), bool(pattern.search("аэродрон"))
    (True, False)
    """
    return re.compile(rf"\b{fold_steps([re.escape(letter) for letter in piece.strip()] for piece in pieces)}")


def _fold(trie: _Trie) -> str:
    if _END in trie:
        return ""
    branches = [step + _fold(below) for step, below in sorted(trie.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
