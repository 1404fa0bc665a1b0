"""Keeps the released view of a ledger at hand until the ledger changes, so that pages are quick and never stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import cast

import msgspec

from skywitness import __version__
from skywitness.errors import UnknownId
from skywitness.ledger import DossierVersion, Ledger, open_ledger
from skywitness.ledger.explain import Explanation, explain
from skywitness.model.ids import IncidentId
from skywitness.parts import History
from skywitness.pipeline import assess_series, behaviours
from skywitness.publish.harm import Released
from skywitness.publish.histories import open_histories
from skywitness.publish.policy import Policy
from skywitness.publish.view import View, open_view

LIFETIME = timedelta(minutes=5)
"""How long a view is kept at most: what the gate's clocks let go is seen at most so much later."""
KEPT = 4
"""How many views of the past are kept beside the present one."""

Stamp = tuple[tuple[int, int], ...]


class Shelf:
    """The views of one ledger, by the instant that was asked for."""

    def __init__(self, ledger: Path, *, policy: Policy, audience: str, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        self.policy, self.audience = policy, audience
        self._views: OrderedDict[datetime | None, tuple[Stamp, View]] = OrderedDict()
        self._made: dict[str, tuple[Stamp, object]] = {}
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

    def histories(self, as_of: datetime | None, admits: Callable[[Released], bool]) -> Iterator[History]:
        """How each incident that a filter ever admitted came to be told as it is, through the gate."""
        with open_ledger(self._ledger, read_only=True) as ledger:
            yield from open_histories(ledger, policy=self.policy, audience=self.audience, now=self._clock(), as_of=as_of, admits=admits)

    def explain(self, any_id: str, as_of: datetime | None) -> Explanation:
        """How something came to be, not yet through the gate: give it to :meth:`View.explanation`. Raises UnknownId."""
        with open_ledger(self._ledger, read_only=True) as ledger:
            return explain(ledger, any_id, as_of=as_of)

    def sources(self, as_of: datetime | None) -> list[dict[str, object]]:
        """How every source behaved, not yet through the gate: give it to :meth:`View.behaviours`."""
        return cast(
            "list[dict[str, object]]", self._make("sources", as_of, lambda ledger: msgspec.to_builtins(behaviours(ledger, as_of=as_of)))
        )

    def pattern(self, as_of: datetime | None) -> dict[str, object] | None:
        """Whether it is a pattern, not yet through the gate: give it to :meth:`View.pattern`. None where the extra with the statistics is missing."""

        def assess(ledger: Ledger) -> object:
            return msgspec.to_builtins(assess_series(ledger, made_by=f"skywitness {__version__}", as_of=as_of))

        return cast("dict[str, object] | None", self._make("pattern", as_of, assess))

    def _make(self, name: str, as_of: datetime | None, make: Callable[[Ledger], object]) -> object:
        """Something made of the ledger; that of now is kept until the ledger changes."""
        with self._lock:
            stamp, kept = self._stamp(), self._made.get(name)
            if as_of is None and kept is not None and kept[0] == stamp:
                return kept[1]
            with open_ledger(self._ledger, read_only=True) as ledger:
                made = make(ledger)
            if as_of is None:
                self._made[name] = (stamp, made)
            return made

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
