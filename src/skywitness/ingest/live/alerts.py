"""A feed of CAP alerts: alerts that stand in it are read from it, those that it only points to are fetched once each, and again when it says they changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from msgspec.structs import replace

from skywitness.errors import FetchFailed, UnreadableInput
from skywitness.ingest.aside import set_aside
from skywitness.ingest.hardened_xml import children, local_name, parse_xml, words
from skywitness.ingest.live.addresses import collect_address
from skywitness.ingest.live.bodies import SAVED_AS, find_fault_of_address, marks_of, name_source, read_body, remember
from skywitness.model.live import Cursor, Fetched, Haul, LiveSource
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import Asker, ReadOptions

MOST_ALERTS = 50
"""Alerts that one look fetches; more wait for the next."""
MARK = "#as-of-"


class LiveAlerts:
    """Collects CAP."""

    name = "cap"

    def find_fault(self, source: LiveSource) -> str | None:
        """An address."""
        return find_fault_of_address(source)

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
        """The alerts of the feed that were not fetched yet. One that cannot be had now is asked for again at the next look."""
        told = asker.fetch(source.where, etag=cursor.etag, last_modified=cursor.last_modified)
        if told.body is None:
            return Haul(items=(), cursor=replace(cursor, **marks_of(told, cursor.etag, cursor.last_modified)))
        try:
            root = _parse(told.body, options.max_item_bytes)
        except UnreadableInput as error:
            return Haul(items=(), cursor=cursor, trouble=f"layout changed, or no longer what it was: {error}", sample=told.body)
        if any(local_name(element) == "alert" for element in root.iter()):
            return collect_address(source, cursor, options, _Given(told))
        wanted = [each for each in dict.fromkeys(_list_alerts(root)) if each not in cursor.fetched]
        haul = _fetch_all(wanted[:MOST_ALERTS], name_source(options, source), asker)
        marks = marks_of(told, cursor.etag, cursor.last_modified)
        if haul.trouble or len(wanted) > MOST_ALERTS:
            marks = {"skew_s": told.skew_s, "etag": None, "last_modified": None}  # ask for the whole feed again: some of it is still wanted
        return replace(haul, cursor=replace(cursor, fetched=remember(cursor.fetched, list(haul.cursor.fetched)), **marks))


def _fetch_all(wanted: list[str], options: ReadOptions, asker: Asker) -> Haul:
    items, pages, had, trouble = list[Report | SetAside](), list[tuple[str, bytes]](), list[str](), None
    for marked in wanted:
        address = marked.partition(MARK)[0]
        try:
            body = asker.fetch(address).body or b""
        except FetchFailed as error:
            trouble = trouble or f"{address}: {error}"
            continue
        had.append(marked)
        pages.append((address, body))
        try:
            items += read_body(body, address, options)
        except UnreadableInput as error:
            items.append(set_aside(Locator(url=address), str(error), body))
    return Haul(items=tuple(items), cursor=Cursor(fetched=tuple(had)), pages=tuple(pages), trouble=trouble)


def _parse(body: bytes, max_bytes: int) -> etree._Element:
    with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
        saved = Path(folder) / SAVED_AS
        saved.write_bytes(body)
        return parse_xml(saved, max_bytes)


def _list_alerts(root: etree._Element) -> Iterator[str]:
    """The address of each alert that an Atom or RSS feed points to, marked with when that last changed."""
    for item in root.iter():
        if not isinstance(item.tag, str) or local_name(item) not in ("entry", "item"):
            continue
        links = [
            (link.get("href") or (link.text or "").strip(), link.get("type") or "", link.get("rel") or "")
            for link in children(item, "link")
        ]
        links += [(link.get("url") or "", link.get("type") or "", "enclosure") for link in children(item, "enclosure")]
        links = [each for each in links if each[0].startswith(("http://", "https://"))]
        best = sorted(links, key=lambda each: ("cap" not in each[1], each[2] not in ("", "alternate", "enclosure")))
        if best:
            yield f"{best[0][0]}{MARK}{words(item, 'updated', 'pubDate') or ''}"


class _Given:
    """Answers with what was fetched already."""

    def __init__(self, told: Fetched) -> None:
        self._told = told

    def fetch(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:  # noqa: ARG002 - the Protocol's names
        """The answer that is at hand."""
        return self._told
