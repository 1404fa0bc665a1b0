"""What a saved web page says: the article's words in paragraphs, and of its metadata only what is stated for machines. Nothing in it runs or is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from lxml.html import HtmlElement
from msgspec import Struct

from skywitness.ingest.html_words import parse_html, words_of
from skywitness.ingest.instants import to_utc

PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "parsely-pub-date",
)
TITLE_NAMES = ("og:title", "twitter:title")
PUBLISHER_NAMES = ("og:site_name",)
MOST_ELEMENTS = 30_000
"""Pages of articles have hundreds or thousands; finding the article among many more takes minutes, so then all words are taken."""


class Page(Struct, frozen=True):
    """A text with what it states of itself. ``published_at`` only when it was stated with an offset."""

    text: str
    title: str | None = None
    published_at: datetime | None = None
    publisher: str | None = None
    url: str | None = None


class _LinkedData(Struct):
    published: str | None = msgspec.field(name="datePublished", default=None)
    graph: list[_LinkedData] = msgspec.field(name="@graph", default_factory=list)


def read_page(html: str) -> Page:
    """The article of a page, its ``text`` empty when there is none."""
    tree = parse_html(html)
    if tree is None:
        return Page(text="")
    text = _text_of_article(html, tree)
    stated = dict(_stated(tree))
    return Page(
        text=text.strip(),
        title=_first(stated, TITLE_NAMES) or (tree.findtext(".//title") or "").strip() or None,
        published_at=_published_at(stated, tree),
        publisher=_first(stated, PUBLISHER_NAMES),
        url=next((str(address) for address in tree.xpath("//link[@rel='canonical']/@href") if address.strip()), None),
    )


def _stated(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Names and contents of the meta elements, the last first, so that the first stands in a dictionary."""
    for element in reversed(tree.xpath("//meta[@content]")):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and element.get("content").strip():
            yield name.lower(), element.get("content").strip()


def _first(stated: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((stated[name] for name in names if name in stated), None)


def _published_at(stated: dict[str, str], tree: HtmlElement) -> datetime | None:
    written = [stated[name] for name in PUBLISHED_NAMES if name in stated]
    written += tree.xpath("//*[@itemprop='datePublished']/@datetime")
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        written += _linked_times(str(script))
    return next(filter(None, map(_aware_instant, written)), None)


def _linked_times(script: str) -> list[str]:
    try:
        found = msgspec.json.decode(script, type=_LinkedData | list[_LinkedData])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return []
    nodes = found if isinstance(found, list) else [found, *found.graph]
    return [node.published for node in nodes if node.published]


def _aware_instant(written: str) -> datetime | None:
    try:
        return to_utc(datetime.fromisoformat(written.strip()))
    except ValueError:
        return None


def _text_of_article(html: str, tree: HtmlElement) -> str:
    if sum(1 for _element in tree.iter()) <= MOST_ELEMENTS:
        from trafilatura import extract  # half a second to import, and only pages need it

        found = extract(html, include_comments=False, include_tables=True, deduplicate=False)
        if found:
            return str(found)
    body = tree.find("body")
    return words_of(tree if body is None else body)
