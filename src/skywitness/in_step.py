"""Works done in step: all take one step, then all the next, so that what a step needs is still at hand in the processor when the next work takes it.

A reading runs through a thousand functions, more than a processor keeps at hand, so that one report read to its end after the other fetches them all anew
each time. A work is a generator that yields between its steps and returns what it comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import ParamSpec, TypeVar

Done = TypeVar("Done")
Asked = ParamSpec("Asked")
Steps = Generator[None, None, Done]
IN_STEP = 32
"""Reports that are read in step. With twelve half as much is won, with a hundred no more."""
TEXTS_AT_HAND = 4 * IN_STEP
"""Texts whose answer is remembered, for a later step of the same reports: those reports, what of them is of this world, their sentences."""


def in_step(works: Iterable[Steps[Done]]) -> list[Done]:
    """What some works come to, in their order.

    >>> def spell(word):
    ...     for letter in word:
    ...         print(letter, end=" ")
    ...         yield
    ...     return len(word)
    >>> in_step([spell("abc"), spell("xy")])
    a x b y c [3, 2]
    """
    done: dict[int, Done] = {}
    going = list(enumerate(works))
    while going:
        still = []
        for at, work in going:
            try:
                next(work)
            except StopIteration as end:
                done[at] = end.value
            else:
                still.append((at, work))
        going = still
    return [done[at] for at in sorted(done)]


def at_one_go(work: Callable[Asked, Done]) -> Callable[Asked, Steps[Done]]:
    """A function as a work of a single step."""

    def step(*args: Asked.args, **named: Asked.kwargs) -> Steps[Done]:
        yield
        return work(*args, **named)

    return step
