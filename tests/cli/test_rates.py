"""``skywitness rates`` from table to figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE, answer

TABLE = """time_start,model,launched,destroyed
2031-05-01 18:00,Shahed-136,20.0,15.0
2031-05-02,Shahed-136,10,
2032-01-03 01:00,Kalibr,,0
"""


def tell(capsys: pytest.CaptureFixture[str], path: Path, *more: str, status: int = DONE) -> dict[str, list[dict[str, object]]]:
    assert answer(["rates", str(path), *more, "--json"]) == status
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def write(folder: Path, text: str) -> Path:
    path = folder / "tally.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_years_months_models_and_what_is_withheld(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tell(capsys, write(tmp_path, TABLE))
    assert [(each["of"], each["rate"]) for each in found["by_year"]] == [("2031", 0.75), ("2032", None)]
    assert [(each["row"], each["missing"]) for each in found["withheld"]] == [(1, ["destroyed"]), (2, ["launched"])]
    assert [each["of"] for each in tell(capsys, write(tmp_path, TABLE), "--model", "kalibr")["by_model"]] == ["Kalibr"]


@pytest.mark.parametrize(
    "row", ["2031-05-01,Kalibr,3,4", "2031-05-01,Kalibr,-1,0", "2031-05-01,Kalibr,2.5,0", "soon,Kalibr,3,2", "2031-05-01,,3,2"]
)
def test_a_row_that_cannot_be_is_set_aside(row: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tell(capsys, write(tmp_path, f"{TABLE}{row}\n"), status=SOME_SET_ASIDE)
    assert sum(int(str(each["raids"])) for each in found["by_model"]) == 3


def test_wrong_use_is_told(tmp_path: Path) -> None:
    assert answer(["rates", str(write(tmp_path, TABLE)), "--model", "nothing"]) == WRONG_USE
    assert answer(["rates", str(write(tmp_path, "time_start,model,launched\n2031-05-01,x,1\n"))]) == WRONG_USE
    assert answer(["rates", str(tmp_path / "none.csv")]) == WRONG_USE


def test_a_second_count_measures_over_claiming(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrecks = tmp_path / "wrecks.csv"
    wrecks.write_text("time_start,model,launched,destroyed\n2031-05-01,drone,20,10\n2031-05-02,drone,10,5\n", encoding="utf-8")
    assert answer(["rates", str(write(tmp_path, TABLE)), "--against", str(wrecks), "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["compared"]["claimed_for_each"], found["compared"]["days_untold"]) == (1.5, 1)
    assert found["over_claiming"].startswith("1.50 claimed for each one counted")
    assert tell(capsys, tmp_path / "tally.csv")["compared"] is None


def test_people_read_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["rates", str(write(tmp_path, TABLE))]) == DONE
    assert "Withheld: row 1, 2031-05-02, Shahed-136: destroyed not given." in capsys.readouterr().out


@pytest.mark.shared
def test_the_public_tally_is_reproduced(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = shared / "data/tallies/missile_attacks_daily.csv"
    total = tell(capsys, path, "--model", "shahed")["total"]
    assert (total["launched"], total["destroyed"]) == (87_057, 63_089)  # type: ignore[call-overload]
    with path.open(encoding="utf-8") as file:
        missing = [row for row, line in enumerate(csv.DictReader(file)) if not line["launched"] or not line["destroyed"]]
    assert [each["row"] for each in tell(capsys, path)["withheld"]] == missing
