"""Districts as English texts write them: the Russian or Ukrainian adjective in Latin letters, by whatever rule ("Glazunovsky district", "Millerovskiy Rayon")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from skywitness.geo.gazetteer import Gazetteer
from skywitness.geo.romanize import romanize
from skywitness.geo.tokens import Tokens

_RUSSIAN = str.maketrans(
    {
        **dict(zip("абвгдеёжзийклмнопрстуфыэ", ["a", "b", "v", "g", "d", "e", "e", "zh", "z", *"iiklmnoprstufie"], strict=True)),
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        "ь": "",
        "ъ": "",
    }
)
_SPELLINGS = (("shh", "shch"), ("y", "i"), ("j", "i"), ("io", "e"), ("ie", "e"), ("ii", "i"), ("'", ""), ("’", ""), ("-", ""))
"""Spellings of one sound made one: y and j as i, yo and ye as e, no signs."""
_ENDING = re.compile(r"(sk|tsk|zk)(?:i|oi|ii|aia|oe)?$")
_ADJECTIVE = re.compile(r"[A-Z][A-Za-z'’-]+[sz]k(?:y|iy|yi|yy|i|ij|oy|oi)$")
_NOUNS = frozenset({"district", "districts", "raion", "raions", "rayon", "rayons", "okrug"})
_BETWEEN = frozenset({"municipal", "urban", "administrative", "city"})
_JOINTS = frozenset({"and", "the"})
_ENGLISH = -3
"""The cell of a gazetteer line that holds the English name."""
DISTRICT_WORD = re.compile(r"[sz]k(?:y|iy|yi|yy|i|ij|oy|oi)\b[^.;!?\n]{0,80}?\b(?:[Dd]istrict|[Rr]aion|[Rr]ayon|[Oo]krug)")


def romanized_districts(tokens: Tokens, names: Gazetteer) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """First word, end and places of each district told by an adjective in Latin letters, in lists too ("Chertkovsky and Tarasovsky districts")."""
    if "k" not in tokens.text or not DISTRICT_WORD.search(tokens.text):
        return
    for i, word in enumerate(tokens.words):
        if _ADJECTIVE.match(word) and (end := _noun_behind(tokens, i)) and (places := _places(names, word)):
            yield i, end if all(tokens.folded[j] in _BETWEEN | _NOUNS for j in range(i + 1, end)) else i + 1, places


def _noun_behind(tokens: Tokens, i: int) -> int:
    """The end of the noun that an adjective stands before, past further adjectives and small words; 0 when there is none."""
    for j in range(i + 1, len(tokens.words)):
        gap = tokens.between(j - 1, j)
        if gap.strip() not in {"", ","} or "\n" in gap:
            return 0
        if tokens.folded[j] in _NOUNS:
            return j + 1
        if not (_ADJECTIVE.match(tokens.words[j]) or tokens.folded[j] in _BETWEEN | _JOINTS):
            return 0
    return 0


def _places(names: Gazetteer, adjective: str) -> tuple[int, ...]:
    """The listed districts of an adjective, and the towns that others are called after."""
    key = _key(adjective)
    stems = _stems(names, key[0]).get(key, ())
    made = [number for stem in stems for entry in names.entries(stem) if entry.flags in {"a", "d"} for number in entry.places]
    return tuple(dict.fromkeys([*_listed(names).get(key, ()), *made]))


@cache
def _listed(names: Gazetteer) -> Mapping[str, list[int]]:
    """Districts by the key of their English name."""
    listed: dict[str, list[int]] = {}
    for number in names.numbers_of_kind("district"):
        listed.setdefault(_key(names.line(number)[_ENGLISH].split(" ")[0]), []).append(number)
    return listed


@cache
def _stems(names: Gazetteer, initial: str) -> Mapping[str, list[str]]:
    """Stems of adjectives by the key of either romanization, of those keys that begin with a letter: all at once would take a second."""
    stems: dict[str, list[str]] = {}
    for stem in names.adjectives():
        if initial in _initials(stem[0]):
            for key in {_key(stem.translate(_RUSSIAN)), _key(romanize(stem))}:
                stems.setdefault(key, []).append(stem)
    return stems


@cache
def _initials(letter: str) -> frozenset[str]:
    return frozenset(_key(said)[:1] for said in (letter.translate(_RUSSIAN), romanize(letter)))


def _key(word: str) -> str:
    """An adjective without its ending and the habits of its speller.

    >>> _key("Glazunovskiy") == _key("Glazunovsky"), _key("Yeysky") == _key("eiskii")
    (True, True)
    """
    key = word.lower()
    for spelling, sound in _SPELLINGS:
        key = key.replace(spelling, sound)
    return _ENDING.sub(r"\1", key)
