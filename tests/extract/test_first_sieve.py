"""The first sieve: it holds back what speaks of nothing in the air, never a line that a reader of ours would read something from, and what it holds back is found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, answer
from skywitness.cli.options import now
from skywitness.extract.first_sieve import BRIEF_LETTERS, BY, lets_pass
from skywitness.ingest import read_input
from skywitness.ledger import open_ledger
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.reading import Reader

TAIL = " Подробности позже, следите за каналом, всем спокойной ночи и берегите себя, друзья."


@pytest.mark.parametrize(
    "text",
    [
        "Ночью над районом сбит беспилотник." + TAIL,
        "ЁЛКИ, ВЗРЫВЫ над городом!" + TAIL,
        "#Тревога_в_городе, сирены." + TAIL,
        "«Шахеды» летят на нас." + TAIL,
        "На місто летять шахеди, працює ППО." + TAIL,
        "Уламки впали на дах школи, постраждалих немає." + TAIL,
        "Air defences shot down two drones overnight; windows were broken in a block of flats, officials said.",
        "A helicopter was seen hunting something above the harbour for half an hour, residents told us.",
        "Горит крыша, упало что-то с неба." + TAIL,
        "Всё.",  # brief: always read
    ],
)
def test_what_tells_of_something_passes(text: str) -> None:
    assert lets_pass(text)


@pytest.mark.parametrize(
    "text",
    [
        "Магазин на Садовой работает до десяти вечера, привезли овощи и хлеб." + TAIL,
        "У музеї відкрили виставку дитячих малюнків, вхід вільний, чекаємо на всіх у суботу та неділю.",
        "The library is open until eight, and the choir meets on Thursday as it always has, says the board.",
        "😀" * (BRIEF_LETTERS + 1),
        "東京の天気は明日も晴れるでしょう。" * 10,
    ],
)
def test_what_tells_of_nothing_in_the_air_is_held_back(text: str) -> None:
    assert not lets_pass(text)


def test_nothing_that_is_read_of_an_invented_night_is_held_back(tmp_path: Path) -> None:
    night = play_invented(tmp_path)
    reader = Reader({})
    reports = [item for item in read_input(night, ReadOptions(collected_at=now())) if isinstance(item, Report)]
    assert reports
    assert [report.text for report in reports if not lets_pass(report.text) and reader.read(report)[0].assertions] == []


def play_invented(folder: Path) -> Path:
    assert answer(["exercise", "--seed", "5", "--to", str(folder / "night")]) == DONE
    return folder / "night" / "night.reports.jsonl"


def test_what_is_held_back_is_kept_counted_and_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {
            "source": "city",
            "published_at": "2021-05-01T20:00:00Z",
            "text": "Магазин на Садовой работает до десяти, привезли хлеб." + TAIL,
            "id": "c/1",
        },
        {"source": "city", "published_at": "2021-05-01T20:01:00Z", "text": "Ремонт улицы продлится до конца месяца." + TAIL, "id": "c/2"},
        {"source": "city", "published_at": "2021-05-01T20:02:00Z", "text": "Над Тулой сбит беспилотник." + TAIL, "id": "c/3"},
        {"source": "city", "published_at": "2021-05-01T20:03:00Z", "text": "Доброе утро, город!", "id": "c/4"},
    ]
    path = tmp_path / "a.reports.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert answer(["run", str(path), "--ledger", str(tmp_path / "ledger")]) == DONE
    with open_ledger(tmp_path / "ledger", read_only=True) as ledger:
        assert [reading.by == BY for reading in ledger.readings()] == [True, True, False, False]
        assert [reading.is_sieved for reading in ledger.readings()] == [True, True, False, True], "short ones are read all the same"
        assert ledger.counts()["reports"] == 4
    capsys.readouterr()
    assert answer(["show", "--sieved", "--words", "ХЛЕБ", "--ledger", str(tmp_path / "ledger")]) == DONE
    told = capsys.readouterr().out
    assert "c/1" in told
    assert "c/2" not in told
    assert answer(["doctor", "--ledger", str(tmp_path / "ledger")]) == DONE
    assert "2 reports" in " ".join(capsys.readouterr().out.split())
