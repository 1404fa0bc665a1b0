"""The sketches of every report, kept up to date: what it restates, the time that it inherits, and what of an earlier report its occurrences repeat."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from skywitness.fuse.fusion import counted_in
from skywitness.fuse.link import follow, tell_about
from skywitness.fuse.ongoing.recall import Order, Recall, order_report
from skywitness.fuse.parameters import Parameters
from skywitness.fuse.reckoning import is_divided
from skywitness.fuse.restate import REMEMBERED, Figures, figures_by_report, inherit_period, restatement, restates
from skywitness.fuse.sketch import Sketch, draw_sketch, part_totals
from skywitness.fuse.tally import find_totals
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.incident import Derivation, Finding
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.report import Report
from skywitness.model.words import Kind


class Filed(Struct, frozen=True):
    """A report as it stands in the ledger: its reading, and the occurrences and claims made of it. ``reading`` is None while nobody has read it."""

    report: Report
    reading: Reading | None = None
    occurrences: tuple[Occurrence, ...] = ()
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()


class Leaf(Struct, frozen=True, gc=False):
    """What fusion keeps at hand of a report. Sketches are in the order of their occurrences' ids."""

    order: Order
    kind: Kind
    language: str | None
    drawn: tuple[Sketch, ...]
    """As drawn from the report alone."""
    sketches: tuple[Sketch, ...] = ()
    """With the time of what the report repeats."""
    origin: Digest | None = None
    """The report that it comes from in the end; None when from none."""
    follows: dict[OccurrenceId, OccurrenceId] = {}
    """What of an earlier report an occurrence repeats."""
    totals: frozenset[OccurrenceId] = frozenset()
    divided: frozenset[OccurrenceId] = frozenset()


class Leaves:
    """The leaf of every report; derivations of reports are told from outside, restatements are found here."""

    def __init__(self, parameters: Parameters, homes: Mapping[str, str | None]) -> None:
        self.by_report: dict[Digest, Leaf] = {}
        self.origins: dict[Digest, Digest] = {}
        self.derivations: dict[Digest, Derivation] = {}
        self.children: dict[Digest, set[Digest]] = defaultdict(set)
        """By the report that they come from in one step."""
        self._parameters, self._homes = parameters, homes
        self._restating = Recall(REMEMBERED, self._judge)
        self._figures: dict[Digest, Figures] = {}
        self._orders: dict[Digest, Order] = {}
        self._copied: Mapping[Digest, Derivation] = {}

    def draw(self, filed: Filed, refused: set[OccurrenceId]) -> None:
        """Draw a report that came or changed, without the occurrences that a person rejected."""
        reading, report = filed.reading, filed.report
        assertions = {each.assertion_id: each for each in reading.assertions} if reading else {}
        told = filed.occurrences or (tuple(counted_in(reading)) if reading else ())
        kept = {each.occurrence_id: each for each in told if each.occurrence_id not in refused}
        home = self._homes.get(report.source)
        sketches = [draw_sketch(kept[key], assertions[kept[key].assertion], report, self._parameters, home) for key in sorted(kept)]
        self.by_report[report.digest] = Leaf(
            order=order_report(report),
            kind=reading.kind if reading else Kind.OTHER,
            language=reading.lang if reading else None,
            drawn=tuple(part_totals(sketches)),
            divided=frozenset(key for key in kept if is_divided(assertions[kept[key].assertion])),
        )

    def drop(self, digest: Digest) -> None:
        """Forget a report."""
        del self.by_report[digest]

    def settle(self, drawn: Iterable[Digest], copied: Mapping[Digest, Derivation], changed: set[Digest]) -> set[Digest]:
        """Bring everything that hangs on what was drawn or went, or is another's copy now, up to date; gives the reports whose leaf may be another one."""
        self._copied = copied
        turned = {*drawn, *changed}
        for digest in turned:
            self._file_figures(digest)
        turned |= self._restating.settle()
        for digest in turned:
            self._derive(digest)
        dirty = self._descend(turned)
        for digest in dirty:  # not by a difference from the keys: that goes through all of them
            if digest not in self.by_report:
                self.origins.pop(digest, None)
        for digest in sorted((each for each in dirty if each in self.by_report), key=lambda each: self.by_report[each].order):
            self._finish(digest)
        return dirty

    def _file_figures(self, digest: Digest) -> None:
        if self._figures.pop(digest, None) is not None:
            self._restating.remove(self._orders.pop(digest))
        leaf = self.by_report.get(digest)
        if leaf is None or digest in self._copied or not leaf.drawn or leaf.drawn[0].told_s is None:
            return
        figures = figures_by_report(leaf.drawn).get(digest)
        if figures:
            self._figures[digest], self._orders[digest] = figures, leaf.order
            self._restating.insert(leaf.order, tuple(figures.items()))

    def _judge(self, digest: Digest, shared: Counter[Digest]) -> Derivation | None:
        leaves, figures = self.by_report, self._figures
        child = (leaves[digest].drawn[0], figures[digest])
        for other in sorted(shared, key=lambda each: leaves[each].order):
            if restates(child, (leaves[other].drawn[0], figures[other])):
                return restatement((digest, figures[digest], leaves[digest].language), (other, figures[other], leaves[other].language))
        return None

    def _derive(self, digest: Digest) -> None:
        before, now = self.derivations.pop(digest, None), self._copied.get(digest) or self._restating.found.get(digest)
        if before is not None:
            self.children[before.parent].discard(digest)
        if now is not None and digest in self.by_report:
            self.derivations[digest] = now
            self.children[now.parent].add(digest)

    def _descend(self, digests: set[Digest]) -> set[Digest]:
        """These and all reports that come from them, in however many steps."""
        found, waiting = set(digests), list(digests)
        for digest in waiting:
            fresh = self.children.get(digest, set()) - found
            found |= fresh
            waiting += fresh
        return found

    def _finish(self, digest: Digest) -> None:
        """What a leaf has from the reports that it comes from; those are finished."""
        leaf, parents = self.by_report[digest], dict[Digest, Digest]()
        node = digest
        while node in self.derivations and node not in parents:
            parents[node] = self.derivations[node].parent
            node = parents[node]
        if parents:
            self.origins[digest] = node
        else:
            self.origins.pop(digest, None)
        originals = self.by_report[node].drawn if parents and node in self.by_report else ()
        sketches = tuple(inherit_period(sketch, originals) for sketch in leaf.drawn)
        totals = find_totals(sketches)
        self.by_report[digest] = Leaf(
            order=leaf.order,
            kind=leaf.kind,
            language=leaf.language,
            drawn=leaf.drawn,
            sketches=sketches,
            origin=node if parents else None,
            follows=self._find_followed(sketches, parents),
            totals=frozenset(sketches[position].occurrence for position in totals),
            divided=leaf.divided,
        )

    def _find_followed(self, sketches: Iterable[Sketch], parents: Mapping[Digest, Digest]) -> dict[OccurrenceId, OccurrenceId]:
        earlier = [self.by_report[parent] for parent in dict.fromkeys(parents.values()) if parent in self.by_report]
        tables = {
            leaf.order[2]: {about: each.occurrence for each in reversed(leaf.sketches) for about in tell_about(each)} for leaf in earlier
        }
        already = {occurrence: followed for leaf in earlier for occurrence, followed in leaf.follows.items()}
        found = ((sketch.occurrence, follow(sketch, parents, tables)) for sketch in sketches) if parents else ()
        return {occurrence: already.get(followed, followed) for occurrence, followed in found if followed is not None}
