"""Linking of invented nights: scores beside Splink on the same coded table, blocking recall, latency of the stream, cost of the batch.

    python -m bench fuse_nights
    python -m bench.fuse_nights 10000 100000 1000000

Each measurement has a process of its own, so that its peak memory is its own; where others use the machine too, the CPU times are
the ones to read. Splink is measured where the `yardstick` group is installed; whole reports, with copies found and incidents made, at 10,000.
"""

from __future__ import annotations

import importlib.util
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from math import log

from bench.generate_nights import invent_nights
from bench.generate_sketches import invent_sketches
from bench.record import record
from bench.scores import score_partition
from skywitness.fuse import fuse
from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.stream import Linker

Figures = dict[str, float | bool]
SEED = 11
BURST = 200


def measure_batch(size: int) -> Figures:
    """One burst: scores, recall of blocking, seconds, peak memory with the table itself."""
    sketches, truth = invent_sketches(size, SEED)
    began, cpu = time.perf_counter(), time.process_time()
    linker = Linker(shipped_parameters())
    linker.add(sketches)
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    compared = same = 0
    for (left, right), _ in linker.weights():
        compared += 1
        same += truth[left] == truth[right]
    true = sum(number * (number - 1) // 2 for number in Counter(truth).values())
    return {
        **score_partition(dict(enumerate(linker.leader)), dict(enumerate(truth))),
        "blocking_recall": same / true,
        "pairs_per_occurrence": compared / size,
        "link_s": wall_s,
        "link_cpu_s": cpu_s,
        "peak_mb": peak_mb,
    }


def measure_stream(size: int) -> Figures:
    """Latency of every occurrence, one by one in the order of publication with one in ten swapped by up to an hour's worth; then of bursts."""
    sketches, _ = invent_sketches(size, SEED)
    chance = random.Random(SEED)  # noqa: S311 - a shuffle needs no secrecy
    order = sorted(range(size), key=lambda index: index + (chance.uniform(0, 200) if chance.random() < 0.1 else 0.0))
    begin_of_bursts = size - size // 10
    linker = Linker(shipped_parameters())
    single_ms: list[float] = []
    burst_ms: list[float] = []
    single_cpu_ms: list[float] = []
    for index in order[:begin_of_bursts]:
        began, cpu = time.perf_counter(), time.process_time()
        linker.add([sketches[index]])
        single_cpu_ms.append(1000 * (time.process_time() - cpu))
        single_ms.append(1000 * (time.perf_counter() - began))
    for start in range(begin_of_bursts, size, BURST):
        began = time.perf_counter()
        linker.add([sketches[index] for index in order[start : start + BURST]])
        burst_ms.append(1000 * (time.perf_counter() - began))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    batch = Linker(shipped_parameters())
    batch.add(sketches)
    streamed = {frozenset(order[number] for number in group) for group in linker.groups()}
    return {
        **_spread(single_ms, "ms"),
        **_spread(single_cpu_ms, "cpu_ms"),
        f"burst_of_{BURST}_max_ms": max(burst_ms),
        "is_partition_of_batch": streamed == set(map(frozenset, batch.groups())),
        "peak_mb": peak_mb,
    }


def _spread(times: list[float], unit: str) -> Figures:
    ordered = sorted(times)
    return {f"p50_{unit}": ordered[len(ordered) // 2], f"p99_{unit}": ordered[int(len(ordered) * 0.99)], f"max_{unit}": ordered[-1]}


def measure_splink(size: int) -> Figures:
    """Splink on the same table."""
    from bench import splink_yardstick

    sketches, truth = invent_sketches(size, SEED)
    figures = splink_yardstick.measure_splink(sketches, truth)
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**figures, "blocking_recall": splink_yardstick.blocking_recall(sketches, truth)}


def measure_reports(size: int) -> Figures:
    """Whole fusion of reports with their copies."""
    nights = invent_nights(size, seed=SEED)
    began = time.perf_counter()
    incidents = fuse(nights.evidence).incidents
    seconds = time.perf_counter() - began
    found = {occurrence: incident.incident_id for incident in incidents for occurrence in incident.occurrences}
    return {**score_partition(found, nights.happening_of), "all_of_fuse_s": seconds}


def alone(measure: Callable[[int], Figures], size: int) -> Figures:
    """A measurement in a process of its own."""
    with ProcessPoolExecutor(1) as pool:
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in pool.submit(measure, size).result().items()}


def main(sizes: list[int]) -> None:
    """Measure every size, keep the figures after each."""
    figures: dict[str, object] = {"reports": {"10000": alone(measure_reports, 10_000)}}
    batch: dict[int, Figures] = {}
    for size in sizes:
        batch[size] = alone(measure_batch, size)
        figures[str(size)] = kept = {"batch": batch[size]}
        if importlib.util.find_spec("splink"):
            kept["splink"] = alone(measure_splink, size)
        first = min(sizes)
        if size > first:
            exponent = log(batch[size]["link_cpu_s"] / batch[first]["link_cpu_s"]) / log(size / first)
            figures[f"cost_exponent_from_{first}_to_{size}"] = round(exponent, 3)
        record("fuse_nights", figures)
        kept["stream"] = alone(measure_stream, size)
        record("fuse_nights", figures)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [10_000, 100_000])
