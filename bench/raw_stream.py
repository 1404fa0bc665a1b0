"""A raw mixed stream, 95 posts of 100 about nothing of ours, from JSONL to the picture: posts a second, memory, disk, and how the cost grows.

    python -m bench raw_stream                        # 10,000 and 100,000 posts
    python -m bench.raw_stream 10000 100000 1000000

The posts about something are those of invented nights of some 5,700 posts, three days apart, the others are a city's small talk with numbers in it. Each size is a run of the command in a process of its own, on an empty
ledger in a folder, with all cores (the default). ``memory_mb`` is the peak of the process that asks, ``worker_mb`` that of the largest of its pool. What a machine
is worth is told by ``posts_per_cpu_s`` when it has other work beside us (``busy_otherwise``), by ``posts_per_s`` when it has none; the exponent is that of processor time.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec

from bench.record import record
from bench.sieve import CITY
from skywitness.exercise.night import make_exercise
from skywitness.exercise.scenario import find_scenario
from skywitness.exercise.wording import load_grammars

SIZES = (10_000, 100_000)
OTHERS = 19
"""Posts about something else that come with each one about something."""
SEED, NIGHTS_APART = 7401, timedelta(days=3)
RUN = """
import resource, sys
from skywitness.cli.app import answer
code = answer(sys.argv[1:])
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(*(each.ru_maxrss // 1024 for each in used), sum(each.ru_utime + each.ru_stime for each in used), file=sys.stderr)
sys.exit(code)
"""


def invent_lines(posts: int) -> Iterator[str]:
    """So many posts as lines of plain reports."""
    dice, ours = random.Random(11), posts // (OTHERS + 1)  # noqa: S311 - invented posts
    for number, line in zip(range(ours), invent_nights(), strict=False):
        yield line
        said_at = datetime.fromisoformat(json.loads(line)["published_at"])
        for other in range(OTHERS):
            yield (
                json.dumps(
                    {
                        "id": f"talk-{number}-{other}",
                        "source": f"town_{dice.randrange(200)}",
                        "stream": "grassroots",
                        "published_at": (said_at + timedelta(seconds=other)).isoformat(),
                        "text": f"{dice.choice(CITY)} {dice.choice(CITY)} ({number * OTHERS + other})",
                    },
                    ensure_ascii=False,
                )
                + "\n"
            )


def invent_nights() -> Iterator[str]:
    """Posts of one invented night after another, without end; each begins after the last words about the one before."""
    grammars, scenario = load_grammars(), find_scenario("mass-night")
    for night in count():
        dated = msgspec.structs.replace(scenario, start=scenario.start + night * NIGHTS_APART)
        for report in make_exercise("mass-night", seed=SEED + night, grammars=grammars, scenario=dated).reports:
            yield msgspec.json.encode(report).decode() + "\n"


def measure(posts: int) -> dict[str, object]:
    """One run."""
    with tempfile.TemporaryDirectory() as folder:
        stream, ledger = Path(folder) / "stream.reports.jsonl", Path(folder) / "ledger"
        with stream.open("w", encoding="utf-8") as file:
            file.writelines(invent_lines(posts))
        busy, begun = os.getloadavg()[0], time.perf_counter()
        command = [sys.executable, "-c", RUN, "run", str(stream), "--ledger", str(ledger), "--no-look", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        seconds = time.perf_counter() - begun
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr[-2000:])
        own_mb, worker_mb, cpu_s = map(float, done.stderr.split()[-3:])
        told = json.loads(done.stdout)
        return {
            "busy_otherwise": round(busy, 1),
            "posts": told["reports"],
            "seconds": round(seconds, 1),
            "posts_per_s": round(told["reports"] / seconds),
            "stages_s": told["seconds"],
            "stages_posts_per_s": {name: round(told["reports"] / each) for name, each in told["seconds"].items()},
            "cpu_s": round(cpu_s, 1),
            "posts_per_cpu_s": round(told["reports"] / cpu_s),
            "memory_mb": round(own_mb),
            "worker_mb": round(worker_mb),
            "input_mb": round(stream.stat().st_size / 1e6, 1),
            "ledger_mb": round(sum(path.stat().st_size for path in ledger.iterdir()) / 1e6, 1),
            **{name: told[name] for name in ("occurrences", "claims", "incidents", "tallies")},
        }


def main(sizes: tuple[int, ...]) -> None:
    """Measure, and keep the figures."""
    figures: dict[str, object] = {}
    seconds = list[float]()
    for posts in sizes:
        measured = measure(posts)
        figures[str(posts)] = measured
        seconds.append(float(str(measured["cpu_s"])))
        print(posts, measured, flush=True)
    figures["cost_exponent"] = {
        f"{small} to {large}": round(math.log(late / early) / math.log(large / small), 3)
        for (small, early), (large, late) in zip(zip(sizes, seconds, strict=True), list(zip(sizes, seconds, strict=True))[1:], strict=False)
    }
    record("raw_stream", figures)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
