"""``skywitness archive``: evidentiary copies, what was made of them, and who held them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from skywitness.archive import FOLDER, Act, Archive, Entry, Fault, Kept, Survey, examine, survey_archive
from skywitness.archive.auto_archiver import read_output
from skywitness.archive.store import UNNUMBERED, held
from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE
from skywitness.cli.options import now
from skywitness.cli.progress import Bars
from skywitness.errors import ArchiveError, BadSettings
from skywitness.publish.visible import visible

archive = App(name="archive", help="Keep evidentiary copies by their SHA-256, beside a ledger, with the chain of custody.")
Json = Annotated[bool, Parameter(name="--json", negative="")]
WORDS = {
    Act.TAKEN_IN: "taken in",
    Act.DERIVED: "derived",
    Act.STAMPED: "time-stamped",
    Act.CHECKED: "checked",
    Act.RELEASED: "released",
    Act.ERASED: "erased",
}


@archive.command
def add(*files: Path, by: str, ledger: str, source: str | None = None, note: str | None = None, as_json: Json = False) -> int:
    """Keep evidentiary copies of files. Adding a file again changes nothing.

    Parameters
    ----------
    files
        Files as they were collected.
    by
        Who takes them in.
    ledger
        The directory that holds the ledger; its ``archive`` is made when it is not there.
    source
        Where they come from: an address, or words.
    note
        Anything else that should stand with them.
    as_json
        Print the entries of the custody log as JSON.
    """
    if not files:
        raise BadSettings("name a file: skywitness archive add clip.mp4 --source https://… --by NAME --ledger DIR")
    opened = Archive(archive_folder(ledger))
    kept, aside = list[Kept](), list[str]()
    with Bars(Console(stderr=True)).stage("taking in", len(files)) as advance:
        for file in files:
            try:
                kept.append(opened.take_in(file, at=now(), by=by, source=source, note=note))
            except ArchiveError as error:
                aside.append(str(error))
            advance(1)
    tell_kept(kept, aside, as_json=as_json)
    return SOME_SET_ASIDE if aside else DONE


@archive.command(name="import")
def import_folder(folder: Path, *, by: str, ledger: str, as_json: Json = False) -> int:
    """Keep evidentiary copies of all files in an output folder of auto-archiver, with the addresses, hashes and times that it recorded.

    Parameters
    ----------
    folder
        What auto-archiver's ``local_storage`` saves to.
    by
        Who takes them in.
    ledger
        The directory that holds the ledger; its ``archive`` is made when it is not there.
    as_json
        Print the entries of the custody log as JSON.
    """
    if not folder.is_dir():
        raise BadSettings(f"{folder}: there is no such folder; name the one that auto-archiver saves to")
    talk = Console(stderr=True)
    with Bars(talk).stage("reading what was recorded", None) as advance:
        output = read_output(folder, advance)
    opened, kept, aside = Archive(archive_folder(ledger)), list[Kept](), list(output.trouble)
    with Bars(talk).stage("taking in", len(output.files)) as advance:
        for found in output.files:
            note = "; ".join(
                ("taken over from auto-archiver" if found.words else "beside auto-archiver's files; it has no record", *found.trouble)
            )
            aside += found.trouble
            try:
                kept.append(opened.take_in(found.path, at=now(), by=by, name=found.name, source=found.url, note=note, recorded=found.words))
            except ArchiveError as error:
                aside.append(str(error))
            advance(1)
    tell_kept(kept, aside, as_json=as_json)
    return SOME_SET_ASIDE if aside else DONE


@archive.command(name="list")
def list_files(*, ledger: str, as_json: Json = False) -> int:
    """List what the archive holds, in the order in which it came.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    as_json
        Print the entries with which the files came as JSON.
    """
    entries = list(held(open_archive(ledger).entries()).values())
    if as_json:
        _print_json(entries)
        return DONE
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("SHA-256", "what", "bytes", "taken in", "name", "from"):
        table.add_column(name, no_wrap=name == "SHA-256", overflow="fold", justify="right" if name == "bytes" else "left")
    for entry in entries:
        whence = entry.source or (f"made of {entry.of[:16]}" if entry.of else "")
        told = (str(entry.digest)[:16], _tell_kind(entry), f"{entry.size_bytes:,}", _tell_at(entry), entry.name or "", whence)
        table.add_row(*(Text(visible(word)) for word in told))
    Console().print(table)
    return DONE


@archive.command
def show(digest: str, *, ledger: str, as_json: Json = False) -> int:
    """Show the chain of custody of one file, and what was made of it.

    Parameters
    ----------
    digest
        Its SHA-256, or how that begins.
    ledger
        The directory that holds the ledger.
    as_json
        Print the entries as JSON.
    """
    opened = open_archive(ledger)
    wanted = opened.find(digest)
    entries = [entry for entry in opened.entries() if wanted in (entry.digest, entry.of)]
    if as_json:
        _print_json(entries)
        return DONE
    out = Console()
    out.print(f"{wanted}\n{opened.path_of(wanted)}", markup=False, highlight=False, soft_wrap=True)
    for entry in entries:
        out.print(visible(f"  {_tell_at(entry)}  {tell_entry(entry, wanted)}"), markup=False, highlight=False, soft_wrap=True)
    return DONE


@archive.command
def derive(digest: str, file: Path, *, how: str, by: str, ledger: str) -> int:
    """Keep a working copy that was made of a kept file: cut, brightened, transcoded.

    Parameters
    ----------
    digest
        The SHA-256 of the file that it was made of, or how that begins.
    file
        The working copy.
    how
        How it was made: the program, its version, the command.
    by
        Who made it.
    ledger
        The directory that holds the ledger.
    """
    opened = open_archive(ledger)
    tell_kept([opened.derive(opened.find(digest), file, how=how, at=now(), by=by)], [], as_json=False)
    return DONE


@archive.command
def release(digest: str, *, to: Path, recipient: str, why: str, by: str, ledger: str) -> int:
    """Hand a copy out, unaltered, to somebody who may have it. To publish is something else: see ``skywitness decide release``.

    Parameters
    ----------
    digest
        The file's SHA-256, or how that begins.
    to
        Where the copy is written; nothing may be there yet.
    recipient
        Who receives it.
    why
        The reason.
    by
        Who hands it out.
    ledger
        The directory that holds the ledger.
    """
    opened = open_archive(ledger)
    entry = opened.release(opened.find(digest), to, recipient=recipient, why=why, at=now(), by=by)
    Console(stderr=True).print(f"released as entry {entry.number} of the custody log: {to}", markup=False, soft_wrap=True)
    return DONE


@archive.command
def erase(digest: str, *, why: str, by: str, ledger: str) -> int:
    """Delete a file lawfully. The log keeps that it was held, and why it is gone.

    Parameters
    ----------
    digest
        The file's SHA-256, or how that begins.
    why
        The reason; it is kept for ever.
    by
        Who deletes it.
    ledger
        The directory that holds the ledger.
    """
    opened = open_archive(ledger)
    wanted = opened.find(digest)
    entry = opened.erase(wanted, why=why, at=now(), by=by)
    talk = Console(stderr=True)
    talk.print(f"erased, as entry {entry.number} of the custody log tells", markup=False)
    for left in (other for other in held(opened.entries()).values() if other.of == wanted):
        talk.print(f"  what was made of it is still here: {left.digest} ({_tell_kind(left)})", markup=False, soft_wrap=True)
    return DONE


def archive_folder(ledger: str | None) -> Path:
    """Where the archive of a ledger is.

    Raises
    ------
    BadSettings
        No ledger was named, or one that is no folder.
    """
    if ledger is None:
        raise BadSettings("name the ledger whose archive it is: --ledger DIR")
    if "://" in ledger:
        raise BadSettings(f"{ledger}: an archive lies in a folder; name one with --ledger DIR")
    return Path(ledger) / FOLDER


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
        _print_json([each.entry for each in kept])
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


def _tell_kind(entry: Entry) -> str:
    return {Act.DERIVED: "working copy", Act.STAMPED: "time stamp"}.get(entry.act, "evidentiary copy")


def _tell_at(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M:%S}Z"


def _print_json(entries: Iterable[Entry]) -> None:
    sys.stdout.write(msgspec.json.encode(list(entries)).decode() + "\n")
