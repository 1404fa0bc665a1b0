"""Keeps a view of a ledger up with it: what changed is passed through the gate again, and what a clock of the gate lets go; nothing else.

A view made anew at the same instant shows the same, but for the delays of an authority with very many clocks, which are fitted again only as often as that stays cheap.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from threading import RLock
from typing import TypeVar, cast

import msgspec

from skywitness.ledger import Ledger, PictureNews, PictureSeen, Seen
from skywitness.model.ids import Digest
from skywitness.model.incident import Dossier
from skywitness.model.report import Report, SourceProfile
from skywitness.publish.delays import Delays
from skywitness.publish.harm import Gate, Released
from skywitness.publish.index import Index
from skywitness.publish.merged import Merged
from skywitness.publish.opening import open_gate, without_words
from skywitness.publish.policy import Policy
from skywitness.publish.records import LedgerRecords, ReportsOfLedger, WordsOfLedger
from skywitness.publish.view import View, show_source
from skywitness.publish.watched import Watched

_Key = TypeVar("_Key")
_Record = TypeVar("_Record")

KEPT_TURNS = 2_000
"""How many changes are remembered, for readers who come back."""

Advance = Callable[[int], None]
"""Called while a ledger is gone through for the first time, with how many incidents are done since the last call."""


class Turn(msgspec.Struct, frozen=True):
    """One change of what may be seen: its number, and the ids of the incidents that look otherwise or are gone."""

    number: int
    incidents: tuple[str, ...]


class Following:
    """One audience's view of a ledger as it is, kept up with it by :meth:`follow`. Threads may share it."""

    _seen: Seen
    _picture_seen: PictureSeen
    _reports: ReportsOfLedger
    _records: LedgerRecords
    _gate: Gate
    _delays: Delays

    def __init__(self, ledger: Ledger, *, policy: Policy, audience: str, now: datetime, advance: Advance | None = None) -> None:
        self._ledger, self._policy, self._audience = ledger, policy, audience
        self._lock = RLock()
        self.turns = deque[Turn](maxlen=KEPT_TURNS)
        self._last_turn = 0
        self._begin(now, advance or _unwatched)

    @property
    def index(self) -> Index:
        """What incidents can be chosen by."""
        return self._index

    @property
    def last_turn(self) -> int:
        """The number of the last change."""
        return self._last_turn

    def follow(self, now: datetime) -> View:
        """The view at this instant, after what changed was passed again."""
        with self._lock:
            news, changes = self._ledger.news(self._seen), self._ledger.picture_news(self._picture_seen)
            if news.described and _voices(self._ledger.profiles()) != self._voices:
                self._begin(now, _unwatched)
                return self.view(now)
            self._reports.forget(news.reports)
            touched: set[str] = {each for digest in news.reports for each in self._records.rests.get(digest, ())}
            if any(map(self._reports.was_erased, news.reports)):
                self._records.forget_all()
            self._note_reports(filter(None, map(self._reports.get, news.reports)))
            self._note_picture(changes, frozenset(news.reports))
            touched |= {*changes.incidents, *changes.redirects.values(), *self._due(now)}
            is_news = (news.upto, changes.upto) != (self._seen, self._picture_seen)
            self._seen, self._picture_seen = news.upto, changes.upto
            self._records.forget(touched)
            if is_news:
                self._delays = Delays(self._watched, self._latest)
            self._gate = self._gate.over(self._delays, self._ledger.head(), now)
            self._renew(touched)
            return self.view(now)

    def view(self, now: datetime) -> View:
        """The view as it was last followed up to."""
        view = FollowedView(self._records, self._gate, self._index, now=now, is_exercise=self._is_exercise)
        view.turn = self._last_turn
        return view

    def _begin(self, now: datetime, advance: Advance) -> None:
        """Pass everything, with the reports in memory for as long as that takes."""
        profiles = self._ledger.profiles()
        self._voices = _voices(profiles)
        self._is_exercise = any(profile.exercise for profile in profiles.values())
        self._seen, self._picture_seen = self._ledger.seen(), self._ledger.picture_seen()
        self._reports = ReportsOfLedger(self._ledger)
        self._records, self._index = LedgerRecords(self._ledger, self._reports), Index()
        self._holds: list[tuple[datetime, str]] = []
        self._watched = Watched()
        self._merge_anew()
        self._records.held_tallies = {tally.tally_id: tally for tally in self._ledger.tallies()}
        self._records.held_contexts = {context.context_id: context for context in self._ledger.contexts()}
        self._latest: datetime | None = None
        reports = {report.digest: without_words(report) for report in self._ledger.reports()}
        self._note_reports(reports.values())
        gate = open_gate(self._ledger, reports, self._ledger.readings(), policy=self._policy, audience=self._audience, now=now)
        for dossier in self._records.dossiers():
            self._put(dossier, gate, reports.get)
            advance(1)
        self._delays = Delays(self._watched, self._latest)
        self._gate = Gate(
            self._reports,
            profiles,
            policy=self._policy,
            audience=self._audience,
            now=now,
            place_words=WordsOfLedger(self._reports),
            head=self._ledger.head(),
            delays=self._delays,
        )
        self._turn(self._index.ids() if self._last_turn else ())

    def _renew(self, touched: Iterable[str]) -> None:
        turned = []
        for incident_id in sorted(touched):
            dossier = self._records.dossier(incident_id)
            if dossier is not None:
                self._put(dossier, self._gate, self._reports.get)
            elif incident_id in self._index:
                self._index.drop(incident_id)
                self._watched.drop(incident_id)
            else:
                continue
            turned.append(incident_id)
        self._turn(turned)

    def _put(self, dossier: Dossier, gate: Gate, report: Callable[[Digest], Report | None]) -> None:
        """Pass an incident, and keep what it can be found by."""
        incident_id, incident = str(dossier.incident.incident_id), dossier.incident
        row = gate.pass_dossier(dossier, self._records.held_tallies)
        rests_on = [each for each in map(report, incident.reports) if each]
        self._index.put(row, {show_source(gate, each.source) for each in rests_on})
        for digest in incident.reports:
            self._records.rests.setdefault(digest, set()).add(incident.incident_id)
        for each in rests_on:
            shown = gate.name_report(each.digest)
            if shown != each.report_id:
                self._records.renamed[shown] = each.digest
        self._watched.put(incident_id, dossier.silence)
        ends = [str(one["until"]) for one in cast("Sequence[Mapping[str, object]]", row["suppressed"]) if one["until"]]
        if ends:
            heapq.heappush(self._holds, (min(map(datetime.fromisoformat, ends)), incident_id))

    def _due(self, now: datetime) -> Iterator[str]:
        """Incidents of which a clock of the gate has let something go."""
        while self._holds and self._holds[0][0] <= now:
            yield heapq.heappop(self._holds)[1]

    def _note_reports(self, reports: Iterable[Report]) -> None:
        for report in reports:
            self._records.known_sources.add(report.source)
            if report.published_at is not None and (self._latest is None or report.published_at > self._latest):
                self._latest = report.published_at

    def _note_picture(self, changes: PictureNews, reports: Collection[Digest]) -> None:
        """Read what is no incident again: what changed, and what rests on reports that did, for their words may have been erased."""
        tallies, contexts = self._records.held_tallies, self._records.held_contexts
        for tally_id in {*changes.tallies, *(key for key, tally in tallies.items() if tally.report in reports)}:
            _put_or_drop(tallies, tally_id, self._ledger.tally(tally_id))
        for context_id in {*changes.contexts, *(key for key, context in contexts.items() if context.report in reports)}:
            _put_or_drop(contexts, context_id, self._ledger.context(context_id))
        if not self._merged.follow(changes.redirects, changes.incidents):
            self._merge_anew()

    def _merge_anew(self) -> None:
        self._merged = Merged(self._ledger.redirects())
        self._records.came = self._merged.came

    def _turn(self, incidents: Iterable[str]) -> None:
        ids = tuple(incidents)
        if ids:
            self._last_turn += 1
            self.turns.append(Turn(self._last_turn, ids))


