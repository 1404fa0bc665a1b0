"""Totals against parts, and speed: how often a stated total equals the sum of its parts in a ministry's posts, and posts a second on one core.

    python -m bench.extract_totals

A post counts when it does not break off and a number is read for every place of an interception. Those that do not add up are listed, to be
judged by hand; results go to ``bench/results/extract_totals.json``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.record import SHARED, record
from skywitness.extract.ru import Russian
from skywitness.locate import locate_reading
from skywitness.model.reading import Reading
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import Kind, Stream, What
from skywitness.reference import known_profiles

POSTS = SHARED / "data" / "reports" / "mod_russia_dev.reports.jsonl"
SAMPLE = 1500
JUDGED = {
    876: "read rightly: the places are told only of those destroyed in the air, the rest of the 27 were intercepted elsewhere",
    3044: "read rightly: the stored text ends at its 400th character, right behind the second of more parts",
}
"""Rows that do not add up, each read by a person: what the post itself says."""


def main(posts: Path = POSTS) -> None:
    """Read all posts, hold totals against parts, time the reading."""
    russian, profile = Russian(), known_profiles()["mod_russia"]
    reports = [_report(json.loads(line), row) for row, line in enumerate(posts.read_text("utf-8").splitlines())]
    readings = [russian.read(report, profile) for report in reports]
    held, off = 0, []
    for report, reading in zip(reports, readings, strict=True):
        for stated, parts in _divided(reading):
            held += 1
            if stated != parts:
                off.append({"row": report.locator.row, "stated": stated, "parts": parts, "judged": JUDGED.get(report.locator.row or 0)})
    figures = {
        "posts": len(reports),
        "totals_with_parts": held,
        "equal": round(1 - len(off) / held, 4),
        "not_equal": off,
        "posts_a_second": _speeds(russian, profile, reports, readings),
    }
    record("extract_totals", figures)


def _divided(reading: Reading) -> list[tuple[int, int]]:
    """Stated counts beside the sums of their places' counts, where every place has one."""
    if reading.cut:
        return []
    return [
        (one.count, sum(place.count or 0 for place in one.places))
        for one in reading.assertions
        if one.what is What.INTERCEPTED and one.count is not None and one.places and all(place.count is not None for place in one.places)
    ]


def _speeds(russian: Russian, profile: SourceProfile, reports: Sequence[Report], readings: Sequence[Reading]) -> dict[str, int]:
    of_air = [report for report, reading in zip(reports, readings, strict=True) if reading.kind is Kind.INTERCEPTION][:SAMPLE]
    others = [report for report, reading in zip(reports, readings, strict=True) if reading.kind is Kind.OTHER][:SAMPLE]
    return {
        "air defence, extract": _speed(of_air, lambda report: russian.read(report, profile)),
        "air defence, extract and locate": _speed(of_air, lambda report: locate_reading(russian.read(report, profile), report, profile)),
        "other posts of the ministry, extract": _speed(others, lambda report: russian.read(report, profile)),
    }


def _speed(reports: Sequence[Report], work: Callable[[Report], object]) -> int:
    started = time.process_time()
    for report in reports:
        work(report)
    return round(len(reports) / (time.process_time() - started))


def _report(said: dict[str, str], row: int) -> Report:
    return make_report(
        source=said["source"],
        stream=Stream(said["stream"]),
        text=said["text"],
        published_at=datetime.fromisoformat(said["published_at"]),
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(row=row),
    )


if __name__ == "__main__":
    main()
