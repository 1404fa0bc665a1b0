"""Channels whose posts come, change and go while hosts break, disks fill, clocks jump and the collector is killed; and the account of what must be kept of them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from skywitness.errors import LedgerError
from skywitness.ledger import Ledger, open_ledger
from skywitness.model.report import Report

BEGUN = datetime(2031, 3, 14, 18, tzinfo=UTC)
PAGE = 20
PLACES = ("Тулой", "Калугой", "Рязанью", "Орлом", "Ельцом", "Брянском")
PATIENCE_S = 60.0
"""Real seconds after which a calm world must be in the ledger as it is."""


@dataclass
class Channel:
    """A channel's posts as they are, and all that each ever said."""

    posts: dict[int, str] = field(default_factory=dict)
    said: dict[int, list[str]] = field(default_factory=dict)
    last: int = 0

    def say(self, number: int, words: str) -> None:
        self.posts[number] = words
        self.said.setdefault(number, []).append(words)


class World:
    """Some channels on a host of this machine, with a clock that runs ``speed`` times as fast as ours."""

    def __init__(self, folder: Path, *, seed: int, channels: int, speed: float) -> None:
        self.folder, self.chance, self.speed = folder, random.Random(seed), speed  # noqa: S311 - a course of events
        self.channels = {f"city_{number}": Channel() for number in range(channels)}
        self.begun_s, self.mode, self.told = time.time(), "well", dict.fromkeys(("posts", "edits", "deletions"), 0)
        self.faults: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.open_host()
        self._write_settings()

    def now(self) -> datetime:
        """The time that posts are dated by."""
        return BEGUN + timedelta(seconds=(time.time() - self.begun_s) * self.speed)

    # the course of events

    def go_on(self) -> None:
        """A while: new posts everywhere, some numbers left out, and edits and deletions among the newest."""
        for channel in self.channels.values():
            for _ in range(self.chance.randrange(3)):
                channel.last += self.chance.choice((1, 1, 1, 1, 2))
                place = self.chance.choice(PLACES)
                channel.say(channel.last, f"Над {place} сбит беспилотник, сообщение {channel.last}.")
                self.told["posts"] += 1
            newest = sorted(channel.posts)[-5:]
            if newest and self.chance.random() < 0.3:
                number = self.chance.choice(newest)
                channel.say(
                    number, f"Над {self.chance.choice(PLACES)} сбито {self.chance.randrange(2, 9)} беспилотников, сообщение {number}."
                )
                self.told["edits"] += 1
            if len(newest) > 3 and self.chance.random() < 0.1:
                del channel.posts[self.chance.choice(newest[:-1])]
                self.told["deletions"] += 1

    def break_something(self) -> None:
        """One fault, drawn."""
        name = self.chance.choice(
            ("busy", "broken", "cut", "odd", "host restarted", "killed", "stopped", "disk full", "clock ahead", "clock back")
        )
        self.faults[name] = self.faults.get(name, 0) + 1
        match name:
            case "host restarted":
                self.close_host()
                time.sleep(0.2)
                self.open_host()
            case "killed" | "stopped":
                self.stop(signal.SIGKILL if name == "killed" else signal.SIGTERM)
                self.start()
            case "disk full":
                (self.folder / "full").touch()
            case "clock ahead" | "clock back":
                (self.folder / "jump").write_text(str(10_800 if name == "clock ahead" else -10_800), encoding="utf-8")
            case _:
                self.mode = name

    def calm_down(self) -> None:
        """All that was broken is whole again."""
        self.mode = "well"
        (self.folder / "full").unlink(missing_ok=True)
        (self.folder / "jump").write_text("0", encoding="utf-8")
        if self._process is None or self._process.poll() is not None:
            self.start()

    # the host

    def open_host(self) -> None:
        """Answer, on the same port as before."""
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    world.answer(self)
                except OSError:
                    self.close_connection = True  # whoever asked was killed

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close_host(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """A page, or what stands in its place."""
        parts = urlsplit(request.path)
        channel = self.channels.get(parts.path.removeprefix("/s/"))
        is_faulty = channel is not None and self.chance.random() < 0.7
        if channel is None or (is_faulty and self.mode in ("busy", "broken")):
            request.send_response_only(404 if channel is None else 429 if self.mode == "busy" else 500)
            request.end_headers()
            return
        before = int(parse_qs(parts.query).get("before", ["999999999"])[0])
        body = self.page(parts.path.removeprefix("/s/"), [number for number in sorted(channel.posts) if number < before][-PAGE:]).encode()
        if is_faulty and self.mode == "odd":
            body = b"<html><body class='tgme_page_'><article>We have a new look.</article></body></html>"
        request.send_response_only(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2] if is_faulty and self.mode == "cut" else body)

    def page(self, name: str, numbers: list[int]) -> str:
        """Posts as a public page shows them, below the message that a channel begins with."""
        channel = self.channels[name]
        shown = [f'<div class="tgme_widget_message service_message" data-post="{name}/0"></div>'] if len(numbers) < PAGE else []
        for number in numbers:
            at = (BEGUN + timedelta(seconds=number)).isoformat()
            shown.append(
                f'<div class="tgme_widget_message" data-post="{name}/{number}"><div class="tgme_widget_message_text">{channel.posts[number]}</div>'
                f'<span class="tgme_widget_message_views">{self.chance.randrange(9999)}</span>'
                f'<a class="tgme_widget_message_date"><time datetime="{at}"></time></a></div>'
            )
        return f"<html><body>{''.join(shown)}</body></html>"

    # the collector

    def start(self) -> None:
        """A collector as a process of its own, by this world's clock."""
        command = [sys.executable, "-m", "tests.ingest.live.soak_process", str(self.folder), str(self.begun_s), str(self.speed)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log, stdout=log)  # noqa: S603 - our own program

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, kindly or not."""
        if self._process is not None:
            os.kill(self._process.pid, how)
            self._process.wait(timeout=60)
            self._process = None

    def _write_settings(self) -> None:
        watched = "".join(
            f'[[source]]\nname = "{name}"\nlanguage = "ru"\n[[watch]]\nname = "{name}"\nkind = "telegram"\nwhere = "http://127.0.0.1:{self.port}/s/{name}"\nevery_s = 10\n'
            for name in self.channels
        )
        rules = "[fetch]\nallow_private = true\nhost_pause_s = 0.0\nretries = 0\ntimeout_s = 5\n"
        (self.folder / "watch.toml").write_text(watched + rules, encoding="utf-8")
        (self.folder / "jump").write_text("0", encoding="utf-8")

    # the account

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    def settle(self) -> list[str]:
        """Wait until the ledger holds the world as it is; what it lacks after a while."""
        end, wrong = time.monotonic() + PATIENCE_S, ["there is no ledger"]
        while time.monotonic() < end and wrong:
            time.sleep(0.1)
            try:
                with open_ledger(self.ledger, read_only=True) as opened:
                    wrong = self.find_wrong(opened)
            except LedgerError as error:  # it is just being made
                wrong = [str(error)]
        return wrong

    def find_wrong(self, opened: Ledger) -> list[str]:
        """A sentence for every post that is not kept as it is: those of a newest page to the letter, older ones as they were shown at some time."""
        kept: dict[str, list[Report]] = {}
        for report in opened.reports(current=False):
            kept.setdefault(str(report.report_id), []).append(report)
        wrong = list[str]()
        for name, channel in self.channels.items():
            newest = sorted(channel.posts)[-PAGE:]
            for number in channel.said:
                versions = sorted(
                    kept.get(f"{name}/{number}", []), key=lambda each: (each.edited_at or BEGUN, each.collected_at, each.digest)
                )
                wrong += [
                    f"{name}/{number}: {fault}"
                    for fault in self._judge(channel, number, versions, is_newest=number in newest or number > newest[0])
                ]
        return wrong

    def _judge(self, channel: Channel, number: int, versions: list[Report], *, is_newest: bool) -> list[str]:
        is_there = number in channel.posts
        if not versions:
            return ["is missing"] if is_there else []  # deleted before anybody could see it
        invented = {each.text for each in versions} - set(channel.said[number])
        faults = [f"says {sorted(invented)}, which was never said"] if invented else []
        steps = [(each.text, each.withdrawn) for each in versions]
        faults += ["has the same version twice in a row"] if any(one == two for one, two in pairwise(steps)) else []
        if is_newest and steps[-1] != (channel.posts.get(number, versions[-1].text), not is_there):
            faults.append(f"is kept as {steps[-1]}, and is {channel.posts.get(number)!r}")
        return faults


def soak(world: World, steps: int, pause_s: float, tell: Callable[[str], object] = lambda _: None) -> list[str]:
    """Let the world go on with faults, calming down every fifth step; what was wrong at the end of a calm."""
    world.start()
    for step in range(steps):
        world.go_on()
        if step % 5 == 4:
            world.calm_down()
            if wrong := world.settle():
                return wrong
        else:
            world.break_something()
        tell(f"step {step + 1} of {steps}: {world.told}")
        time.sleep(pause_s)
    world.calm_down()
    wrong = world.settle()
    world.stop()
    world.close_host()
    return wrong
