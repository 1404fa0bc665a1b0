"""A rule of retention erases old words that nothing rests on, and nothing else; that they existed stays, and the ledger is sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.ledger import open_ledger

POSTS = [
    {"id": "a/1", "source": "a", "published_at": "2025-03-14T01:00:00Z", "text": "Над Ельцом сбит беспилотник."},
    {"id": "b/1", "source": "b", "published_at": "2025-03-14T01:04:00Z", "text": "Над Ельцом сбит беспилотник.", "forwarded_from": "a"},
    {"id": "a/2", "source": "a", "published_at": "2025-03-14T09:00:00Z", "text": "Сегодня в парке играет оркестр, вход свободный."},
    {"id": "a/3", "source": "a", "published_at": "2025-03-14T10:00:00Z", "text": "Ремонт моста на улице Мира продлится до осени."},
]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    posts = tmp_path / "a.reports.jsonl"
    posts.write_text("\n".join(map(json.dumps, POSTS)), "utf-8")
    assert answer(["run", str(posts), "--ledger", str(tmp_path / "desk")]) == DONE
    return tmp_path


def retain(desk: Path, days: float, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, list[str]]:
    (desk / "c.toml").write_text(f"[retention]\nunrelated_days = {days}\n", "utf-8")
    capsys.readouterr()
    assert answer(["retain", "--ledger", str(desk / "desk"), "--config", str(desk / "c.toml"), "--by", "Vera", "--json", *more]) == DONE
    told: dict[str, list[str]] = json.loads(capsys.readouterr().out)
    return told


def words(desk: Path) -> dict[str, str]:
    with open_ledger(desk / "desk", read_only=True) as ledger:
        assert ledger.check() == ()
        return {str(report.report_id): report.text for report in ledger.reports()}


def test_old_words_that_nothing_rests_on_go_and_the_incident_stays(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = words(desk)
    assert retain(desk, 1e-9, capsys)["erased"] == ["a/2", "a/3"]
    after = words(desk)
    assert after.keys() == before.keys()
    assert (after["a/1"], after["b/1"]) == (before["a/1"], before["b/1"])
    assert not any("оркестр" in text or "моста" in text for text in after.values())
    with open_ledger(desk / "desk", read_only=True) as ledger:
        assert ledger.counts()["incidents"] == 1
        [decision] = ledger.decided_since(0)
        assert (decision.by, decision.why.startswith("retention:")) == ("Vera", True)
    assert retain(desk, 1e-9, capsys)["erased"] == []


def test_what_is_young_stays_and_a_dry_run_erases_nothing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert retain(desk, 1, capsys)["erased"] == []
    assert retain(desk, 1e-9, capsys, "--dry-run") == {"erased": [], "expired": ["a/2", "a/3"]}
    assert "оркестр" in words(desk)["a/2"]


def test_without_a_rule_nothing_is_erased(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "c.toml").write_text("[limits]\nmax_item_bytes = 1000\n", "utf-8")
    assert answer(["retain", "--ledger", str(desk / "desk"), "--config", str(desk / "c.toml"), "--by", "Vera"]) == WRONG_USE
    assert "add [retention]" in capsys.readouterr().err
    (desk / "c.toml").write_text("[retention]\nunrelated_days = 0\n", "utf-8")
    assert answer(["retain", "--ledger", str(desk / "desk"), "--config", str(desk / "c.toml"), "--by", "Vera"]) == WRONG_USE
    assert "days above 0" in capsys.readouterr().err
