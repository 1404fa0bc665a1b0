"""One page for all who ask for the same within a moment: many readers cost little more than one, and wait for no queue of equal work."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from time import monotonic
from urllib.parse import unquote

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHARED_S = 0.4
"""How old a page may be that is given to another reader: what was committed is seen at most so much later."""
MOST_PAGES = 128
LARGEST = 4_000_000
"""Bytes of a page that is kept for others."""
ALONE = ("/export/", "/footage/", "/static/")
"""Addresses whose answers are files: each is made for whoever asks."""


class _Page(Struct):
    """A page that is being made, or was: ``messages`` are those that were sent for it, None when it is not to be given to others."""

    done: asyncio.Event
    made_at: float = 0.0
    messages: list[Message] | None = None


class Sharing:
    """Gives readers who are not signed in, and ask for one address in one language, the same page. With ``shared_s`` 0 it does nothing."""

    def __init__(self, app: ASGIApp, shared_s: float) -> None:
        self._app, self._shared_s = app, shared_s
        self._pages: OrderedDict[tuple[object, ...], _Page] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if self._shared_s <= 0 or not may_be_shared(scope):
            await self._app(scope, receive, send)
            return
        key = _key_of(scope)
        page = self._pages.get(key)
        if page is not None and (not page.done.is_set() or monotonic() - page.made_at < self._shared_s):
            await page.done.wait()
            if page.messages is not None:
                await _send_all(page.messages, send)
                return
        await self._make(key, scope, receive, send)

    async def _make(self, key: tuple[object, ...], scope: Scope, receive: Receive, send: Send) -> None:
        page = self._pages[key] = _Page(asyncio.Event())
        self._pages.move_to_end(key)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        messages = list[Message]()

        async def keep(message: Message) -> None:
            messages.append(message)

        try:
            await self._app(scope, receive, keep)
            is_good = bool(messages) and messages[0].get("status") == 200 and not messages[-1].get("more_body", False)
            page.messages = messages if is_good and sum(len(each.get("body", b"")) for each in messages) <= LARGEST else None
        finally:  # before anything is sent: nobody waits for a reader whose line is slow
            page.made_at = monotonic()
            page.done.set()
        await _send_all(messages, send)


async def _send_all(messages: Iterable[Message], send: Send) -> None:
    for message in messages:
        await send({**message, "headers": list(message["headers"])} if "headers" in message else dict(message))


def may_be_shared(scope: Scope) -> bool:
    """Whether an answer is the same for everybody who asks for it."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    visitor = scope.get("visitor")
    path = scope["path"]
    return (visitor is None or visitor.session is None) and not path.startswith(ALONE) and not path.endswith("/stream")


def _key_of(scope: Scope) -> tuple[object, ...]:
    """What an answer depends on: the address, and of the headers those that say which language and form a reader takes."""
    headers = dict(scope["headers"])
    named = tuple(headers.get(name, b"") for name in (b"accept-language", b"accept-encoding", b"accept", b"if-none-match", b"range"))
    return unquote(scope["path"]), scope["query_string"], named, scope.get("visitor") is None
