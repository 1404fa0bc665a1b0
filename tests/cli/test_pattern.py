"""``skywitness pattern`` on every kind of input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE, answer

HEAD = "begun,oblast,observer\n"
BURSTS = [f"2031-05-{day:02}T{hour:02}:{minute:02}:00Z" for day, hour in ((2, 1), (9, 3), (15, 22), (24, 2)) for minute in (2, 11, 19, 31)]


def write_table(folder: Path, times: list[str]) -> str:
    path = folder / "table.csv"
    rows = [f"{time},{('Харківська область', 'Сумська область')[row % 2]},desk {row % 3}\n" for row, time in enumerate(times)]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return str(path)


def tell(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> tuple[int, dict[str, object]]:
    status = answer(["pattern", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_a_table_of_bursts_is_a_pattern(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = tell(capsys, [write_table(tmp_path, BURSTS), "--columns", "begins_at=begun"])
    assert (status, found["verdict"], found["happenings"]) == (DONE, "pattern", 16)
    assert "desk" not in json.dumps(found["basis"])


def test_two_rows_are_too_few_and_told_what_it_would_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = tell(capsys, [write_table(tmp_path, BURSTS[3:5]), "--columns", "begins_at=begun"])
    assert (status, found["verdict"], found["probability"]) == (DONE, "too few", None)
    assert "usual" in str(found["would_take"])


def test_a_row_without_a_time_is_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = tell(capsys, [write_table(tmp_path, [*BURSTS[:3], ""]), "--columns", "begins_at=begun"])
    assert (status, found["happenings"]) == (SOME_SET_ASIDE, 3)


def test_the_time_looked_at_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = ["--since", "2031-05-09T00:00:00Z", "--until", "2031-05-10T00:00:00Z"]
    _, found = tell(capsys, [write_table(tmp_path, BURSTS), "--columns", "begins_at=begun", *named])
    assert (found["happenings"], found["begin"], found["end"]) == (4, "2031-05-09T00:00:00Z", "2031-05-10T00:00:00Z")
    assert (
        answer(["pattern", write_table(tmp_path, BURSTS), "--columns", "begins_at=begun", "--until", "2030-01-01T00:00:00Z"]) == WRONG_USE
    )


@pytest.mark.slow
def test_reports_their_ledger_and_their_truth_are_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, ledger = str(tmp_path / "exercise"), str(tmp_path / "ledger")
    assert answer(["exercise", "--to", folder, "--scenario", "founding-story"]) == DONE
    assert answer(["run", f"{folder}/night.reports.jsonl", "--ledger", ledger]) == DONE
    capsys.readouterr()
    from_reports, from_ledger, from_truth = (
        tell(capsys, [each])[1] for each in (f"{folder}/night.reports.jsonl", ledger, f"{folder}/truth.jsonl")
    )
    assert from_reports == from_ledger
    assert (from_truth["happenings"], from_truth["verdict"]) == (2, "too few")


def test_inputs_of_two_kinds_and_none_are_refused(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    truth.write_text('{"type":"night"}\n', encoding="utf-8")
    assert answer(["pattern", write_table(tmp_path, BURSTS), str(truth)]) == WRONG_USE
    assert answer(["pattern"]) == WRONG_USE
    assert answer(["pattern", str(tmp_path / "nothing.csv")]) == WRONG_USE


def test_without_scipy_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [each for each in sys.modules if each.startswith(("skywitness.assess.pattern", "skywitness.assess.battery"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert answer(["pattern", "x.csv"]) == WRONG_USE
    assert "skywitness[pattern]" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.slow
def test_people_read_the_verdict_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["pattern", write_table(tmp_path, BURSTS), "--columns", "begins_at=begun"]) == DONE
    told = capsys.readouterr().out
    assert told.startswith("Chance does not suffice for these 16 happenings")
    assert "Would the verdict survive?" in told
