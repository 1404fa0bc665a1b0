"""Finds the flying things that a sentence names: how many, of what kind and model, old or new to the reader."""

from __future__ import annotations

import re
from itertools import takewhile

from msgspec import Struct

from skywitness.extract.narrative.tables import Tables
from skywitness.model.words import Target

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its"})
_NEW = frozenset({"another", "second", "third", "other", "more", "further", "fourth", "new"})
_PARTICIPLES = frozenset({"downed", "intercepted", "destroyed", "jammed", "suppressed"})
_DETERMINERS = frozenset({"a", "an", "the", "these", "those", "another"})
_MANY = frozenset(
    {
        "several",
        "dozens",
        "scores",
        "hundreds",
        "many",
        "some",
        "few",
        "numerous",
        "multiple",
        "all",
        "group",
        "swarm",
        "wave",
        "number",
        "series",
    }
)
_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_SETS = {"dozen": 12, "pair": 2, "couple": 2, "hundred": 100}
_LONGEST = 8
_LEADS_TO_WHOLE = frozenset({"of", "out", "the"})


class Phrase(Struct, frozen=True):
    """A flying thing at ``start`` to ``end`` of a sentence. ``count`` is None when it is not told; ``is_any`` tells "any drone", "no drones"."""

    start: int
    end: int
    target: Target
    model: str | None
    count: int | None
    is_definite: bool
    is_another: bool
    is_any: bool
    head: int
    is_plural: bool


def read_number(said: str) -> int | None:
    """The value of a numeral in figures or words.

    >>> [read_number(said) for said in ("1,204", "twenty-one", "a dozen", "two dozen", "half a dozen", "many")]
    [1204, 21, 12, 24, 6, None]
    """
    text = said.lower().strip().removesuffix(" of").strip()
    digits = text.replace(",", "")
    if digits.isdecimal():
        return int(digits)
    if text in _UNITS or text in _TENS:
        return _UNITS.get(text) or _TENS[text]
    if text == "half a dozen":
        return 6
    tens, _, unit = text.partition("-")
    if tens in _TENS and unit in _UNITS:
        return _TENS[tens] + _UNITS[unit]
    first, _, kind = text.partition(" ")
    if kind in _SETS:
        return _SETS[kind] * (1 if first == "a" else _UNITS.get(first, 0)) or None
    return 1 if text in {"a", "an"} else None


def find_phrases(text: str, tables: Tables, *, before: Target = Target.UNKNOWN) -> list[Phrase]:
    """All flying things of a sentence in order; "drone attack" and "missile system" name none.

    ``before`` is what the sentence before spoke of: "a second one" and "17 were downed" mean that.
    """
    found = []
    for match in tables["flyer"].finditer(text):
        compound = tables["compound"].match(text, match.end())
        if compound or (match[0][0].isupper() and match[0].lower().startswith("rocket") and match.start() > 0):
            continue
        found.append(_phrase(text, match, tables))
    for match in tables["headless"].finditer(text):
        target = next((one.target for one in reversed(found) if one.end <= match.start()), before)
        if target is not Target.UNKNOWN and not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(_headless(match, target))
    return sorted(found, key=lambda one: one.start)


def _headless(match: re.Match[str], target: Target) -> Phrase:
    count = read_number(match["n"]) if match["n"] else None if "rest" in match["said"] or "others" in match["said"] else 1
    return Phrase(match.start("said"), match.end(), target, None, count, False, True, False, match.start("said"), False)