class FollowedView(View):
    """A view of which the rows of incidents are passed when they are asked for: :attr:`index` tells which there are."""

    def __init__(self, records: LedgerRecords, gate: Gate, index: Index, *, now: datetime, is_exercise: bool) -> None:
        super().__init__(records, gate, now=now, is_exercise=is_exercise)
        self._index = index

    @property
    def index(self) -> Index:
        """What incidents can be chosen by."""
        return self._index

    @property
    def incidents(self) -> Mapping[str, Released]:
        """Every incident by id, passed when it is asked for."""
        return _OnDemand(self)


class _OnDemand(Mapping[str, Released]):
    def __init__(self, view: FollowedView) -> None:
        self._view = view

    def __getitem__(self, incident_id: str) -> Released:
        row = self._view.incident(incident_id)
        if row is None:
            raise KeyError(incident_id)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._view.index.ids())

    def __len__(self) -> int:
        return len(self._view.index)


def _voices(profiles: Mapping[str, SourceProfile]) -> object:
    """What of the sources changes how every row is passed: who is invented, and whose names are those of offices."""
    return {name: (profile.exercise, profile.speaks_for) for name, profile in profiles.items() if profile.exercise or profile.speaks_for}


def _unwatched(_incidents: int) -> None:
    """Nobody waits to hear how far it is."""


def _put_or_drop(held: dict[_Key, _Record], key: _Key, record: _Record | None) -> None:
    if record is None:
        held.pop(key, None)
    else:
        held[key] = record
