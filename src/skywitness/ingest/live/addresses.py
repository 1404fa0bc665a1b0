"""Feeds and pages that lie at one address, asked by conditional requests."""

from __future__ import annotations

from msgspec.structs import replace

from skywitness.errors import UnreadableInput
from skywitness.ingest.live.bodies import find_fault_of_address, marks_of, name_source, read_body
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.model.report import Report, rename_report
from skywitness.parts import Asker, ReadOptions


class LiveFeed:
    """Collects RSS and Atom."""

    name = "feed"

    def find_fault(self, source: LiveSource) -> str | None:
        """An address."""
        return find_fault_of_address(source)

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
        """All that the feed shows now."""
        return collect_address(source, cursor, options, asker)


class LivePage:
    """Collects an article: other words at the same address are another version of it."""

    name = "page"

    def find_fault(self, source: LiveSource) -> str | None:
        """An address."""
        return find_fault_of_address(source)

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
        """The article as it is now, under its address."""
        haul = collect_address(source, cursor, options, asker)
        return replace(haul, items=tuple(rename_report(item, source.where) if isinstance(item, Report) else item for item in haul.items))


def collect_address(source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
    """What lies at a source's address."""
    told = asker.fetch(source.where, etag=cursor.etag, last_modified=cursor.last_modified)
    marks = replace(cursor, **marks_of(told, cursor.etag, cursor.last_modified))
    if told.body is None:
        return Haul(items=(), cursor=marks)
    try:
        items = tuple(read_body(told.body, source.where, name_source(options, source)))
    except UnreadableInput as error:
        return Haul(items=(), cursor=cursor, trouble=f"layout changed, or no longer what it was: {error}", sample=told.body)
    return Haul(items=items, cursor=marks, pages=((source.where, told.body),))
