"""Plain reports: one JSON object a line, in UTF-8; the format that other programs write for us."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import astuple

from skywitness.ingest.aside import set_aside
from skywitness.ingest.encoding import explain_bad_utf8, marked_encoding
from skywitness.ingest.instants import believe, to_utc
from skywitness.ingest.lines import LongLine, read_lines
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

log = logging.getLogger(__name__)
T = TypeVar("T")
AwareTime = Annotated[datetime, Meta(tz=True)]


class PlainRow(Struct):
    """One line as it is written. A key that stands here is read; any other is ignored and named once."""

    published_at: AwareTime
    text: str
    source: str = ""
    id: str | None = None
    stream: Stream | None = None
    lang: str | None = None
    url: str | None = None
    title: str | None = None
    forwarded_from: str | None = None
    edited_at: AwareTime | None = None
    media: tuple[str, ...] | None = None
    place_hint: str | None = None


class StrictRow(PlainRow, forbid_unknown_fields=True):
    """The same, for as long as no unknown key has been seen."""


_decode_strictly = msgspec.json.Decoder(StrictRow).decode
_decode = msgspec.json.Decoder(PlainRow).decode
QUOTED_KEY = re.compile(f'"(?:{"|".join(PlainRow.__struct_fields__)})"'.encode())
ROW_BEGINNING = re.compile(rb'^(?:\xef\xbb\xbf)?[ \t]*+\{(?=.*"(?:source|published_at|text)"\s*:)', re.MULTILINE)
HALF_SURROGATE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]")
LONG_HEAD_BYTES = 1 << 16
ADVICE = (
    ("missing required field", "a report needs source, published_at and text"),
    ("timezone component", "the time names no zone; give an offset such as Z"),
    ("RFC3339", "give a time such as 2024-11-22T04:20:24Z"),
    ("truncated", "the JSON is cut off; write the whole object in one line"),
    ("malformed", "write one JSON object a line, control characters as \\u escapes"),
    ("enum value", f"a stream is one of {', '.join(Stream)}"),
)


class Line(Struct, frozen=True):
    """A line of plain reports as it stands in its file: to be made a report by a :class:`Parser`, here or in another process."""

    locator: Locator
    said: bytes
    file: str


class PlainReports:
    """Reads ``*.reports.jsonl``."""

    name = "plain"
    rank = 60

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether a line opens an object and names one of the three required keys; after a first line without end, the next are looked at."""
        if marked_encoding(head) not in (None, "utf-8-sig"):
            return False
        return any(ROW_BEGINNING.search(lines) for lines in (head, _after_long_line(path, head)))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Each line's report, or why there is none."""
        return Parser(options).parse(self.split(path, options))

    def split(self, path: Path, options: ReadOptions) -> Iterator[Line | SetAside]:
        """Each line that is not too long."""
        with path.open("rb") as file:
            for row, line in enumerate(read_lines(file, options.max_item_bytes)):
                locator = Locator(path.name, row)
                if isinstance(line, LongLine):
                    yield set_aside(locator, line.reason(options.max_item_bytes), line.beginning)
                    continue
                said = line.removeprefix(b"\xef\xbb\xbf") if row == 0 else line
                if said.strip():
                    yield Line(locator, said.rstrip(b"\r\n"), path.name)


def _after_long_line(path: Path, head: bytes) -> bytes:
    """What follows a first line that is longer than the head, as much as the head is."""
    if len(head) < LONG_HEAD_BYTES or b"\n" in head or not path.is_file():
        return b""
    with path.open("rb") as file:
        next(read_lines(file, len(head)))
        return file.read(len(head))


class Parser:
    """Makes reports of lines, and lets all else pass. ``tell`` is given what there is to say of a file, once of each; by default the log."""

    def __init__(self, options: ReadOptions, *, tell: Callable[[str], None] = log.warning) -> None:
        self._options, self._tell = options, tell
        self._readers = dict[str, RowReader]()

    def parse(self, items: Iterable[Line | T]) -> Iterator[Report | SetAside | T]:
        """The reports, or why there is none, in the order of the lines."""
        for item in items:
            if not isinstance(item, Line):
                yield item
                continue
            read_row = self._readers.get(item.file)
            if read_row is None:
                read_row = self._readers[item.file] = RowReader(item.file, tell=self._tell)
            yield read_row(item.said, item.locator, self._options)


class RowReader:
    """Turns lines into reports; remembers only whether the file has been told that it holds unknown keys."""

    def __init__(self, file_name: str, *, tell: Callable[[str], None] = log.warning) -> None:
        self._file_name = file_name
        self._tell = tell
        self._is_strict = True

    def __call__(self, line: bytes, locator: Locator, options: ReadOptions) -> Report | SetAside:
        """The line's report, or why there is none."""
        try:
            row = self._decode(line)
            _refuse_repeated_keys(line)
            _refuse_nul(row, line)
            return _make_report(row, locator, options)
        except UnicodeDecodeError as error:
            return set_aside(locator, _explain_utf8(line, error), line)
        except RecursionError:
            return set_aside(locator, "the JSON is nested too deeply; a report is one flat object", line)
        except (msgspec.DecodeError, ValueError) as error:
            return set_aside(locator, _explain(str(error), line), line)

    def _decode(self, line: bytes) -> PlainRow:
        if not self._is_strict:
            return _decode(line)
        try:
            return _decode_strictly(line)
        except msgspec.ValidationError as error:
            if "unknown field" not in str(error):
                raise
            self._is_strict = False
            self._tell(f"{self._file_name}: {str(error).replace('Object contains', 'a report has the')}; such keys are ignored")
            return _decode(line)


def _make_report(row: PlainRow, locator: Locator, options: ReadOptions) -> Report:
    source = row.source if row.source.strip() else options.source
    if not source:
        raise ValueError("the field `source` is missing or empty; a report needs source, published_at and text (or give --source)")
    stream, is_assumed = choose_stream(source, row.stream, options)
    return make_report(
        own_id=row.id,
        source=source,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(to_utc(row.published_at), options.collected_at),
        collected_at=options.collected_at,
        text=row.text,
        locator=locator,
        lang=row.lang,
        url=row.url,
        title=row.title,
        forwarded_from=row.forwarded_from,
        edited_at=believe(to_utc(row.edited_at), options.collected_at, "edited_at") if row.edited_at else None,
        media=row.media or (),
        place_hint=row.place_hint,
    )


def _refuse_repeated_keys(line: bytes) -> None:
    quoted = QUOTED_KEY.findall(line)
    if len(quoted) == len(set(quoted)):
        return
    keys = [name for name, _value in json.loads(line, object_pairs_hook=list)]
    for name in keys:
        if keys.count(name) > 1:
            raise ValueError(f"the key {name!r} stands {keys.count(name)} times; keep one")


def _refuse_nul(row: PlainRow, line: bytes) -> None:
    if b"\\u0000" in line and any("\x00" in value for value in (*astuple(row), *(row.media or ())) if isinstance(value, str)):
        raise ValueError("the report holds a NUL character, which no text has; remove it")


def _explain_utf8(line: bytes, error: UnicodeDecodeError) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as whole:
        return explain_bad_utf8(whole)
    return str(error)


def _explain(reason: str, line: bytes) -> str:
    if HALF_SURROGATE.search(line):
        return "the text holds half of a surrogate pair (\\ud800 to \\udfff); write the whole character"
    return "; ".join([reason, *(advice for sign, advice in ADVICE if sign in reason)][:2])
