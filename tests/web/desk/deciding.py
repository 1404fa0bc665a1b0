"""Random decisions at the desk, and what must hold whatever people decide."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from skywitness.attending import Steward
from skywitness.errors import BadDecision, UnknownId
from skywitness.ledger import Ledger, explain
from skywitness.model.ids import OccurrenceId
from skywitness.pipeline import Unwatched, conclude
from skywitness.web.desk.acting import Acting, Overtaken

WHO = ("Vera", "Orest")


def decide_at_random(acting: Acting, steward: Steward, dice: random.Random) -> bool:
    """One decision or undo of some kind about something, on a form of now or an older one; whether it was kept."""
    there = [each.incident for each in steward.ledger.dossiers()]
    if not there:
        return _try(acting, {"act": "undo", "decision": steward.ledger.decided_since(0)[-1].decision_id}, dice)
    incident, other = dice.choice(there), dice.choice(there).incident_id
    one = incident.incident_id
    decided = [each.decision_id for each in steward.ledger.decided_since(0)]
    reports = list(incident.reports)
    form = dice.choice(
        [
            {"act": "merge", "incidents": f"{one}\n{other}"},
            {"act": "keep-apart", "incidents": f"{one}\n{other}"},
            {"act": "split", "incidents": one, "leaving": dice.choice(incident.occurrences)},
            {"act": "reject", "marked": dice.choice(reports)},
            {"act": "reject-incident", "incidents": one},
            {"act": "place", "incidents": one, "place": dice.choice(["52.62,38.5", "nowhere", "Тула"])},
            {"act": "grade", "source": steward.ledger.report(reports[0]).source, "grade": dice.choice("ABCDEF")},
            *([{"act": "undo", "decision": dice.choice(decided)}] * 4 if decided else []),
        ]
    )
    return _try(acting, form, dice)


def _try(acting: Acting, form: dict[str, str], dice: random.Random) -> bool:
    seen = acting.seen()
    told = {**form, "why": "at random", "seen": str(max(0, seen - dice.choice([0, 0, 0, 2])))}
    try:
        found = acting.decide(told, by=dice.choice(WHO))
        if isinstance(found, Overtaken):
            acting.decide({**told, "seen": str(found.seen)}, by=dice.choice(WHO))
    except (BadDecision, UnknownId):
        return False
    return True


def check_invariants(ledger: Ledger, kept: int) -> None:
    """Every decision is kept; solving all of it anew gives the same picture; nothing is in two incidents; every value can be explained; nothing was altered."""
    assert len(ledger.decided_since(0)) == kept
    change = conclude(ledger, clock=lambda: datetime.now(UTC), progress=Unwatched())
    assert not change, change
    homes = dict[OccurrenceId, str]()
    for dossier in ledger.dossiers():
        for occurrence in dossier.incident.occurrences:
            assert homes.setdefault(occurrence, dossier.incident.incident_id) == dossier.incident.incident_id
        for attribute in dossier.incident.attributes:
            assert explain(ledger, f"{dossier.incident.incident_id}/{attribute.about}").what == "attribute"
    for decision in ledger.decided_since(0):
        assert decision.by in WHO
        assert decision.why
    assert ledger.check() == ()
