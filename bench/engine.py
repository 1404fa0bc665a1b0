"""Reading, a costly stage, on Ray with two workers against the pool of two processes and against this process alone, side by side, round after round.

    python -m bench engine

Posts are of invented nights, and are sieved, read and located as in a run. Every engine is started and warmed before the first round; what that takes is told apart. ``busy_otherwise`` is how
many processes wanted a core before we began: with as many as there are cores, the ratio of Ray to the pool still holds, what a core adds does not. Identical: everything that comes back, readings, occurrences and claims with their ids, in order.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench.record import record
from skywitness.engine import HERE, Engine, EngineName, Local, open_engine
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ingest import read_input
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.reading import BATCH, ReadBatch, Reader, ReadingJob

NIGHTS = (7301, 7302)
ROUNDS = 5
WORKERS = 2
_encode = msgspec.json.Encoder().encode


def main() -> None:
    """Measure, and keep the figures."""
    batches = invent_batches()
    posts, load = sum(map(len, batches)), os.getloadavg()[0]
    job = ReadingJob({}, Reader({}, sieves=True).step.activity_id)
    with ExitStack() as stack:
        makers: dict[str, Callable[[], Engine]] = {
            "alone": lambda: HERE,
            "pool": lambda: stack.enter_context(Local(WORKERS, patience_s=0.0)),
            "ray": lambda: stack.enter_context(open_engine(EngineName.RAY, processes=WORKERS)),
        }
        engines, ready_s, rates, came = dict[str, Engine](), dict[str, float](), dict[str, list[float]](), dict[str, set[str]]()
        for name, make in makers.items():
            begun = time.perf_counter()
            engines[name] = make()
            list(engines[name].map(job, [batch[:20] for batch in batches[: 4 * WORKERS]]))
            ready_s[name] = round(time.perf_counter() - begun, 1)
        for _ in range(ROUNDS):
            for name, engine in engines.items():
                seconds, digest = read_all(engine, job, batches)
                rates.setdefault(name, []).append(posts / seconds)
                came.setdefault(name, set()).add(digest)
    middle = {name: statistics.median(each) for name, each in rates.items()}
    record(
        "engine",
        {
            "posts": posts,
            "workers": WORKERS,
            "cores": os.cpu_count(),
            "rounds": ROUNDS,
            "busy_otherwise": round(load, 1),
            "ready_s": ready_s,
            "posts_per_s": {name: round(each) for name, each in middle.items()},
            "posts_per_s_by_round": {name: [round(each) for each in of] for name, of in rates.items()},
            "ray_against_pool": round(middle["ray"] / middle["pool"], 3),
            "pool_per_core_against_alone": round(middle["pool"] / middle["alone"] / WORKERS, 3),
            "ray_per_core_against_alone": round(middle["ray"] / middle["alone"] / WORKERS, 3),
            "identical": len(set.union(*came.values())) == 1,
        },
    )


def invent_batches() -> list[list[Report]]:
    """The posts of some large nights, in batches as a run makes them."""
    grammars, reports = load_grammars(), list[Report]()
    options = ReadOptions(collected_at=datetime(2026, 12, 1, tzinfo=UTC))
    for seed in NIGHTS:
        with TemporaryDirectory() as folder:
            write_exercise(make_exercise("mass-night", seed=seed, grammars=grammars), Path(folder))
            reports += [each for each in read_input(Path(folder) / "night.reports.jsonl", options) if isinstance(each, Report)]
    return [reports[at : at + BATCH] for at in range(0, len(reports), BATCH)]


def read_all(engine: Engine, job: ReadingJob, batches: Sequence[Sequence[Report]]) -> tuple[float, str]:
    """Seconds until everything has come back, and the digest of it."""
    begun = time.perf_counter()
    done: list[ReadBatch] = list(engine.map(job, batches))
    seconds = time.perf_counter() - begun
    return seconds, hashlib.sha256(b"".join(map(_encode, done))).hexdigest()


if __name__ == "__main__":
    main()
