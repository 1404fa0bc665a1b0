"""Every exporter over many incidents: incidents a second, how the time grows, and how far memory rises.

    python -m bench export

Rows are those of an exercise, passed through the gate once and then written over and over under new ids, so that what is measured is the exporter
and not the ledger before it (a view of a ledger still holds all of its rows). Each measurement has a process of its own.
"""

from __future__ import annotations

import io
import math
import os
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import cast

from bench.record import record
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.model.words import Audience
from skywitness.parts import Exporter, ReadOptions, installed
from skywitness.pipeline import Unwatched, run
from skywitness.publish.policy import load_policy
from skywitness.publish.view import open_view

FEW, MANY = 10_000, 100_000
Row = Mapping[str, object]


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, data: object) -> int:
        """Forget some bytes."""
        return len(cast("bytes", data))


def release_rows() -> list[Row]:
    """The incidents of an exercise, as the public may see them."""
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_exercise(make_exercise("disinformation", seed=3, grammars=load_grammars()), folder)
        options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
        with open_ledger(folder / "ledger") as ledger:
            run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
            return [dict(row) for row in open_view(ledger, policy=load_policy(), audience=Audience.PUBLIC, now=at).incidents.values()]


def repeat(rows: list[Row], count: int) -> Iterator[Row]:
    """So many rows, each under an id of its own."""
    for number, row in enumerate(islice(cycle(rows), count)):
        yield {**row, "id": f"i-{number:020d}"}


def measure(name: str, rows: list[Row], count: int) -> tuple[float, float, float]:
    """Seconds, seconds of processor, and MiB by which the peak of memory rose."""
    exporter = cast("Exporter", installed("exporters")[name])
    exporter.write(repeat(rows, 10), io.BytesIO())
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, busy = time.perf_counter(), time.process_time()
    exporter.write(repeat(rows, count), io.BufferedWriter(Nowhere()))
    seconds, processor = time.perf_counter() - begun, time.process_time() - busy
    return seconds, processor, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024


def main() -> None:
    """Measure each exporter at both sizes."""
    rows, figures = release_rows(), dict[str, object]()
    for name in installed("exporters"):
        seconds, processor = dict[int, float](), dict[int, float]()
        for count in (FEW, MANY):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                seconds[count], processor[count], rise_mib = alone.submit(measure, name, rows, count).result()
        figures[name] = {
            "incidents a second": round(MANY / seconds[MANY]),
            "incidents a second of one processor": round(MANY / processor[MANY]),
            "cost exponent": round(math.log(processor[MANY] / processor[FEW], MANY / FEW), 2),
            "memory rises, MiB": round(rise_mib),
        }
        print(name, figures[name], flush=True)
    record("export", {"rows": MANY, "load of the machine": os.getloadavg()[0], **figures})


if __name__ == "__main__":
    main()
