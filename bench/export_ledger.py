"""Exports out of a ledger of 100,000 incidents, from its first row to the last byte: incidents a second, how the time grows, how far memory rises.

    python -m bench export_ledger

CAP is written with the history of every incident. The incidents are those of the tests, each under an id and on a report of its own. Each measurement has a process of its own; what memory
rises by is measured from before the ledger is opened, so the gazetteer and the gate are in it.
"""

from __future__ import annotations

import io
import math
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import cast

from tests.publish import examples as ex

from bench.export import FEW, MANY, Nowhere
from bench.record import record
from skywitness.ledger import open_ledger
from skywitness.model.ids import ActivityId
from skywitness.model.incident import Dossier, Picture
from skywitness.model.provenance import Activity
from skywitness.model.report import Report
from skywitness.parts import Exporter, HistoryExporter, installed
from skywitness.publish.histories import open_histories
from skywitness.publish.policy import load_policy
from skywitness.publish.view import stream_released

STEP = Activity(activity_id=ActivityId("a-1"), step="bench", version="1", settings="{}", agent="bench")
FORMATS = ("csv", "geojson", "cap")


def invent(count: int) -> Iterator[tuple[Report, Dossier]]:
    """So many incidents, each on a report of its own."""
    for number in range(count):
        report = ex.make("yelets_residents", f"{ex.FILMED.text} {number}", own_id=f"film-{number}", lang="ru", minutes=8 + number % 1000)
        yield report, ex.dossier(number, reports=(report.digest, ex.MAYOR.digest), attributes=ex.incident().attributes[:4], copies=())


def fill(folder: Path, count: int) -> None:
    """A ledger of so many incidents."""
    with open_ledger(folder) as ledger:
        ledger.register(STEP, ex.NIGHT)
        ledger.add_profiles(ex.PROFILES, at=ex.NIGHT)
        ledger.add_reports(ex.REPORTS.values(), at=ex.NIGHT, by=STEP.activity_id)
        ledger.add_reports((report for report, _ in invent(count)), at=ex.NIGHT, by=STEP.activity_id)
        picture = Picture(dossiers=tuple(dossier for _, dossier in invent(count)))
        ledger.record_picture(picture, at=ex.NIGHT + timedelta(hours=1), by=STEP.activity_id)


def measure(folder: Path, name: str) -> tuple[float, float, float]:
    """Seconds, seconds of processor, and MiB by which the peak of memory rose."""
    exporter = cast("Exporter", installed("exporters")[name])
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, busy, out = time.perf_counter(), time.process_time(), io.BufferedWriter(Nowhere())
    with open_ledger(folder, read_only=True) as ledger:
        if isinstance(exporter, HistoryExporter):
            exporter.write_histories(open_histories(ledger, policy=load_policy(), audience="public", now=ex.NEXT_WEEK), out)
        else:
            exporter.write(stream_released(ledger, policy=load_policy(), audience="public", now=ex.NEXT_WEEK), out)
    return time.perf_counter() - begun, time.process_time() - busy, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024


def main() -> None:
    """Fill both ledgers and measure each format over them."""
    found: dict[str, dict[int, tuple[float, float, float]]] = {name: {} for name in FORMATS}
    with tempfile.TemporaryDirectory() as name:
        for count in (FEW, MANY):
            folder = Path(name) / str(count)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                alone.submit(fill, folder, count).result()
            for each in FORMATS:
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                    found[each][count] = alone.submit(measure, folder, each).result()
                print(each, count, found[each][count], flush=True)
    figures = {
        each: {
            "incidents a second": round(MANY / found[each][MANY][0]),
            "incidents a second of one processor": round(MANY / found[each][MANY][1]),
            "cost exponent": round(math.log(found[each][MANY][1] / found[each][FEW][1], MANY / FEW), 2),
            "memory rises, MiB": round(found[each][MANY][2]),
        }
        for each in FORMATS
    }
    record("export_ledger", {"incidents": MANY, "load of the machine": os.getloadavg()[0], **figures})


if __name__ == "__main__":
    main()
