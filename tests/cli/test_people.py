"""``skywitness people``: the password comes by stdin, nothing of it is shown, and nothing of the people enters the ledger."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.cli.serve import tell_open
from skywitness.config import DeskSettings
from skywitness.errors import BadSettings
from skywitness.ledger import open_ledger
from skywitness.web.desk.acts import Acts
from skywitness.web.desk.file import DeskFile

SECRET = "four lamps under snow"  # noqa: S105 - of a test


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    open_ledger(tmp_path / "ledger").close()
    return str(tmp_path / "ledger")


def give(monkeypatch: pytest.MonkeyPatch, *words: str, typed: str = SECRET) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    return answer(["people", *words])


def test_people_are_added_listed_locked_and_let_in_again(
    ledger: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (Path(ledger) / "ledger.sqlite").read_bytes()
    assert give(monkeypatch, "add", "Vera", "--ledger", ledger) == DONE
    assert give(monkeypatch, "add", "Orest", "--no-password", "--ledger", ledger) == DONE
    assert give(monkeypatch, "lock", "vera", "--ledger", ledger) == DONE
    assert give(monkeypatch, "password", "Vera", "--ledger", ledger, typed="five boats and no river") == DONE
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err
    assert give(monkeypatch, "list", "--ledger", ledger) == DONE
    assert capsys.readouterr().out.splitlines()[0] == "Orest\tmay sign in\tby proxy only"
    assert give(monkeypatch, "unlock", "Vera", "--ledger", ledger) == DONE
    assert give(monkeypatch, "list", "--json", "--ledger", ledger) == DONE
    assert [(each["name"], each["locked_at"]) for each in json.loads(capsys.readouterr().out)] == [("Orest", None), ("Vera", None)]
    with DeskFile(Path(ledger)) as file:
        assert [act.what for act in Acts(file).newest()] == [
            "people: unlock",
            "people: password",
            "people: lock",
            "people: add",
            "people: add",
        ]
    assert (Path(ledger) / "ledger.sqlite").read_bytes() == before


@pytest.mark.parametrize("words", [("add",), ("add", "Vera", "typed"), ("lock", "Vera"), ("password", "Vera"), ("add", "\u202e")])
def test_what_cannot_be_done_is_said(ledger: str, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert give(monkeypatch, *words, "--ledger", ledger) == WRONG_USE
    assert not (Path(ledger) / "desk.sqlite").exists()


def test_a_weak_password_or_none_adds_nobody(ledger: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for typed in ("qwerty", ""):
        assert give(monkeypatch, "add", "Vera", "--ledger", ledger, typed=typed) == WRONG_USE
    assert "qwerty" not in capsys.readouterr().err
    assert give(monkeypatch, "list", "--ledger", ledger) == DONE
    assert capsys.readouterr().out == ""


def test_nobody_is_added_where_there_is_no_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert give(monkeypatch, "add", "Vera", "--ledger", str(tmp_path / "none")) == WRONG_USE
    assert not (tmp_path / "none").exists()


def test_a_fresh_server_says_that_it_is_here_alone_and_how_to_open_it() -> None:
    fresh = tell_open("night", host="127.0.0.1", port=8765, has_desk=False, desk=DeskSettings())
    assert "this machine only" in fresh[1]
    assert "people add NAME" in fresh[2]
    assert "nobody can sign in from there" in tell_open("night", host="0.0.0.0", port=1, has_desk=True, desk=DeskSettings())[1]  # noqa: S104
    assert len(tell_open("night", host="0.0.0.0", port=1, has_desk=True, desk=DeskSettings(https=True))) == 1  # noqa: S104


def test_reading_for_people_alone_needs_people_and_the_gate_is_lifted_for_nobody_unknown(ledger: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[desk]\nreading = "people"\n', encoding="utf-8")
    assert answer(["serve", "--ledger", ledger, "--config", str(tmp_path / "c.toml")]) == WRONG_USE
    assert answer(["serve", "--ledger", ledger, "--host", "0.0.0.0", "--audience", "team"]) == WRONG_USE  # noqa: S104


@pytest.mark.parametrize(
    "line", ['reading = "all"', "idle_minutes = 0", 'proxy_header = "X Remote"', 'proxy_addresses = ["proxy"]', "https = 1", "password = 1"]
)
def test_settings_that_cannot_be_meant_are_named(tmp_path: Path, line: str) -> None:
    from skywitness.config import load_settings

    (tmp_path / "c.toml").write_text(f"[desk]\n{line}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match=f"desk.{line.split(' ')[0]}"):
        load_settings(tmp_path / "c.toml")


def test_a_kept_password_costs_what_the_library_advises() -> None:
    from argon2 import PasswordHasher, extract_parameters

    from skywitness.web.desk.passwords import hash_password, is_dated, is_right

    kept = hash_password(SECRET)
    advised = PasswordHasher()
    assert extract_parameters(kept).memory_cost == advised.memory_cost >= 19_456
    assert not is_dated(kept)
    assert is_right(kept, SECRET)
    assert not is_right(kept, SECRET + " ")
    assert not is_right(None, "nobody's password")
