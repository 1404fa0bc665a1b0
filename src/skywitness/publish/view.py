"""A picture behind its gate: everything that a page may ask for, and nothing that did not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import cast

import msgspec

from skywitness.ledger import DossierVersion, Ledger, Told
from skywitness.ledger.explain import Explanation, walk
from skywitness.model.ids import Digest, TallyId
from skywitness.model.incident import Dossier
from skywitness.model.reading import Reading
from skywitness.publish.harm import Gate, Released
from skywitness.publish.index import Index
from skywitness.publish.opening import find_merged, guard_by_now, open_gate, with_merged, without_words
from skywitness.publish.policy import Policy
from skywitness.publish.records import HeldRecords, Records

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class View:
    """The released rows of one picture, and reports and explanations on demand. It holds no connection."""

    def __init__(self, records: Records, gate: Gate, *, now: datetime, is_exercise: bool) -> None:
        self._records, self._gate = records, gate
        self.is_exercise, self.now = is_exercise, now
        self.turn: int | None = None
        """The number of the last change that it shows, where it is followed; None for one of the past."""

    @cached_property
    def incidents(self) -> Mapping[str, Released]:
        """Every incident by id."""
        return {dossier.incident.incident_id: self._pass(dossier) for dossier in self._records.dossiers()}

    @cached_property
    def tallies(self) -> Mapping[str, Released]:
        """Every tally by id."""
        return {key: self._gate.pass_tally(tally) for key, tally in self._records.tallies().items()}

    @cached_property
    def contexts(self) -> Mapping[str, Released]:
        """Every context by id."""
        return {key: self._gate.pass_context(context) for key, context in self._records.contexts().items()}

    @cached_property
    def index(self) -> Index:
        """What incidents can be chosen by."""
        index = Index()
        for dossier in self._records.dossiers():
            index.put(self.incidents[dossier.incident.incident_id], self._tellers_of(dossier))
        return index

    def rows(self) -> Iterator[Released]:
        """Everything: incidents, then tallies, then contexts."""
        yield from self.incidents.values()
        yield from self.tallies.values()
        yield from self.contexts.values()

    def incident(self, incident_id: str) -> Released | None:
        """One incident; None when the picture holds none of that id."""
        dossier = self._records.dossier(incident_id)
        return None if dossier is None else self._pass(dossier)

    def tally(self, tally_id: str) -> Released | None:
        """One tally; None when the picture holds none of that id."""
        tally = self._records.tallies().get(TallyId(tally_id))
        return None if tally is None else self._gate.pass_tally(tally)

    def tally_ids(self) -> list[str]:
        """The ids of all tallies, those of the latest period first, those without a time last."""
        told = self._records.tallies().values()
        timed = ((tally.period.end or tally.period.start or tally.period.before or _LONG_AGO, str(tally.tally_id)) for tally in told)
        return [tally_id for _, tally_id in sorted(timed, reverse=True)]

    def context_ids(self) -> list[str]:
        """The ids of all contexts."""
        return sorted(self._records.contexts())

    def context(self, context_id: str) -> Released | None:
        """One context; None when the picture holds none of that id."""
        context = self._records.contexts().get(context_id)
        return None if context is None else self._gate.pass_context(context)

    def report(self, shown_id: str, gloss: Callable[[Reading], str] | None = None) -> Released | None:
        """A report by the id under which it is shown, or by its digest; None when there is none. ``gloss`` says in English what was read in it."""
        digest = self._digest_of(shown_id)
        report, reading = self._records.report(digest), self._records.reading(digest)
        if report is None:
            return None
        told = gloss(reading) if gloss is not None and reading is not None else None
        return self._gate.pass_report(report, self._records.resting_on(digest), told)

    def footage_held_until(self, digests: Iterable[Digest]) -> datetime | None:
        """Until when a picture that these reports brought is held back; None when that is past."""
        held = (self._gate.footage_held_until(digest, self._records.resting_on(digest)) for digest in digests)
        return max(filter(None, held), default=None)

    def versions_of(self, shown_id: str, versions: Iterable[Told], gloss: Callable[[Reading], str]) -> list[Released]:
        """The versions of a report, each with what was read in it."""
        current = self._digest_of(shown_id)
        resting = self._records.resting_on(current)
        return [self._gate.pass_version(told.report, current, resting, _tell_read(told, gloss)) for told in versions]

    def incidents_of(self, shown_id: str) -> list[Released]:
        """The incidents that rest on a report."""
        return [self._pass(dossier) for dossier in self._records.resting_on(self._digest_of(shown_id))]

    def explanation(self, explanation: Explanation) -> Released:
        """How something came to be, as far as the incidents that rest on the same reports let it be seen."""
        digests = [Digest(step.digest) for step in walk(explanation) if step.digest is not None]
        dossiers = {dossier.incident.incident_id: dossier for digest in digests for dossier in self._records.resting_on(digest)}
        row = cast("dict[str, object]", msgspec.to_builtins(explanation))
        return self._gate.pass_told(row, digests, dossiers.values())

    def versions(self, log: Iterable[DossierVersion]) -> list[tuple[str, Released | None, str | None]]:
        """An incident's change log: when, the row as it was (None when the incident was gone), and where it went."""
        log = list(log)
        last = [version.dossier for version in log if version.dossier is not None][-1:]
        into = self._records.dossier(log[-1].went_to) if log and log[-1].went_to else None
        known = [*last, *([into] if into else [])]
        gate = self._gate.knowing(lambda _: known)
        return [
            (
                version.made_at.isoformat(),
                None if version.dossier is None else gate.pass_dossier(version.dossier, self._records.tallies()),
                version.went_to,
            )
            for version in log
        ]

    def tellers(self, incident_id: str) -> frozenset[str]:
        """The sources whose reports an incident rests on, as they are named outside."""
        dossier = self._records.dossier(incident_id)
        return frozenset() if dossier is None else self._tellers_of(dossier)

    def behaviours(self, told: Iterable[Mapping[str, object]]) -> list[Released]:
        """How sources behave, given as built-in types; counts and hours are nobody's secret, names are masked as everywhere."""
        return [self._gate.pass_told(dict(row), (), ()) for row in told]

    def pattern(self, told: Mapping[str, object]) -> Released:
        """Whether a series is a pattern, given as built-in types: without the names of spots, which may be finer than their incidents are shown."""
        return self._gate.pass_told({name: value for name, value in told.items() if name != "concentration"}, (), ())

    def rates(self, told: Iterable[Mapping[str, object]]) -> list[Released]:
        """Rates that speakers tell of whole periods, given as built-in types; names are masked as everywhere."""
        return [self._gate.pass_told(dict(row), (), ()) for row in told]

    def _pass(self, dossier: Dossier) -> Released:
        return self._gate.pass_dossier(dossier, self._records.tallies())

    def _tellers_of(self, dossier: Dossier) -> frozenset[str]:
        sources = {report.source for report in map(self._records.report, dossier.incident.reports) if report}
        return frozenset(show_source(self._gate, source) for source in sources)

    def _digest_of(self, shown_id: str) -> Digest:
        return self._records.shown_as(shown_id, self._gate.name_report) or Digest(shown_id)


