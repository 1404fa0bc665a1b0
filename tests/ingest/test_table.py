"""Tables: columns found or named, times read honestly, damaged rows set aside."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from skywitness.errors import BadSettings, MissingPart, UnreadableInput
from skywitness.ingest import read_input
from skywitness.model.report import Report, SetAside, SourceProfile
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
Split = Callable[[list[Report | SetAside]], tuple[list[Report], list[SetAside]]]
AT = datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)
HEAD = "channel,date,text\n"
ROW = 'bay,2024-11-22T04:20:24Z,"A drone, shot down"\n'


def with_options(options: ReadOptions, **changes: object) -> ReadOptions:
    return msgspec.structs.replace(options, **changes)


def read_one(path: Path, options: ReadOptions) -> Report:
    (report,) = read_input(path, options)
    assert isinstance(report, Report), report
    return report


WRITTEN = [
    (HEAD + ROW).encode(),
    b"\xef\xbb\xbf" + (HEAD + ROW).replace("\n", "\r\n").encode(),
    (HEAD + ROW).encode("utf-16"),
    b"Channel;Date;Text\nbay;2024-11-22T04:20:24Z;A drone, shot down\n",
    b"Channel\tDate\tText\nbay\t2024-11-22T04:20:24Z\tA drone, shot down\n",
    b"Channel|Date|Text\nbay|2024-11-22T04:20:24Z|A drone, shot down",
    b'author,created_at,message,views\nbay,1732249224,"A drone, shot down",7\n',
    b'source,published_at,content\nbay,2024-11-22 06:20:24+02:00,"A drone, shot down"\n',
    b'source,published_at,content\nbay,1732249224000,"A drone, shot down"\n',
    b'source,published_at,content\nbay,2024/11/22 04:20:24Z,"A drone, shot down"\n',
    b'source,published_at,content\nbay,2024-11-22 04:20:24 UTC,"A drone, shot down"\n',
]


@pytest.mark.parametrize("content", WRITTEN)
def test_the_usual_ways_of_writing_a_table_say_the_same(content: bytes, write: Write, options: ReadOptions) -> None:
    report = read_one(write("t.csv", content), options)
    assert (report.source, report.published_at, report.text) == ("bay", AT, "A drone, shot down")
    assert report.locator.row == 0


def test_cyrillic_columns_in_a_windows_table(write: Write, options: ReadOptions) -> None:
    table = "Канал;Дата;Текст\nзалив;22.11.2024 07:20:24;Над заливом сбит беспилотник, пострадавших нет\n"
    report = read_one(write("t.csv", table.encode("cp1251")), with_options(options, zone="Europe/Moscow"))
    assert (report.source, report.published_at) == ("залив", AT)


def test_a_quoted_cell_holds_line_ends_delimiters_and_quotes(write: Write, options: ReadOptions) -> None:
    report = read_one(write("t.csv", HEAD + 'bay,2024-11-22T04:20:24Z,"First, ""quoted"" line\nsecond line"\n'), options)
    assert report.text == 'First, "quoted" line\nsecond line'


def test_a_formula_is_text(write: Write, options: ReadOptions) -> None:
    report = read_one(write("t.csv", HEAD + 'bay,2024-11-22T04:20:24Z,"=HYPERLINK(""http://x"")"\n'), options)
    assert report.text == '=HYPERLINK("http://x")'


def test_two_columns_that_a_person_names_are_a_table(write: Write, options: ReadOptions) -> None:
    said = with_options(options, columns={"text": "body", "published_at": "when"}, source="bay")
    assert read_one(write("t.csv", "when,body\n2024-11-22T04:20:24Z,A drone\n"), said).text == "A drone"


def test_prose_with_commas_is_no_table_unless_its_file_says_so(write: Write, options: ReadOptions) -> None:
    prose = "Last night, over the bay\nA drone, small and loud, was seen\n"
    assert read_one(write("t.txt", prose), options).text == prose.strip()


def test_a_person_names_columns_and_what_is_missing(write: Write, options: ReadOptions) -> None:
    said = with_options(options, columns={"text": "what", "published_at": "when", "id": "no"}, source="bay", stream=Stream.OFFICIAL)
    report = read_one(write("t.csv", "no,when,what\n17,2024-11-22T04:20:24Z,A drone\n"), said)
    assert (report.report_id, report.source, report.stream, report.text) == ("17", "bay", Stream.OFFICIAL, "A drone")


def test_an_id_is_unchanged_and_a_message_number_stands_behind_its_source(write: Write, options: ReadOptions) -> None:
    assert read_one(write("a.csv", "id,source,date,text\nx-1,bay,2024-11-22T04:20:24Z,A drone\n"), options).report_id == "x-1"
    assert read_one(write("b.csv", "message_id,source,date,text\n1,bay,2024-11-22T04:20:24Z,A drone\n"), options).report_id == "bay/1"


UNUSABLE = [
    (
        "source,date,words\nbay,2024-11-22T04:20:24Z,A drone\nbay,2024-11-22T04:20:24Z,A drone\n",
        {},
        "no column for text; there are: source, date, words",
    ),
    ("source,when,text\nbay,2024-11-22T04:20:24Z,A drone\nbay,2024-11-22T04:20:24Z,A drone\n", {}, "no column for published_at"),
    ("date,text\n2024-11-22T04:20:24Z,A drone\n", {}, "no column for source"),
    ("when,words\n2024-11-22T04:20:24Z,A drone\n", {}, "no column for text; there are: when, words"),
    ("bay,when,words\nbay,2024-11-22T04:20:24Z\n", {}, "no column for text; there are: bay, when, words"),
    (HEAD + ROW, {"columns": {"text": "absent"}}, "'absent'; there are: channel, date, text"),
    (HEAD + ROW, {"columns": {"words": "text"}}, "fields are: text, published_at"),
]


@pytest.mark.parametrize(("content", "said", "reason"), UNUSABLE)
def test_a_table_without_the_needed_columns_says_which_there_are(
    content: str, said: dict[str, object], reason: str, write: Write, options: ReadOptions
) -> None:
    with pytest.raises(UnreadableInput, match=r"t\.csv") as error:
        list(read_input(write("t.csv", content), with_options(options, **said)))
    assert reason in str(error.value)


BAD_ROWS = [
    ("bay,2024-11-22T04:20:24,A drone", "names no time zone"),
    ("bay,2024-11-22,A drone", "no time of day"),
    ("bay,11/22/2024 04:20,A drone", "is not a time"),
    ("bay,yesterday at noon,A drone", "is not a time"),
    ("bay,,A drone", "has no time"),
    ("bay,2025-11-22T04:20:24Z,A drone", "future"),
    (",2024-11-22T04:20:24Z,A drone", "names no source"),
    ("bay,2024-11-22T04:20:24Z,A drone, shot down", "4 cells, the head has 3"),
    ("bay,2024-11-22T04:20:24Z", "2 cells, the head has 3"),
    ("bay,2024-11-22T04:20:24Z,nul \x00", "NUL"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_ROWS)
def test_a_bad_row_is_set_aside_and_the_rest_goes_on(bad: str, reason: str, write: Write, options: ReadOptions, split: Split) -> None:
    reports, aside = split(list(read_input(write("t.csv", HEAD + ROW + bad + "\n" + ROW), options)))
    assert [report.locator.row for report in reports] == [0, 2]
    assert [item.locator.row for item in aside] == [1]
    assert reason in aside[0].reason


def test_a_row_in_another_encoding_is_set_aside(write: Write, options: ReadOptions, split: Split) -> None:
    bad = "bay,2024-11-22T04:20:24Z,дрон".encode("cp1251")
    for before in (1, 3_000):
        reports, aside = split(
            list(read_input(write("t.csv", HEAD.encode() + ROW.encode() * before + bad + b"\n" + ROW.encode()), options))
        )
        assert len(reports) == before + 1
        assert "not valid utf-8" in aside[0].reason


def test_a_line_over_the_limit_is_set_aside(write: Write, options: ReadOptions, split: Split) -> None:
    small = with_options(options, max_item_bytes=10_000)
    reports, aside = split(list(read_input(write("t.csv", HEAD + ROW + "bay,," + "x" * 3_000_000 + "\n" + ROW), small)))
    assert len(reports) == 2
    assert "more than 10,000 characters" in aside[0].reason


def test_hours_that_the_clocks_skip_or_repeat_are_set_aside(write: Write, options: ReadOptions, split: Split) -> None:
    rows = ["2024-10-27T03:30:00", "2024-03-31T03:30:00", "2024-03-31T04:30:00"]
    content = HEAD + "".join(f"bay,{row},A drone\n" for row in rows)
    reports, aside = split(list(read_input(write("t.csv", content), with_options(options, zone="Europe/Kyiv"))))
    assert [item.reason.split()[5] for item in aside] == ["twice;", "never;"]
    assert [report.published_at for report in reports] == [datetime(2024, 3, 31, 1, 30, tzinfo=UTC)]


def test_the_profile_of_a_source_names_its_zone(write: Write, options: ReadOptions) -> None:
    known = with_options(options, profiles={"bay": SourceProfile(name="bay", zone="Europe/Kyiv", stream=Stream.OFFICIAL)})
    report = read_one(write("t.csv", HEAD + "bay,2024-11-22 06:20:24,A drone\n"), known)
    assert (report.published_at, report.stream, report.stream_assumed) == (AT, Stream.OFFICIAL, False)


def test_an_unknown_zone_is_a_bad_setting(write: Write, options: ReadOptions) -> None:
    with pytest.raises(BadSettings, match="Europe/Nowhere"):
        list(read_input(write("t.csv", HEAD + ROW), with_options(options, zone="Europe/Nowhere")))


def write_parquet(path: Path, query: str) -> Path:
    import duckdb

    duckdb.connect().execute(f"copy ({query}) to '{path}' (format parquet)")
    return path


def test_parquet_says_the_same_as_csv(tmp_path: Path, options: ReadOptions) -> None:
    pytest.importorskip("duckdb")
    query = "select 'bay' as channel, epoch_ms(1732249224000) as date, 'A drone' as text, [1] as other, null as url"
    report = read_one(write_parquet(tmp_path / "t.parquet", query), with_options(options, zone="UTC"))
    assert (report.source, report.published_at, report.text, report.url) == ("bay", AT, "A drone", None)
    aware = query.replace("epoch_ms(1732249224000)", "to_timestamp(1732249224)")
    assert read_one(write_parquet(tmp_path / "u.parquet", aware), options).published_at == AT


def test_a_name_like_a_pattern_reads_no_neighbour(tmp_path: Path, options: ReadOptions) -> None:
    pytest.importorskip("duckdb")
    row = "select 'bay' as channel, to_timestamp(1732249224) as date, '{}' as text"
    write_parquet(tmp_path / "ab.parquet", row.format("neighbour"))
    write_parquet(tmp_path / "own.parquet", row.format("own")).rename(tmp_path / "[a]*?.parquet")
    assert read_one(tmp_path / "[a]*?.parquet", options).text == "own"


def test_damaged_parquet_is_refused(tmp_path: Path, options: ReadOptions) -> None:
    pytest.importorskip("duckdb")
    path = write_parquet(tmp_path / "t.parquet", "select 'bay' as channel, to_timestamp(1732249224) as date, 'A drone' as text")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableInput, match="damaged or cut off"):
        list(read_input(path, options))


def test_parquet_without_duckdb_says_what_to_install(write: Write, options: ReadOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingPart, match=r"skywitness\[tables\]"):
        list(read_input(write("t.parquet", b"PAR1rest"), options))
