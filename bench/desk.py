"""The desk at work: from a commit to the page, from a decision to the page, readers and analysts beside a writer.

    python -m bench desk                    on a small ledger
    python -m bench.desk 125000 300         happenings to invent (100,000 incidents remain), seconds of the crowd
    python -m bench.desk 125000 300 FOLDER  the same on a copy of the ledger that lies there, which is made when it does not

The server is a process of its own, as `skywitness serve` starts it; posts come from another, which commits what it read and leaves the solving to the server.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from html import unescape
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from msgspec.structs import replace
from tests.fuse.invented import Told, invent
from tests.ledger.invented import COLLECT, READ

from bench.concluding import fill, invent_nights, quantiles_s
from bench.record import record
from skywitness.concluding import Concluder
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.sqlite import FILE_NAME
from skywitness.web.desk.file import DeskFile
from skywitness.web.desk.people import People

HAPPENINGS, CROWD_S = 2_500, 30.0
READERS, ANALYSTS, POSTS_A_SECOND = 50, 4, 20
PAUSE_S = 2.0
IDLE_S = 3.0
"""Between two pages of one reader, or two decisions of one analyst, in the mean: fifty readers ask for some 25 pages a second."""
TIMED = 40
LONGEST_S = 60.0
A_MILLION = 1_000_000
LATER_MIN = 40_000_000.0
"""Minutes after the nights of the ledger, so that what is posted is new."""
PASSWORD = "many quiet lamps in a row"  # noqa: S105 - of invented people
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PATHS = ("/", "/?what=impact", "/undisclosed", "/map", "/api/collections/incidents/items?limit=20")


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Reader:
    """A browser as far as a server sees one: it keeps its cookies and its line."""

    def __init__(self, port: int, forwarded: str | None = None) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._port, self._cookies, self._forwarded = port, dict[str, str](), forwarded
        self._asked_at = 0.0
        self.waits_s = list[float]()
        """How long each request took."""

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str, dict[str, str]]:
        """The status, the text and the headers."""
        headers = {"accept": "text/html", "cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            headers |= {"content-type": "application/x-www-form-urlencoded", "origin": f"http://127.0.0.1:{self._port}"}
            body = urlencode(form)
        if time.monotonic() - self._asked_at > IDLE_S:
            self._line.close()  # the server hangs up on who is silent for longer; the next request opens a new line
        self._asked_at = time.monotonic()
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.waits_s.append(time.monotonic() - self._asked_at)
        for told in answer.headers.get_all("set-cookie") or ():
            name, _, value = told.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}

    def sign_in(self, name: str) -> None:
        """With the one password of this bench."""
        _, page, _ = self.ask("GET", "/sign-in")
        status, text, _ = self.ask("POST", "/sign-in", [*HIDDEN.findall(page), ("name", name), ("password", PASSWORD)])
        assert status == 303, text

    def decide(self, item: str, act: str, **fields: str) -> tuple[str | None, bool]:
        """The decision that an item's form came to, None when somebody was quicker or it is asked no more; and whether the picture had followed."""
        status, page, _ = self.ask("GET", item)
        if status != 200 or f'value="{act}"' not in page:
            return None, False
        kept = [(name, unescape(value)) for name, value in HIDDEN.findall(page[page.index("data-deciding") :])]
        status, text, headers = self.ask("POST", "/desk/decide", [*kept, ("act", act), ("why", "bench"), *fields.items()])
        if status in {409, 404}:
            return None, False
        assert status == 303, f"{status} {text[:2000]}"
        found = re.search(r"done=(d-[0-9a-f]+)", headers["location"])
        return (found[1] if found else None), "soon=" not in headers["location"]


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, Callable[[], float]]]:
    """The port of a server on this ledger, once its queue is filled, and what asks how many seconds of a processor it used."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", "from skywitness.cli.app import main; main()", "serve", "--ledger", str(folder), "--port", str(port)]
    )
    try:
        while True:
            try:
                reader = Reader(port)
                reader.sign_in("a0")
                break
            except OSError:
                time.sleep(0.5)
        while not has_queue(reader):
            time.sleep(0.5)
        yield port, lambda: read_cpu_s(server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def has_queue(reader: Reader) -> bool:
    """Whether the steward has looked at the ledger; while it does, a server of a hundred thousand incidents may drop a line."""
    try:
        page = reader.ask("GET", "/desk")[1]
        return "data-item" in page and "for the first time since the server started" not in page
    except OSError:
        return False


def read_cpu_s(pid: int) -> float:
    """How many seconds of a processor a process used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def prepare(folder: Path, happenings: int) -> dict[str, object]:
    """A solved ledger of invented nights, and its people."""
    begun = time.perf_counter()
    with open_ledger(folder) as ledger:
        posts = fill(ledger, happenings)
        Concluder(ledger).conclude(clock=now)
        incidents = ledger.counts()["incidents"]
    with DeskFile(folder, create=True) as file:
        for number in range(ANALYSTS):
            People(file).add(f"a{number}", PASSWORD, at=now())
    return {"posts": posts, "incidents": incidents, "prepared_s": round(time.perf_counter() - begun, 1)}


