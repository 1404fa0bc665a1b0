"""``skywitness alert``: follows a ledger and tells subscribers what they asked to be told, beside ``skywitness watch``."""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.alert.compare import Step, compare
from skywitness.alert.deliver import deliver_due
from skywitness.alert.outbox import FILE_NAME, FOLDER, MessageState, Outbox, Written, sole_sender
from skywitness.alert.plan import AlertPlan, Channel, load_alert_plan
from skywitness.alert.receivers import Receivers
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import now, read_instant
from skywitness.config import load_settings
from skywitness.errors import BadSettings
from skywitness.ledger import Ledger, folder_beside, open_ledger
from skywitness.publish.notices import tell_notice
from skywitness.publish.policy import Policy, load_policy
from skywitness.publish.view import View, open_view
from skywitness.publish.visible import visible

log = logging.getLogger(__name__)
LOOK_S = 5.0
"""How often the ledger is asked whether it has grown."""
LOOK_AGAIN = timedelta(minutes=10)
"""How often its picture is read again though it has not: what the gate holds back for hours is let out by the clock alone."""

Flag = Annotated[bool, Parameter(negative="")]


def alert(
    *,
    ledger: str,
    config: Path | None = None,
    once: Flag = False,
    dry_run: Flag = False,
    dead_letters: Flag = False,
    resend: Annotated[list[str] | None, Parameter(consume_multiple=True, negative="")] = None,
    since: str | None = None,
    state: Path | None = None,
) -> int:
    """Tell what the rules ask for until stopped with Ctrl-C or SIGTERM; each message once, in order, and its corrections after it.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    config
        Settings in TOML with [[channel]] and [[alert]] tables.
    once
        Look once, deliver what is due, and stop.
    dry_run
        Print what would be told, a JSON object a line, and neither tell nor remember it.
    dead_letters
        List the messages that failed too often.
    resend
        Let these dead letters (or ``all``) wait again; they leave with the next delivery.
    since
        Only what was spoken of since this instant is told anew; corrections are told always.
    state
        Where to remember what was told; ``alerts`` in the ledger's directory when not given.
    """
    folder = state or folder_beside(ledger, os.environ) / FOLDER
    if dead_letters or resend:
        return _list_dead(folder) if dead_letters else _resend(folder, resend or [])
    if config is None:
        raise BadSettings("--config is needed: a TOML file with [[channel]] and [[alert]] tables")
    plan, begin = load_alert_plan(config), read_instant(since, "--since")
    policy = load_policy(load_settings(config).audience.policy)
    for channel in plan.channels:
        policy.rules_for(channel.audience)
    with open_ledger(ledger, create=False, read_only=True) as opened:
        if dry_run:
            return _print_what_would_be_told(opened, plan, policy, folder, begin)
        receivers = Receivers(plan.channels, os.environ)
        with sole_sender(folder), Outbox(folder / FILE_NAME) as outbox:
            outbox.open_channels({channel.name: channel.audience for channel in plan.channels if channel.is_stream})
            return Teller(opened, plan, policy, outbox, receivers, begin).run(once=once)


