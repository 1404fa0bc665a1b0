"""What every page of the desk needs: the people, the clock, who is asking, and templates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from skywitness.config import DeskSettings
from skywitness.geo.regions import VIEWPOINT
from skywitness.web.desk.acts import Acts
from skywitness.web.desk.entrance import Entrance, Visitor, read_form, require_own_form
from skywitness.web.desk.file import DeskFile
from skywitness.web.desk.people import People
from skywitness.web.desk.picking import SIZES
from skywitness.web.desk.sessions import Session, Sessions
from skywitness.web.templating import fill_template, make_link

Form: TypeAlias = Mapping[str, str]
Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class Room:
    """The desk of one ledger, opened."""

    def __init__(self, folder: Path, settings: DeskSettings, clock: Callable[[], datetime]) -> None:
        self.folder, self.file = folder, DeskFile(folder)
        self.settings, self.clock = settings, clock
        self.people, self.sessions, self.acts = People(self.file), Sessions(self.file, settings), Acts(self.file)
        self.entrance = Entrance(self.people, self.sessions, self.acts, settings, clock)

    def note(self, request: Request, what: str, about: str = "", *, who: str | None = None) -> None:
        """Keep that whoever asks did something."""
        visitor = visitor_of(request)
        self.acts.note(what, about, who=who or visitor.name, address=visitor.address, at=self.clock())


def visitor_of(request: Request) -> Visitor:
    """Who asks, as the entrance told."""
    return cast("Visitor", request.scope["visitor"])


def session_of(request: Request) -> Session:
    """The session of whoever asks; pages of the desk are only reached with one."""
    session = visitor_of(request).session
    if session is None:
        raise HTTPException(403, "sign in first")
    return session


def render(request: Request, template: str, status: int = 200, **shown: object) -> HTMLResponse:
    """A page of the desk."""
    common = {
        "link": make_link(request),
        "as_of": "",
        "is_exercise": False,
        "audience": "public",
        "PICK_SIZES": SIZES,
        "VIEWPOINT": VIEWPOINT,
    }
    return HTMLResponse(fill_template(request, template, {**common, **shown}), status_code=status)


def go_to(path: str, request: Request, query: str = "") -> RedirectResponse:
    """On to a page with GET, so that reloading it sends nothing again."""
    return RedirectResponse(make_link(request)(path, query), status_code=303)


def takes_form(handle: Callable[[Request, Form], Response]) -> Handler:
    """A handler of a form: it is read, held against the session, and handled in a thread."""

    async def answer(request: Request) -> Response:
        form = await read_form(request)
        require_own_form(request, visitor_of(request), form)
        return await run_in_threadpool(handle, request, form)

    return answer
