"""Posts that others send: taken from those who know the secret, acknowledged only when kept, never doubled."""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.parts.test_collectors import Host

from skywitness.cli.app import WRONG_USE, answer
from skywitness.cli.keeper import Keeper
from skywitness.cli.options import now
from skywitness.cli.receiver import MOST_AT_ONCE, Receiver
from skywitness.errors import BadSettings, LedgerError
from skywitness.ingest.live.hooks import HEADER, sign
from skywitness.ingest.live.plan import FetchRules, Plan, ReceiveRules, load_plan
from skywitness.ledger import open_ledger
from skywitness.model.ids import ReportId
from skywitness.model.live import LiveSource
from skywitness.parts import ReadOptions

pytestmark = pytest.mark.slow

SECRET = "invented for a test, long enough"  # noqa: S105 - of a test
HOOK = LiveSource(name="desk", kind="webhook", where="/hooks/desk", secret="DESK_SECRET", every_s=0.05)  # noqa: S106 - its name
PLAN = Plan(sources=(HOOK,), rules=FetchRules(max_bytes=20_000), receive=ReceiveRules(listen="0"))


def lines(*numbers: int, words: str = "Над Тулой сбит беспилотник") -> bytes:
    rows = [{"source": "desk", "published_at": f"2021-05-01T20:{n:02d}:00Z", "text": f"{words} {n}.", "id": f"d/{n}"} for n in numbers]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


class Sender:
    """Sends to one receiver."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(
        self, body: bytes, *, path: str = "/hooks/desk", secret: str = SECRET, minutes: float = 0, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, object]]:
        told = {HEADER: sign(secret, body, now() + timedelta(minutes=minutes))} if headers is None else headers
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", path, body, told)
        response = connection.getresponse()
        found = response.status, json.loads(response.read())
        connection.close()
        return found


@contextmanager
def receiving(folder: Path, *, wait_s: float = 20) -> Iterator[Sender]:
    """``watch`` in a thread, with its receiver."""
    stop, begun, port = threading.Event(), threading.Event(), list[int]()

    def keep() -> None:
        with open_ledger(folder) as ledger:
            options = ReadOptions(collected_at=now())
            keeper = Keeper(ledger, folder, options, Host(None), random.Random(1))  # noqa: S311 - jitter, not a secret
            with Receiver(PLAN, {"DESK_SECRET": SECRET}, options, keeper.bring, now, wait_s=wait_s) as receiver:
                port.append(receiver.port)
                begun.set()
                keeper.run(PLAN, stop, once=False)

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        assert begun.wait(30)
        yield Sender(port[0])
    finally:
        stop.set()
        thread.join()


def test_what_is_acknowledged_is_in_the_ledger_and_sent_again_it_is_known(tmp_path: Path) -> None:
    with receiving(tmp_path) as sender:
        assert sender.send(lines(1, 2)) == (200, {"new": 2, "known": 0, "set_aside": []})
        with open_ledger(tmp_path, read_only=True) as opened:
            assert opened.counts()["incidents"] >= 1
        assert sender.send(lines(1, 2, 3)) == (200, {"new": 1, "known": 2, "set_aside": []})
        assert sender.send(lines(2, words="Над Тулой сбито два беспилотника"))[1]["new"] == 1
    with open_ledger(tmp_path, read_only=True) as opened:
        assert [len(opened.versions(ReportId(f"d/{number}"))) for number in (1, 2, 3)] == [1, 2, 1]


def test_one_bad_line_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    with receiving(tmp_path) as sender:
        status, told = sender.send(lines(1) + b'{"source":"desk"}\n')
    assert (status, told["new"]) == (200, 1)
    assert len(str(told["set_aside"])) > 10


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"path": "/hooks/other"}, 404),
        ({"secret": "another one that is long enough"}, 401),
        ({"minutes": -6}, 401),
        ({"minutes": 6}, 401),
        ({"headers": {}}, 401),
        ({"headers": {HEADER: "t=1,v1=00"}}, 401),
        ({"headers": {"Content-Length": "-1"}}, 411),
        ({"headers": {"Content-Length": "20001"}}, 413),
    ],
)
def test_nothing_is_taken_from_those_who_may_not_send(asked: dict[str, object], status: int, tmp_path: Path) -> None:
    with receiving(tmp_path) as sender:
        assert sender.send(lines(1), **asked)[0] == status  # type: ignore[arg-type]
    with open_ledger(tmp_path, read_only=True) as opened:
        assert opened.counts()["reports"] == 0


def test_a_signature_is_of_one_body(tmp_path: Path) -> None:
    with receiving(tmp_path) as sender:
        assert sender.send(lines(2), headers={HEADER: sign(SECRET, lines(1), now())})[0] == 401


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"<alert/>", b"{" * 10_000])
def test_what_cannot_be_read_at_all_is_refused_in_words(body: bytes, tmp_path: Path) -> None:
    with receiving(tmp_path) as sender:
        status, told = sender.send(body)
    assert (status, "error" in told) in ((400, True), (200, False))


def test_what_cannot_be_kept_is_not_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LedgerError("the disk is full")

    with receiving(tmp_path) as sender:
        with monkeypatch.context() as patch:
            patch.setattr("skywitness.ledger.stored.StoredLedger.add_reports", refuse)
            assert sender.send(lines(1))[0] == 503
        assert sender.send(lines(1)) == (200, {"new": 1, "known": 0, "set_aside": []})


def test_a_sender_that_goes_away_in_the_middle_harms_nobody(tmp_path: Path) -> None:
    with receiving(tmp_path) as sender:
        for _ in range(MOST_AT_ONCE + 4):
            with socket.create_connection(("127.0.0.1", sender.port)) as line:
                line.sendall(b"POST /hooks/desk HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf")
        assert in_time(lambda: sender.send(lines(1))[0] == 200)


def test_a_flood_is_slowed_down_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    acknowledged = list[int]()

    def flood(sender: Sender, first: int) -> None:
        for number in range(first, first + 12):
            while sender.send(lines(number))[0] != 200:
                pass
            acknowledged.append(number)

    with receiving(tmp_path) as sender:
        threads = [threading.Thread(target=flood, args=(sender, 12 * turn)) for turn in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with open_ledger(tmp_path, read_only=True) as opened:
        assert sorted(report.report_id for report in opened.reports(current=False)) == sorted(f"d/{number}" for number in acknowledged)


@pytest.mark.parametrize("secret", [None, "short"])
def test_a_secret_that_is_missing_or_short_is_named_and_never_shown(secret: str | None) -> None:
    with pytest.raises(BadSettings, match="DESK_SECRET") as caught:
        Receiver(PLAN, {"DESK_SECRET": secret} if secret else {}, ReadOptions(collected_at=now()), lambda *_: None, now)
    assert "short" not in str(caught.value).replace("DESK_SECRET", "")


@pytest.mark.parametrize(
    "more", ['where = "https://x/hooks"\nsecret = "A"', 'where = "/hooks/x"', 'where = "/hooks/x"\nsecret = "the secret itself"']
)
def test_hooks_that_cannot_be_meant_are_refused(more: str, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(f'[[watch]]\nname = "desk"\nkind = "webhook"\n{more}\n', encoding="utf-8")
    with pytest.raises(BadSettings):
        load_plan(path)
    assert answer(["watch", "--config", str(path), "--ledger", str(tmp_path / "l")]) == WRONG_USE


def in_time(is_so: Callable[[], bool]) -> bool:
    return any(is_so() for _ in range(100))
