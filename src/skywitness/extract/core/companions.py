"""Verbs that speak of the air only in company: "сняли" is said of a flat as of a drone, so something that flies must be named beside it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.lexicon import Mark
from skywitness.text.tokens import Token

_KIND = "with_flyer"
_CREWED = frozenset({"aircraft", "helicopter"})
"""What lands and is filmed every day."""
_REACH = 5
_STOPS = frozenset({"\n", ".", "!", "?", ";"})


def settle_companions(marks: Sequence[Mark], tokens: Sequence[Token]) -> list[Mark]:
    """The marks with each verb of company turned into what it says where something that flies is named near it, and left out elsewhere.

    >>> from skywitness.text.tokens import tokenise
    >>> tokens = tokenise("срезали дрон. срезали ветку")
    >>> marks = [Mark("with_flyer", "intercepted", 0, 0, 1, {}), Mark("target", "uav", 1, 1, 2, {}), Mark("with_flyer", "intercepted", 0, 3, 4, {})]
    >>> [(mark.kind, mark.value, mark.first) for mark in settle_companions(marks, tokens)]
    [('what', 'intercepted', 0), ('target', 'uav', 1)]
    """
    if _KIND not in [mark.kind for mark in marks]:
        return list(marks)
    flyers = [mark for mark in marks if mark.kind in {"target", "model"} and mark.more.get("target", mark.value) not in _CREWED]
    return [
        structs.replace(mark, kind="what") if mark.kind == _KIND else mark
        for mark in marks
        if mark.kind != _KIND or any(_are_near(mark, flyer, tokens) for flyer in flyers)
    ]


def _are_near(mark: Mark, flyer: Mark, tokens: Sequence[Token]) -> bool:
    first, last = min(mark.last, flyer.last), max(mark.first, flyer.first)
    return last - first <= _REACH and not any(tokens[index].text in _STOPS for index in range(first, last))