def commit(ledger: Ledger, told: Told) -> str:
    """Commit one post as it was read; the report's digest."""
    report, reading, occurrence, claims = invent(told)
    ledger.add_reports([report], at=now(), by=COLLECT.activity_id)
    ledger.add_readings([(reading, (occurrence,), tuple(claims))], at=now(), by=READ.activity_id)
    return report.digest


def fresh_posts() -> Iterator[tuple[str, Told]]:
    """Posts of nights that the ledger does not have yet, each with a word that stands in no other."""
    told = (each for each in invent_nights(A_MILLION) if each.place is not None)
    for number, each in enumerate(told):
        word = f"mark{number}x{os.getpid()}"
        yield word, replace(each, at_min=(each.at_min or 0) + LATER_MIN, text=f"{each.text} {word}")


def measure_commits(folder: Path, port: int, posts: Iterator[tuple[str, Told]]) -> dict[str, float]:
    """From the commit of a post to a page that shows it, which is asked for again and again."""
    reader, times = Reader(port), list[float]()
    with open_ledger(folder) as ledger:
        for word, told in islice(posts, TIMED):
            commit(ledger, told)
            begun = time.perf_counter()
            while '"numberMatched":1' not in reader.ask("GET", f"/api/collections/incidents/items?limit=1&q={word}")[1]:
                if time.perf_counter() - begun > LONGEST_S:
                    raise TimeoutError(f"{word} is on no page after {LONGEST_S} s")
            times.append(time.perf_counter() - begun)
    return quantiles_s(times)


def choose_act(item: str, dice: random.Random) -> tuple[str, dict[str, str]]:
    """What to do with an item, by its address."""
    need = item.partition("/desk/items/")[2].partition(":")[0]
    if need == "place":
        return "place", {"place": f"{dice.uniform(50, 54):.3f},{dice.uniform(34, 40):.3f}"}
    if need == "grade":
        return "grade", {"grade": dice.choice("BCD")}
    return {"merge": dice.choice(["merge", "keep-apart"]), "link": "split", "split": "split"}.get(need, "leave"), {}


def waiting_items(reader: Reader, *needs: str) -> list[str]:
    """Addresses of items of these kinds, some of which another analyst may just be deciding."""
    pages = [reader.ask("GET", f"/desk?need={need}")[1] for need in needs]
    return [unescape(href) for page in pages for href in re.findall(r'data-item href="([^"]+)"', page)]


def measure_decisions(port: int) -> dict[str, object]:
    """From a form that is sent to the page after it, which shows the picture solved again."""
    analyst, dice, times, late = Reader(port), random.Random(3), list[float](), 0  # noqa: S311 - dice of a game
    analyst.sign_in("a1")
    items = waiting_items(analyst, "merge", "link", "split")[:TIMED]
    for item in items:
        act, fields = choose_act(item, dice)
        begun = time.perf_counter()
        decision, is_obeyed = analyst.decide(item, act, **fields)
        if decision is None:
            continue
        late += not is_obeyed
        analyst.ask("GET", f"/explain/{decision}")
        times.append(time.perf_counter() - begun)
    return {"solved_after_a_second": late, **quantiles_s(times)}


