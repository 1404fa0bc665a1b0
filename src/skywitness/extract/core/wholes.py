"""Parts of a whole: of "six out of seven drones were shot down" six are counted, and seven are those that came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number

_NAMED_WITHIN = 3
"""How many words may stand between the number of a whole and what it counts."""
_DOWNED = frozenset({"intercepted", "destroyed"})
_DOWNED_WITHIN = 2


class Share(Struct, frozen=True, gc=False):
    """A number that is a part of another one."""

    part: Number
    whole: Number


def find_shares(numbers: Sequence[Number], marks: Sequence[Mark]) -> list[Share]:
    """The parts among numbers, each with its whole: "6 из 7 дронов", "из 7 дронов сбиты 6". The whole names what came or stands right behind its part."""
    led = {mark.last for mark in marks if mark.kind == "quantity" and mark.value == "out_of"}
    return [share for whole in numbers if whole.first in led and (share := _share_of(whole, numbers, marks)) is not None]


def is_named(whole: Number, first: int) -> bool:
    """Whether what begins at a token is what a whole counts."""
    return 0 <= first - whole.last <= _NAMED_WITHIN


def _share_of(whole: Number, numbers: Sequence[Number], marks: Sequence[Mark]) -> Share | None:
    before = next((number for number in numbers if number.last == whole.first - 1), None)
    if before is not None:
        return Share(before, whole) if before.value <= whole.value else None
    names = any(mark.kind in {"target", "model"} and is_named(whole, mark.first) for mark in marks)
    after = next((number for number in _downed(numbers, marks) if number.first > whole.last), None)
    return Share(after, whole) if names and after is not None and after.value <= whole.value else None


def _downed(numbers: Sequence[Number], marks: Sequence[Mark]) -> Iterator[Number]:
    """The numbers that a verb of interception stands beside."""
    verbs = [mark for mark in marks if mark.kind == "what" and mark.value in _DOWNED]
    for number in numbers:
        if any(verb.first == number.last or 0 <= number.first - verb.last <= _DOWNED_WITHIN for verb in verbs):
            yield number
