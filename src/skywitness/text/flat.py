"""A plain view of a text for pattern tables: markup blanked, case and letters folded, every offset still known."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from msgspec import Struct

MARKUP = "\x01"
"""What stands where markup stood: no letter, no blank, so bold type in the middle of a number parts nothing."""
_LINK = re.compile(r"\]\((?:https?|tg)[^)\s]*\)?|\b(?:https?://|t\.me/)\S+|(?<![\w@])@\w{3,}")
_GLUED = re.compile(
    r"(?<=[а-яёіїєґa-z!?,;)])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ])|(?<=[а-яё])(?=[А-ЯЁ]{2}[А-ЯЁ ])|(?<=[А-ЯЁІЇЄҐ]{3})(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]{3})|(?<=\.)(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]{2})"
)
_FOLDS = {
    **dict.fromkeys("*_[]`~#|\u200b\u200c\u200d\u2060\ufeff\ufe0f\u00ad", MARKUP),
    **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("«»“”„‟″", '"'),
    **dict.fromkeys("’ʼ‘´`′", "'"),
    "ё": "е",
    "Ё": "Е",
}
_TABLE = str.maketrans(_FOLDS)


class Flat(Struct, frozen=True):
    """``text`` is folded to lower case; ``inserted`` are the places (in the original) where a lost line break was put back."""

    source: str
    text: str
    inserted: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain view stands in the original text.

        >>> flat = flatten("Белгородский районВнимание")
        >>> start, end = flat.span(flat.text.index("внимание"), len(flat.text))
        >>> flat.source[start:end]
        'Внимание'
        """
        if not self.inserted:
            return start, end
        return self._original(start), self._original(end)

    def _original(self, position: int) -> int:
        shifted = [at + order for order, at in enumerate(self.inserted)]
        return position - bisect_left(shifted, position)


def flatten(text: str) -> Flat:
    """The plain view of a text, of the same length but for line breaks put back between words that a scraper glued together.

    >>> flatten("**Сбит** [БПЛА](https://t.me/x/1) — «Лютый»").text.replace(MARKUP, "")
    'сбит бпла - "лютый"'
    """
    blanked = _LINK.sub(lambda found: MARKUP * len(found[0]), text)
    glued = tuple(found.start() for found in _GLUED.finditer(blanked))
    if glued:
        ends = (0, *glued, len(blanked))
        blanked = "\n".join(blanked[a:b] for a, b in pairwise(ends))
    return Flat(source=text, text=_lower(blanked.translate(_TABLE)), inserted=glued)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)
