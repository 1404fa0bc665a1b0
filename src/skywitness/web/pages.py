"""The pages: each takes a request to released rows and puts them into a template. Nothing here sees a record that did not pass the gate."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from math import ceil
from typing import TypeAlias, cast

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from skywitness.errors import MissingPart
from skywitness.extract.gloss import gloss
from skywitness.geo.regions import VIEWPOINT
from skywitness.parts import Exporter, HistoryExporter, installed, part
from skywitness.publish.index import Wanted
from skywitness.publish.view import View
from skywitness.text.hidden import find_hidden
from skywitness.web.arranged import as_forest, by_stream, tell_changes, tell_edits, tell_quotes_once
from skywitness.web.asked import read_filters, read_instant
from skywitness.web.axis import draw_axis
from skywitness.web.debate import tell_debate
from skywitness.web.footage import Footage
from skywitness.web.islands import DESK_POLICY, are_built, policy_of
from skywitness.web.listing import PAGE_SIZE, Page, cut_ids, cut_page, draw_timeline, list_gaps
from skywitness.web.locator import draw_locator
from skywitness.web.map import RANK, draw_map
from skywitness.web.shelf import Shelf
from skywitness.web.sun_day import draw_sun_day
from skywitness.web.templating import fill_template, make_link

Row: TypeAlias = Mapping[str, object]

EXPORT_FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("CSV", "csv"),
    "geojson": ("GeoJSON", "geojson"),
    "incidents": ("JSON lines", "jsonl"),
    "coder": ("coder's table", "csv"),
    "parquet": ("Parquet", "parquet"),
    "sqlite": ("SQLite", "sqlite"),
    "cap": ("CAP 1.2", "xml"),
    "atom": ("Atom", "atom"),
    "rss": ("RSS", "rss"),
    "stix": ("STIX 2.1", "json"),
    "timemap": ("TimeMap", "json"),
    "claimreview": ("ClaimReview", "json"),
    "prov": ("PROV", "json"),
}
"""What each format is called, and how its file's name ends, in the order in which they are offered."""
_VARY = {"vary": "accept-language"}
"""The same address shows itself in the reader's language, unless it names one."""
ERRORS: Mapping[int, tuple[str, str]] = {
    400: ("This address cannot be understood", "Something in it is not of the form that this page expects."),
    404: ("There is nothing here", "Nothing in this ledger has that name. It may have been merged into something else, or never existed."),
    403: ("This is not allowed", "Nothing was changed."),
    405: ("These pages can only be read", "Nothing can be changed from here."),
    413: ("This is too much at once", "Nothing was changed."),
    415: ("This is no form", "Nothing was changed."),
    429: ("Too many tries", "Wait a little, then try again."),
    501: ("This server cannot make that format", "A part that it needs is not installed here."),
    500: ("Something broke on our side", "The page could not be made. The ledger itself was only read and is unharmed."),
}


