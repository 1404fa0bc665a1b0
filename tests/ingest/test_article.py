"""Articles: the words as they stand, and of time, title and publisher only what is stated."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from skywitness.errors import UnreadableInput
from skywitness.ingest import read_input
from skywitness.ingest.article import UNNAMED
from skywitness.model.report import Report
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
WORDS = (
    "Residents of the upper town filmed a drone over the river on Thursday evening, and the mayor said later that it had been shot down."
)
MORE = "Nobody was hurt, according to the rescue service, which closed two streets for an hour while it looked for parts of the aircraft."
PAGE = f"""<!DOCTYPE html><html><head><title>Drone over the river - Upper Town Post</title>{{head}}
<script>document.write("SCRIPT")</script><style>p {{{{ color: red }}}}</style></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>Drone over the river</h1><p>{WORDS}</p><p>{MORE}</p></article>
<script>alert("SCRIPT")</script><footer>All rights reserved</footer></body></html>"""


def read_one(path: Path, options: ReadOptions) -> Report:
    (report,) = read_input(path, options)
    assert isinstance(report, Report)
    return report


def test_a_text_is_one_report_of_nobody_at_no_time(write: Write, options: ReadOptions) -> None:
    path = write("2024-11-22 Upper Town Post.txt", f"{WORDS}\r\n\r\n{MORE}\r\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    report = read_one(path, options)
    assert report.text == f"{WORDS}\n\n{MORE}"
    assert (report.source, report.published_at, report.title) == (UNNAMED, None, None)
    assert (report.stream, report.stream_assumed) == (Stream.GRASSROOTS, True)


def test_a_person_can_say_what_the_text_does_not(write: Write, options: ReadOptions) -> None:
    said = msgspec.structs.replace(options, source="post", stream=Stream.MEDIA, published_at=datetime(2024, 11, 22, tzinfo=UTC))
    report = read_one(write("a.txt", WORDS), said)
    assert (report.source, report.stream, report.published_at) == ("post", Stream.MEDIA, datetime(2024, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-u", "cp866"])
def test_words_come_out_the_same_from_every_encoding_that_is_certain(encoding: str, write: Write, options: ReadOptions) -> None:
    text = "Вечером над рекой сбит беспилотник. По словам мэра города, никто не пострадал, движение перекрыто."
    assert read_one(write("a.txt", text.encode(encoding)), options).text == text


def test_typographic_quotes_of_windows_are_read(write: Write, options: ReadOptions) -> None:
    assert (
        read_one(write("a.txt", b"The mayor said: \x93shot down\x94 \x97 no more."), options).text
        == "The mayor said: “shot down” — no more."
    )


@pytest.mark.parametrize("raw", [b"r\xe9sum\xe9 of the night, drone down", b"\xd1\xee \xff\xfe\x80 drone", b"drone \xe7\xe0"])
def test_an_encoding_that_is_not_certain_is_not_guessed(raw: bytes, write: Write, options: ReadOptions) -> None:
    with pytest.raises(UnreadableInput, match="UTF-8"):
        list(read_input(write("a.txt", raw), options))


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x01"])
def test_control_characters_are_refused_wherever_they_stand(control: str, write: Write, options: ReadOptions) -> None:
    with pytest.raises(UnreadableInput):
        list(read_input(write("a.txt", WORDS * 1000 + control), options))


def test_a_terminal_escape_is_kept_as_text_for_others_to_show_safely(write: Write, options: ReadOptions) -> None:
    assert read_one(write("a.txt", f"{WORDS} \x1b[31m"), options).text.endswith("\x1b[31m")


def test_markdown_gives_its_first_heading_as_title(write: Write, options: ReadOptions) -> None:
    report = read_one(write("a.md", f"# Drone over the river #\n\n{WORDS}\n\n## Later\n{MORE}"), options)
    assert report.title == "Drone over the river"
    assert report.text.startswith("# Drone over the river")


def test_a_page_gives_its_words_in_paragraphs_and_no_script(write: Write, options: ReadOptions) -> None:
    report = read_one(write("a.html", PAGE.format(head="")), options)
    assert WORDS in report.text.split("\n")
    assert MORE in report.text.split("\n")
    assert "SCRIPT" not in report.text
    assert "color" not in report.text
    assert "Sport" not in report.text
    assert report.published_at is None
    assert report.title == "Drone over the river - Upper Town Post"


STATED = [
    ('<meta property="article:published_time" content="2024-11-22T06:20:24+02:00">', True),
    ('<meta itemprop="datePublished" content="2024-11-22T04:20:24Z">', True),
    ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-11-22T04:20:24Z"}</script>', True),
    ('<script type="application/ld+json">{"@graph": [{"x": 1}, {"datePublished": "2024-11-22T04:20:24Z"}]}</script>', True),
    ('<script type="application/ld+json">[{"datePublished": "2024-11-22T04:20:24Z"}]</script>', True),
    ('<meta property="article:published_time" content="2024-11-22T06:20:24">', False),
    ('<meta property="article:published_time" content="22 November 2024">', False),
    ('<meta property="article:published_time" content="2024-11-22">', False),
    ('<meta property="article:modified_time" content="2024-11-22T04:20:24Z">', False),
    ('<script type="application/ld+json">{"datePublished": </script>', False),
    ('<script type="application/ld+json">{"datePublished": 17}</script>', False),
]


@pytest.mark.parametrize(("head", "is_stated"), STATED)
def test_a_page_has_a_time_only_when_it_states_one_with_its_offset(head: str, is_stated: bool, write: Write, options: ReadOptions) -> None:
    expected = datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC) if is_stated else None
    assert read_one(write("a.html", PAGE.format(head=head)), options).published_at == expected


def test_a_page_names_its_publisher_title_and_address_for_machines(write: Write, options: ReadOptions) -> None:
    head = '<meta property="og:site_name" content="Upper Town Post"><meta property="og:title" content="A drone"><link rel="canonical" href="https://example.org/a">'
    report = read_one(write("a.html", PAGE.format(head=head)), options)
    assert (report.source, report.title, report.url) == ("Upper Town Post", "A drone", "https://example.org/a")


def test_a_page_in_its_declared_encoding_is_read(write: Write, options: ReadOptions) -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{"Сбит дрон. " * 30}</p></body></html>'
    assert read_one(write("a.html", page.encode("cp1251")), options).text.startswith("Сбит дрон.")


@pytest.mark.parametrize("declared", ["unicode_escape", "punycode", "hex", "no-such", "utf-7"])
def test_a_strange_declaration_changes_nothing(declared: str, write: Write, options: ReadOptions) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{WORDS} \\u0041</p></body></html>'
    assert "\\u0041" in read_one(write("a.html", page), options).text


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>x()</script></body></html>", "<!-- only --><p></p> a"])
def test_a_page_without_words_is_refused_or_gives_only_its_words(page: str, write: Write, options: ReadOptions) -> None:
    try:
        assert read_one(write("a.html", page), options).text == "a"
    except UnreadableInput as error:
        assert "no text of an article" in str(error)  # noqa: PT017 - either is right, depending on the page


def test_hostile_pages_end_soon(write: Write, options: ReadOptions) -> None:
    for page in ("<div>" * 20_000 + WORDS, "<!--a-->" * 5_000 + "<", "<html>" + "<p>" * 20_000, "<html><body><p>" + "&#x41;" * 50_000):
        try:
            list(read_input(write("a.html", page), options))
        except UnreadableInput as error:
            assert str(error)  # noqa: PT017 - refused with a reason is as good as read


def test_an_article_over_the_limit_is_refused(write: Write, options: ReadOptions) -> None:
    with pytest.raises(UnreadableInput, match="more than 1,000 bytes"):
        list(read_input(write("a.txt", WORDS * 20), msgspec.structs.replace(options, max_item_bytes=1000)))
