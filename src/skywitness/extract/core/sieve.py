"""A cheap first look: whether a text holds any phrase without which nothing would be read from it. Most texts of most channels stop here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import prod

from skywitness.extract.core.lexicon import Entry
from skywitness.in_step import TEXTS_AT_HAND
from skywitness.text.folded import look_at_words

_KINDS = frozenset({"target", "model", "airborne", "blast"})
_OUTCOMES = frozenset({"warned", "all_clear", "air_defence_active", "impact", "debris_fell", "attacked"})
_MANY_WAYS = 40
_BRIEF_LETTERS = 80
"""So short a line is always read: in an alert channel "Вылеты с юга" says enough."""
SCENE_LETTERS = 400
"""In a longer text crews at work, or words said offhand, alone tell of nothing that is ours: it is a report of other work, or names what came down."""
_OFFHAND = "offhand"
"""What tables call phrases of ``airborne`` and ``blast`` that residents' short posts hold: looked for in short texts alone, so that long ones pass as quickly."""


class Sieve:
    """Holds back texts that no table could read anything from."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        entries = list(entries)
        self._tells = look_for_phrases(entry for entry in entries if _tells(entry[1]))
        self._tells_in_brief = look_for_phrases(entry for entry in entries if _tells_in_brief(entry[1]))
        self.lets_pass: Callable[[str], bool] = lru_cache(TEXTS_AT_HAND)(self._lets_pass)
        """Asked of a report and of the post or article that it turns out to be: the second look is free."""

    def _lets_pass(self, text: str) -> bool:
        """Whether a text is worth reading."""
        if len(text) < _BRIEF_LETTERS:
            return True
        plain = text.lower().replace("ё", "е")
        return self._tells(plain) or (len(text) < SCENE_LETTERS and self._tells_in_brief(plain))


def look_for_phrases(entries: Iterable[tuple[str, Entry]]) -> Callable[[str], bool]:
    """A look that tells whether any of these phrases stands in a text.

    >>> looks = look_for_phrases([("дрон*", Entry("target", "uav")), ("работа* пво", Entry("what", "air_defence_active"))])
    >>> looks("над городом дроны"), looks("работа"), looks("работает пво")
    (True, False, True)
    """
    return look_at_words(steps for phrase, _ in entries for steps in _spellings(phrase))


def _tells(entry: Entry) -> bool:
    """Whether a reading can begin with what a phrase stands for."""
    return (entry.kind in _KINDS and entry.value != _OFFHAND) or (entry.kind == "what" and entry.value in _OUTCOMES)


def _tells_in_brief(entry: Entry) -> bool:
    """Whether a short text with a phrase is worth reading: it tells of crews where something came down or went off, or is said offhand."""
    return entry.value == _OFFHAND or (entry.kind == "setting" and entry.value in {"scene", "survey"})


def _spellings(phrase: str) -> Iterator[list[str]]:
    """Each way to write a phrase, as steps of a pattern: letters, open ends, gaps between words.

    Of a phrase with very many ways only those of its first word are told apart: the words behind it are one step each, whichever they are.
    """
    words = [word.split("/") for word in phrase.split()]
    if prod(map(len, words)) > _MANY_WAYS:
        behind = [_any_of(word, is_last=position == len(words)) for position, word in enumerate(words[1:], 2)]
        yield from ([*_steps(first, is_last=len(words) == 1), *behind] for first in words[0])
        return
    for spelling in product(*words):
        yield [step for position, word in enumerate(spelling, 1) for step in _steps(word, is_last=position == len(spelling))]


def _any_of(words: Sequence[str], *, is_last: bool) -> str:
    return f"(?:{'|'.join(''.join(_steps(word, is_last=is_last)) for word in words)})"


def _steps(word: str, *, is_last: bool) -> list[str]:
    is_open = word.endswith("*")
    end = [] if is_last and is_open else [r"\b"] if is_last else [r"\w*\W+" if is_open else r"\W+"]
    return [*map(re.escape, word.removesuffix("*")), *end]
