"""What a hundred million posts cost, worked out from what the other benches measured; and what goes over the wire, which is measured here.

    python -m bench scale        # writes bench/results/scale.json, from which docs/scale.md has its tables: python -m bench.scale page

Of 100 posts five are about something of ours. Everything is linear, as cost exponents are (`fuse_nights` 1.01 up to a million). Core-hours are those of the cores that the figures were measured on.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.ledger.invented import COLLECT, READ, invent_report, minutes, register_all

from bench.engine import invent_batches
from bench.record import RESULTS, record
from skywitness.extract import first_sieve
from skywitness.ledger import open_ledger
from skywitness.model.reading import Reading
from skywitness.model.words import Kind
from skywitness.reading import Reader, ReadingJob

POSTS, SHARE = 100_000_000, 0.05
KEPT = 10_000
PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- made by: python -m bench.scale page -->\n", "<!-- end of what is made -->"


def main() -> None:
    """Measure what goes over the wire and what an empty reading costs, and work the rest out."""
    rates = {**read_rates(), **measure_way(), "empty_readings_kept_per_s": measure_keeping()}
    record("scale", {"posts": POSTS, "share_of_ours": SHARE, "rates": rates, "costs": work_out(rates, POSTS)})


def read_rates() -> dict[str, float]:
    """The figures of the other benches that this rests on."""

    def figure(name: str, *keys: str) -> float:
        found = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["figures"]
        for key in keys:
            found = found[key]
        return float(found)

    small, large = sorted(
        int(key) for key in json.loads((RESULTS / "raw_stream.json").read_text(encoding="utf-8"))["figures"] if key.isdigit()
    )[-2:]

    def slope(what: str) -> float:
        return (figure("raw_stream", str(large), what) - figure("raw_stream", str(small), what)) / (large - small)

    return {
        "input_per_s": figure("ingest", "plain", "reports_per_s"),
        "reports_kept_per_s": figure("ledger", "collection", "add_reports_per_s"),
        "sieved_per_s": figure("sieve", "posts_a_second", "set_aside"),
        "read_per_s": figure("extract_speed", "air_defence", "posts_a_second"),
        "readings_kept_per_s": figure("ledger", "collection", "add_readings_per_s"),
        "concluded_per_s": round(figure("run_posts", "both", "run", "reports") / figure("run_posts", "both", "run", "seconds", "conclude")),
        "whole_run_cpu_us_per_post": round(slope("cpu_s") * 1e6),
        "ledger_bytes_per_post": round(slope("ledger_mb") * 1e6),
        "memory_bytes_per_post": round(slope("memory_mb") * 1e6),
        "postgres_ingest_ratio": figure("postgres", "ingest", "ratio"),
    }


def measure_way() -> dict[str, float]:
    """Bytes that go to a worker and come back, and the processor time of packing and unpacking them, of posts that are about something."""
    batches = invent_batches()
    work = ReadingJob({}, Reader({}, sieves=True).step.activity_id).ready()
    done = [work(batch) for batch in batches]
    begun = time.process_time()
    there, back = [pickle.dumps(batch) for batch in batches], [pickle.dumps(each) for each in done]
    for each in (*there, *back):
        pickle.loads(each)  # noqa: S301 - our own
    posts = sum(map(len, batches))
    return {
        "bytes_to_worker_per_post": round(sum(map(len, there)) / posts),
        "bytes_back_per_post": round(sum(map(len, back)) / posts),
        "way_per_s": round(posts / (time.process_time() - begun)),
    }


def measure_keeping() -> int:
    """Readings of posts that the sieve set aside that the writer keeps in a second of processor time."""
    reports = [invent_report(own_id=f"talk-{number}", minute=number) for number in range(KEPT)]
    items = [(Reading(report=each.digest, lang="ru", kind=Kind.OTHER, by=first_sieve.BY), (), ()) for each in reports]
    with tempfile.TemporaryDirectory() as folder, open_ledger(folder) as ledger:
        register_all(ledger)
        ledger.add_reports(reports, at=minutes(2), by=COLLECT.activity_id)
        begun = time.process_time()
        for at in range(0, KEPT, 500):
            ledger.add_readings(items[at : at + 500], at=minutes(3), by=READ.activity_id)
        return round(KEPT / (time.process_time() - begun))


def work_out(rates: dict[str, float], posts: int) -> dict[str, float]:
    """Core-hours by step, hours with some numbers of cores, and room."""
    ours = posts * SHARE
    hours: Callable[[float, str], float] = lambda many, rate: many / rates[rate] / 3600  # noqa: E731 - a unit
    one = {
        "input": hours(posts, "input_per_s"),
        "keep reports": hours(posts, "reports_kept_per_s"),
        "keep readings": hours(ours, "readings_kept_per_s") + hours(posts - ours, "empty_readings_kept_per_s"),
        "unpack": hours(ours, "way_per_s"),
        "conclude": hours(ours, "concluded_per_s"),
    }
    many = {"sieve": hours(posts, "sieved_per_s"), "read and locate": hours(ours, "read_per_s")}
    writer, workers = sum(one.values()), sum(many.values())
    kept = one["keep reports"] + one["keep readings"]
    return {
        **{f"{name}, core-hours": round(each, 2) for name, each in (one | many).items()},
        "one process after another, hours": round(writer, 2),
        "workers, core-hours": round(workers, 2),
        "all, core-hours": round(writer + workers, 2),
        "hours on 2 cores": round(writer + workers / 2, 2),
        "hours on 8 cores": round(writer + workers / 8, 2),
        "hours on 2 cores, PostgreSQL": round(writer - kept + kept / rates["postgres_ingest_ratio"] + workers / 2, 2),
        "ledger, GB": round(posts * rates["ledger_bytes_per_post"] / 1e9),
        "to and from workers, GB": round((posts * rates["bytes_to_worker_per_post"] + ours * rates["bytes_back_per_post"]) / 1e9),
        "memory of the process that concludes, GB": round(posts * rates["memory_bytes_per_post"] / 1e9),
        "by the processor time of a whole run, core-hours": round(posts * rates["whole_run_cpu_us_per_post"] / 3.6e9, 2),
    }


def make_tables() -> str:
    """The tables of the page."""
    kept = json.loads((RESULTS / "scale.json").read_text(encoding="utf-8"))["figures"]
    rates, sizes = kept["rates"], (1_000_000, 10_000_000, POSTS)
    costs = [work_out(rates, size) for size in sizes]
    lines = ["| measured | |", "|---|---|", *(f"| {name.replace('_', ' ')} | {each:,.6g} |" for name, each in rates.items())]
    lines += ["", f"| worked out | {' | '.join(f'{size // 1_000_000} M posts' for size in sizes)} |", "|---|" + "---|" * len(sizes)]
    lines += [f"| {name} | {' | '.join(f'{cost[name]:,}' for cost in costs)} |" for name in costs[0]]
    return "\n".join(lines) + "\n"


def write_page(page: str) -> str:
    """The page with its tables as the figures give them."""
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n{make_tables()}\n{END}", page, flags=re.DOTALL)


if __name__ == "__main__":
    if sys.argv[1:] == ["page"]:
        PAGE.write_text(write_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        main()
