"""GDELT's files, one every quarter of an hour: the list of the newest is asked for, and quarters missed since the last look are fetched by their names."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

from msgspec import Struct
from msgspec.structs import replace

from skywitness.errors import FetchFailed, UnreadableInput
from skywitness.ingest.aside import set_aside
from skywitness.ingest.live.bodies import find_fault_of_address, marks_of, name_source, read_body, remember
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import Asker, ReadOptions

LINE = re.compile(r"\d+\s+([0-9a-f]{32})\s+(https?://\S+/)(\d{14})(\.[\w.]+)")
STAMPED = re.compile(r"/(\d{14})(\.[\w.]+)$")
STAMP = "%Y%m%d%H%M%S"
QUARTER = timedelta(minutes=15)
MOST_QUARTERS = 96
"""Files of one look: a day's. A longer absence is made up for over several looks."""
NOT_THERE = (404, 410)
EVENTS = ("export",)


class Quarter(Struct, frozen=True):
    """One file: its address, and the MD5 that GDELT states of it where it is in the list."""

    address: str
    md5: str | None = None


class GdeltQuarters:
    """Collects events, or what ``only`` names: ``export`` (events), ``mentions``."""

    name = "gdelt"

    def find_fault(self, source: LiveSource) -> str | None:
        """The address of a list."""
        return find_fault_of_address(source)

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
        """The rows of the files that were not fetched yet, the oldest first, so that what stands in the way of one leaves no hole behind it."""
        told = asker.fetch(source.where, etag=cursor.etag, last_modified=cursor.last_modified)
        marks = marks_of(told, cursor.etag, cursor.last_modified)
        if told.body is None:
            return Haul(items=(), cursor=replace(cursor, **marks))
        listed = [Quarter(found[2] + found[3] + found[4], found[1]) for found in LINE.finditer(told.body.decode("ascii", "replace"))]
        listed = [each for each in listed if any(word in each.address.rpartition("/")[2] for word in source.only or EVENTS)]
        if not listed:
            why = f"layout changed: the list names no file of {', '.join(source.only or EVENTS)}"
            return Haul(items=(), cursor=cursor, trouble=why, sample=told.body)
        wanted = [each for newest in listed for each in (*_missed(newest, cursor.fetched), newest) if each.address not in cursor.fetched]
        haul = _fetch_all(sorted(wanted, key=_when)[:MOST_QUARTERS], name_source(options, source), asker)
        if haul.trouble or len(wanted) > MOST_QUARTERS:
            marks = {"skew_s": told.skew_s, "etag": None, "last_modified": None}  # ask for the list again: some of it is still wanted
        return replace(haul, cursor=replace(cursor, fetched=remember(cursor.fetched, list(haul.cursor.fetched)), **marks))


def _fetch_all(wanted: list[Quarter], options: ReadOptions, asker: Asker) -> Haul:
    items, had, trouble = list[Report | SetAside](), list[str](), None
    for quarter in wanted:
        try:
            packed = asker.fetch(quarter.address).body or b""
        except FetchFailed as error:
            if error.status in NOT_THERE and quarter.md5 is None:  # some quarters were never made
                had.append(quarter.address)
                continue
            trouble = f"{quarter.address}: {error}"
            break
        had.append(quarter.address)
        try:
            items += _read_packed(packed, quarter, options)
        except UnreadableInput as error:
            items.append(set_aside(Locator(url=quarter.address), str(error)))
    return Haul(items=tuple(items), cursor=Cursor(fetched=tuple(had)), trouble=trouble)


def _read_packed(packed: bytes, quarter: Quarter, options: ReadOptions) -> Iterator[Report | SetAside]:
    if quarter.md5 is not None and hashlib.md5(packed, usedforsecurity=False).hexdigest() != quarter.md5:
        raise UnreadableInput(f"{quarter.address}: it is not the file that the list states by its MD5; it was damaged on the way")
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            (name,) = archive.namelist()
            with archive.open(name) as file:
                body = file.read(options.max_item_bytes + 1)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError, NotImplementedError) as error:
        raise UnreadableInput(f"{quarter.address}: it is no ZIP with one file in it: {error}") from None
    if len(body) > options.max_item_bytes:
        raise UnreadableInput(f"{quarter.address}: it unpacks to more than {options.max_item_bytes:,} bytes; raise the limit")
    return read_body(body, quarter.address, options)


def _missed(newest: Quarter, fetched: tuple[str, ...]) -> Iterator[Quarter]:
    """The files of the same kind between the newest one fetched and this one."""
    found = STAMPED.search(newest.address)
    if not found:
        return
    base, kind = newest.address[: found.start() + 1], found.group(2)
    before = max((each[1] for each in map(STAMPED.search, fetched) if each and each[2] == kind), default=None)
    if before is None:
        return
    at, until = _instant(before) + QUARTER, _instant(found.group(1))
    while at < until:
        yield Quarter(f"{base}{at:{STAMP}}{kind}")
        at += QUARTER


def _when(quarter: Quarter) -> str:
    found = STAMPED.search(quarter.address)
    return found.group(1) if found else ""


def _instant(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
