"""Taking in and reading in one go ends in the same ledger as one after the other, wherever it is done; what was erased stays so."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest

from skywitness import taking
from skywitness.engine import HERE, Engine, Job
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import Ledger, open_ledger
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, collect, read_pending, take_in_reading
from skywitness.reading import Reader

B = TypeVar("B")
R = TypeVar("R")
BEGUN = datetime(2021, 5, 2, tzinfo=UTC)
OPTIONS = ReadOptions(collected_at=BEGUN)
TALK = '{{"source": "city", "published_at": "2021-05-01T20:{:02}:00Z", "text": "The library is open until eight, the choir meets on Thursday, bread is sold at the corner.", "id": "c/{}", "likes": 4, "media": ["m{}.jpg"]}}\n'


class Apart:
    """An engine to which all goes, and from which all comes back, by pickling."""

    def map(self, job: Job[B, R], batches: Iterable[B], /) -> Iterator[R]:
        work = pickle.loads(pickle.dumps(job)).ready()  # noqa: S301 - ours
        for batch in batches:
            yield pickle.loads(pickle.dumps(work(pickle.loads(pickle.dumps(batch)))))  # noqa: S301 - ours


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stream")
    write_exercise(make_exercise("founding-story", seed=1, grammars=load_grammars()), folder)
    night = (folder / "night.reports.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    path = folder / "all" / "mixed.reports.jsonl"
    path.parent.mkdir()
    talk = [TALK.format(each, each, each) for each in range(9)]
    path.write_text("".join([*talk[:5], *night[:20], "{no json}\n", *talk[5:], *night[20:]]), encoding="utf-8")
    return path


def take(path: Path, ledger: Ledger, engine: Engine = HERE) -> int:
    """How many reports name media."""
    seconds = count()
    collected, carrying = take_in_reading(
        [path], ledger, OPTIONS, clock=lambda: BEGUN + timedelta(seconds=next(seconds)), progress=Unwatched(), engine=engine
    )
    assert collected.assumed_grassroots == ("city",)
    assert len([each for each in collected.aside if each.locator.row == 25]) == 1
    assert {report.source for _, report in carrying} >= {"city"}
    return len(carrying)


@pytest.mark.parametrize("together", [3, 5_000])
def test_it_is_the_same_ledger_wherever_batches_are_done(
    together: int, stream: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "TOGETHER", together)
    with open_ledger(tmp_path / "here") as here, open_ledger(tmp_path / "apart") as apart:
        assert take(stream, here) == take(stream, apart, Apart())
        assert here.head() == apart.head()
        assert here.check() == apart.check() == ()
        assert list(here.full_readings()) == list(apart.full_readings())


def test_it_is_what_collecting_and_then_reading_gives(stream: Path, tmp_path: Path) -> None:
    seconds = count()

    def clock() -> datetime:
        return BEGUN + timedelta(seconds=next(seconds))

    with open_ledger(tmp_path / "at-once") as at_once, open_ledger(tmp_path / "later") as later:
        take(stream, at_once)
        collect([stream], later, OPTIONS, clock=clock, progress=Unwatched())
        assert not list(later.readings())
        read_pending(later, clock=clock, progress=Unwatched())
        assert list(at_once.reports()) == list(later.reports())
        assert list(at_once.full_readings()) == list(later.full_readings())
        assert list(at_once.set_aside()) == list(later.set_aside())
        assert at_once.counts() == later.counts()


def test_taking_in_again_changes_nothing_and_brings_no_erased_words_back(stream: Path, tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        take(stream, ledger)
        digest = next(iter(ledger.claims())).report
        ledger.erase(digest, why="asked for", by="Ann", at=BEGUN + timedelta(hours=1))
        before, readings = ledger.counts(), list(ledger.full_readings())
        take(stream, ledger)
        assert ledger.counts() == before
        assert list(ledger.full_readings()) == readings
        assert ledger.report(digest).erased
        assert ledger.check() == ()


def test_what_is_to_be_said_of_a_file_is_said_once(
    stream: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(taking, "TOGETHER", 3)
    with open_ledger(tmp_path) as ledger, caplog.at_level(logging.WARNING):
        take(stream.parent, ledger)
    assert [record.getMessage() for record in caplog.records] == [
        "mixed.reports.jsonl: a report has the unknown field `likes`; such keys are ignored"
    ]


def test_of_a_file_that_grew_only_what_is_new_is_read(stream: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = stream.read_text(encoding="utf-8").splitlines(keepends=True)
    grown, read = tmp_path / "grown.reports.jsonl", list[str]()
    steps = Reader._steps

    def note(self: Reader, report: Report) -> object:
        read.append(report.digest)
        return steps(self, report)

    with open_ledger(tmp_path / "ledger") as ledger, open_ledger(tmp_path / "whole") as whole:
        grown.write_text("".join(lines[:-10]), encoding="utf-8")
        take(grown, ledger)
        grown.write_text("".join(lines), encoding="utf-8")
        monkeypatch.setattr(Reader, "_steps", note)
        take(grown, ledger)
        assert not read
        read_pending(ledger, clock=lambda: BEGUN + timedelta(hours=1), progress=Unwatched())
        assert len(read) == 10
        take(stream, whole)
        assert list(ledger.full_readings()) == list(whole.full_readings())
