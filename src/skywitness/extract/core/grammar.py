"""What the rules must know of how a language is written: read once from its ``grammar.yml``."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct


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
    elided: str = "(?!)"
    """An adjective that names a region by itself, as it agrees with the noun left out."""
    elided_region: str = ""
    """The noun that is meant where a region's adjective stands alone."""


class Patterns(Struct, frozen=True):
    """The patterns of a grammar, compiled."""

    adjective: re.Pattern[str]
    genitive: re.Pattern[str]
    genitive_head: re.Pattern[str]
    between: re.Pattern[str]
    coast: re.Pattern[str]
    no_name: re.Pattern[str]
    elided: re.Pattern[str]


def load_grammar(folder: Path) -> Grammar:
    """The grammar of a language.

    Raises
    ------
    msgspec.ValidationError
        A field is missing, unknown or of the wrong type; the message names it.
    """
    return msgspec.convert(yaml.safe_load((folder / "grammar.yml").read_text("utf-8")), Grammar)


def compile_patterns(grammar: Grammar) -> Patterns:
    """The grammar's patterns, each for a whole word."""
    texts = (grammar.adjective, grammar.genitive, grammar.genitive_head, grammar.between, grammar.coast, grammar.no_name, grammar.elided)
    return Patterns(*(re.compile(rf"(?:{text})\Z") for text in texts))
