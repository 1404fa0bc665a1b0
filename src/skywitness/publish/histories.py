"""How each incident came to be told as it is: every version of it as the gate would have let it out then, and what the gate's clocks let out later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

import msgspec

from skywitness.ledger.protocol import DossierVersion, Ledger
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Dossier
from skywitness.parts import History, Moment
from skywitness.publish.harm import Gate, Released
from skywitness.publish.places import fine_place_words
from skywitness.publish.policy import Policy
from skywitness.publish.view import without_words

MOST_HOLDS = 4
"""How often one version can change by the clock alone: a unit's delay ends, a crew is gone. More would be a clock that never ends."""
Came = Sequence[tuple[datetime, IncidentId]]
"""Incidents that went into one, each with when it did."""


def open_histories(ledger: Ledger, *, policy: Policy, audience: str, now: datetime, as_of: datetime | None = None) -> Iterator[History]:
    """The history of every incident that there is or was, sorted by id, as this audience may know it. Rows name no tallies.

    A moment holds what the gate lets out at that moment, not what it would let out today, so that what a message said stays what it said. Nothing
    that is held today is in any of them: a hold only ever ends.
    """
    reports = {report.digest: without_words(report) for report in ledger.reports(as_of=as_of, current=False)}
    words = fine_place_words(ledger.readings(as_of=as_of))
    gate = Gate(reports, ledger.profiles(as_of=as_of), policy=policy, audience=audience, now=now, place_words=words, head=ledger.head())
    came = _find_merges(ledger, as_of)
    until = min(now, as_of or now)
    for incident_id, versions in ledger.histories(as_of=as_of):
        yield History(incident_id=incident_id, moments=tuple(_moments(gate, versions, came.get(incident_id, ()), until)))


def _find_merges(ledger: Ledger, as_of: datetime | None) -> Mapping[IncidentId, Came]:
    came: dict[IncidentId, list[tuple[datetime, IncidentId]]] = defaultdict(list)
    for gone, into in sorted(ledger.redirects(as_of=as_of).items()):
        log = [version for version in ledger.dossier_versions(gone) if as_of is None or version.made_at <= as_of]
        came[into].append((log[-1].made_at, gone))
    return came


def _moments(gate: Gate, versions: Sequence[DossierVersion], came: Came, until: datetime) -> Iterator[Moment]:
    ends = [version.made_at for version in versions[1:]] + [until]
    for version, end in zip(versions, ends, strict=True):
        if version.dossier is None:
            yield Moment(at=version.made_at, row=None, went_to=version.went_to)
            continue
        merged = [at for at, _ in came if version.made_at < at < end]
        starts = [version.made_at, *sorted(set(merged)), end]
        for start, stop in pairwise(starts):
            dossier = _with_merged(version.dossier, [gone for at, gone in came if at <= start])
            yield from _let_out(gate, dossier, start, stop)


def _let_out(gate: Gate, dossier: Dossier, start: datetime, end: datetime) -> Iterator[Moment]:
    """What the gate lets out of one version from ``start`` on, and again whenever one of its holds ends before ``end``."""
    at = start
    for _ in range(MOST_HOLDS):
        row = gate.at(at).pass_dossier(dossier, {})
        yield Moment(at=at, row=row)
        later = [until for until in _holds(row) if at < until < end]
        if not later:
            return
        at = min(later)


def _holds(row: Released) -> Iterator[datetime]:
    held = row["suppressed"]
    if isinstance(held, Iterable):
        yield from (datetime.fromisoformat(str(one["until"])) for one in held if one["until"])


def _with_merged(dossier: Dossier, gone: Sequence[IncidentId]) -> Dossier:
    return (
        msgspec.structs.replace(dossier, incident=msgspec.structs.replace(dossier.incident, merged_from=tuple(gone))) if gone else dossier
    )
