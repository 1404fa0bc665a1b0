"""A plain view of a text for pattern tables: markup left out, letters folded, every offset still known."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from msgspec import Struct

_MARKS = "*_[\\]`~#|\u200b-\u200d\u2060\ufeff\ufe0f\u00ad"
_DROPPED = re.compile(
    rf"[{_MARKS}@ht](?:(?<=\])\((?:https?:|tg:|mailto:)?[^)\s]*\)?|(?<=h)ttps?://\S+|(?<=\bt)\.me/\S+|(?<=(?<![\w@])@)\w{{3,}}|(?<=[{_MARKS}])[{_MARKS}]*)"
)
"""What is left out: a link's address, an address, a channel's name, marks. Its first letter stands first, so that the search skips all other letters."""
_GLUED = re.compile(
    r"(?<=[а-яёіїєґa-z]{2})(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]{2})"
    r"|(?<=[!?,;)])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ])"
    r"|(?<=[а-яёіїєґ]{3})(?=[А-ЯЁІЇЄҐ]{2}[А-ЯЁІЇЄҐ ])"
    r"|(?<=[А-ЯЁІЇЄҐ]{3})(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]{3})"
    r"|(?<=\.)(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]{2})"
    r"|(?<=[а-яёіїєґ]{3}\.)(?=\d+ [А-ЯЁІЇЄҐ])"
)
_MAY_BE_GLUED = re.compile(
    r"[А-ЯЁІЇЄҐ.](?:(?<=[а-яёіїєґa-z]{2}[А-ЯЁІЇЄҐ])|(?<=[!?,;).][А-ЯЁІЇЄҐ])|(?<=[А-ЯЁІЇЄҐ])[А-ЯЁІЇЄҐ]{3}[а-яёіїєґ]{3}|(?<=[а-яёіїєґ]\.)\d)"
)
"""A quick look that spares most texts the slow one."""
_FOLDS = {
    **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("«»“”„‟″", '"'),
    **dict.fromkeys("’ʼ‘´`′", "'"),
    "ё": "е",
    "Ё": "Е",
}
_FOLDED = re.compile(f"[{''.join(_FOLDS)}]")


class Flat(Struct, frozen=True):
    """``cased`` keeps capitals, ``text`` is the same in lower case.

    The view is made of stretches of the source: stretch i begins at ``begins[i]`` in the view and at ``origins[i]`` in the source.
    ``is_mended`` tells that a lost line break was put back.
    """

    source: str
    cased: str
    text: str
    begins: tuple[int, ...]
    origins: tuple[int, ...]
    is_mended: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out and nothing put in, so that every character stands where it stood."""
        return self.begins == self.origins == (0,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain view stands in the source.

        >>> flat = flatten("Белгородский **район**Внимание")
        >>> start, end = flat.span(flat.text.index("район"), len(flat.text))
        >>> flat.source[start:end]
        'район**Внимание'
        """
        if self.origins == (0,):
            return start, end
        return self.origin(start), self.origin(end - 1) + 1 if end > start else self.origin(start)

    def view(self, position: int) -> int:
        """Where a character of the source stands in the plain view."""
        stretch = bisect_right(self.origins, position) - 1
        return self.begins[stretch] + position - self.origins[stretch]

    def origin(self, position: int) -> int:
        """Where a character of the plain view stands in the source."""
        stretch = bisect_right(self.begins, position) - 1
        return self.origins[stretch] + position - self.begins[stretch]


def flatten(text: str) -> Flat:
    """The plain view of a text, with line breaks put back between words that a scraper glued together.

    >>> flatten("**Сбит** [БПЛА](https://t.me/x/1) — «Лютый»").text
    'сбит бпла - "лютый"'
    >>> flatten("РайонВнимание").text
    'район\\nвнимание'
    """
    stretches = _stretches(text)
    pieces: list[str] = []
    begins: list[int] = []
    length = 0
    for glued, begin, end in stretches:
        if glued:
            pieces.append("\n")
            length += 1
        begins.append(length)
        pieces.append(text[begin:end])
        length += end - begin
    cased = _FOLDED.sub(_fold, "".join(pieces))
    return Flat(
        source=text,
        cased=cased,
        text=_lower(cased),
        begins=tuple(begins) or (0,),
        origins=tuple(begin for _, begin, _ in stretches) or (0,),
        is_mended=any(glued for glued, _, _ in stretches),
    )


def _fold(found: re.Match[str]) -> str:
    return _FOLDS[found[0]]


def _stretches(text: str) -> list[tuple[bool, int, int]]:
    """The kept stretches of a text; the flag tells that a line break was lost before one."""
    kept: list[tuple[bool, int, int]] = []
    may_be_glued = _MAY_BE_GLUED.search(text) is not None
    begin = 0
    for found in (*_DROPPED.finditer(text), None):
        end = found.start() if found else len(text)
        if end > begin:
            kept += _unglued(text, begin, end) if may_be_glued else [(False, begin, end)]
        begin = found.end() if found else end
    return kept


def _unglued(text: str, begin: int, end: int) -> list[tuple[bool, int, int]]:
    cuts = [found.start() for found in _GLUED.finditer(text, begin, end) if found.start() > begin]
    bounds = [begin, *cuts, end]
    return [(position > 0, a, b) for position, (a, b) in enumerate(pairwise(bounds))]


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)
