"""Tells sentences about another world from those about this one: a match, a film, a memorial, an exercise or a show uses the same words."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables

_SURE_HINTS = 2
_LEAD = 2
_SHARE = 3


def find_foreign(sentences: Sequence[Sentence], tables: Tables) -> frozenset[int]:
    """The positions of the sentences that speak of another world; all of them when the first two tell so, or more than a third of the text.

    One sure sign makes a sentence foreign, or two hints; right behind a foreign sentence one hint will do ("at the ceremony …").
    """
    found: set[int] = set()
    for at, sentence in enumerate(sentences):
        if is_foreign(sentence.text, tables, hints_needed=1 if at - 1 in found else _SURE_HINTS):
            found.add(at)
    is_whole = any(at in found for at in range(_LEAD)) or len(found) * _SHARE > len(sentences)
    return frozenset(range(len(sentences))) if is_whole else frozenset(found)


def is_foreign(text: str, tables: Tables, *, hints_needed: int = _SURE_HINTS) -> bool:
    """Whether a sentence speaks of another world. Hints say nothing beside debris or damage: a museum can burn."""
    if tables.first("foreign", text) is not None:
        return True
    hints = {found[0].lower() for rule in tables.fitting("foreign_hint", text) for found in rule.pattern.finditer(text)}
    return len(hints) >= hints_needed and tables.search("own_world", text) is None


def blank_out(text: str, sentences: Sequence[Sentence], positions: frozenset[int]) -> str:
    """A text with some of its sentences turned to blanks, so that all others stay where they were.

    >>> blank_out("A match. Two drones fell.", [Sentence("A match.", 0)], frozenset({0}))
    '         Two drones fell.'
    """
    for position in positions:
        one = sentences[position]
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
