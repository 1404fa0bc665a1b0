"""The whole way: an exercise is made, run through the pipeline and scored from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.score.invented import Read, conclude, happened, held_against, told

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.score import draw_up, observe, pool


@pytest.mark.slow
def test_an_exercise_is_scored_from_its_own_files(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    night, ledger = tmp_path / "night", str(tmp_path / "ledger")
    assert answer(["exercise", "--seed", "7", "--scenario", "founding-story", "--to", str(night)]) == DONE
    assert answer(["run", str(night / "night.reports.jsonl"), "--ledger", ledger]) == DONE
    capsysbinary.readouterr()
    assert answer(["score", "--truth", str(night / "truth.jsonl"), "--ledger", ledger, "--json"]) == DONE
    board = json.loads(capsysbinary.readouterr().out)
    assert (board["missing"], board["strange"], board["nights"][0]["scenario"]) == (0, 0, "founding-story")
    assert board["reports"] > 20
    assert board["extraction"]["all"]["happenings"]["precision"] > 0.9
    assert answer(["score", "--truth", str(night / "truth.jsonl"), "--ledger", ledger]) == DONE
    assert b"B-cubed F1" in capsysbinary.readouterr().out


def test_a_truth_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "truth.jsonl").write_text("[]\n", encoding="utf-8")
    assert answer(["score", "--truth", str(tmp_path / "truth.jsonl"), "--ledger", str(tmp_path)]) == WRONG_USE


def test_pooled_exercises_are_figured_from_all_their_cases() -> None:
    """One night with one report of two read, one with three of three: four of five, not the mean of a half and one."""
    small = observe(
        held_against([happened("h-1"), told("a", "h-1"), told("b", "h-1")], conclude([Read(report="a", incident="1")], reports="b"))
    )
    large = observe(
        held_against([happened("h-1"), *(told(name, "h-1") for name in "abc")], conclude(Read(report=name, incident="1") for name in "abc"))
    )
    board = draw_up(pool([small, large]))
    assert (board.reports, board.extraction.all.happenings.recall, board.linking.reached.share) == (5, 0.8, 0.8)
    assert board == draw_up(pool([large, small]))


def test_reports_that_only_one_side_knows_are_counted_and_left_out() -> None:
    board = draw_up(observe(held_against([happened("h-1"), told("a", "h-1")], conclude([Read(report="z", incident="1")]))))
    assert (board.reports, board.missing, board.strange, board.linking.fates["unjudged"]) == (0, 1, 1, 1)
