"""RSS and Atom: each item of a feed is a report of the feed's publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.hardened_xml import children, parse_xml, words
from skywitness.ingest.html_words import words_of_html
from skywitness.ingest.instants import believe, to_utc
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.parts import ReadOptions

FEED = re.compile(rb"<(?:rss|(?:\w+:)?RDF|(?:\w+:)?feed)[\s>]")
GLOBAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


class Feed:
    """Reads a feed as it was fetched and saved."""

    name = "feed"
    rank = 30

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether this is XML that opens an RSS or Atom feed."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and FEED.search(head[:4096]) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Each item's report."""
        root = parse_xml(path, options.max_item_bytes)
        about = next(iter(children(root, "channel")), root)
        source = options.source or words(about, "title")
        if source is None:
            raise unreadable(path, "the feed has no title to tell whose it is; name it with --source")
        items = [*children(about, "item", "entry"), *(children(root, "item") if about is not root else [])]
        for row, item in enumerate(items):
            locator = Locator(path.name, row)
            try:
                yield _make_report(item, source, locator, options)
            except ValueError as error:
                yield set_aside(locator, str(error), " ".join(item.itertext()))


def _make_report(item: etree._Element, source: str, locator: Locator, options: ReadOptions) -> Report:
    title = words_of_html(words(item, "title") or "")
    body = words_of_html(words(item, "encoded", "content", "description", "summary") or "")
    text = body if body.startswith(title) else "\n".join(filter(None, (title, body)))
    if not text:
        raise ValueError("the item has neither title nor text")
    published, changed = words(item, "pubDate", "published", "date"), words(item, "updated")
    stream, is_assumed = choose_stream(source, None, options)
    return make_report(
        own_id=_own_id(words(item, "guid", "id"), source),
        source=source,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(_read_time(published), options.collected_at) if published else None,
        edited_at=believe(_read_time(changed), options.collected_at, "updated") if changed else None,
        collected_at=options.collected_at,
        text=text,
        title=title or None,
        url=_address(item),
        locator=locator,
        media=tuple(child.get("url", "") for child in children(item, "enclosure") if child.get("url")),
    )


def _own_id(name: str | None, source: str) -> str | None:
    """The item's own name, unchanged when it is an address or URN, else behind its source."""
    return name if name is None or GLOBAL_NAME.fullmatch(name) else f"{source}/{name}"


def _read_time(written: str) -> datetime:
    """RSS writes times as e-mail does, Atom as ISO 8601. E-mail's ``-0000`` tells no zone."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        try:
            moment = parsedate_to_datetime(written)
        except (ValueError, IndexError, OverflowError):
            raise ValueError(f"{written[:60]!r} is not a time") from None
    return to_utc(moment)


def _address(item: etree._Element) -> str | None:
    for link in children(item, "link"):
        if link.get("rel", "alternate") == "alternate" and (link.get("href") or (link.text or "").strip()):
            return str(link.get("href") or link.text.strip())
    return None
