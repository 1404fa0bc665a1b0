"""Walks every text of a row, so that a rule for words holds for fields that nobody thought of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias, cast

Row: TypeAlias = dict[str, object]
MaskText: TypeAlias = Callable[[str], str]
KEPT_TEXTS = 20_000
"""Masked texts kept at hand: an export of any size must fit in memory."""

QUOTING = frozenset({"quote", "quotes", "text", "gloss"})
"""Keys under which the words of reports stand, or what they come to in English."""
CLOSED = frozenset(
    {
        *(
            "id",
            "digest",
            "report",
            "reports",
            "child",
            "parent",
            "claim",
            "claims",
            "left",
            "right",
            "incidents",
            "merged_from",
            "decisions",
        ),
        *(
            "kind",
            "what",
            "target",
            "role",
            "iso",
            "precision",
            "standing",
            "state",
            "factuality",
            "likelihood",
            "verdict",
            "lang",
            "audience",
            "ledger_head",
        ),
        *("stream", "streams", "via", "roots_by_stream", "attribute", "about", "stated"),
        *("since", "from", "to", "before", "at", "until", "held_until", "published_at", "edited_at", "collected_at", "made_at"),
    }
)
"""Keys whose values are ids, instants or words of a closed set: nothing from outside stands there, and masking would spoil them."""


_UNWORDED = frozenset({type(None), int, float, bool})
"""Types in which no words stand."""


def mask_row(row: Row, masks: Sequence[MaskText]) -> Row:
    """The row with each of its texts run through all masks, in order.

    >>> mask_row({"id": "a", "told": ["a", {"by": "ab"}]}, [str.upper])
    {'id': 'a', 'told': ['A', {'by': 'AB'}]}
    """

    def mask_text(text: str) -> str:
        for mask in masks:
            text = mask(text)
        return text

    return cast("Row", _map_texts(row, mask_text))


def blank_texts(row: Row, keys: Collection[str], instead: str | None) -> Row:
    """The row with every text under one of these keys replaced, however deep.

    >>> blank_texts({"quote": "a", "told": [{"quotes": ["b"]}]}, QUOTING, "-")
    {'quote': '-', 'told': [{'quotes': ['-']}]}
    """
    return cast("Row", _blank(row, keys, instead, ""))


def _map_texts(value: object, mask: MaskText) -> object:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: _map_part(key, part, mask) for key, part in value.items()}
    if isinstance(value, list):
        return [_map_texts(part, mask) for part in value]
    return value


def _map_part(key: str, part: object, mask: MaskText) -> object:
    """What stands under a key; the plain types first, as most of a row is of them."""
    kind = type(part)
    if kind is str:
        return part if key in CLOSED else mask(cast("str", part))
    if kind in _UNWORDED or (key in CLOSED and _is_plain(part)):
        return part
    return _map_texts(part, mask)


def _is_plain(value: object) -> bool:
    """Whether nothing but a word, a number, or a list of words stands here: what rows may stand in is looked into."""
    return not isinstance(value, dict) and not (isinstance(value, list) and value and isinstance(value[0], dict))


def _blank(value: object, keys: Collection[str], instead: str | None, key: str) -> object:
    if isinstance(value, dict):
        return {name: _blank(part, keys, instead, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_blank(part, keys, instead, key) for part in value]
    return instead if key in keys and isinstance(value, str) else value
