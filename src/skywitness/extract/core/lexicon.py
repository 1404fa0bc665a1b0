"""Tables of phrases, compiled once: each phrase found in a text becomes a mark that says what it stands for.

A table is YAML: ``kind: {value: phrases}``, where phrases are a list, or a mapping with ``any``, ``one`` and ``many`` (forms that agree with
one or with several) and whatever else the value carries (``target: uav``). A phrase is words; ``сбит*`` stands for all words that begin so,
``сбит/сбита`` for either; a sign is a word of its own (``говорят , что``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.remembered import Remembered
from skywitness.text.tokens import Token


class Entry(Struct, frozen=True):
    """What a phrase stands for. ``number`` is 1 for forms that agree with one, 2 with several, 0 when the form does not tell."""

    kind: str
    value: str
    number: int = 0
    more: Mapping[str, str] = {}


class Mark(Struct, frozen=True, gc=False):
    """A phrase found: tokens ``first`` up to, not including, ``last``."""

    kind: str
    value: str
    number: int
    first: int
    last: int
    more: Mapping[str, str]


class _Node(Struct):
    """A step of the trie of all phrases: the word patterns that go on from it, and what the phrases stand for that end here."""

    on: dict[int, _Node] = {}
    ended: list[Entry] = []


class _Fit(Struct, frozen=True):
    """What one word can be: the word patterns that it fits, the tries of the phrases that it begins, the patterns that go on in those,
    and what it stands for when none of those follows."""

    numbers: tuple[int, ...]
    begun: tuple[_Node, ...]
    further: frozenset[int]
    alone: Sequence[Entry]


class Lexicon:
    """Finds the phrases of some tables in tokens, the longest first; one phrase may stand for several things."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._fit = Remembered(self._read_fit)
        self._patterns: dict[str, int] = {}
        self._begun: dict[int, _Node] = {}
        self.entries: list[tuple[str, Entry]] = []
        for phrase, entry in entries:
            self._add(phrase, entry)

    def _add(self, phrase: str, entry: Entry) -> None:
        self.entries.append((phrase, entry))
        node, on = _Node(), self._begun
        for pattern in phrase.split():
            node = on.setdefault(self._pattern(pattern), _Node())
            on = node.on
        node.ended.append(entry)

    def _pattern(self, pattern: str) -> int:
        number = self._patterns.setdefault(pattern, len(self._patterns))
        for word in pattern.split("/"):
            table, key = (self._prefixes, word[:-1]) if word.endswith("*") and len(word) > 1 else (self._exact, word)
            numbers = table.setdefault(key, [])
            if number not in numbers:
                numbers.append(number)
        return number

    def _read_fit(self, word: str) -> _Fit:
        """What a word fits. Asked as ``_fit``, which remembers, so that each distinct word is looked at once."""
        found = [*self._exact.get(word, ())]
        for length in range(len(word), 0, -1):
            found += self._prefixes.get(word[:length], ())
        begun = tuple(self._begun[number] for number in found if number in self._begun)
        further = frozenset(number for node in begun for number in node.on)
        alone = _told_once([entry for node in begun for entry in node.ended])
        return _Fit(tuple(found), begun, further, alone)

    def find(self, tokens: Sequence[Token]) -> list[Mark]:
        """All marks in order; marks do not overlap, but one phrase can give several marks over the same tokens.

        Most words begin no phrase, and most others stand alone: only where the next word goes on with a phrase are the tries walked.
        """
        known = self._fit
        fits = [known[token.text] for token in tokens]
        marks: list[Mark] = []
        done = 0
        for index in [index for index, fit in enumerate(fits) if fit.begun]:
            if index < done:
                continue
            fit = fits[index]
            best, entries = index + 1, fit.alone
            if fit.further and best < len(fits) and not fit.further.isdisjoint(fits[best].numbers):
                best, entries = _follow(fit, fits, best)
            for one in entries:
                marks.append(Mark(one.kind, one.value, one.number, index, best, one.more))
                done = best
        return marks


def _follow(fit: _Fit, fits: Sequence[_Fit], index: int) -> tuple[int, Sequence[Entry]]:
    """The end and the entries of the longest of the phrases that a word begins and the words from ``index`` on go on with; of several as long, all."""
    end, entries = index, fit.alone
    nodes: Sequence[_Node] = fit.begun
    while nodes and index < len(fits):
        numbers = fits[index].numbers
        nodes = [node.on[number] for node in nodes for number in numbers if number in node.on]
        index += 1
        if ended := [entry for node in nodes for entry in node.ended]:
            end, entries = index, _told_once(ended)
    return end, entries


def _told_once(entries: Sequence[Entry]) -> Sequence[Entry]:
    """One entry a kind and value, the one whose form tells the number if there is one; of several values of a kind, the first."""
    if len(entries) == 1:
        return entries
    kept: dict[str, Entry] = {}
    for entry in entries:
        known = kept.get(entry.kind)
        if known is None or (known.value == entry.value and not known.number):
            kept[entry.kind] = entry
    return tuple(kept.values())


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of a language: all YAML tables of its folder but ``grammar.yml``."""
    return Lexicon(entry for path in sorted(folder.glob("*.yml")) if path.name != "grammar.yml" for entry in read_table(path))


def read_table(path: Path) -> list[tuple[str, Entry]]:
    """Phrases and what they stand for, from one table.

    Raises
    ------
    ValueError
        The table is not of the form told in this module; the message names file, kind and value.
    """
    made: list[tuple[str, Entry]] = []
    for kind, values in (msgspec.yaml.decode(path.read_bytes()) or {}).items():
        for value, phrases in values.items():
            forms = phrases if isinstance(phrases, dict) else {"any": phrases}
            more = {key: str(text) for key, text in forms.items() if key not in _NUMBERS}
            for key, number in _NUMBERS.items():
                for phrase in forms.get(key, ()):
                    if not isinstance(phrase, str):
                        raise ValueError(f"{path.name}: {kind}.{value} holds {phrase!r}; phrases are texts, so put it in quotes")
                    if _GLUED.search(phrase):
                        raise ValueError(f"{path.name}: {kind}.{value} holds {phrase!r}, which never matches; put a space before the comma")
                    made.append((phrase, Entry(kind, str(value), number, more)))
    return made


_GLUED = re.compile(r"\w,( |$)")
_NUMBERS = {"any": 0, "one": 1, "many": 2}
