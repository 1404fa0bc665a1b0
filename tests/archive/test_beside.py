"""Media beside reports are found by name, and a hostile name leads nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, SOME_SET_ASIDE, answer


def write_reports(folder: Path, *media: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "night.reports.jsonl"
    told = {"id": "post-1", "source": "city", "published_at": "2021-03-20T21:04:00Z", "text": "Flash over the river", "media": list(media)}
    path.write_text(json.dumps(told) + "\n", encoding="utf-8")
    return path


def collect(given: Path, ledger: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, str]], str]:
    capsys.readouterr()
    status = answer(["archive", "collect", str(given), "--by", "Vera", "--ledger", str(ledger), "--json"])
    out = capsys.readouterr()
    return status, {entry["name"]: entry for entry in json.loads(out.out)}, out.err


@pytest.mark.parametrize("as_folder", [False, True])
def test_what_lies_beside_a_report_is_kept_with_whose_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_folder: bool) -> None:
    inner = tmp_path / "export"
    reports = write_reports(inner, "photos/1.jpg", "https://cdn.example/2.jpg")
    (inner / "photos").mkdir()
    (inner / "photos" / "1.jpg").write_bytes(b"\xff\xd8\xffflash")
    status, kept, _ = collect(tmp_path if as_folder else reports, tmp_path.parent / f"ledger-{as_folder}-{tmp_path.name}", capsys)
    assert status == DONE
    assert kept.keys() == {"photos/1.jpg"}
    entry = kept["photos/1.jpg"]
    assert entry["source"] == "city, post-1"
    assert entry["recorded"].items() >= {"report": "post-1", "published_by": "city", "published_at": "2021-03-20T21:04:00+00:00"}.items()  # type: ignore[attr-defined] # JSON


def test_names_that_lead_elsewhere_or_nowhere_are_told_and_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("of this machine")
    names = ("../secret.txt", str(secret), "link.txt", "gone.jpg", "x" * 5_000)
    reports = write_reports(tmp_path / "export", *names)
    (tmp_path / "export" / "link.txt").symlink_to(secret)
    status, kept, told = collect(reports, tmp_path / "ledger", capsys)
    assert (status, kept) == (SOME_SET_ASIDE, {})
    assert told.count("lies outside of export") == 3
    assert "gone.jpg, of post-1: it does not lie beside the report" in told
    assert "it is no name of a file" in told or told.count("does not lie beside") == 2


def test_a_run_keeps_media_when_it_is_asked_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports, ledger = write_reports(tmp_path / "export", "1.jpg"), tmp_path / "ledger"
    (tmp_path / "export" / "1.jpg").write_bytes(b"\xff\xd8\xffflash")
    assert answer(["run", str(reports), "--ledger", str(ledger)]) == DONE
    assert not (ledger / "archive").exists()
    assert answer(["run", str(reports), "--ledger", str(ledger), "--archive-by", "Vera"]) == DONE
    assert "1 media kept in the archive" in capsys.readouterr().err
    assert answer(["doctor", "--archive", "--ledger", str(ledger)]) == DONE
    assert "sound: 1 files" in capsys.readouterr().out
    assert answer(["doctor", "--ledger", str(ledger)]) == DONE
    assert "1 files; read them through" in " ".join(capsys.readouterr().out.split())
