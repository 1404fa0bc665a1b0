"""From what a person says to a decision that the ledger can keep: every id is known, the kind has what it needs, and it can be obeyed for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from skywitness.errors import BadDecision, UnknownId
from skywitness.ledger.protocol import Ledger
from skywitness.model.ids import DecisionId, IncidentId, OccurrenceId, ReportId, content_id
from skywitness.model.incident import Dossier
from skywitness.model.place import Place
from skywitness.model.provenance import Decision
from skywitness.model.reading import Occurrence
from skywitness.model.report import Report
from skywitness.model.words import DecisionKind

GRADES = frozenset("ABCDEF")
SHA256 = re.compile(r"[0-9a-f]{64}")
NOWHERE = "null"
"""The value of a decision that takes a place away."""


class Wish(Struct, frozen=True, kw_only=True):
    """What a person asks for. ``value`` is the grade of a source, or the place as JSON (:data:`NOWHERE` for none); other kinds have no value."""

    kind: DecisionKind
    about: tuple[str, ...]
    value: str | None = None
    by: str
    why: str


def make_decision(ledger: Ledger, wish: Wish, *, at: datetime) -> Decision:
    """The decision that this wish comes to, not yet in the ledger.

    Incidents are named by what does not change when others join them: one that went into another is named as what it is now, one to be
    split by an occurrence that stays, one to be placed by its occurrences too.

    Raises
    ------
    BadDecision
        The kind cannot be about these things; the message says what to give.
    UnknownId
        The ledger does not know an id.
    """
    if not wish.by.strip() or not wish.why.strip():
        raise BadDecision("a decision needs a name and a reason: --by NAME --why TEXT")
    about = _PREPARE[wish.kind](ledger, wish)
    return Decision(
        decision_id=DecisionId(content_id("d", wish.kind, about, wish.value, wish.by, wish.why, at)),
        kind=wish.kind,
        about=about,
        value=wish.value,
        by=wish.by,
        why=wish.why,
        made_at=at,
    )


def _to_merge(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    return _two_apart(ledger, wish, "merge needs at least two incidents that are not one already")


def _to_keep_apart(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    return _two_apart(ledger, wish, "keep-apart needs at least two incidents; what is one already is parted with: decide split")


def _two_apart(ledger: Ledger, wish: Wish, need: str) -> tuple[str, ...]:
    now = tuple(dict.fromkeys(_incident(ledger, each).incident.incident_id for each in wish.about))
    if len(now) < 2:
        raise BadDecision(f"{need}; given: {', '.join(wish.about) or 'none'}")
    return now


def _to_split(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    if len(wish.about) < 2:
        raise BadDecision("split needs an incident and the reports or occurrences that leave it: decide split i-… r-…")
    incident = _incident(ledger, wish.about[0]).incident
    leaving = {each for name in wish.about[1:] for each in _occurrences(ledger, name)} & set(incident.occurrences)
    if not leaving:
        raise BadDecision(f"none of {', '.join(wish.about[1:])} is in {incident.incident_id}; show the incident to see what is")
    staying = [each for each in incident.occurrences if each not in leaving]
    if not staying:
        raise BadDecision(f"nothing would stay in {incident.incident_id}; name fewer, or use: decide reject")
    return (staying[0], *sorted(leaving))


def _to_reject(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    if not wish.about:
        raise BadDecision("reject needs the id of an incident, a report or an occurrence")
    return tuple(_known(ledger, each, Dossier, Report, Occurrence) for each in wish.about)


def _to_place(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    if len(wish.about) != 1 or wish.value is None:
        raise BadDecision(
            'place needs one incident, report or occurrence and where it was: decide place i-… "52.6,38.5"; or a name, or nowhere'
        )
    msgspec.json.decode(wish.value, type=Place | None)
    return (_known(ledger, wish.about[0], Dossier, Report, Occurrence), *sorted(_occurrences(ledger, wish.about[0])))


def _to_grade(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    if len(wish.about) != 1 or wish.value not in GRADES:
        raise BadDecision("grade needs the name of one source and a letter A to F: decide grade SOURCE B")
    name = wish.about[0]
    if name not in ledger.profiles() and not any(report.source == name for report in ledger.reports()):
        raise UnknownId(f"no source in this ledger is named {name!r}")
    return (name,)


def _to_release(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    if not wish.about:
        raise BadDecision("release needs media: the SHA-256 of a file, or its name as a report gives it")
    plain = [each for each in wish.about if not SHA256.fullmatch(each)]
    named = {name for report in ledger.reports() for name in report.media} if plain else set()
    strange = [each for each in plain if each not in named]
    if strange:
        raise UnknownId(f"no report in this ledger has the media {strange[0]!r}, and it is no SHA-256")
    return wish.about


def _to_redact(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    if not wish.about:
        raise BadDecision("redact needs the id of a report; its words are then erased for ever")
    return tuple(_known(ledger, each, Report) for each in wish.about)


def _to_undo(ledger: Ledger, wish: Wish) -> tuple[str, ...]:
    known = {decision.decision_id: decision for decision in ledger.decisions()}
    if not wish.about:
        raise BadDecision("undo needs the id of a decision: d-…")
    for each in wish.about:
        decision = known.get(DecisionId(each))
        if decision is None:
            raise UnknownId(f"no decision in this ledger has the id {each!r}")
        if decision.kind is DecisionKind.REDACT:
            raise BadDecision(f"{each} erased words for ever: it cannot be undone")
    return wish.about


_PREPARE: dict[DecisionKind, Callable[[Ledger, Wish], tuple[str, ...]]] = {
    DecisionKind.MERGE: _to_merge,
    DecisionKind.SPLIT: _to_split,
    DecisionKind.KEEP_APART: _to_keep_apart,
    DecisionKind.REJECT: _to_reject,
    DecisionKind.PLACE: _to_place,
    DecisionKind.GRADE: _to_grade,
    DecisionKind.RELEASE: _to_release,
    DecisionKind.REDACT: _to_redact,
    DecisionKind.UNDO: _to_undo,
}


def _incident(ledger: Ledger, name: str) -> Dossier:
    return ledger.dossier(IncidentId(name))


def _known(ledger: Ledger, name: str, *kinds: type) -> str:
    """The id under which the ledger has it now."""
    found = ledger.find(name)
    if not isinstance(found.record, kinds):
        raise BadDecision(f"{name} is {found.kind}: this can be decided about {' or '.join(_WORDS[kind] for kind in kinds)}")
    return found.record.report_id if isinstance(found.record, Report) else found.record_id


_WORDS: dict[type, str] = {Dossier: "an incident", Report: "a report", Occurrence: "an occurrence"}


def _occurrences(ledger: Ledger, name: str) -> Sequence[OccurrenceId]:
    """The occurrences that an incident holds now, that a report tells, or the one of this id."""
    found = ledger.find(name)
    if isinstance(found.record, Dossier):
        return found.record.incident.occurrences
    if isinstance(found.record, Report):
        told = [ledger.told(each.digest) for each in ledger.versions(ReportId(found.record.report_id))]
        return [each.occurrence_id for one in told if one and one.is_current and one.read for each in one.read[1]]
    if isinstance(found.record, Occurrence):
        return [found.record.occurrence_id]
    raise BadDecision(f"{name} is {found.kind}: name a report or an occurrence")
