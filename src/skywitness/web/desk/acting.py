"""From a form to a decision in the ledger: what it asks for, whether somebody else decided about the same meanwhile, and what is said when it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException

from skywitness.attending.steward import Steward
from skywitness.ledger.decided import Decided
from skywitness.ledger.deciding import Wish
from skywitness.locate.told import POINT_RADIUS_M, decide_place
from skywitness.model.ids import DecisionId
from skywitness.model.provenance import Decision
from skywitness.model.words import DecisionKind
from skywitness.pipeline import keep_decision
from skywitness.web.desk.room import Form, Room

OBEYED_WITHIN_S = 0.12
"""How long a form waits for the picture to follow, so that the next page shows it; the decision is kept in any case."""
LONGEST_REASON = 2_000
LEAST_WITHIN_KM, MOST_WITHIN_KM = 0.05, 1_000.0
WHOLE = "-incident"
"""What is said of an incident as a whole has a word of its own, so that a mark that was forgotten rejects nothing."""


class Kept(Struct, frozen=True):
    """A decision that was kept, and whether the picture followed already."""

    decision: Decision
    is_obeyed: bool


class Overtaken(Struct, frozen=True):
    """Somebody decided about the same since the form was shown: nothing was kept. ``seen`` is what a form that is sent all the same must say."""

    decisions: tuple[Decision, ...]
    seen: int


class Acting:
    """Keeps decisions, one at a time."""

    def __init__(self, room: Room, steward: Steward) -> None:
        self._room, self._steward, self._decided = room, steward, Decided(steward.ledger)
        self._one_at_a_time = Lock()

    def seen(self) -> int:
        """How many decisions there are: a form that is shown now carries it."""
        return self._steward.ledger.seen()[3]

    def decide(self, form: Form, *, by: str) -> Kept | Overtaken:
        """Keep what a form asks for, unless somebody decided about the same meanwhile.

        Raises
        ------
        BadDecision, UnknownId, BadSettings
            It cannot be obeyed; nothing has been kept then.
        HTTPException
            400: the form says too little.
        """
        wish = read_wish(form, by=by)
        seen = _read_number(form.get("seen", ""))
        with self._one_at_a_time:
            since = self._steward.ledger.decided_since(seen)
            if since:
                names = {*wish.about, *_lines(form, "incidents")}
                overtaking = tuple(each for each in since if self._touches(each, names))
                if overtaking:
                    return Overtaken(overtaking, self.seen())
            decision = keep_decision(self._steward.ledger, wish, clock=self._room.clock)
        is_obeyed = self._steward.wait_until_obeyed(self.seen(), OBEYED_WITHIN_S)
        return Kept(decision, is_obeyed)

    def _touches(self, decision: Decision, names: Iterable[str]) -> bool:
        """Whether a decision is about any of these, or about an incident that they are now part of."""
        about = set(decision.about)
        if decision.kind is DecisionKind.UNDO:
            about |= {each for one in self._decided.naming(about) if one.decision_id in decision.about for each in one.about}
        mine = set(names)
        if mine & about:
            return True
        concluder = self._steward.concluder
        return self._steward.is_ready and bool(concluder.incidents_of(mine) & concluder.incidents_of(about))


def read_wish(form: Form, *, by: str) -> Wish:
    """What a form asks for. The button says the kind; of the fields those that go with it are looked at.

    Raises
    ------
    HTTPException
        400: no such kind, or no reason.
    BadSettings
        A place that cannot be found.
    """
    act, why = form.get("act", ""), form.get("why", "").strip()
    if act not in _ABOUT:
        raise HTTPException(400, f"{act[:40]!r} is nothing that can be decided here")
    about = _ABOUT[act](form)
    if not about:
        raise HTTPException(400, "mark the reports that it is about")
    if not why:
        raise HTTPException(400, "say why: the reason is kept with the decision")
    kind, value = DecisionKind(act.removesuffix(WHOLE)), None
    if kind is DecisionKind.PLACE:
        told = form.get("place", "").strip()
        if not told:
            raise HTTPException(400, "say where: a name, latitude and longitude, or nowhere")
        region, radius_m = form.get("region", "").strip() or None, _read_radius_m(form.get("within_km", ""))
        value = msgspec.json.encode(decide_place(told, by=by, why=why, region=region, radius_m=radius_m)).decode()
    if kind is DecisionKind.GRADE:
        value = form.get("grade", "")
    return Wish(kind=kind, about=tuple(about), value=value, by=by, why=why[:LONGEST_REASON])


def undone_by(decisions: Sequence[Decision]) -> dict[DecisionId, Decision]:
    """By decision, the standing one that took it back."""
    undone: dict[DecisionId, Decision] = {}
    for decision in reversed(decisions):
        if decision.kind is DecisionKind.UNDO and decision.decision_id not in undone:
            undone.update({DecisionId(each): decision for each in decision.about})
    return undone


def can_be_undone(decision: Decision, undone: Mapping[DecisionId, Decision]) -> bool:
    """Whether a decision stands and can be taken back; words that were erased cannot."""
    return decision.kind is not DecisionKind.REDACT and decision.decision_id not in undone


def _lines(form: Form, name: str) -> list[str]:
    return [each for each in form.get(name, "").split("\n") if each.strip()]


_ABOUT: Mapping[str, Callable[[Form], list[str]]] = {
    "merge": lambda form: [*_lines(form, "incidents"), *_lines(form, "other")],
    "keep-apart": lambda form: [*_lines(form, "incidents"), *_lines(form, "other")],
    "split": lambda form: [*_lines(form, "incidents")[:1], *_lines(form, "leaving"), *_lines(form, "marked")],
    "reject": lambda form: _lines(form, "marked"),
    f"reject{WHOLE}": lambda form: _lines(form, "incidents")[:1],
    "place": lambda form: _lines(form, "incidents")[:1],
    "grade": lambda form: _lines(form, "source"),
    "release": lambda form: _lines(form, "media"),
    "redact": lambda form: _lines(form, "marked"),
    "undo": lambda form: _lines(form, "decision"),
}
"""What each kind of decision is about, by the fields of a form."""


def _read_radius_m(told: str) -> float:
    """How far the place can be from the coordinates that were given; a kilometre where that was left open."""
    if not told.strip():
        return POINT_RADIUS_M
    try:
        km = float(told.replace(",", "."))
    except ValueError:
        km = 0.0
    if not LEAST_WITHIN_KM <= km <= MOST_WITHIN_KM:
        raise HTTPException(400, f"known to within how many kilometres? {told[:20]!r} is none of {LEAST_WITHIN_KM:g} to {MOST_WITHIN_KM:g}")
    return km * 1000


def _read_number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 16):
        raise HTTPException(400, "this form does not say what it was made on; open the page again")
    return int(told)
