"""From a post on its channel's page to the incidents in the ledger: twenty posts a second, written posts of exercise nights on public pages of their channels.

    python -m bench watch_live

The web is a process of its own on this machine's loopback, so that only collecting is measured on the other core: each of twenty channels is looked at once a second, by eight threads, each page
fetched, read, held against the ledger, read for claims, fused and assessed. A post's delay is from the moment at which its page first shows it to the
commit of the picture that rests on it; half of a second of it is the waiting for the next look. Goes to ``bench/results/watch_live.json``.
"""

from __future__ import annotations

import html
import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
from msgspec import Struct

from bench.concluding import quantiles_s, written_posts
from bench.record import record
from skywitness.cli.keeper import Keeper
from skywitness.cli.options import now
from skywitness.ingest.live.fetch import Fetcher
from skywitness.ingest.live.plan import FetchRules, Plan
from skywitness.ingest.live.sorting import Look
from skywitness.ledger import open_ledger
from skywitness.model.live import LiveSource
from skywitness.model.report import SourceProfile
from skywitness.parts import ReadOptions
from skywitness.reading import Reader

POSTS_A_SECOND = 20
LIVE_S = 90.0
EVERY_S = 1.0
PAGE = 20
CHANNELS = 20
"""Sources of the exercise share them: how many posts there are a second is what matters, and how many pages."""


class Shown(Struct, frozen=True):
    """A post on its page from an instant on."""

    channel: str
    number: int
    words: str
    at_s: float


def schedule(begun_s: float) -> list[Shown]:
    """Which post is shown where, and from when on: a steady stream over all channels."""
    names, counts, shown = dict[str, str](), dict[str, int](), list[Shown]()
    for number, report in enumerate(written_posts()[: round(POSTS_A_SECOND * LIVE_S)]):
        channel = names.setdefault(report.source, f"channel_{len(names) % CHANNELS}")
        counts[channel] = counts.get(channel, 0) + 1
        shown.append(Shown(channel, counts[channel], report.text, begun_s + number / POSTS_A_SECOND))
    return shown


def serve_pages(pipe: Connection, begun_s: float) -> None:
    """The web: pages that show what has been posted by now."""
    by_channel: dict[str, list[Shown]] = {}
    for each in schedule(begun_s):
        by_channel.setdefault(each.channel, []).append(each)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            posts = by_channel.get(parts.path.removeprefix("/s/"), [])
            before = int(parse_qs(parts.query).get("before", ["999999999"])[0])
            seen = [each for each in posts if each.at_s <= time.time() and each.number < before][-PAGE:]
            body = page(parts.path.removeprefix("/s/"), seen).encode()
            self.send_response_only(200 if parts.path.startswith("/s/") else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pipe.send(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.recv()


def page(channel: str, posts: Sequence[Shown]) -> str:
    """A channel's page."""
    if not posts:  # a channel begins with a service message
        return f'<html><body><div class="tgme_widget_message service_message" data-post="{channel}/0"></div></body></html>'
    shown = "".join(
        f'<div class="tgme_widget_message" data-post="{each.channel}/{each.number}"><div class="tgme_widget_message_text">{html.escape(each.words)}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="{datetime.fromtimestamp(each.at_s, UTC).isoformat()}"></time></a></div>'
        for each in posts
    )
    return f"<html><body>{shown}</body></html>"


class Timed(Keeper):
    """Notes when each report is in the picture."""

    done: dict[str, float]

    def _take_in(self, looks: Sequence[Look]) -> None:
        super()._take_in(looks)
        at = time.time()
        for look in looks:
            for report in look.reports:
                self.done.setdefault(str(report.report_id), at)


def main() -> None:
    """Let posts come, and keep how long each took."""
    for report in written_posts()[::200]:
        Reader({}).read(report)  # loads the tables, as a collector has when it has run for a while
    begun_s = time.time() + 5
    ours, theirs = multiprocessing.Pipe()
    web = multiprocessing.get_context("spawn").Process(target=serve_pages, args=(theirs, begun_s))
    web.start()
    port, shown = ours.recv(), schedule(begun_s)
    channels = sorted({each.channel for each in shown})
    profiles = {name: SourceProfile(name=name, stream=report.stream) for name, report in zip(channels, written_posts(), strict=False)}
    plan = Plan(
        sources=tuple(
            LiveSource(name=name, kind="telegram", where=f"http://127.0.0.1:{port}/s/{name}", every_s=EVERY_S) for name in channels
        ),
        rules=FetchRules(allow_private=True, host_pause_s=0.0, retries=0),
    )
    stop, spent_s = threading.Event(), time.process_time()
    threading.Timer(begun_s + LIVE_S + 10 - time.time(), stop.set).start()
    with tempfile.TemporaryDirectory() as folder, open_ledger(folder) as ledger, httpx2.Client() as client:
        dice = random.Random(1)  # noqa: S311 - jitter, not a secret
        fetcher = Fetcher(plan, client, clock=now, sleep=stop.wait, dice=dice)
        keeper = Timed(ledger, Path(folder), ReadOptions(collected_at=now(), profiles=profiles), fetcher, dice)
        keeper.done = {}
        keeper.run(plan, stop, once=False)
        counts = ledger.counts()
    ours.send("stop")
    web.join()
    delays = [keeper.done[f"{each.channel}/{each.number}"] - each.at_s for each in shown if f"{each.channel}/{each.number}" in keeper.done]
    figures = {
        "channels": len(channels),
        "posts_a_second": POSTS_A_SECOND,
        "posts": len(shown),
        "never_kept": len(shown) - len(delays),
        "incidents": counts["incidents"],
        "cpu_s_a_second": round((time.process_time() - spent_s) / LIVE_S, 2),
        **quantiles_s(delays),
    }
    record("watch_live", figures)


if __name__ == "__main__":
    main()
