"""Four simulated hours of six channels in minutes, with a fault in four steps of five: is every post and every version accounted for?

    python -m bench soak

A step is two simulated minutes. Faults are drawn: the host is busy, breaks, cuts answers off, shows another layout or restarts; the collector is killed or stopped; its disk is full; its
clock jumps three hours. Every fifth step is calm, and then the ledger must hold the newest pages to the letter (edits and deletions too), every older post as it was shown at some time,
nothing that was never said, and no version twice in a row. Goes to ``bench/results/soak.json``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.ingest.live.world import BEGUN, World, soak

from bench.record import record
from skywitness.cli.options import now
from skywitness.concluding import Concluder
from skywitness.ledger import open_ledger

SPEED = 60.0
STEP_S = 120.0
STEPS = 120


def main() -> None:
    """Soak, and keep the account."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), seed=11, channels=6, speed=SPEED)
        try:
            wrong = soak(world, STEPS, STEP_S / SPEED, lambda told: print(told, file=sys.stderr))
            with open_ledger(world.ledger) as opened:
                figures = {
                    "simulated_hours": round((world.now() - BEGUN).total_seconds() / 3600, 1),
                    "minutes": round((time.monotonic() - begun) / 60, 1),
                    **world.told,
                    "faults": world.faults,
                    "reports": opened.counts()["reports"],
                    "versions": sum(1 for _ in opened.reports(current=False)),
                    "unaccounted": wrong,
                    "faults_of_the_ledger": list(opened.check()),
                    "picture_is_whole": not Concluder(opened).conclude(clock=now),
                }
        finally:
            world.stop()
            world.close_host()
    record("soak", figures)


if __name__ == "__main__":
    main()
