"""Opens the gate over what a ledger holds, and tells which incidents went into which: the same for pages, for exports and for histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from sys import intern

import msgspec

from skywitness.errors import UnknownId
from skywitness.ledger import Ledger, Told
from skywitness.model.ids import Digest, IncidentId
from skywitness.model.incident import Dossier
from skywitness.model.reading import Reading
from skywitness.model.report import Locator, Report
from skywitness.publish.delays import Delays, find_latest
from skywitness.publish.harm import Gate, Newest
from skywitness.publish.places import fine_place_words
from skywitness.publish.policy import Policy
from skywitness.publish.watched import Watched

NOWHERE = Locator()


def open_gate(
    ledger: Ledger,
    reports: Mapping[Digest, Report],
    readings: Iterable[Reading],
    *,
    policy: Policy,
    audience: str,
    now: datetime,
    as_of: datetime | None = None,
) -> Gate:
    """The gate over these reports and readings of a ledger, with its sources and the head of its chain.

    A gate for the past also knows the reports that came later: what they tell may guard a place that was told before.
    """
    profiles, words = ledger.profiles(as_of=as_of), fine_place_words(readings)
    delays = Delays(Watched(ledger.silences(as_of=as_of)), find_latest(reports.values()))
    if as_of is not None:
        reports = {**{report.digest: without_words(report) for report in ledger.reports()}, **reports}
    return Gate(reports, profiles, policy=policy, audience=audience, now=now, place_words=words, head=ledger.head(), delays=delays)


def read_newest(ledger: Ledger, incident_id: IncidentId) -> tuple[Dossier, ...]:
    """What is known of an incident by now: how it stood last, and how the one stands that it went into. Empty for an id that the ledger does not know."""
    log = ledger.dossier_versions(incident_id)
    last = [version.dossier for version in log if version.dossier is not None][-1:]
    into = log[-1].went_to if log else None
    if into is not None:
        with suppress(UnknownId):  # that one is gone as well, and into none
            last.append(ledger.dossier(into))
    return tuple(last)


def tell_versions(ledger: Ledger, digest: Digest, as_of: datetime | None = None) -> list[Told]:
    """All versions of the report that has a version of this digest, oldest first, each with what was read in it; only those that were collected by then."""
    every = ledger.versions(ledger.report(digest).report_id)
    told = (ledger.told(each.digest) for each in every if as_of is None or each.collected_at <= as_of)
    return [each for each in told if each is not None]


def guard_by_now(ledger: Ledger, gate: Gate) -> Newest:
    """What :func:`read_newest` tells, as far as it guards a place: read in one pass for the incidents that there are, one by one for those that are gone."""
    alive, guarded = set[IncidentId](), dict[IncidentId, Dossier]()
    for dossier in ledger.dossiers():
        incident_id = dossier.incident.incident_id
        alive.add(incident_id)
        if gate.guards(dossier):
            guarded[incident_id] = dossier

    def tell_newest(incident_id: IncidentId) -> tuple[Dossier, ...]:
        if incident_id not in alive:
            return read_newest(ledger, incident_id)
        return (guarded[incident_id],) if incident_id in guarded else ()

    return tell_newest


def without_words(report: Report) -> Report:
    """A report as far as the gate looks at it when it passes incidents: so many of them fit in memory."""
    return msgspec.structs.replace(report, source=intern(report.source), text="", title=None, url=None, locator=NOWHERE)


def find_merged(redirects: Mapping[IncidentId, IncidentId]) -> dict[IncidentId, list[IncidentId]]:
    """By incident, those that went into it, sorted by id."""
    came: dict[IncidentId, list[IncidentId]] = {}
    for gone, into in sorted(redirects.items()):
        came.setdefault(into, []).append(gone)
    return came


def with_merged(dossier: Dossier, gone: Sequence[IncidentId]) -> Dossier:
    """The dossier, its incident with those that went into it."""
    if not gone:
        return dossier
    return msgspec.structs.replace(dossier, incident=msgspec.structs.replace(dossier.incident, merged_from=tuple(gone)))
