"""Readers who ask for the same within a moment get the same page; whoever is signed in, asks otherwise, or asks later gets their own."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from starlette.types import Message, Receive, Scope, Send

from skywitness.web.sharing import LARGEST, Sharing, may_be_shared


class Counted:
    """An application that counts how often it is asked."""

    def __init__(self, body: bytes = b"page", status: int = 200, error: bool = False) -> None:
        self.asked, self.body, self.status, self.error = 0, body, status, error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - an application's shape
        self.asked += 1
        await asyncio.sleep(0.01)
        if self.error:
            raise RuntimeError("broken")
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"x-number", str(self.asked).encode())]})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def scope(path: str = "/", query: bytes = b"", method: str = "GET", visitor: object = None, **headers: bytes) -> Scope:
    named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": named, "visitor": visitor}


async def ask(app: Sharing, asked: Scope) -> list[Message]:
    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    await app(asked, receive, send)
    return sent


def test_those_who_ask_at_once_get_one_page_each_whole() -> None:
    async def crowd() -> None:
        inner = Counted()
        app = Sharing(inner, 5.0)
        answers = await asyncio.gather(*(ask(app, scope()) for _ in range(20)), ask(app, scope(query=b"a=1")))
        assert inner.asked == 2
        assert all(b"".join(each.get("body", b"") for each in answer) == b"page" for answer in answers)
        assert len(await ask(app, scope())) == 3
        assert inner.asked == 2

    asyncio.run(crowd())


def test_a_page_grows_old_and_zero_shares_nothing() -> None:
    async def twice(shared_s: float) -> int:
        inner = Counted()
        app = Sharing(inner, shared_s)
        await ask(app, scope())
        await asyncio.sleep(0.03)
        await ask(app, scope())
        return inner.asked

    assert asyncio.run(twice(0.01)) == 2
    assert asyncio.run(twice(0.0)) == 2
    assert asyncio.run(twice(5.0)) == 1


@pytest.mark.parametrize(
    "other", [scope("/map"), scope(query=b"x=1"), scope(accept_language=b"uk"), scope(accept_encoding=b"gzip"), scope(accept=b"text/html")]
)
def test_what_is_asked_otherwise_is_made_anew(other: Scope) -> None:
    async def both() -> int:
        inner = Counted()
        app = Sharing(inner, 5.0)
        await ask(app, scope())
        await ask(app, other)
        return inner.asked

    assert asyncio.run(both()) == 2


@pytest.mark.parametrize("inner", [Counted(status=404), Counted(body=b"x" * (LARGEST + 1))])
def test_errors_and_what_is_too_large_are_kept_for_nobody(inner: Counted) -> None:
    async def both() -> None:
        app = Sharing(inner, 5.0)
        await ask(app, scope())
        await ask(app, scope())

    asyncio.run(both())
    assert inner.asked == 2


def test_who_waits_for_a_page_that_breaks_makes_their_own() -> None:
    async def both() -> int:
        inner = Counted(error=True)
        app = Sharing(inner, 5.0)
        await asyncio.gather(ask(app, scope()), ask(app, scope()), return_exceptions=True)
        return inner.asked

    assert asyncio.run(both()) == 2


@pytest.mark.parametrize(
    "asked",
    [
        scope(method="POST"),
        scope(method="HEAD"),
        scope("/changes/stream"),
        scope("/export/csv"),
        scope("/static/style.css"),
        scope(visitor=SimpleNamespace(session="one")),
        {"type": "lifespan"},
    ],
)
def test_what_is_somebodys_own_is_never_shared(asked: Scope) -> None:
    assert not may_be_shared(asked)
    assert may_be_shared(scope(visitor=SimpleNamespace(session=None)))
