"""Asks hosts politely and safely: only those configured, never a private address behind their name, no more than allowed, again later when they are busy."""

from __future__ import annotations

import ipaddress
import random
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx2
from msgspec import Struct

from skywitness.ingest.live.plan import Plan

BUSY = frozenset({429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
LONGEST_PAUSE_S = 900.0
Resolve = Callable[[str], list[str]]
"""The addresses behind a host's name."""


class Fetched(Struct, frozen=True, kw_only=True):
    """An answer. ``body`` is None when nothing changed since the marks that were sent; ``skew_s`` is how far the host's clock is ahead of ours."""

    body: bytes | None
    etag: str | None = None
    last_modified: str | None = None
    skew_s: float | None = None


class FetchFailed(Exception):
    """A host gave no usable answer; the sentence says why, and ``retry_s`` when to ask again at the earliest."""

    def __init__(self, why: str, retry_s: float = 0.0) -> None:
        super().__init__(why)
        self.retry_s = retry_s


def resolve_host(host: str) -> list[str]:
    """The addresses behind a name, by the system's resolver."""
    return [str(told[4][0]) for told in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


class Fetcher:
    """Asks the hosts of a plan. The clock, the sleep and the dice come from outside; one Fetcher serves all sources, one request at a time."""

    def __init__(
        self,
        plan: Plan,
        client: httpx2.Client,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], object],
        dice: random.Random,
        resolve: Resolve = resolve_host,
    ) -> None:
        self._plan, self._client, self._clock, self._sleep, self._dice, self._resolve = plan, client, clock, sleep, dice, resolve
        self._free_at: dict[str, datetime] = {}
        self._robots: dict[str, RobotFileParser] = {}

    def fetch(self, address: str, *, etag: str | None = None, last_modified: str | None = None, is_robot: bool = True) -> Fetched:
        """What lies at an address, by a conditional request when there are marks of the last answer.

        Raises
        ------
        FetchFailed
            The host is not configured, its name hides a private address, robots.txt forbids it, or it gave no usable answer after all tries.
        """
        headers = {name: mark for name, mark in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if mark}
        if is_robot and not self._may_fetch(address):
            raise FetchFailed(f"robots.txt of {urlsplit(address).hostname} forbids it", LONGEST_PAUSE_S)
        for attempt in range(self._plan.rules.retries):
            try:
                return self._follow(address, headers)
            except FetchFailed as failure:
                if not 0 < failure.retry_s <= LONGEST_PAUSE_S:
                    raise
                self._sleep(failure.retry_s * (2**attempt) * self._dice.uniform(0.75, 1.25))
        return self._follow(address, headers)

    def _follow(self, address: str, headers: Mapping[str, str]) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(address, headers)
            if isinstance(answer, Fetched):
                return answer
            address = urljoin(address, answer)
        raise FetchFailed(f"more than {MOST_REDIRECTS} redirects")

    def _ask(self, address: str, headers: Mapping[str, str]) -> Fetched | str:
        """The answer, or where the host sends us."""
        self._require_allowed(address)
        self._wait_for(urlsplit(address).hostname or "")
        try:
            with self._client.stream("GET", address, headers=headers, follow_redirects=False) as response:
                return self._read(response)
        except httpx2.HTTPError as error:
            raise FetchFailed(f"no answer: {type(error).__name__}", 1.0) from error

    def _read(self, response: httpx2.Response) -> Fetched | str:
        status = response.status_code
        if status in MOVED and "location" in response.headers:
            return str(response.headers["location"])
        if status in BUSY:
            raise FetchFailed(f"the host is busy ({status})", _retry_after(response.headers.get("retry-after"), self._clock()))
        if status not in (200, 304):
            raise FetchFailed(f"the host answered {status}")
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._plan.rules.max_bytes:
                raise FetchFailed(f"more than {self._plan.rules.max_bytes} bytes")
        return Fetched(
            body=None if status == 304 else bytes(body),
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
            skew_s=_skew(response.headers.get("date"), self._clock()),
        )

    def _require_allowed(self, address: str) -> None:
        host = urlsplit(address).hostname or ""
        if urlsplit(address).scheme not in ("http", "https") or host not in self._plan.hosts:
            raise FetchFailed(f"{host or address} is not among the configured hosts")
        if self._plan.rules.allow_private:
            return
        try:
            found = self._resolve(host)
        except OSError as error:
            raise FetchFailed(f"the name {host} cannot be resolved", 5.0) from error
        private = [each for each in found if not ipaddress.ip_address(each.partition("%")[0]).is_global]
        if private:
            raise FetchFailed(f"{host} stands for the private address {private[0]}; set allow_private if that is meant")

    def _wait_for(self, host: str) -> None:
        now = self._clock()
        pause = (self._free_at.get(host, now) - now).total_seconds()
        if pause > 0:
            self._sleep(pause)
        self._free_at[host] = max(now, self._free_at.get(host, now)) + timedelta(seconds=self._plan.rules.host_pause_s)

    def _may_fetch(self, address: str) -> bool:
        parts = urlsplit(address)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            rules = RobotFileParser()
            try:
                told = self.fetch(f"{root}/robots.txt", is_robot=False).body or b""
            except FetchFailed:
                told = b""  # a host without rules forbids nothing (RFC 9309)
            rules.parse(told.decode("utf-8", "replace").splitlines())
            self._robots[root] = rules
        return self._robots[root].can_fetch(self._plan.rules.agent, address)


def _retry_after(told: str | None, now: datetime) -> float:
    """Seconds to wait, by a Retry-After in seconds or as a date; two when it tells neither."""
    if told is None:
        return 2.0
    if told.strip().isdigit():
        return float(min(int(told), 10 * LONGEST_PAUSE_S))
    try:
        return max(1.0, (parsedate_to_datetime(told) - now).total_seconds())
    except (TypeError, ValueError):
        return 2.0


def _skew(told: str | None, now: datetime) -> float | None:
    try:
        return None if told is None else (parsedate_to_datetime(told) - now).total_seconds()
    except (TypeError, ValueError):
        return None
