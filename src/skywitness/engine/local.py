"""This machine as an engine: what is short is done in this process, what is long by a pool of processes beside it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from types import TracebackType
from typing import Any, Self, TypeVar

from msgspec import Struct

from skywitness.engine.protocol import TRIES, Job, do, load, pack
from skywitness.errors import PartFailed

B = TypeVar("B")
R = TypeVar("R")
PATIENCE_S = 4.0
"""How long this process works alone: about twice what it costs a process of the pool to load the tables."""
AHEAD = 2
"""Batches that wait for each process, so that none is idle while we write what came back."""


class Here:
    """This process alone."""

    def map(self, job: Job[B, R], batches: Iterable[B], /) -> Iterator[R]:
        """One batch after another."""
        work = job.ready()
        for batch in batches:
            yield work(batch)


HERE = Here()


class Local:
    """The cores of this machine. The pool is started when a job turns out to be long (``patience_s``), and ended with the engine."""

    def __init__(self, processes: int | None = None, *, patience_s: float = PATIENCE_S) -> None:
        self.processes = processes or os.cpu_count() or 1
        self._patience_s = patience_s
        self._pool: ProcessPoolExecutor | None = None

    def map(self, job: Job[B, R], batches: Iterable[B], /) -> Iterator[R]:
        """Batch after batch here, until that has taken too long; the rest by the pool."""
        left, packed = iter(batches), pack(job)
        if self._patience_s > 0 or self.processes < 2:
            yield from self._begin_here(job, packed, left)
        yield from self._map_in_pool(packed, left)

    def _begin_here(self, job: Job[B, R], packed: bytes, left: Iterator[B]) -> Iterator[R]:
        """What is done here, until the pool is ready to take over; it loads its tables beside us."""
        work, spent_s, loading = job.ready(), 0.0, list[Future[None]]()
        for batch in left:
            begun = time.perf_counter()
            done = work(batch)
            spent_s += time.perf_counter() - begun
            yield done
            if loading and all(each.done() for each in loading):
                return
            if not loading and spent_s > self._patience_s and self.processes > 1:
                loading = [self._submit(load, packed) for _ in range(self.processes)]

    def _map_in_pool(self, packed: bytes, left: Iterator[B]) -> Iterator[Any]:
        waiting = deque[_Sent]()
        for batch in left:
            waiting.append(_Sent(batch, self._send(packed, batch)))
            if len(waiting) > self.processes * AHEAD:
                yield self._take(packed, waiting)
        while waiting:
            yield self._take(packed, waiting)

    def _take(self, packed: bytes, waiting: deque[_Sent]) -> Any:  # noqa: ANN401 - what the job gives
        """What came of the batch that waits longest. A process that dies takes the pool with it: what waits is sent to a new one."""
        for _ in range(TRIES):
            try:
                done = waiting[0].coming.result()
            except BrokenProcessPool:
                self.close()
                for each in waiting:
                    each.coming = self._send(packed, each.batch)
            else:
                waiting.popleft()
                return done
        raise PartFailed(
            f"a worker process died {TRIES} times at the same work; see what the system says about it: is there too little memory?"
        )

    def _send(self, packed: bytes, batch: object) -> Future[Any]:
        return self._submit(do, packed, batch)

    def _submit(self, work: Callable[..., Any], *given: object) -> Future[Any]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"), initializer=_follow_parent)
        try:
            return self._pool.submit(work, *given)
        except BrokenProcessPool:  # told now or when the batch is taken, whichever comes first
            self.close()
            return self._submit(work, *given)

    def close(self) -> None:
        """End the pool."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Sent(Struct):
    """A batch, and what will come of it."""

    batch: Any
    coming: Future[Any]


def _follow_parent() -> None:
    """In a process of the pool: leave Ctrl-C to the one that started us, and end when that one is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
