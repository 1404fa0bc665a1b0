"""What changed, as a stream: ids of released rows only, gone on with after a break, and a plain word when too much was missed."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex
from tests.web.conftest import STEP
from tests.web.serving import serve

from skywitness.ledger import open_ledger
from skywitness.web import make_app
from skywitness.web.changes import Changes


@pytest.fixture
def folder(ledger_path: Path, tmp_path: Path) -> Path:
    return shutil.copytree(ledger_path, tmp_path / "ledger")


def read_events(address: str, last: str | None, wanted: int) -> list[tuple[str, str, dict[str, object]]]:
    """So many events as a browser hears them: id, kind, data."""
    found: list[tuple[str, str, dict[str, object]]] = []
    told: dict[str, str] = {}
    headers = {"last-event-id": last} if last else {}
    with httpx2.stream("GET", f"{address}/changes/stream", headers=headers, timeout=20) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                told[name] = value
            elif "event" in told:
                found.append((told["id"], told["event"], json.loads(told["data"])))
                told = {}
                if len(found) >= wanted:
                    break
    return found


def ids_of(event: tuple[str, str, dict[str, object]], name: str) -> set[str]:
    found = event[2][name]
    assert isinstance(found, list)
    return set(found)


def lose_all_but(folder: Path, number: int) -> None:
    with open_ledger(folder) as ledger:
        picture = ledger.picture()
        kept = type(picture)(dossiers=picture.dossiers[:number], tallies=picture.tallies, contexts=picture.contexts)
        ledger.record_picture(kept, at=ex.NEXT_WEEK, by=STEP.activity_id)


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    app = make_app(folder, clock=lambda: ex.NEXT_WEEK)
    app.state.shelf.open()
    with serve(app) as served:
        yield served


def test_a_reader_hears_which_incidents_changed_and_goes_on_after_a_break(folder: Path, address: str) -> None:
    with open_ledger(folder, read_only=True) as ledger:
        there = {str(each.incident.incident_id) for each in ledger.dossiers()}
    begin = httpx2.get(f"{address}/").text.partition('data-live="')[2].partition('"')[0]
    heard: list[tuple[str, str, dict[str, object]]] = []
    reader = threading.Thread(target=lambda: heard.extend(read_events(address, begin, 1)))
    reader.start()
    lose_all_but(folder, 3)
    reader.join()
    (event,) = heard
    assert event[1] == "changed"
    assert set(event[2]) == {"number", "incidents", "gone"}
    gone = ids_of(event, "gone")
    assert gone
    assert ids_of(event, "incidents") <= there
    lose_all_but(folder, 1)
    (later,) = read_events(address, event[0], 1)
    assert later[0] != event[0]
    assert len(ids_of(later, "gone")) == 2
    (both,) = read_events(address, begin, 1)
    assert ids_of(both, "gone") == gone | ids_of(later, "gone")


def test_who_comes_back_after_the_server_began_anew_is_told_to_look_at_everything(address: str) -> None:
    for last in ("1-5", "99999999999999-0"):
        assert read_events(address, last, 1)[0][1:] == ("reload", {})


@pytest.mark.parametrize("last", ["x", "1", "-", "1-x", "1-99999999999999999999", "1-²"])
def test_what_is_no_number_of_an_event_is_refused(client: TestClient, last: str) -> None:
    assert client.get("/changes/stream", params={"last_event_id": last}).status_code == 400


def test_too_many_readers_are_asked_to_come_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skywitness.web.changes.MOST_READERS", 0)
    answer = client.get("/changes/stream")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


def test_a_page_says_where_to_go_on_from_and_one_of_the_past_does_not(client: TestClient) -> None:
    assert 'data-live="' in client.get("/").text
    assert "data-live" not in client.get("/?as_of=2031-03-15").text
    assert "data-live" not in client.get("/undisclosed").text


def test_a_change_of_very_many_names_none(client: TestClient) -> None:
    from skywitness.publish.following import Turn

    changes = client.app.state.changes  # type: ignore[attr-defined]  # of Starlette
    assert isinstance(changes, Changes)
    assert changes._tell((Turn(1, tuple(f"i-{number}" for number in range(600))),)) == {"number": 600}
