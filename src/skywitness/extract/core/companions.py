"""Words that say something only in company: "сняли" is said of a flat as of a drone, "прибыли" of guests as of crews, so who it is said of must be named beside it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.lexicon import Mark
from skywitness.text.tokens import Token

_CREWED = frozenset({"aircraft", "helicopter"})
"""What lands and is filmed every day."""
_REACH = {"with_flyer": 5, "with_crew": 7, "with_spot": 7, "with_defence": 6}
_STOPS = frozenset({"\n", ".", "!", "?", ";"})


def settle_companions(marks: Sequence[Mark], tokens: Sequence[Token]) -> list[Mark]:
    """The marks with each word of company turned into what it says where its company is named near it, and left out elsewhere.

    Crews, or a place where something came down, with what is done by them and to it, also tell that this is a scene.

    >>> from skywitness.text.tokens import tokenise
    >>> tokens = tokenise("срезали дрон. срезали ветку")
    >>> marks = [Mark("with_flyer", "intercepted", 0, 0, 1, {}), Mark("target", "uav", 1, 1, 2, {}), Mark("with_flyer", "intercepted", 0, 3, 4, {})]
    >>> [(mark.kind, mark.value, mark.first) for mark in settle_companions(marks, tokens)]
    [('what', 'intercepted', 0), ('target', 'uav', 1)]
    """
    kinds = {mark.kind for mark in marks}
    if kinds.isdisjoint(_REACH):
        return list(marks)
    settled: list[Mark] = []
    for mark in marks:
        if mark.kind not in _REACH:
            settled.append(mark)
        elif any(_is_company(mark, other) and _are_near(mark, other, tokens) for other in marks):
            settled.append(structs.replace(mark, kind="what"))
            settled += _beside(mark)
    return settled


def _beside(mark: Mark) -> list[Mark]:
    """What else a word of company tells: that this is a scene, or that a deed of air defence is about what flies."""
    if mark.kind in {"with_crew", "with_spot"}:
        return [structs.replace(mark, kind="setting", value="scene")]
    return [structs.replace(mark, kind="airborne", value="verb")] if mark.kind == "with_defence" and mark.value == "intercepted" else []


def _is_company(mark: Mark, other: Mark) -> bool:
    if mark.kind == "with_flyer":
        return other.kind in {"target", "model"} and other.more.get("target", other.value) not in _CREWED
    if mark.kind == "with_defence":
        return other.kind == "means"
    return other.kind == "company" and other.value == mark.kind.removeprefix("with_")


def _are_near(mark: Mark, other: Mark, tokens: Sequence[Token]) -> bool:
    first, last = min(mark.last, other.last), max(mark.first, other.first)
    return last - first <= _REACH[mark.kind] and not any(tokens[index].text in _STOPS for index in range(first, last))
