"""What people decided, as fusion obeys it: put together, split off, keep apart, reject, place, grade; the newest word on a thing counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

import msgspec
from msgspec import Struct

from skywitness.fuse.evidence import Evidence
from skywitness.model.ids import DecisionId, Digest, IncidentId, OccurrenceId, ReportId, content_id
from skywitness.model.place import Place
from skywitness.model.provenance import Decision, standing_decisions
from skywitness.model.reading import Occurrence, PlaceMention
from skywitness.model.report import SourceProfile
from skywitness.model.words import DecisionKind


def incident_id(anchor: OccurrenceId) -> IncidentId:
    """The id of the incident whose earliest occurrence this is."""
    return IncidentId(content_id("i", anchor))


class Names:
    """What the ids in a decision stand for: the occurrences of a report, the first occurrence of an incident, an occurrence itself."""

    def __init__(self, occurrences: Iterable[Occurrence] = (), report_ids: Mapping[Digest, ReportId] | None = None) -> None:
        self._anchors: dict[IncidentId, OccurrenceId] = {}
        self._told: dict[str, set[OccurrenceId]] = {}
        self._known: set[OccurrenceId] = set()
        for occurrence in occurrences:
            self.add(occurrence.occurrence_id, occurrence.report, (report_ids or {})[occurrence.report])

    def add(self, occurrence: OccurrenceId, report: Digest, report_id: ReportId) -> set[str]:
        """Know an occurrence by all its names; gives these."""
        self._known.add(occurrence)
        incident = incident_id(occurrence)
        self._anchors[incident] = occurrence
        for name in (report, report_id):
            self._told.setdefault(name, set()).add(occurrence)
        return {occurrence, incident, report, report_id}

    def discard(self, occurrence: OccurrenceId, report: Digest, report_id: ReportId) -> set[str]:
        """Forget an occurrence; gives the names that it had."""
        self._known.discard(occurrence)
        incident = incident_id(occurrence)
        self._anchors.pop(incident, None)
        for name in {report, report_id}:
            self._told.get(name, set()).discard(occurrence)
        return {occurrence, incident, report, report_id}

    def occurrences(self, names: Iterable[str]) -> set[OccurrenceId]:
        """The occurrences that these ids stand for; an id that nothing in the evidence has stands for none."""
        return {occurrence for name in names for occurrence in self._meant_by(name)}

    def anchor(self, name: str) -> OccurrenceId | None:
        """The first occurrence of an incident; None when the id is not an incident's."""
        return self._anchors.get(IncidentId(name))

    def _meant_by(self, name: str) -> Collection[OccurrenceId]:
        if name in self._known:
            return (OccurrenceId(name),)
        anchor = self.anchor(name)
        return self._told.get(name, ()) if anchor is None else (anchor,)


def rejected(decisions: Iterable[Decision], names: Names) -> tuple[set[OccurrenceId], set[OccurrenceId]]:
    """Occurrences that a person rejected, and those that anchor an incident rejected as a whole, whatever joins it."""
    about = {name for decision in decisions if decision.kind is DecisionKind.REJECT for name in decision.about}
    anchors = {anchor for name in about if (anchor := names.anchor(name)) is not None}
    return names.occurrences(name for name in about if names.anchor(name) is None), anchors


def kept_apart(decisions: Iterable[Decision], names: Names) -> set[tuple[OccurrenceId, OccurrenceId]]:
    """Pairs of occurrences, the smaller id first, that people keep apart and did not merge since."""
    kept: set[tuple[OccurrenceId, OccurrenceId]] = set()
    for decision in decisions:
        if decision.kind not in {DecisionKind.KEEP_APART, DecisionKind.MERGE}:
            continue
        sides = [names.occurrences([name]) for name in decision.about]
        pairs = {(min(a, b), max(a, b)) for one, other in combinations(sides, 2) for a in one for b in other if a != b}
        if decision.kind is DecisionKind.KEEP_APART:
            kept |= pairs
        else:
            kept -= pairs
    return kept


