"""What the rules must know of how a language is written: read once from its ``grammar.yml``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.remembered import Remembered


class Grammar(Struct, frozen=True, forbid_unknown_fields=True):
    """``zone`` is the time zone of clock times when neither text nor source tells one. Patterns are for whole folded words."""

    language: str
    zone: str
    abbreviations: frozenset[str]
    adjective: str
    genitive: str
    genitive_head: str
    between: str
    coast: str = "(?!)"
    no_name: str = "(?!)"
    """Words that begin a line with a capital and are no place, though somewhere a village is called so."""
    works: str = "(?!)"
    """What a name in quotes behind it is called, and no place: "завод «Кронштадт»"."""
    rescuer: str = "(?!)"
    """Who works at a scene and is no soldier."""
    elided: str = "(?!)"
    """An adjective that names a region by itself, as it agrees with the noun left out."""
    elided_region: str = ""
    """The noun that is meant where a region's adjective stands alone."""


WordTest = Callable[[str], bool]
"""Whether a folded word fits a pattern."""


class Patterns(Struct, frozen=True):
    """The patterns of a grammar, each to be asked of a word."""

    adjective: WordTest
    genitive: WordTest
    genitive_head: WordTest
    between: WordTest
    coast: WordTest
    no_name: WordTest
    elided: WordTest
    works: WordTest


def word_test(expression: str) -> WordTest:
    """The test whether a pattern fits a whole folded word; what it said of a word is remembered."""
    pattern = re.compile(rf"(?:{expression})\Z")
    return Remembered(lambda word: pattern.match(word) is not None).__getitem__


def load_grammar(folder: Path) -> Grammar:
    """The grammar of a language.

    Raises
    ------
    msgspec.ValidationError
        A field is missing, unknown or of the wrong type; the message names it.
    """
    return msgspec.yaml.decode((folder / "grammar.yml").read_bytes(), type=Grammar)


def compile_patterns(grammar: Grammar) -> Patterns:
    """The grammar's patterns, each for a whole word, and what it said of a word remembered."""
    texts = (
        grammar.adjective,
        grammar.genitive,
        grammar.genitive_head,
        grammar.between,
        grammar.coast,
        grammar.no_name,
        grammar.elided,
        grammar.works,
    )
    return Patterns(*map(word_test, texts))
