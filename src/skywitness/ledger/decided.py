"""Which decisions are about what: by every name that a decision gives to a thing, kept up with a ledger as it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from skywitness.ledger.explain import Explanation, explain
from skywitness.ledger.protocol import Ledger
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Dossier
from skywitness.model.provenance import Decision
from skywitness.model.words import DecisionKind


class Decided:
    """The decisions of one ledger by what they are about. Threads may share it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen = 0
        self._by_id: dict[str, Decision] = {}
        self._about: dict[str, list[str]] = {}
        self._lock = Lock()

    def about(self, dossier: Dossier) -> list[Decision]:
        """What people decided about an incident, its occurrences, reports and sources, and about those decisions; in the order in which it was."""
        incident = dossier.incident
        told = [one.report for digest in incident.reports if (one := self._ledger.told(digest)) is not None]
        names = [incident.incident_id, *incident.merged_from, *incident.occurrences, *incident.reports, *incident.decisions]
        return self.naming([*names, *(report.report_id for report in told), *(report.source for report in told)])

    def every(self) -> list[Decision]:
        """All of them, in the order in which they were kept."""
        with self._lock:
            self._follow()
            return list(self._by_id.values())

    def find(self, decision_id: str) -> Decision | None:
        """A decision; None when there is none of that id."""
        with self._lock:
            self._follow()
            return self._by_id.get(decision_id)

    def naming(self, names: Iterable[str]) -> list[Decision]:
        """The decisions that name any of these or are among them, and those about such decisions."""
        with self._lock:
            self._follow()
            waiting, found = list(names), dict[str, None]()
            for name in waiting:
                for each in [*([name] if name in self._by_id else []), *self._about.get(name, ())]:
                    if each not in found:
                        found[each] = None
                        waiting.append(each)
                        if self._by_id[each].kind is DecisionKind.UNDO:
                            waiting += self._by_id[each].about
            return sorted((self._by_id[each] for each in found), key=lambda each: (each.made_at, each.decision_id))

    def _follow(self) -> None:
        for decision in self._ledger.decided_since(self._seen):
            self._by_id[decision.decision_id] = decision
            for name in decision.about:
                self._about.setdefault(name, []).append(decision.decision_id)
            self._seen += 1


def explain_decided(ledger: Ledger, decided: Decided, incident_id: IncidentId, *, as_of: datetime | None = None) -> Explanation:
    """What people decided about an incident: an explanation each, beside the reports that it rests on. Raises UnknownId."""
    dossier = ledger.dossier(incident_id, as_of=as_of)
    made = [each for each in decided.about(dossier) if as_of is None or each.made_at <= as_of]
    reports = (Explanation(what="report", digest=digest) for digest in dossier.incident.reports)
    return Explanation(what="decided", inputs=(*(explain(ledger, each.decision_id) for each in made), *reports))
