"""Saved pages of a public Telegram channel (``t.me/s/NAME``): each post on a page is a report; a page of another layout is said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from lxml.html import HtmlElement

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.encoding import decode_text
from skywitness.ingest.html_words import parse_html, words_of
from skywitness.ingest.instants import believe
from skywitness.ingest.streams import choose_stream
from skywitness.ingest.telegram_post import of_class, read_post
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.parts import ReadOptions

PAGE = re.compile(rb"""\btgme_(?:widget_message|channel_|page_)|\bdata-post=["'][\w]+/\d+""")
DESKTOP_MARKS = (b'class="page_wrap', b'class="history"')
POST_NAME = re.compile(r"\w+/\d+")
UNSEEN = "its contents are not on the page, it can only be seen in Telegram"


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
            if "service_message" not in post.get("class", "") and (found := _read_post(post, Locator(path.name, row), options)):
                yield found


def _is_of_desktop(raw: bytes) -> bool:
    return all(mark in raw for mark in DESKTOP_MARKS)


def _read_post(post: HtmlElement, locator: Locator, options: ReadOptions) -> Report | SetAside | None:
    name = post.get("data-post", "")
    try:
        return _make_report(post, name, locator, options)
    except ValueError as error:
        return set_aside(locator, f"post {name}: {error}", _sample(post))


def _make_report(post: HtmlElement, name: str, locator: Locator, options: ReadOptions) -> Report | None:
    if not POST_NAME.fullmatch(name):
        raise ValueError("its name is not CHANNEL/NUMBER: the layout has changed")
    told = read_post(post)
    if not (told.text or told.media or told.place_hint):
        if told.is_wordless:
            return None
        raise ValueError(UNSEEN if told.is_unseen else "neither words nor media are found: the layout has changed")
    source = options.source or name.partition("/")[0]
    stream, is_assumed = choose_stream(source, None, options)
    return make_report(
        own_id=name,
        source=source,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(told.published_at, options.collected_at),
        collected_at=options.collected_at,
        text=told.text,
        locator=locator,
        url=f"https://t.me/{name}",
        forwarded_from=told.forwarded_from,
        media=told.media,
        place_hint=told.place_hint,
        forwarded_post=told.forwarded_post,
        reply_to=told.reply_to,
        views=told.views,
        marked_edited=told.marked_edited,
    )


def _sample(post: HtmlElement) -> str:
    """The words of a post without its foot, where views and reactions change by themselves."""
    copied = deepcopy(post)
    for name in ("tgme_widget_message_footer", "tgme_widget_message_reactions", "tgme_widget_message_info"):
        for foot in list(of_class(copied, name)):
            foot.drop_tree()
    return words_of(copied)
