"""Endurance: every writer is killed a few hundred times at random moments, and nothing that it acknowledged may be lost.

    make endure                     1,000 kills
    python -m bench.endure 200      so many

The works are those of `tests/endure/killing.py`: taking in, concluding, deciding at the desk, keeping copies. After each kill the ledger and the archive are opened and checked whole.
A fresh folder is taken every thirty kills. Goes to ``bench/results/endure.json``.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.progress import Progress
from tests.endure.killing import LONGEST_S, WORKS, find_lost, kill_once, prepare

from bench.record import record

KILLS, ON_ONE = 1_000, 30


def main(kills: int) -> None:
    """Kill, look, and keep what was found."""
    dice, acknowledged, found, done = random.Random(7), Counter[str](), list[str](), Counter[str]()  # noqa: S311 - dice of a game
    begun = time.perf_counter()
    with Progress() as bar:
        task = bar.add_task("kills", total=kills)
        while sum(done.values()) < kills:
            for name, work in WORKS.items():
                with tempfile.TemporaryDirectory() as folder:
                    prepare(Path(folder))
                    said = list[str]()
                    for number in range(1, min(ON_ONE, kills // len(WORKS) - done[name]) + 1):
                        said += kill_once(work, Path(folder), number, dice.uniform(0.0, LONGEST_S))
                        found += find_lost(Path(folder), said)
                        done[name] += 1
                        bar.advance(task)
                    acknowledged[name] += len(said)
    figures = {
        "kills": sum(done.values()),
        "kills_by_work": dict(done),
        "acknowledged": dict(acknowledged),
        "lost_or_damaged": len(found),
        "first_found": found[:5],
        "minutes": round((time.perf_counter() - begun) / 60, 1),
    }
    record("endure", figures)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else KILLS)