class Teller:
    """Looks at the ledger when it has grown, keeps what must be told, and delivers what is due."""

    def __init__(
        self, ledger: Ledger, plan: AlertPlan, policy: Policy, outbox: Outbox, receivers: Receivers, since: datetime | None
    ) -> None:
        self._policy = policy
        self._ledger, self._plan, self._outbox, self._receivers, self._since = ledger, plan, outbox, receivers, since
        self._dice = random.Random()  # noqa: S311 - jitter, not a secret
        self._head, self._looked_at = "", datetime.min.replace(tzinfo=now().tzinfo)

    def run(self, *, once: bool) -> int:
        """Until told to stop; 1 when messages failed that still wait, or died."""
        logging.getLogger("skywitness").setLevel(logging.INFO)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self.look()
            self.deliver()
            if once:
                break
            stop.wait(LOOK_S)
        left = [*self._outbox.in_state(MessageState.DEAD), *(each for each in self._outbox.in_state(MessageState.WAITING) if each.tries)]
        return SOME_SET_ASIDE if left else DONE

    def look(self) -> None:
        """Keep what the channels must be told, when anything may have changed since the last look."""
        head, at = self._ledger.head(), now()
        if head == self._head and at - self._looked_at < LOOK_AGAIN:
            return
        see = _views(self._ledger, self._policy, at)
        for channel in self._plan.channels:
            steps = list(_steps(channel, self._plan, self._outbox, see, self._since))
            written = [_write(step, channel) for step in steps if step.notice is not None]
            self._outbox.keep(
                channel.name,
                forget=[subject for step in steps for subject in step.forget],
                keep=[step.keep for step in steps],
                written=written,
                at=at,
            )
            if written:
                log.info("%s: %d to be told", channel.name, len(written))
        self._head, self._looked_at = head, at

    def deliver(self) -> None:
        """Send what is due; failures are told with the channel's name."""
        delivery = deliver_due(self._outbox, self._plan.channels, self._receivers, at=now(), dice=self._dice)
        if delivery.sent:
            log.info("%d sent", delivery.sent)
        for message, trouble, is_dead in delivery.failed:
            end = (
                "failed too often: now a dead letter (--dead-letters)"
                if is_dead
                else f"failed {message.tries + 1} times: it waits and is tried again"
            )
            log.warning("%s: %s %s: %s", message.notice.channel, message.notice.notice_id, end, visible(trouble))


def _views(ledger: Ledger, policy: Policy, at: datetime) -> Callable[[str], View]:
    """The ledger as an audience may see it, read once for each audience that is asked for."""
    seen: dict[str, View] = {}

    def see(audience: str) -> View:
        if audience not in seen:
            seen[audience] = open_view(ledger, policy=policy, audience=audience, now=at)
        return seen[audience]

    return see


def _steps(channel: Channel, plan: AlertPlan, outbox: Outbox | None, see: Callable[[str], View], since: datetime | None) -> Iterator[Step]:
    view = see(channel.audience)
    told = outbox.told(channel.name) if outbox else []
    return compare(view.rows(), told, channel, plan.rules_for(channel.name), now=view.now, since=since)


def _write(step: Step, channel: Channel) -> Written:
    if step.notice is None:
        raise ValueError("nothing is to be told in this step")
    title, body = tell_notice(step.notice, step.row, channel.language)
    return Written(notice=step.notice, title=title, body=body)


def _print_what_would_be_told(ledger: Ledger, plan: AlertPlan, policy: Policy, folder: Path, since: datetime | None) -> int:
    see = _views(ledger, policy, now())
    outbox = Outbox(folder / FILE_NAME) if (folder / FILE_NAME).is_file() else None
    for channel in plan.channels:
        written = [_write(step, channel) for step in _steps(channel, plan, outbox, see, since) if step.notice is not None]
        _print_lines({**msgspec.to_builtins(each.notice), "title": each.title, "body": each.body} for each in written)
        Console(stderr=True).print(f"{channel.name}: {len(written)} would be told", markup=False)
    if outbox:
        outbox.close()
    return DONE


def _list_dead(folder: Path) -> int:
    with _open_outbox(folder) as outbox:
        dead = outbox.in_state(MessageState.DEAD)
    _print_lines(
        {
            "id": each.notice.notice_id,
            "channel": each.notice.channel,
            "subject": each.notice.subject,
            "title": each.title,
            "tries": each.tries,
            "trouble": each.trouble,
        }
        for each in dead
    )
    return SOME_SET_ASIDE if dead else DONE


def _resend(folder: Path, which: list[str]) -> int:
    with _open_outbox(folder) as outbox:
        revived = outbox.revive([] if which == ["all"] else which, now())
    Console(stderr=True).print(f"{revived} wait again", markup=False)
    return DONE


def _open_outbox(folder: Path) -> Outbox:
    if not (folder / FILE_NAME).is_file():
        raise BadSettings(
            f"{folder}: nothing was told from here yet; name the ledger (--ledger) or the folder (--state) that `alert` was run with"
        )
    return Outbox(folder / FILE_NAME)


def _print_lines(rows: Iterable[dict[str, object]]) -> None:
    for row in rows:
        sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
