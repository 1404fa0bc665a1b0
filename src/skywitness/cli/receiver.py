"""Takes posts that others send, and answers only when they are in the ledger: a sender that got no answer sends again, and nothing is doubled."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from skywitness.cli.listening import Listener
from skywitness.errors import BadSettings, SkywitnessError
from skywitness.ingest.live.bodies import name_source, read_body
from skywitness.ingest.live.hooks import HEADER, WebHook, find_fault_of_secret, find_fault_of_signature
from skywitness.ingest.live.plan import Plan
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.parts import ReadOptions

log = logging.getLogger(__name__)
WAIT_S = 60.0
"""How long a sender waits for its posts to be kept before it is told to send again."""
MOST_AT_ONCE = 16
"""Bodies that are read or wait to be kept; one more is told to come again, which is how a flood is slowed down."""
SLOWEST_S = 20


class Receipt(Struct, frozen=True, kw_only=True):
    """What became of what was sent: so many posts new or changed, so many known before, and why others could not be used."""

    new: int
    known: int
    set_aside: tuple[str, ...] = ()


Bring = Callable[[LiveSource, Haul, "Future[Receipt]"], object]
"""Hands what was sent to the thread that keeps it, which then tells what became of it."""


class Receiver(Listener):
    """Listens for the webhooks of a plan. Secrets come from the environment and stay here."""

    def __init__(
        self,
        plan: Plan,
        environment: Mapping[str, str],
        options: ReadOptions,
        bring: Bring,
        now: Callable[[], datetime],
        *,
        wait_s: float = WAIT_S,
    ) -> None:
        self._hooks = {source.where: source for source in plan.sources if source.kind == WebHook.name}
        for source in self._hooks.values():
            if fault := find_fault_of_secret(source, environment):
                raise BadSettings(fault)
        self._secrets = {source.where: environment[source.secret or ""] for source in self._hooks.values()}
        self._options, self._bring, self._now, self._wait_s = options, bring, now, wait_s
        self._most_bytes = plan.rules.max_bytes
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(plan.receive.listen, _make_handler(self), setting="receive")

    def answer(self, request: BaseHTTPRequestHandler) -> tuple[int, object]:
        """Status and answer to one request. Who it is from is proved before anything of it is read as posts."""
        path = urlsplit(request.path).path
        if path not in self._hooks:
            return 404, "there is no such hook"
        told = request.headers.get("Content-Length", "")
        if not told.isascii() or not told.isdigit():
            return 411, "tell the length of the body by Content-Length"
        if int(told) > self._most_bytes:
            return 413, f"the body is longer than {self._most_bytes} bytes; send less at once"
        if not self._room.acquire(blocking=False):
            return 429, "too much is being kept just now; send it again in some seconds"
        try:
            body = request.rfile.read(int(told))
            if len(body) < int(told):
                return 400, "the body was cut off on the way"
            fault = find_fault_of_signature(self._secrets[path], request.headers.get(HEADER, ""), body, self._now())
            return (401, fault) if fault else self._keep(self._hooks[path], body)
        finally:
            self._room.release()

    def _keep(self, source: LiveSource, body: bytes) -> tuple[int, object]:
        options = replace(name_source(self._options, source), collected_at=self._now())
        try:
            items = tuple(read_body(body, source.where, options))
        except SkywitnessError as error:
            return 400, str(error)
        kept: Future[Receipt] = Future()
        self._bring(source, Haul(items=items, cursor=Cursor()), kept)
        try:
            return 200, kept.result(timeout=self._wait_s)
        except NotYet:
            return 503, "it could not be kept in time; send it again"
        except SkywitnessError as error:
            log.warning("%s: what was sent could not be kept: %s", source.name, error)
            return 503, "it could not be kept; send it again in some minutes"


def _make_handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request of a sender."""

        timeout = SLOWEST_S

        def do_POST(self) -> None:
            """Take what is sent."""
            try:
                status, told = receiver.answer(self)
            except OSError:  # the sender went away, or sent nothing for too long: it has no answer and sends again
                self.close_connection = True
                return
            body = msgspec.json.encode({"error": told} if isinstance(told, str) else told)
            self.send_response_only(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            if status in (429, 503):
                self.send_header("Retry-After", "5" if status == 429 else "60")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """What was kept is logged where it is kept."""

    return Handler
