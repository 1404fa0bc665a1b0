"""``skywitness alert`` from a ledger to receivers: once, dry, beside a growing ledger, and killed on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.alert.loopback import Hook, serve_hook

from skywitness.alert.outbox import FILE_NAME, MessageState, Outbox
from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE, answer

REPORTS = [
    {"source": "yelets_voice", "published_at": "2021-05-01T20:10:00Z", "text": "В Ельце сбит беспилотник, слышали взрыв."},
    {"source": "tula_voice", "published_at": "2021-05-03T21:00:00Z", "text": "Над Тулой сбит один беспилотник."},
    {"source": "orel_voice", "published_at": "2021-05-05T21:00:00Z", "text": "Над Орлом сбит один беспилотник."},
]


@pytest.fixture
def hook() -> Iterator[Hook]:
    with serve_hook() as hook:
        yield hook


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    feed(tmp_path, *REPORTS[:2])
    return tmp_path / "ledger"


def feed(folder: Path, *reports: dict[str, str]) -> None:
    lines = (json.dumps(report, ensure_ascii=False) for report in reports)
    (folder / "more.reports.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert answer(["run", str(folder / "more.reports.jsonl"), "--ledger", str(folder / "ledger")]) == DONE


def settings(folder: Path, hook: Hook, rule: str = "", channel: str = "") -> str:
    text = f"""
[[channel]]
name = "desk"
address = "{hook.address}"
{channel}
[[alert]]
name = "all"
to = ["desk"]
{rule}
"""
    (folder / "alerts.toml").write_text(text, encoding="utf-8")
    return str(folder / "alerts.toml")


def test_once_tells_each_incident_once_and_what_comes_later_later(tmp_path: Path, ledger: Path, hook: Hook) -> None:
    call = ["alert", "--config", settings(tmp_path, hook), "--ledger", str(ledger), "--once"]
    assert [answer(call), answer(call)] == [DONE, DONE]
    assert ["Yelets" in hook.titles[0], "Tula" in hook.titles[1], len(hook.taken)] == [True, True, 2]
    feed(tmp_path, REPORTS[2])
    assert answer(call) == DONE
    assert len(hook.taken) == 3
    assert hook.taken[2]["kind"] == "alert"


def test_what_a_person_decides_is_corrected_to_the_same_receivers(tmp_path: Path, ledger: Path, hook: Hook) -> None:
    call = ["alert", "--config", settings(tmp_path, hook), "--ledger", str(ledger), "--once"]
    answer(call)
    subject = hook.taken[0]["subject"]
    decision = ["decide", "reject", subject, "--by", "Vera", "--why", "a drill", "--ledger", str(ledger)]
    assert answer(decision) == DONE
    assert answer(call) == DONE
    correction = hook.taken[2]
    assert (correction["kind"], correction["subject"], correction["corrects"]) == ("correction", subject, hook.taken[0]["id"])


def test_a_dry_run_prints_and_neither_tells_nor_remembers(
    tmp_path: Path, ledger: Path, hook: Hook, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["alert", "--config", settings(tmp_path, hook, 'regions = ["RU-LIP"]'), "--ledger", str(ledger)]
    capsys.readouterr()
    assert answer([*call, "--dry-run"]) == DONE
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["rules"] == ["all"]
    assert hook.taken == []
    assert not (ledger / "alerts").exists()
    assert answer([*call, "--once"]) == DONE
    assert len(hook.taken) == 1


def test_an_outage_ends_in_the_old_order_and_dead_letters_can_be_sent_again(
    tmp_path: Path, ledger: Path, hook: Hook, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["alert", "--config", settings(tmp_path, hook, channel="tries = 1"), "--ledger", str(ledger)]
    hook.status = 503
    assert answer([*call, "--once"]) == SOME_SET_ASIDE
    hook.status = 200
    assert answer([*call, "--once"]) == SOME_SET_ASIDE  # the second has left, the first is dead
    capsys.readouterr()
    assert answer(["alert", "--ledger", str(ledger), "--dead-letters"]) == SOME_SET_ASIDE
    dead = json.loads(capsys.readouterr().out)
    assert answer(["alert", "--ledger", str(ledger), "--resend", "n-unknown"]) == WRONG_USE
    assert answer(["alert", "--ledger", str(ledger), "--resend", dead["id"]]) == DONE
    assert answer([*call, "--once"]) == DONE
    assert sorted(each["id"] for each in hook.taken) == sorted({each["id"] for each in hook.taken})
    assert len(hook.taken) == 2


def test_what_was_there_before_a_day_is_not_told_when_only_later_news_is_asked_for(tmp_path: Path, ledger: Path, hook: Hook) -> None:
    call = ["alert", "--config", settings(tmp_path, hook), "--ledger", str(ledger), "--once", "--since", "2021-05-02T00:00:00Z"]
    assert answer(call) == DONE
    assert len(hook.taken) == 1


@pytest.mark.parametrize(
    "words", [["--once"], ["--dead-letters"], ["--resend", "all"]], ids=["no settings", "nothing told yet", "nothing to send again"]
)
def test_wrong_use_is_told_in_plain_words(ledger: Path, words: list[str]) -> None:
    assert answer(["alert", "--ledger", str(ledger), *words]) == WRONG_USE


@pytest.mark.slow
def test_beside_a_growing_ledger_killed_at_any_moment_nothing_is_lost(tmp_path: Path, ledger: Path, hook: Hook) -> None:
    """A real process, killed at moments spread over its start, its look and its sending; the ledger grows meanwhile."""
    command = [str(Path(sys.executable).with_name("skywitness")), "alert", "--config", settings(tmp_path, hook), "--ledger", str(ledger)]
    for pause_s in (0.6, 0.9, 1.2, 1.5, 2.0):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own program
            time.sleep(pause_s)
            os.kill(process.pid, signal.SIGKILL)
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own program
        feed(tmp_path, REPORTS[2])
        deadline = time.monotonic() + 40
        while len({each["id"] for each in hook.taken}) < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
        process.terminate()
        assert process.wait(timeout=20) == DONE
    assert len({each["id"] for each in hook.taken}) == 3
    with Outbox(ledger / "alerts" / FILE_NAME) as outbox:
        assert len(outbox.in_state(MessageState.SENT)) == 3
        assert outbox.in_state(MessageState.WAITING) == []
