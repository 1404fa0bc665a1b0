"""Figures of a running ``watch`` for Prometheus, and whether it is alive: a few lines of text over HTTP, on this machine unless told otherwise.

The format is the text exposition format 0.0.4 of Prometheus.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TypeAlias

from skywitness import __version__
from skywitness.cli.listening import Listener
from skywitness.ingest.live.standing import Health, State, list_health

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ALIVE_S = 120.0
"""The loop that keeps what comes turns several times a second; one that has not turned for so long hangs."""
BUCKETS_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
Figure: TypeAlias = Callable[[Health], float | None]
OF_SOURCES: tuple[tuple[str, str, str, Figure], ...] = (
    (
        "source_well",
        "gauge",
        "1 when nothing is the matter with a source",
        lambda each: float(each.state in (State.WELL, State.CATCHING_UP)),
    ),
    ("source_looked_at_seconds", "gauge", "When it was last looked at, in seconds since 1970", lambda each: _stamp(each.looked_at)),
    (
        "source_last_post_seconds",
        "gauge",
        "When its last post says it was published, in seconds since 1970",
        lambda each: _stamp(each.last_report_at),
    ),
    ("source_lag_seconds", "gauge", "Usual time from a post's own date to our seeing it", lambda each: each.lag_s),
    ("source_posts_total", "counter", "New posts", lambda each: each.reports),
    ("source_edits_total", "counter", "Edits", lambda each: each.edits),
    ("source_withdrawn_total", "counter", "Deleted posts", lambda each: each.withdrawn),
    ("source_missing_numbers_total", "counter", "Message numbers never seen", lambda each: each.missed),
    ("source_errors_total", "counter", "Looks that failed or found trouble", lambda each: each.errors),
    ("source_failures", "gauge", "Failed looks in a row", lambda each: each.failures),
    ("source_files_waiting", "gauge", "Files of its posts still to be fetched", lambda each: each.files_waiting),
    ("source_files_fetched_total", "counter", "Files of its posts that were fetched", lambda each: each.files_fetched),
    ("source_files_lost_total", "counter", "Files of its posts that are not to be had", lambda each: each.files_lost),
)


class Pulse:
    """What the loop of ``watch`` tells of itself. Threads share it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._turned_s = clock()
        self._buckets, self._count, self._sum_s = [0] * len(BUCKETS_S), 0, 0.0
        self.not_kept = 0

    def turn(self) -> None:
        """The loop has turned."""
        self._turned_s = self._clock()

    def note_picture(self, posts: int, took_s: float) -> None:
        """So many posts were in the picture so long after their look came in."""
        with self._lock:
            self._count += posts
            self._sum_s += posts * took_s
            for number, edge in enumerate(BUCKETS_S):
                self._buckets[number] += posts * (took_s <= edge)

    @property
    def is_alive(self) -> bool:
        """Whether the loop has turned of late."""
        return self._clock() - self._turned_s < ALIVE_S

    def lines(self) -> Iterator[str]:
        """Its figures."""
        with self._lock:
            yield from _head("picture_delay_seconds", "histogram", "From a look that brought a post to the picture with that post in it")
            for edge, count in zip(BUCKETS_S, self._buckets, strict=True):
                yield f'skywitness_picture_delay_seconds_bucket{{le="{edge:g}"}} {count}'
            yield f'skywitness_picture_delay_seconds_bucket{{le="+Inf"}} {self._count}'
            yield f"skywitness_picture_delay_seconds_sum {self._sum_s:.6f}"
            yield f"skywitness_picture_delay_seconds_count {self._count}"
            yield from _head("not_kept_total", "counter", "Times that what looks brought could not be kept, and was asked for again")
            yield f"skywitness_not_kept_total {self.not_kept}"


def write_metrics(folder: Path, pulse: Pulse, now: datetime) -> str:
    """All figures as text."""
    return "\n".join((*_of_sources(list_health(folder, now)), *pulse.lines(), *_of_us())) + "\n"


def _of_us() -> Iterator[str]:
    yield from _head("build_info", "gauge", "Which skywitness this is")
    yield f'skywitness_build_info{{version="{_escape(__version__)}"}} 1'


def _of_sources(sources: list[Health]) -> Iterator[str]:
    for name, kind, meaning, figure in OF_SOURCES:
        yield from _head(name, kind, meaning)
        for each in sources:
            value = figure(each)
            if value is not None:
                yield f'skywitness_{name}{{source="{_escape(each.source)}"}} {value:.15g}'


def _head(name: str, kind: str, meaning: str) -> tuple[str, str]:
    return f"# HELP skywitness_{name} {meaning}.", f"# TYPE skywitness_{name} {kind}"


def _escape(label: str) -> str:
    r"""A label's value as the format wants it.

    >>> _escape('a "b"\n')
    'a \\"b\\"\\n'
    """
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _stamp(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def serve_metrics(listen: str, folder: Path, pulse: Pulse, now: Callable[[], datetime]) -> Listener:
    """Answers ``/metrics``, and ``/healthz`` with 200 while the loop turns, else 503."""

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        timeout = 10

        def do_GET(self) -> None:
            """Figures, or whether we are alive."""
            if self.path == "/metrics":
                self._answer(200, write_metrics(folder, pulse, now()))
            elif self.path == "/healthz":
                is_alive = pulse.is_alive
                self._answer(200 if is_alive else 503, "alive\n" if is_alive else "the loop has not turned for two minutes\n")
            else:
                self._answer(404, "there are /metrics and /healthz\n")

        def _answer(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Requests for figures are no news."""

    return Listener(listen, Handler, setting="--metrics")
