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


WHOLE = """
<div class="tgme_widget_message_user"><a href="https://t.me/bay"><i class="tgme_widget_message_user_photo"><img src="https://cdn.example/face.jpg"></i></a></div>
<div class="tgme_widget_message_forwarded_from">Forwarded from
 <a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other_bay/41"><span dir="auto">Other bay</span></a></div>
<a class="tgme_widget_message_reply" href="https://t.me/bay/3"><i class="tgme_widget_message_reply_thumb" style="background-image:url('https://cdn.example/thumb.jpg')"></i>
 <div class="tgme_widget_message_author">Bay</div><div class="tgme_widget_message_metatext">OLD WORDS</div></a>
<div class="tgme_widget_message_grouped_wrap"><div class="tgme_widget_message_grouped"><div class="tgme_widget_message_grouped_layer">
 <a class="tgme_widget_message_photo_wrap grouped_media_wrap" href="https://t.me/bay/7?single" style="left:0px;background-image:url('https://cdn.example/7.jpg')"></a>
 <a class="tgme_widget_message_video_player grouped_media_wrap" href="https://t.me/bay/8?single"><i class="tgme_widget_message_video_thumb" style="background-image:url('https://cdn.example/8.jpg')"></i>
  <div class="tgme_widget_message_video_wrap"><video src="https://cdn.example/8.mp4?token=1" class="tgme_widget_message_video"></video></div></a>
</div></div></div>
<a class="tgme_widget_message_video_player not_supported" href="https://t.me/bay/9"><i class="tgme_widget_message_video_thumb" style="background-image:url('//cdn.example/9.jpg')"></i></a>
<a class="tgme_widget_message_roundvideo_player"><video class="tgme_widget_message_roundvideo" src="https://cdn.example/round.mp4"></video></a>
<audio class="tgme_widget_message_voice" src="https://cdn.example/voice.oga"></audio>
<div class="tgme_widget_message_text js-message_text">Сбито <tg-spoiler>три</tg-spoiler> дрона <i class="emoji" style="background-image:url('//telegram.org/img/emoji/1.png')"><b>⚡️</b></i><br/><blockquote>так сказал мэр</blockquote></div>
<a class="tgme_widget_message_location_wrap" href="https://maps.google.com/maps?q=50.601,36.602&amp;ll=50.601,36.602"><div class="tgme_widget_message_location"></div></a>
<a class="tgme_widget_message_link_preview" href="https://news.example/1"><div class="link_preview_title">PREVIEW</div><div class="link_preview_description">PREVIEW</div>
 <i class="link_preview_image" style="background-image:url('https://cdn.example/preview.jpg')"></i><video src="https://cdn.example/preview.mp4"></video></a>
<div class="tgme_widget_message_inline_keyboard"><a class="tgme_widget_message_inline_button"><div class="tgme_widget_message_text">BUTTON</div></a></div>
<div class="tgme_widget_message_reactions"><span class="tgme_reaction"><i class="emoji"><b>🙏</b></i>1.38K</span></div>
<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info"><span class="tgme_widget_message_views">1.2M</span><span class="copyonly"> views</span>
 <span class="tgme_widget_message_meta"><span class="tgme_widget_message_from_author">Ed Edited</span>, edited &nbsp;<a class="tgme_widget_message_date" href="https://t.me/bay/7"><time datetime="2024-11-22T04:20:24+00:00" class="time">04:20</time></a></span></div></div>
"""


def test_a_post_with_every_element_gives_its_own_words_media_and_marks(options: ReadOptions, write: Write) -> None:
    (report,) = read(post(WHOLE), options, write)
    assert isinstance(report, Report)
    assert report.text.splitlines() == ["Сбито три дрона ⚡️", "", "так сказал мэр"]
    cdn = "https://cdn.example/"
    assert report.media == (f"{cdn}7.jpg", f"{cdn}8.mp4?token=1", f"{cdn}9.jpg", f"{cdn}round.mp4", f"{cdn}voice.oga")
    assert (report.forwarded_from, report.forwarded_post, report.reply_to) == ("Other bay", "other_bay/41", "bay/3")
    assert (report.place_hint, report.views, report.marked_edited) == ("50.601,36.602", 1_200_000, True)


def test_an_author_called_edited_edits_nothing(options: ReadOptions, write: Write) -> None:
    meta = f'<span class="tgme_widget_message_meta"><span class="tgme_widget_message_from_author">was edited</span>, {TIME}</span>'
    (report,) = read(post(WORDS + meta), options, write)
    assert isinstance(report, Report)
    assert not report.marked_edited
    assert report.views is None


def test_a_poll_is_read_as_its_question_and_answers(options: ReadOptions, write: Write) -> None:
    answers = "".join(
        f'<div class="tgme_widget_message_poll_option"><div class="tgme_widget_message_poll_option_percent">{share}</div><div class="tgme_widget_message_poll_option_text">{words}</div></div>'
        for share, words in (("70%", "Yes"), ("30%", "No"))
    )
    poll = f'<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Did you hear it?</div><div class="tgme_widget_message_poll_options">{answers}</div></div>'
    (report,) = read(post(poll + TIME), options, write)
    assert isinstance(report, Report)
    assert report.text == "Did you hear it?\n– Yes\n– No"


def test_a_document_alone_is_its_name_and_a_sticker_or_a_contact_alone_is_nothing(options: ReadOptions, write: Write) -> None:
    document = '<a class="tgme_widget_message_document_wrap" href="https://t.me/bay/7"><div class="tgme_widget_message_document_title">report.pdf</div><div class="tgme_widget_message_document_extra">1.2 MB</div></a>'
    sticker = '<div class="tgme_widget_message_sticker_wrap"><i class="tgme_widget_message_sticker" data-webp="https://cdn.example/s.webp"></i></div>'
    contact = '<div class="tgme_widget_message_contact_wrap"><div class="tgme_widget_message_contact">A. Person +380000000</div></div>'
    items = read(post(document + TIME) + post(sticker + TIME, "bay/8") + post(contact + TIME, "bay/9"), options, write)
    assert [(item.report_id, item.text) for item in items if isinstance(item, Report)] == [("bay/7", "report.pdf")]
    assert len(items) == 1


def test_contents_that_the_page_keeps_to_itself_are_told_apart_from_another_layout(options: ReadOptions, write: Write) -> None:
    hidden = '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported_label">Please open Telegram</div></div>'
    (item,) = read(post(hidden + TIME), options, write)
    assert isinstance(item, SetAside)
    assert "only be seen in Telegram" in item.reason


def test_what_is_set_aside_does_not_change_with_its_views(options: ReadOptions, write: Write) -> None:
    def page(views: str) -> str:
        return post(f'<p>odd</p><div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">{views}</span>{TIME}</div>')

    assert read(page("1K"), options, write) == read(page("2K"), options, write)
