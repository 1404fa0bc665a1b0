"""Extraction and location on hand-labelled posts: the scorer's figures for each set, and the mistakes by cause, worst first.

    python -m bench.extract_gold [--folder ../shared]

The sets are the ministry's posts and the Ukrainian channel of ``gold/dev`` and the alert channels of ``gold/night``; the scorer is
``score/score_extract.py`` of the same folder. Results go to ``bench/results/extract_gold.json``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench.record import SHARED, record
from skywitness.model.report import SetAside
from skywitness.parts import ReadOptions
from skywitness.pipeline import extract_rows

SETS = (("ministry", "dev", "mod_russia"), ("ukrainian_channel", "dev", "dronbomber"), ("night", "night", None))
CLAIM_CAUSES = ("claim missed", "claim invented", "wrong target", "wrong count")
Row = dict[str, Any]


def main(folder: Path) -> None:
    """Measure all sets and keep the figures."""
    figures: dict[str, object] = {}
    for name, part, source in SETS:
        reports = folder / "gold" / part / f"{part}.reports.jsonl"
        gold = labelled_rows(folder, part, source)
        started = time.perf_counter()
        rows = read_rows(reports)
        seconds = time.perf_counter() - started
        figures[name] = {
            "scores": _score(folder, gold, [rows[row["id"]] for row in gold], reports),
            "posts_a_second": round(len(rows) / seconds),
            "mistakes": dict(_causes(gold, rows).most_common()),
        }
    record("extract_gold", figures)


def labelled_rows(folder: Path, part: str, source: str | None) -> list[Row]:
    """The labels of a set, of one source or of all."""
    return [row for row in _lines(folder / "gold" / part / "gold.jsonl") if source in {None, row["source"]}]


def read_rows(reports: Path) -> dict[str, Row]:
    """What the system reads in each of some reports, by their ids."""
    return {str(row["id"]): row for row in _extract(reports)}


def _extract(reports: Path) -> Iterator[Row]:
    options = ReadOptions(collected_at=datetime(2026, 1, 1, tzinfo=UTC))
    for item in extract_rows([reports], options):
        if isinstance(item, SetAside):
            raise SystemExit(f"{item.locator}: {item.reason}")
        yield json.loads(msgspec.json.encode(item[1]))


def _score(folder: Path, gold: list[Row], rows: list[Row], reports: Path) -> Row:
    with tempfile.TemporaryDirectory() as made:
        paths = [Path(made) / "gold.jsonl", Path(made) / "rows.jsonl"]
        for path, lines in zip(paths, (gold, rows), strict=True):
            path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        command = [sys.executable, str(folder / "score" / "score_extract.py"), *map(str, paths), "--reports", str(reports), "--json"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own scorer on our own files
    scores: Row = json.loads(answer.stdout)
    return {key: value["f1"] if isinstance(value, dict) and "f1" in value else value for key, value in scores.items() if key != "kind_f1"}


def _causes(gold: list[Row], rows: dict[str, Row]) -> Counter[str]:
    """How many mistakes there are of each cause."""
    return Counter(mistake for labelled in gold for mistake in mistakes_of(labelled, rows[labelled["id"]]))


def mistakes_of(labelled: Row, read: Row) -> Iterator[str]:
    """The mistakes of one post, in words, one each."""
    if labelled["kind"] != read["kind"]:
        yield f"kind {labelled['kind']} read as {read['kind']}"
    yield from _claim_causes(labelled["claims"], read["claims"])
    wanted, found = (Counter(_place(p) for c in row["claims"] for p in c["by_place"]) for row in (labelled, read))
    yield from ["place missed"] * sum((wanted - found).values())
    yield from ["place invented or elsewhere"] * sum((found - wanted).values())
    yield from ["place not resolved"] * sum(1 for c in read["claims"] for p in c["by_place"] if p["name"] is None)


def _claim_causes(labelled: list[Row], read: list[Row]) -> Iterator[str]:
    wanted, found = (Counter((c["what"], c["target"], c["count"]) for c in claims) for claims in (labelled, read))
    missed, invented = list((wanted - found).elements()), list((found - wanted).elements())
    for what, target, _ in missed:
        near = next((one for one in invented if one[:2] == (what, target)), None) or next((one for one in invented if one[0] == what), None)
        if near is None:
            yield f"claim missed: {what}"
        else:
            invented.remove(near)
            yield f"wrong count: {what}" if near[1] == target else f"wrong target: {target} read as {near[1]}"
    yield from (f"claim invented: {what}" for what, _, _ in invented)


def _place(place: Row) -> str:
    return str(place.get("iso") or place.get("name") or place["surface"]).casefold()


def _lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main(Path(sys.argv[sys.argv.index("--folder") + 1]) if "--folder" in sys.argv else SHARED)
