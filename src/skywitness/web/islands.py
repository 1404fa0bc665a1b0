"""What the map page fetches when there is a script: the islands that Vite built, and the tiles under them. All of it from here, none of it inline."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from importlib.resources import files
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

PMTILES = "application/vnd.pmtiles"
PREFIX = "/static/islands/"
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of the map page and of its scripts: ours, and nothing written into the page."""
DESK_PREFIX = "/static/desk/"
DESK_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""That of the list, of dossiers and of the desk's pages: small scripts of ours for news and keys, and copies that wait to be looked at."""

_STATIC = Path(str(files("skywitness.web") / "static"))
_NAME = re.compile(r"[a-z-]+\.(js|css)")


def are_built() -> bool:
    """Whether the scripts are there: a wheel has them, a checkout after ``make islands``."""
    return (_STATIC / "islands/main.js").exists()


def is_pmtiles(path: Path) -> bool:
    """Whether a file is a PMTiles archive of version 3, by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(8) == b"PMTiles\x03"
    except OSError:
        return False


def policy_of(path: str) -> str | None:
    """The content security policy of an address whose page runs scripts: the map, the list, dossiers, the desk, and the scripts themselves. None: it runs none."""
    if path == "/map" or path.startswith((PREFIX, DESK_PREFIX)):
        return POLICY
    return DESK_POLICY if path in {"/", "/desk"} or path.startswith(("/desk/", "/incidents/")) else None


def island_routes(basemap: Path | None) -> list[Route]:
    """The routes of scripts and tiles; ``basemap`` is a PMTiles archive in place of ours."""
    tiles = basemap or _STATIC / "basemap.pmtiles"

    def serve_tiles(request: Request) -> Response:  # noqa: ARG001 - a route's shape
        """Tiles, of which a browser asks ranges: never compressed on the way."""
        return FileResponse(tiles, media_type=PMTILES, headers={"cache-control": "no-cache"})

    return [
        Route("/static/basemap.pmtiles", serve_tiles, name="basemap"),
        Route(f"{PREFIX}{{name}}", _serve_script, name="islands"),
        Route(f"{DESK_PREFIX}{{name}}", _serve_script, name="desk-scripts"),
    ]


def serve_bytes(request: Request, path: Path) -> Response:
    """A small file that a browser keeps and asks after."""
    body = path.read_bytes()
    headers = {"etag": f'"{hashlib.sha256(body).hexdigest()[:20]}"', "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=mimetypes.guess_type(path.name)[0], headers=headers)


def _serve_script(request: Request) -> Response:
    name = request.path_params["name"]
    folder = "islands" if request.url.path.startswith(PREFIX) else "desk"
    path = _STATIC / folder / name
    if not _NAME.fullmatch(name) or not path.exists():
        raise HTTPException(404)
    return serve_bytes(request, path)
