"""Words, numbers and signs of a plain view, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

_TOKEN = re.compile(r"(\d+(?:[.:,]\d+)*(?:-?[a-zа-яіїєґ]{1,3}\b)?|[^\W\d_][\w']*+(?:-[\w']++)*+|\n[\n ]*|  [ \n]*|[^\w\s])")


class Token(Struct, frozen=True, gc=False):
    """``start`` and ``end`` count characters of the plain view. A break (line end or double space) is a token of its own: ``"\\n"``."""

    text: str
    start: int
    end: int


def digits_of(tokens: Sequence[Token]) -> list[int]:
    """The positions of the tokens that begin with a digit."""
    return [index for index, token in enumerate(tokens) if token.text[0].isdigit()]


def tokenise(plain: str) -> list[Token]:
    """All tokens of a folded text, in order.

    >>> [token.text for token in tokenise('с 22.25 мск 2-го мая сбит "ка-52".')]
    ['с', '22.25', 'мск', '2-го', 'мая', 'сбит', '"', 'ка-52', '"', '.']
    """
    pieces = _TOKEN.split(plain)  # gap, token, gap, … gap
    bounds = list(accumulate(map(len, pieces)))
    texts = ["\n" if text[0] in " \n" else text for text in pieces[1::2]]
    return list(map(Token, texts, bounds[::2], bounds[1::2]))  # nothing stands behind the last gap
