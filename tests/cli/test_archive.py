"""The archive from the command line: what goes to stdout, what is set aside, and what the exit status says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE, answer


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"a flash over the river")
    return path


def add(clip: Path, ledger: Path, *more: str) -> int:
    return answer(["archive", "add", str(clip), *more, "--by", "Vera", "--ledger", str(ledger)])


def test_files_are_taken_in_listed_shown_and_proved(tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "ledger"
    assert add(clip, ledger, "--source", "https://example.org/1", "--note", "by mail", "--json") == DONE
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["by"], entry["source"], entry["note"], entry["size_bytes"]) == ("Vera", "https://example.org/1", "by mail", 22)
    assert answer(["archive", "list", "--ledger", str(ledger)]) == DONE
    assert "clip.mp4" in capsys.readouterr().out
    assert answer(["archive", "show", entry["digest"][:8], "--ledger", str(ledger)]) == DONE
    assert "taken in as clip.mp4, by Vera; from https://example.org/1" in capsys.readouterr().out
    assert answer(["doctor", "--archive", "--ledger", str(ledger), "--by", "Vera"]) == DONE
    assert "sound: 1 files" in capsys.readouterr().out
    assert answer(["doctor", "--archive", str((ledger / "archive").rename(tmp_path / "handed-over"))]) == DONE
    assert "sound: 1 files, 2 entries" in capsys.readouterr().out
    (tmp_path / "handed-over").rename(ledger / "archive")
    assert answer(["archive", "list", "--ledger", str(ledger), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out) == [entry]


def test_what_cannot_be_taken_in_is_named_and_the_rest_goes_on(tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = str(tmp_path / "ledger")
    assert answer(["archive", "add", str(tmp_path / "no.mp4"), str(clip), "--by", "Vera", "--ledger", ledger]) == SOME_SET_ASIDE
    out = capsys.readouterr()
    assert "clip.mp4" in out.out
    assert "no.mp4: there is no such file" in out.err


def test_the_doctor_names_a_flipped_byte_and_leaves_with_an_error(tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "ledger"
    add(clip, ledger)
    (kept,) = (path for path in (ledger / "archive" / "evidentiary").rglob("*") if path.is_file())
    kept.chmod(0o600)
    kept.write_bytes(b"a flash over the rivfr")
    capsys.readouterr()
    assert answer(["doctor", "--archive", "--ledger", str(ledger), "--by", "Vera"]) == WRONG_USE
    out = capsys.readouterr().out
    assert f"{kept.relative_to(ledger / 'archive').as_posix()}: it was altered" in out
    assert "NOT SOUND" in out
    answer(["archive", "show", kept.name, "--ledger", str(ledger)])
    assert "1 files, 1 faults" not in capsys.readouterr().out  # a check is of the whole archive
    assert "1 files, 1 faults" in (ledger / "archive" / "custody.jsonl").read_text(encoding="utf-8")


def test_copies_are_derived_released_and_erased_by_name(tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, made = str(tmp_path / "ledger"), tmp_path / "made.mp4"
    made.write_bytes(b"brighter")
    add(clip, Path(ledger))
    digest = capsys.readouterr().out.split()[0]
    assert answer(["archive", "derive", digest, str(made), "--how", "ffmpeg 7.1", "--by", "Vera", "--ledger", ledger]) == DONE
    out = tmp_path / "out.mp4"
    asked = ["--to", str(out), "--recipient", "a court", "--why", "ordered", "--by", "Vera", "--ledger", ledger]
    assert answer(["archive", "release", digest, *asked]) == DONE
    assert out.read_bytes() == clip.read_bytes()
    capsys.readouterr()
    assert answer(["archive", "erase", digest, "--why", "asked for", "--by", "Vera", "--ledger", ledger]) == DONE
    assert "still here" in capsys.readouterr().err
    assert answer(["archive", "show", digest, "--ledger", ledger]) == DONE
    told = capsys.readouterr().out
    for words in ("derived from it", "how: ffmpeg 7.1", "released, by Vera; to a court: ordered", "erased, by Vera; asked for"):
        assert words in told
    assert answer(["doctor", "--archive", "--ledger", ledger]) == DONE


def test_wrong_use_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (["archive", "list", "--ledger", str(tmp_path / "none")], "there is no archive"),
        (["archive", "list", "--ledger", "postgresql://host/db"], "SKYWITNESS_FOLDER="),
        (["doctor", "--archive"], "--ledger"),
        (["archive", "add", "--by", "Vera", "--ledger", str(tmp_path)], "name a file"),
    ):
        assert answer(arguments) == WRONG_USE
        assert words in capsys.readouterr().err


def test_a_saved_page_is_kept_and_packed_for_players(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved, ledger = tmp_path / "page.html", tmp_path / "ledger"
    saved.write_text("<html><body><p>A drone was shot down over the river.</p></body></html>", encoding="utf-8")
    asked = ["archive", "page", str(saved), "--url", "https://city.example/1", "--captured-at", "2021-03-20T21:04:00Z"]
    for _ in range(2):  # packing again gives the same bytes, and changes nothing
        assert answer([*asked, "--by", "Vera", "--ledger", str(ledger), "--json"]) == DONE
        original, packed = json.loads(capsys.readouterr().out)
    assert (original["source"], packed["of"], packed["number"]) == ("https://city.example/1", original["digest"], 2)
    wacz = ledger / "archive" / "working" / packed["digest"][:2] / packed["digest"]
    assert answer(["extract", str(wacz)]) == DONE
    assert "shot down" in capsys.readouterr().out
    assert answer(["doctor", "--archive", "--ledger", str(ledger)]) == DONE
    asked[4] = "file:///etc/hosts"
    assert answer([*asked, "--by", "Vera", "--ledger", str(ledger)]) == WRONG_USE
