"""The pages on which a shift keeps its things: filters and the watch list, notes, two incidents side by side, whom to ask what, and the hand-over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skywitness.attending import Steward
from skywitness.ledger.protocol import PictureSeen
from skywitness.model.ids import IncidentId
from skywitness.model.provenance import Decision
from skywitness.publish.index import Wanted
from skywitness.publish.view import View
from skywitness.web.asked import WORDS
from skywitness.web.desk.evidence import tell_reasons
from skywitness.web.desk.keeping import HandOver, Keeping, look_of
from skywitness.web.desk.room import Form, Room, go_to, render, session_of, takes_form
from skywitness.web.listing import list_gaps
from skywitness.web.shelf import Shelf

Row: TypeAlias = Mapping[str, object]
MOST_CHANGED = 40
"""Incidents that a hand-over names; the number tells of the others."""


class Workspaces:
    """The pages over one room and the shelf of those who signed in."""

    def __init__(self, room: Room, steward: Steward, shelf: Shelf, keeping: Keeping) -> None:
        self._room, self._steward, self._shelf, self._keeping = room, steward, shelf, keeping

    def routes(self) -> list[Route]:
        """All their routes."""
        return [
            Route("/desk/mine", self.mine, methods=["GET"], name="mine"),
            Route("/desk/filters", takes_form(self.keep_filter), methods=["POST"]),
            Route("/desk/watch", takes_form(self.keep_watch), methods=["POST"]),
            Route("/desk/notes", takes_form(self.keep_note), methods=["POST"]),
            Route("/desk/compare", self.compare, methods=["GET"], name="compare"),
            Route("/desk/to-do", self.to_do, methods=["GET"], name="to-do"),
            Route("/desk/asked", takes_form(self.keep_asked), methods=["POST"]),
            Route("/desk/hand-over", self.show_hand_over, methods=["GET"], name="hand-over"),
            Route("/desk/hand-over", takes_form(self.hand_over), methods=["POST"]),
        ]

    def mine(self, request: Request) -> Response:
        """A person's filters, and the incidents that they watch with a mark on what changed since they looked."""
        name, view = session_of(request).name, self._shelf.view(None)
        watched = []
        for incident_id, looked in self._keeping.watched(name).items():
            row = view.incident(incident_id)
            moved = None if row is not None else self._shelf.current_id(incident_id, None)
            now = row if moved is None or moved == incident_id else view.incident(moved)
            watched.append({"id": incident_id, "row": now, "is_changed": now is None or row is None or look_of(now) != looked})
        return self._render(request, view, "desk/mine.html", filters=self._keeping.filters(name), watched=watched)

    def keep_filter(self, request: Request, form: Form) -> Response:
        """Save a filter of the list, or forget one."""
        name = session_of(request).name
        if form.get("act") == "remove":
            self._keeping.remove_filter(name, form.get("name", ""))
        else:
            self._keeping.save_filter(name, form.get("name", ""), read_query(form.get("query", "")), at=self._room.clock())
        return go_to("/desk/mine", request)

    def keep_watch(self, request: Request, form: Form) -> Response:
        """Watch an incident, note that somebody looked at it, or watch it no more."""
        name, incident_id = session_of(request).name, form.get("incident", "")
        if form.get("act") == "remove":
            self._keeping.unwatch(name, incident_id)
            return go_to("/desk/mine", request)
        row = self._shelf.view(None).incident(incident_id)
        if row is None:
            raise HTTPException(404)
        self._keeping.watch(name, incident_id, row, at=self._room.clock())
        return go_to(f"/incidents/{incident_id}" if form.get("act") == "look" else f"/desk/incidents/{incident_id}", request)

    def keep_note(self, request: Request, form: Form) -> Response:
        """Write a note on an incident, or take one's own back."""
        name, incident_id = session_of(request).name, form.get("incident", "")
        if self._shelf.view(None).incident(incident_id) is None:
            raise HTTPException(404)
        if form.get("act") == "remove":
            self._keeping.take_back_note(_number(form.get("seq", "")), by=name, at=self._room.clock())
        else:
            self._keeping.write_note(incident_id, form.get("words", ""), by=name, at=self._room.clock())
        return go_to(f"/desk/incidents/{incident_id}", request)

    def compare(self, request: Request) -> Response:
        """Two incidents side by side, question by question, with what the machine says to the two."""
        view = self._shelf.view(None)
        asked = [request.query_params.get(name, "").strip() for name in ("left", "right")]
        rows = [view.incident(each) if each else None for each in asked]
        missing = [each for each, row in zip(asked, rows, strict=True) if each and row is None]
        left, right = rows
        doubt = None
        if left is not None and right is not None and self._steward.is_ready:
            both = set(asked)
            insight = self._steward.concluder.look_into(IncidentId(asked[0]))
            doubt = next((each for each in insight.doubts if set(each.incidents) == both and len(both) > 1), None)
        return self._render(
            request,
            view,
            "desk/compare.html",
            asked=asked,
            missing=missing,
            sides=[left, right] if left is not None and right is not None else None,
            answers=hold_together(left, right) if left is not None and right is not None else [],
            shared=sorted(set(cast("list[str]", left["reports"])) & set(cast("list[str]", right["reports"])))
            if left is not None and right is not None
            else [],
            doubt=doubt,
            reasons=[] if doubt is None else tell_reasons(view, doubt.pairs),
            seen=self._steward.ledger.seen()[3],
        )

    def to_do(self, request: Request) -> Response:
        """Whom to ask what: the newest open questions by who should answer them, and what was asked already."""
        view = self._shelf.view(None)
        by_whom: dict[str, list[tuple[Row, Row]]] = {}
        for topic in list_gaps(view.index.select(Wanted()), view.incident):
            for row, gap in topic.newest:
                by_whom.setdefault(str(gap["last_asked_of"] or ""), []).append((row, gap))
        asked = self._keeping.open_questions()
        waiting = {(one.incident, one.about) for one in asked}
        lists = {
            whom: [pair for pair in pairs if (str(pair[0]["id"]), str(pair[1]["about"])) not in waiting] for whom, pairs in by_whom.items()
        }
        ordered = sorted(((whom, pairs) for whom, pairs in lists.items() if pairs), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
        return self._render(
            request, view, "desk/to_do.html", lists=ordered, asked=[(one, view.incident(one.incident)) for one in asked], most=MOST_CHANGED
        )

    def keep_asked(self, request: Request, form: Form) -> Response:
        """Keep that somebody was asked, or that they answered."""
        if form.get("act") == "answered":
            self._keeping.answer(_number(form.get("seq", "")), at=self._room.clock())
        else:
            if self._shelf.view(None).incident(form.get("incident", "")) is None:
                raise HTTPException(404)
            self._keeping.ask(
                form.get("incident", ""),
                form.get("about", ""),
                form.get("whom", ""),
                form.get("words", ""),
                by=session_of(request).name,
                at=self._room.clock(),
            )
        return go_to("/desk/to-do", request)

    def show_hand_over(self, request: Request) -> Response:
        """What came since the last hand-over: decisions, incidents, notes, open questions, and what waits."""
        view, before = self._shelf.view(None), self._keeping.hand_overs()
        last = before[0] if before else None
        decided, changed = self._since(last)
        rows = [row for each in changed[:MOST_CHANGED] if (row := view.incident(each)) is not None]
        by_person: dict[str, int] = {}
        for each in decided:
            by_person[each.by] = by_person.get(each.by, 0) + 1
        return self._render(
            request,
            view,
            "desk/hand_over.html",
            last=last,
            before=before,
            decided=decided[::-1][:MOST_CHANGED],
            by_person=by_person,
            changed=rows,
            number_changed=len(changed),
            notes=[(note, view.incident(note.incident)) for note in self._keeping.notes_after(last.notes if last else 0)],
            asked=self._keeping.open_questions(),
            waiting=self._steward.queue.counts(),
        )

    def hand_over(self, request: Request, form: Form) -> Response:
        """Close the shift."""
        ledger = self._steward.ledger
        self._keeping.hand_over(
            form.get("words", ""),
            by=session_of(request).name,
            at=self._room.clock(),
            decisions=ledger.seen()[3],
            picture=ledger.picture_seen(),
        )
        self._room.note(request, "handed over")
        return go_to("/desk/hand-over", request)

    def _since(self, last: HandOver | None) -> tuple[Sequence[Decision], Sequence[str]]:
        """The decisions since a hand-over, oldest first, and the incidents that changed, the last first; all decisions and no incident where there was none."""
        ledger = self._steward.ledger
        if last is None:
            return ledger.decided_since(0), ()
        picture: PictureSeen = last.picture
        return ledger.decided_since(last.decisions), ledger.picture_news(picture).incidents[::-1]

    def _render(self, request: Request, view: View, template: str, status: int = 200, **shown: object) -> Response:
        return render(request, template, status, audience=str(self._shelf.audience), is_exercise=view.is_exercise, **shown)


def hold_together(left: Row, right: Row) -> list[tuple[str, Row | None, Row | None, bool]]:
    """Question by question what two incidents answer, and whether it is the same."""
    answers = [cast("Mapping[str, Row]", row["attributes"]) for row in (left, right)]
    topics = dict.fromkeys(topic for one in answers for topic in one)
    pairs = [(topic, answers[0].get(topic), answers[1].get(topic)) for topic in topics]
    return [
        (topic, one, other, one is not None and other is not None and one["preferred"] == other["preferred"]) for topic, one, other in pairs
    ]


def read_query(told: str) -> str:
    """The filters in an address of the list, or in its query; what is no filter is left out.

    >>> read_query("http://127.0.0.1:8765/?what=impact&page=3&evil=1"), read_query("what=impact")
    ('what=impact', 'what=impact')
    """
    query = urlsplit(told).query if "?" in told else told
    return urlencode([(name, value) for name, value in parse_qsl(query) if name in WORDS])


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 16):
        raise HTTPException(400, f"{told[:40]!r} is no number of ours")
    return int(told)
