"""The web application with a desk: tells who asks, keeps out whom it must, gives signed-in people their own view, and the rest of the pages as ever."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skywitness.attending.steward import Steward
from skywitness.config import DeskSettings
from skywitness.errors import SkywitnessError, UnknownId
from skywitness.publish.policy import Policy
from skywitness.web.app import SafeHeaders, make_app
from skywitness.web.desk.door import Door
from skywitness.web.desk.entrance import Visitor, set_session
from skywitness.web.desk.keeping import Keeping
from skywitness.web.desk.reviewing import Reviewing
from skywitness.web.desk.room import Room, render
from skywitness.web.desk.workspaces import Workspaces
from skywitness.web.pages import ERRORS
from skywitness.web.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

OPEN_TO_ALL = ("/sign-in", "/sign-out", "/static/style.css")
"""What can be reached by those who have not signed in though only those may read who have."""
REFUSED = (
    "This cannot be kept as it stands",
    "Nothing was changed. Look at it again: the machine or somebody else may have changed it meanwhile.",
)
OF_DESK = ("/desk", "/sign-in", "/sign-out")


def make_desk_app(
    ledger: Path | str,
    *,
    beside: Path | None = None,
    settings: DeskSettings,
    policy: Policy,
    clock: Callable[[], datetime],
    audience: str,
    basemap: Path | None = None,
    shared_s: float = 0.0,
) -> DeskApp:
    """The application over a ledger, with its desk. ``beside`` is the folder of what lies beside a ledger on a server.

    ``audience`` is what everybody sees who has not signed in; those who have see what ``settings`` say.

    Raises
    ------
    BadSettings
        The policy knows no such audience.
    """
    policy.rules_for(settings.analysts_see)
    folder = beside or Path(ledger)
    readers = make_app(ledger, beside=beside, policy=policy, clock=clock, audience=audience, basemap=basemap, shared_s=shared_s)
    analysts = readers
    if settings.analysts_see != audience:
        analysts = make_app(ledger, beside=beside, policy=policy, clock=clock, audience=settings.analysts_see, basemap=basemap)
    return DeskApp(Room(folder, settings, clock), Steward(ledger, clock, beside=folder), readers=readers, analysts=analysts)


class DeskApp:
    """The desk's pages, and around them the pages of readers and those of analysts."""

    def __init__(self, room: Room, steward: Steward, *, readers: Starlette, analysts: Starlette) -> None:
        self.room, self.steward = room, steward
        self.shelves: tuple[Shelf, ...] = tuple({id(each): each.state.shelf for each in (readers, analysts)}.values())
        self._readers, self._analysts = readers, analysts
        self._desk = self._make_desk()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the beginning and the end of the server."""
        if scope["type"] != "http":
            await self._desk(scope, receive, send)
            return
        visitor = await run_in_threadpool(self.room.entrance.identify, HTTPConnection(scope))
        scope["visitor"] = visitor
        keep_off = self._keep_off(scope, visitor)
        app = keep_off or self._choose(scope["path"], visitor)
        await app(scope, receive, _send_as(send, visitor, is_private=visitor.session is not None or _is_of_desk(scope["path"])))

    def _choose(self, path: str, visitor: Visitor) -> ASGIApp:
        if _is_of_desk(path):
            return self._desk
        return self._readers if visitor.session is None else self._analysts

    def _keep_off(self, scope: Scope, visitor: Visitor) -> Response | None:
        """The answer to whoever must sign in first; None when they need not."""
        path = scope["path"]
        is_closed = self.room.settings.reading == "people" or _lies_under(path, "/desk")
        if visitor.session is not None or not is_closed or path in OPEN_TO_ALL:
            return None
        accepts = HTTPConnection(scope).headers.get("accept", "")
        if scope["method"] in {"GET", "HEAD"} and not path.startswith("/api") and "text/event-stream" not in accepts:
            return RedirectResponse(f"/sign-in?next={quote(path)}", status_code=303)
        return JSONResponse({"code": "401", "description": "sign in first"}, status_code=401)

    def _make_desk(self) -> Starlette:
        def tell(request: Request, error: Exception) -> Response:
            status = error.status_code if isinstance(error, HTTPException) else 404 if isinstance(error, UnknownId) else 400
            title, told = REFUSED if status == 400 and request.method == "POST" else ERRORS.get(status, ERRORS[500])
            detail = error.detail if isinstance(error, HTTPException) else str(error)
            is_plain = isinstance(error, HTTPException) and status in {404, 405}
            return render(request, "error.html", status, title=title, told=told, detail=None if is_plain else detail)

        @asynccontextmanager
        async def living(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - a lifespan's shape
            self.steward.start()
            try:
                yield
            finally:
                await run_in_threadpool(self.close)

        return Starlette(
            routes=self._routes(),
            middleware=[Middleware(SafeHeaders)],
            exception_handlers={HTTPException: tell, SkywitnessError: tell},
            lifespan=living,
        )

    def _routes(self) -> list[Route]:
        shelf, keeping = self._analysts.state.shelf, Keeping(self.room.file)
        reviewing = Reviewing(self.room, self.steward, shelf, keeping)
        return [*reviewing.routes(), *Workspaces(self.room, self.steward, shelf, keeping).routes(), *Door(self.room).routes()]

    def close(self) -> None:
        """Let go of the ledger and of the desk's file."""
        self.steward.stop()
        self.room.file.close()
        for shelf in self.shelves:
            shelf.close()


def _is_of_desk(path: str) -> bool:
    return any(_lies_under(path, each) for each in OF_DESK)


def _lies_under(path: str, stem: str) -> bool:
    return path == stem or path.startswith(f"{stem}/")


def _send_as(send: Send, visitor: Visitor, *, is_private: bool) -> Send:
    """Keep a browser that came over TLS with it. Have no cache keep what somebody in particular sees, and let forms say to us, and to nobody else, which page they
    come from.
    """

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if is_private:
                headers["cache-control"] = "no-store"
                headers["referrer-policy"] = "same-origin"
            if visitor.is_tls:
                headers["strict-transport-security"] = "max-age=31536000"
            if visitor.fresh_token is not None:
                carrier = Response()
                set_session(carrier, visitor.fresh_token, visitor)
                headers.append("set-cookie", carrier.headers["set-cookie"])
        await send(message)

    return send_on
