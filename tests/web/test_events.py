"""Alerts followed as server-sent events over a real connection: in order, gone on with after a break, and nobody else's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex
from tests.web.serving import serve

from skywitness.alert.outbox import FILE_NAME, FOLDER, MessageState, Outbox, Written
from skywitness.alert.stream import Stream
from skywitness.cli.app import DONE, answer
from skywitness.cli.doctor import tell_outbox
from skywitness.model.notice import Notice, NoticeKind
from skywitness.web import make_app


def written(number: int, channel: str, audience: str) -> Written:
    notice = Notice(notice_id=f"n-{channel}-{number}", kind=NoticeKind.ALERT, channel=channel, audience=audience, subject=f"i-{number}")
    return Written(notice=notice, title=f"title\n{number}", body=f"Над Ельцом {number}\nвторая строка")


def tell(outbox: Outbox, *numbers: int, channel: str = "stream", audience: str = "public", delivered: bool = True) -> None:
    outbox.keep(channel, forget=[], keep=[], written=[written(number, channel, audience) for number in numbers], at=ex.NIGHT)
    while delivered and (message := outbox.next_message(channel)):
        outbox.mark_sent(message.seq, ex.NIGHT)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / FOLDER / FILE_NAME) as outbox:
        outbox.open_channels({"stream": "public", "desk": "team"})
        yield outbox


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serve(make_app(tmp_path, clock=lambda: ex.NEXT_WEEK)) as address:
        yield address


def follow(address: str, count: int, query: str = "", **headers: str) -> list[dict[str, Any]]:
    """The next so many events, as a browser's EventSource reads them."""
    events: list[dict[str, Any]] = []
    with httpx2.stream("GET", f"{address}/alerts/stream{query}", headers=headers, timeout=20) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        event: dict[str, Any] = {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
            elif "data" in event:
                events.append({**event, "data": json.loads(event["data"])})
                event = {}
            if len(events) == count:
                break
    return events


def test_what_was_told_comes_in_order_and_goes_on_where_a_reader_left(outbox: Outbox, address: str) -> None:
    tell(outbox, 1, 2, 3)
    first = follow(address, 2, last_event_id := "?last_event_id=0")
    assert [each["data"]["subject"] for each in first] == ["i-1", "i-2"]
    assert (first[0]["event"], first[0]["data"]["body"]) == ("alert", "Над Ельцом 1\nвторая строка")
    [third] = follow(address, 1, last_event_id, **{"Last-Event-ID": first[-1]["id"]})
    assert third["data"]["subject"] == "i-3"


def test_without_a_last_event_it_begins_now(outbox: Outbox, address: str) -> None:
    tell(outbox, 1)
    later = threading.Timer(1.5, tell_later, (outbox.file, 2))
    later.start()
    [event] = follow(address, 1)
    later.join()
    assert event["data"]["subject"] == "i-2"


def tell_later(file: Path, number: int) -> None:
    with Outbox(file) as outbox:
        tell(outbox, number)


def test_no_other_channel_and_no_other_audience_is_told_of(outbox: Outbox, tmp_path: Path) -> None:
    tell(outbox, 1, channel="desk", audience="team")
    tell(outbox, 2, channel="mail")
    client = TestClient(make_app(tmp_path, clock=lambda: ex.NEXT_WEEK))
    for channel in ("desk", "mail", "none"):
        answer = client.get(f"/alerts/stream?channel={channel}")
        assert answer.status_code == 404
    stream = Stream(outbox.file)
    assert (stream.channels("public"), stream.channels("team"), stream.channels("partners")) == (["stream"], ["desk"], [])


def test_what_waits_for_the_morning_is_not_in_the_stream_yet(outbox: Outbox) -> None:
    tell(outbox, 1)
    tell(outbox, 2, delivered=False)
    assert [event.notice.subject for event in Stream(outbox.file).after("stream", 0)] == ["i-1"]


@pytest.mark.parametrize("told", ["x", "-1", "1.5", "9" * 30])
def test_a_last_event_that_is_no_number_is_refused(told: str, outbox: Outbox, tmp_path: Path) -> None:
    answer = TestClient(make_app(tmp_path, clock=lambda: ex.NEXT_WEEK)).get("/alerts/stream", headers={"last-event-id": told})
    assert outbox.file.is_file()
    assert answer.status_code == 400


def test_where_nothing_was_told_there_is_no_stream(tmp_path: Path) -> None:
    assert TestClient(make_app(tmp_path, clock=lambda: ex.NEXT_WEEK)).get("/alerts/stream").status_code == 404


def test_the_command_opens_a_channel_and_the_page_streams_its_alert(tmp_path: Path) -> None:
    (tmp_path / "n.reports.jsonl").write_text(
        '{"source":"yelets_voice","published_at":"2021-05-01T20:10:00Z","text":"В Ельце сбит беспилотник, слышали взрыв."}\n'
    )
    (tmp_path / "c.toml").write_text('[[channel]]\nname = "page"\naddress = "events:"\n[[alert]]\nname = "all"\nto = ["page"]\n')
    ledger = str(tmp_path / "ledger")
    assert answer(["run", str(tmp_path / "n.reports.jsonl"), "--ledger", ledger]) == DONE
    assert answer(["alert", "--ledger", ledger, "--config", str(tmp_path / "c.toml"), "--once"]) == DONE
    with serve(make_app(Path(ledger), clock=lambda: ex.NEXT_WEEK)) as address:
        [event] = follow(address, 1, "?last_event_id=0")
    assert "Yelets" in event["data"]["title"]


def test_the_doctor_lists_what_waits_and_what_is_dead(outbox: Outbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(outbox, 1, 2, 3, delivered=False)
    for is_dead in (True, False):
        message = outbox.next_message("stream")
        assert message is not None
        outbox.mark_failed(message.seq, "the hook \x1b[31mis down", due_at=ex.NIGHT, is_dead=is_dead)
    [(channel, told)] = tell_outbox(outbox.file, ex.NIGHT)
    assert channel == "stream"
    assert told.startswith("2 waiting (next try in 0 min, last trouble: the hook ␛[31mis down); 1 dead letters, last trouble:")
    assert len(outbox.in_state(MessageState.DEAD)) == 1
    assert list(tell_outbox(tmp_path / "none.sqlite", ex.NIGHT)) == []
    capsys.readouterr()
