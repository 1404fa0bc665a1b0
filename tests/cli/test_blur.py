"""From the evidentiary copy to a published one, on the command line: blurred, linked, looked at, released, and only then out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.ledger import open_ledger


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x8298] = "taken by Vera"
    Image.new("RGB", (64, 48), (90, 120, 150)).save(path, exif=exif)
    return path


def test_a_copy_goes_out_only_after_a_person_released_it(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = str(tmp_path / "desk")
    open_ledger(ledger).close()
    by = ["--by", "Vera", "--ledger", ledger]
    assert answer(["archive", "add", str(photo), *by]) == DONE
    original = capsys.readouterr().out.split()[0]
    assert answer(["blur", original[:10], "--no-faces", "--box", "0,0,9,9", *by, "--json"]) == DONE
    made = json.loads(capsys.readouterr().out)
    assert (made["of"], made["width"], made["looked_at"]) == (original, 64, 0)
    assert "boxes blurred: 0,0,9,9" in made["how"]
    publish = ["archive", "publish", made["digest"][:10], "--to", str(tmp_path / "out.jpg"), *by]
    assert answer(publish) == WRONG_USE
    assert "nobody released" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out.jpg").exists()
    assert answer(["decide", "release", made["digest"], "--why", "nobody is seen", *by]) == DONE
    assert answer(publish) == DONE
    assert b"Vera" not in (tmp_path / "out.jpg").read_bytes()
    capsys.readouterr()
    assert answer(["archive", "show", made["digest"][:10], "--ledger", ledger]) == DONE
    told = capsys.readouterr().out
    assert "made_for: publication" in told
    assert "published, by Vera; released by Vera" in told
    assert answer(["doctor", "--archive", "--ledger", ledger]) == DONE


def test_without_a_ledger_a_copy_is_written_and_nothing_is_said_to_be_released(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(["blur", str(photo), "--to", str(tmp_path / "copy.png"), "--no-faces"]) == DONE
    told = capsys.readouterr()
    assert told.out.split()[1] == "copy.png"
    assert "Look at the copy whole" in told.err
    assert answer(["blur", str(photo), "--to", str(tmp_path / "copy.png"), "--no-faces"]) == WRONG_USE


def test_what_is_missing_is_told(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_ledger(str(tmp_path / "desk")).close()
    assert answer(["blur", str(photo)]) == WRONG_USE
    assert answer(["blur", str(photo), "--ledger", str(tmp_path / "desk")]) == WRONG_USE
    assert answer(["blur", str(tmp_path / "none.jpg"), "--to", str(tmp_path / "copy.jpg"), "--no-faces"]) == WRONG_USE
    told = capsys.readouterr().err
    for words in ("name where the copy goes", "give --by NAME", "No such file"):
        assert words in " ".join(told.split())
