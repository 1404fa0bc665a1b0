"""Fusion that goes on: reports and decisions come and go, and only what they touch is worked out again; the result is that of :func:`fuse` over all.

news ─► copies ─► leaves (sketches of reports) ─► links and covers ─► groups that were touched ─► incidents and tallies
Each step passes on only what came out differently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from skywitness.fuse.fusion import answer_for_countries
from skywitness.fuse.ongoing.copying import Copying
from skywitness.fuse.ongoing.covering import Counted, Covering
from skywitness.fuse.ongoing.gathering import Gathering, Touched
from skywitness.fuse.ongoing.heeding import Heeding, Posted, nobody_posted
from skywitness.fuse.ongoing.leaves import Filed, Leaf, Leaves
from skywitness.fuse.ongoing.rulings import Rulings, find_redrawn, find_turned, read_rulings
from skywitness.fuse.parameters import Parameters, shipped_parameters
from skywitness.fuse.rulings import Names, put_occurrence, regrade
from skywitness.fuse.shared_media import name_shots
from skywitness.fuse.sketch import Sketch
from skywitness.fuse.stream import Linker
from skywitness.model.ids import Digest, IncidentId, OccurrenceId, ReportId, TallyId
from skywitness.model.incident import Incident, Tally
from skywitness.model.provenance import Decision
from skywitness.model.report import SourceProfile
from skywitness.model.words import Kind


class Ongoing:
    """What a changing body of reports adds up to. ``fetch`` gives a report that is there as it is filed; ``profiles`` are those of all sources, as they
    were told: what people graded comes with the decisions. ``posted`` gives the reports that are there with an address, by their digests: of those that bear on nothing
    nothing is kept until somebody links to them. Sketches and indexes stay in memory, words do not.
    """

    def __init__(
        self,
        profiles: Mapping[str, SourceProfile],
        fetch: Callable[[Digest], Filed],
        parameters: Parameters | None = None,
        posted: Posted = nobody_posted,
    ) -> None:
        parameters = parameters or shipped_parameters()
        self._fetch = fetch
        self._told_profiles = dict(profiles)
        self.profiles: Mapping[str, SourceProfile] = dict(profiles)
        """With the grades that people gave."""
        self._names = Names()
        self._decisions: tuple[Decision, ...] = ()
        self._rulings = Rulings()
        self._heeding = Heeding(posted, fetch)
        self._known: dict[Digest, tuple[ReportId, tuple[OccurrenceId, ...]]] = {}
        self._report_of: dict[OccurrenceId, Digest] = {}
        self._copying = Copying(lambda digest: fetch(digest).report, lambda digest: name_shots(fetch(digest).findings))
        self._homes = {name: profile.region for name, profile in profiles.items()}
        self._countries = answer_for_countries(profiles)
        self.leaves = Leaves(parameters, self._homes)
        self._seen: dict[Digest, Leaf] = {}
        """The leaves that links and covers were made of."""
        self._linker = Linker(parameters, origin=self.leaves.origins)
        self._number: dict[OccurrenceId, int] = {}
        self._followers: dict[OccurrenceId, set[OccurrenceId]] = defaultdict(set)
        self._covering = Covering(self.leaves.origins, self._countries)
        self._rolled: set[OccurrenceId] = set()
        self._gathering = Gathering(self)

    @property
    def incidents(self) -> Mapping[IncidentId, Incident]:
        """The incidents as they are now."""
        return self._gathering.incidents

    @property
    def tallies(self) -> Mapping[TallyId, Tally]:
        """The roll-ups as they are now."""
        return self._gathering.tallies

    @property
    def names(self) -> Names:
        """What ids in decisions stand for."""
        return self._names

    @property
    def rulings(self) -> Rulings:
        """What people decided."""
        return self._rulings

    @property
    def linker(self) -> Linker:
        """The weights of pairs and the machine's groups."""
        return self._linker

    @property
    def covering(self) -> Covering:
        """What roll-ups cover."""
        return self._covering

    def describe(self, profiles: Mapping[str, SourceProfile]) -> None:
        """Know sources of which there is no report yet."""
        self._told_profiles.update(profiles)
        self._homes.update((name, profile.region) for name, profile in profiles.items())
        self._countries.update(answer_for_countries(profiles))

    def filed(self, digest: Digest) -> Filed:
        """A report as it is filed, with its occurrences where people put them."""
        found, placed = self._fetch(digest), self._rulings.placed
        if not any(each.occurrence_id in placed for each in found.occurrences):
            return found
        put = tuple(
            put_occurrence(each, placed[each.occurrence_id]) if each.occurrence_id in placed else each for each in found.occurrences
        )
        return Filed(found.report, found.reading, put, found.claims, found.findings)

    def is_linked(self, address: str) -> bool:
        """Whether a report that is looked at links to an address, shortened."""
        return self._heeding.is_linked(address)

    def leaf_of(self, occurrence: OccurrenceId) -> Leaf | None:
        """The leaf that an occurrence stands on; None when it is gone."""
        digest = self._report_of.get(occurrence)
        return None if digest is None else self._seen.get(digest)

    def together(self, occurrence: OccurrenceId) -> tuple[int, ...]:
        """The numbers of the machine's group that an occurrence is in; none when it is gone."""
        number = self.number_of(occurrence)
        return () if number is None else tuple(self._linker.members[self._linker.leader[number]])

    def number_of(self, occurrence: OccurrenceId) -> int | None:
        """The linker's number of an occurrence, or of the one that it repeats; None when it is gone."""
        leaf = self.leaf_of(occurrence)
        return None if leaf is None else self._number.get(leaf.follows.get(occurrence, occurrence))

    def incident_of(self, occurrence: OccurrenceId) -> IncidentId | None:
        """The incident that an occurrence counts for; None when it counts for none."""
        return self._gathering.incident_of(occurrence)

    def with_followers(self, numbers: Iterable[int]) -> Iterator[OccurrenceId]:
        """The occurrences of these numbers, and those that repeat them."""
        for number in numbers:
            occurrence = self._linker.sketches[number].occurrence
            yield occurrence
            yield from self._followers.get(occurrence, ())

    def update(self, news: Mapping[Digest, Filed | None], decisions: Sequence[Decision]) -> Touched:
        """Take in reports that came or changed, let those go that are None, and obey all ``decisions``; gives what came out differently."""
        news = self._heeding.heed(news)
        before, named = self._rulings, self._name(news)
        if tuple(decisions) != self._decisions or not before.names.isdisjoint(named):
            self._decisions, self._rulings = tuple(decisions), read_rulings(decisions, self._names)
        redrawn = {self._report_of[each] for each in find_redrawn(before, self._rulings) if each in self._report_of}
        changed = self._copying.replace(
            [digest for digest in news if digest in self._seen], [filed.report for filed in news.values() if filed is not None]
        )
        for digest in news.keys() | redrawn:
            if news.get(digest, True) is not None:
                self.leaves.draw(self.filed(digest), set(self._rulings.refused))
            elif digest in self._seen:
                self.leaves.drop(digest)
        reports = self.leaves.settle(news.keys() | redrawn, self._copying.derivations, changed)
        occurrences = self._relink(reports)
        occurrences |= find_turned(before, self._rulings) | self._regrade()
        return self._gathering.renew(reports, occurrences)

    def _name(self, news: Mapping[Digest, Filed | None]) -> set[str]:
        """Know what came by its names and what went by none; gives all these names."""
        named = set[str]()
        for digest, filed in news.items():
            report_id, occurrences = self._known.pop(digest, (None, ()))
            for occurrence in occurrences:
                if report_id is not None:
                    named |= self._names.discard(occurrence, digest, report_id)
                del self._report_of[occurrence]
            if filed is not None:
                own = tuple(each.occurrence_id for each in filed.occurrences)
                self._known[digest] = (filed.report.report_id, own)
                for occurrence in own:
                    named |= self._names.add(occurrence, digest, filed.report.report_id)
                    self._report_of[occurrence] = digest
        return named

    def _relink(self, reports: Iterable[Digest]) -> set[OccurrenceId]:
        """Link and cover anew what stands on these reports; gives the occurrences whose group, reasons or grounds may be others."""
        leaves = self.leaves.by_report
        gone, came = list[int](), list[tuple[OccurrenceId, Leaf]]()
        dirty, uncounted, counted = set[OccurrenceId](), list[OccurrenceId](), list[Counted]()
        for digest in sorted(reports, key=lambda each: leaves[each].order if each in leaves else (False, "", each)):
            old, new = self._seen.pop(digest, None), leaves.get(digest)
            gone += self._let_go(old, new)
            came += [(sketch.occurrence, new) for sketch in new.sketches if sketch.occurrence not in new.follows] if new else []
            uncounted += [sketch.occurrence for sketch in old.sketches] if old else []
            counted += _counted(new) if new else []
            dirty.update(sketch.occurrence for leaf in (old, new) if leaf for sketch in leaf.sketches)
            if new is not None:
                self._seen[digest] = new
                self._report_of.update((sketch.occurrence, digest) for sketch in new.sketches)
                for occurrence, followed in new.follows.items():
                    self._followers[followed].add(occurrence)
        dirty |= self._link(gone, [(occurrence, leaf) for occurrence, leaf in came if occurrence not in self._number])
        covered_otherwise = self._covering.replace(uncounted, counted)
        toggled = {each for each in covered_otherwise if (each in self._covering.covers) != (each in self._rolled)}
        self._rolled ^= toggled
        self._gathering.covered_otherwise |= covered_otherwise
        return dirty | toggled

    def _let_go(self, old: Leaf | None, new: Leaf | None) -> Iterator[int]:
        """The numbers of a report's occurrences that are linked otherwise now; they are forgotten here."""
        if old is None:
            return
        same = {} if new is None or new.origin != old.origin else {sketch.occurrence: sketch for sketch in new.sketches}
        for sketch in old.sketches:
            occurrence = sketch.occurrence
            followed = old.follows.get(occurrence)
            if followed is not None:
                self._followers[followed].discard(occurrence)
            elif same.get(occurrence) != sketch or (new is not None and occurrence in new.follows):
                yield self._number.pop(occurrence)
        if new is None:
            for sketch in old.sketches:
                self._report_of.pop(sketch.occurrence, None)

    def _link(self, gone: Sequence[int], came: Sequence[tuple[OccurrenceId, Leaf]]) -> set[OccurrenceId]:
        sketches = list[Sketch]()
        for occurrence, leaf in came:
            self._number[occurrence] = len(self._linker.sketches) + len(sketches)
            sketches.append(next(sketch for sketch in leaf.sketches if sketch.occurrence == occurrence))
        touched = self._linker.replace(gone, sketches)
        pairs = [(self._number[one], self._number[other]) for one, other in self._rulings.apart if {one, other} <= self._number.keys()]
        touched |= self._linker.keep_apart((min(pair), max(pair)) for pair in pairs)
        return set(self.with_followers(touched))

    def _regrade(self) -> set[OccurrenceId]:
        """Obey the grades that people gave; the occurrences of incidents that rest on a source with another grade."""
        before, self.profiles = self.profiles, regrade(self._told_profiles, self._rulings.standing)
        turned = {name for name in before if before[name] != self.profiles.get(name)}
        if not turned:
            return set()
        graded = {digest for digest, leaf in self._seen.items() if self._fetch_source(digest) in turned}
        graded |= {digest for digest, origin in self.leaves.origins.items() if origin in graded}
        return {sketch.occurrence for digest in graded for sketch in self._seen[digest].sketches}

    def _fetch_source(self, digest: Digest) -> str:
        sketches = self._seen[digest].sketches
        return sketches[0].source if sketches else ""


def _counted(leaf: Leaf) -> Iterator[Counted]:
    for sketch in leaf.sketches:
        is_digest = leaf.kind is Kind.DIGEST
        is_total = is_digest or sketch.occurrence in leaf.totals or sketch.occurrence in leaf.divided
        yield Counted(sketch=sketch, order=leaf.order, is_digest=is_digest, is_total=is_total)
