"""The words of a piece of HTML as a person reads them: line breaks and blocks become line ends, scripts, styles and what only leads elsewhere nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol", "table", "pre", "figure"})
SILENT = frozenset({"script", "style", "template", "noscript", "head", "nav", "footer", "form", "button"})
SPACES = re.compile(r"[ \t\r\n\f]+")


def parse_html(html: str) -> HtmlElement | None:
    """The page's root element, or None when there is no element in it. Nothing is fetched."""
    try:
        return document_fromstring(html.encode(), parser=HTMLParser(encoding="utf-8", no_network=True, huge_tree=False))
    except LxmlError:  # nothing but comments or white space
        return None


def words_of_html(html: str) -> str:
    """The words of a piece of HTML, or of plain text.

    >>> words_of_html("<p>One <b>drone</b></p><p>fell<br>at night</p><script>x()</script>")
    'One drone\\n\\nfell\\nat night'
    """
    root = parse_html(html) if html.strip() else None
    return words_of(root) if root is not None else ""


def words_of(element: HtmlElement) -> str:
    """The words of an element, with at most one empty line between two."""
    return tidy_lines("".join(_pieces(element)))


def tidy_lines(text: str) -> str:
    """The text with one blank between words and at most one empty line between two, so that the same words are the same wherever they come from.

    >>> tidy_lines("one  two \\n\\n\\n three")
    'one two\\n\\nthree'
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()


def _pieces(element: HtmlElement) -> Iterator[str]:
    """Walks without recursion: pages may be nested as deep as their writer likes."""
    stack: list[HtmlElement | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag if isinstance(node.tag, str) else "script"
        if tag == "br":
            yield "\n"
        if tag in SILENT:
            continue
        edge = "\n" if tag in BLOCKS else ""
        yield edge + SPACES.sub(" ", node.text or "")
        stack.append(edge)
        for child in reversed(node):
            stack += [SPACES.sub(" ", child.tail or ""), child]
