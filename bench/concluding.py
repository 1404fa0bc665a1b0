"""What goes on is quick: from a decision, and from a post, to incidents solved again and recorded, on a ledger of 100,000 incidents.

python -m bench concluding

Posts are invented with their readings where they fill the ledger; those that come in live are written posts of an exercise night and are read for real.
"""

from __future__ import annotations

import os
import queue
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from tests.fuse.invented import LIPETSK, MINISTRY, NIGHT, TULA, YELETS, Told, invent
from tests.ledger.invented import COLLECT, READ, register_all

from bench.record import record
from skywitness.concluding import Concluder
from skywitness.exercise.night import make_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.geo.regions import regions
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.deciding import Wish
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Incident
from skywitness.model.place import Period, Place
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import DecisionKind, Precision, Stream, Target, What
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, decide, read_pending, take_in
from skywitness.reading import Reader

PLANNED = 125_000
"""Happenings that are invented; some fall together, and 100,000 incidents remain."""
A_NIGHT = 100
BATCH = 2_000
DECISIONS = 300
POSTS_A_SECOND = 20
LIVE_S = 120.0
SEED = 11
READS = ("RU", "UA")
LATER_YEARS = 16
"""Leap years stay leap years."""


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def invent_nights(incidents: int) -> Iterator[Told]:
    """Nights of alerts, kills and hits over the regions of two countries, each told once to three times, and a ministry's total every morning."""
    dice = random.Random(SEED)  # noqa: S311 - dice of a game
    areas = [
        Place(name=iso, iso=iso, lat=disc.lat, lon=disc.lon, radius_m=100_000, precision=Precision.REGION)
        for iso, disc in sorted(regions().items())
        if iso.startswith(READS)
    ]
    for night in range(-(incidents // -A_NIGHT)):
        counted = 0
        for number in range(A_NIGHT):
            area, at_min = dice.choice(areas), night * 1440 + dice.uniform(0, 600)
            what = dice.choice([What.INTERCEPTED, What.INTERCEPTED, What.IMPACT, What.SIGHTED])
            count = dice.choice([None, 1, 2, 3])
            counted += (count or 1) if what is What.INTERCEPTED else 0
            for voice in range(dice.choice([1, 1, 2, 3])):
                words = " ".join(dice.choice(WORDS) for _ in range(9))
                yield Told(
                    text=f"{area.name}: {words} {night} {number}",
                    source=f"channel {dice.randrange(200)}",
                    at_min=at_min + voice * dice.uniform(1, 9),
                    what=what,
                    target=Target.UAV,
                    place=area,
                    count=count,
                )
        yield Told(
            text=f"In the night to day {night} air defence destroyed {counted} drones",
            source="ministry",
            stream=Stream.OFFICIAL,
            asserter=MINISTRY,
            at_min=night * 1440 + 660,
            place=None,
            count=counted,
            period=Period(start=NIGHT + timedelta(days=night), end=NIGHT + timedelta(days=night, hours=11)),
        )


WORDS = [
    "river",
    "bridge",
    "school",
    "market",
    "depot",
    "siren",
    "windows",
    "smoke",
    "roof",
    "field",
    "road",
    "station",
    "tower",
    "mill",
    "harbour",
    "engine",
    "flash",
    "thunder",
    "glass",
    "garden",
    "fence",
    "yard",
    "chimney",
    "factory",
    "valley",
    "hill",
    "forest",
    "lake",
    "corner",
    "neighbours",
    "balcony",
    "alarm",
    "buzz",
    "light",
    "trail",
    "debris",
]


def fill(ledger: Ledger, incidents: int) -> int:
    """Put the nights into a ledger, read; returns how many posts they are."""
    register_all(ledger)
    posts, batch = 0, []
    for told in invent_nights(incidents):
        report, reading, occurrence, claims = invent(told)
        batch.append((report, (reading, (occurrence,), tuple(claims))))
        posts += 1
        if len(batch) == BATCH:
            _add(ledger, batch)
            batch = []
    _add(ledger, batch)
    return posts


def _add(ledger: Ledger, batch: list[tuple[Report, tuple]]) -> None:  # type: ignore[type-arg] # a reading with what was made of it
    ledger.add_reports([report for report, _ in batch], at=now(), by=COLLECT.activity_id)
    ledger.add_readings([read for _, read in batch], at=now(), by=READ.activity_id)


def wish_for(dice: random.Random, incidents: list[Incident], decided: list[str]) -> Wish:
    """Something that a person at a desk asks for."""
    kind = dice.choice(
        [DecisionKind.MERGE, DecisionKind.KEEP_APART, DecisionKind.SPLIT, DecisionKind.PLACE, DecisionKind.REJECT, DecisionKind.UNDO]
    )
    one = dice.choice(incidents)
    if kind is DecisionKind.UNDO and decided:
        return Wish(kind=kind, about=(decided.pop(),), by="bench", why="to take it back")
    if kind is DecisionKind.SPLIT and len(one.occurrences) > 1:
        return Wish(kind=kind, about=(one.incident_id, one.occurrences[-1]), by="bench", why="to part it")
    if kind is DecisionKind.PLACE:
        value = msgspec.json.encode(dice.choice([YELETS, LIPETSK, TULA])).decode()
        return Wish(kind=kind, about=(one.incident_id,), value=value, by="bench", why="to place it")
    if kind is DecisionKind.REJECT:
        return Wish(kind=kind, about=(one.occurrences[0],), by="bench", why="to reject it")
    other = dice.choice(incidents)
    joins = DecisionKind.KEEP_APART if kind is DecisionKind.KEEP_APART else DecisionKind.MERGE
    return Wish(kind=joins, about=(one.incident_id, other.incident_id), by="bench", why="to join or part them")


def measure_decisions(ledger: Ledger, concluder: Concluder) -> dict[str, object]:
    """From the wish to everything that it touches solved again and on the disk, by the clock and by the processor's own seconds, as a machine may be busy."""
    dice = random.Random(SEED)  # noqa: S311 - dice of a game
    times: dict[str, list[float]] = {}
    cpu_s = list[float]()
    decided = list[str]()
    there = {dossier.incident.incident_id: dossier.incident for dossier in ledger.dossiers()}
    changed = 0
    for _ in range(DECISIONS):
        wish = wish_for(dice, list(there.values()), decided)
        begun, spent = time.perf_counter(), time.process_time()
        decision, change = decide(ledger, wish, clock=now, progress=Unwatched(), concluder=concluder)
        times.setdefault(wish.kind.value, []).append(time.perf_counter() - begun)
        cpu_s.append(time.process_time() - spent)
        changed += len(change.added) + len(change.changed) + len(change.gone)
        for each in change.gone:
            there.pop(IncidentId(each), None)
        if wish.kind is not DecisionKind.UNDO:
            decided.append(decision.decision_id)
    every = [each for found in times.values() for each in found]
    return {"all": quantiles_s(every), "of_the_processor_alone": quantiles_s(cpu_s), "records_changed": changed} | {
        kind: quantiles_s(found) for kind, found in sorted(times.items())
    }


def written_posts() -> list[Report]:
    """The posts of exercise nights, years after the nights of the ledger, in the order in which they are told."""
    found = list[Report]()
    for scenario in ("mass-night", "cross-border", "copy-storm", "disinformation"):
        for each in make_exercise(scenario, seed=SEED, grammars=load_grammars()).reports:
            found.append(
                make_report(
                    source=each.source,
                    stream=each.stream,
                    text=each.text,
                    published_at=_later(datetime.fromisoformat(each.published_at)),
                    collected_at=now(),
                    locator=Locator(scenario, len(found)),
                    forwarded_from=each.forwarded_from,
                )
            )
    return sorted(found, key=lambda report: (report.published_at, report.digest))


def _later(at: datetime) -> datetime:
    return at.replace(year=at.year + LATER_YEARS)


def measure_live(ledger: Ledger, concluder: Concluder) -> dict[str, object]:
    """Posts come in at a steady pace, and a collector takes in whatever waits: from each post's coming to its incidents on the disk."""
    posts: queue.SimpleQueue[tuple[float, Report]] = queue.SimpleQueue()
    written, delays, batches = written_posts(), list[float](), list[int]()
    for report in written[:: len(written) // 10]:
        Reader({}).read(report)  # loads the tables, as a collector has when it has run for a while
    begun, spent = time.perf_counter(), time.process_time()
    wanted = min(len(written), round(POSTS_A_SECOND * LIVE_S))

    def publish() -> None:
        for number, report in enumerate(written[:wanted]):
            time.sleep(max(0.0, begun + number / POSTS_A_SECOND - time.perf_counter()))
            posts.put((time.perf_counter(), report))

    sender = threading.Thread(target=publish)
    sender.start()
    while len(delays) < wanted:
        waiting = [posts.get()]
        while not posts.empty():
            waiting.append(posts.get())
        reports = [report for _, report in waiting]
        take_in(reports, ledger, ReadOptions(collected_at=now()), clock=now, progress=Unwatched())
        read_pending(ledger, clock=now, progress=Unwatched(), among=[report.digest for report in reports])
        concluder.conclude(clock=now)
        done = time.perf_counter()
        delays += [done - came for came, _ in waiting]
        batches.append(len(waiting))
    sender.join()
    return {
        "posts": wanted,
        "posts_a_second": POSTS_A_SECOND,
        "posts_together": round(statistics.mean(batches), 1),
        "cpu_s_a_post": round((time.process_time() - spent) / wanted, 4),
        **quantiles_s(delays),
    }


def quantiles_s(times_s: list[float]) -> dict[str, float]:
    """How many, median, 95th and 99th percentile and the longest, in seconds."""
    cuts = statistics.quantiles(times_s, n=100, method="inclusive") if len(times_s) > 1 else times_s * 99
    return {
        "number": len(times_s),
        "p50_s": round(cuts[49], 3),
        "p95_s": round(cuts[94], 3),
        "p99_s": round(cuts[98], 3),
        "longest_s": round(max(times_s), 3),
    }


def timed(work: Callable[[], object]) -> float:
    """How long some work takes by the clock, in seconds."""
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 1)


if __name__ == "__main__":
    incidents = int(sys.argv[1]) if len(sys.argv) > 1 else PLANNED
    with tempfile.TemporaryDirectory() as folder, open_ledger(folder) as ledger:
        posts = fill(ledger, incidents)
        concluder = Concluder(ledger)
        spent = time.process_time()
        figures: dict[str, object] = {"posts": posts, "first_time_everything_s": timed(lambda: concluder.conclude(clock=now))}
        figures["first_time_everything_cpu_s"] = round(time.process_time() - spent, 1)
        figures["incidents"] = ledger.counts()["incidents"]
        figures["decision_to_incidents"] = measure_decisions(ledger, concluder)
        figures["post_to_incident"] = measure_live(ledger, concluder)
    figures["load_of_the_machine_last_15_min"] = round(os.getloadavg()[2], 1)
    figures["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    record("concluding", figures)
