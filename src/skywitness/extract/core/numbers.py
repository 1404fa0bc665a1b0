"""Numbers in a text, in digits or in words, as counts with their doubts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.core.lexicon import Mark
from skywitness.text.tokens import Token, digits_of

_DIGITS = re.compile(r"\d{1,6}\Z")
_THREE = re.compile(r"\d{3}\Z")
_SUFFIXED = re.compile(r"(\d{1,5})-?(?:ти|ми|х|и|ю|ть|мя)\Z")
_THOUSAND = 1000


class Number(Struct, frozen=True, gc=False):
    """A number at tokens ``first`` up to ``last``. ``in_digits`` tells how it was written."""

    value: int
    first: int
    last: int
    in_digits: bool


def find_numbers(tokens: Sequence[Token], marks: Sequence[Mark], digits: Sequence[int] | None = None) -> list[Number]:
    """All cardinal numbers; clock times, decimals and ordinals are left out. ``digits`` are the tokens that begin with a digit, where they are known.

    >>> from skywitness.extract.core.lexicon import Entry, Lexicon
    >>> from skywitness.text.tokens import tokenise
    >>> words = Lexicon([("двадцать", Entry("number", "20")), ("семь", Entry("number", "7")), ("тысяч", Entry("number", "1000"))])
    >>> tokens = tokenise("двадцать семь, 3 тысяч 12 и 14.30, 1 177")
    >>> [number.value for number in find_numbers(tokens, words.find(tokens))]
    [27, 3012, 1177]
    """
    spoken = {mark.first: mark for mark in marks if mark.kind == "number"}
    numbers: list[Number] = []
    done = 0
    for begin in sorted({*spoken, *(digits_of(tokens) if digits is None else digits)}):
        number = _number_at(tokens, spoken, begin) if begin >= done else None
        if number is not None:
            numbers.append(number)
            done = number.last
    return numbers


def _number_at(tokens: Sequence[Token], spoken: dict[int, Mark], index: int) -> Number | None:
    total = part = 0
    first, in_digits = index, False
    while index < len(tokens):
        word = tokens[index].text
        is_plain = _DIGITS.match(word) is not None
        suffixed = _SUFFIXED.match(word) if index == first and not is_plain else None
        if is_plain or suffixed:
            if index > first and not (total and not part):
                break
            part, in_digits = int(suffixed[1] if suffixed else word), True
            if (
                index + 1 < len(tokens) and len(word) <= 3 and _THREE.match(tokens[index + 1].text) and _one_blank(tokens, index)
            ):  # thousands are set apart by a blank: 1 177
                part, index = part * _THOUSAND + int(tokens[index + 1].text), index + 1
        elif index in spoken:
            value = int(spoken[index].value)
            if value == _THOUSAND:
                total, part = total + (part or 1) * _THOUSAND, 0
            elif (in_digits and part) or (part and not _fits_below(part, value)):
                break
            else:
                part += value
        else:
            break
        index += 1
    return Number(total + part, first, index, in_digits) if index > first else None


def _fits_below(part: int, value: int) -> bool:
    """Whether "twenty" can be followed by "seven" and "hundred" by "twenty": a lower order with room for it."""
    for order in (10, 100):
        if value < order:
            return part % order == 0 and not (order == 10 and 10 <= part % 100 < 20)  # ten to nineteen take no units
    return part % 1000 == 0


def _one_blank(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index + 1].start - tokens[index].end == 1
