"""Fusion of invented nights: B-cubed and pair scores of the incidents, recall of blocking, seconds of each step, peak memory.

python bench/fuse_nights.py 10000 100000
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

from bench.generate_nights import Nights, invent_nights
from bench.record import record
from skywitness.fuse import fuse
from skywitness.fuse.block import block_loose, block_pairs
from skywitness.fuse.cluster import components
from skywitness.fuse.copies import find_copies
from skywitness.fuse.fusion import set_scene
from skywitness.fuse.link import Linking, link
from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.roots import trace_origins, trace_parents
from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import OccurrenceId


def score_partition(found: Mapping[OccurrenceId, int], truth: Mapping[OccurrenceId, int]) -> dict[str, float]:
    """Pair F1 and B-cubed F of a partition against the truth."""
    both = Counter((found[key], truth[key]) for key in truth)
    ours, theirs = Counter(found[key] for key in truth), Counter(truth.values())
    hit = sum(size * (size - 1) for size in both.values())
    got, wanted = (sum(size * (size - 1) for size in sizes.values()) for sizes in (ours, theirs))
    precision = sum(size * size / ours[ours_id] for (ours_id, _), size in both.items()) / len(truth)
    recall = sum(size * size / theirs[true_id] for (_, true_id), size in both.items()) / len(truth)
    return {
        "pair_p": hit / got,
        "pair_r": hit / wanted,
        "pair_f1": 2 * hit / (got + wanted),
        "b3_f1": 2 * precision * recall / (precision + recall),
    }


def blocking_recall(pairs: set[tuple[int, int]], sketches: list[Sketch], nights: Nights) -> dict[str, float]:
    """The share of true pairs that are compared, and of those that are connected through compared pairs of the same happening."""
    groups: dict[int, list[int]] = defaultdict(list)
    happening = [nights.happening_of[sketch.occurrence] for sketch in sketches]
    for position, number in enumerate(happening):
        groups[number].append(position)
    true = sum(len(group) * (len(group) - 1) // 2 for group in groups.values())
    inside = {pair for pair in pairs if happening[pair[0]] == happening[pair[1]]}
    joined = sum(len(group) * (len(group) - 1) // 2 for group in components(inside))
    return {"compared": len(inside) / true, "connected": joined / true, "pairs_per_occurrence": len(pairs) / len(sketches)}


def measure(size: int) -> dict[str, float]:
    """All figures for nights of one size."""
    nights = invent_nights(size, seed=11)
    clock = [time.perf_counter()]
    derivations = find_copies(nights.evidence.reports)
    parents, origins = trace_parents(derivations), trace_origins(derivations)
    clock.append(time.perf_counter())
    scene = set_scene(nights.evidence, set(), shipped_parameters())
    clock.append(time.perf_counter())
    groups, _ = link(Linking(sketches=scene.sketches, parent=parents, origin=origins, parameters=shipped_parameters()))
    clock.append(time.perf_counter())
    incidents = len(fuse(nights.evidence).incidents)
    clock.append(time.perf_counter())
    seconds = zip(("copies_s", "sketch_s", "link_s", "all_of_fuse_s"), pairwise(clock), strict=True)
    found = {scene.sketches[position].occurrence: number for number, group in enumerate(groups) for position in group}
    sketches = list(scene.sketches)
    compared = block_pairs(sketches) | block_loose(sketches, origins)
    return {
        **score_partition(found, nights.happening_of),
        **blocking_recall(compared, sketches, nights),
        **{name: after - before for name, (before, after) in seconds},
        "incidents": incidents,
        "true": len(set(nights.happening_of.values())),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sizes = [int(each) for each in sys.argv[1:]] or [10_000, 100_000]
    record("fuse_nights", {str(size): {name: round(value, 4) for name, value in measure(size).items()} for size in sizes})
