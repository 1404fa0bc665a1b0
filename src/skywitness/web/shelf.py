"""Keeps what may be seen of a ledger at hand, and up with the ledger, so that pages are quick and never stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from time import perf_counter
from typing import cast

import msgspec

from skywitness import __version__
from skywitness.errors import UnknownId
from skywitness.ledger import DossierVersion, Ledger, PictureSeen, Seen, Told, is_on_server, open_ledger
from skywitness.ledger.decided import Decided, explain_decided
from skywitness.ledger.explain import Explanation, explain
from skywitness.model.ids import Digest, IncidentId
from skywitness.parts import History
from skywitness.pipeline import Argued, assess_series, behaviours, gather_argued
from skywitness.publish.following import Advance, Following, Turn
from skywitness.publish.harm import Released
from skywitness.publish.histories import open_histories
from skywitness.publish.opening import tell_versions
from skywitness.publish.policy import Policy
from skywitness.publish.view import View, open_view

LIFETIME = timedelta(minutes=5)
"""How long a view of the past is kept at most: what the gate's clocks let go is seen at most so much later."""
KEPT = 4
"""How many views of the past are kept beside the present one."""
MAKING_SHARE = 0.1
"""Of the time that passes, so much at most is spent on making anew what is made of the whole ledger: sources and the pattern may lag so far behind…"""
QUICK_S = 0.3
"""…unless that takes less than this: then they are never behind."""

Stamp = tuple[Seen, PictureSeen]


class Made(msgspec.Struct, frozen=True):
    """Something made of the whole ledger: of which, when, and how long that took in seconds."""

    stamp: Stamp
    at: float
    took_s: float
    thing: object


class Shelf:
    """The views of one ledger, by the instant that was asked for. Threads share it."""

    def __init__(self, ledger: Path | str, *, policy: Policy, audience: str, clock: Callable[[], datetime]) -> None:
        self._path, self._clock = ledger, clock
        self.policy, self.audience = policy, audience
        self._opened: tuple[int, Ledger, Following] | None = None
        self._past: OrderedDict[datetime, tuple[Stamp, View]] = OrderedDict()
        self._made: dict[str, Made] = {}
        self._decided: tuple[Ledger, Decided] | None = None
        self._lock = RLock()

    def open(self, advance: Advance | None = None) -> Following:
        """The present view's keeper, made when it is first asked for: then the whole ledger is gone through, and ``advance`` hears how far."""
        with self._lock:
            number = self._number()
            if self._opened is None or self._opened[0] != number:
                self.close()
                ledger = open_ledger(self._path, read_only=True)
                following = Following(ledger, policy=self.policy, audience=self.audience, now=self._clock(), advance=advance)
                self._opened = (number, ledger, following)
            return self._opened[2]

    def _number(self) -> int:
        """Which file the ledger is now: another may be put in its place. A server's is one and the same."""
        file = None if is_on_server(self._path) else Path(self._path) / "ledger.sqlite"
        return file.stat().st_ino if file is not None and file.exists() else 0

    def close(self) -> None:
        """Let go of the ledger."""
        with self._lock:
            if self._opened is not None:
                self._opened[1].close()
                self._opened = None

    def view(self, as_of: datetime | None) -> View:
        """What may be seen now of the ledger as it is, or as it was at an instant."""
        if as_of is None:
            return self.open().follow(self._clock())
        with self._lock:
            stamp, now, kept = self._stamp(), self._clock(), self._past.get(as_of)
            if kept is not None and kept[0] == stamp and now - kept[1].now < LIFETIME:
                self._past.move_to_end(as_of)
                return kept[1]
            view = open_view(self._ledger(), policy=self.policy, audience=self.audience, now=now, as_of=as_of)
            self._past[as_of] = (stamp, view)
            while len(self._past) > KEPT:
                self._past.popitem(last=False)
            return view

    def turns_after(self, number: int) -> tuple[int, tuple[Turn, ...]]:
        """The number of the last change of what may be seen, and the changes after one of that number, as far as they are remembered."""
        following = self.open()
        following.follow(self._clock())
        return following.last_turn, tuple(turn for turn in following.turns if turn.number > number)

    def histories(self, as_of: datetime | None, admits: Callable[[Released], bool]) -> Iterator[History]:
        """How each incident that a filter ever admitted came to be told as it is, through the gate."""
        yield from open_histories(self._ledger(), policy=self.policy, audience=self.audience, now=self._clock(), as_of=as_of, admits=admits)

    def explain(self, any_id: str, as_of: datetime | None) -> Explanation:
        """How something came to be, not yet through the gate: give it to :meth:`View.explanation`. Raises UnknownId."""
        return explain(self._ledger(), any_id, as_of=as_of)

    def versions(self, digest: str, as_of: datetime | None) -> list[Told]:
        """All versions of a report that were collected by then, oldest first, not yet through the gate: give them to :meth:`View.versions_of`."""
        return tell_versions(self._ledger(), Digest(digest), as_of)

    def decided(self, incident_id: str, as_of: datetime | None) -> Explanation:
        """What people decided about an incident, not yet through the gate: give it to :meth:`View.explanation`. Raises UnknownId."""
        ledger = self._ledger()
        with self._lock:
            if self._decided is None or self._decided[0] is not ledger:
                self._decided = ledger, Decided(ledger)
            decided = self._decided[1]
        return explain_decided(ledger, decided, IncidentId(incident_id), as_of=as_of)

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

    def argued(self, as_of: datetime | None) -> Argued:
        """Where somebody takes a side of a question that is argued, and the rates that are told, not yet through the gate: give them to
        :func:`~skywitness.web.debate.tell_debate` and :meth:`View.rates`.
        """
        return cast("Argued", self._make("argued", as_of, lambda ledger: gather_argued(ledger, as_of=as_of)))

    def current_id(self, incident_id: str, as_of: datetime | None) -> str | None:
        """The id of the incident that an incident went into; None when nothing is known of it."""
        try:
            return self._ledger().find(incident_id, as_of=as_of).record_id
        except UnknownId:
            return None

    def log(self, incident_id: str) -> tuple[DossierVersion, ...]:
        """The change log of an incident, not yet through the gate: give it to :meth:`View.versions`."""
        return self._ledger().dossier_versions(IncidentId(incident_id))

    def _make(self, name: str, as_of: datetime | None, make: Callable[[Ledger], object]) -> object:
        """Something made of the ledger; that of now is kept until the ledger changes, and longer where making it takes long."""
        if as_of is not None:
            return make(self._ledger())
        with self._lock:
            stamp, begun, kept = self._stamp(), perf_counter(), self._made.get(name)
            if kept is not None and (kept.stamp == stamp or (kept.took_s > QUICK_S and begun - kept.at < kept.took_s / MAKING_SHARE)):
                return kept.thing
            thing = make(self._ledger())
            ended = perf_counter()
            self._made[name] = Made(stamp, ended, ended - begun, thing)
            return thing

    def _ledger(self) -> Ledger:
        self.open()
        if self._opened is None:  # closed by another thread just now
            return self._ledger()
        return self._opened[1]

    def _stamp(self) -> Stamp:
        """Changes whenever the ledger's content does."""
        ledger = self._ledger()
        return ledger.seen(), ledger.picture_seen()
