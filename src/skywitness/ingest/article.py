"""An article kept as a file, plain text, Markdown or HTML: one report, of which only what the document itself or a person states is known.

Neither file times nor file names say anything about a text: without a stated time ``published_at`` is None, without a stated
publisher the source is "unnamed article".
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from skywitness.ingest.aside import unreadable
from skywitness.ingest.encoding import decode_text, find_encoding
from skywitness.ingest.html_page import Page, read_page
from skywitness.ingest.instants import believe
from skywitness.ingest.kinds import is_binary
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.parts import ReadOptions

log = logging.getLogger(__name__)
UNNAMED = "unnamed article"
HTML_BEGINNING = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|article|main|section|header|nav|div|p|h[1-6]|"
    r"span|b|i|a|ul|ol|table|meta|title|link|style|script|figure|blockquote|img|br)\b",
    re.IGNORECASE | re.DOTALL,
)
DECLARED_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
OTHER_MARKUP = re.compile(r"\s*+(?:<[a-zA-Z?!]|\{|\[\s*+[\[{\"\]])")
LONGEST_TITLE = 300
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


class Article:
    """Reads a text that is one article."""

    name = "article"
    rank = 90

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether this is text in an encoding that is certain, and neither JSON nor XML other than HTML."""
        text = None if is_binary(head) else _decode_head(head)
        if text is None or CONTROL.search(text) or not any(character.isalpha() for character in text):
            return False
        return bool(HTML_BEGINNING.match(text)) or not OTHER_MARKUP.match(text)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """The one report."""
        with path.open("rb") as file:
            raw = file.read(options.max_item_bytes + 1)
        if len(raw) > options.max_item_bytes:
            raise unreadable(path, f"an article of more than {options.max_item_bytes:,} bytes; split it, or raise the limit")
        yield read_article(raw, path, options, Locator(path.name))


def read_article(
    raw: bytes, path: Path, options: ReadOptions, locator: Locator, *, charset: str | None = None, url: str | None = None
) -> Report:
    """The report that the bytes of an article make. ``charset`` is what a server said of them, ``url`` where they were captured.

    Raises
    ------
    UnreadableInput
        They are no text of an article; the message begins with the path.
    """
    page = _read_text(path, raw, charset)
    source = options.source or page.publisher or (urlsplit(url).hostname if url else None) or UNNAMED
    if source == UNNAMED:
        log.warning("%s does not say who published it; name it with --source", path.name)
    stream, is_assumed = choose_stream(source, None, options)
    published_at = options.published_at or page.published_at
    return make_report(
        source=source,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(published_at, options.collected_at) if published_at else None,
        collected_at=options.collected_at,
        text=page.text,
        title=page.title,
        url=page.url or url,
        locator=locator,
    )


def _decode_head(head: bytes) -> str | None:
    """The first characters, or None. A character cut in two by the end of the head is no fault."""
    encoding = find_encoding(head, _declared_charset(head), is_whole=False)
    return head.decode(encoding, "ignore").removeprefix("\ufeff") if encoding else None


def _declared_charset(raw: bytes) -> str | None:
    found = DECLARED_CHARSET.search(raw[:4096])
    return found.group(1).decode("ascii") if found else None


def _read_text(path: Path, raw: bytes, charset: str | None) -> Page:
    try:
        text = decode_text(raw, charset or _declared_charset(raw)).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except ValueError as error:
        raise unreadable(path, str(error)) from None
    if HTML_BEGINNING.match(text):
        page = read_page(text)
        if not page.text:
            raise unreadable(path, "the page holds no text of an article; save the article itself, or its text as .txt")
        return page
    if CONTROL.search(text):
        raise unreadable(path, "the text holds control characters, as a damaged or binary file does; save it again as plain text")
    return Page(text=text.strip(), title=_markdown_title(text))


def _markdown_title(text: str) -> str | None:
    first_line = text.lstrip().partition("\n")[0]
    return first_line.strip("# \t")[:LONGEST_TITLE] or None if first_line.startswith("# ") else None
