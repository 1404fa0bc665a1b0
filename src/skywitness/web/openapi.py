"""The API, described: its OpenAPI 3.1 document and the conformance classes of OGC API – Features."""

from __future__ import annotations

from collections.abc import Mapping

from skywitness import __version__
from skywitness.model.words import Standing, Stream, Topic, What

DEFAULT_LIMIT, MOST = 100, 10_000
WHOLE = 999_999_999
"""The largest number that is read at all."""
PROPERTIES = (
    *("kind", "title", "what", "target", "period", "place", "standing", "existence", "began", "attributes", "reports", "posts", "roots"),
    *(
        "roots_by_stream",
        "copies",
        "findings",
        "gaps",
        "refusals",
        "silence",
        "contradictions",
        "refuted",
        "hypotheses",
        "response",
        "tallies",
        "links",
    ),
    *(
        "merged_from",
        "decisions",
        "first_published_at",
        "last_published_at",
        "exercise",
        "suppressed",
        "audience",
        "ledger_head",
        "radius_m",
    ),
)
"""What a feature carries, and what ``properties`` may name."""
NEVER_LEFT_OUT = ("exercise", "audience", "lifted")
"""What is told of a row whatever else was chosen: whether it is invented, and for whom it was released."""
CONFORMS_TO = [f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson")]
FILTERS = ("standing", "what", "region", "stream", "said_by", "disputed", "q")
TILE_KNOWN = frozenset({*FILTERS, "datetime", "as_of"})
SUMMARY_KNOWN = TILE_KNOWN | {"bbox", "at", "parts", "step_s"}
ITEMS_KNOWN = TILE_KNOWN | {"bbox", "at", "limit", "offset", "properties", "f"}
"""The parameters of each kind of request."""
Schema = dict[str, object]
_TEXT: Schema = {"type": "string"}
_INSTANT: Schema = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}, {"maxLength": 0}]}
_AT = r"([12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])(T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)?)"
_TIMES: Schema = {"type": "string", "pattern": rf"^(|{_AT}|{_AT}/{_AT}|\.\./{_AT}|{_AT}/\.\.)$"}
"""Written without the last days of months, which a pattern cannot tell from days that there are not; they are taken all the same."""
_LINKS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {"href": _TEXT, "rel": _TEXT, "type": _TEXT, "title": _TEXT},
    },
}
_FEATURE: Schema = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": _TEXT,
        "geometry": {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["type", "coordinates"],
                    "properties": {
                        "type": {"const": "Point"},
                        "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                    },
                },
            ]
        },
        "properties": {
            "type": "object",
            "required": ["exercise", "audience"],
            "properties": {
                "title": _TEXT,
                "what": {"enum": [str(each) for each in What]},
                "standing": {"enum": [str(each) for each in Standing]},
                "radius_m": {"type": ["number", "null"], "description": "The place is a disc of this radius around the point."},
                "attributes": {"type": "object"},
                "roots_by_stream": {"type": "object"},
                "suppressed": {"type": "array", "description": "What the do-no-harm gate held back, by which rule and until when."},
            },
        },
        "links": _LINKS,
    },
}
_PAGE: Schema = {
    "type": "object",
    "required": ["type", "features", "links", "numberMatched", "numberReturned", "timeStamp"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
        "links": _LINKS,
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
        "timeStamp": _TEXT,
        "exercise": {"type": "boolean"},
    },
}
_SUMMARY: Schema = {
    "type": "object",
    "required": ["numberMatched", "unplaced", "untimed", "exercise"],
    "properties": {
        "numberMatched": {"type": "integer", "minimum": 0},
        "unplaced": {"type": "integer", "minimum": 0, "description": "How many of them show no place."},
        "untimed": {"type": "integer", "minimum": 0, "description": "How many of them tell no time."},
        "exercise": {"type": "boolean"},
        "spots": {
            "type": "array",
            "description": "The shown places, each with how many incidents, the firmest standing among them, and the newest one's id.",
            "items": {"type": "object", "required": ["lat", "lon", "radius_m", "name", "precision", "number", "standing", "newest"]},
        },
        "times": {
            "type": "object",
            "required": ["step_s", "bars"],
            "description": "Bars of step_s seconds: the beginning of each since 1970, in seconds, and how many can have happened up to some time within it.",
        },
    },
}
_ERROR: Schema = {"type": "object", "required": ["code", "description"], "properties": {"code": _TEXT, "description": _TEXT}}
_LANDING: Schema = {"type": "object", "required": ["links"], "properties": {"links": _LINKS}}


