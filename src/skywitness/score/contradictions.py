"""Contradictions: those that incidents show, against the pairs of reports that the exercise knows to contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from skywitness.model.truth import ToldTruth
from skywitness.model.words import DerivationKind
from skywitness.score.compare import Comparison, Fate, Judged
from skywitness.score.figures import Agreement, Share, make_agreement, make_share

Pair = frozenset[str]


class ContradictionsObserved(Struct, frozen=True, kw_only=True):
    """Of one exercise: by attribute and type, how many contradictions of incidents are right, found and wanted; and pairs of reports put together."""

    counts: dict[tuple[str, str], tuple[int, int, int]]
    together: int
    pairs: int


class ContradictionFigures(Struct, frozen=True, kw_only=True):
    """``contradictions`` counts (incident, attribute, type): wanted where both reports of a pair, or copies of them, stand in the incident; right where one of
    the pairs that it cites is such a pair. ``by_type`` tells types apart. ``together``: of the contradicting pairs, those of which both stand in one
    incident at all: of the others nothing can be seen.
    """

    contradictions: Agreement
    by_type: dict[str, Agreement]
    together: Share


class Verdict(Struct, frozen=True, kw_only=True):
    """One kind of contradiction of one incident, by attribute and type: the pairs of originals that it cites of that kind, and those that it should."""

    key: tuple[str, str]
    found: frozenset[Pair]
    wanted: frozenset[Pair]
    is_right: bool


def judge_contradictions(comparison: Comparison) -> Iterator[Verdict]:
    """What the incidents of one exercise show and should show, kind by kind. What a copy says counts as its original's."""
    listed = _listed(comparison)
    original_of = _originals_of_claims(comparison)
    for judged in comparison.judged:
        if judged.fate is Fate.UNJUDGED:
            continue
        roots = _roots(judged, comparison)
        wanted = defaultdict[tuple[str, str], set[Pair]](set)
        for pair in (pair for pair in listed if pair <= roots):
            for key in listed[pair]:
                wanted[key].add(pair)
        found = _cited(judged, original_of, comparison.truth.told, listed)
        for key in sorted(wanted.keys() | found.keys()):
            is_right = any(key in listed.get(pair, ()) for pair in found.get(key, ()))
            yield Verdict(key=key, found=frozenset(found.get(key, ())), wanted=frozenset(wanted.get(key, ())), is_right=is_right)


def observe_contradictions(comparison: Comparison) -> ContradictionsObserved:
    """The contradictions of one exercise."""
    counts = defaultdict[tuple[str, str], list[int]](lambda: [0, 0, 0])
    together = set[Pair]()
    for verdict in judge_contradictions(comparison):
        together |= verdict.wanted
        for place, is_so in enumerate((verdict.is_right, bool(verdict.found), bool(verdict.wanted))):
            counts[verdict.key][place] += is_so
    return ContradictionsObserved(
        counts={key: (right, found_, wanted_) for key, (right, found_, wanted_) in sorted(counts.items())},
        together=len(together),
        pairs=len(_listed(comparison)),
    )


def _listed(comparison: Comparison) -> dict[Pair, set[tuple[str, str]]]:
    """By pair of reports, what the exercise lists that they contradict each other about."""
    listed = defaultdict[Pair, set[tuple[str, str]]](set)
    for each in comparison.truth.contradictions:
        listed[frozenset({each.left, each.right})].add((each.about.value, each.kind))
    return dict(listed)


def _cited(
    judged: Judged, original_of: Mapping[str, str], told: Mapping[str, ToldTruth], listed: Mapping[Pair, set[tuple[str, str]]]
) -> dict[tuple[str, str], set[Pair]]:
    """By attribute and type, the pairs of originals that an incident's contradictions cite. The type is the first word of the reason. A pair is left out where
    the exercise does not know whether one of the two answers that question; it does know of a pair that it lists, as a rumour and its denial.
    """
    found = defaultdict[tuple[str, str], set[Pair]](set)
    for each in judged.dossier.contradictions:
        pair = frozenset(original_of[claim] for claim in (each.left, each.right) if claim in original_of)
        key = each.attribute.value, each.why.partition(":")[0]
        if len(pair) == 2 and (key in listed.get(pair, ()) or not any(each.attribute in told[name].may_tell for name in pair)):
            found[key].add(pair)
    return found


def _roots(judged: Judged, comparison: Comparison) -> set[str]:
    reports, told = comparison.concluded.reports, comparison.truth.told
    ids = [reports[digest].report_id for digest in judged.incident.reports if digest in reports]
    return {name_original(name, told) for name in ids if name in told}


def _originals_of_claims(comparison: Comparison) -> dict[str, str]:
    reports, told = comparison.concluded.reports, comparison.truth.told
    return {
        claim.claim_id: name_original(reports[claim.report].report_id, told)
        for claims in comparison.concluded.claims.values()
        for claim in claims
        if claim.report in reports and reports[claim.report].report_id in told
    }


def name_original(name: str, told: Mapping[str, ToldTruth]) -> str:
    """The report whose words a report repeats: itself, unless it is a copy or a forward. A translation has words of its own.

    >>> name_original("c", {"c": ToldTruth(report_id="c", source="s", root="a", derives_from="a", how=DerivationKind.COPY), "a": ToldTruth(report_id="a", source="s", root="a")})
    'a'
    """
    parent = told[name].derives_from
    if parent is None or parent not in told or told[name].how not in {DerivationKind.COPY, DerivationKind.FORWARD}:
        return name
    return name_original(parent, told)


def sum_up_contradictions(observed: Sequence[ContradictionsObserved]) -> ContradictionFigures:
    """The figures over one exercise or several."""
    totals = defaultdict[tuple[str, str], list[int]](lambda: [0, 0, 0])
    for one in observed:
        for key, counts in one.counts.items():
            totals[key] = [known + more for known, more in zip(totals[key], counts, strict=True)]
    whole = [sum(each[place] for each in totals.values()) for place in range(3)]
    return ContradictionFigures(
        contradictions=make_agreement(*whole),
        by_type={_name(about, kind): make_agreement(*counts) for (about, kind), counts in sorted(totals.items())},
        together=make_share(sum(one.together for one in observed), sum(one.pairs for one in observed)),
    )


def _name(about: str, kind: str) -> str:
    return kind if about == kind else f"{about}: {kind}"
