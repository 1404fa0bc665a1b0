"""Atom (RFC 4287) and RSS 2.0: an entry for an incident, with its verdict in a sentence, to be read where people read feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import BinaryIO, Protocol

from lxml import etree

from skywitness.publish.formats.rows import Row, latest_instant, of_kind, part, parts, plain, reserved_for
from skywitness.publish.wording import STANDINGS, tell_verdict

ATOM = "http://www.w3.org/2005/Atom"
GEORSS = "http://www.georss.org/georss"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What a feed says of an entry that nothing dates: both formats need an instant for the feed itself, and it must not be made up."""


class Feed(Protocol):
    """Where entries are written."""

    def write(self, element: etree._Element, /) -> None:
        """Write one entry."""
        ...


class Atom:
    """Entries for incidents; tallies and contexts have no place in a feed."""

    format = "atom"
    media_type = "application/atom+xml"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the feed, entry by entry."""
        with atom_feed(out, title="skywitness: incidents", identifier="urn:skywitness:incidents") as feed:
            for row in of_kind(rows, "incident"):
                feed.write(_atom_entry(row))


class Rss:
    """Items for incidents; tallies and contexts have no place in a feed."""

    format = "rss"
    media_type = "application/rss+xml"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the channel, item by item."""
        with rss_channel(
            out, title="skywitness: incidents", identifier="urn:skywitness:incidents", told="Aerial incidents, each with what it stands on"
        ) as feed:
            for row in of_kind(rows, "incident"):
                feed.write(_rss_item(row))


@contextmanager
def rss_channel(out: BinaryIO, *, title: str, identifier: str, told: str) -> Iterator[Feed]:
    """An RSS 2.0 channel that is written while it is made."""
    with etree.xmlfile(out, encoding="UTF-8", close=False) as xml:
        xml.write_declaration()
        with xml.element("rss", {"version": "2.0"}, nsmap={"georss": GEORSS}), xml.element("channel"):
            for name, text in (("title", title), ("link", identifier), ("description", told)):
                xml.write(_element(name, text))
            yield xml


@contextmanager
def atom_feed(out: BinaryIO, *, title: str, identifier: str) -> Iterator[Feed]:
    """An Atom feed that is written while it is made. ``updated`` of the feed is not told by its rows, and stands at the beginning of time."""
    with etree.xmlfile(out, encoding="UTF-8", close=False) as xml:
        xml.write_declaration()
        with xml.element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "georss": GEORSS}):
            for name, text in (("id", identifier), ("title", title), ("updated", EPOCH.isoformat())):
                xml.write(_element(f"{{{ATOM}}}{name}", text))
            author = etree.Element(f"{{{ATOM}}}author")
            author.append(_element(f"{{{ATOM}}}name", "skywitness"))
            xml.write(author)
            yield xml


def _atom_entry(row: Row) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    at = latest_instant(row) or EPOCH
    for name, text in (
        ("id", f"urn:skywitness:{row['id']}"),
        ("title", tell_title(row)),
        ("updated", at.isoformat()),
        ("summary", tell_verdict(row)),
    ):
        entry.append(_element(f"{{{ATOM}}}{name}", text))
    if row.get("first_published_at"):
        entry.append(_element(f"{{{ATOM}}}published", row["first_published_at"]))
    for scheme, term in _categories(row):
        etree.SubElement(entry, f"{{{ATOM}}}category", scheme=f"urn:skywitness:{scheme}", term=plain(term))
    content = _element(f"{{{ATOM}}}content", tell_facts(row))
    content.set("type", "text")
    entry.append(content)
    _add_point(entry, row)
    return entry


def _rss_item(row: Row) -> etree._Element:
    item = etree.Element("item")
    at = latest_instant(row)
    item.append(_element("title", tell_title(row)))
    item.append(_element("description", f"{tell_verdict(row)}\n{tell_facts(row)}"))
    guid = _element("guid", f"urn:skywitness:{row['id']}")
    guid.set("isPermaLink", "false")
    item.append(guid)
    if at is not None:
        item.append(_element("pubDate", format_datetime(at)))
    for scheme, term in _categories(row):
        category = _element("category", term)
        category.set("domain", f"urn:skywitness:{scheme}")
        item.append(category)
    _add_point(item, row)
    return item


def tell_title(row: Row) -> str:
    """The title, with a mark on what is invented or not for the public."""
    reserved = reserved_for(row)
    marks = ("EXERCISE " if row.get("exercise") else "") + (f"{reserved.upper()} ONLY " if reserved else "")
    return f"{marks}{row['title']}"


def tell_facts(row: Row) -> str:
    """Each value with its state and standing, a line each."""
    lines = []
    for about, attribute in part(row, "attributes").items():
        if isinstance(attribute, Mapping):
            value = attribute["preferred"] if attribute["preferred"] is not None else attribute["state"]
            lines.append(f"{about}: {value} ({attribute['state']}, {attribute['standing']}: {STANDINGS[str(attribute['standing'])]})")
    lines += [f"undisclosed: {gap['about']} ({gap['state']})" for gap in parts(row, "gaps")]
    return "\n".join(lines)


def _categories(row: Row) -> Iterator[tuple[str, object]]:
    for scheme in ("what", "target", "standing", "audience"):
        yield scheme, row.get(scheme)
    yield "roots", row["roots"]
    yield "posts", row["posts"]
    if row.get("ledger_head"):
        yield "ledger", row["ledger_head"]
    if part(row, "place").get("iso"):
        yield "region", part(row, "place")["iso"]


def _add_point(element: etree._Element, row: Row) -> None:
    place = part(row, "place")
    if place.get("lat") is not None and place.get("lon") is not None:
        etree.SubElement(element, f"{{{GEORSS}}}point").text = f"{place['lat']} {place['lon']}"
        etree.SubElement(element, f"{{{GEORSS}}}radius").text = str(place.get("radius_m"))


def _element(name: str, text: object) -> etree._Element:
    element = etree.Element(name)
    element.text = plain(text)
    return element
