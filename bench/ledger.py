"""The ledger under load: commits, a large collection, reading it back, pictures, lookups. All records are invented.

python -m bench ledger
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.ledger.invented import COLLECT, FUSE, READ, invent_dossier, invent_reading, invent_report, minutes, register_all

from bench.record import record
from skywitness.ledger import Ledger, explain, open_ledger
from skywitness.model.incident import Picture

REPORTS = 100_000
BATCH = 500
COMMITS = 2_000


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes by the clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def quantiles_ms(times_s: list[float]) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    cuts = statistics.quantiles(times_s, n=100)
    return {"p50_ms": round(1000 * cuts[49], 2), "p99_ms": round(1000 * cuts[98], 2)}


def measure_commits(ledger: Ledger) -> dict[str, float]:
    """Commits of one report each, as from a live channel: every one is on the disk before the next."""
    reports = [invent_report(own_id=f"live-{number}", minute=number) for number in range(COMMITS)]
    times = [seconds(partial(ledger.add_reports, [report], at=minutes(1), by=COLLECT.activity_id)) for report in reports]
    return {"commits_per_s": round(len(times) / sum(times)), **quantiles_ms(times)}


def measure_collection(ledger: Ledger) -> dict[str, float]:
    """A large input in batches: reports in, read, concluded; then all of it back."""
    reports = [invent_report(own_id=f"post-{number}", minute=number) for number in range(REPORTS)]
    items = [invent_reading(report) for report in reports]
    picture = Picture(dossiers=tuple(invent_dossier(*items[at : at + 4]) for at in range(0, REPORTS, 4)))

    def add_reports() -> None:
        for at in range(0, REPORTS, BATCH):
            ledger.add_reports(reports[at : at + BATCH], at=minutes(2), by=COLLECT.activity_id)

    def add_readings() -> None:
        for at in range(0, REPORTS, BATCH):
            ledger.add_readings(items[at : at + BATCH], at=minutes(3), by=READ.activity_id)

    figures = {
        "add_reports_per_s": REPORTS / seconds(add_reports),
        "add_reports_again_per_s": REPORTS / seconds(add_reports),
        "list_unread_s": seconds(lambda: sum(1 for _ in ledger.unread_reports(READ.activity_id))),
        "add_readings_per_s": REPORTS / seconds(add_readings),
        "record_picture_s": seconds(lambda: ledger.record_picture(picture, at=minutes(4), by=FUSE.activity_id)),
        "record_same_picture_s": seconds(lambda: ledger.record_picture(picture, at=minutes(5), by=FUSE.activity_id)),
        "read_reports_s": seconds(lambda: sum(1 for _ in ledger.reports())),
        "read_reports_as_of_s": seconds(lambda: sum(1 for _ in ledger.reports(as_of=minutes(2)))),
        "read_full_readings_s": seconds(lambda: sum(1 for _ in ledger.full_readings())),
        "read_dossiers_s": seconds(lambda: sum(1 for _ in ledger.dossiers())),
        "counts_s": seconds(ledger.counts),
        "check_s": seconds(ledger.check),
        "erase_s": seconds(lambda: ledger.erase(reports[7].digest, why="bench", by="bench", at=minutes(6))),
    }
    found = [seconds(partial(ledger.claim, items[at][2][0].claim_id)) for at in range(0, REPORTS, 100)]
    explained = [seconds(partial(explain, ledger, each.incident.incident_id)) for each in picture.dossiers[::100]]
    rounded = {name: round(value) if name.endswith("per_s") else round(value, 2) for name, value in figures.items()}
    return {"reports": REPORTS, "incidents": len(picture.dossiers), **rounded} | {
        f"{name}_{quantile}": value
        for name, times in (("claim", found), ("explain_incident", explained))
        for quantile, value in quantiles_ms(times).items()
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_ledger(folder) as ledger:
        register_all(ledger)
        figures = {"one report a commit": measure_commits(ledger), "collection": measure_collection(ledger)}
        size_mb = round(sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6)
        peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    record("ledger", {**figures, "file_mb": size_mb, "peak_memory_mb_with_all_inputs_held": peak_mb})
