"""The pages on which people decide: the queue, one item with its evidence, an incident as the desk sees it, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from skywitness.archive import FOLDER, Archive
from skywitness.archive.custody import LOG
from skywitness.assess.review import CHANCES
from skywitness.attending.steward import Steward
from skywitness.ledger.decided import Decided
from skywitness.model.ids import Digest, IncidentId
from skywitness.model.provenance import Decision
from skywitness.model.review import Item, Need
from skywitness.model.words import DecisionKind
from skywitness.publish.copies import unreleased
from skywitness.publish.view import View
from skywitness.web.desk.acting import Acting, Overtaken, can_be_undone, undone_by
from skywitness.web.desk.evidence import Side, show_incident, show_part, tell_reasons
from skywitness.web.desk.keeping import Keeping
from skywitness.web.desk.media import media_type_of
from skywitness.web.desk.picking import Pick, draw_picture, read_pick
from skywitness.web.desk.room import Form, Room, go_to, render, session_of, takes_form
from skywitness.web.desk.settled import Settled
from skywitness.web.shelf import Shelf

Row: TypeAlias = Mapping[str, object]
PAGE = 50
GRADES = "ABCDEF"
CARRIED = (
    "act",
    "incidents",
    "other",
    "leaving",
    "marked",
    "place",
    "region",
    "within_km",
    "grade",
    "source",
    "media",
    "decision",
    "why",
    "item",
)
"""Fields that a form which was overtaken is sent with again."""


class Reviewing:
    """The pages over one steward, one acting and one shelf: that of those who signed in."""

    def __init__(self, room: Room, steward: Steward, shelf: Shelf, keeping: Keeping) -> None:
        self._room, self._steward, self._shelf, self._keeping = room, steward, shelf, keeping
        self._decided = Decided(steward.ledger)
        self._acting, self.settled = Acting(room, steward), Settled(room.file)

    def routes(self) -> list[Route]:
        """All their routes."""
        return [
            Route("/desk", self.queue, methods=["GET"], name="desk"),
            Route("/desk/items/{key:path}", self.item, methods=["GET"], name="item"),
            Route("/desk/incidents/{incident_id}", self.incident, methods=["GET"], name="desk-incident"),
            Route("/desk/decisions", self.decisions, methods=["GET"], name="decisions"),
            Route("/desk/media/{digest}", self.media, methods=["GET"], name="media"),
            Route("/desk/ground.svg", self.ground, methods=["GET"], name="ground"),
            Route("/desk/decide", takes_form(self.decide), methods=["POST"], name="decide"),
            Route("/desk/ask-again", takes_form(self.ask_again), methods=["POST"]),
        ]

    def queue(self, request: Request) -> Response:
        """What needs a person, the most valuable first."""
        need, page = _need_of(request), _page_of(request)
        view, counts = self._shelf.view(None), self._steward.queue.counts()
        items = self._steward.queue.first(PAGE + 1, need=need, skip=(page - 1) * PAGE, is_open=self.settled.is_open)
        return self._render(
            request,
            "desk/queue.html",
            lines=[(item, [row for each in item.incidents if (row := view.incident(each)) is not None]) for item in items[:PAGE]],
            has_more=len(items) > PAGE,
            page=page,
            need=need,
            counts={kind: counts[kind] for kind in Need if counts[kind]},
            is_ready=self._steward.is_ready,
            chances=CHANCES,
            sees=self._shelf.audience,
            done=self._done(request),
        )

    def item(self, request: Request) -> Response:
        """One item with its evidence and what can be decided about it."""
        item = self._steward.queue.get(request.path_params["key"])
        if item is None:
            return self._render(request, "desk/no_item.html", 404, is_ready=self._steward.is_ready, done=self._done(request))
        view = self._shelf.view(None)
        before, following = self._around(item)
        return self._render(
            request,
            "desk/item.html",
            item=item,
            sides=self._sides(view, item),
            reasons=tell_reasons(view, item.doubt.pairs) if item.doubt else [],
            leaving=[] if item.doubt is None else item.doubt.leaving,
            pick=self._pick(request, item.incidents) if item.need is Need.PLACE else None,
            source=self._source(view, item),
            media_type=media_type_of(Archive(self._room.folder / FOLDER, create=False), item.about[0]) if item.need is Need.MEDIA else None,
            before=before,
            after=next(iter(following), None),
            seen=self._acting.seen(),
            grades=GRADES,
            done=self._done(request),
        )

    def incident(self, request: Request) -> Response:
        """An incident as the desk sees it: what is asked and what was decided about it, and everything that can be."""
        view, incident_id = self._shelf.view(None), str(request.path_params["incident_id"])
        side = show_incident(view, incident_id, is_whole=True)
        if side is None:
            moved = self._shelf.current_id(incident_id, None)
            if moved is not None and moved != incident_id and view.incident(moved) is not None:
                return go_to(f"/desk/incidents/{moved}", request)
            raise HTTPException(404)
        decided = self._decided.about(self._steward.ledger.dossier(IncidentId(incident_id)))[::-1]
        return self._render(
            request,
            "desk/incident.html",
            side=side,
            pick=self._pick(request, [incident_id]),
            asked_for=request.query_params,
            items=self._steward.queue.about(incident_id),
            decided=self._tell(decided),
            seen=self._acting.seen(),
            grades=GRADES,
            notes=self._keeping.notes([incident_id, *cast("list[str]", side.row["merged_from"])]),
            is_watched=incident_id in self._keeping.watched(session_of(request).name),
            sources=sorted({str(report["source"]) for report in side.reports}),
            done=self._done(request),
        )

    def decisions(self, request: Request) -> Response:
        """What people decided, the newest first, and what was taken back."""
        every, page = self._decided.every(), _page_of(request)
        shown, undone, name = every[::-1][(page - 1) * PAGE : page * PAGE], undone_by(every), session_of(request).name
        mine = next((each for each in reversed(every) if each.by == name and can_be_undone(each, undone)), None)
        return self._render(
            request,
            "desk/decisions.html",
            decided=self._tell(shown),
            page=page,
            has_more=len(every) > page * PAGE,
            seen=self._acting.seen(),
            mine=mine,
            done=self._done(request),
        )

    def media(self, request: Request) -> Response:
        """A copy that was made to be published and waits for a person to look at it. Nothing else of the archive is shown."""
        digest = str(request.path_params["digest"])
        folder = self._room.folder / FOLDER
        archive = Archive(folder, create=False) if (folder / LOG).is_file() else None
        kind = None if archive is None else media_type_of(archive, digest)
        if archive is None or kind is None or digest not in unreleased(archive.entries(), ()):
            raise HTTPException(404)
        return FileResponse(archive.path_of(Digest(digest)), media_type=kind, headers={"content-disposition": "inline"})

    def ground(self, request: Request) -> Response:
        """The picture of a map to pick on."""
        picture = draw_picture(read_pick(request.query_params), request.query_params.get("size", ""))
        return Response(picture, media_type="image/svg+xml")

    def decide(self, request: Request, form: Form) -> Response:
        """Keep what was decided, and go on to the next item; or show who decided about the same meanwhile."""
        name, key = session_of(request).name, form.get("item", "")
        item = self._steward.queue.get(key)
        after = [] if item is None else self._around(item)[1]
        if form.get("act") == "leave":
            if item is None:
                raise HTTPException(400, "this is not asked any more; somebody or the machine was quicker")
            self.settled.leave(item, by=name, why=form.get("why", "").strip(), at=self._room.clock())
            self._room.note(request, "left as it is", key)
            return go_to(self._onward(form, after), request, urlencode({"left": key}))
        found = self._acting.decide(form, by=name)
        if isinstance(found, Overtaken):
            self._room.note(request, "overtaken", key or form.get("act", ""))
            fields = {field: form[field] for field in CARRIED if field in form} | {"back": form.get("back", "")}
            return self._render(
                request,
                "desk/overtaken.html",
                409,
                decided=self._tell(found.decisions),
                fields=fields,
                seen=found.seen,
                back=form.get("back") or "/desk",
            )
        self._room.note(request, f"decided: {found.decision.kind}", found.decision.decision_id)
        return go_to(
            self._onward(form, after),
            request,
            urlencode({"done": found.decision.decision_id, **({} if found.is_obeyed else {"soon": "1"})}),
        )

    def ask_again(self, request: Request, form: Form) -> Response:
        """Put into the queue again what was left as it is."""
        self.settled.ask_again(form.get("item", ""))
        self._room.note(request, "asked again", form.get("item", ""))
        return go_to("/desk", request)

    def _render(self, request: Request, template: str, status: int = 200, **shown: object) -> Response:
        view = self._shelf.view(None)
        return render(request, template, status, audience=str(self._shelf.audience), is_exercise=view.is_exercise, **shown)

    def _onward(self, form: Form, after: Sequence[Item]) -> str:
        """Where to go when it is done: back to where the form says, else to the next item that is still asked."""
        back = form.get("back", "")
        if back.startswith("/desk") and back.isprintable() and "\\" not in back:
            return back
        still = (each for each in after if (now := self._steward.queue.get(each.key)) is not None and self.settled.is_open(now))
        following = next(still, None)
        return "/desk" if following is None else f"/desk/items/{following.key}"

    def _around(self, item: Item) -> tuple[Item | None, list[Item]]:
        """The item before one, and those after it, among the first thousand."""
        order = self._steward.queue.first(1_000, is_open=lambda each: each.key == item.key or self.settled.is_open(each))
        at = next((number for number, each in enumerate(order) if each.key == item.key), None)
        return (None, order) if at is None else (order[at - 1] if at else None, order[at + 1 :])

    def _sides(self, view: View, item: Item) -> list[Side]:
        if item.doubt is not None and item.doubt.leaving:
            part = show_part(view, item.incidents[0], item.doubt.leaving_reports)
            names = [] if part is None else [str(report["id"]) for report in part.reports]
            sides = [part, show_incident(view, item.incidents[0], without=names)]
        else:
            sides = [show_incident(view, each) for each in item.incidents]
        return [side for side in sides if side is not None]

    def _pick(self, request: Request, incidents: Sequence[str]) -> Pick:
        """The map to place an incident on: where it was left, else the region in which the most of its sources tell that they are."""
        return read_pick(request.query_params, region=self._steward.find_region(incidents))

    def _source(self, view: View, item: Item) -> Row | None:
        """What is known of a source that is to be graded; None for other items."""
        if item.need is not Need.GRADE:
            return None
        told = [each for each in self._shelf.sources(None) if each["source"] == item.about[0]]
        return next(iter(view.behaviours(told)), None)

    def _incidents_of(self, decision: Decision) -> list[str]:
        """The incidents that a decision is about as they are now, for a page to lead to."""
        about = set(decision.about)
        if decision.kind is DecisionKind.UNDO:
            about |= {each for name in decision.about if (one := self._decided.find(name)) is not None for each in one.about}
        if not self._steward.is_ready:
            return sorted(each for each in about if each.startswith("i-"))
        return sorted(self._steward.concluder.incidents_of(about))

    def _tell(self, decisions: Sequence[Decision]) -> list[dict[str, object]]:
        """Decisions with who took them back, and the incidents that they are about."""
        undone = undone_by(self._decided.every())
        return [
            {
                "decision": each,
                "undone": undone.get(each.decision_id),
                "can_be_undone": can_be_undone(each, undone),
                "incidents": self._incidents_of(each),
                "names": list(each.about) if each.kind in {DecisionKind.GRADE, DecisionKind.RELEASE} else [],
            }
            for each in decisions
        ]

    def _done(self, request: Request) -> Mapping[str, object] | None:
        """What a form that led here did: the decision, and whether the picture follows in a moment; or what was left as it is."""
        key, left = request.query_params.get("done", ""), request.query_params.get("left", "")
        if left:
            return {"left": left, "decision": None, "is_soon": False}
        kept = self._decided.find(key) if key else None
        return None if kept is None else {"left": None, "decision": kept, "is_soon": request.query_params.get("soon") == "1"}


def _need_of(request: Request) -> Need | None:
    told = request.query_params.get("need", "")
    return Need(told) if told in set(Need) else None


def _page_of(request: Request) -> int:
    told = request.query_params.get("page", "1")
    return max(1, int(told)) if told.isascii() and told.isdigit() and len(told) < 6 else 1
