"""Many pieces of text as one pattern, folded together by common beginnings: one look at a text instead of one for each piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

_Trie = dict[str, "_Trie"]
_END = ""


def fold_steps(pieces: Iterable[Sequence[str]]) -> str:
    """An expression for any of some pieces, each a sequence of steps (expressions for a letter, a gap, an end). A piece that begins like a shorter one adds nothing;
    without pieces nothing matches.

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


def look_at_words(pieces: Iterable[Sequence[str]]) -> Callable[[str], bool]:
    """A look that tells whether any of some pieces (steps, as for :func:`fold_steps`) stands in a text where a word begins; of no pieces, none does.

    It walks from word to word in one match, which takes half the time of a search that starts anew at every letter. A piece that begins with a sign is never
    met, as no word begins there.
    """
    walk = re.compile(rf"\W*+(?:(?!{fold_steps(pieces)})\w++\W*+)*+")

    def is_met(text: str) -> bool:
        walked = walk.match(text)
        return walked is not None and walked.end() < len(text)

    return is_met


def look_for_beginnings(pieces: Iterable[str]) -> Callable[[str], bool]:
    """A look that tells whether a word of a text begins with any of some plain pieces.

    >>> looks = look_for_beginnings(["дрон", "за сутки"])
    >>> looks("сбито за сутки"), looks("аэродрон")
    (True, False)
    """
    return look_at_words([re.escape(letter) for letter in piece.strip()] for piece in pieces)


def _fold(trie: _Trie) -> str:
    if not trie:
        return "(?!)"
    if _END in trie:
        return ""
    branches = [step + _fold(below) for step, below in sorted(trie.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
