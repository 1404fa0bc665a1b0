"""Every verb does on a server what it does in a folder."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.server import Server

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.cli.options import now
from skywitness.ledger import FOLDER_VARIABLE, open_ledger
from skywitness.web import make_app

pytestmark = pytest.mark.slow  # a server is started for them

SECRET = "s3cretword"  # noqa: S105 - a server that trusts everybody asks for none


@pytest.fixture(scope="module")
def both(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """One invented night in a folder and on a server."""
    home = tmp_path_factory.mktemp("night")
    assert answer(["exercise", "--seed", "5", "--to", str(home / "night")]) == DONE
    ledgers = (str(home / "ledger"), server.new_address().replace("owner@", f"owner:{SECRET}@"))
    for ledger in ledgers:
        assert answer(["run", str(home / "night" / "night.reports.jsonl"), "--no-look", "--ledger", ledger]) == DONE
    return ledgers


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "beside"))
    return tmp_path / "beside"


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert answer(list(arguments)) == DONE
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    return said.out


@pytest.mark.parametrize("kind", ["incidents", "geojson", "csv"])
def test_exports_are_the_same(kind: str, both: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    in_folder, on_server = (say(capsys, "export", "--ledger", ledger, "--format", kind) for ledger in both)
    assert in_folder.count("\n") > 3
    with open_ledger(both[0], read_only=True) as one, open_ledger(both[1], read_only=True) as other:
        assert in_folder.replace(one.head(), other.head()) == on_server


def test_ids_and_their_explanations_are_the_same(both: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with open_ledger(both[0], read_only=True) as one, open_ledger(both[1], read_only=True) as other:
        assert one.counts() == other.counts()
        assert one.picture() == other.picture()
        incident = next(one.dossiers()).incident.incident_id
    told = [json.loads(say(capsys, "explain", incident, "--json", "--ledger", ledger)) for ledger in both]
    assert told[0]["id"] == told[1]["id"] == incident
    for ledger in both:
        assert say(capsys, "show", incident, "--ledger", ledger)


def test_a_decision_on_a_server_is_obeyed(server: Server, both: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    copied = server.new_address()
    say(capsys, "copy", "--from", both[1], "--to", copied)
    with open_ledger(copied, read_only=True) as ledger:
        incident = next(ledger.dossiers()).incident.incident_id
    say(capsys, "decide", "reject", incident, "--by", "Ann", "--why", "an exercise", "--ledger", copied)
    with open_ledger(copied, read_only=True) as ledger:
        assert incident not in {each.incident.incident_id for each in ledger.dossiers()}


def test_the_doctor_looks_it_over_and_no_password_is_told(
    both: tuple[str, str], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert "sound" in say(capsys, "doctor", both[1])
    say(capsys, "digest", "--ledger", both[1])
    say(capsys, "people", "list", "--ledger", both[1])
    assert SECRET not in caplog.text


def test_no_password_stands_in_the_ledger(both: tuple[str, str], server: Server) -> None:
    schema = both[1].rpartition("%3D")[2]
    assert SECRET.encode() not in server.program("pg_dump", f"--schema={schema}", "ledgers").stdout


def test_what_lies_beside_a_ledger_on_a_server_has_to_be_named(
    both: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert answer(["archive", "list", "--ledger", both[1]]) == WRONG_USE
    told = capsys.readouterr().err
    assert f"{FOLDER_VARIABLE}=" in told
    assert SECRET not in told


def test_pages_are_shown_from_a_server(both: tuple[str, str], beside: Path) -> None:
    with TestClient(make_app(both[1], beside=beside, clock=now)) as client, TestClient(make_app(both[0], clock=now)) as folder:
        pages = [each.get("/api/collections/incidents/items?limit=100").json()["features"] for each in (client, folder)]
        assert [each["id"] for each in pages[0]] == [each["id"] for each in pages[1]] != []
        assert client.get("/").status_code == 200
