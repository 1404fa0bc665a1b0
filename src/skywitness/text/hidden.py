"""What a reader of a text cannot see: letters that take no room, marks that turn the direction of writing, words in which letters of two scripts look alike.

Any of them may be an accident of typing. They also split a word so that no search finds it, make a name pass for another, or show a text in an order in which it was not written
(Unicode Technical Report 36; CVE-2021-42574). So the person who reads the report is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

MOST_SHOWN = 3
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]|(?<=\\w)[\u200c\u200d](?=\\w)")
"""A joiner between pictures makes one of them and is left alone."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_ALIKE = frozenset("aceiopsxyABCEHIKMOPTXY")
"""Latin letters for which a Cyrillic one looks the same."""
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[\u0400-\u04ff]")


class Trick(StrEnum):
    """What cannot be seen."""

    DIRECTION = "direction"
    INVISIBLE = "invisible"
    ALIKE = "alike"


class Hidden(Struct, frozen=True):
    """How often a trick stands in a text, and the first few, written out so that they are seen."""

    trick: Trick
    times: int
    shown: tuple[str, ...]


def find_hidden(text: str) -> tuple[Hidden, ...]:
    """All that cannot be seen in a text, by its kind; nothing for most texts.

    >>> [hidden] = find_hidden("dro\\u200bne over the ri\\u200bver")
    >>> hidden.trick.value, hidden.times, hidden.shown
    ('invisible', 2, ('U+200B',))
    >>> find_hidden("БПЛ\\u0041 над Ельцом")[0].shown
    ('БПЛ[A]',)
    >>> find_hidden("FPV-дрон, Ка-52, 👨\\u200d👩")
    ()
    """
    if text.isascii():
        return ()
    found = {
        Trick.DIRECTION: [_name(mark) for mark in _DIRECTION.findall(text)],
        Trick.INVISIBLE: [_name(mark) for mark in _INVISIBLE.findall(text)],
        Trick.ALIKE: list(_mixed_words(text)),
    }
    return tuple(Hidden(trick, len(marks), tuple(dict.fromkeys(marks))[:MOST_SHOWN]) for trick, marks in found.items() if marks)


def _mixed_words(text: str) -> Iterator[str]:
    """Words of Cyrillic letters with Latin ones that look the same, those in brackets."""
    for word in _WORD.findall(text):
        latin = set(_LATIN.findall(word))
        if latin and latin <= _ALIKE and _CYRILLIC.search(word):
            yield _LATIN.sub(lambda letter: f"[{letter[0]}]", word)


def _name(mark: str) -> str:
    return f"U+{ord(mark):04X}"
