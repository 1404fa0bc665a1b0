"""The incidents and roll-ups of what was touched: groups as people changed them, made anew from their reports, and compared with what they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from skywitness.fuse.block import Pair
from skywitness.fuse.evidence import Evidence
from skywitness.fuse.fusion import counted_in, leave_out_shares
from skywitness.fuse.incidents import MOST_REASONS, Gathered, Scene, make_incident
from skywitness.fuse.link import name_reasons, name_strongest
from skywitness.fuse.ongoing.covering import Place
from skywitness.fuse.ongoing.leaves import Leaf
from skywitness.fuse.rulings import regroup
from skywitness.fuse.sketch import Sketch
from skywitness.fuse.tallies import make_tallies
from skywitness.fuse.tally import Cover
from skywitness.model.ids import DecisionId, Digest, IncidentId, OccurrenceId, TallyId
from skywitness.model.incident import Incident, Tally
from skywitness.model.provenance import Decision
from skywitness.model.reading import Claim
from skywitness.model.words import CONSEQUENCES, Kind

if TYPE_CHECKING:
    from skywitness.fuse.ongoing.fusing import Ongoing


class Touched(Struct, frozen=True, kw_only=True):
    """What an update made different: incidents and tallies by id, those that are gone among them, and the reports that were looked at again."""

    incidents: frozenset[IncidentId]
    tallies: frozenset[TallyId]
    reports: frozenset[Digest]


class Group(Struct, frozen=True):
    """One group as people left it, in the order of telling, and the incident that it makes, if any, with the members that count for it."""

    members: tuple[OccurrenceId, ...]
    incident: IncidentId | None


class Gathering:
    """Incidents and tallies of an :class:`~skywitness.fuse.ongoing.fusing.Ongoing`."""

    def __init__(self, ongoing: Ongoing) -> None:
        self.incidents: dict[IncidentId, Incident] = {}
        self.tallies: dict[TallyId, Tally] = {}
        self.covered_otherwise: set[OccurrenceId] = set()
        """Roll-ups whose cover changed since the last time."""
        self._ongoing = ongoing
        self._group_of: dict[OccurrenceId, Group] = {}
        self._incident_of: dict[OccurrenceId, IncidentId] = {}
        self._tallies_of: dict[Digest, tuple[TallyId, ...]] = {}

    def incident_of(self, occurrence: OccurrenceId) -> IncidentId | None:
        """The incident that an occurrence counts for; None when it counts for none."""
        return self._incident_of.get(occurrence)

    def renew(self, reports: set[Digest], occurrences: set[OccurrenceId]) -> Touched:
        """Make anew what stands on these reports or holds these occurrences."""
        incidents, rehomed = self._renew_groups(occurrences)
        tallies = self._renew_tallies(reports, occurrences | rehomed)
        return Touched(incidents=frozenset(incidents), tallies=frozenset(tallies), reports=frozenset(reports))

    def _renew_groups(self, dirty: set[OccurrenceId]) -> tuple[set[IncidentId], set[OccurrenceId]]:
        """The incidents that came out differently, and the occurrences that are of another incident now, or of none."""
        machine, decisions, old = self._close(dirty)
        gone = {group.incident: self.incidents.pop(group.incident) for group in old if group.incident is not None}
        before = {each: self._incident_of.pop(each, None) for group in old for each in group.members}
        for group in old:
            for occurrence in group.members:
                del self._group_of[occurrence]
        made = set[IncidentId]()
        parted, shaped = regroup(machine, decisions, self._ongoing.names)
        whys = self._reasons(machine, parted)
        for number, members in enumerate(parted):
            obeyed = tuple(dict.fromkeys(each for occurrence in sorted(members) for each in shaped.get(occurrence, ())))
            incident = self._make(members, whys.get(number, ()), obeyed)
            if incident is not None and gone.get(incident.incident_id) != incident:
                made.add(incident.incident_id)
            if incident is not None:
                gone.pop(incident.incident_id, None)
        after = {occurrence for members in parted for occurrence in members} | before.keys()
        return made | gone.keys(), {each for each in after if before.get(each) != self._incident_of.get(each)}

    def _close(self, dirty: set[OccurrenceId]) -> tuple[list[set[OccurrenceId]], list[Decision], list[Group]]:
        """The machine's groups that can come out differently, the decisions about them, and the groups that they were.

        What was one group, is one by the machine, or is named by one decision that joins or parts, is looked at together.
        """
        ongoing, found, waiting = self._ongoing, set(dirty), list(dirty)
        machine: dict[int, set[OccurrenceId]] = {}
        old: dict[OccurrenceId, Group] = {}
        seen = set[DecisionId]()
        for occurrence in waiting:
            near = set[OccurrenceId]()
            group = self._group_of.get(occurrence)
            if group is not None and group.members[0] not in old:
                old[group.members[0]] = group
                near.update(group.members)
            numbers = ongoing.together(occurrence)
            if numbers and numbers[0] not in machine:
                whole = set(ongoing.with_followers(numbers))
                machine.update(dict.fromkeys(numbers, whole))
                near |= whole
            for decision in ongoing.rulings.naming.get(occurrence, ()):
                if decision.decision_id not in seen:
                    seen.add(decision.decision_id)
                    near |= ongoing.rulings.about[decision.decision_id]
            waiting += near - found
            found |= near
        groups = list({id(whole): whole for whole in machine.values()}.values())
        about = ongoing.rulings.about
        relevant = [each for each in ongoing.rulings.standing if about.get(each.decision_id, frozenset()) & found]
        return groups, relevant, list(old.values())

    def _reasons(self, machine: Sequence[set[OccurrenceId]], parted: Sequence[set[OccurrenceId]]) -> dict[int, tuple[str, ...]]:
        """By group, why the machine put its members together, strongest first, as many as are shown."""
        ongoing, linker = self._ongoing, self._ongoing.linker

        def explain(pair: Pair) -> str:
            return name_reasons(linker.explain(self._in_order(pair)))

        number_of = {occurrence: number for number, members in enumerate(parted) for occurrence in members}
        found = defaultdict[int, list[tuple[int, Pair]]](list)
        for whole in machine:
            for number in ongoing.together(next(iter(whole))):
                left = linker.sketches[number].occurrence
                for other, weight in linker.beside(number).items():
                    right = linker.sketches[other].occurrence
                    if weight > 0 and number < other and right in whole and number_of[left] == number_of[right]:
                        found[number_of[left]].append((weight, (number, other)))
        return {number: name_strongest(pairs, explain, MOST_REASONS) for number, pairs in found.items()}

    def _in_order(self, pair: Pair) -> Pair:
        """A pair of numbers with the one first that was told first."""
        left, right = (self._place(self._ongoing.linker.sketches[number].occurrence) for number in pair)
        return pair if left < right else (pair[1], pair[0])

    def _make(self, members: Iterable[OccurrenceId], why: tuple[str, ...], decisions: tuple[DecisionId, ...]) -> Incident | None:
        """Make the incident of a group, and keep the group; None when it makes none."""
        ordered = tuple(sorted(members, key=self._place))
        sketches = [self._sketch(each) for each in ordered]
        leaves = [self._leaf(each) for each in ordered]
        left_out = {position for position, sketch in enumerate(sketches) if self._is_left_out(sketch, leaves[position])}
        totals = {position for position, each in enumerate(ordered) if each in leaves[position].totals}
        kept = leave_out_shares([position for position in range(len(ordered)) if position not in left_out], totals, sketches)
        refused = any(each in self._ongoing.rulings.refused_anchors for each in ordered)
        incident = None
        if not refused and not all(sketches[position].what in CONSEQUENCES for position in kept):
            gathered = self._gather(ordered, range(len(ordered)), {leaf.order[2] for leaf in leaves})
            incident = make_incident(kept, why, decisions, gathered)
            self.incidents[incident.incident_id] = incident
            self._incident_of.update((ordered[position], incident.incident_id) for position in kept)
        group = Group(ordered, incident.incident_id if incident else None)
        self._group_of.update(dict.fromkeys(ordered, group))
        return incident

    def _is_left_out(self, sketch: Sketch, leaf: Leaf) -> bool:
        rolls_up = sketch.occurrence in self._ongoing.covering.covers and not sketch.names_place
        return leaf.kind is Kind.DIGEST or sketch.is_long or rolls_up

    def _gather(self, ordered: Sequence[OccurrenceId], wanted: Iterable[int], reports: set[Digest]) -> Gathered:
        """What is made from these occurrences, those at the wanted positions in full with these reports."""
        ongoing = self._ongoing
        origins = {ongoing.leaves.origins[digest] for digest in reports if digest in ongoing.leaves.origins}
        filed = {digest: ongoing.filed(digest) for digest in reports}
        beside = {digest: ongoing.filed(digest).report for digest in origins - reports if digest in ongoing.leaves.by_report}
        told = {
            each.occurrence_id: each
            for one in filed.values()
            for each in one.occurrences or (counted_in(one.reading) if one.reading else ())
        }
        claims = defaultdict[OccurrenceId, list[Claim]](list)
        for one in filed.values():
            for claim in one.claims:
                claims[claim.occurrence].append(claim)
        evidence = Evidence(
            reports={**{digest: one.report for digest, one in filed.items()}, **beside},
            readings={digest: one.reading for digest, one in filed.items() if one.reading is not None},
            occurrences=(),
            claims=(),
            profiles=ongoing.profiles,
            findings={digest: one.findings for digest, one in filed.items() if one.findings},
        )
        assertions = {each.assertion_id: each for one in filed.values() if one.reading for each in one.reading.assertions}
        scene = Scene(
            occurrences={position: told[ordered[position]] for position in wanted},
            sketches=[self._sketch(each) for each in ordered],
            claims=claims,
            assertions=assertions,
        )
        return Gathered(
            evidence=evidence,
            scene=scene,
            origins=ongoing.leaves.origins,
            derivations=ongoing.leaves.derivations,
            placed=ongoing.rulings.placed,
        )

    def _renew_tallies(self, reports: set[Digest], occurrences: set[OccurrenceId]) -> set[TallyId]:
        """The tallies that came out differently."""
        covering, leaves = self._ongoing.covering, self._ongoing.leaves
        roll_ups = self.covered_otherwise | {each for each in occurrences if each in covering.covers}
        roll_ups |= {roll_up for each in occurrences for roll_up in covering.covering.get(each, ())}
        self.covered_otherwise = set()
        standing = reports | {leaf.order[2] for each in roll_ups if (leaf := self._ongoing.leaf_of(each)) is not None}
        changed = set[TallyId]()
        for digest in standing | set(self._come_from(standing)):
            before = {key: self.tallies.pop(key) for key in self._tallies_of.pop(digest, ())}
            made = {tally.tally_id: tally for tally in self._make_tallies(digest)} if digest in leaves.by_report else {}
            changed.update(key for key in {*before, *made} if before.get(key) != made.get(key))
            self.tallies.update(made)
            if made:
                self._tallies_of[digest] = tuple(made)
        return changed

    def _come_from(self, reports: Iterable[Digest]) -> Iterator[Digest]:
        """All reports that come from these."""
        waiting, seen = list(reports), set(reports)
        for digest in waiting:
            fresh = self._ongoing.leaves.children.get(digest, set()) - seen
            seen |= fresh
            waiting += fresh
            yield from fresh

    def _make_tallies(self, digest: Digest) -> Iterator[Tally]:
        """The tallies of one report, held against what its original is held against."""
        leaves, covers = self._ongoing.leaves, self._ongoing.covering.covers
        origin = leaves.origins.get(digest)
        reports = {digest} | ({origin} if origin is not None and origin in leaves.by_report else set())
        own = [sketch.occurrence for each in reports for sketch in leaves.by_report[each].sketches if sketch.occurrence in covers]
        if not any(self._report(each) == digest for each in own):
            return
        ordered = sorted({*own, *(each for roll_up in own for each in covers[roll_up])}, key=self._place)
        position = {occurrence: number for number, occurrence in enumerate(ordered)}
        own.sort(key=self._place)
        gathered = self._gather(ordered, [position[each] for each in own], reports)
        found = [Cover(roll_up=position[each], covered=tuple(position[one] for one in covers[each])) for each in own]
        homes = {number: self._incident_of[each] for each, number in position.items() if each in self._incident_of}
        yield from (tally for tally in make_tallies(found, homes, gathered) if tally.report == digest)

    def _leaf(self, occurrence: OccurrenceId) -> Leaf:
        leaf = self._ongoing.leaf_of(occurrence)
        if leaf is None:
            raise KeyError(occurrence)
        return leaf

    def _place(self, occurrence: OccurrenceId) -> Place:
        return self._leaf(occurrence).order, occurrence

    def _report(self, occurrence: OccurrenceId) -> Digest:
        return self._leaf(occurrence).order[2]

    def _sketch(self, occurrence: OccurrenceId) -> Sketch:
        return next(sketch for sketch in self._leaf(occurrence).sketches if sketch.occurrence == occurrence)
