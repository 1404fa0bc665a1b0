"""One look at one source: fetch, read with the readers of files, and give out what is new or says something else than before."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from skywitness.errors import SkywitnessError, UnreadableInput
from skywitness.ingest.live.fetch import Fetcher, FetchFailed
from skywitness.ingest.live.plan import LiveKind, LiveSource
from skywitness.ingest.recognise import read_input
from skywitness.model.ids import content_id
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import ReadOptions

REMEMBERED = 2_000
"""Reports of a source whose words are remembered, the newest: enough for what a page or a feed shows."""
POST_NUMBER = re.compile(r"/(\d+)$")


class Cursor(Struct, frozen=True, kw_only=True):
    """Where a source stands. ``said`` has what each report said, by its id; ``gone`` the posts that were there and are no more."""

    etag: str | None = None
    last_modified: str | None = None
    said: Mapping[str, str] = {}
    gone: tuple[str, ...] = ()
    looked_at: datetime | None = None
    last_report_at: datetime | None = None
    failures: int = 0
    trouble: str | None = None
    skew_s: float | None = None


class Look(Struct, frozen=True, kw_only=True):
    """What one look brought. ``sample`` is a page that could not be read, kept so that a person can see what changed; ``pages`` are those that
    were read, each with its address, as the host gave them.
    """

    reports: tuple[Report, ...]
    aside: tuple[SetAside, ...]
    cursor: Cursor
    sample: bytes | None = None
    pages: tuple[tuple[str, bytes], ...] = ()


def look_at(source: LiveSource, cursor: Cursor, options: ReadOptions, fetcher: Fetcher, now: datetime) -> Look:
    """What is new at a source. Never raises on what a source does: its trouble stands in the cursor, and other sources go on."""
    named = replace(options, source=source.name, collected_at=now)
    marks, items, pages = cursor, list[Report | SetAside](), list[tuple[str, bytes]]()
    try:
        if source.kind is LiveKind.FOLDER:
            items = list(read_input(Path(source.where), replace(named, source=options.source)))
        else:
            marks, pages = _fetch_all(source, cursor, fetcher)
            for _, body in pages:
                items += _read_body(body, source, named)
    except UnreadableInput as error:
        if not pages:
            return _failed(cursor, now, str(error))
        return replace(_failed(cursor, now, f"layout changed, or no longer what it was: {error}"), sample=pages[0][1])
    except (FetchFailed, SkywitnessError) as error:
        return _failed(cursor, now, str(error))
    return replace(_sort_out(source, items, replace(marks, looked_at=now, failures=0, trouble=None), cursor), pages=tuple(pages))


def _fetch_all(source: LiveSource, cursor: Cursor, fetcher: Fetcher) -> tuple[Cursor, list[tuple[str, bytes]]]:
    """The newest page, and older ones until they meet what is known, so that back-fill and live leave no gap."""
    told = fetcher.fetch(source.where, etag=cursor.etag, last_modified=cursor.last_modified)
    marks = replace(cursor, etag=told.etag, last_modified=told.last_modified, skew_s=told.skew_s)
    if told.body is None:
        return replace(marks, etag=told.etag or cursor.etag, last_modified=told.last_modified or cursor.last_modified), []
    pages, known = [(source.where, told.body)], {_number(each) for each in cursor.said}
    while source.kind is LiveKind.TELEGRAM and len(pages) < source.pages:
        numbers = numbers_on(pages[-1][1])
        if not numbers or min(numbers) <= 1 or any(str(number) in known for number in numbers):
            break
        address = f"{source.where}?before={min(numbers)}"
        older = fetcher.fetch(address).body
        if not older or older == pages[-1][1]:
            break
        pages.append((address, older))
    return marks, pages


def numbers_on(page: bytes) -> list[int]:
    """The numbers of the posts on a channel's page.

    >>> numbers_on(b'<div data-post="city/17"></div><div data-post="city/19">')
    [17, 19]
    """
    return [int(number) for number in re.findall(rb"""data-post=["']\w+/(\d+)["']""", page)]


def _number(report_id: str) -> str:
    found = POST_NUMBER.search(report_id)
    return found.group(1) if found else ""


def _read_body(body: bytes, source: LiveSource, options: ReadOptions) -> Iterator[Report | SetAside]:
    """What a fetched body says, read as if it had been saved."""
    with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
        saved = Path(folder) / "fetched"
        saved.write_bytes(body)
        for item in read_input(saved, options):
            yield replace(item, locator=Locator(url=source.where, row=item.locator.row))


def _sort_out(source: LiveSource, items: list[Report | SetAside], marks: Cursor, before: Cursor) -> Look:
    reports = [item for item in items if isinstance(item, Report)]
    said = {report.report_id: content_id("w", report.text, report.title) for report in reports}
    fresh = tuple(report for report in reports if before.said.get(report.report_id) != said[report.report_id])
    gone = _find_gone(source, before, {str(each) for each in said})
    kept: dict[str, str] = {key: words for key, words in before.said.items() if key not in gone} | {
        str(key): words for key, words in said.items()
    }
    dated = [report.published_at for report in reports if report.published_at]
    last = max([*dated, *([before.last_report_at] if before.last_report_at else [])], default=None)
    cursor = replace(
        marks,
        said=dict(list(kept.items())[-REMEMBERED:]),
        gone=tuple(dict.fromkeys((*before.gone, *gone)))[-REMEMBERED:],
        last_report_at=last,
    )
    return Look(reports=fresh, aside=tuple(item for item in items if isinstance(item, SetAside)), cursor=cursor)


def _find_gone(source: LiveSource, before: Cursor, shown: set[str]) -> list[str]:
    """Posts that were between the first and the last of those shown, and are not there any more: deleted."""
    numbers = sorted(int(number) for each in shown if (number := _number(each)))
    if source.kind is not LiveKind.TELEGRAM or not numbers:
        return []
    return [each for each in before.said if each not in shown and (number := _number(each)) and numbers[0] < int(number) < numbers[-1]]


def _failed(cursor: Cursor, now: datetime, why: str) -> Look:
    return Look(reports=(), aside=(), cursor=replace(cursor, looked_at=now, failures=cursor.failures + 1, trouble=why))
