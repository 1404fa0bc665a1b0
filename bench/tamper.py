"""Single flipped bits in a ledger: how many the check finds, in bytes that hold something and in room that pages have left.

python -m bench tamper
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.record import record
from skywitness.errors import LedgerError
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.ledger.copying import copy_rows
from skywitness.ledger.sqlite import FILE_NAME
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run

FLIPS = 2_000
BEGUN = datetime(2021, 3, 20, tzinfo=UTC)
HEADER_BYTES = 100
"""Of the file: counters and reserved room, which SQLite itself rewrites."""


def make_ledger(folder: Path) -> Path:
    """A ledger of an invented night, without the copies of moved rows that pages keep until a vacuum."""
    write_exercise(make_exercise("founding-story", seed=1, grammars=load_grammars()), folder)
    with open_ledger(folder / "ledger") as ledger:
        run([folder / "night.reports.jsonl"], ledger, ReadOptions(collected_at=BEGUN), clock=lambda: BEGUN, progress=Unwatched())
    with closing(sqlite3.connect(folder / "ledger" / FILE_NAME)) as raw:
        raw.execute("vacuum")
    return folder / "ledger"


def is_found(folder: Path) -> bool:
    """Whether the check has anything to say."""
    try:
        with open_ledger(folder, read_only=True) as ledger:
            return bool(ledger.check())
    except LedgerError:
        return True


def main() -> None:
    """Flip and count."""
    with tempfile.TemporaryDirectory() as name:
        ledger = make_ledger(Path(name))
        whole, dice = (ledger / FILE_NAME).read_bytes(), random.Random(1)  # noqa: S311 - places, no secrets
        flipped = Path(name) / "flipped"
        flipped.mkdir()
        counted: Counter[tuple[bool, bool]] = Counter()
        for _ in range(FLIPS):
            at = dice.randrange(HEADER_BYTES, len(whole))
            (flipped / FILE_NAME).write_bytes(whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :])
            counted[whole[at] != 0, is_found(flipped)] += 1
        with open_ledger(ledger, read_only=True) as one, open_ledger(Path(name) / "copy") as other:
            begun = time.perf_counter()
            rows = copy_rows(one.store, other.store, lambda _rows: None)
            seconds = time.perf_counter() - begun
    record(
        "tamper",
        {
            "bytes of the file": len(whole),
            "flips in bytes that hold something": counted[True, True] + counted[True, False],
            "found of those": counted[True, True],
            "flips in bytes that are zero": counted[False, True] + counted[False, False],
            "found of these": counted[False, True],
            "rows copied a second": round(rows / seconds),
        },
    )


if __name__ == "__main__":
    main()
