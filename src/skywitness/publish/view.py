"""A picture behind its gate: everything that a page may ask for, and nothing that did not pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import cast

import msgspec

from skywitness.ledger import DossierVersion, Ledger
from skywitness.ledger.explain import Explanation, walk
from skywitness.model.ids import Digest
from skywitness.model.incident import Dossier, Picture
from skywitness.model.report import Report
from skywitness.publish.harm import Gate, Released
from skywitness.publish.opening import find_merged, guard_by_now, open_gate, with_merged, without_words
from skywitness.publish.policy import Policy


class View:
    """The released rows of one picture, and reports and explanations on demand. It holds no connection."""

    def __init__(self, picture: Picture, reports: Mapping[Digest, Report], gate: Gate, *, now: datetime, is_exercise: bool) -> None:
        self._picture, self._reports, self._gate = picture, reports, gate
        self._tallies = {tally.tally_id: tally for tally in picture.tallies}
        self.is_exercise, self.now = is_exercise, now

    @cached_property
    def incidents(self) -> Mapping[str, Released]:
        """Every incident by id."""
        return {dossier.incident.incident_id: self._gate.pass_dossier(dossier, self._tallies) for dossier in self._picture.dossiers}

    @cached_property
    def tallies(self) -> Mapping[str, Released]:
        """Every tally by id."""
        return {tally.tally_id: self._gate.pass_tally(tally) for tally in self._picture.tallies}

    @cached_property
    def contexts(self) -> Mapping[str, Released]:
        """Every context by id."""
        return {context.context_id: self._gate.pass_context(context) for context in self._picture.contexts}

    def rows(self) -> Iterator[Released]:
        """Everything: incidents, then tallies, then contexts."""
        yield from self.incidents.values()
        yield from self.tallies.values()
        yield from self.contexts.values()

    def report(self, shown_id: str) -> Released | None:
        """A report by the id under which it is shown, or by its digest; None when there is none."""
        digest = self._by_shown_id.get(shown_id, Digest(shown_id))
        report = self._reports.get(digest)
        return None if report is None else self._gate.pass_report(report, self._resting_on.get(digest, ()))

    def incidents_of(self, shown_id: str) -> list[Released]:
        """The incidents that rest on a report."""
        digest = self._by_shown_id.get(shown_id, Digest(shown_id))
        return [self.incidents[dossier.incident.incident_id] for dossier in self._resting_on.get(digest, ())]

    def explanation(self, explanation: Explanation) -> Released:
        """How something came to be, as far as the incidents that rest on the same reports let it be seen."""
        digests = [Digest(step.digest) for step in walk(explanation) if step.digest is not None]
        dossiers = {dossier.incident.incident_id: dossier for digest in digests for dossier in self._resting_on.get(digest, ())}
        row = cast("dict[str, object]", msgspec.to_builtins(explanation))
        return self._gate.pass_told(row, digests, dossiers.values())

    def versions(self, log: Iterable[DossierVersion]) -> list[tuple[str, Released | None, str | None]]:
        """An incident's change log: when, the row as it was (None when the incident was gone), and where it went."""
        log = list(log)
        last = [version.dossier for version in log if version.dossier is not None][-1:]
        went = [each for each in self._picture.dossiers if log and each.incident.incident_id == log[-1].went_to]
        gate = self._gate.knowing(lambda _: [*last, *went])
        return [
            (
                version.made_at.isoformat(),
                None if version.dossier is None else gate.pass_dossier(version.dossier, self._tallies),
                version.went_to,
            )
            for version in log
        ]

    def tellers(self, incident_id: str) -> frozenset[str]:
        """The sources whose reports an incident rests on, as they are named outside."""
        return self._tellers.get(incident_id, frozenset())

    @cached_property
    def _tellers(self) -> Mapping[str, frozenset[str]]:
        shown = {name: str(self._gate.pass_told({"source": name}, (), ())["source"]) for name in {r.source for r in self._reports.values()}}
        return {
            dossier.incident.incident_id: frozenset(
                shown[self._reports[digest].source] for digest in dossier.incident.reports if digest in self._reports
            )
            for dossier in self._picture.dossiers
        }

    def behaviours(self, told: Iterable[Mapping[str, object]]) -> list[Released]:
        """How sources behave, given as built-in types; counts and hours are nobody's secret, names are masked as everywhere."""
        return [self._gate.pass_told(dict(row), (), ()) for row in told]

    def pattern(self, told: Mapping[str, object]) -> Released:
        """Whether a series is a pattern, given as built-in types: without the names of spots, which may be finer than their incidents are shown."""
        return self._gate.pass_told({name: value for name, value in told.items() if name != "concentration"}, (), ())

    @cached_property
    def _by_shown_id(self) -> Mapping[str, Digest]:
        return {self._gate.name_report(digest): digest for digest in self._reports}

    @cached_property
    def _resting_on(self) -> Mapping[Digest, list[Dossier]]:
        resting = dict[Digest, list[Dossier]]()
        for dossier in self._picture.dossiers:
            for digest in dossier.incident.reports:
                resting.setdefault(digest, []).append(dossier)
        return resting


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
    return View(picture, reports, gate, now=now, is_exercise=is_exercise)


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
