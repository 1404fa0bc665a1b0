"""Makes visible what a terminal or a page would obey instead of show: control characters and marks that turn or hide text."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ue000-\uf8ff\ud800-\udfff]"
)
JOINERS = "\u200d"
"""Emoji are made with it; it turns and hides nothing."""


def visible(text: object) -> str:
    """The text with every character that would be obeyed, or that cannot be seen, made visible. Line ends and tabs stay.

    >>> visible("a\\x1b[31mb\\u202ec")
    'a␛[31mb‹U+202E›c'
    """
    told = str(text)
    if told.isascii() and told.isprintable():
        return told
    return _UNSEEN.sub(lambda found: _name(found.group()), told)


def _name(character: str) -> str:
    if character == JOINERS:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"
