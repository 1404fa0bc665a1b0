"""A ledger on PostgreSQL beside one in a folder: what each takes in and gives out, turn by turn in one run; then four writers and fifty readers at once.

    python -m bench postgres            # half a minute of the crowd
    python -m bench.postgres 300        # five minutes

The server is one of our own on a socket of this machine, and waits for the disk as SQLite does. *Ingest* is reports of invented nights, what was read in them (before), and the picture of
them; *dossier* is one of that picture, looked up by its id, five times in a
row of which the quickest counts: a lookup is so short that else the machine's other work is what is measured. *Lost* is what was
acknowledged to a writer and is not in the ledger at the end.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from tests.ledger.invented import COLLECT, FUSE, READ, invent_dossier, invent_reading, invent_report, minutes, register_all
from tests.server import running_server

from bench.record import record
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import Ledger, Read, open_ledger
from skywitness.model.ids import Digest, IncidentId
from skywitness.model.incident import Dossier, Picture
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run

T = TypeVar("T")
SEEDS = (7301, 7302)
BATCH = 500
LOOKS, BEST_OF = 2_000, 5
WRITERS, READERS, READERS_A_PROCESS = 4, 50, 25
POSTS_A_COMMIT = 20
PAUSE_S = 0.05
"""Between two commits of a writer: four of them bring about 700 posts a second."""


class Night(Struct, frozen=True):
    """What a ledger is given: reports, what was read in each, and the picture of them."""

    reports: tuple[Report, ...]
    read: tuple[Read, ...]
    picture: Picture


class Sides(Struct):
    """Seconds that the same work took on each of the two, and how often it was done."""

    folder: list[float]
    server: list[float]

    def tell(self, of: int) -> dict[str, float]:
        """Rates a second, medians, and the rate of the server against the folder's."""
        rates = {"folder": of / sum(self.folder), "server": of / sum(self.server)}
        middle = {
            f"{name}_p50_ms": round(1000 * statistics.median(each), 3) for name, each in (("folder", self.folder), ("server", self.server))
        }
        return (
            {f"{name}_per_s": round(each) for name, each in rates.items()} | middle | {"ratio": round(rates["server"] / rates["folder"], 3)}
        )


class Wrote(Struct):
    """What a writer was told is in the ledger, how long its commits took, how often a picture had to be amended again, and what went wrong."""

    reports: list[Digest]
    incidents: list[IncidentId]
    seconds: list[float]
    amended_again: int
    errors: list[str]


class Looked(Struct):
    """How long a reader's looks took, and what went wrong."""

    seconds: list[float]
    errors: list[str]


def main(crowd_s: float) -> None:
    """Measure, and keep the figures."""
    with tempfile.TemporaryDirectory() as folder:
        night = make_night(Path(folder))
    with tempfile.TemporaryDirectory() as folder, running_server({"fsync": "on"}) as server:
        address = server.new_address()
        with open_ledger(folder) as in_folder, open_ledger(address) as on_server:
            figures = compare(night, in_folder, on_server, lambda: server.run("vacuum analyze"))
        figures["crowd"] = measure_crowd(address, crowd_s)
    record("postgres", figures)


def make_night(folder: Path) -> Night:
    """What a run makes of the posts of some invented nights: what both ledgers are then given."""
    options = ReadOptions(collected_at=minutes(0))
    for seed in SEEDS:
        write_exercise(make_exercise("mass-night", seed=seed, grammars=load_grammars()), folder / str(seed))
    with open_ledger(folder / "made") as made:
        nights = [folder / str(seed) / "night.reports.jsonl" for seed in SEEDS]
        run(nights, made, options, clock=lambda: minutes(1), progress=Unwatched(), look=False)
        read = {reading.report: (reading, occurrences, claims) for reading, occurrences, claims in made.full_readings()}
        reports = tuple(report for report in made.reports() if report.digest in read)
        return Night(reports, tuple(read[report.digest] for report in reports), made.picture())


def compare(night: Night, folder: Ledger, server: Ledger, settle: Callable[[], None]) -> dict[str, object]:
    """The same happenings on both, turn by turn."""
    for each in (folder, server):
        register_all(each)
    ingest = take_turns(lambda ledger, at: ingest_batch(ledger, night, at), range(0, len(night.reports), BATCH), folder, server)
    conclude = take_turns(
        lambda ledger, all_of_it: ledger.record_picture(all_of_it, at=minutes(4), by=FUSE.activity_id), [night.picture], folder, server
    )
    settle()
    whole = Sides([*ingest.folder, *conclude.folder], [*ingest.server, *conclude.server])
    dice, dossiers = random.Random(7), night.picture.dossiers  # noqa: S311 - which ones are looked at
    ids = [each.incident.incident_id for each in dice.choices(dossiers, k=LOOKS)]
    digests = [report.digest for report in dice.choices(night.reports, k=LOOKS)]
    return {
        "busy_otherwise": round(os.getloadavg()[0], 1),
        "reports": len(night.reports),
        "incidents": len(dossiers),
        "dossier_kb": round(statistics.mean(len(msgspec.json.encode(each)) for each in dossiers) / 1000, 1),
        "ingest": whole.tell(len(night.reports)),
        "picture": conclude.tell(len(dossiers)),
        "dossier": take_turns(lambda ledger, key: ledger.dossier(key), ids, folder, server, best_of=BEST_OF).tell(LOOKS),
        "report_and_reading": take_turns(lambda ledger, key: ledger.told(key), digests, folder, server, best_of=BEST_OF).tell(LOOKS),
        "all_dossiers": take_turns(lambda ledger, _: list(ledger.dossiers()), range(5), folder, server).tell(5 * len(dossiers)),
        "same_head": folder.head() == server.head(),
    }


