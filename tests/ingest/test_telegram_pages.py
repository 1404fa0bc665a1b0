"""Saved channel pages: the posts on them, and what is said when a page is not what it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.errors import UnreadableInput
from skywitness.ingest import read_input
from skywitness.model.report import Report, SetAside
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
TIME = '<a class="tgme_widget_message_date"><time datetime="2024-11-22T06:20:24+02:00">06:20</time></a>'
WORDS = '<div class="tgme_widget_message_text js-message_text">A drone<br/>fell &lt;b&gt;</div>'


def post(inside: str, name: str = "bay/7", kind: str = "") -> str:
    return f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message {kind}" data-post="{name}">{inside}</div></div>'


def read(page: str, options: ReadOptions, write: Write) -> list[Report | SetAside]:
    return list(read_input(write("page.html", f"<!DOCTYPE html><html><body>{page}</body></html>"), options))


def test_a_post_is_read_with_its_lines_and_time(options: ReadOptions, write: Write) -> None:
    (report,) = read(post(WORDS + TIME), options, write)
    assert isinstance(report, Report)
    assert (report.report_id, report.source, report.url, report.text) == ("bay/7", "bay", "https://t.me/bay/7", "A drone\nfell <b>")
    assert report.published_at == datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)


def test_the_answered_post_gives_no_words_and_the_forwarded_one_its_name(options: ReadOptions, write: Write) -> None:
    reply = '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text">OLD WORDS</div></a>'
    forward = '<div class="tgme_widget_message_forwarded_from">from <a class="tgme_widget_message_forwarded_from_name"><span>Other bay</span></a></div>'
    (report,) = read(post(reply + forward + WORDS + TIME), options, write)
    assert isinstance(report, Report)
    assert "OLD" not in report.text
    assert report.forwarded_from == "Other bay"


def test_pictures_and_videos_are_kept_as_addresses(options: ReadOptions, write: Write) -> None:
    photo = '<a class="tgme_widget_message_photo_wrap" style="width:1px;background-image:url(\'https://cdn.example/a.jpg\')"></a>'
    (report,) = read(post(photo + '<video src="https://cdn.example/b.mp4"></video>' + TIME), options, write)
    assert isinstance(report, Report)
    assert (report.text, report.media) == ("", ("https://cdn.example/a.jpg", "https://cdn.example/b.mp4"))


def test_service_posts_are_nothing(options: ReadOptions, write: Write) -> None:
    assert read(post(WORDS + TIME, kind="service_message"), options, write) == []


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (WORDS, "shows no time"),
        (TIME, "neither words nor media"),
        (WORDS + TIME.replace("+02:00", ""), "names no time zone"),
        (WORDS + TIME.replace("2024", "2034"), "future"),
    ],
)
def test_a_post_that_cannot_be_used_is_set_aside(inside: str, reason: str, options: ReadOptions, write: Write) -> None:
    good, bad = read(post(WORDS + TIME) + post(inside, "bay/8"), options, write)
    assert isinstance(good, Report)
    assert isinstance(bad, SetAside)
    assert reason in bad.reason
    assert "bay/8" in bad.reason


def test_a_page_of_another_layout_is_said_to_be_one(options: ReadOptions, write: Write) -> None:
    with pytest.raises(UnreadableInput, match="a layout that we do not know"):
        read('<div class="tgme_page_wrap"><article>A drone fell into the bay.</article></div>', options, write)


def test_the_html_export_of_telegram_desktop_names_the_right_choice(options: ReadOptions, write: Write) -> None:
    with pytest.raises(UnreadableInput, match="choose JSON"):
        read(
            '<div class="page_wrap"><div class="history"><div class="message default clearfix">A drone fell</div></div></div>',
            options,
            write,
        )


@pytest.mark.shared
def test_real_pages_give_their_posts(shared: Path) -> None:
    options = ReadOptions(collected_at=datetime(2026, 11, 22, tzinfo=UTC))
    (report,) = read_input(shared / "data/telegram/kpszsu_79455_tme_s_block.html", options)
    assert isinstance(report, Report)
    assert report.published_at == datetime(2026, 9, 22, 5, 1, 1, tzinfo=UTC)
    assert report.text.count("\n") > 10
    assert len(list(read_input(shared / "data/telegram/mavo_channel.html", options))) == 3
