"""A small web on this machine's loopback: channel pages and feeds that change, fail and misbehave as told. Everything on it is invented."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE_POSTS = 3


@dataclass
class Answer:
    """What an address answers. ``promised`` is the length that it states; ``pause_s`` is how long it waits after each byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    pause_s: float = 0.0


@dataclass
class Web:
    """Answers by path, and the paths asked so far. A path may have a callable, given the query."""

    answers: dict[str, Answer | Callable[[dict[str, list[str]]], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serve() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            web.asked.append(self.path)
            found = web.answers.get(parts.path, Answer(status=404))
            answer = found(parse_qs(parts.query)) if callable(found) else found
            etag = answer.headers.get("ETag")
            is_known = etag is not None and self.headers.get("If-None-Match") == etag
            self.send_response_only(304 if is_known else answer.status)  # with no date of its own
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.promised is not None:
                self.send_header("Content-Length", str(answer.promised))
            self.end_headers()
            if not is_known:
                self.give(answer)

        def give(self, answer: Answer) -> None:
            if not answer.pause_s:
                self.wfile.write(answer.body)
                return
            try:
                for byte in answer.body:
                    self.wfile.write(bytes((byte,)))
                    time.sleep(answer.pause_s)
            except OSError:
                return  # whoever asked has gone away

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def channel(posts: dict[int, str]) -> Callable[[dict[str, list[str]]], Answer]:
    """A channel's pages: the newest posts, or those before a number. A post is told by its words, or by the markup of its bubble where that begins with <."""

    def page(query: dict[str, list[str]]) -> Answer:
        before = int(query.get("before", ["999999"])[0])
        shown = sorted(number for number in posts if number < before)[-PAGE_POSTS:]
        return Answer(
            "".join(post(number, posts[number]) for number in shown).join(("<html><body class='tgme_page_'>", "</body></html>")).encode()
        )

    return page


def post(number: int, text: str) -> str:
    bubble = text if text.startswith("<") else f'<div class="tgme_widget_message_text">{text}</div>'
    return (
        f'<div class="tgme_widget_message" data-post="city/{number}">{bubble}'
        f'<a class="tgme_widget_message_date"><time datetime="2021-05-01T20:{number % 60:02d}:00+00:00"></time></a></div>'
    )
