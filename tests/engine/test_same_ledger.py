"""The same inputs on every engine end in the same ledger: the same ids, the same picture, the same head of the chain."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from skywitness import pipeline, reading
from skywitness.cli.options import InputOptions, read_options
from skywitness.engine import HERE, Engine, EngineName, Local, open_engine
from skywitness.errors import PartFailed
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.looking import LookingJob
from skywitness.model.ids import ActivityId
from skywitness.model.incident import Finding, Picture
from skywitness.reading import ReadingJob

pytestmark = pytest.mark.slow
NIGHT = datetime(2021, 3, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    write_exercise(make_exercise("cross-border", seed=1, grammars=load_grammars(), with_videos=True), folder)
    return folder / "night.reports.jsonl"


def run_on(engine: Engine, night: Path, folder: Path) -> tuple[str, Picture, list[Finding]]:
    """The head of the chain, the picture and the findings, of a run by a clock that never runs otherwise."""
    instants = iter(range(10_000))
    options = read_options([night], InputOptions())
    with open_ledger(folder) as ledger:
        pipeline.run(
            [night],
            ledger,
            options,
            clock=lambda: NIGHT + timedelta(seconds=next(instants)),
            progress=pipeline.Unwatched(),
            engine=engine,
        )
        return ledger.head(), ledger.picture(), list(ledger.findings())


def test_every_engine_makes_the_same_ledger(night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 20)
    options = read_options([night], InputOptions())
    monkeypatch.setattr("tests.engine.test_same_ledger.read_options", lambda *_: options)  # one instant of collecting for all
    head, picture, findings = run_on(HERE, night, tmp_path / "here")
    assert picture.dossiers
    assert findings
    with Local(2, patience_s=0.0) as pool:
        assert run_on(pool, night, tmp_path / "pool") == (head, picture, findings)
    with open_engine(EngineName.RAY, processes=2) as ray:
        assert run_on(ray, night, tmp_path / "ray") == (head, picture, findings)


def test_the_command_runs_on_ray_with_the_same_ids(night: Path, tmp_path: Path) -> None:
    printed = []
    for name in ("local", "ray"):
        ledger = tmp_path / name
        command = [sys.executable, "-c", "from skywitness.cli import main; main()"]
        subprocess.run(  # noqa: S603 - our own command
            [*command, "run", str(night), "--ledger", str(ledger), "--no-look", "--engine", name],
            check=True,
            capture_output=True,
            timeout=120,
        )
        export = [*command, "export", "--format", "incidents", "--ledger", str(ledger)]
        printed.append(subprocess.run(export, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    ids = [[json.loads(line)["id"] for line in lines.splitlines()] for lines in printed]
    assert ids[0]
    assert ids[0] == ids[1]


def test_a_worker_with_other_parts_refuses() -> None:
    with pytest.raises(PartFailed, match="install the same on every machine"):
        ReadingJob({}, ActivityId("of-another-version")).ready()
    with pytest.raises(PartFailed, match="install the same on every machine"):
        LookingJob({"daylight": "0"}).ready()


def test_a_file_that_is_not_there_is_looked_at_by_who_asked(night: Path, tmp_path: Path) -> None:
    class Elsewhere:
        """An engine whose workers have none of our files."""

        def map(self, job, batches, /):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            work = job.ready()
            for batch in batches:
                moved = isinstance(job, LookingJob)
                yield work(msgspec.structs.replace(batch, path=tmp_path / "nowhere") if moved else batch)

    assert run_on(Elsewhere(), night, tmp_path / "elsewhere")[2] == run_on(HERE, night, tmp_path / "here")[2]
