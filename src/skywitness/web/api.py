"""The API: OGC API – Features (Part 1: Core, 17-069r4) over released incidents, as GeoJSON, with an OpenAPI 3.1 document of itself.

It shows what the pages show: rows that passed the do-no-harm gate. A bounding box looks at shown places only, so it can tell nothing finer than they do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias, cast
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skywitness.model.words import Standing, Stream, Topic, What
from skywitness.publish.filters import Box
from skywitness.publish.formats.geojson import feature_of
from skywitness.publish.index import Wanted
from skywitness.publish.index.choosing import Disc
from skywitness.publish.view import View
from skywitness.web.asked import WORDS, Filters, read_filters, read_instant
from skywitness.web.openapi import CONFORMS_TO, DEFAULT_LIMIT, ITEMS_KNOWN, MOST, NEVER_LEFT_OUT, PROPERTIES, WHOLE, describe_api
from skywitness.web.shelf import Shelf

Row: TypeAlias = Mapping[str, object]
ROOT, COLLECTION = "/api", "/api/collections/incidents"
JSON, GEOJSON, OPENAPI = "application/json", "application/geo+json", "application/vnd.oai.openapi+json;version=3.1"
OPEN = frozenset({"", ".."})
"""How OGC API writes an end of time that is left open."""
CHOICES = {
    name: frozenset(map(str, words)) for name, words in {"standing": Standing, "what": What, "stream": Stream, "disputed": Topic}.items()
}


class Asked(Struct, frozen=True):
    """What a request for items, or for what they look like together, asks for."""

    filters: Filters
    box: Box | None
    at: Disc | None
    start: datetime | None
    end: datetime | None
    limit: int
    offset: int
    as_of: datetime | None
    properties: tuple[str, ...] | None

    def wanted(self) -> Wanted:
        """The same as the index is asked it."""
        spans = ((self.start, self.end),) if self.start or self.end else ()
        return replace(self.filters.wanted(box=self.box, spans=spans), at=self.at)


class Api:
    """The API over one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def routes(self) -> list[Route]:
        """All its routes."""
        return [
            Route(ROOT, self.landing),
            Route(f"{ROOT}/", self.landing),
            Route(f"{ROOT}/conformance", self.conformance),
            Route(f"{ROOT}/openapi.json", self.openapi),
            Route(f"{ROOT}/collections", self.collections),
            Route(COLLECTION, self.collection),
            Route(f"{COLLECTION}/items", self.items),
            Route(f"{COLLECTION}/items/{{incident_id}}", self.item),
        ]

    def landing(self, request: Request) -> Response:
        """Where everything is."""
        _forbid_unknown(request, frozenset({"f"}))
        links = [
            _link("self", ROOT, JSON, "This page"),
            _link("service-desc", f"{ROOT}/openapi.json", OPENAPI, "The API, described"),
            _link("conformance", f"{ROOT}/conformance", JSON, "The classes that it conforms to"),
            _link("data", f"{ROOT}/collections", JSON, "What there is"),
            _link("alternate", "/", "text/html", "The same for people"),
        ]
        return _answer({"title": "skywitness", "description": "Aerial incidents, and what each fact stands on.", "links": links})

    def conformance(self, request: Request) -> Response:
        """The conformance classes."""
        _forbid_unknown(request, frozenset({"f"}))
        return _answer({"conformsTo": CONFORMS_TO})

    def openapi(self, request: Request) -> Response:
        """The OpenAPI document."""
        _forbid_unknown(request, frozenset({"f"}))
        return _answer(describe_api(), OPENAPI)

    def collections(self, request: Request) -> Response:
        """The one collection."""
        _forbid_unknown(request, frozenset({"f"}))
        return _answer(
            {"collections": [self._describe(self._shelf.view(None))], "links": [_link("self", f"{ROOT}/collections", JSON, "This page")]}
        )

    def collection(self, request: Request) -> Response:
        """What the collection of incidents holds."""
        _forbid_unknown(request, frozenset({"f"}))
        return _answer(self._describe(self._shelf.view(None)))

    def items(self, request: Request) -> Response:
        """Incidents, newest first, a page at a time."""
        asked = read_asked(request.query_params, ITEMS_KNOWN)
        view = self._shelf.view(asked.as_of)
        found = view.index.select(asked.wanted())
        ids = found.newest(asked.offset, asked.limit)
        page = [row for row in map(view.incident, ids) if row is not None]
        links = [_link("self", _address(request, asked.offset), GEOJSON, "This page")]
        if asked.offset + len(ids) < len(found):
            links.append(_link("next", _address(request, asked.offset + asked.limit), GEOJSON, "The next page"))
        if asked.offset:
            links.append(_link("prev", _address(request, max(0, asked.offset - asked.limit)), GEOJSON, "The page before"))
        body = {
            "type": "FeatureCollection",
            "timeStamp": f"{view.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "numberMatched": len(found),
            "numberReturned": len(page),
            "exercise": view.is_exercise,
            "links": links,
            "features": [_choose(feature_of(row), asked.properties) for row in page],
        }
        return _answer(body, GEOJSON)

    def item(self, request: Request) -> Response:
        """One incident."""
        _forbid_unknown(request, frozenset({"f", "as_of"}))
        incident_id = request.path_params["incident_id"]
        row = self._shelf.view(_as_of(request.query_params)).incident(incident_id)
        if row is None:
            raise HTTPException(404, f"no incident of this ledger has the id {incident_id!r}")
        address = f"{COLLECTION}/items/{incident_id}"
        links = [_link("self", address, GEOJSON, "This incident"), _link("collection", COLLECTION, JSON, "All incidents")]
        links.append(_link("alternate", f"/incidents/{incident_id}", "text/html", "Its dossier"))
        return _answer(feature_of(row) | {"links": links}, GEOJSON)

    def _describe(self, view: View) -> dict[str, object]:
        every = view.index.select(Wanted())
        box, (first, last) = every.box(), every.span()
        extent: dict[str, object] = {}
        if box is not None:
            extent["spatial"] = {
                "bbox": [[box.west, box.south, box.east, box.north]],
                "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            }
        if first is not None and last is not None:
            extent["temporal"] = {"interval": [[f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (first, last)]]}
        return {
            "id": "incidents",
            "title": "Incidents",
            "description": "Aerial incidents that passed the do-no-harm gate, each value with its standing, candidates and sources.",
            "itemType": "feature",
            "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
            "extent": extent,
            "links": [_link("items", f"{COLLECTION}/items", GEOJSON, "The incidents"), _link("self", COLLECTION, JSON, "This page")],
        }


def tell_error(status: int, description: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error as the API tells it."""
    body = msgspec.json.encode({"code": str(status), "description": description})
    return Response(body, status_code=status, headers=headers, media_type=JSON)


def read_asked(query: Mapping[str, str], known: frozenset[str]) -> Asked:
    """What a request asks for that may have these parameters.

    Raises
    ------
    HTTPException
        400: a parameter is unknown or cannot be read; the message names it.
    """
    unknown = sorted(set(query) - known)
    if unknown:
        raise HTTPException(400, f"there is no parameter {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    for name, words in CHOICES.items():
        if query.get(name) not in {None, *words}:
            raise HTTPException(400, f"{name}={query[name]!r} is none of: {', '.join(sorted(words))}")
    start, end = read_times(query.get("datetime", ""))
    return Asked(
        filters=read_filters({name: value for name, value in query.items() if name in WORDS}),
        box=read_box(query["bbox"]) if "bbox" in query else None,
        at=read_disc(query["at"]) if "at" in query else None,
        start=start,
        end=end,
        limit=min(_whole(query, "limit", DEFAULT_LIMIT, least=1), MOST),
        offset=_whole(query, "offset", 0, least=0),
        as_of=_as_of(query),
        properties=_read_properties(query),
    )


def read_times(told: str) -> tuple[datetime | None, datetime | None]:
    """Beginning and end of ``datetime``: an instant, or two with a slash between, either of them ".." when left open.

    >>> [at and at.isoformat() for at in read_times("2024-11-24T00:00:00Z/..")]
    ['2024-11-24T00:00:00+00:00', None]
    """
    if not told:
        return None, None
    first, slash, last = told.partition("/")
    if not slash:
        at = read_instant("datetime", told)
        return at, read_instant("datetime", told, is_end=True) if at and len(told) == len("2024-11-24") else at
    if (first in OPEN and last in OPEN) or "/" in last:
        raise HTTPException(
            400, f"datetime={told!r} is not an instant or an interval; write it as 2024-11-24T00:00:00Z/2024-11-25T00:00:00Z"
        )
    start = None if first in OPEN else read_instant("datetime", first)
    end = None if last in OPEN else read_instant("datetime", last, is_end=True)
    return start, end


def read_box(told: str) -> Box:
    """A bounding box from west,south,east,north, or with heights between, which are left out.

    >>> read_box("30,44,42,53").east
    42.0
    """
    numbers = _read_numbers(told)
    if len(numbers) == 6:  # lower and upper corner, each with a height
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise HTTPException(400, f"bbox={told!r} is not a box; write west,south,east,north in degrees")
    west, south, east, north = numbers
    box = Box(west, min(south, north), east, max(south, north))
    if not (box.south >= -90 and box.north <= 90 and -180 <= box.west <= 180 and -180 <= box.east <= 180):
        raise HTTPException(400, f"bbox={told!r} lies outside the Earth; write west,south,east,north in degrees")
    return box


def read_disc(told: str) -> Disc:
    """The disc of a shown place from latitude,longitude,radius_m, as a summary tells them.

    >>> read_disc("52.62,38.5,7000").radius_m
    7000.0
    """
    numbers = _read_numbers(told)
    if len(numbers) != 3 or not all(map(math.isfinite, numbers)):
        raise HTTPException(400, f"at={told!r} is not a shown place; write latitude,longitude,radius_m as a summary tells them")
    return Disc(*numbers)


def _read_numbers(told: str) -> list[float]:
    try:
        return [float(each) for each in told.split(",")]
    except ValueError:
        return []


def _whole(query: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    told = query.get(name, str(default))
    if not (told.isascii() and told.isdigit() and len(told) <= len(str(WHOLE)) and least <= int(told) <= WHOLE):
        raise HTTPException(400, f"{name}={told!r} is not a whole number from {least} to {WHOLE}")
    return int(told)


def _read_properties(query: Mapping[str, str]) -> tuple[str, ...] | None:
    if "properties" not in query:
        return None
    names = tuple(query["properties"].split(","))
    unknown = [name for name in names if name not in PROPERTIES]
    if unknown:
        raise HTTPException(400, f"properties names {unknown[0]!r}, which is none of: {', '.join(PROPERTIES)}")
    return names


def _choose(feature: dict[str, object], names: tuple[str, ...] | None) -> dict[str, object]:
    if names is None:
        return feature
    told = cast("Row", feature["properties"])
    return feature | {"properties": {name: told[name] for name in (*names, *NEVER_LEFT_OUT) if name in told}}


def _as_of(query: Mapping[str, str]) -> datetime | None:
    return read_instant("as_of", query.get("as_of", ""))


def _forbid_unknown(request: Request, known: frozenset[str]) -> None:
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise HTTPException(400, f"there is no parameter {unknown[0]!r} here")


def _address(request: Request, offset: int) -> str:
    query = {name: value for name, value in request.query_params.items() if name != "offset"}
    asked = urlencode(query | ({"offset": str(offset)} if offset else {}))
    return f"{COLLECTION}/items" + (f"?{asked}" if asked else "")


def _link(rel: str, href: str, media_type: str, title: str) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": media_type, "title": title}


def _answer(body: object, media_type: str = JSON) -> Response:
    return Response(msgspec.json.encode(body), media_type=media_type)
