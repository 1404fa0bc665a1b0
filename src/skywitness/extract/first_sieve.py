"""The first, fast sieve: whether a text holds any word without which none of our languages tells of anything in the air. Most of a broad stream stops here.

It is wide: the sieve of each language and its reader come behind it. What it sets aside is kept as a report with a reading that says so (:data:`BY`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from skywitness.model.reading import SIEVED

VERSION = "3"
BY = f"{SIEVED}{VERSION}"
"""What made the reading of a report that was set aside. Short ones are read all the same; where nothing is found in them and they hold no such word, both are named."""
LANGUAGES = frozenset({"ru", "uk", "en"})
BRIEF_LETTERS = 80
"""So short a line is always read: among posts of an alert channel "From the south" says enough."""
_LETTERS = 4
_CODE = "cp1251"
"""One byte a letter for all of our languages: bytes are folded and cut several times as fast as text."""


class _Beginnings(Struct, frozen=True, forbid_unknown_fields=True):
    """The table, by language and by what a word is about."""

    source: str
    as_of: date
    ru: dict[str, str]
    uk: dict[str, str]
    en: dict[str, str]


def lets_pass(text: str) -> bool:
    """Whether a text is worth reading at all.

    >>> lets_pass("Погода на завтра: местами дождь, к вечеру прояснится, ночью до десяти градусов, днём около двадцати.")
    False
    >>> lets_pass("Погода на завтра: местами дождь, к вечеру прояснится; над районом ночью слышали БЕСПИЛОТНИК, подробностей нет.")
    True
    """
    return len(text) < BRIEF_LETTERS or holds_word(text)


def holds_word(text: str) -> bool:
    """Whether a text, however short, holds a word of what is read.

    >>> holds_word("Good morning, neighbours"), holds_word("A drone!")
    (False, True)
    """
    words = text.encode(_CODE, "ignore").translate(_folding()).split()
    return not _beginnings().isdisjoint([word[:_LETTERS] for word in words])


def guess_language(text: str, hint: str | None = None) -> str:
    """The language of a text that nobody reads any further: the source's, else by its letters alone."""
    if hint is not None:
        return hint
    folded = text.lower()
    if any(letter in folded for letter in "іїєґ"):
        return "uk"
    return "ru" if any("а" <= letter <= "я" for letter in folded) else "en"


@cache
def _beginnings() -> frozenset[bytes]:
    raw = (files("skywitness.extract") / "first_sieve.yml").read_bytes()
    return frozenset(_folded(word) for word in _words(msgspec.yaml.decode(raw, type=_Beginnings)))


def _words(table: _Beginnings) -> Iterator[str]:
    for language in (table.ru, table.uk, table.en):
        for line in language.values():
            yield from line.split()


def _folded(word: str) -> bytes:
    return word.encode(_CODE).translate(_folding())[:_LETTERS]


@cache
def _folding() -> bytes:
    """Small letters for great ones, е for ё, and blanks for all that is no letter."""
    return bytes(_fold(bytes((code,)).decode(_CODE, "ignore")) for code in range(256))


def _fold(letter: str) -> int:
    small = letter.lower().replace("ё", "е")
    return small.encode(_CODE)[0] if letter.isalpha() and len(small) == 1 else ord(" ")
