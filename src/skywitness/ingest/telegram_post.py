"""One post of a public Telegram page: which element says what. Only what the page tells is taken; what moves by itself (views) never makes a version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from skywitness.ingest.html_words import words_of
from skywitness.ingest.instants import to_utc

IN_STYLE = re.compile(r"url\(['\"]?([^'\")]+)")
POST_ADDRESS = re.compile(r"(?:https?:)?//(?:t|telegram)\.me/(?:s/)?(\w+)/(\d+)(?=$|[/?#])")
COUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([KM]?)")
TIMES = {"": 1, "K": 1_000, "M": 1_000_000}
POSITION = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")
EDITED = re.compile(r"\bedited\b")
NOT_ITS_OWN = frozenset({"tgme_widget_message_reply", "tgme_widget_message_link_preview", "tgme_widget_message_inline_keyboard"})
"""What stands in a post and is not its author's: the words answered, the preview of a page elsewhere, buttons."""
WORDLESS = (
    "tgme_widget_message_sticker_wrap",
    "tgme_widget_message_contact_wrap",
    "tgme_widget_message_game",
    "tgme_widget_message_invoice",
)
"""Contents that are no news: a post of nothing else is passed over. Of contacts nothing is kept, as they are people's telephone numbers."""


class Post(Struct, frozen=True, kw_only=True):
    """What a post shows. ``is_unseen`` says that it has contents which the page keeps to itself ("open Telegram to view this post")."""

    text: str
    media: tuple[str, ...]
    published_at: datetime
    forwarded_from: str | None = None
    forwarded_post: str | None = None
    reply_to: str | None = None
    place_hint: str | None = None
    views: int | None = None
    marked_edited: bool = False
    is_unseen: bool = False
    is_wordless: bool = False


def read_post(post: HtmlElement) -> Post:
    """What the elements of a post say.

    Raises
    ------
    ValueError
        It shows no time, or one without its zone.
    """
    origin = next(of_class(post, "tgme_widget_message_forwarded_from_name"), None)
    answered = next(of_class(post, "tgme_widget_message_reply"), None)
    shown = next(of_class(post, "tgme_widget_message_views"), None)
    return Post(
        text=_words(post),
        media=tuple(dict.fromkeys(_media(post))),
        published_at=_published_at(post),
        forwarded_from=(words_of(origin) or None) if origin is not None else None,
        forwarded_post=_name_of_post(origin),
        reply_to=_name_of_post(answered),
        place_hint=next(_positions(post), None),
        views=None if shown is None else read_count(words_of(shown)),
        marked_edited=any(
            EDITED.search(str(words)) for meta in of_class(post, "tgme_widget_message_meta") for words in meta.xpath("text()")
        ),
        is_unseen=any(True for name in ("message_media_not_supported", "message_media_not_supported_wrap") for _ in of_class(post, name)),
        is_wordless=any(True for name in WORDLESS for _ in of_class(post, name)),
    )


def of_class(element: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """The elements of a class, in the order of the page."""
    return (found for found in element.iter() if isinstance(found.tag, str) and name in found.get("class", "").split())


def numbers_of(post: HtmlElement) -> tuple[int, ...]:
    """The message numbers that a post takes: one, or one for each picture of an album.

    >>> from skywitness.ingest.html_words import parse_html
    >>> page = '<div data-post="bay/7"><a class="grouped_media_wrap" href="https://t.me/bay/7?single"></a><a class="grouped_media_wrap" href="https://t.me/bay/8?single"></a>'
    >>> numbers_of(parse_html(page).find(".//div"))
    (7, 8)
    """
    channel, _, number = post.get("data-post", "").partition("/")
    members = (POST_ADDRESS.match(each.get("href", "")) for each in of_class(post, "grouped_media_wrap"))
    told = {int(found.group(2)) for found in members if found and found.group(1).lower() == channel.lower()}
    return tuple(sorted(told | ({int(number)} if number.isascii() and number.isdigit() else set())))


def read_count(written: str) -> int | None:
    """A count as Telegram rounds it; None when it is none.

    >>> read_count("129K"), read_count("1.2M"), read_count("87"), read_count("many")
    (129000, 1200000, 87, None)
    """
    found = COUNT.fullmatch(written.strip())
    return round(float(found.group(1).replace(",", ".")) * TIMES[found.group(2)]) if found else None


def _words(post: HtmlElement) -> str:
    """Its own words; where there are none, those of a poll or the names of documents."""
    own = [words_of(each) for each in of_class(post, "tgme_widget_message_text") if _is_own(each)]
    own += [_words_of_poll(each) for each in of_class(post, "tgme_widget_message_poll") if _is_own(each)]
    if not any(own):
        own = [words_of(each) for each in of_class(post, "tgme_widget_message_document_title") if _is_own(each)]
    return "\n\n".join(filter(None, own))


def _words_of_poll(poll: HtmlElement) -> str:
    asked = [words_of(each) for each in of_class(poll, "tgme_widget_message_poll_question")]
    return "\n".join([*asked, *(f"– {words_of(each)}" for each in of_class(poll, "tgme_widget_message_poll_option_text"))])


def _is_own(words: HtmlElement) -> bool:
    """Whether these are words of the post itself, and not nested inside words already taken."""
    around = [name for ancestor in words.iterancestors() for name in ancestor.get("class", "").split()]
    return NOT_ITS_OWN.isdisjoint(around) and "tgme_widget_message_text" not in around


def _media(post: HtmlElement) -> Iterator[str]:
    """Where its pictures, films and sounds are, in the order of the page. Of a film that the page does not give, the still."""
    for each in post.iter():
        if not isinstance(each.tag, str) or not _is_own(each):
            continue
        names = each.get("class", "").split()
        if each.tag in ("video", "audio"):
            yield from map(_whole, (str(told) for told in each.xpath("./@src | ./source/@src")))
        elif "tgme_widget_message_photo_wrap" in names or (_is_still(names) and not _has_film(each)):
            found = IN_STYLE.search(each.get("style", ""))
            if found:
                yield _whole(found.group(1))


def _is_still(names: list[str]) -> bool:
    return "tgme_widget_message_video_thumb" in names or "tgme_widget_message_roundvideo_thumb" in names


def _has_film(still: HtmlElement) -> bool:
    around = still.getparent()
    return around is not None and bool(around.xpath(".//video/@src | .//video/source/@src"))


def _whole(address: str) -> str:
    return f"https:{address}" if address.startswith("//") else address


def _name_of_post(link: HtmlElement | None) -> str | None:
    """CHANNEL/NUMBER of the post that a link leads to; None where it leads to a channel as a whole, or nowhere."""
    found = None if link is None else POST_ADDRESS.match(link.get("href", ""))
    return f"{found.group(1)}/{found.group(2)}" if found else None


def _positions(post: HtmlElement) -> Iterator[str]:
    """Degrees north and east of the places that it pins on a map."""
    for name in ("tgme_widget_message_location_wrap", "tgme_widget_message_venue_wrap"):
        for pinned in of_class(post, name):
            asked = parse_qs(urlsplit(pinned.get("href", "")).query)
            for told in (value for key in ("q", "ll", "query") for value in asked.get(key, [])):
                if found := POSITION.fullmatch(told.strip()):
                    yield f"{found.group(1)},{found.group(2)}"


def _published_at(post: HtmlElement) -> datetime:
    dated = [str(written) for date in of_class(post, "tgme_widget_message_date") for written in date.xpath(".//time/@datetime")]
    if not dated:
        raise ValueError("it shows no time: the layout has changed")
    return to_utc(datetime.fromisoformat(dated[-1]))
