"""Loads the tables of a language: lists of expressions that patterns name in braces, and the patterns themselves, compiled once.

A table is YAML. ``cues`` are beginnings of words without which a text is not worth reading. ``lists`` maps a name to alternatives (regular expressions); ``{name}`` in a list or a pattern stands for any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from skywitness.extract.narrative.needs import needed_pieces
from skywitness.in_step import TEXTS_AT_HAND
from skywitness.text.folded import look_for_beginnings

_NAMED = re.compile(r"\{([a-z_]+)\}")


class Rule(NamedTuple):
    """A pattern with what it stands for."""

    pattern: re.Pattern[str]
    more: Mapping[str, str]
    needs: frozenset[str] | None
    """What a text in small letters must hold a piece of for the pattern to match; None when that cannot be told."""


class Tables:
    """All tables of one language: ``rules[name]`` are patterns in order, ``words[name]`` plain mappings."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        self._lists: dict[str, str] = {}
        for name, alternatives in source.get("lists", {}).items():
            self._lists[name] = "(?:" + "|".join(self.expand(str(one)) for one in alternatives) + ")"
        self.words: dict[str, Mapping[str, str]] = {
            name: {str(k): str(v) for k, v in table.items()} for name, table in source.get("words", {}).items()
        }
        self._cues = {name: look_for_beginnings(map(str, pieces)) for name, pieces in source.get("cues", {}).items()}
        any_cue = look_for_beginnings(str(piece) for pieces in source.get("cues", {}).values() for piece in pieces)
        self._may_hold_cue: Callable[[str], bool] = lru_cache(TEXTS_AT_HAND)(lambda text: any_cue(text.lower()))
        """Asked for each list of cues in turn, and most texts hold none of any."""
        self.rules: dict[str, tuple[Rule, ...]] = {
            name: tuple(self._rule(row) for row in (rows if isinstance(rows, list) else [rows]))
            for name, rows in source.get("rules", {}).items()
        }

    def expand(self, expression: str) -> str:
        """An expression with its lists put in.

        Raises
        ------
        KeyError
            It names a list that is not there, or not yet.
        """
        return _NAMED.sub(lambda found: self._lists[found[1]], expression)

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.rules[name][0].pattern

    def _rule(self, row: str | Mapping[str, Any]) -> Rule:
        told = {"pattern": row} if isinstance(row, str) else row
        flags = re.NOFLAG if told.get("case") else re.IGNORECASE
        more = {key: str(value) for key, value in told.items() if key not in {"pattern", "case"}}
        pattern = re.compile(self.expand(str(told["pattern"])), flags)
        return Rule(pattern, more, needed_pieces(pattern))

    def has_cue(self, name: str, text: str) -> bool:
        """Whether a word of a text begins like any of a list of cues: a cheap look that spares most texts all patterns. Cues are lower case."""
        return self._may_hold_cue(text) and self._cues[name](text.lower())

    def look_up(self, table: str, said: str) -> str | None:
        """What a mapping of plain words holds for a word: under the word itself, else under the first beginning ("атак*") that fits."""
        words, word = self.words.get(table, {}), said.lower().strip()
        return words.get(word) or next((held for key, held in words.items() if key.endswith("*") and word.startswith(key[:-1])), None)

    def search(self, name: str, text: str) -> re.Match[str] | None:
        """The first match of a rule in a text, which is not searched where it holds no piece of what the rule needs."""
        rule = self.rules[name][0]
        return rule.pattern.search(text) if rule.needs is None or any(map(text.lower().__contains__, rule.needs)) else None

    def fitting(self, name: str, text: str) -> Iterator[Rule]:
        """The rules of a set, in order, but those that cannot match in a text as it holds no piece of what they need."""
        holds = text.lower().__contains__
        return (rule for rule in self.rules[name] if rule.needs is None or any(map(holds, rule.needs)))

    def first(self, name: str, text: str) -> tuple[re.Match[str], Mapping[str, str]] | None:
        """The first rule of a set that matches somewhere in a text."""
        for rule in self.fitting(name, text) if name in self.rules else ():
            if found := rule.pattern.search(text):
                return found, rule.more
        return None

    def every(self, name: str, text: str) -> list[tuple[re.Match[str], Mapping[str, str]]]:
        """All matches of all rules of a set, in order of text; of those that overlap, the one that an earlier rule made."""
        taken: list[tuple[re.Match[str], Mapping[str, str]]] = []
        for rule in self.fitting(name, text):
            for found in rule.pattern.finditer(text):
                if all(found.end() <= other.start() or found.start() >= other.end() for other, _ in taken):
                    taken.append((found, rule.more))
        return sorted(taken, key=lambda pair: pair[0].start())


@cache
def load_tables(*paths: Path) -> Tables:
    """The tables of some files, read as one; a later file may add to what an earlier one names."""
    whole: dict[str, dict[str, Any]] = {}
    for path in paths:
        for section, content in msgspec.yaml.decode(path.read_bytes()).items():
            whole.setdefault(section, {}).update(content)
    return Tables(whole)


@cache
def narrative_tables(language: str) -> Tables:
    """The discourse tables of a language that has some ("en", "ru", "uk").

    >>> bool(narrative_tables("en")["theme"].search("two drones"))
    True
    """
    return load_tables(Path(__file__).with_name(f"{language}.yml"))