class Pages:
    """All pages over one shelf."""

    def __init__(self, shelf: Shelf, footage: Footage) -> None:
        self._shelf, self._footage = shelf, footage

    def go_to_incidents(self, request: Request) -> Response:
        """The list, for who types the address that the dossiers' lead to expect."""
        return RedirectResponse("/" + (f"?{request.url.query}" if request.url.query else ""), status_code=308)

    def incidents(self, request: Request) -> Response:
        """The list of incidents, newest first, with its filters."""
        view, filters = self._view(request), read_filters(request.query_params)
        found = view.index.select(filters.wanted())
        page = cut_ids(found, filters.page, view.incident, filters.sort)
        return self._render(
            request,
            view,
            "incidents.html",
            page=page,
            filters=filters,
            choices=view.index.choices(),
            all=len(view.index),
            unplaced=found.unplaced,
            timeline=draw_timeline(found.latest(), untimed=found.untimed),
            export_formats=_list_formats(),
            swaps=are_built(),
        )

    def map(self, request: Request) -> Response:
        """The incidents that the filters admit, as rings on a map; the list is its twin."""
        view, filters = self._view(request), read_filters(request.query_params)
        found = view.index.select(filters.wanted())
        drawn = draw_map(found.at_spots(RANK))
        asked = filters.query(page=1, start="", end="", as_of=request.query_params.get("as_of", ""))  # the moving map chooses the time
        return self._render(
            request,
            view,
            "map.html",
            filters=filters,
            choices=view.index.choices(),
            map=drawn,
            total=len(found),
            placed=sum(ring.number for ring in drawn.rings) if drawn else 0,
            viewpoint=VIEWPOINT,
            items=f"/api/collections/incidents/items?{asked}",
            summary=f"/api/summary?{asked}",
            is_scripted=are_built(),
        )

    def dossier(self, request: Request) -> Response:
        """One incident with all that it stands on."""
        view, incident_id = self._view(request), request.path_params["incident_id"]
        row = view.incident(incident_id)
        if row is None:
            moved = self._shelf.current_id(incident_id, _as_of(request))
            if moved is not None and moved != incident_id and view.incident(moved) is not None:
                return RedirectResponse(make_link(request)(f"/incidents/{moved}"), status_code=303)
            raise HTTPException(404)
        reports = [report for report in (view.report(name, gloss) for name in cast("list[str]", row["reports"])) if report is not None]
        streams = by_stream(reports)
        return self._render(
            request,
            view,
            "dossier.html",
            row=row,
            reports={str(report["id"]): report for report in reports},
            quotes=tell_quotes_once(cast("Mapping[str, Row]", row["attributes"]), {str(report["id"]): report for report in reports}),
            streams=streams,
            copied={str(copy["child"]) for copy in cast("list[Row]", row["copies"])},
            axis=draw_axis(row, streams),
            copies=as_forest(cast("list[Row]", row["copies"])),
            locator=draw_locator(cast("Row | None", row["place"])),
            sun=draw_sun_day(row),
            sheets=self._footage.sheets_of(row),
            export_formats=_list_formats(),
            log=tell_changes(view.versions(self._shelf.log(incident_id))),
            decided=[one for one in self._decided(request, view, incident_id) if one["what"] == "decision"],
        )

    def _decided(self, request: Request, view: View, incident_id: str) -> list[Row]:
        return cast("list[Row]", view.explanation(self._shelf.decided(incident_id, _as_of(request))).get("inputs", ()))

    def undisclosed(self, request: Request) -> Response:
        """Open silences, the longest first, and questions that nobody answered."""
        view, number = self._view(request), read_filters(request.query_params).page
        found, show = view.index.select(Wanted()), cache(view.incident)  # the newest leave several questions open: each is passed once
        last = max(1, ceil(found.silent() / PAGE_SIZE))
        number = min(number, last)
        rows = filter(None, map(show, found.longest_silent((number - 1) * PAGE_SIZE, PAGE_SIZE)))
        silences: list[tuple[Row, Row]] = [(row, one) for row in rows for one in cast("list[Row]", row["silence"]) if one["open"]]
        silences.sort(key=lambda pair: (-cast("float", pair[1]["hours"] if pair[1]["hours"] is not None else -1.0), str(pair[0]["id"])))
        page, gaps = Page((), found.silent(), number, last), list_gaps(found, show)
        return self._render(request, view, "undisclosed.html", silences=silences, page=page, gaps=gaps)

    def sources(self, request: Request) -> Response:
        """Every source with its figures; the busiest first."""
        view = self._view(request)
        rows = sorted(
            view.behaviours(self._shelf.sources(_as_of(request))), key=lambda row: (-cast("int", row["reports"]), str(row["source"]))
        )
        page = cut_page(rows, read_filters(request.query_params).page, dict)
        return self._render(request, view, "sources.html", page=page)

    def source(self, request: Request) -> Response:
        """One source: its figures, and the incidents that it tells of."""
        view, name = self._view(request), request.path_params["source"]
        found = [row for row in view.behaviours(self._shelf.sources(_as_of(request))) if row["source"] == name]
        if not found:
            raise HTTPException(404)
        told = view.index.select(Wanted(told_by=name))
        page = cut_ids(told, read_filters(request.query_params).page, view.incident)
        return self._render(request, view, "source.html", row=found[0], page=page)

    def pattern(self, request: Request) -> Response:
        """Whether the series is a pattern or chance suffices, and what is argued beside the numbers."""
        view, told, argued = self._view(request), self._shelf.pattern(_as_of(request)), self._shelf.argued(_as_of(request))
        rates = view.rates(msgspec.to_builtins(argued.rates))
        debate = tell_debate(view, argued.held_in)
        return self._render(request, view, "pattern.html", row=view.pattern(told) if told else None, debate=debate, rates=rates)

    def tallies(self, request: Request) -> Response:
        """Roll-up figures, held against the ledger's incidents; one of them when it is named."""
        view = self._view(request)
        wanted = request.query_params.get("id", "")
        ids = [wanted] if wanted else view.tally_ids()
        page = cut_page(ids, read_filters(request.query_params).page, view.tally)
        return self._render(request, view, "tallies.html", page=page, wanted=wanted)

    def context(self, request: Request) -> Response:
        """What reports say about no single incident."""
        view = self._view(request)
        page = cut_page(view.context_ids(), read_filters(request.query_params).page, view.context)
        return self._render(request, view, "context.html", page=page)

    def report(self, request: Request) -> Response:
        """One report: its text, its digest, where it stood, and the incidents that rest on it."""
        view, report_id = self._view(request), request.path_params["report_id"]
        row = view.report(report_id, gloss)
        if row is None:
            raise HTTPException(404)
        versions = self._shelf.versions(str(row["digest"]), _as_of(request))
        edits = tell_edits(view.versions_of(report_id, versions, gloss)) if len(versions) > 1 else []
        hidden = find_hidden(" ".join(str(row[each]) for each in ("source", "title", "text", "forwarded_from") if row[each]))
        return self._render(request, view, "report.html", row=row, incidents=view.incidents_of(report_id), edits=edits, hidden=hidden)

    def explain(self, request: Request) -> Response:
        """How any value came to be."""
        view, any_id = self._view(request), request.path_params["any_id"]
        return self._render(
            request, view, "explain.html", row=view.explanation(self._shelf.explain(any_id, _as_of(request))), any_id=any_id
        )

    def method(self, request: Request) -> Response:
        """What the words mean, by which rules values stand, and what is held back."""
        return self._render(request, self._view(request), "method.html", policy=self._shelf.policy)

    def export(self, request: Request) -> Response:
        """Exactly the incidents that the list's filters admit, as a file; in a format that tells of corrections, those that they ever admitted."""
        name = request.path_params["format_name"]
        try:
            exporter = cast("Exporter", part("exporters", name))
        except MissingPart:
            raise HTTPException(404) from None
        filters, out = read_filters(request.query_params), io.BytesIO()
        try:
            if isinstance(exporter, HistoryExporter):
                exporter.write_histories(self._shelf.histories(_as_of(request), filters.admits), out)
            else:
                view = self._view(request)
                rows = map(view.incident, view.index.select(filters.wanted()).all_ids())
                exporter.write((row for row in rows if row is not None), out)
        except MissingPart as error:
            raise HTTPException(501, str(error)) from error
        _, ending = EXPORT_FORMATS.get(name, (name, name))
        headers = {"content-disposition": f'attachment; filename="incidents.{ending}"'}
        media_type = f"{exporter.media_type}; charset=utf-8" if exporter.media_type.endswith("xml") else exporter.media_type
        return Response(out.getvalue(), media_type=media_type, headers=headers)

    def error(self, request: Request, status: int, detail: str | None, headers: Mapping[str, str] | None = None) -> Response:
        """A page that says in plain words what is the matter."""
        title, told = ERRORS.get(status, ERRORS[500])
        shown = {"title": title, "told": told, "detail": detail, "link": make_link(request), "as_of": "", "is_exercise": False}
        html = fill_template(request, "error.html", shown)
        return HTMLResponse(html, status_code=status, headers={**(headers or {}), **_VARY})

    def _view(self, request: Request) -> View:
        return self._shelf.view(_as_of(request))

    def _render(self, request: Request, view: View, template: str, **shown: object) -> Response:
        common = {
            "link": make_link(request),
            "as_of": request.query_params.get("as_of", ""),
            "is_exercise": view.is_exercise,
            "made_at": view.now.astimezone(UTC).isoformat(),
            "audience": str(self._shelf.audience),
            "FORMATS": EXPORT_FORMATS,
            **_listen(request, view),
        }
        return HTMLResponse(fill_template(request, template, {**common, **shown}), headers=_VARY)


def _listen(request: Request, view: View) -> dict[str, object]:
    """What a page that may run a script needs to hear what changes from what it shows on."""
    if view.turn is None or policy_of(request.url.path) != DESK_POLICY:
        return {}
    state = request.app.state
    return {"live": state.changes.name(view.turn), "alerts": state.events.only_channel()}


def _list_formats() -> list[str]:
    return [name for name in EXPORT_FORMATS if name in installed("exporters")]


def _as_of(request: Request) -> datetime | None:
    return read_instant("as_of", request.query_params.get("as_of", "").strip())
