"""From sketches to groups of one happening each: compare, contract, then let the vague attach to what is firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from skywitness.fuse.alerts import Alerts, Pair
from skywitness.fuse.block import block_loose, block_pairs
from skywitness.fuse.cluster import components, contract
from skywitness.fuse.compare import Likeness, compare_pair
from skywitness.fuse.parameters import Parameters
from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import Digest

BIT = 1000
"""Weights are summed in thousandths of a bit, as whole numbers, so that no sum depends on order."""
DECIDED = 10**9


class Linking(Struct, frozen=True, kw_only=True):
    """What linking works on: sketches in a fixed order, what each copy comes from and its first origin, and pairs that people keep apart."""

    sketches: Sequence[Sketch]
    parent: Mapping[Digest, Digest]
    origin: Mapping[Digest, Digest]
    apart: frozenset[Pair] = frozenset()
    parameters: Parameters


class Weighed(Struct, frozen=True):
    """The weight of a pair in thousandths of a bit, and why, strongest comparison first."""

    weight: int
    why: str


def link(work: Linking) -> tuple[list[list[int]], dict[Pair, Weighed]]:
    """Groups of positions, each sorted, in the order of their first member, and every pair that was weighed.

    Every position is in exactly one group. Firm occurrences are clustered first; a loose one then joins the one group that fits it
    best, or others like it: what is vague never holds two happenings together. A copy goes where its original goes and weighs nothing.
    """
    follows = find_followed(work)
    leading = [position for position in range(len(work.sketches)) if position not in follows]
    number = {position: index for index, position in enumerate(leading)}
    apart = frozenset((number[left], number[right]) for left, right in work.apart if left in number and right in number)
    alone = msgspec.structs.replace(work, sketches=[work.sketches[position] for position in leading], apart=apart)
    weighed = weigh_firm(alone)
    leader = {index: index for index in range(len(leading))} | cluster_pairs(weighed)
    attached = _weigh_loose(alone)
    _attach_loose(alone, leader, attached)
    groups: dict[int, list[int]] = defaultdict(list)
    for position in range(len(work.sketches)):
        groups[leader[number[follows.get(position, position)]]].append(position)
    named = {(leading[left], leading[right]): found for (left, right), found in (weighed | attached).items()}
    return sorted(groups.values()), named


def find_followed(work: Linking) -> dict[int, int]:
    """The occurrence that an occurrence of a copy repeats: the same thing told of the same place by the nearest report that it comes from."""
    told: dict[tuple[object, ...], int] = {}
    for position in range(len(work.sketches) - 1, -1, -1):
        sketch = work.sketches[position]
        about = (sketch.report, sketch.what, sketch.threat, sketch.region)
        told[about] = told[(*about, sketch.place, sketch.count)] = position
    follows: dict[int, int] = {}
    for position, sketch in enumerate(work.sketches):
        report = work.parent.get(sketch.report)
        while report is not None:
            about = (report, sketch.what, sketch.threat, sketch.region)
            followed = told.get((*about, sketch.place, sketch.count), told.get(about))
            if followed is not None:
                follows[position] = follows.get(followed, followed)
                break
            report = work.parent.get(report)
    return follows


def cluster_pairs(weighed: Mapping[Pair, Weighed]) -> dict[int, int]:
    """The cluster of every position in a pair, each connected component solved by itself."""
    component_of = {node: group[0] for group in components(weighed) for node in group}
    inside: dict[int, dict[Pair, int]] = defaultdict(dict)
    for pair, found in weighed.items():
        inside[component_of[pair[0]]][pair] = found.weight
    leader: dict[int, int] = {}
    for weights in inside.values():
        leader.update(contract(weights))
    return leader


def weigh_firm(work: Linking) -> dict[Pair, Weighed]:
    """Every blocked pair of firm occurrences, weighed."""
    alerts = Alerts(work.sketches)
    ended = alerts.ended_pairs()
    weighed: dict[Pair, Weighed] = {}
    for pair in sorted(block_pairs(work.sketches) | ended):
        left, right = work.sketches[pair[0]], work.sketches[pair[1]]
        found = _compare(work, left, right)
        if pair in ended:
            found[0] = Likeness(work.parameters.clear["ends"], "the alert stood until this all-clear")
        if alerts.are_parted(*pair):
            found.append(Likeness(work.parameters.clear["between"], "an all-clear stood between them"))
        weighed[pair] = _total(found, work.parameters)
    return weighed | dict.fromkeys(work.apart, Weighed(-DECIDED, "a person keeps them apart"))


def _compare(work: Linking, left: Sketch, right: Sketch) -> list[Likeness]:
    is_copy = work.origin.get(left.report, left.report) == work.origin.get(right.report, right.report)
    return compare_pair(left, right, work.parameters, is_copy=is_copy and left.report != right.report)


def _total(found: Iterable[Likeness], parameters: Parameters) -> Weighed:
    strongest = sorted(found, key=lambda likeness: (-abs(likeness.weight), likeness.why))
    weight = round(BIT * parameters.prior) + sum(round(BIT * likeness.weight) for likeness in strongest)
    return Weighed(weight, "; ".join(likeness.why for likeness in strongest if likeness.weight))


def _weigh_loose(work: Linking) -> dict[Pair, Weighed]:
    pairs = block_loose(work.sketches, work.origin) - work.apart
    return {pair: _total(_compare(work, work.sketches[pair[0]], work.sketches[pair[1]]), work.parameters) for pair in sorted(pairs)}


def _attach_loose(work: Linking, leader: dict[int, int], weighed: Mapping[Pair, Weighed]) -> None:
    """Put each loose occurrence into the firm group that fits it best; those that fit none cluster among themselves."""
    best: dict[int, tuple[int, int]] = {}
    among: dict[Pair, Weighed] = {}
    for pair, found in weighed.items():
        loose = [position for position in pair if work.sketches[position].is_loose]
        if len(loose) == 2:
            among[pair] = found
        elif found.weight > 0:
            firm = pair[0] if loose[0] == pair[1] else pair[1]
            best[loose[0]] = min(best.get(loose[0], (0, 0)), (-found.weight, leader[firm]))
    rest = cluster_pairs({pair: found for pair, found in among.items() if not best.keys() & set(pair)})
    leader.update(rest)
    leader.update({position: group for position, (_, group) in best.items()})
