"""Linking: are reports of one happening in one incident, and only they?

A report can speak of several happenings and stand in several incidents, so both sides are overlapping clusterings: pairs and B-cubed are counted
with multiplicity (Amigó, Gonzalo, Artiles & Verdejo 2009, extended B-cubed), which is the usual B-cubed when nothing overlaps. Reports of nothing
real are no items of their own: they only lower the precision of the incidents that they stand in. Roll-ups belong to many and are left out.
All figures come twice: each happening by itself, and the happenings of a wave taken as one, which is what a desk means by an incident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from skywitness.score.compare import Comparison, Fate, incidents_of_reports
from skywitness.score.figures import Agreement, Share, make_agreement, make_share, ratio
from skywitness.score.known import is_roll_up

Group = tuple[frozenset[str], frozenset[str]]
"""The incidents that a report stands in, and the happenings that it speaks of."""


class LinkedReports(Struct, frozen=True, kw_only=True):
    """So many reports that are linked alike: the B-cubed figures of each, and the pairs that they are in, each pair counted once."""

    number: int
    precision: float
    recall: float
    pairs_right: int
    pairs_found: int
    pairs_wanted: int


class LinkingObserved(Struct, frozen=True, kw_only=True):
    """What linking came to in one exercise."""

    reports: tuple[LinkedReports, ...]
    speaking: int
    """Reports that speak of a happening, roll-ups left out."""
    told: int
    """Happenings that some such report speaks of."""
    untold: int
    found: int
    """Told happenings that are an incident's main one."""
    split: int
    incidents_too_many: int
    incidents: int
    merged: int
    merged_with_cause: int
    fates: dict[str, int]


class LinkingFigures(Struct, frozen=True, kw_only=True):
    """``pairs`` and the B-cubed figures are over reports that reached an incident; ``reached`` says how many of those that speak did.

    ``split``: happenings that are the main one of several incidents, of those found. ``merged``: incidents that hold another happening too, of
    those of a happening; in ``merged_with_cause`` one is what the other followed from. ``incidents_of_a_happening`` leaves out what the
    exercise cannot judge.
    """

    pairs: Agreement
    b3_precision: float | None
    b3_recall: float | None
    b3_f1: float | None
    reached: Share
    happenings_found: Share
    happenings_untold: int
    incidents_of_a_happening: Share
    fates: dict[str, int]
    split: Share
    incidents_too_many: int
    merged: Share
    merged_with_cause: int


def observe_linking(comparison: Comparison, *, by_wave: bool) -> LinkingObserved:
    """What linking came to in one exercise, each happening by itself or all those of a wave as one."""
    truth, stands_in = comparison.truth, incidents_of_reports(comparison)
    name_of = truth.wave_of if by_wave else {name: name for name in truth.happenings}
    single = {name: told for name, told in truth.told.items() if not is_roll_up(told)}
    groups = Counter(
        (frozenset[str](stands_in[name]), frozenset(name_of[each] for each in told.speaks_of))
        for name, told in single.items()
        if stands_in.get(name)
    )
    judged = [each for each in comparison.judged if each.fate is not Fate.UNJUDGED]
    mains = Counter(name_of[each.meant[0].happening_id] for each in judged if each.meant)
    merged = [each for each in judged if len({name_of[name] for name in each.held}) > 1]
    told_happenings = {name_of[happening] for told in single.values() for happening in told.speaks_of}
    return LinkingObserved(
        reports=tuple(link_groups(groups)),
        speaking=sum(bool(told.speaks_of) for told in single.values()),
        told=len(told_happenings),
        untold=len(set(name_of.values()) - told_happenings),
        found=len(mains.keys() & told_happenings),
        split=sum(number > 1 for number in mains.values()),
        incidents_too_many=sum(mains.values()) - len(mains),
        incidents=sum(bool(each.meant) for each in judged),
        merged=len(merged),
        merged_with_cause=sum(any(truth.happenings[name].caused_by in each.held for name in each.held) for each in merged),
        fates={fate.value: sum(each.fate is fate for each in comparison.judged) for fate in Fate},
    )


def link_groups(groups: Counter[Group]) -> Iterable[LinkedReports]:
    """The figures of every group of reports that are linked alike and speak of something; cost grows with groups, not with reports."""
    ordered = sorted(groups, key=lambda group: (sorted(group[0]), sorted(group[1])))
    for position, group in enumerate(ordered):
        if not group[1]:
            continue
        precision, recall = _b_cubed(group, groups)
        later = [other for other in ordered[position:] if other[1]] + [other for other in ordered if not other[1]]
        pairs = [(_pairs(group, other, groups), *_shared(group, other)) for other in later]
        yield LinkedReports(
            number=groups[group],
            precision=precision,
            recall=recall,
            pairs_right=sum(number * min(together, alike) for number, together, alike in pairs),
            pairs_found=sum(number * together for number, together, _ in pairs),
            pairs_wanted=sum(number * alike for number, _, alike in pairs),
        )


def _shared(one: Group, other: Group) -> tuple[int, int]:
    return len(one[0] & other[0]), len(one[1] & other[1])


def _pairs(one: Group, other: Group, groups: Counter[Group]) -> int:
    return groups[one] * (groups[one] - 1) // 2 if one == other else groups[one] * groups[other]


def _b_cubed(group: Group, groups: Counter[Group]) -> tuple[float, float]:
    """Mean multiplicity precision and recall of one report over all reports that share an incident, or a happening, with it, itself included."""
    shared = [(number, *_shared(group, other)) for other, number in groups.items()]
    together = [(number, min(found, wanted) / found) for number, found, wanted in shared if found]
    alike = [(number, min(found, wanted) / wanted) for number, found, wanted in shared if wanted]
    precision, recall = (sum(number * part for number, part in side) / sum(number for number, _ in side) for side in (together, alike))
    return precision, recall


def sum_up_linking(observed: Sequence[LinkingObserved]) -> LinkingFigures:
    """The figures over one exercise or several; every report weighs the same."""
    reports = [each for one in observed for each in one.reports]
    number = sum(each.number for each in reports)
    precision = ratio(sum(each.number * each.precision for each in reports), number)
    recall = ratio(sum(each.number * each.recall for each in reports), number)
    fates = Counter[str]()
    for one in observed:
        fates.update(one.fates)
    judged = sum(fates.values()) - fates[Fate.UNJUDGED.value]
    found, incidents = sum(one.found for one in observed), sum(one.incidents for one in observed)
    return LinkingFigures(
        pairs=make_agreement(
            sum(each.pairs_right for each in reports), sum(each.pairs_found for each in reports), sum(each.pairs_wanted for each in reports)
        ),
        b3_precision=precision,
        b3_recall=recall,
        b3_f1=ratio(2 * precision * recall, precision + recall) if precision is not None and recall is not None else None,
        reached=make_share(number, sum(one.speaking for one in observed)),
        happenings_found=make_share(found, sum(one.told for one in observed)),
        happenings_untold=sum(one.untold for one in observed),
        incidents_of_a_happening=make_share(fates[Fate.HAPPENED.value], judged),
        fates={fate.value: fates[fate.value] for fate in Fate},
        split=make_share(sum(one.split for one in observed), found),
        incidents_too_many=sum(one.incidents_too_many for one in observed),
        merged=make_share(sum(one.merged for one in observed), incidents),
        merged_with_cause=sum(one.merged_with_cause for one in observed),
    )
