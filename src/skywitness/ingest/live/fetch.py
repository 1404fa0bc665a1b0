"""Asks hosts politely and safely: only those configured, never a private address behind their name, no more than allowed, again later when they are busy."""

from __future__ import annotations

import ipaddress
import random
import socket
import threading
from collections.abc import Callable, Container, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import httpx2
from msgspec import Struct

from skywitness.errors import FetchFailed
from skywitness.ingest.live.plan import Plan
from skywitness.model.live import Fetched

BUSY = frozenset({429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
LONGEST_PAUSE_S = 900.0
ROBOTS_LAST = timedelta(hours=24)
MOST_IN_LINE = 100
"""Requests that may wait for one host's turn; with the pause this also bounds what a clock set back can cost."""
Resolve = Callable[[str], list[str]]
"""The addresses behind a host's name."""


def resolve_host(host: str) -> list[str]:
    """The addresses behind a name, by the system's resolver."""
    return [str(told[4][0]) for told in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


class Robots(Struct, frozen=True):
    """What a host's robots.txt allows, and until when that is believed."""

    rules: RobotFileParser
    until: datetime


class Fetcher:
    """Asks the hosts of a plan. The clock, the sleep and the dice come from outside. Threads may share one: each host is asked no faster for it."""

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
        self._robots: dict[str, Robots] = {}
        self._turn = threading.Lock()

    def fetch(
        self,
        address: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        is_robot: bool = True,
        max_bytes: int | None = None,
        hosts: Container[str] | None = None,
    ) -> Fetched:
        """What lies at an address, by a conditional request when there are marks of the last answer. ``hosts`` are those that may be asked, where they are
        not the plan's; ``max_bytes`` is where an answer is too long, where that is not the plan's.

        Raises
        ------
        FetchFailed
            The host is not configured, its name hides a private address, robots.txt forbids it, or it gave no usable answer after all tries.
        """
        headers = {name: mark for name, mark in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if mark}
        bounds = Bounds(hosts=hosts or self._plan.hosts, max_bytes=max_bytes or self._plan.rules.max_bytes)
        _require_host(address, bounds.hosts)
        if is_robot and not self._may_fetch(address):
            raise FetchFailed(f"robots.txt of {urlsplit(address).hostname} forbids it", LONGEST_PAUSE_S)
        for attempt in range(self._plan.rules.retries):
            try:
                return self._follow(address, headers, bounds)
            except FetchFailed as failure:
                if not 0 < failure.retry_s <= LONGEST_PAUSE_S:
                    raise
                self._sleep(failure.retry_s * (2**attempt) * self._dice.uniform(0.75, 1.25))
        return self._follow(address, headers, bounds)

    def _follow(self, address: str, headers: Mapping[str, str], bounds: Bounds) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(address, headers, bounds)
            if isinstance(answer, Fetched):
                return answer
            address = urljoin(address, answer)
        raise FetchFailed(f"more than {MOST_REDIRECTS} redirects")

    def _ask(self, address: str, headers: Mapping[str, str], bounds: Bounds) -> Fetched | str:
        """The answer, or where the host sends us. The address that was looked at is the one that is asked, so that a name cannot change its mind between."""
        _require_host(address, bounds.hosts)
        parts = urlsplit(address)
        host = parts.hostname or ""
        asked, extensions, named = address, dict[str, str](), dict(headers)
        if not (self._plan.rules.allow_private or self._plan.rules.proxy):
            asked = urlunsplit(parts._replace(netloc=_join_port(self._find_public(host), parts.port)))
            extensions, named = {"sni_hostname": host}, {**headers, "Host": _join_port(host, parts.port)}
        self._wait_for(host)
        begun = self._clock()
        try:
            with self._client.stream("GET", asked, headers=named, follow_redirects=False, extensions=extensions) as response:
                return self._read(response, address, begun, bounds.max_bytes)
        except httpx2.HTTPError as error:
            raise FetchFailed(f"no answer: {type(error).__name__}", 1.0) from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise FetchFailed(f"{address[:200]!r} is no address that can be asked") from error

    def _read(self, response: httpx2.Response, address: str, begun: datetime, max_bytes: int) -> Fetched | str:
        status = response.status_code
        if status in MOVED and "location" in response.headers:
            return str(response.headers["location"])
        if status in BUSY:
            told = response.headers.get("retry-after")
            raise FetchFailed(f"the host is busy ({status})", _retry_after(told, self._clock()), status=status)
        if status not in (200, 304):
            raise FetchFailed(f"the host answered {status}", status=status)
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > max_bytes:
                raise FetchFailed(f"more than {max_bytes} bytes")
            if (self._clock() - begun).total_seconds() > self._plan.rules.whole_s:
                raise FetchFailed(f"no end of the answer after {self._plan.rules.whole_s:g} seconds", 1.0)
        return Fetched(
            body=None if status == 304 else bytes(body),
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
            skew_s=_skew(response.headers.get("date"), self._clock()),
            address=address,
            content_type=response.headers.get("content-type"),
        )

    def _find_public(self, host: str) -> str:
        """An address behind a name; none of them may be private, as whoever answers for the name chooses which is asked."""
        try:
            found = self._resolve(host)
        except OSError as error:
            raise FetchFailed(f"the name {host} cannot be resolved", 5.0) from error
        private = [each for each in found if not ipaddress.ip_address(each.partition("%")[0]).is_global]
        if private or not found:
            what = f"the private address {private[0]}" if private else "no address"
            raise FetchFailed(f"{host} stands for {what}; set allow_private if that is meant")
        return found[0]

    def _wait_for(self, host: str) -> None:
        """Wait for the host's turn. A clock set back does not make the wait longer than the pause, or than the queue for it."""
        now = self._clock()
        with self._turn:
            robots = [
                each.rules.crawl_delay(self._plan.rules.agent) for root, each in self._robots.items() if urlsplit(root).hostname == host
            ]
            pause_s = max([self._plan.rules.host_pause_s, *(min(float(each), LONGEST_PAUSE_S) for each in robots if each)])
            free_at = min(self._free_at.get(host, now), now + timedelta(seconds=pause_s * MOST_IN_LINE))
            starts = max(now, free_at)
            self._free_at[host] = starts + timedelta(seconds=pause_s)
        if starts > now:
            self._sleep((starts - now).total_seconds())

    def _may_fetch(self, address: str) -> bool:
        parts = urlsplit(address)
        root = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(root)
        if known is None or known.until <= self._clock() or known.until > self._clock() + ROBOTS_LAST:
            known = self._robots[root] = Robots(self._fetch_robots(root, parts.hostname or ""), self._clock() + ROBOTS_LAST)
        return known.rules.can_fetch(self._plan.rules.agent, address)

    def _fetch_robots(self, root: str, host: str) -> RobotFileParser:
        """A host without rules forbids nothing, one that cannot tell them now forbids everything until it can (RFC 9309)."""
        rules = RobotFileParser()
        try:
            told = self.fetch(f"{root}/robots.txt", is_robot=False, hosts=_Besides(host, self._plan.hosts)).body or b""
        except FetchFailed as failure:
            if failure.status is None or failure.status in BUSY:
                raise FetchFailed(f"robots.txt cannot be had: {failure}", failure.retry_s, status=failure.status) from failure
            told = b""
        rules.parse(told.decode("utf-8", "replace").splitlines())
        return rules


class _Besides(Container[str]):
    """A host, and others."""

    def __init__(self, host: str, others: Container[str]) -> None:
        self._host, self._others = host, others

    def __contains__(self, host: object) -> bool:
        return host == self._host or host in self._others


class Bounds(Struct, frozen=True):
    """Which hosts may be asked, and how long an answer may be."""

    hosts: Container[str]
    max_bytes: int


def _require_host(address: str, hosts: Container[str]) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise FetchFailed(f"{address[:200]!r} is no address of the web") from None
    if parts.scheme not in ("http", "https") or host not in hosts:
        raise FetchFailed(f"{host or address[:200]} is not among the configured hosts")


def _join_port(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


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
