"""What an engine does, and what can be done by one."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Protocol, TypeVar

B_contra = TypeVar("B_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)
B = TypeVar("B")
R = TypeVar("R")
T = TypeVar("T")
TRIES = 3
"""How often a batch is done again whose worker died, before it is believed that the batch kills it."""


class Job(Protocol[B_contra, R_co]):
    """Work that can be sent elsewhere: pickled, it is small; what it needs (tables, models) it loads where it is done."""

    def ready(self) -> Callable[[B_contra], R_co]:
        """What does the work, with all that it needs loaded. Called once in each process. What it does to a batch depends on nothing but the batch and the job.

        Raises
        ------
        PartFailed
            What is installed there would do other work than what the job was made for.
        """
        ...


class Engine(Protocol):
    """Does a job on many batches, somewhere."""

    def map(self, job: Job[B, R], batches: Iterable[B], /) -> Iterator[R]:
        """What comes of each batch, in the order of the batches. Batches are asked for as there is room, so that few are held at a time.

        A worker that dies (killed, out of memory, its machine gone) costs what it was doing, which is done again elsewhere.

        Raises
        ------
        PartFailed
            A batch's worker died again and again.
        """
        ...


def pack(job: Job[Any, Any]) -> bytes:
    """A job as it is sent."""
    return pickle.dumps(job)


def do(packed: bytes, batch: Any) -> Any:  # noqa: ANN401 - whatever the job is about; the engine's own types say so
    """What a worker does: the job on one batch, made ready at the first."""
    return _unpack(packed)(batch)


def load(packed: bytes) -> None:
    """Make a job ready, before there is a batch for it."""
    _unpack(packed)


@lru_cache(maxsize=4)
def _unpack(packed: bytes) -> Callable[[Any], Any]:
    job: Job[Any, Any] = pickle.loads(packed)  # noqa: S301 - it comes from the process that started us
    return job.ready()


def in_order(begin: Callable[[B], T], end: Callable[[T], R], batches: Iterable[B], ahead: int) -> Iterator[R]:
    """What ``end`` gives for each batch, in order, while so many that come behind it have been begun.

    >>> list(in_order(str, len, [1, 22, 333], ahead=2))
    [1, 2, 3]
    """
    begun = deque[T]()
    for batch in batches:
        begun.append(begin(batch))
        if len(begun) > ahead:
            yield end(begun.popleft())
    while begun:
        yield end(begun.popleft())
