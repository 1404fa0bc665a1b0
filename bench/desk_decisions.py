"""Thousands of random decisions and undos over the web's own store, on a ledger in a folder and on one on PostgreSQL: the invariants hold all the while.

python -m bench desk_decisions         a few hundred
python -m bench.desk_decisions 10000   so many
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from rich.progress import track
from tests.server import running_server
from tests.web.desk.deciding import check_invariants, decide_at_random

from bench.concluding import quantiles_s
from bench.desk import now, prepare
from bench.record import record
from skywitness.attending import Steward
from skywitness.cli.app import DONE, answer
from skywitness.config import DeskSettings
from skywitness.ledger import is_on_server
from skywitness.web.desk.acting import Acting
from skywitness.web.desk.room import Room

DECISIONS, HAPPENINGS, EVERY = 300, 300, 100


def measure_random(ledger: Path | str, folder: Path, decisions: int) -> dict[str, object]:
    """Random decisions and undos over the web's own store; the invariants are held against what the ledger says every hundredth time."""
    room = Room(folder, DeskSettings(), now)
    steward = Steward(ledger, now, beside=folder)
    steward.catch_up()
    steward.start()
    acting, dice, times, kept = Acting(room, steward), random.Random(5), list[float](), 0  # noqa: S311 - dice of a game
    for number in track(range(decisions), "on a server" if is_on_server(ledger) else "in a folder"):
        begun = time.perf_counter()
        kept += decide_at_random(acting, steward, dice)
        times.append(time.perf_counter() - begun)
        if number % EVERY == EVERY - 1:
            check_invariants(steward.ledger, kept)
    check_invariants(steward.ledger, kept)
    steward.stop()
    room.file.close()
    return {"tried": decisions, "kept": kept, "invariants": "hold", **quantiles_s(times)}


def main(decisions: int) -> None:
    """Random decisions on a small ledger, on a server and in a folder."""
    with tempfile.TemporaryDirectory() as name:
        small = Path(name) / "small"
        prepare(small, HAPPENINGS)
        with running_server() as server:
            address = server.new_address()
            if answer(["copy", "--from", str(small), "--to", address]) != DONE:
                raise SystemExit("the ledger could not be copied to the server")
            on_server = measure_random(address, small, decisions)
        record("desk_decisions", {"postgresql": on_server, "folder": measure_random(small, small, decisions)})


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else DECISIONS)
