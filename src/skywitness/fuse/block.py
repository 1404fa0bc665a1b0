"""Which occurrences are compared at all: those of one region close in time, and those that a missile bridges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from skywitness.fuse.alerts import Pair
from skywitness.fuse.sketch import HOUR_S, Sketch
from skywitness.model.ids import Digest
from skywitness.model.words import What

COMPARED_GAP_S = 2 * HOUR_S
"""Waves up to two hours apart are one; what lies further apart is joined only through what lies between."""
MISSILE_GAP_S = 15 * 60.0
SAME_VOICE_GAP_S = 30 * 60.0
"""How long a channel that names no place is taken to go on about what it named last."""
LIVE = frozenset({What.WARNED, What.SIGHTED, What.AIR_DEFENCE_ACTIVE, What.ALL_CLEAR, What.INTERCEPTED})
"""What a channel tells while it goes on."""
LARGE_COUNT = 10
NEIGHBOURS = 60
"""How many later occurrences of a region each one is compared with, so that a burst costs no square."""


def block_pairs(sketches: Sequence[Sketch]) -> set[Pair]:
    """Positions of occurrences that are worth a comparison, the smaller first. Loose sketches are left out: they attach afterwards."""
    regions: dict[str, list[int]] = defaultdict(list)
    missiles = []
    for position, sketch in enumerate(sketches):
        if sketch.is_loose or sketch.zone is None:
            continue
        regions[sketch.zone].append(position)
        if sketch.threat == "missile":
            missiles.append(position)
    pairs = set(_sweep(missiles, sketches, MISSILE_GAP_S))
    for group in regions.values():
        pairs.update(_sweep(group, sketches, COMPARED_GAP_S))
    return pairs


def _sweep(positions: Iterable[int], sketches: Sequence[Sketch], gap_s: float) -> Iterator[Pair]:
    """Pairs whose periods overlap or lie at most ``gap_s`` apart, in the order of their beginnings."""
    ordered = sorted(positions, key=lambda position: (sketches[position].first_s or 0.0, position))
    for index, position in enumerate(ordered):
        until_s = (sketches[position].last_s or 0.0) + gap_s
        for other in ordered[index + 1 : index + 1 + NEIGHBOURS]:
            if (sketches[other].first_s or 0.0) > until_s:
                break
            yield min(position, other), max(position, other)


def _go_on(group: list[int], sketches: Sequence[Sketch]) -> Iterator[Pair]:
    """Pairs that one channel told within half an hour of each other, one of them naming no place."""
    ordered = sorted(group, key=lambda position: (sketches[position].told_s or 0.0, position))
    for index, position in enumerate(ordered):
        until_s = (sketches[position].told_s or 0.0) + SAME_VOICE_GAP_S
        for other in ordered[index + 1 : index + 1 + NEIGHBOURS]:
            if (sketches[other].told_s or 0.0) > until_s:
                break
            if not sketches[position].names_place or not sketches[other].names_place:
                yield min(position, other), max(position, other)


def block_loose(sketches: Sequence[Sketch], origin: Mapping[Digest, Digest]) -> set[Pair]:
    """Pairs with at least one loose occurrence: overlapping in one region, of one voice that goes on
    within half an hour, with one large figure, or of one report or its copies."""
    pairs: set[Pair] = set()
    regions, voices, reports = (defaultdict[str, list[int]](list) for _ in range(3))
    figures: dict[tuple[str, int], list[int]] = defaultdict(list)
    for position, sketch in enumerate(sketches):
        reports[origin.get(sketch.report, sketch.report)].append(position)
        if sketch.first_s is None:
            continue
        if sketch.what in LIVE and not sketch.is_wide:
            voices[sketch.source].append(position)
        if sketch.count is not None and sketch.count >= LARGE_COUNT and sketch.threat is not None:
            figures[sketch.threat, sketch.count].append(position)
        if sketch.zone is not None:
            regions[sketch.zone].append(position)
    for group in regions.values():
        pairs.update(pair for pair in _sweep(group, sketches, COMPARED_GAP_S) if sketches[pair[0]].is_wide or sketches[pair[1]].is_wide)
    for group in voices.values():
        pairs.update(_go_on(group, sketches))
    for group in figures.values():
        pairs.update(pair for pair in _sweep(group, sketches, 0.0) if any(sketches[each].is_loose for each in pair))
    for group in reports.values():
        pairs.update(pair for pair in combinations(group[:NEIGHBOURS], 2) if any(sketches[each].is_loose for each in pair))
    return pairs
