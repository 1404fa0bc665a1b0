"""Sends what waits, channel by channel and in order; what fails is tried again, ever more seldom, and holds back what comes after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from msgspec import Struct

from skywitness.alert.outbox import Message, Outbox
from skywitness.alert.plan import Channel

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 900.0


class Sender(Protocol):
    """Brings a message to a channel."""

    def send(self, channel: str, message: Message) -> str | None:
        """None when the receiver took it, else what went wrong, in words that hold no secret."""
        ...


class Delivery(Struct, frozen=True, kw_only=True):
    """What one round did: how many left, and the messages that failed, with whether each died of it."""

    sent: int
    failed: tuple[tuple[Message, str, bool], ...]


def deliver_due(outbox: Outbox, channels: Iterable[Channel], sender: Sender, *, at: datetime, dice: Random) -> Delivery:
    """One round over all channels: each sends until it fails, is quiet, or nothing is due."""
    sent, failed = 0, list[tuple[Message, str, bool]]()
    for channel in channels:
        goes_until = outbox.last_urgent(channel.name) if channel.is_quiet(at) else None
        while (message := outbox.next_message(channel.name)) and message.due_at <= at and (goes_until is None or message.seq <= goes_until):
            trouble = sender.send(channel.name, message)
            if trouble is not None:
                is_dead = message.tries + 1 >= channel.tries
                outbox.mark_failed(message.seq, trouble, due_at=at + pause_after(message.tries + 1, dice), is_dead=is_dead)
                failed.append((message, trouble, is_dead))
                break
            outbox.mark_sent(message.seq, at)
            sent += 1
    return Delivery(sent=sent, failed=tuple(failed))


def pause_after(tries: int, dice: Random) -> timedelta:
    """How long to wait after so many failures: twice as long after each, at most a quarter of an hour, with a tenth of jitter.

    >>> [round(pause_after(tries, Random(1)).total_seconds()) for tries in (1, 3, 40)]
    [5, 19, 834]
    """
    pause_s = min(FIRST_PAUSE_S * 2.0 ** min(tries - 1, 20), LONGEST_PAUSE_S)
    return timedelta(seconds=pause_s * dice.uniform(0.9, 1.1))
