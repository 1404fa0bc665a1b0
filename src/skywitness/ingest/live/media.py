"""Fetches the pictures, films and sounds that posts show: only from the hosts configured for that, within limits, and only what is one by its content."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from skywitness.errors import FetchFailed
from skywitness.media.kinds import HEAD_BYTES, media_type_of
from skywitness.model.live import Fetched
from skywitness.model.report import Report

MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=1)
FOR_GOOD = frozenset({400, 401, 403, 404, 405, 410, 451})
"""Answers after which the same address gives nothing more: addresses of pictures run out within hours."""


class MediaRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be fetched: from ``hosts`` (``*.cdn.example`` is every host below it), files of these ``types`` and no longer than ``max_bytes``, while the disk
    keeps ``keep_free_bytes``. With ``look``, what was fetched is held against the words of its post, where the extra for that is installed.
    """

    hosts: tuple[str, ...]
    max_bytes: int = 50_000_000
    types: tuple[str, ...] = ("image", "video", "audio")
    keep_free_bytes: int = 1_000_000_000
    look: bool = True


class Want(Struct, frozen=True, kw_only=True):
    """A file that a report shows and that is to be fetched. ``trouble`` says why it could not be the last time."""

    report: Report
    """Without its words."""
    url: str
    due_at: datetime
    tries: int = 0
    trouble: str | None = None


class MediaAsker(Protocol):
    """Asks hosts for files of a length."""

    def fetch(self, address: str, *, max_bytes: int | None = None, hosts: Container[str] | None = None) -> Fetched:
        """What lies at an address of one of these hosts."""
        ...


class Hosts(Container[str]):
    """Names of hosts, and of all hosts below one.

    >>> "a.cdn.example" in Hosts(("*.cdn.example",)), "cdn.example" in Hosts(("*.cdn.example",)), "badcdn.example" in Hosts(("*.cdn.example",))
    (True, False, False)
    """

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._names = frozenset(each.lower() for each in patterns if not each.startswith("*."))
        self._below = tuple(each[1:].lower() for each in patterns if each.startswith("*."))

    def __contains__(self, host: object) -> bool:
        name = str(host).lower()
        return name in self._names or name.endswith(self._below)


def list_wants(reports: tuple[Report, ...], rules: MediaRules, now: datetime) -> list[Want]:
    """The files that reports show at hosts that may be asked. Others stay addresses."""
    hosts = Hosts(rules.hosts)
    return [
        Want(report=replace(report, text="", title=None), url=url, due_at=now)
        for report in reports
        for url in report.media
        if url.startswith(("http://", "https://")) and (urlsplit(url).hostname or "") in hosts
    ]


def fetch_media(want: Want, asker: MediaAsker, rules: MediaRules) -> tuple[bytes, str]:
    """The bytes of a file, and its media type by their beginning.

    Raises
    ------
    FetchFailed
        It cannot be had, is too long, or is of no type that is wanted, whatever its host calls it.
    """
    body = asker.fetch(want.url, max_bytes=rules.max_bytes, hosts=Hosts(rules.hosts)).body or b""
    found = media_type_of(body[:HEAD_BYTES])
    if found is None or found.partition("/")[0] not in rules.types:
        raise FetchFailed(f"what came is {found or 'no picture, film or sound'}", status=410)
    return body, found


def put_off(want: Want, failure: FetchFailed, now: datetime) -> Want | None:
    """When to try again, twice as late each time; None when there is no use in it."""
    if failure.status in FOR_GOOD or want.tries + 1 >= MOST_TRIES or (failure.retry_s == 0 and failure.status is None):
        return None
    wait = max(FIRST_WAIT * 2**want.tries, timedelta(seconds=failure.retry_s))
    return replace(want, tries=want.tries + 1, due_at=now + wait, trouble=str(failure))
