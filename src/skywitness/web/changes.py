"""What changed in the incidents that may be seen, as server-sent events: ``/changes/stream``, gone on with where a reader left it. Ids only, and only of rows that passed the gate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from time import monotonic, time_ns

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from skywitness.errors import LedgerError
from skywitness.publish.following import Turn
from skywitness.web.shelf import Shelf

log = logging.getLogger(__name__)
PATH = "/changes/stream"
LOOK_S = 0.3
"""How often the ledger is asked what is new, by one for all readers."""
HEARTBEAT_S = 15.0
RETRY_MS = 2_000
LONGEST_S = 600.0
"""After so long a stream ends and the reader comes again by itself: so nobody reads on who may no longer."""
MOST_READERS = 500
MOST_NAMED = 500
"""Of a change of more incidents than this only the number is told: everything is to be looked at again."""


class Changes:
    """The streams over one shelf. Numbers of events begin anew with the server, and say so."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._begun = str(time_ns() // 1_000_000)
        self._readers = 0
        self._follower: asyncio.Task[None] | None = None
        self._last = 0
        self._turned = asyncio.Event()

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route(PATH, self.follow, name="changes")]

    def newest(self) -> str:
        """The id of the last event."""
        return self.name(self._shelf.open().last_turn)

    def name(self, turn: int) -> str:
        """The id of the event of a change: a page that shows everything up to it goes on after it."""
        return f"{self._begun}-{turn}"

    async def follow(self, request: Request) -> Response:
        """A stream from the event after Last-Event-ID, else from now on."""
        told = request.headers.get("last-event-id") or request.query_params.get("last_event_id", "")
        told = told or await run_in_threadpool(self.newest)
        begun, _, number = told.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise HTTPException(400, f"Last-Event-ID {told[:40]!r} is none of ours; leave it out to begin now")
        if self._readers >= MOST_READERS:
            raise HTTPException(503, "too many follow the changes already; come again later", {"retry-after": "60"})
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        stream = self._write(request, int(number) if begun == self._begun else -1)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _write(self, request: Request, last: int) -> AsyncIterator[bytes]:
        async with AsyncExitStack() as leaving:
            self._enter()
            leaving.callback(self._leave)
            until = monotonic() + LONGEST_S
            yield f"retry: {RETRY_MS}\n\n".encode()
            while monotonic() < until and not await request.is_disconnected():
                turned = self._turned
                newest, turns = await run_in_threadpool(self._shelf.turns_after, max(last, 0))
                if is_gap(last, newest, turns):
                    yield self._event(newest, "reload", {})
                elif turns:
                    yield self._event(newest, "changed", await run_in_threadpool(self._tell, turns))
                last = newest
                try:
                    await asyncio.wait_for(turned.wait(), HEARTBEAT_S)
                except TimeoutError:
                    yield b": still here\n\n"

    def _tell(self, turns: tuple[Turn, ...]) -> dict[str, object]:
        ids = dict.fromkeys(each for turn in turns for each in turn.incidents)
        index = self._shelf.open().index
        there = [each for each in ids if each in index]
        if len(ids) > MOST_NAMED:
            return {"number": len(ids)}
        return {"number": len(ids), "incidents": there, "gone": [each for each in ids if each not in index]}

    def _event(self, number: int, kind: str, told: dict[str, object]) -> bytes:
        return b"id: %s-%d\nevent: %s\ndata: %s\n\n" % (self._begun.encode(), number, kind.encode(), msgspec.json.encode(told))

    def _enter(self) -> None:
        self._readers += 1
        loop = asyncio.get_running_loop()
        if self._follower is None or self._follower.done() or self._follower.get_loop() is not loop:
            self._turned = asyncio.Event()
            self._follower = loop.create_task(self._look())

    def _leave(self) -> None:
        self._readers -= 1

    async def _look(self) -> None:
        """Ask for what is new as long as anybody reads, and wake all readers when something is."""
        while self._readers:
            try:
                newest, _ = await run_in_threadpool(self._shelf.turns_after, self._last)
            except LedgerError as error:
                log.warning("nobody hears of changes for a while: %s", error)
                newest = self._last
            if newest != self._last:
                self._last = newest
                self._turned.set()
                self._turned = asyncio.Event()
            await asyncio.sleep(LOOK_S)


def is_gap(last: int, newest: int, turns: tuple[Turn, ...]) -> bool:
    """Whether more changed since than is remembered: then a reader must look at everything again. ``last`` is -1 for one of before the server started.

    >>> is_gap(3, 5, (Turn(4, ()), Turn(5, ()))), is_gap(1, 5, (Turn(4, ()), Turn(5, ()))), is_gap(-1, 0, ()), is_gap(5, 5, ())
    (False, True, True, False)
    """
    return last < 0 or last > newest or (newest > last and (not turns or turns[0].number > last + 1))
