"""Delivered in order and without loss, through an outage, a kill and the hours of the night; receivers on the loopback, nothing feigned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.alert.loopback import Hook, serve_hook, serve_mail

from skywitness.alert.deliver import Delivery, deliver_due
from skywitness.alert.outbox import FILE_NAME, MessageState, Outbox, Written, sole_sender
from skywitness.alert.plan import Channel, Quiet
from skywitness.alert.receivers import Receivers
from skywitness.errors import BadSettings, LedgerError, UnknownId
from skywitness.model.notice import Notice, NoticeKind
from skywitness.model.words import Audience

NOON = datetime(2031, 3, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DICE = Random(1)  # noqa: S311 - jitter, not a secret


@pytest.fixture
def hook() -> Iterator[Hook]:
    with serve_hook() as hook:
        yield hook


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / FILE_NAME) as outbox:
        yield outbox


def written(number: int, *, is_urgent: bool = False) -> Written:
    notice = Notice(
        notice_id=f"n-{number}",
        kind=NoticeKind.ALERT,
        channel="desk",
        audience=Audience.PUBLIC,
        subject=f"i-{number}",
        corrects="n-0",
        is_urgent=is_urgent,
    )
    return Written(notice=notice, title=f"title {number}", body=f"Над Ельцом <b>*{number}*</b>")


def put(outbox: Outbox, *messages: Written, channel: str = "desk") -> None:
    outbox.keep(channel, forget=(), keep=(), written=messages, at=NOON)


class Desk:
    """One channel to a hook, delivered at instants that the test says."""

    def __init__(self, outbox: Outbox, hook: Hook, **settings: object) -> None:
        self.channel = Channel(name="desk", address=hook.address, **settings)  # type: ignore[arg-type] # a table of settings
        self._outbox, self._receivers = outbox, Receivers([self.channel], {})

    def deliver(self, at: datetime = NOON) -> Delivery:
        return deliver_due(self._outbox, [self.channel], self._receivers, at=at, dice=DICE)

    def deliver_until_empty(self, hook: Hook, *, broken_for: int) -> datetime:
        """Asked every second; the receiver is broken for the first so many requests. The instant when all had left."""
        at = NOON
        while self._outbox.in_state(MessageState.WAITING):
            hook.status = 503 if hook.asked < broken_for else 200
            self.deliver(at)
            at += SECOND
        return at


def test_a_message_arrives_whole_and_with_the_ids_that_a_machine_needs(outbox: Outbox, hook: Hook) -> None:
    put(outbox, written(1))
    assert Desk(outbox, hook).deliver().sent == 1
    (taken,) = hook.taken
    assert (taken["title"], taken["message"]) == ("title 1", "Над Ельцом <b>*1*</b>")
    assert (taken["id"], taken["kind"], taken["subject"], taken["corrects"]) == ("n-1", "alert", "i-1", "n-0")


def test_an_outage_loses_nothing_and_changes_no_order(outbox: Outbox, hook: Hook) -> None:
    put(outbox, *(written(number) for number in range(20)))
    ended = Desk(outbox, hook).deliver_until_empty(hook, broken_for=6)
    assert hook.titles == [f"title {number}" for number in range(20)]
    assert hook.asked == 26
    assert ended - NOON > timedelta(seconds=5 + 10 + 20 + 40 + 80 + 160) * 0.9


def test_a_receiver_that_is_not_there_is_an_outage_as_well(outbox: Outbox) -> None:
    with serve_hook() as gone:
        desk = Desk(outbox, gone)
    put(outbox, written(1))
    ((message, trouble, is_dead),) = desk.deliver().failed
    assert (message.notice.notice_id, is_dead) == ("n-1", False)
    assert "onnection" in trouble
    with serve_hook(gone.port) as back:
        assert desk.deliver(NOON + timedelta(seconds=1)).sent == 0, "asked again before it was due"
        assert desk.deliver(NOON + timedelta(seconds=6)).sent == 1
        assert back.titles == ["title 1"]


def test_a_channel_in_trouble_holds_up_no_other(outbox: Outbox, hook: Hook) -> None:
    with serve_hook() as gone:
        pass
    channels = [Channel(name="desk", address=gone.address), Channel(name="other", address=hook.address)]
    put(outbox, written(1))
    put(outbox, written(2), channel="other")
    delivery = deliver_due(outbox, channels, Receivers(channels, {}), at=NOON, dice=DICE)
    assert (delivery.sent, len(delivery.failed), hook.titles) == (1, 1, ["title 2"])


def test_what_fails_too_often_is_a_dead_letter_that_can_be_sent_again(outbox: Outbox, hook: Hook) -> None:
    put(outbox, written(1), written(2))
    desk = Desk(outbox, hook, tries=3)
    desk.deliver_until_empty(hook, broken_for=3)
    assert hook.titles == ["title 2"], "the next one is not held up for ever"
    (dead,) = outbox.in_state(MessageState.DEAD)
    assert (dead.notice.notice_id, dead.tries) == ("n-1", 3)
    assert dead.trouble is not None
    assert "503" in dead.trouble
    with pytest.raises(UnknownId):
        outbox.revive(["n-2"], NOON)
    assert outbox.revive([], NOON) == 1
    assert desk.deliver().sent == 1
    assert hook.titles == ["title 2", "title 1"]


def test_quiet_hours_hold_what_can_wait_and_an_urgent_message_brings_what_stands_before_it(outbox: Outbox, hook: Hook) -> None:
    desk = Desk(outbox, hook, quiet=Quiet(begin=time(11), until=time(13)))
    put(outbox, written(1))
    assert desk.deliver().sent == 0
    put(outbox, written(2, is_urgent=True), written(3))
    assert desk.deliver().sent == 2
    assert desk.deliver(NOON + timedelta(hours=1)).sent == 1
    assert hook.titles == ["title 1", "title 2", "title 3"]


def test_mail_arrives_as_mail(outbox: Outbox) -> None:
    with serve_mail() as box:
        address = f"mailto://127.0.0.1:{box.port}?from=sky@example.org&to=desk@example.org&mode=insecure&format=text"
        channels = [Channel(name="desk", address=address)]
        put(outbox, written(1))
        assert deliver_due(outbox, channels, Receivers(channels, {}), at=NOON, dice=DICE).sent == 1
    (mail,) = box.mails
    assert "title_1" in mail.replace(" ", "_")
    assert "desk@example.org" in mail


def test_a_secret_comes_from_the_environment_and_stands_in_no_trouble(outbox: Outbox, hook: Hook) -> None:
    channels = [Channel(name="desk", address=f"json://127.0.0.1:{hook.port}/${{TOKEN}}")]
    with pytest.raises(BadSettings, match="TOKEN"):
        Receivers(channels, {})
    put(outbox, written(1))
    hook.status = 500
    ((_, trouble, _),) = deliver_due(outbox, channels, Receivers(channels, {"TOKEN": "s3cr3t"}), at=NOON, dice=DICE).failed
    assert "s3cr3t" not in trouble


def test_an_address_that_apprise_does_not_understand_is_refused_by_the_channels_name() -> None:
    with pytest.raises(BadSettings, match="'desk'") as refused:
        Receivers([Channel(name="desk", address="nonsense://secret")], {})
    assert "secret" not in str(refused.value)


def test_only_one_process_delivers(tmp_path: Path) -> None:
    with sole_sender(tmp_path), pytest.raises(LedgerError, match="another process"), sole_sender(tmp_path):
        pass
    with sole_sender(tmp_path):
        pass


def test_a_file_that_is_no_outbox_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, whatever its name says" * 50)
    with pytest.raises(LedgerError, match="outbox"):
        Outbox(tmp_path / FILE_NAME)
