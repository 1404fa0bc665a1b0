"""What a model proposes about a report, beside its reading: never a fact, always the report's own words."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from skywitness.model.ids import Digest
from skywitness.model.words import Topic


class Suggested(Struct, frozen=True):
    """What a proposer suggests, not yet held against the text: an answer to a question (a ``Topic``), and the words that it rests on.

    ``start`` is where the quote stands in the text; None for the first place where it does.
    """

    about: str
    value: str | int
    quote: str
    start: int | None = None


class Proposal(Struct, frozen=True, kw_only=True):
    """A suggestion that holds against the text. ``span`` counts characters of the report's text, ``quote`` is exactly that substring, and ``value``
    stands in it word for word, or is one of our words for what happened and what flew. ``by`` is the proposer and its version.
    """

    report: Digest
    about: Topic
    value: str
    quote: str
    span: tuple[int, int]
    by: str


class Rejection(StrEnum):
    """Why a suggestion was rejected."""

    QUOTE = "its quote is not in the text"
    VALUE = "its value is not in its quote"
    WORD = "its value is none of our words"
    QUESTION = "it is about no question of ours"
    MANY = "too many for one report"
