"""Plain reports: what a good line becomes, and what is said of each kind of bad line."""

from __future__ import annotations

import io
import json
import logging
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.ingest import read_input
from skywitness.ingest.lines import LongLine, read_lines
from skywitness.ingest.plain import PlainReports, RowReader
from skywitness.model.report import Locator, Report, SetAside, SourceProfile
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
Split = Callable[[list[Report | SetAside]], tuple[list[Report], list[SetAside]]]
GOOD = {"source": "quiet_harbour", "published_at": "2024-11-22T04:20:24Z", "text": "Two drones were shot down over the bay."}


def line(**changes: object) -> bytes:
    return json.dumps({key: value for key, value in (GOOD | changes).items() if value is not ...}).encode()


def test_a_full_line_keeps_everything_it_says(write: Write, options: ReadOptions) -> None:
    said = line(
        id="own/7",
        stream="official",
        lang="en",
        url="https://example.org/7",
        title="Night",
        forwarded_from="other",
        edited_at="2024-11-22T07:00:00+02:00",
        media=["a/b.mp4"],
        place_hint="the bay",
        published_at="2024-11-22T06:20:24+02:00",
    )
    (report,) = read_input(write("x.jsonl", said), options)
    assert isinstance(report, Report)
    assert (report.report_id, report.stream, report.media, report.place_hint) == ("own/7", Stream.OFFICIAL, ("a/b.mp4",), "the bay")
    assert report.published_at == datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)
    assert report.edited_at == datetime(2024, 11, 22, 5, tzinfo=UTC)
    assert report.published_at.tzinfo is UTC
    assert report.locator == Locator("x.jsonl", 0)


BAD_LINES = [
    (line()[:-20], "cut off"),
    (b'{"source": "a", "published_at": "2024-11-22T04:20:24Z", "text": "bad \x01 sign"}', "invalid character"),
    (b'{"source": "a", "published_at": "2024-11-22T04:20:24Z", "text": "raw \x00 zero"}', "invalid character"),
    (b"\x00" * 50, "malformed"),
    (line(text="escaped \x00 zero"), "NUL"),
    (line(media=["a\x00b"]), "NUL"),
    (line(text="half \ud83d pair"), "surrogate"),
    (line(text="other half \ude00"), "surrogate"),
    (line(published_at="2024-11-22T04:20:24"), "give an offset such as Z"),
    (line(edited_at="2024-11-22T04:20:24"), "give an offset such as Z"),
    (line(published_at="22.11.2024 04:20"), "2024-11-22T04:20:24Z"),
    (line(published_at=1732249224), "$.published_at"),
    (line(published_at=None), "$.published_at"),
    (line(published_at="2024-11-25T04:20:24Z"), "future"),
    (line(edited_at="2025-11-25T04:20:24Z"), "edited_at"),
    (line(published_at="0001-01-01T00:00:00+14:00"), "outside the years"),
    (line(published_at=...), "missing required field `published_at`"),
    (line(text=...), "missing required field `text`"),
    (line(source=...), "`source` is missing"),
    (line(source="  "), "`source` is missing or empty"),
    (line(text=17), "$.text"),
    (line(text=None), "$.text"),
    (line(media="a.mp4"), "$.media"),
    (line(media=["a", 3]), "$.media[1]"),
    (line(id=7), "$.id"),
    (line(stream="navy"), "a stream is one of"),
    (line()[:-1] + b', "text": "another"}', "'text' stands 2 times"),
    (line(published_at="2024-11-22T04:20:24Z")[:-1] + b', "lang": 1e999}', "$.lang"),
    (b"[1, 2]", "Expected `object`"),
    (b'"words"', "Expected `object`"),
    (line() + line(), "trailing characters"),
    ('{"source": "a", "published_at": "2024-11-22T04:20:24Z", "text": "Над заливом сбит беспилотник"}'.encode("cp1251"), "windows-1251"),
    (b'{"source": "a", "published_at": "2024-11-22T04:20:24Z", "text": "\xff\xfe"}', "not valid UTF-8 at byte 65"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_LINES)
def test_a_bad_line_is_set_aside_with_its_row_and_the_rest_goes_on(
    bad: bytes, reason: str, write: Write, options: ReadOptions, split: Split
) -> None:
    path = write("x.jsonl", b"\n".join([line(), bad, line(text="A third line.")]))
    reports, aside = split(list(read_input(path, options)))
    assert [report.locator.row for report in reports] == [0, 2]
    assert [item.locator.row for item in aside] == [1]
    assert reason in aside[0].reason
    assert len(aside[0].sample) <= 200
    assert aside[0].sample.isprintable()


def test_an_escaped_sign_that_only_looks_like_nul_is_text(write: Write, options: ReadOptions) -> None:
    (report,) = read_input(write("x.jsonl", line(text=r"the words \u0000 and \ud83d")), options)
    assert isinstance(report, Report)
    assert report.text == r"the words \u0000 and \ud83d"


def test_a_whole_surrogate_pair_is_a_character(write: Write, options: ReadOptions) -> None:
    (report,) = read_input(write("x.jsonl", line(text="siren 🚨🚨")), options)
    assert isinstance(report, Report)
    assert report.text == "siren 🚨🚨"


def test_a_value_that_equals_a_key_is_no_repeated_key(write: Write, options: ReadOptions) -> None:
    (report,) = read_input(write("x.jsonl", line(source="text", title="text")), options)
    assert isinstance(report, Report)


def test_deep_nesting_costs_nothing_but_its_line(write: Write, options: ReadOptions, split: Split) -> None:
    deep = line()[:-1] + b', "extra": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    reports, aside = split(list(read_input(write("x.jsonl", line() + b"\n" + deep + b"\n" + line()), options)))
    assert len(reports) == 2
    assert "nested" in aside[0].reason


def test_a_line_over_the_limit_is_never_held(write: Write) -> None:
    options = ReadOptions(collected_at=datetime(2024, 11, 23, tzinfo=UTC), max_item_bytes=100_000)
    path = write("x.jsonl", line() + b"\n" + line(text="x" * 30_000_000) + b"\n" + line())
    tracemalloc.start()
    items = list(PlainReports().read(path, options))
    _now, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.locator.row for item in items] == [0, 1, 2]
    assert isinstance(items[1], SetAside)
    assert "30,000,0" in items[1].reason
    assert peak_bytes < 8_000_000


