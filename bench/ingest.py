"""Reading speed: plain reports, a Telegram export and a table of the same invented posts, and the memory that a 200 MB line takes.

python -m bench ingest
"""

from __future__ import annotations

import csv
import json
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.record import record
from skywitness.ingest import read_input
from skywitness.model.report import Report
from skywitness.parts import ReadOptions

POSTS = 100_000
LONG_LINE_BYTES = 200_000_000
OPTIONS = ReadOptions(collected_at=datetime(2024, 11, 23, tzinfo=UTC))
TEXT = "Ночью над {n} районами области силы ПВО сбили беспилотники; по словам губернатора, пострадавших нет, службы работают на месте. " * 3


def write_plain(path: Path) -> None:
    """Posts as plain reports."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(POSTS):
            row = {
                "id": f"bay-{number}",
                "source": "bay",
                "stream": "official",
                "published_at": "2024-11-22T04:20:24Z",
                "text": TEXT.format(n=number),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_export(path: Path) -> None:
    """The same as a Telegram export of one chat."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"name": "bay", "type": "public_channel", "id": 5, "messages": [\n')
        for number in range(POSTS):
            text = TEXT.format(n=number)
            message = {
                "id": number,
                "type": "message",
                "date_unixtime": "1732249224",
                "text": text,
                "text_entities": [{"type": "plain", "text": text}],
            }
            file.write((",\n" if number else "") + json.dumps(message, ensure_ascii=False, indent=1))
        file.write("]}")


def write_table(path: Path) -> None:
    """The same as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "source", "published_at", "text"])
        rows.writerows([f"bay-{number}", "bay", "2024-11-22T04:20:24Z", TEXT.format(n=number)] for number in range(POSTS))


def write_long_line(path: Path) -> None:
    """One line of 200 MB between two good ones."""
    good = b'{"source": "bay", "published_at": "2024-11-22T04:20:24Z", "text": "A drone."}\n'
    with path.open("wb") as file:
        file.write(good + good[:-3])
        for _piece in range(LONG_LINE_BYTES // 1_000_000):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + good)


def measure(write: Callable[[Path], None], folder: Path) -> dict[str, float]:
    """Reports a second, and how far the peak of memory rose meanwhile."""
    path = folder / write.__name__
    write(path)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    reports = sum(isinstance(item, Report) for item in read_input(path, OPTIONS))
    seconds = time.perf_counter() - begun
    rise_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024
    return {
        "reports": reports,
        "seconds": round(seconds, 2),
        "reports_per_s": round(reports / seconds),
        "peak_rise_mib": round(rise_mib, 1),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        record(
            "ingest",
            {write.__name__[6:]: measure(write, Path(made)) for write in (write_plain, write_export, write_table, write_long_line)},
        )
