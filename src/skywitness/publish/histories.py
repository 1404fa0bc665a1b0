"""How each incident came to be told as it is: every version of it as the gate would have let it out then, and what the gate's clocks let out later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from skywitness.ledger.protocol import DossierVersion, Ledger
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Dossier
from skywitness.parts import History, Moment
from skywitness.publish.harm import Gate, Released
from skywitness.publish.opening import guard_by_now, open_gate, with_merged, without_words
from skywitness.publish.policy import Policy

MOST_HOLDS = 4
"""How often one version can change by the clock alone: a unit's delay ends, a crew is gone. More would be a clock that never ends."""
Came = Sequence[tuple[datetime, IncidentId]]
"""Incidents that went into one, each with when it did."""


def open_histories(
    ledger: Ledger,
    *,
    policy: Policy,
    audience: str,
    now: datetime,
    as_of: datetime | None = None,
    admits: Callable[[Released], bool] | None = None,
) -> Iterator[History]:
    """The history of every incident that there is or was, sorted by id, as this audience may know it. Rows name no tallies.

    A moment holds what the gate lets out at that moment, not what it would let out today, so that what a message said stays what it said.

    ``admits`` chooses incidents: those of which any version is admitted, for who was told of an incident there is told as well when it is gone, or is
    somewhere else. It is asked about each version as the gate lets it out today, guarded by what is known today: no choice reveals what a version told.
    """
    reports = {report.digest: without_words(report) for report in ledger.reports(as_of=as_of, current=False)}
    gate = open_gate(ledger, reports, ledger.readings(as_of=as_of), policy=policy, audience=audience, now=now, as_of=as_of)
    came = _find_merges(ledger, as_of)
    until = min(now, as_of or now)
    guarded = gate if admits is None else gate.knowing(guard_by_now(ledger, gate))
    for incident_id, versions in ledger.histories(as_of=as_of):
        told = (guarded.pass_dossier(version.dossier, {}) for version in versions if version.dossier is not None)
        if admits is None or any(map(admits, told)):
            yield History(incident_id=incident_id, moments=tuple(_moments(gate, versions, came.get(incident_id, ()), until)))


def _find_merges(ledger: Ledger, as_of: datetime | None) -> Mapping[IncidentId, Came]:
    """By incident, those that went into it, each with when: also into one that is itself gone now, for as long as it held them."""
    came: dict[IncidentId, list[tuple[datetime, IncidentId]]] = defaultdict(list)
    for gone in sorted(ledger.redirects(as_of=as_of)):
        for at, into in _way_of(ledger, gone, as_of):
            came[into].append((at, gone))
    return came


def _way_of(ledger: Ledger, gone: IncidentId, as_of: datetime | None) -> Iterator[tuple[datetime, IncidentId]]:
    """The incidents through which one that is gone went, each with when it came there."""
    step, seen, came_at = gone, {gone}, datetime.min.replace(tzinfo=UTC)
    while True:
        *_, last = (version for version in ledger.dossier_versions(step) if as_of is None or version.made_at <= as_of)
        if last.went_to is None or last.went_to in seen:  # a circle can only come from clocks that disagreed
            return
        step, came_at = last.went_to, max(came_at, last.made_at)
        seen.add(step)
        yield came_at, step


def _moments(gate: Gate, versions: Sequence[DossierVersion], came: Came, until: datetime) -> Iterator[Moment]:
    ends = [version.made_at for version in versions[1:]] + [until]
    for version, end in zip(versions, ends, strict=True):
        if version.dossier is None:
            yield Moment(at=version.made_at, row=None, went_to=version.went_to)
            continue
        merged = [at for at, _ in came if version.made_at < at < end]
        starts = [version.made_at, *sorted(set(merged)), end]
        for start, stop in pairwise(starts):
            dossier = with_merged(version.dossier, [gone for at, gone in came if at <= start])
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
