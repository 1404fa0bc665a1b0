"""``skywitness check`` from words to verdicts."""

from __future__ import annotations

import io
import json

import pytest

from skywitness.cli.app import DONE, WRONG_USE, answer


def test_claims_are_judged_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["check", "The Ka-52 is made by Mil.", "14 March 2021 was a Sunday.", "Nobody knows.", "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert [row["verdict"] for row in found] == ["refutes", "supports", "inconclusive"]
    assert found[0]["source"]


def test_claims_are_read_from_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("14 March 2021 was a Sunday.\n\nNobody knows.\n"))
    assert answer(["check"]) == DONE
    told = capsys.readouterr().out
    assert told.startswith("supports: 14 March 2021 was a Sunday.")
    assert "nothing on file tells" in told


def test_no_claim_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert answer(["check"]) == WRONG_USE
