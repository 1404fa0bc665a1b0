"""``skywitness archive``: evidentiary copies, what was made of them, and who held them."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App
from rich.console import Console
from rich.table import Table
from rich.text import Text

from skywitness.archive import Archive, Kept
from skywitness.archive.store import held
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.capturing import collect, import_folder, page
from skywitness.cli.keeping import Json, archive_folder, open_archive, print_json, tell_at, tell_entry, tell_kept, tell_kind
from skywitness.cli.options import Config, now
from skywitness.cli.progress import Bars
from skywitness.cli.stamping import request_stamp, stamp, stamps
from skywitness.config import Settings, load_settings
from skywitness.errors import ArchiveError, BadSettings
from skywitness.ledger import open_ledger
from skywitness.publish.copies import require_no_delay, require_release, tell_release
from skywitness.publish.policy import load_policy
from skywitness.publish.view import open_view
from skywitness.publish.visible import visible

PUBLIC = "public"
archive = App(name="archive", help="Keep evidentiary copies by their SHA-256, beside a ledger, with the chain of custody.")
archive.command(import_folder, name="import")
for verb in (collect, page, request_stamp, stamp, stamps):
    archive.command(verb)


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
        print_json(entries)
        return DONE
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("SHA-256", "what", "bytes", "taken in", "name", "from"):
        table.add_column(name, no_wrap=name == "SHA-256", overflow="fold", justify="right" if name == "bytes" else "left")
    for entry in entries:
        whence = entry.source or (f"made of {entry.of[:16]}" if entry.of else "")
        told = (str(entry.digest)[:16], tell_kind(entry), f"{entry.size_bytes or 0:,}", tell_at(entry), entry.name or "", whence)
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
        print_json(entries)
        return DONE
    out = Console()
    out.print(f"{wanted}\n{opened.path_of(wanted)}", markup=False, highlight=False, soft_wrap=True)
    for entry in entries:
        out.print(visible(f"  {tell_at(entry)}  {tell_entry(entry, wanted)}"), markup=False, highlight=False, soft_wrap=True)
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
def publish(digest: str, *, to: Path, by: str, ledger: str, config: Config = None) -> int:
    """Hand out a copy that ``skywitness blur`` made and that a person released with ``skywitness decide release``; nothing else leaves this way, and nothing
    that may show a defending unit before the policy's delay is over.

    Parameters
    ----------
    digest
        The copy's SHA-256, or how that begins.
    to
        Where it is written; nothing may be there yet.
    by
        Who publishes it.
    ledger
        The directory that holds the ledger.
    config
        Settings in TOML: ``audience.policy`` names a do-no-harm policy of your own.
    """
    opened = open_archive(ledger)
    wanted = opened.find(digest)
    policy = load_policy((load_settings(config) if config else Settings()).audience.policy)
    with open_ledger(ledger, create=False, read_only=True) as decided:
        released = require_release(wanted, opened.entries(), decided.decisions())
        view = open_view(decided, policy=policy, audience=PUBLIC, now=now())
        require_no_delay(wanted, opened.entries(), decided, view)
    entry = opened.publish(wanted, to, on=tell_release(released), at=now(), by=by)
    Console(stderr=True).print(f"published as entry {entry.number} of the custody log: {to}", markup=False, soft_wrap=True)
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
        talk.print(f"  what was made of it is still here: {left.digest} ({tell_kind(left)})", markup=False, soft_wrap=True)
    return DONE
