"""``watch`` as a process whose clock runs fast and jumps as told, and whose disk is full when told: only clock and limits are ours, the rest is the program."""

from __future__ import annotations

import random
import resource
import signal
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
from tests.ingest.live.world import BEGUN

from skywitness.cli import options


def main(folder: Path, begun_s: float, speed: float) -> int:
    """Collect until stopped."""

    def now() -> datetime:
        try:
            jump_s = float((folder / "jump").read_text(encoding="utf-8") or 0)
        except (OSError, ValueError):  # it is being written
            jump_s = 0.0
        return BEGUN + timedelta(seconds=(time.time() - begun_s) * speed + jump_s)

    options.now = now  # before anything takes the clock from there
    from skywitness.cli.keeper import Keeper
    from skywitness.config import load_settings
    from skywitness.ingest.live.fetch import Fetcher
    from skywitness.ingest.live.plan import load_plan
    from skywitness.ledger import open_ledger
    from skywitness.parts import ReadOptions

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=fill_disk, args=(folder / "full",), daemon=True).start()
    plan, profiles = load_plan(folder / "watch.toml"), {each.name: each for each in load_settings(folder / "watch.toml").source}
    with open_ledger(folder / "ledger") as ledger, httpx2.Client(timeout=plan.rules.timeout_s, trust_env=False) as client:
        dice = random.Random()  # noqa: S311 - jitter, not a secret
        fetcher = Fetcher(plan, client, clock=now, sleep=lambda pause_s: stop.wait(pause_s / speed), dice=dice)
        keeper = Keeper(ledger, folder / "ledger", ReadOptions(collected_at=now(), profiles=profiles), fetcher, dice)
        return keeper.run(plan, stop, once=False)


def fill_disk(sign: Path) -> None:
    """While the sign is there no file of this process can grow: the kernel refuses, as it does on a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    while True:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 if sign.exists() else hard, hard))
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
