"""Extraction and location, posts a second on one core: air-defence posts, unrelated posts, and the peak of memory.

    python -m bench extract_speed

The posts are the ministry's of ``data/reports``, told apart by words and not by our own reading: those that speak of air defence ("ПВО", "БПЛА", a
drone, a missile); those of the fighting beside it (guns, strikes, aircraft), which use the same words and must be read to be dropped; and the unrelated ones,
with no word of either, as most of the posts of most channels are. They are read as `run` reads them, in step (:mod:`skywitness.in_step`). Each set is read once to warm the caches and once for the figure, in posts that
the caches have seen the words of but not the texts (half and half). Goes to ``bench/results/extract_speed.json``.
"""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.record import SHARED, record
from skywitness.ingest import read_input
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.reading import Reader

POSTS = SHARED / "data/reports/mod_russia_dev.reports.jsonl"
_AIR_DEFENCE = re.compile(r"(?i)\bпво\b|бпла|беспилотник|противовоздушн|\bракет")
_FIGHTING = re.compile(
    r"(?i)беспилот|дрон|fpv|авиа|самол[её]т|вертол[её]т|истребител|штурмов|бомбардиров|снаряд|рсзо|артил|удар|атак|обстрел|взрыв|попадани|зенит|подрыв"
)
_ROUNDS = 3


def main() -> None:
    """Read each kind of posts and keep the rates."""
    options = ReadOptions(collected_at=datetime(2026, 1, 1, tzinfo=UTC))
    reports = [item for item in read_input(POSTS, options) if isinstance(item, Report)]
    about = [report for report in reports if _AIR_DEFENCE.search(report.text)]
    beside = [report for report in reports if not _AIR_DEFENCE.search(report.text) and _FIGHTING.search(report.text)]
    rest = [report for report in reports if not _AIR_DEFENCE.search(report.text) and not _FIGHTING.search(report.text)]
    reader = Reader({})
    figures = {
        "air_defence": _rate(reader, about),
        "fighting_beside_it": _rate(reader, beside),
        "unrelated": _rate(reader, rest),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    record("extract_speed", figures)


def _rate(reader: Reader, reports: Sequence[Report]) -> dict[str, int]:
    """Posts a second over the second halves, the best of some rounds: what else runs on the machine only ever slows."""
    _seconds(reader, reports[::2])
    fresh = reports[1::2]
    best = min(_seconds(reader, fresh) for _ in range(_ROUNDS))
    return {"posts": len(fresh), "posts_a_second": round(len(fresh) / best)}


def _seconds(reader: Reader, reports: Sequence[Report]) -> float:
    begun = time.perf_counter()
    for _ in reader.read_together(reports):
        pass
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
