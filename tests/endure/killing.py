"""Works that acknowledge what they did, line by line, and are killed at a random moment; then everything acknowledged must be there and the ledger sound.

A work runs in a forked child, so that a thousand kills take minutes. It is given the folder and a number that differs from kill to kill, says what is on disk by calling ``say``, and goes
on until it is killed.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tests.fuse.invented import LIPETSK, TULA, YELETS, Told, invent
from tests.ledger.invented import COLLECT, READ, register_all

from skywitness.archive import Archive, examine, survey_archive
from skywitness.attending import Steward
from skywitness.concluding import Concluder
from skywitness.config import DeskSettings
from skywitness.errors import SkywitnessError
from skywitness.ledger import open_ledger
from skywitness.pipeline import Unwatched, conclude
from skywitness.web.desk.acting import Acting, Overtaken
from skywitness.web.desk.file import DeskFile
from skywitness.web.desk.people import People
from skywitness.web.desk.room import Room

Say = Callable[[str], None]
Work = Callable[[Path, int, Say], None]
LONGEST_S = 0.5
"""A work is killed somewhere between its beginning and this."""


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def posts(start: int) -> Iterator[Told]:
    """Posts that no other kill has."""
    for number in count():
        place = (LIPETSK, TULA, YELETS)[number % 3]
        yield Told(
            text=f"A drone was shot down, told {start} {number}",
            source=f"channel {number % 5}",
            at_min=start * 500.0 + number * 7,
            place=place,
        )


def take_in(folder: Path, start: int, say: Say) -> None:
    """The collector's and the reader's work: reports, then readings."""
    with open_ledger(folder) as ledger:
        register_all(ledger)
        for told in posts(start):
            report, reading, occurrence, claims = invent(told)
            ledger.add_reports([report], at=now(), by=COLLECT.activity_id)
            say(f"report {report.digest}")
            ledger.add_readings([(reading, (occurrence,), tuple(claims))], at=now(), by=READ.activity_id)
            say(f"reading {report.digest}")


def conclude_again(folder: Path, start: int, say: Say) -> None:
    """What `watch` does: news, and the picture after each."""
    with open_ledger(folder) as ledger:
        register_all(ledger)
        concluder = Concluder(ledger)
        for told in posts(start):
            report, reading, occurrence, claims = invent(told)
            ledger.add_reports([report], at=now(), by=COLLECT.activity_id)
            ledger.add_readings([(reading, (occurrence,), tuple(claims))], at=now(), by=READ.activity_id)
            say(f"reading {report.digest}")
            concluder.conclude(clock=now)
            say(f"pictured {report.digest}")


def decide(folder: Path, start: int, say: Say) -> None:
    """The web writer's work: what people decide at the desk, obeyed at once."""
    room = Room(folder, DeskSettings(), now)
    steward = Steward(folder, now)
    steward.catch_up()
    steward.start()
    acting, dice = Acting(room, steward), random.Random(start)  # noqa: S311 - dice of a game
    incidents = [each.incident for each in steward.ledger.dossiers()]
    while True:
        one, other = dice.choice(incidents), dice.choice(incidents)
        form = dice.choice(
            [
                {"act": "keep-apart", "incidents": f"{one.incident_id}\n{other.incident_id}"},
                {"act": "place", "incidents": one.incident_id, "place": "52.62,38.5"},
                {"act": "reject", "marked": one.reports[0]},
            ]
        )
        try:
            found = acting.decide({**form, "why": "endurance", "seen": str(acting.seen())}, by="Vera")
        except SkywitnessError:
            continue  # about something that an earlier decision took away
        if not isinstance(found, Overtaken):
            say(f"decision {steward.ledger.decided_since(0)[-1].decision_id}")


def keep(folder: Path, start: int, say: Say) -> None:
    """The archive's work: evidentiary copies."""
    archive = Archive(folder / "archive")
    for number in count():
        file = folder / f"incoming-{start}-{number}.jpg"
        file.write_bytes(f"{start} {number} ".encode() * 4_000)
        say(f"copy {archive.take_in(file, at=now(), by='Vera').entry.digest}")
        file.unlink()


WORKS: Mapping[str, Work] = {"take in": take_in, "conclude": conclude_again, "decide": decide, "keep": keep}


def prepare(folder: Path) -> None:
    """A ledger with a few incidents in it."""
    with open_ledger(folder) as ledger:
        register_all(ledger)
        for told in (each for each, _ in zip(posts(0), range(30), strict=False)):
            report, reading, occurrence, claims = invent(told)
            ledger.add_reports([report], at=now(), by=COLLECT.activity_id)
            ledger.add_readings([(reading, (occurrence,), tuple(claims))], at=now(), by=READ.activity_id)
        conclude(ledger, clock=now, progress=Unwatched())
    Archive(folder / "archive")
    with DeskFile(folder, create=True) as file:
        People(file).add("Vera", "many quiet lamps in a row", at=now())


def kill_once(work: Work, folder: Path, start: int, after_s: float) -> list[str]:
    """Run a work in a child, kill it after some seconds, and give what it had acknowledged. A line that it could not end counts as not said.

    Raises
    ------
    AssertionError
        It ended before it was killed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(folder, start, lambda line: _write(writing, line))
        except BaseException:  # noqa: BLE001 - told to the parent, which fails by it
            _write(writing, traceback.format_exc().replace("\n", " | "))
        os._exit(3)
    os.close(writing)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as told:
        lines = told.read().split(b"\n")[:-1]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the work ended by itself: {lines[-1:]}"
    return [line.decode() for line in lines]


def _write(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def find_lost(folder: Path, said: Iterable[str]) -> list[str]:
    """What was acknowledged and is not there, and what is not sound: nothing, if all is well."""
    with open_ledger(folder) as ledger:
        lost = [f"damaged: {each}" for each in ledger.check()]
        reports = {each.digest for each in ledger.reports()}
        read = {each for each in reports if (told := ledger.told(each)) is not None and told.read is not None}
        pictured = {digest for each in ledger.dossiers() for digest in each.incident.reports}
        decided = {each.decision_id for each in ledger.decided_since(0)}
    survey = survey_archive(folder / "archive")
    copies = {str(entry.digest) for path, entry in survey.files.items() if (folder / "archive" / path).is_file()}
    lost += [f"damaged: {fault}" for fault in examine(survey) if fault and "acknowledged" not in str(fault)]
    there: Mapping[str, set[str]] = {
        "report": {*reports},
        "reading": {*read},
        "pictured": {*pictured} | _rejected(folder),
        "decision": {*decided},
        "copy": copies,
    }
    return lost + [line for line in said if line.partition(" ")[2] not in there[line.partition(" ")[0]]]


def _rejected(folder: Path) -> set[str]:
    """Reports that stand in no incident as a person said so."""
    with open_ledger(folder, read_only=True) as ledger:
        return {str(each) for decision in ledger.decisions() for each in decision.about}