def show_source(gate: Gate, source: str) -> str:
    """A source as it is named outside."""
    return str(gate.pass_told({"source": source}, (), ())["source"])


def open_view(ledger: Ledger, *, policy: Policy, audience: str, now: datetime, as_of: datetime | None = None) -> View:
    """What this audience may see of a ledger, as it is or as it was."""
    readings = list(ledger.readings(as_of=as_of))
    languages = {reading.report: reading.lang for reading in readings}
    reports = {
        report.digest: msgspec.structs.replace(report, lang=report.lang or languages.get(report.digest))
        for report in ledger.reports(as_of=as_of)
    }
    gate = open_gate(ledger, reports, readings, policy=policy, audience=audience, now=now, as_of=as_of)
    picture, came = ledger.picture(as_of=as_of), find_merged(ledger.redirects(as_of=as_of))
    if came:
        dossiers = (with_merged(each, came.get(each.incident.incident_id, ())) for each in picture.dossiers)
        picture = msgspec.structs.replace(picture, dossiers=tuple(dossiers))
    if as_of is not None:
        newest = guard_by_now(ledger, gate)
        known = {each.incident.incident_id: newest(each.incident.incident_id) for each in picture.dossiers}
        gate = gate.knowing(known.__getitem__)
    is_exercise = any(profile.exercise for profile in ledger.profiles(as_of=as_of).values())
    return View(HeldRecords(picture, reports, {reading.report: reading for reading in readings}), gate, now=now, is_exercise=is_exercise)


def stream_released(ledger: Ledger, *, policy: Policy, audience: str, now: datetime, as_of: datetime | None = None) -> Iterator[Released]:
    """The rows of :meth:`View.rows`, read from the ledger one by one: memory holds what the gate asks of reports, and neither their words nor the picture."""
    reports = {report.digest: without_words(report) for report in ledger.reports(as_of=as_of)}
    gate = open_gate(ledger, reports, ledger.readings(as_of=as_of), policy=policy, audience=audience, now=now, as_of=as_of)
    if as_of is not None:
        gate = gate.knowing(guard_by_now(ledger, gate))
    came = find_merged(ledger.redirects(as_of=as_of))
    tallies = {tally.tally_id: tally for tally in ledger.tallies(as_of=as_of)}
    for dossier in ledger.dossiers(as_of=as_of):
        yield gate.pass_dossier(with_merged(dossier, came.get(dossier.incident.incident_id, ())), tallies)
    for tally in tallies.values():
        yield gate.pass_tally(tally)
    for context in ledger.contexts(as_of=as_of):
        yield gate.pass_context(context)


def _tell_read(told: Told, gloss: Callable[[Reading], str]) -> dict[str, object]:
    """What a version comes to in English, and the figures that it tells to have been, the largest first."""
    if told.read is None:
        return {"gloss": None, "counts": []}
    reading = told.read[0]
    counts = {one.count for one in reading.assertions if one.count is not None and not one.negated}
    return {"gloss": gloss(reading), "counts": sorted(counts, reverse=True)}
