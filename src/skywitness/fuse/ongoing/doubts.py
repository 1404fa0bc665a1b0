"""Where the machine is unsure: pairs of incidents that nearly are one, and the part of an incident that hardly belongs to the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from skywitness.fuse.block import Pair, order_of
from skywitness.fuse.link import name_reasons
from skywitness.fuse.ongoing.fusing import Ongoing
from skywitness.fuse.stream import BIT, DECIDED
from skywitness.model.ids import IncidentId
from skywitness.model.review import Doubt, DoubtedPair

UNSURE_BITS = 4.0
"""Odds beyond 16 to 1 are no doubt."""
MOST_MEMBERS = 40
"""A larger incident is not parted for a person: it has more members than anyone looks at, and its parting costs their cube."""
MOST_PAIRS = 3


def find_doubts(ongoing: Ongoing, incident: IncidentId) -> list[Doubt]:
    """What is doubtful about an incident as it is now; none when it is gone."""
    there = ongoing.incidents.get(incident)
    if there is None:
        return []
    told = [number for each in there.occurrences if (number := ongoing.number_of(each)) is not None]
    # what a person parted from the post that it repeats has that one's number, and no pairs of its own: else a doubt would be seen from one side alone
    numbers = [number for number in told if ongoing.incident_of(ongoing.linker.sketches[number].occurrence) == incident]
    return [*_find_near(ongoing, incident, numbers), *_find_weakest(ongoing, incident, numbers)]


def _find_near(ongoing: Ongoing, incident: IncidentId, numbers: Sequence[int]) -> Iterable[Doubt]:
    """Other incidents that it may be one with. Those that a person keeps apart are none."""
    beside = defaultdict[IncidentId, dict[Pair, int]](dict)
    for number in numbers:
        for other, weight in ongoing.linker.beside(number).items():
            home = ongoing.incident_of(ongoing.linker.sketches[other].occurrence)
            if home is not None and home != incident:
                beside[home][(number, other)] = weight
    for home, weights in beside.items():
        bits = _mean_bits(weights.values())
        if min(weights.values()) > -DECIDED and bits >= -UNSURE_BITS:
            first, second = sorted((incident, home))
            yield Doubt(incidents=(first, second), bits=bits, pairs=_strongest(ongoing, weights))


def _find_weakest(ongoing: Ongoing, incident: IncidentId, numbers: Sequence[int]) -> Iterable[Doubt]:
    """The part of an incident that the machine joined last, when it hardly did. What people joined or parted is not asked again."""
    if not 2 <= len(numbers) <= MOST_MEMBERS or any(ongoing.rulings.naming.get(each) for each in ongoing.incidents[incident].occurrences):
        return
    told = sorted(set(numbers), key=lambda number: order_of(ongoing.linker.sketches[number]))
    rank = {number: position for position, number in enumerate(told)}
    weights = {
        (rank[left], rank[right]): weight
        for left in told
        for right, weight in ongoing.linker.beside(left).items()
        if right in rank and rank[left] < rank[right]
    }
    first, second = _part(range(len(told)), weights)
    across = {(told[left], told[right]): weight for (left, right), weight in weights.items() if (left in first) != (right in first)}
    if not across:
        return
    bits = _mean_bits(across.values())
    if bits <= UNSURE_BITS:
        leaving = first if len(first) < len(second) else second
        going = tuple(sorted(set(ongoing.with_followers(told[each] for each in leaving)) & set(ongoing.incidents[incident].occurrences)))
        if len(going) < len(ongoing.incidents[incident].occurrences):
            reports = dict.fromkeys(leaf.order[2] for each in going if (leaf := ongoing.leaf_of(each)) is not None)
            yield Doubt(incidents=(incident,), bits=bits, leaving=going, leaving_reports=tuple(reports), pairs=_strongest(ongoing, across))


def _part(numbers: Sequence[int], weights: Mapping[Pair, int]) -> tuple[set[int], set[int]]:
    """Two parts of a group: what is left when the heaviest edge is contracted, parallel edges adding up, until two are left. Ties go to the smaller numbers."""
    groups: dict[int, set[int]] = {number: {number} for number in numbers}
    beside: dict[int, dict[int, int]] = {number: {} for number in numbers}
    for (left, right), weight in weights.items():
        beside[left][right] = beside[right][left] = weight
    while len(groups) > 2:
        edges = [(weight, -left, -right) for left, others in beside.items() for right, weight in others.items() if left < right]
        keep, gone = (-each for each in max(edges)[1:]) if edges else sorted(groups)[:2]
        groups[keep] |= groups.pop(gone)
        for other, weight in beside.pop(gone).items():
            beside[other].pop(gone, None)
            if other != keep:
                beside[keep][other] = beside[other][keep] = beside[keep].get(other, 0) + weight
        beside[keep].pop(gone, None)
    first, *rest = (groups[key] for key in sorted(groups))
    return first, rest[0] if rest else set()


def _mean_bits(weights: Iterable[int]) -> float:
    told = list(weights)
    return sum(told) / len(told) / BIT


def _strongest(ongoing: Ongoing, weights: Mapping[Pair, int]) -> tuple[DoubtedPair, ...]:
    """The pairs that weigh most, for or against; by reports, as numbers do not last and are others after a start."""
    sketches = ongoing.linker.sketches
    ordered = [(sorted(pair, key=lambda number: order_of(sketches[number])), weight) for pair, weight in weights.items()]
    ordered.sort(key=lambda item: (-abs(item[1]), *(order_of(sketches[number]) for number in item[0])))
    return tuple(
        DoubtedPair((sketches[first].report, sketches[second].report), name_reasons(ongoing.linker.explain((first, second))))
        for (first, second), _ in ordered[:MOST_PAIRS]
    )
