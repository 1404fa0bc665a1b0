"""The clock of a ministry's silence over its real posts: a word, a late edit and a roll-up stop it; nothing of that is in the repository but where the posts stand.

What residents tell is ours. The ministry's collected posts hold no "no comment", so that one is shown on words of our own in ``test_silence``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.ledger import open_ledger
from skywitness.model.incident import Silence
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.publish.delays import Delays, find_latest
from skywitness.publish.watched import Watched

MINISTRY = "Ministry of Defence of Russia"
LATER_OF_NOTHING_NEAR = 560
KURSK, KURSK_AT = 471, "2023-08-13T08:33:00Z"
"""A post of one drone over a region at an hour of the clock, and when residents tell of one there."""
NIGHT, NIGHT_AT = 3387, "2024-12-26T22:10:00Z"
"""A post of thirteen over five regions in the past night, and when residents of one of them tell of one."""

Row = dict[str, object]
pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def posts(shared: Path) -> list[Row]:
    lines = (shared / "data/reports/mod_russia_dev.reports.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def seen(text: str, at: str) -> Row:
    return {"id": "seen", "source": "residents", "stream": "grassroots", "published_at": at, "text": text}


def clock_of(folder: Path, *rows: Row) -> Silence:
    """The ministry's clock on what residents saw, read at the latest post."""
    (folder / "posts.reports.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with open_ledger(folder / "ledger") as ledger:
        run([folder / "posts.reports.jsonl"], ledger, ReadOptions(collected_at=at), clock=lambda: at, progress=Unwatched())
        reports = {report.digest: report for report in ledger.reports()}
        (dossier,) = (each for each in ledger.dossiers() if any(reports[digest].source == "residents" for digest in each.incident.reports))
        delays = Delays(Watched(one for each in ledger.dossiers() for one in each.silence), find_latest(reports.values()))
        (clock,) = (delays.read(one) for one in dossier.silence if one.source == MINISTRY)
        return clock


def test_without_a_word_the_clock_runs(tmp_path: Path, posts: list[Row]) -> None:
    clock = clock_of(tmp_path, seen("Курск: только что сбили беспилотник над городом", KURSK_AT), posts[LATER_OF_NOTHING_NEAR])
    assert clock.open


def test_a_word_stops_it_when_it_was_published(tmp_path: Path, posts: list[Row]) -> None:
    rows = seen("Курск: только что сбили беспилотник над городом", KURSK_AT), posts[KURSK], posts[LATER_OF_NOTHING_NEAR]
    clock = clock_of(tmp_path, *rows)
    assert not clock.open
    assert clock.hours == pytest.approx(22 / 60, abs=0.01)


def test_a_late_edit_stops_it_when_it_was_made(tmp_path: Path, posts: list[Row]) -> None:
    edited = {**posts[KURSK], "published_at": "2023-08-13T06:00:00Z", "edited_at": "2023-08-13T12:33:00Z"}
    clock = clock_of(tmp_path, seen("Курск: только что сбили беспилотник над городом", KURSK_AT), edited, posts[LATER_OF_NOTHING_NEAR])
    assert not clock.open
    assert clock.hours == pytest.approx(4.0)
    assert "edit" in clock.why


def test_a_roll_up_over_the_region_stops_it_without_naming_the_town(tmp_path: Path, posts: list[Row]) -> None:
    rows = [seen("Брянск: только что сбили беспилотник над городом", NIGHT_AT), posts[NIGHT], posts[NIGHT + 40]]
    clock = clock_of(tmp_path, *rows)
    assert not clock.open
    assert clock.hours == pytest.approx(6.95, abs=0.05)


def test_a_roll_up_over_other_regions_does_not(tmp_path: Path, posts: list[Row]) -> None:
    rows = [seen("Воронеж: только что сбили беспилотник над городом", NIGHT_AT), posts[NIGHT], posts[NIGHT + 40]]
    assert clock_of(tmp_path, *rows).open
