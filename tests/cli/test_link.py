"""``skywitness link`` from table to lines."""

from __future__ import annotations

import json
from pathlib import Path

from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE, answer

ONE = "id,begun,oblast,kind\na1,2031-05-01T20:00:00Z,Харківська область,siren\na2,2031-05-01T23:40:00Z,Харківська область,siren\n"
TWO = "begun,oblast,kind\n2031-05-01T20:02:00Z,Kharkiv Oblast,alert\n"


def write(folder: Path, one: str = ONE, two: str = TWO) -> list[str]:
    (folder / "one.csv").write_text(one, encoding="utf-8")
    (folder / "two.csv").write_text(two, encoding="utf-8")
    return [str(folder / "one.csv"), str(folder / "two.csv")]


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_rows_of_two_tables_in_two_languages_are_one_incident(tmp_path: Path) -> None:
    to = tmp_path / "linked.jsonl"
    assert answer(["link", *write(tmp_path), "--columns", "begins_at=begun", "what=kind", "--to", str(to)]) == DONE
    first, second, third = lines(to)
    assert first["incident"] == second["incident"] != third["incident"]
    assert [(each["file"], each["row"], each["id"], each["source"]) for each in (first, second, third)] == [
        ("one.csv", 0, "a1", "one"),
        ("two.csv", 0, None, "two"),
        ("one.csv", 1, "a2", "one"),
    ]
    assert "both in UA-63" in str(first["why"])


def test_a_row_without_a_time_is_set_aside(tmp_path: Path) -> None:
    tables = write(tmp_path, one=ONE + "a3,,Харківська область,siren\n")
    assert answer(["link", *tables, "--columns", "begins_at=begun", "--to", str(tmp_path / "linked.jsonl")]) == SOME_SET_ASIDE
    assert len(lines(tmp_path / "linked.jsonl")) == 3


def test_a_table_that_does_not_tell_when_is_refused(tmp_path: Path) -> None:
    assert answer(["link", *write(tmp_path)]) == WRONG_USE
