"""Taking into the archive what other programs and people captured: auto-archiver's folder, a page saved from a browser."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from skywitness import __version__
from skywitness.archive import Archive, Kept
from skywitness.archive.auto_archiver import read_output
from skywitness.archive.beside import Beside, find_beside, tell_report
from skywitness.archive.packing import Page, write_wacz
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.keeping import Json, archive_folder, tell_kept
from skywitness.cli.options import InputOptions, now, read_instant, read_options
from skywitness.cli.progress import Bars
from skywitness.errors import ArchiveError, BadSettings
from skywitness.ingest import read_input
from skywitness.model.report import Report
from skywitness.parts import ReadOptions

NO_OPTIONS = InputOptions()
LARGEST_PAGE_BYTES = 64 << 20


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


def collect(*inputs: Path, by: str, ledger: str, options: InputOptions = NO_OPTIONS, as_json: Json = False) -> int:
    """Keep evidentiary copies of the media files that reports name and that lie beside them, as in a Telegram export. Reads the inputs of ``run``.

    Parameters
    ----------
    inputs
        Files or folders, as for ``skywitness run``.
    by
        Who takes them in.
    ledger
        The directory that holds the ledger; its ``archive`` is made when it is not there.
    as_json
        Print the entries of the custody log as JSON.
    """
    if not inputs:
        raise BadSettings("name an input: skywitness archive collect export/result.json --by NAME --ledger DIR")
    kept, aside = collect_media(inputs, read_options(inputs, options), ledger, by=by)
    tell_kept(kept, aside, as_json=as_json)
    return SOME_SET_ASIDE if aside else DONE


def collect_media(inputs: Sequence[Path], read: ReadOptions, ledger: str, *, by: str) -> tuple[list[Kept], list[str]]:
    """What was kept of the media beside the reports of inputs, and a sentence for each that could not be."""
    opened, kept, aside = Archive(archive_folder(ledger)), list[Kept](), list[str]()
    with Bars(Console(stderr=True)).stage("taking in media", None) as advance:
        for given in inputs:
            for report in (item for item in read_input(given, read) if isinstance(item, Report)):
                for found in find_beside(given, report):
                    try:
                        kept += [_keep_beside(opened, report, found, by)] if found.path else []
                    except ArchiveError as error:
                        aside.append(str(error))
                    aside += [f"{found.name}, of {report.report_id}: {found.why}"] if found.why else []
                    advance(1)
    return kept, aside


def _keep_beside(opened: Archive, report: Report, found: Beside, by: str) -> Kept:
    source = report.url or f"{report.source}, {report.report_id}"
    return opened.take_in(found.path or Path(found.name), at=now(), by=by, name=found.name, source=source, recorded=tell_report(report))


def page(
    file: Path,
    *,
    url: str,
    captured_at: str,
    by: str,
    ledger: str,
    title: str | None = None,
    content_type: str = "text/html",
    as_json: Json = False,
) -> int:
    """Keep a saved page, and a working copy of it packed as WACZ, which web-archive players open.

    Parameters
    ----------
    file
        The page, as a browser or a program saved it.
    url
        Where it was.
    captured_at
        When it was saved, with its offset.
    by
        Who takes it in.
    ledger
        The directory that holds the ledger; its ``archive`` is made when it is not there.
    title
        What it is called in a list of pages.
    content_type
        What it is.
    as_json
        Print the entries of the custody log as JSON.
    """
    at = read_instant(captured_at, "--captured-at")
    if at is None or not url.startswith(("http://", "https://")):
        raise BadSettings(f"--url: {url!r} is no address of a page; it begins with https:// or http://")
    opened = Archive(archive_folder(ledger))
    original = opened.take_in(file, at=now(), by=by, source=url, recorded={"captured_at": at.isoformat()})
    digest = original.entry.digest
    if digest is None or (original.entry.size_bytes or 0) > LARGEST_PAGE_BYTES:
        raise BadSettings(f"{file}: it was kept, but is longer than {LARGEST_PAGE_BYTES:,} bytes and not packed as a page")
    body = opened.path_of(digest).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder) / f"{file.stem}.wacz"
        with packed.open("wb") as out:
            write_wacz([Page(url=url, at=at, body=body, content_type=content_type, title=title)], out)
        how = f"packed as WACZ by skywitness {__version__}, as captured at {at.isoformat()} from {url}"
        made = opened.derive(digest, packed, how=how, at=now(), by=by)
    tell_kept([original, made], [], as_json=as_json)
    return DONE