def regroup(
    groups: Iterable[Iterable[OccurrenceId]], decisions: Iterable[Decision], names: Names
) -> tuple[list[set[OccurrenceId]], dict[OccurrenceId, list[DecisionId]]]:
    """The machine's groups after merges and splits, each in turn; and which decisions shaped the group of an occurrence."""
    current = [set(group) for group in groups]
    shaped: dict[OccurrenceId, list[DecisionId]] = {}
    for decision in decisions:
        if decision.kind is DecisionKind.MERGE:
            current = _merge(current, names.occurrences(decision.about))
        elif decision.kind is DecisionKind.SPLIT:
            current = _split(current, names.occurrences(decision.about[:1]), names.occurrences(decision.about[1:]))
        elif decision.kind is DecisionKind.KEEP_APART:
            for name in decision.about[1:]:
                current = _split(current, names.occurrences(decision.about[:1]), names.occurrences([name]))
        elif decision.kind is not DecisionKind.PLACE:
            continue
        for occurrence in names.occurrences(decision.about):
            shaped.setdefault(occurrence, []).append(decision.decision_id)
    return current, shaped


def _merge(groups: list[set[OccurrenceId]], named: set[OccurrenceId]) -> list[set[OccurrenceId]]:
    touched = [group for group in groups if group & named]
    rest = [group for group in groups if not group & named]
    return [*rest, set().union(*touched)] if touched else rest


def _split(groups: list[set[OccurrenceId]], anchors: set[OccurrenceId], leaving: set[OccurrenceId]) -> list[set[OccurrenceId]]:
    """Take those that leave out of every group that holds an anchor. They stay together; nothing is lost."""
    parted: list[set[OccurrenceId]] = []
    for group in groups:
        out = group & leaving - anchors if group & anchors else set()
        parted += [part for part in (group - out, out) if part]
    return parted


class Placed(Struct, frozen=True):
    """Where a person put an occurrence: None is nowhere. ``order`` counts the decisions; the highest is the newest."""

    order: int
    place: Place | None


_place = msgspec.json.Decoder(Place | None)


def decided_places(decisions: Sequence[Decision], names: Names) -> dict[OccurrenceId, Placed]:
    """Where people put occurrences; ``decisions`` are those that stand, oldest first."""
    placed: dict[OccurrenceId, Placed] = {}
    for order, decision in enumerate(decisions):
        if decision.kind is DecisionKind.PLACE and decision.value is not None:
            where = Placed(order, _place.decode(decision.value))
            placed.update(dict.fromkeys(names.occurrences(decision.about), where))
    return placed


def obey(evidence: Evidence) -> Evidence:
    """The evidence with the places and grades that people decided, so that every stage sees those. Obeying twice changes nothing."""
    decisions = standing_decisions(evidence.decisions)
    if not any(decision.kind in (DecisionKind.PLACE, DecisionKind.GRADE) for decision in decisions):
        return evidence
    names = Names(evidence.occurrences, {digest: report.report_id for digest, report in evidence.reports.items()})
    placed = decided_places(decisions, names)
    occurrences = tuple(
        put_occurrence(each, placed[each.occurrence_id]) if each.occurrence_id in placed else each for each in evidence.occurrences
    )
    return msgspec.structs.replace(evidence, occurrences=occurrences, profiles=regrade(evidence.profiles, decisions))


def put_occurrence(occurrence: Occurrence, placed: Placed) -> Occurrence:
    """An occurrence where a person put it."""
    mention = occurrence.mention or PlaceMention(surface="", span=(0, 0))
    why = placed.place.why if placed.place else "a person decided that it cannot be placed"
    return msgspec.structs.replace(occurrence, mention=msgspec.structs.replace(mention, place=placed.place, why=why))


def regrade(profiles: Mapping[str, SourceProfile], decisions: Iterable[Decision]) -> dict[str, SourceProfile]:
    """The profiles with the reliability that people gave sources; ``decisions`` are those that stand, oldest first."""
    regraded = dict(profiles)
    for decision in decisions:
        if decision.kind is DecisionKind.GRADE:
            for name in decision.about:
                regraded[name] = msgspec.structs.replace(regraded.get(name) or SourceProfile(name=name), reliability=decision.value)
    return regraded
