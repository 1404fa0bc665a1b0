"""Brings messages to people through Apprise: Telegram, mail, Slack, web hooks, JSON, and a hundred more, by address."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from skywitness.alert.outbox import Message
from skywitness.alert.plan import FROM_ENVIRONMENT, Channel, fill_in_secrets
from skywitness.errors import BadSettings, MissingPart

if TYPE_CHECKING:
    from apprise import Apprise

_STAMP = re.compile(r"^\S+ \S+ - \w+ - ", re.MULTILINE)


class Receivers:
    """All channels of a plan, their addresses understood and their secrets filled in.

    Raises
    ------
    MissingPart
        Apprise is not installed.
    BadSettings
        It does not understand an address, or the environment lacks a secret; the message names the channel and never the address.
    """

    def __init__(self, channels: Iterable[Channel], environment: Mapping[str, str]) -> None:
        channels = list(channels)
        sent = [channel for channel in channels if not channel.is_stream]
        if sent and find_spec("apprise") is None:
            raise MissingPart("alerts need Apprise; install it with: pip install 'skywitness[alerts]'")
        self._by_channel = {channel.name: _understand(channel, environment) for channel in sent}
        self._secrets = [environment[name] for each in sent for name in FROM_ENVIRONMENT.findall(each.address) if environment[name]]

    def send(self, channel: str, message: Message) -> str | None:
        """None when the receiver took it, else what went wrong. What is followed as a stream is taken as soon as it is kept."""
        if channel not in self._by_channel:
            return None
        import apprise

        receiver = self._by_channel[channel]
        _add_keys(receiver, message)
        with apprise.LogCapture(level=logging.WARNING) as told:  # type: ignore[no-untyped-call] # Apprise leaves it untyped
            is_taken = receiver.notify(title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT)
            trouble = " ".join(_STAMP.sub("", told.getvalue()).split())
        if is_taken:
            return None
        for secret in self._secrets:
            trouble = trouble.replace(secret, "…")
        return trouble or "the receiver did not take it, and Apprise does not say why"


def _understand(channel: Channel, environment: Mapping[str, str]) -> Apprise:
    import apprise

    receiver = apprise.Apprise()
    with apprise.LogCapture():  # type: ignore[no-untyped-call] # left untyped; uncaptured it would log the address, secrets and all
        is_understood = receiver.add(fill_in_secrets(channel, environment))
    if not is_understood:
        raise BadSettings(f"channel {channel.name!r}: Apprise does not understand the address; write it as its page for the service says")
    return receiver


def _add_keys(receiver: Apprise, message: Message) -> None:
    """For web hooks (JSON, XML, forms), which machines read: the ids by which a message sent twice and a correction can be known."""
    keys = {
        "id": message.notice.notice_id,
        "kind": message.notice.kind.value,
        "subject": message.notice.subject,
        "corrects": message.notice.corrects or "",
    }
    for service in receiver:
        if hasattr(service, "payload_extras"):
            service.payload_extras |= keys
