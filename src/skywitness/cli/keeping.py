"""What the verbs of ``skywitness archive`` share: where the archive is, how its entries are told, and how it is proved."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.archive import FOLDER, Act, Archive, Entry, Fault, Kept, Survey, examine, survey_archive
from skywitness.archive.custody import LOG
from skywitness.archive.store import UNNUMBERED
from skywitness.cli.app import DONE, WRONG_USE
from skywitness.cli.progress import Bars
from skywitness.errors import BadSettings
from skywitness.ledger import FOLDER_VARIABLE, folder_beside, is_on_server
from skywitness.looking import PRINTS
from skywitness.publish.visible import visible

Json = Annotated[bool, Parameter(name="--json", negative="")]
WORDS = {
    Act.TAKEN_IN: "taken in",
    Act.DERIVED: "derived",
    Act.STAMPED: "time-stamped",
    Act.CHECKED: "checked",
    Act.RELEASED: "released",
    Act.PUBLISHED: "published",
    Act.ERASED: "erased",
}


def archive_folder(ledger: str | None) -> Path:
    """Where the archive of a ledger is. An archive alone, as it was handed over, may be named itself.

    Raises
    ------
    BadSettings
        No ledger was named.
    LedgerError
        It is on a server, and nothing says where its archive is.
    """
    if ledger is None:
        raise BadSettings("name the ledger whose archive it is: --ledger DIR")
    folder = folder_beside(ledger, os.environ)
    return folder if (folder / LOG).is_file() else folder / FOLDER


def find_archive(ledger: str) -> Path | None:
    """Where the archive of a ledger is; None for one on a server when nothing says where its archive is."""
    return None if is_on_server(ledger) and not os.environ.get(FOLDER_VARIABLE) else archive_folder(ledger)


def find_prints(ledger: str) -> Path | None:
    """Where the fingerprints of a ledger's media are kept; None for one on a server when nothing says where what lies beside it is."""
    return None if is_on_server(ledger) and not os.environ.get(FOLDER_VARIABLE) else folder_beside(ledger, os.environ) / PRINTS


def open_archive(ledger: str) -> Archive:
    """The archive beside a ledger, which must be there.

    Raises
    ------
    ArchiveError
        There is none.
    """
    return Archive(archive_folder(ledger), create=False)


def look_through(folder: Path, *, by: str | None, at: datetime) -> int:
    """Prove an archive and print what is wrong with it, file by file; noted in its log when somebody gives their name."""
    Archive(folder, create=False)
    survey = survey_archive(folder)
    faults = list(survey.faults)
    with Bars(Console(stderr=True)).stage("proving the archive", len(survey.files)) as advance:
        for fault in examine(survey):
            faults += [fault] if fault else []
            advance(1)
    _tell_survey(survey, faults)
    if by:
        result = f"{len(survey.files)} files, {len(faults)} faults"
        Archive(folder).note(Entry(number=UNNUMBERED, at=at, by=by, act=Act.CHECKED, note="; ".join([result, *map(str, faults[:20])])))
    return WRONG_USE if faults else DONE


def _tell_survey(survey: Survey, faults: Sequence[Fault]) -> None:
    out = Console()
    for fault in faults:
        out.print(visible(str(fault)), markup=False, highlight=False, soft_wrap=True)
    counted = f"{len(survey.files)} files, {survey.entries} entries in the custody log"
    if faults:
        out.print(f"{survey.folder}: NOT SOUND: {len(faults)} faults; {counted}", markup=False, highlight=False, soft_wrap=True)
    else:
        out.print(f"{survey.folder}: sound: {counted}", markup=False, highlight=False, soft_wrap=True)
        out.print(f"head of its chain: {survey.head or 'the log is empty'}", markup=False, highlight=False, soft_wrap=True)


def tell_kept(kept: Sequence[Kept], aside: Sequence[str], *, as_json: bool) -> None:
    """What was kept, to stdout by digest, and what was set aside, to stderr with the reason."""
    talk = Console(stderr=True)
    for reason in aside:
        talk.print(f"complaint: {visible(reason)}", style="bold", markup=False, highlight=False, soft_wrap=True)
    if as_json:
        print_json([each.entry for each in kept])
    else:
        for each in kept:
            sys.stdout.write(f"{each.entry.digest}  {visible(each.entry.name or '')}\n")
    counted = Counter(each.is_new for each in kept)
    talk.print(f"{counted[True]} kept, {counted[False]} were kept before, {len(aside)} complaints", markup=False)


def tell_entry(entry: Entry, about: str) -> str:
    """An act in one line, seen from the file that it is about."""
    what = WORDS[entry.act] if entry.digest == about or entry.act is Act.STAMPED else f"{WORDS[entry.act]} from it: {entry.digest}"
    about_it = (
        f"from {entry.source}" if entry.source else "",
        f"of {entry.of}" if entry.of and entry.of != about else "",
        f"how: {entry.how}" if entry.how else "",
        entry.note or "",
        *(f"{key}: {value}" for key, value in entry.recorded.items()),
    )
    named = f" as {entry.name}" if entry.name else ""
    return "; ".join([f"{what}{named}, by {entry.by}", *(word for word in about_it if word)])


def tell_kind(entry: Entry) -> str:
    """What the file of an entry is."""
    return {Act.DERIVED: "working copy", Act.STAMPED: "time stamp"}.get(entry.act, "evidentiary copy")


def tell_at(entry: Entry) -> str:
    """When it was, to the second."""
    return f"{entry.at:%Y-%m-%d %H:%M:%S}Z"


def print_json(entries: Iterable[Entry]) -> None:
    """Entries to stdout, as one JSON document."""
    sys.stdout.write(msgspec.json.encode(list(entries)).decode() + "\n")
