"""Web archives: an article a page, at the address where it was captured; the time of capture is never taken for the time of publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from skywitness.archive.packing import Page, write_wacz, write_warc
from skywitness.errors import UnreadableInput
from skywitness.ingest import read_input
from skywitness.model.report import Report, SetAside
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
AT = datetime(2021, 3, 20, 21, 4, tzinfo=UTC)
WORDS = (
    "Residents of the upper town filmed a drone over the river on Thursday evening, and the mayor said later that it had been shot down."
)
STATED = (
    '<meta property="article:published_time" content="2021-03-19T22:15:00+02:00"><meta property="og:site_name" content="Upper Town Post">'
)


def html(head: str = "", words: str = WORDS) -> bytes:
    return f"<html><head><title>Drone over the river</title>{head}</head><body><article><p>{words}</p></article></body></html>".encode()


def pack(pages: list[Page], *, as_wacz: bool = False) -> bytes:
    out = BytesIO()
    if as_wacz:
        write_wacz(pages, out)
    else:
        write_warc(pages, out, file_name="x.warc.gz")
    return out.getvalue()


def page(body: bytes, path: str = "/7") -> Page:
    return Page(url=f"https://upper.example{path}", at=AT, body=body)


@pytest.mark.parametrize("as_wacz", [False, True])
def test_a_captured_page_is_a_report_at_its_address(write: Write, options: ReadOptions, as_wacz: bool) -> None:
    path = write("capture", pack([page(html()), page(html(STATED, WORDS + " More."), "/8")], as_wacz=as_wacz))
    silent, stated = read_input(path, options)
    assert isinstance(silent, Report)
    assert isinstance(stated, Report)
    assert (silent.url, silent.source, silent.published_at, silent.title) == (
        "https://upper.example/7",
        "upper.example",
        None,
        "Drone over the river",
    )
    assert WORDS in silent.text
    assert (stated.source, stated.published_at) == ("Upper Town Post", datetime(2021, 3, 19, 20, 15, tzinfo=UTC))
    assert silent.locator.url == "https://upper.example/7"
    assert str(silent.locator.file).startswith("capture")


def test_a_page_without_an_article_is_set_aside_by_its_address(write: Write, options: ReadOptions) -> None:
    path = write("capture", pack([page(b"<html><body><img src='x.png'></body></html>"), page(html(), "/8")]))
    aside, report = read_input(path, options)
    assert isinstance(aside, SetAside)
    assert isinstance(report, Report)
    assert "https://upper.example/7" in aside.reason


def test_a_file_that_was_altered_is_told_and_what_is_damaged_gives_no_report(write: Write, options: ReadOptions) -> None:
    whole = pack([page(html()), page(html(words=WORDS * 2), "/8")], as_wacz=True)
    at = whole.index(b"WACZ") if b"WACZ" in whole else whole.index(b"archive/data.warc.gz") + 700
    items = list(read_input(write("capture.wacz", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]), options))
    assert any(isinstance(item, SetAside) for item in items)


def test_a_zip_that_leads_outside_is_refused(write: Write, options: ReadOptions, tmp_path: Path) -> None:
    import zipfile

    path = write("capture.wacz", pack([page(html())], as_wacz=True))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("../../outside.txt", b"x")
    with pytest.raises(UnreadableInput, match="outside of itself"):
        list(read_input(path, options))
    assert not (tmp_path.parent / "outside.txt").exists()


def test_other_zips_and_packed_files_are_not_taken_for_one(write: Write, options: ReadOptions) -> None:
    import gzip

    for body in (gzip.compress(b"some text"), b"PK\x03\x04 not a zip"):
        with pytest.raises(UnreadableInput):
            list(read_input(write("other", body), options))
