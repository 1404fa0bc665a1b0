"""What a fetched body says, read by the readers of files as if it had been saved."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from skywitness.errors import UnreadableInput
from skywitness.ingest.aside import make_visible
from skywitness.ingest.recognise import read_input
from skywitness.model.live import Fetched, LiveSource
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import ReadOptions

SAVED_AS = "fetched"
MOST_REMEMBERED = 2_000
"""Addresses of documents that were fetched and are not fetched again, the newest: more than an index of them shows."""


def read_body(body: bytes, url: str, options: ReadOptions) -> Iterator[Report | SetAside]:
    """Each item, found at the address. Rows are not told: they move with every new item, and what is set aside would be set aside anew.

    Raises
    ------
    UnreadableInput
        It is of no known kind, or not what it claims to be.
    """
    with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
        saved = Path(folder) / SAVED_AS
        saved.write_bytes(body)
        try:
            for item in read_input(saved, options):
                yield replace(item, locator=Locator(url=url))
        except UnreadableInput as error:
            raise UnreadableInput(str(error).replace(make_visible(str(saved)), make_visible(url))) from None


def name_source(options: ReadOptions, source: LiveSource) -> ReadOptions:
    """The options by which the items of a source bear its name."""
    return replace(options, source=source.name)


def find_fault_of_address(source: LiveSource) -> str | None:
    """What is wrong with an address of the web; None when nothing is."""
    if not source.host:
        return f"{source.where!r} is no address of the web; write it as https://…"
    if "@" in source.where.partition("://")[2].partition("/")[0]:
        return "a password has no place in an address; give the proxy or the token by the environment"
    return None


def remember(known: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    """The addresses with more of them, the oldest forgotten."""
    return tuple(dict.fromkeys((*known, *more)))[-MOST_REMEMBERED:]


def marks_of(told: Fetched, etag: str | None, last_modified: str | None) -> dict[str, str | float | None]:
    """The marks for the next conditional request: those of this answer, or the old ones where nothing changed."""
    kept = told.body is None
    return {
        "etag": told.etag or (etag if kept else None),
        "last_modified": told.last_modified or (last_modified if kept else None),
        "skew_s": told.skew_s,
    }
