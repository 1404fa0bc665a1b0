"""Alerts as server-sent events: ``/alerts/stream``, gone on with where a reader left it. What is sent was written by ``skywitness alert`` and passed the gate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from skywitness.alert.stream import Event, Stream

LOOK_S = 1.0
"""How often the outbox is asked for what is new."""
HEARTBEAT_LOOKS = 15
"""After so many looks without news a comment is sent, so that nothing between takes the stream for dead."""
RETRY_MS = 5_000
MOST_READERS = 100
"""Streams at once; more are asked to come again later."""
LARGEST_ID = 2**63 - 1


class Events:
    """The streams of one outbox for one audience."""

    def __init__(self, outbox: Path, *, audience: str) -> None:
        self._stream, self._audience = Stream(outbox), audience
        self._readers = 0

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("/alerts/stream", self.follow, name="alerts")]

    def only_channel(self) -> str | None:
        """The channel that this audience may follow; None where there is none, or several of which a reader would have to choose."""
        channels = self._stream.channels(self._audience)
        return channels[0] if len(channels) == 1 else None

    async def follow(self, request: Request) -> Response:
        """A stream of the messages of one channel: from the one after Last-Event-ID, else from now on."""
        channel = await self._choose_channel(request.query_params.get("channel"))
        told = request.headers.get("last-event-id") or request.query_params.get("last_event_id")
        if told is not None and not (told.isascii() and told.isdigit() and int(told) <= LARGEST_ID):
            raise HTTPException(
                400, f"Last-Event-ID {told[:40]!r} is no number of a message; leave it out to begin now, or give 0 for all there were"
            )
        last = int(told) if told is not None else await run_in_threadpool(self._stream.newest, channel)
        if self._readers >= MOST_READERS:
            raise HTTPException(503, "too many follow the alerts already; come again later", {"retry-after": "60"})
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._write(request, channel, last), media_type="text/event-stream", headers=headers)

    async def _choose_channel(self, asked: str | None) -> str:
        channels = await run_in_threadpool(self._stream.channels, self._audience)
        if asked in channels:
            return str(asked)
        if asked is None and len(channels) == 1:
            return channels[0]
        there_are = (
            f"there are: {', '.join(channels)}"
            if channels
            else "there is none; give a [[channel]] the address events: and run `skywitness alert`"
        )
        raise HTTPException(404, f"name a channel that can be followed with ?channel=; {there_are}")

    async def _write(self, request: Request, channel: str, last: int) -> AsyncIterator[bytes]:
        async with AsyncExitStack() as leaving:
            self._readers += 1
            leaving.callback(self._leave)
            yield f"retry: {RETRY_MS}\n\n".encode()
            quiet = 0
            while not await request.is_disconnected():
                events = await run_in_threadpool(self._stream.after, channel, last)
                for event in events:
                    yield write_event(event)
                    last = event.seq
                quiet = 0 if events else quiet + 1
                if quiet >= HEARTBEAT_LOOKS:
                    yield b": still here\n\n"
                    quiet = 0
                if not events:
                    await asyncio.sleep(LOOK_S)

    def _leave(self) -> None:
        self._readers -= 1


def write_event(event: Event) -> bytes:
    """One event: its number, its kind, and one line of JSON with the same ids that web hooks get."""
    notice = event.notice
    told = {
        "id": notice.notice_id,
        "kind": notice.kind.value,
        "subject": notice.subject,
        "corrects": notice.corrects,
        "audience": notice.audience,
        "title": event.title,
        "body": event.body,
    }
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, notice.kind.value.encode(), msgspec.json.encode(told))
