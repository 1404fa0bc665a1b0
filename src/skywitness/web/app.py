"""Makes the web application: its routes, its errors in plain words, and headers that let a browser fetch nothing from anywhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skywitness.alert.outbox import FILE_NAME, FOLDER
from skywitness.archive import FOLDER as ARCHIVE
from skywitness.errors import LedgerError, UnknownId
from skywitness.model.words import Audience
from skywitness.publish.policy import Policy, load_policy
from skywitness.web.api import ROOT, Api, tell_error
from skywitness.web.changes import Changes
from skywitness.web.collecting import Collecting
from skywitness.web.events import Events
from skywitness.web.footage import Footage
from skywitness.web.islands import PMTILES, island_routes, policy_of, serve_bytes
from skywitness.web.overview import Overview
from skywitness.web.pages import Pages
from skywitness.web.sharing import Sharing
from skywitness.web.shelf import Shelf

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


def make_app(
    ledger_path: Path | str,
    *,
    beside: Path | None = None,
    policy: Policy | None = None,
    clock: Callable[[], datetime],
    audience: str = Audience.PUBLIC,
    basemap: Path | None = None,
    shared_s: float = 0.0,
) -> Starlette:
    """The application over a ledger, which it only reads. ``policy`` and ``basemap`` (PMTiles) are those that ship when None. ``beside`` is the folder of what
    lies beside a ledger on a server; that of one in a folder is the folder itself.

    ``shared_s`` says how many seconds a page may be old that is given to the next who asks for it. The application's ``state.shelf`` may be opened beforehand; else the ledger is gone through when the first page is asked for.
    """
    folder = beside or Path(ledger_path)
    shelf = Shelf(ledger_path, policy=policy or load_policy(), audience=audience, clock=clock)
    footage = Footage(folder / ARCHIVE, is_open=shelf.policy.rules_for(audience).lifted)
    pages, api = Pages(shelf, footage), Api(shelf)
    changes = Changes(shelf)
    events = Events(folder / FOLDER / FILE_NAME, audience=audience)

    def tell_missing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        if request.url.path.startswith(ROOT):
            return tell_error(status, str(error.detail) if isinstance(error, HTTPException) else str(error), _headers(error))
        detail = error.detail if isinstance(error, HTTPException) and error.status_code != 404 else str(error)
        return pages.error(request, status, detail if isinstance(error, UnknownId) or status in (400, 501) else None, _headers(error))

    def tell_broken(request: Request, error: Exception) -> Response:
        return pages.error(request, 500, str(error) if isinstance(error, LedgerError) else None)

    @asynccontextmanager
    async def let_go(_: Starlette) -> AsyncIterator[None]:
        yield
        shelf.close()

    app = Starlette(
        lifespan=let_go,
        routes=[
            Route("/", pages.incidents, name="incidents"),
            Route("/incidents", pages.go_to_incidents, name="incidents-too"),
            Route("/map", pages.map, name="map"),
            Route("/incidents/{incident_id}", pages.dossier, name="dossier"),
            Route("/undisclosed", pages.undisclosed, name="undisclosed"),
            Route("/tallies", pages.tallies, name="tallies"),
            Route("/sources", pages.sources, name="sources"),
            Route("/sources/{source:path}", pages.source, name="source"),
            Route("/pattern", pages.pattern, name="pattern"),
            Route("/context", pages.context, name="context"),
            Route("/reports/{report_id:path}", pages.report, name="report"),
            Route("/explain/{any_id:path}", pages.explain, name="explain"),
            Route("/method", pages.method, name="method"),
            Route("/export/{format_name}", pages.export, name="export"),
            *footage.routes(),
            *Collecting(shelf, Path(ledger_path), clock).routes(),
            Route("/static/style.css", _serve_style, name="style"),
            *island_routes(basemap),
            *api.routes(),
            *Overview(shelf).routes(),
            *events.routes(),
            *changes.routes(),
        ],
        middleware=[
            Middleware(Sharing, shared_s=shared_s),
            Middleware(SafeHeaders),
            Middleware(GZipMiddleware, minimum_size=2_000, exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, PMTILES)),
        ],
        exception_handlers={
            404: tell_missing,
            400: tell_missing,
            405: tell_missing,
            501: tell_missing,
            UnknownId: tell_missing,
            500: tell_broken,
            LedgerError: tell_broken,
        },
    )
    app.state.shelf, app.state.changes, app.state.events = shelf, changes, events
    return app


def _headers(error: Exception) -> Mapping[str, str] | None:
    """What an error says in headers: with 405, which methods there are."""
    return error.headers if isinstance(error, HTTPException) else None


def _serve_style(request: Request) -> Response:
    return serve_bytes(request, Path(str(files("skywitness.web") / "static/style.css")))


class SafeHeaders:
    """Puts the headers on every response, those of errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, with the headers on its answer."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["content-security-policy"] = policy_of(scope["path"]) or HEADERS["content-security-policy"]
            await send(message)

        await self._app(scope, receive, send_safely)
