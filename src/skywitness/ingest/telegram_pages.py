"""Saved pages of a public Telegram channel (``t.me/s/NAME``): each post on a page is a report; a page of another layout is said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lxml.html import HtmlElement

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.encoding import decode_text
from skywitness.ingest.html_words import parse_html, words_of
from skywitness.ingest.instants import believe, to_utc
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.parts import ReadOptions

PAGE = re.compile(rb"""\btgme_(?:widget_message|channel_|page_)|\bdata-post=["'][\w]+/\d+""")
DESKTOP_MARKS = (b'class="page_wrap', b'class="history"')
IN_STYLE = re.compile(r"url\(['\"]?([^'\")]+)")
POST_NAME = re.compile(r"\w+/\d+")


class TelegramPages:
    """Reads pages as a browser saves them. Whole folders of them are walked like any folder."""

    name = "telegram_pages"
    rank = 25

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether this is HTML with the marks of Telegram's channel pages, or of Telegram Desktop's HTML export, which is then refused."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(PAGE.search(head) or _is_of_desktop(head))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Each post's report, in the order of the page."""
        with path.open("rb") as file:
            raw = file.read(options.max_item_bytes + 1)
        if len(raw) > options.max_item_bytes:
            raise unreadable(path, f"a page of more than {options.max_item_bytes:,} bytes; save fewer posts, or raise the limit")
        if _is_of_desktop(raw) and not PAGE.search(raw):
            raise unreadable(path, "Telegram Desktop's export as HTML; export again and choose JSON (machine-readable)")
        try:
            page = parse_html(decode_text(raw))
        except ValueError as error:
            raise unreadable(path, str(error)) from None
        posts = page.xpath("//*[@data-post]") if page is not None else []
        if not posts:
            raise unreadable(
                path,
                "a Telegram page without posts, or with a layout that we do not know; save t.me/s/NAME again, or export from Telegram Desktop",
            )
        for row, post in enumerate(posts):
            if "service_message" not in post.get("class", ""):
                yield _read_post(post, Locator(path.name, row), options)


def _is_of_desktop(raw: bytes) -> bool:
    return all(mark in raw for mark in DESKTOP_MARKS)


def _read_post(post: HtmlElement, locator: Locator, options: ReadOptions) -> Report | SetAside:
    name = post.get("data-post", "")
    try:
        return _make_report(post, name, locator, options)
    except ValueError as error:
        return set_aside(locator, f"post {name}: {error}", words_of(post))


def _make_report(post: HtmlElement, name: str, locator: Locator, options: ReadOptions) -> Report:
    if not POST_NAME.fullmatch(name):
        raise ValueError("its name is not CHANNEL/NUMBER: the layout has changed")
    text = "\n\n".join(words_of(words) for words in _of_class(post, "tgme_widget_message_text") if not _is_quoted(words))
    media = (*_addresses_in_style(post), *(str(address) for address in post.xpath(".//video/@src")))
    if not text and not media:
        raise ValueError("neither words nor media are found: the layout has changed, or the post can only be seen in Telegram")
    source = options.source or name.partition("/")[0]
    stream, is_assumed = choose_stream(source, None, options)
    forwarded_from = next((words_of(origin) for origin in _of_class(post, "tgme_widget_message_forwarded_from_name")), None)
    return make_report(
        own_id=name,
        source=source,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(_published_at(post), options.collected_at),
        collected_at=options.collected_at,
        text=text,
        locator=locator,
        url=f"https://t.me/{name}",
        forwarded_from=forwarded_from or None,
        media=media,
    )


def _of_class(element: HtmlElement, name: str) -> list[HtmlElement]:
    return [found for found in element.iter() if isinstance(found.tag, str) and name in found.get("class", "").split()]


def _is_quoted(words: HtmlElement) -> bool:
    """Whether these are words of the post that is answered, or nested inside words already taken."""
    around = [ancestor.get("class", "").split() for ancestor in words.iterancestors()]
    return any("tgme_widget_message_reply" in names or "tgme_widget_message_text" in names for names in around)


def _addresses_in_style(post: HtmlElement) -> Iterator[str]:
    """Where the pictures are; the addresses are kept as text and nothing is fetched."""
    for wrap in (*_of_class(post, "tgme_widget_message_photo_wrap"), *_of_class(post, "tgme_widget_message_video_thumb")):
        found = IN_STYLE.search(wrap.get("style", ""))
        if found:
            yield found.group(1)


def _published_at(post: HtmlElement) -> datetime:
    dated = [str(written) for date in _of_class(post, "tgme_widget_message_date") for written in date.xpath(".//time/@datetime")]
    if not dated:
        raise ValueError("it shows no time: the layout has changed")
    return to_utc(datetime.fromisoformat(dated[-1]))
