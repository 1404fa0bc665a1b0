"""Keeps the released view of a ledger at hand until the ledger changes, so that pages are quick and never stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import cast

import msgspec

from skywitness.errors import UnknownId
from skywitness.ledger import DossierVersion, open_ledger
from skywitness.ledger.explain import Explanation, explain
from skywitness.model.ids import IncidentId
from skywitness.model.words import Audience
from skywitness.pipeline import behaviours
from skywitness.publish.policy import Policy
from skywitness.publish.view import View, open_view

LIFETIME = timedelta(minutes=5)
"""How long a view is kept at most: what the gate's clocks let go is seen at most so much later."""
KEPT = 4
"""How many views of the past are kept beside the present one."""

Stamp = tuple[tuple[int, int], ...]


class Shelf:
    """The views of one ledger, by the instant that was asked for."""

    def __init__(self, ledger: Path, *, policy: Policy, audience: Audience, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        self.policy, self.audience = policy, audience
        self._views: OrderedDict[datetime | None, tuple[Stamp, View]] = OrderedDict()
        self._sources: tuple[Stamp, list[dict[str, object]]] | None = None
        self._lock = Lock()

    def view(self, as_of: datetime | None) -> View:
        """What may be seen now of the ledger as it is, or as it was at an instant."""
        with self._lock:
            stamp, now = self._stamp(), self._clock()
            kept = self._views.get(as_of)
            if kept is not None and kept[0] == stamp and now - kept[1].now < LIFETIME:
                self._views.move_to_end(as_of)
                return kept[1]
            with open_ledger(self._ledger, read_only=True) as ledger:
                view = open_view(ledger, policy=self.policy, audience=self.audience, now=now, as_of=as_of)
            self._views[as_of] = (stamp, view)
            while len(self._views) > KEPT:
                self._views.popitem(last=False)
            return view

    def explain(self, any_id: str, as_of: datetime | None) -> Explanation:
        """How something came to be, not yet through the gate: give it to :meth:`View.explanation`. Raises UnknownId."""
        with open_ledger(self._ledger, read_only=True) as ledger:
            return explain(ledger, any_id, as_of=as_of)

    def sources(self, as_of: datetime | None) -> list[dict[str, object]]:
        """How every source behaved, not yet through the gate: give it to :meth:`View.behaviours`. Kept until the ledger changes."""
        with self._lock:
            stamp = self._stamp()
            if as_of is None and self._sources is not None and self._sources[0] == stamp:
                return self._sources[1]
            with open_ledger(self._ledger, read_only=True) as ledger:
                found = behaviours(ledger, as_of=as_of)
            told = [cast("dict[str, object]", msgspec.to_builtins(each)) for each in found]
            if as_of is None:
                self._sources = (stamp, told)
            return told

    def current_id(self, incident_id: str, as_of: datetime | None) -> str | None:
        """The id of the incident that an incident went into; None when nothing is known of it."""
        with open_ledger(self._ledger, read_only=True) as ledger:
            try:
                return ledger.find(incident_id, as_of=as_of).record_id
            except UnknownId:
                return None

    def log(self, incident_id: str) -> tuple[DossierVersion, ...]:
        """The change log of an incident, not yet through the gate: give it to :meth:`View.versions`."""
        with open_ledger(self._ledger, read_only=True) as ledger:
            return ledger.dossier_versions(IncidentId(incident_id))

    def _stamp(self) -> Stamp:
        """Changes whenever the ledger's content does. An empty write-ahead log is what a reader leaves behind."""
        files = [self._ledger / name for name in ("ledger.sqlite", "ledger.sqlite-wal")]
        found = [file.stat() for file in files if file.exists()]
        return tuple((status.st_mtime_ns, status.st_size) for status in found if status.st_size)