def test_a_first_line_without_end_hides_no_reports(write: Write, options: ReadOptions, split: Split) -> None:
    reports, aside = split(list(read_input(write("x.jsonl", b"x" * 9_000_000 + b"\n" + line()), options)))
    assert [report.locator.row for report in reports] == [1]
    assert [item.locator.row for item in aside] == [0]


def test_unknown_keys_are_ignored_and_named_once(write: Write, options: ReadOptions, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        items = list(read_input(write("x.jsonl", b"\n".join([line(views=3), line(likes=4), line()])), options))
    assert all(isinstance(item, Report) for item in items)
    assert [record.getMessage() for record in caplog.records] == ["x.jsonl: a report has the unknown field `views`; such keys are ignored"]


def test_blank_lines_and_a_byte_order_mark_are_nothing(write: Write, options: ReadOptions) -> None:
    items = list(read_input(write("x.jsonl", b"\xef\xbb\xbf" + line() + b"\r\n\r\n" + line(text="B") + b"\n\n"), options))
    assert [item.locator.row for item in items] == [0, 2]


@pytest.mark.parametrize(
    ("own", "said", "known", "stream", "is_assumed"),
    [
        ("media", Stream.OFFICIAL, Stream.PARTNER, Stream.MEDIA, False),
        (None, Stream.OFFICIAL, Stream.PARTNER, Stream.OFFICIAL, False),
        (None, None, Stream.PARTNER, Stream.PARTNER, False),
        (None, None, None, Stream.GRASSROOTS, True),
    ],
)
def test_the_row_says_its_stream_before_the_person_before_the_profile(
    own: str | None, said: Stream | None, known: Stream | None, stream: Stream, is_assumed: bool, write: Write, options: ReadOptions
) -> None:
    profiles = {GOOD["source"]: SourceProfile(name=GOOD["source"], stream=known)} if known else {}
    chosen = msgspec.structs.replace(options, stream=said, profiles=profiles)
    (report,) = read_input(write("x.jsonl", line(stream=own)), chosen)
    assert isinstance(report, Report)
    assert (report.stream, report.stream_assumed) == (stream, is_assumed)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(garbage: bytes) -> None:
    options = ReadOptions(collected_at=datetime(2024, 11, 23, tzinfo=UTC))
    item = RowReader("x.jsonl")(garbage, Locator("x.jsonl", 0), options)
    assert isinstance(item, SetAside)
    assert item.reason


@given(st.lists(st.binary(max_size=40).filter(lambda piece: b"\n" not in piece), max_size=8), st.integers(1, 30))
def test_short_lines_come_whole_and_long_ones_are_measured(pieces: list[bytes], limit: int) -> None:
    lines = list(read_lines(io.BytesIO(b"".join(piece + b"\n" for piece in pieces)), limit))
    assert len(lines) == len(pieces)
    for piece, found in zip(pieces, lines, strict=True):
        if len(piece) <= limit:
            assert found == piece + b"\n"
        else:
            assert isinstance(found, LongLine)
            assert found.length_bytes == len(piece)