def ingest_batch(ledger: Ledger, night: Night, at: int) -> None:
    """A batch of reports, and what was read in them."""
    ledger.add_reports(night.reports[at : at + BATCH], at=minutes(2), by=COLLECT.activity_id)
    ledger.add_readings(night.read[at : at + BATCH], at=minutes(3), by=READ.activity_id)


def take_turns(work: Callable[[Ledger, T], object], items: Iterable[T], folder: Ledger, server: Ledger, best_of: int = 1) -> Sides:
    """The work on each item, on the one and then on the other; of several times the quickest counts."""
    sides = Sides([], [])
    for item in items:
        for ledger, times in ((folder, sides.folder), (server, sides.server)):
            times.append(min(clock(work, ledger, item) for _ in range(best_of)))
    return sides


def clock(work: Callable[[Ledger, T], object], ledger: Ledger, item: T) -> float:
    """How many seconds the work took."""
    begun = time.perf_counter()
    work(ledger, item)
    return time.perf_counter() - begun


def measure_crowd(address: str, seconds: float) -> dict[str, object]:
    """Four processes that write and fifty threads that read, each with its own connections, for so long; then everything is looked for and checked."""
    with open_ledger(address, read_only=True) as ledger:
        known = [each.incident.incident_id for each in ledger.dossiers()]
    with ProcessPoolExecutor(WRITERS + READERS // READERS_A_PROCESS, mp_context=get_context("spawn")) as pool:
        writing = [pool.submit(write, address, number, seconds) for number in range(WRITERS)]
        reading = [pool.submit(read_many, address, known, seconds) for _ in range(READERS // READERS_A_PROCESS)]
        wrote = [each.result() for each in writing]
        looked = [one for each in reading for one in each.result()]
    with open_ledger(address, read_only=True) as ledger:
        there = {report.digest for report in ledger.reports(current=False)} | {each.incident.incident_id for each in ledger.dossiers()}
        troubles = ledger.check()
    told = [key for each in wrote for key in (*each.reports, *each.incidents)]
    looks = [second for each in looked for second in each.seconds]
    commits = [second for each in wrote for second in each.seconds]
    errors = [error for each in wrote for error in each.errors] + [error for each in looked for error in each.errors]
    return {
        "seconds": seconds,
        "writers": len(wrote),
        "readers": len(looked),
        "reports_written": sum(len(each.reports) for each in wrote),
        "incidents_written": sum(len(each.incidents) for each in wrote),
        "amended_again": sum(each.amended_again for each in wrote),
        "looks": len(looks),
        "commit_p99_ms": percentile_ms(commits),
        "look_p99_ms": percentile_ms(looks),
        "errors": len(errors),
        "first_errors": errors[:3],
        "lost": sum(key not in there for key in told),
        "troubles_of_the_check": list(troubles),
    }


def percentile_ms(times_s: list[float]) -> float:
    """The 99th percentile, in milliseconds."""
    return round(1000 * statistics.quantiles(times_s, n=100)[98], 1)


def write(address: str, number: int, seconds: float) -> Wrote:
    """Bring posts, their readings and the incident of them, again and again; begin anew with the next after an error."""
    wrote, ends, minute = Wrote([], [], [], 0, []), time.monotonic() + seconds, 0
    with open_ledger(address) as ledger:
        while time.monotonic() < ends:
            minute += 1
            made = [
                invent_report(own_id=f"w{number}-{minute}-{each}", source=f"desk_{number}", minute=minute) for each in range(POSTS_A_COMMIT)
            ]
            begun = time.perf_counter()
            try:
                write_once(ledger, made, wrote)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what we count
                wrote.errors.append(repr(error))
            wrote.seconds.append(time.perf_counter() - begun)
            time.sleep(PAUSE_S)
    return wrote


def write_once(ledger: Ledger, made: Sequence[Report], wrote: Wrote) -> None:
    """One happening, noted as far as it was acknowledged."""
    ledger.add_reports(made, at=minutes(10), by=COLLECT.activity_id)
    wrote.reports += [report.digest for report in made]
    items = [invent_reading(report) for report in made]
    ledger.add_readings(items, at=minutes(11), by=READ.activity_id)
    dossier: Dossier = invent_dossier(*items)
    while ledger.amend_picture(Picture(dossiers=(dossier,)), (), seen=ledger.seen(), at=minutes(12), by=FUSE.activity_id) is None:
        wrote.amended_again += 1  # somebody else wrote meanwhile: what a concluder does then is to look at the news and try again
    wrote.incidents.append(dossier.incident.incident_id)


def read_many(address: str, known: Sequence[IncidentId], seconds: float) -> list[Looked]:
    """Readers of one process, each with a ledger of its own."""
    with ThreadPoolExecutor(READERS_A_PROCESS) as threads:
        return list(threads.map(lambda number: read(address, known, number, seconds), range(READERS_A_PROCESS)))


def read(address: str, known: Sequence[IncidentId], number: int, seconds: float) -> Looked:
    """Look at dossiers, and now and then at a report, until time is up."""
    looked, dice, ends = Looked([], []), random.Random(number), time.monotonic() + seconds  # noqa: S311 - which ones are looked at
    with open_ledger(address, read_only=True) as ledger:
        while time.monotonic() < ends:
            begun, key = time.perf_counter(), dice.choice(known)
            try:
                dossier = ledger.dossier(key)
                if dossier.incident.incident_id != key:
                    looked.errors.append(f"asked for {key}, got {dossier.incident.incident_id}")
                if dice.random() < 0.1:
                    ledger.seen()
                    ledger.picture_seen()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what we count
                looked.errors.append(repr(error))
            looked.seconds.append(time.perf_counter() - begun)
            time.sleep(dice.uniform(0.02, 0.2))
    return looked


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)
