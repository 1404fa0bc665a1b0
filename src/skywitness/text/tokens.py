"""Words, numbers and signs of a plain view, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

from skywitness.in_step import TEXTS_AT_HAND
from skywitness.text.flat import Flat, flatten

_TOKEN = re.compile(r"(\d+(?:[.:,]\d+)*(?:-?[a-zа-яіїєґ]{1,3}\b)?|[^\W\d_][\w']*+(?:-[\w']++)*+|\n[\n ]*|  [ \n]*|[^\w\s])")


class Token(Struct, frozen=True, gc=False):
    """``start`` and ``end`` count characters of the plain view. A break (line end or double space) is a token of its own: ``"\\n"``."""

    text: str
    start: int
    end: int


@lru_cache(TEXTS_AT_HAND)
def read_plainly(text: str) -> tuple[Flat, Sequence[Token]]:
    """The plain view of a text, and its tokens. Several readers look at a text one after the other: all looks but the first are free."""
    flat = flatten(text)
    return flat, tokenise(flat.text)


def digits_of(tokens: Sequence[Token]) -> list[int]:
    """The positions of the tokens that begin with a digit."""
    return [index for index, token in enumerate(tokens) if token.text[0].isdigit()]


def end_of_words(text: str) -> int:
    """Where the last word or number of a text ends: only blanks and signs stand behind it.

    >>> end_of_words("Сбиты все.»")
    9
    """
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    return end


def tokenise(plain: str) -> list[Token]:
    """All tokens of a folded text, in order.

    >>> [token.text for token in tokenise('с 22.25 мск 2-го мая сбит "ка-52".')]
    ['с', '22.25', 'мск', '2-го', 'мая', 'сбит', '"', 'ка-52', '"', '.']
    """
    pieces = _TOKEN.split(plain)  # gap, token, gap, … gap
    bounds = list(accumulate(map(len, pieces)))
    texts = pieces[1::2]
    for index in [index for index, text in enumerate(texts) if text < "!" and text[0] in " \n"]:  # hardly anything stands below a letter
        texts[index] = "\n"
    return list(map(Token, texts, bounds[::2], bounds[1::2]))  # nothing stands behind the last gap