def _phrase(text: str, match: re.Match[str], tables: Tables) -> Phrase:
    before = _words_before(text, match.start())
    noun = match[0].lower()
    plural = (noun.endswith("s") and not noun.endswith("ss")) or noun in {"aircraft", "atacms", "unmanned aircraft"}
    if plural:
        before = list(takewhile(lambda word: word[0].lower() != "that", before))  # "that drones" begins a clause, "that drone" is one
    start, count, told = _quantity(_past_whole(before, tables), match.start(), tables)
    words = {word.lower() for word, at in before if at >= start}
    if count is None and not told and not words & _MANY and not plural and not _is_general(before, start):
        count = 1
    model = tables["model"].search(text, start, match.end() + 16)
    if model and model.start() > match.end() + 1:
        model = None
    return Phrase(
        start=start,
        end=max(match.end(), model.end() if model else 0),
        target=_target(match[0], model[0] if model else "", tables),
        model=model[0] if model else None,
        count=count,
        is_definite=bool(words & _DEFINITE),
        is_another=bool(words & _NEW),
        is_any=bool(re.search(r"\b(?:any|every|each|no|zero)\s+(?:\w+\s+){0,2}$", text[: match.start()], re.IGNORECASE)),
        head=match.start(),
        is_plural=plural and noun != "aircraft",
    )


def _is_general(before: list[tuple[str, int]], start: int) -> bool:
    return any(word.lower() in {"any", "every", "each", "no"} for word, at in before if at >= start - 8)


def _words_before(text: str, end: int) -> list[tuple[str, int]]:
    """The words that may belong to the phrase, nearest first, with their places."""
    words: list[tuple[str, int]] = []
    head = text[:end]
    while len(words) < _LONGEST and (found := re.search(r"([\w][\w'.,-]*)\s+$|([\w]+)-$", head)):
        word = (found[1] or found[2]).rstrip(",")
        if found[0].rstrip().endswith((",", ";", ":")) or word.endswith("."):
            break
        words.append((word, found.start()))
        head = head[: found.start()]
    return words


def _quantity(before: list[tuple[str, int]], head: int, tables: Tables) -> tuple[int, int | None, bool]:
    """Where the phrase begins, its count, and whether its quantity is told at all."""
    start, count, told = head, None, False
    for index, (word, at) in enumerate(before):
        said = word.lower()
        following = [one.lower() for one, _ in before[index + 1 : index + 4]]
        if said == "of":
            if told or (following[:1] and (following[0] in _MANY or following[0] in _SETS or tables["number"].fullmatch(following[0]))):
                continue
            break
        number = read_number(said) if said not in {"a", "an"} else None
        if number is not None or said in _SETS:
            count, told, start = _whole_number(said, number, following), True, at
        elif said in _MANY:
            count, told, start = count if said == "all" else None, True, at
        elif said in {"a", "an"}:
            return at, count if told else 1, True
        elif said in {"only", "least", "about", "around", "some", "nearly", "almost", "over", "than", "more", "total"} and told:
            break
        elif (
            said in _DEFINITE
            or said in _NEW
            or (said in _PARTICIPLES and following[:1] and (following[0] in _DETERMINERS or read_number(following[0])))
        ):
            start = at
        elif told or tables["stop"].fullmatch(said):
            break
        else:
            start = at
    return start, count, told


def _past_whole(before: list[tuple[str, int]], tables: Tables) -> list[tuple[str, int]]:
    """The words without a number of which a part is told, and what leads to it: "six out of the seven" is six."""
    said = [word.lower() for word, _ in before]
    whole = next((index for index, word in enumerate(said) if tables["number"].fullmatch(word)), len(said))
    part = whole + 1
    while part < len(said) and said[part] in _LEADS_TO_WHOLE:
        part += 1
    if "of" in said[whole:part] and part < len(said) and tables["number"].fullmatch(said[part]):
        return [*before[:whole], *before[part:]]
    return before


def _whole_number(said: str, number: int | None, following: list[str]) -> int | None:
    if said in _SETS:
        first = following[0] if following else ""
        return 6 if first == "a" and following[1:2] == ["half"] and said == "dozen" else read_number(f"{first} {said}")
    return number


def _target(noun: str, model: str, tables: Tables) -> Target:
    if model:
        named = tables.words.get("models", {}).get(re.sub(r"[- ]?\d.*$", "", model).lower())
        if named:
            return Target(named)
    for pattern, more, _ in tables.rules["targets"]:
        if pattern.fullmatch(noun):
            return Target(more["target"])
    return Target.UNKNOWN
