"""The verb ``exercise`` writes what ``run`` takes, and says what is wrong in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from skywitness.cli.app import DONE, WRONG_USE, answer


def test_an_exercise_is_written_and_can_be_run(tmp_path: Path) -> None:
    assert answer(["exercise", "--to", str(tmp_path / "night"), "--seed", "3", "--no-videos"]) == DONE
    assert sorted(path.name for path in (tmp_path / "night").iterdir()) == ["night.reports.jsonl", "sources.toml", "truth.jsonl"]
    assert answer(["run", str(tmp_path / "night" / "night.reports.jsonl"), "--ledger", str(tmp_path / "ledger")]) == DONE


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--scenario", "none-such"], "mass-night"),
        (["--half", "none-such"], "seen"),
        (["--nights", "0"], "1 or more"),
        (["--grammar", "/none/such.yml"], "such.yml"),
    ],
)
def test_wrong_use_is_named(arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["exercise", "--to", str(tmp_path / "night"), *arguments]) == WRONG_USE
    assert says in capsys.readouterr().err


def test_without_the_extra_it_says_that_videos_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("skywitness.cli.exercise.can_film", lambda: False)
    assert answer(["exercise", "--to", str(tmp_path / "night"), "--seed", "3"]) == DONE
    assert "Videos are left out" in capsys.readouterr().err
    assert not (tmp_path / "night" / "media").exists()
