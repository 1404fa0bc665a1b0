"""Independence: on how many roots an incident really stands against how many were counted, and which reports were seen to be copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from skywitness.model.truth import ToldTruth
from skywitness.model.words import DerivationKind
from skywitness.score.compare import Comparison, Fate, Judged
from skywitness.score.figures import Agreement, Share, make_agreement, make_share, mean
from skywitness.score.known import KnownTruth


class RootCount(Struct, frozen=True):
    """The independent roots of one incident: as counted, and as they really are."""

    counted: int
    true: int


class IndependenceObserved(Struct, frozen=True, kw_only=True):
    """What became of independence in one exercise."""

    roots: tuple[RootCount, ...]
    copies_found: int
    copies_wanted: int
    copies_right: int
    trees_right: int
    parents_right: int


class IndependenceFigures(Struct, frozen=True, kw_only=True):
    """``exact``: incidents whose roots were counted right. ``overcounted`` is the dangerous side: copies that passed for corroboration.

    ``mean_error`` is of the absolute difference. ``copies``: reports said to come from another against those that do, among reports in incidents.
    ``same_tree``: of the copies rightly seen, those tied to a report of their own derivation tree; ``same_parent``: to the very report.
    """

    incidents: int
    exact: Share
    overcounted: Share
    undercounted: Share
    mean_error: float | None
    mean_true: float | None
    mean_counted: float | None
    copies: Agreement
    same_tree: Share
    same_parent: Share


def observe_independence(comparison: Comparison) -> IndependenceObserved:
    """Roots and copies of the incidents that the exercise can judge."""
    truth, reports = comparison.truth, comparison.concluded.reports
    roots, inside, found = list[RootCount](), dict[str, ToldTruth](), dict[str, str]()
    for judged in comparison.judged:
        if judged.fate is Fate.UNJUDGED:
            continue
        inside |= _known_reports(judged, comparison)
        roots.append(count_roots_of(judged, comparison))
        for copy in judged.incident.copies:
            if copy.kind is not DerivationKind.REVISION and copy.child in reports and copy.parent in reports:
                found[reports[copy.child].report_id] = reports[copy.parent].report_id
    wanted = {name: told for name, told in inside.items() if told.derives_from is not None and told.how is not DerivationKind.REVISION}
    judgeable = {child: parent for child, parent in found.items() if child in inside}
    right = {child: parent for child, parent in judgeable.items() if child in wanted}
    return IndependenceObserved(
        roots=tuple(roots),
        copies_found=len(judgeable),
        copies_wanted=len(wanted),
        copies_right=len(right),
        trees_right=sum(parent in truth.told and truth.told[parent].root == wanted[child].root for child, parent in right.items()),
        parents_right=sum(parent == wanted[child].derives_from for child, parent in right.items()),
    )


def count_roots_of(judged: Judged, comparison: Comparison) -> RootCount:
    """The roots of one incident, as counted and as they are."""
    return RootCount(judged.incident.roots, count_true_roots(_known_reports(judged, comparison).values(), comparison.truth))


def _known_reports(judged: Judged, comparison: Comparison) -> dict[str, ToldTruth]:
    """The reports of an incident that the exercise knows, by id."""
    reports, told = comparison.concluded.reports, comparison.truth.told
    names = [str(reports[digest].report_id) for digest in judged.incident.reports if digest in reports]
    return {name: told[name] for name in names if name in told}


def count_true_roots(told: Iterable[ToldTruth], truth: KnownTruth) -> int:
    """Independent roots: the sources at the ends of the derivation trees. Two posts of one source are one voice."""
    ends = {each.root for each in told}
    return len({truth.told[end].source if end in truth.told else f"report {end}" for end in ends})


def sum_up_independence(observed: Sequence[IndependenceObserved]) -> IndependenceFigures:
    """The figures over one exercise or several."""
    roots = [each for one in observed for each in one.roots]
    ways = Counter((each.counted > each.true) - (each.counted < each.true) for each in roots)
    right = sum(one.copies_right for one in observed)
    return IndependenceFigures(
        incidents=len(roots),
        exact=make_share(ways[0], len(roots)),
        overcounted=make_share(ways[1], len(roots)),
        undercounted=make_share(ways[-1], len(roots)),
        mean_error=mean([abs(each.counted - each.true) for each in roots]),
        mean_true=mean([each.true for each in roots]),
        mean_counted=mean([each.counted for each in roots]),
        copies=make_agreement(right, sum(one.copies_found for one in observed), sum(one.copies_wanted for one in observed)),
        same_tree=make_share(sum(one.trees_right for one in observed), right),
        same_parent=make_share(sum(one.parents_right for one in observed), right),
    )