class Crowd:
    """Readers, analysts and a writer for some seconds, and what each of them met."""

    def __init__(self, folder: Path, port: int, seconds: float) -> None:
        self._folder, self._port = folder, port
        self._seconds, self._until = seconds, 0.0
        self.times_s: dict[str, list[float]] = {"reading": [], "deciding": [], "commit": []}
        self.errors, self.decisions, self.overtaken = list[str](), list[str](), 0

    def run(self, posts: Iterator[tuple[str, Told]]) -> None:
        """All of them at once."""
        analysts = [Reader(self._port) for _ in range(ANALYSTS)]
        for number, analyst in enumerate(analysts):
            analyst.sign_in(f"a{number}")
            for path in (*PATHS, "/desk"):  # as on a server that has run for a while
                analyst.ask("GET", path)
        self._until = time.perf_counter() + self._seconds
        tasks = [partial(self._read, number) for number in range(READERS)]
        tasks += [partial(self._decide, number, analyst) for number, analyst in enumerate(analysts)]
        works = [threading.Thread(target=self._noting, args=(task,)) for task in (*tasks, partial(self._write, posts))]
        for work in works:
            work.start()
        for work in works:
            work.join()

    def _noting(self, task: Callable[[], None]) -> None:
        """Do it; whatever ends it early is an error of the crowd."""
        try:
            task()
        except Exception as error:  # noqa: BLE001 - told among the errors
            self.errors.append(f"{type(error).__name__}: {error}"[:300])

    def _timed(self, kind: str, reader: Reader, method: str, path: str) -> str:
        begun = time.perf_counter()
        status, text, _ = reader.ask(method, path)
        took = time.perf_counter() - begun
        self.times_s[kind].append(took)
        self.times_s.setdefault(f"{kind} {path if path in PATHS else 'a dossier'}", []).append(took)
        if status >= 400:
            self.errors.append(f"{status} {path}")
        return text

    def _read(self, number: int) -> None:
        reader, dice = Reader(self._port), random.Random(number)  # noqa: S311 - dice of a game
        while time.perf_counter() < self._until:
            page = self._timed("reading", reader, "GET", dice.choice(PATHS))
            time.sleep(dice.uniform(0, 2 * PAUSE_S))
            found = re.findall(r'href="(/incidents/i-[0-9a-f]+)"', page)
            if found:
                self._timed("reading", reader, "GET", dice.choice(found))
                time.sleep(dice.uniform(0, 2 * PAUSE_S))

    def _decide(self, number: int, analyst: Reader) -> None:
        dice = random.Random(number)  # noqa: S311 - dice of a game
        while time.perf_counter() < self._until:
            items = waiting_items(analyst, dice.choice(["merge", "link", "place"]))
            if not items:
                time.sleep(PAUSE_S)
                continue
            item = dice.choice(items)
            act, fields = choose_act(item, dice)
            try:
                decision, _ = analyst.decide(item, act, **fields)
            except AssertionError as error:
                self.errors.append(str(error)[:300])
                continue
            self.times_s["deciding"] += analyst.waits_s[-2:]  # the item's page, and the decision
            if decision is not None:
                self.decisions.append(decision)
            else:
                self.overtaken += 1
            time.sleep(dice.uniform(0, 2 * PAUSE_S))

    def _write(self, posts: Iterator[tuple[str, Told]]) -> None:
        begun = time.perf_counter()
        with open_ledger(self._folder) as ledger:
            for number, (_, told) in enumerate(posts):
                due = begun + number / POSTS_A_SECOND
                if due > self._until:
                    return
                time.sleep(max(0.0, due - time.perf_counter()))
                started = time.perf_counter()
                commit(ledger, told)
                self.times_s["commit"].append(time.perf_counter() - started)


def measure_crowd(folder: Path, port: int, seconds: float, posts: Iterator[tuple[str, Told]]) -> dict[str, object]:
    """What readers and analysts wait for, what went wrong, and whether every decision that was acknowledged is in the ledger."""
    crowd = Crowd(folder, port, seconds)
    crowd.run(posts)
    with open_ledger(folder, read_only=True) as ledger:
        kept = {each.decision_id for each in ledger.decided_since(0)}
    return {
        "seconds": seconds,
        "errors": len(crowd.errors),
        "first_errors": crowd.errors[:5],
        "decisions": len(crowd.decisions),
        "lost_decisions": len([each for each in crowd.decisions if each not in kept]),
        "overtaken_or_asked_no_more": crowd.overtaken,
        **{kind: quantiles_s(times) for kind, times in crowd.times_s.items() if times},
    }


def provide(folder: Path, happenings: int, kept: Path | None) -> dict[str, object]:
    """A solved ledger in a folder: made for this, or copied from where it is kept."""
    if kept is None:
        return prepare(folder, happenings)
    if not (kept / FILE_NAME).is_file():
        prepare(kept, happenings)
    shutil.copytree(kept, folder)
    with open_ledger(folder, read_only=True) as ledger:
        return {"posts": ledger.counts()["reports"], "incidents": ledger.counts()["incidents"]}


def main(happenings: int, seconds: float, kept: Path | None = None) -> None:
    """All of it, on a ledger made for this."""
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, posts = Path(name) / "ledger", fresh_posts()
        figures |= provide(folder, happenings, kept)
        begun = time.perf_counter()
        with served(folder) as (port, cpu_s):
            figures["server_ready_s"] = round(time.perf_counter() - begun, 1)
            figures["commit_to_page"] = measure_commits(folder, port, posts)
            figures["decision_to_page"] = measure_decisions(port)
            used = cpu_s()
            figures["crowd"] = measure_crowd(folder, port, seconds, posts)
            figures["crowd_server_cpu_s"] = round(cpu_s() - used, 1)
    figures["load_of_the_machine_last_15_min"] = round(os.getloadavg()[2], 1)
    record("desk", figures)


if __name__ == "__main__":
    told = dict(enumerate(sys.argv[1:]))
    main(int(told.get(0, HAPPENINGS)), float(told.get(1, CROWD_S)), Path(told[2]) if 2 in told else None)
