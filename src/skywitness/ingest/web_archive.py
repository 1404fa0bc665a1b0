"""Web archives: the articles, and the pages of Telegram channels, in a WARC file or in the WARC files of a WACZ file, each report with the address of its capture.

When a page was captured says nothing about when it was published: that stays unknown unless the page or a person states it. In a WACZ file the list
of pages tells which captures are pages in their own right and not parts of one.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

from msgspec.structs import replace

from skywitness.archive.wacz import Package, is_wacz, open_wacz
from skywitness.archive.warc import Capture, Unread, read_pages, require_warcio
from skywitness.errors import UnreadableInput
from skywitness.ingest.article import read_article
from skywitness.ingest.aside import make_visible, set_aside, unreadable
from skywitness.ingest.telegram_pages import TelegramPages
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import ReadOptions

WARC_BEGINNING = re.compile(rb"WARC/\d\.\d+\r?\n")
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PEEK_BYTES = 64
HEAD_BYTES = 1 << 16
CHANNEL = TelegramPages()


class WebArchive:
    """Reads articles out of WARC and WACZ files."""

    name = "web_archive"
    rank = 15

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether a WARC record stands at the beginning, packed or not, or the file is a zip with a manifest and WARC files."""
        if head.startswith(ZIP):
            return is_wacz(path)
        return bool(WARC_BEGINNING.match(_peek(head) if head.startswith(GZIP) else head))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """The report of each article; pages that are none, and records that are damaged, are set aside with their address."""
        require_warcio()
        with path.open("rb") as file:
            is_zip = file.read(len(ZIP)) == ZIP
            file.seek(0)
            if not is_zip:
                yield from _read_stream(file, path, path.name, options, None)
                return
        try:
            with open_wacz(path) as package:
                yield from _read_package(package, path, options)
        except ValueError as error:
            raise unreadable(path, str(error)) from error


def _read_package(package: Package, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
    for trouble in package.find_altered():
        yield set_aside(Locator(path.name), trouble)
    listed = package.pages()
    for name in package.warcs():
        try:
            with package.open(name) as stream:
                yield from _read_stream(stream, path, f"{path.name}/{name}", options, listed)
        except (ValueError, BadZipFile, zlib.error, EOFError, OSError) as error:
            yield set_aside(Locator(f"{path.name}/{name}"), f"it cannot be read: {error}")


def _read_stream(
    stream: BinaryIO, path: Path, name: str, options: ReadOptions, listed: frozenset[str] | None
) -> Iterator[Report | SetAside]:
    for found in read_pages(stream, max_page_bytes=options.max_item_bytes):
        locator = Locator(name, found.number, found.url)
        if isinstance(found, Unread):
            yield set_aside(locator, found.why)
        elif listed is None or found.url in listed:
            yield from _read_capture(found, path, locator, options)


def _read_capture(found: Capture, path: Path, locator: Locator, options: ReadOptions) -> Iterator[Report | SetAside]:
    """Its report; where the record is damaged, nothing is read out of it."""
    if found.trouble:
        yield set_aside(locator, f"{found.url}: the record is not as it was captured: {found.trouble}")
        return
    if CHANNEL.recognises(path, found.body[:HEAD_BYTES]):
        yield from _read_channel(found, path, locator, options)
        return
    try:
        yield read_article(found.body, path, options, locator, charset=found.charset, url=found.url)
    except UnreadableInput as error:
        yield set_aside(locator, f"{found.url}: {str(error).removeprefix(make_visible(f'{path}: '))}")


def _read_channel(found: Capture, path: Path, locator: Locator, options: ReadOptions) -> Iterator[Report | SetAside]:
    """The posts on a captured page of a Telegram channel."""
    with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
        saved = Path(folder) / path.name
        saved.write_bytes(found.body)
        try:
            for item in CHANNEL.read(saved, options):
                yield replace(item, locator=replace(locator, row=item.locator.row))
        except UnreadableInput as error:
            yield set_aside(locator, f"{found.url}: {str(error).removeprefix(make_visible(f'{saved}: '))}")


def _peek(head: bytes) -> bytes:
    """The first bytes that come out of what is packed, or nothing."""
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, PEEK_BYTES)
    except zlib.error:
        return b""
