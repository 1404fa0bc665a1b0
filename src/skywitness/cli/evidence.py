"""Keeps pages as the hosts gave them, in the archive beside the ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from skywitness.archive import Archive
from skywitness.archive.packing import Page, write_warc
from skywitness.archive.warc import require_warcio
from skywitness.cli.keeping import archive_folder
from skywitness.cli.options import now
from skywitness.errors import ArchiveError
from skywitness.model.live import LiveSource


def open_for_pages(ledger: str) -> Archive:
    """The archive beside a ledger, for pages.

    Raises
    ------
    MissingPart
        Pages are kept as WARC, and warcio is not installed.
    """
    require_warcio()
    return Archive(archive_folder(ledger))


class Evidence:
    """Keeps pages of sources."""

    def __init__(self, archive: Archive, by: str) -> None:
        self._archive, self._by = archive, by

    def keep(self, source: LiveSource, pages: Sequence[tuple[str, bytes]]) -> str | None:
        """Keep the pages of a look as one WARC file, which holds their addresses and when they were given. That they could not be kept stops no collecting: it
        comes back as a sentence.
        """
        at = now()
        name = f"{''.join(each if each.isalnum() else '-' for each in source.name)}-{at:%Y%m%dT%H%M%SZ}.warc.gz"
        try:
            with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
                packed = Path(folder) / name
                with packed.open("wb") as out:
                    write_warc([Page(url=url, at=at, body=body, content_type=guess_type(body)) for url, body in pages], out, file_name=name)
                self._archive.take_in(packed, at=at, by=self._by, source=source.where, recorded={"captured_at": at.isoformat()})
        except (ArchiveError, OSError) as error:
            return f"its page could not be kept as evidence: {error}"
        return None


def guess_type(body: bytes) -> str:
    """What a fetched body is, for players: a feed or a page.

    >>> guess_type(b"<?xml version='1.0'?><rss/>"), guess_type(b"<!DOCTYPE html><html></html>")
    ('application/xml', 'text/html')
    """
    return "application/xml" if body.lstrip()[:5] == b"<?xml" and b"<html" not in body[:1000] else "text/html"
