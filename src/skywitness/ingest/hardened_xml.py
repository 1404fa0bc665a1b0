"""XML from strangers: parsed without document types, entities or network, so that a file says only what stands in it."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from skywitness.ingest.aside import unreadable
from skywitness.ingest.encoding import marked_encoding

DECLARES_MORE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
NAMESPACE = re.compile(r"^\{[^}]*\}")


def parse_xml(path: Path, max_bytes: int) -> etree._Element:
    """The root of the document.

    Raises
    ------
    UnreadableInput
        It is too large, not well-formed, or declares a document type or entities, which can make a reader open other files.
    """
    with path.open("rb") as file:
        raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise unreadable(path, f"an XML document of more than {max_bytes:,} bytes; split it, or raise the limit")
    if b"\x00" in raw and not marked_encoding(raw):
        raise unreadable(path, "the XML holds zero bytes; save it in UTF-8")
    if DECLARES_MORE.search(raw.decode(marked_encoding(raw) or "latin-1", "replace")):
        raise unreadable(
            path,
            "the XML declares a document type or entities, by which a file can have others opened; it is refused: remove the declaration",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable(path, f"the XML is not well-formed ({error}); it may be cut off: fetch it again") from None


def local_name(element: etree._Element) -> str:
    """The name without its namespace."""
    return NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """The children of these names, whatever their namespace, in the order of the names."""
    return [child for name in names for child in element if local_name(child) == name]


def words(element: etree._Element, *names: str) -> str | None:
    """The text of the first child of these names that has any."""
    said = ("".join(child.itertext()).strip() for child in children(element, *names))
    return next((text for text in said if text), None)