def describe_api() -> dict[str, object]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "skywitness",
            "version": __version__,
            "description": "Aerial incidents as OGC API – Features. Every row passed the do-no-harm gate.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api": _path("landing", "Where everything is", "application/json", _LANDING),
            "/api/conformance": _path(
                "conformance", "The conformance classes", "application/json", {"type": "object", "required": ["conformsTo"]}
            ),
            "/api/collections": _path(
                "collections", "What there is", "application/json", {"type": "object", "required": ["collections", "links"]}
            ),
            "/api/collections/incidents": _path("collection", "What the incidents are", "application/json", _LANDING),
            "/api/collections/incidents/items": _path(
                "items", "Incidents, newest first", "application/geo+json", _PAGE, _parameters(ITEMS_KNOWN)
            ),
            "/api/collections/incidents/items/{incident_id}": _path(
                "item",
                "One incident",
                "application/geo+json",
                {"$ref": "#/components/schemas/feature"},
                [_ID, _query("as_of", _INSTANT, _AS_OF)],
            ),
            "/api/summary": _path("summary", "How many incidents when and where", "application/json", _SUMMARY, _parameters(SUMMARY_KNOWN)),
            "/api/tiles/{zoom}/{x}/{y}.mvt": _path(
                "tile", "Incidents as a vector tile", "application/vnd.mapbox-vector-tile", {}, [*_TILE, *_parameters(TILE_KNOWN)]
            ),
        },
        "components": {"schemas": {"feature": _FEATURE, "error": _ERROR}},
    }


STEPS_S = (600, 3600, 3 * 3600, 12 * 3600, 86_400, 7 * 86_400, 28 * 86_400, 91 * 86_400, 366 * 86_400)
"""Bars of a summary are so wide, in seconds, and begin at whole multiples of that since 1970."""
_DISC: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
_TILE: list[Schema] = [
    {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0, "maximum": most}}
    for name, most in (("zoom", 14), ("x", 2**14 - 1), ("y", 2**14 - 1))
]
_AS_OF = "What the ledger knew at this instant."
_ID: Schema = {"name": "incident_id", "in": "path", "required": True, "schema": _TEXT}


def _parameters(known: frozenset[str]) -> list[Schema]:
    """Those parameters, in the order in which a person would give them."""
    return [each for each in _all_parameters() if each["name"] in known]


def _all_parameters() -> list[Schema]:
    lon, lat, height = map(_between, (180, 90, 10_000))
    corners: list[list[Schema]] = [[lon, lat, lon, lat], [lon, lat, height, lon, lat, height]]
    box: Schema = {"type": "array", "oneOf": [{"prefixItems": each, "minItems": len(each), "maxItems": len(each)} for each in corners]}
    return [
        _query("bbox", box, "west,south,east,north in degrees; rows whose shown disc touches it.") | {"style": "form", "explode": False},
        _query("at", _DISC, "latitude,longitude,radius_m: only what is shown as just this disc, as a summary tells it.")
        | {"style": "form", "explode": False},
        _query("datetime", _TIMES, "An instant, or two with a slash between; '..' leaves an end open. What tells no time always fits."),
        _query("standing", {"enum": [str(each) for each in Standing]}, "Only incidents of this standing."),
        _query("what", {"enum": [str(each) for each in What]}, "Only incidents of this kind."),
        _query("region", _TEXT, "Only incidents in this region (ISO 3166-2)."),
        _query("stream", {"enum": [str(each) for each in Stream]}, "Only incidents with a root in this stream."),
        _query("said_by", _TEXT, "Only incidents of which this voice says anything."),
        _query(
            "disputed", {"enum": [str(each) for each in Topic]}, "Only incidents on which claims to this question contradict each other."
        ),
        _query("q", _TEXT, "Words to be found in title, place, quotes and names."),
        _query(
            "limit", {"type": "integer", "minimum": 1, "maximum": WHOLE, "default": DEFAULT_LIMIT}, f"So many at a time, at most {MOST}."
        ),
        _query("offset", {"type": "integer", "minimum": 0, "maximum": WHOLE, "default": 0}, "So many left out first."),
        _query("properties", {"type": "array", "minItems": 1, "items": {"enum": list(PROPERTIES)}}, "Only these properties of each.")
        | {"style": "form", "explode": False},
        _query("parts", {"type": "array", "minItems": 1, "items": {"enum": ["spots", "times"]}}, "Only these parts.")
        | {"style": "form", "explode": False},
        _query("step_s", {"enum": list(STEPS_S)}, "How wide the bars are, in seconds; chosen by the time spanned when not given."),
        _query("as_of", _INSTANT, _AS_OF),
    ]


def _between(most: int) -> Schema:
    return {"type": "number", "minimum": -most, "maximum": most}


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _path(name: str, summary: str, media_type: str, schema: Mapping[str, object], parameters: list[Schema] | None = None) -> Schema:
    told = {"description": summary, "content": {media_type: {"schema": schema}}}
    wrong = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}}
    responses: Schema = {"200": told, "400": {"description": "A parameter is unknown or cannot be read."} | wrong}
    if parameters and parameters[0]["in"] == "path":
        responses["404"] = {"description": "Nothing has that name."} | wrong
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters or [], "responses": responses}}
