"""CAP 1.2 (OASIS, 2010): what is to be said of an incident, once in each language, with its doubt in ``certainty`` and in parameters.

Every message says ``status`` Exercise when it rests on invented sources and Test otherwise: this is no authority's warning. One incident is
written as the message itself, several as a feed whose entries hold the messages: Atom, as CAP feeds mostly are, or RSS 2.0. Out of a whole ledger
each incident gives the message that stands now, an Update or a Cancel when others went before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from copy import deepcopy
from datetime import datetime
from email.utils import format_datetime
from itertools import chain, islice
from typing import BinaryIO

from lxml import etree

from skywitness.parts import History
from skywitness.publish.formats.cap_messages import SENDER, Message, first_message, last_message, parameters_of, write_instant
from skywitness.publish.formats.feeds import ATOM, Feed, atom_feed, rss_channel
from skywitness.publish.formats.rows import Row, latest_instant, of_kind, part, parts, plain, reserved_for, words
from skywitness.publish.phrases import LANGUAGES, label, phrase
from skywitness.publish.spoken import name_place, tell_when
from skywitness.publish.wording import tell_period, tell_posts, tell_verdict
from skywitness.reference.cap import NAMESPACE as CAP

CERTAINTY = {"confirmed": "Observed", "denied": "Unlikely", "refuted": "Unlikely", "disputed": "Possible", "undisclosed": "Unknown"}
"""By standing; what only one side says is Likely when its calibrated probability is at least one half, else Possible."""
NAMES = {"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}


OpenFeed = Callable[[BinaryIO], AbstractContextManager[Feed]]


class Cap:
    """Messages about incidents; tallies and contexts are no alerts. Without its history an incident needs a time of its own."""

    format = "cap"
    media_type = "application/cap+xml"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the alert of the only incident, or a feed of all of them."""
        _write_messages(_first_messages(rows), out)

    def write_histories(self, histories: Iterable[History], out: BinaryIO) -> None:
        """Write the message that stands for the only incident, or a feed of those that stand for all."""
        _write_messages(_last_messages(histories), out)


class CapRss:
    """The same messages as items of an RSS 2.0 channel, be they one or many."""

    format = "cap_rss"
    media_type = "application/rss+xml"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the channel, alert by alert."""
        _write_items(_first_messages(rows), out)

    def write_histories(self, histories: Iterable[History], out: BinaryIO) -> None:
        """Write the channel, with the message that stands for each incident."""
        _write_items(_last_messages(histories), out)


def _first_messages(rows: Iterable[Row]) -> Iterator[Message]:
    for row in of_kind(rows, "incident"):
        sent = latest_instant(row)
        if sent is not None:
            yield first_message(row, sent)


def _last_messages(histories: Iterable[History]) -> Iterator[Message]:
    found = (last_message(history.incident_id, history.moments) for history in histories)
    return (message for message in found if message is not None)


def _write_messages(messages: Iterator[Message], out: BinaryIO) -> None:
    first = list(islice(messages, 2))
    if len(first) == 1:
        alert, head = make_alert(first[0]), _head_of(first[0])
        if head:  # no part of the message, which must say the same whenever it is made
            alert.addprevious(etree.Comment(f" ledger head {head} "))
        out.write(etree.tostring(alert.getroottree(), xml_declaration=True, encoding="UTF-8", pretty_print=True))
        return
    with atom_feed(out, title="skywitness: CAP alerts", identifier="urn:skywitness:cap") as feed:
        for message in chain(first, messages):
            feed.write(_entry(message))


def _write_items(messages: Iterator[Message], out: BinaryIO) -> None:
    with rss_channel(
        out, title="skywitness: CAP alerts", identifier="urn:skywitness:cap", told="Messages in the Common Alerting Protocol"
    ) as feed:
        for message in messages:
            feed.write(_item(message))


def make_alert(message: Message) -> etree._Element:
    """A message as XML. Incidents that went into this one, or the one that it went into, are named, so that a reader can drop theirs."""
    row = message.row or message.before or {}
    alert = etree.Element(f"{{{CAP}}}alert", nsmap={None: CAP})
    _add(alert, "identifier", message.identifier)
    _add(alert, "sender", SENDER)
    _add(alert, "sent", write_instant(message.sent))
    _add(alert, "status", "Exercise" if row.get("exercise") else "Test")
    _add(alert, "msgType", message.kind)
    _add(alert, "source", f"skywitness, from {tell_posts(row)}" if message.row else "skywitness")
    reserved = reserved_for(row)
    _add(alert, "scope", "Private" if reserved else "Public")
    if reserved:
        _add(alert, "addresses", "desk" if reserved == "team" else reserved)
    notes = [label("exercise", "en")] if row.get("exercise") else []
    notes += [_tell_end(message, "en")] if message.row is None else []
    if notes:
        _add(alert, "note", "; ".join(notes))
    if message.references:
        _add(alert, "references", " ".join(message.references))
    related = [message.went_to] if message.went_to else words(row, "merged_from") if message.row else []
    if related:
        _add(alert, "incidents", " ".join(related))
    if message.row is None:
        alert.extend(_end_info(message, row, language) for language in LANGUAGES)
        return alert
    told = etree.Element("told")
    told.extend(_parameter(name, value) for name, value in parameters_of(message.row))
    alert.extend(_info(message.row, language, deepcopy(told)) for language in LANGUAGES)
    return alert


def tell_message(message: Message, language: str) -> str:
    """A headline for the message."""
    return tell_headline(message.row, language) if message.row else f"{label('correction', language)}: {_tell_end(message, language)}"


def _tell_end(message: Message, language: str) -> str:
    return f"{label('merged', language)} {message.went_to}" if message.went_to else label("withdrawn", language)


def _end_info(message: Message, row: Row, language: str) -> etree._Element:
    """Of what was taken back only what it was about is said again: neither where nor what else was told of it."""
    info = _begin_info(row, language)
    _add(info, "certainty", "Unknown")
    _add(info, "senderName", "skywitness (no authority)")
    _add(info, "headline", tell_message(message, language))
    info.append(_parameter("incident", str(row["id"])))
    return info


def _begin_info(row: Row, language: str) -> etree._Element:
    info = etree.Element(f"{{{CAP}}}info")
    _add(info, "language", NAMES[language])
    _add(info, "category", "Security")
    _add(info, "event", f"{phrase('what', row['what'], language)}: {phrase('target', row['target'], language)}")
    _add(info, "urgency", "Past")
    _add(info, "severity", "Unknown")
    return info


def _info(row: Row, language: str, parameters: Iterable[etree._Element]) -> etree._Element:
    info, period = _begin_info(row, language), part(row, "period")
    _add(info, "certainty", tell_certainty(row))
    if period.get("from"):
        _add(info, "onset", write_instant(datetime.fromisoformat(str(period["from"]))))
    _add(info, "senderName", "skywitness (no authority)")
    _add(info, "headline", tell_headline(row, language))
    _add(info, "description", tell_verdict(row) if language == "en" else tell_details(row, language))
    info.extend(parameters)
    _add_area(info, row, language)
    return info


def tell_certainty(row: Row) -> str:
    """How sure, in CAP's words.

    >>> tell_certainty({"standing": "confirmed"}), tell_certainty({"standing": "claimed", "existence": {"probability": 0.4}})
    ('Observed', 'Possible')
    """
    found = CERTAINTY.get(str(row["standing"]))
    if found:
        return found
    probability = part(row, "existence").get("probability")
    return "Likely" if isinstance(probability, float | int) and probability >= 0.5 else "Possible"


def tell_headline(row: Row, language: str) -> str:
    """What, where and on what standing, as labels."""
    place = part(row, "place")
    where = name_place(place, language)
    exercise = f"{label('exercise', language)} " if row.get("exercise") else ""
    what = f"{phrase('what', row['what'], language)}: {phrase('target', row['target'], language)}{_number(row)}"
    return f"{exercise}{what}; {where}; {phrase('standing', row['standing'], language)}"


def tell_details(row: Row, language: str) -> str:
    """When, on how many sources, and what nobody discloses."""
    gaps = ", ".join(phrase("topic", gap["about"], language) for gap in parts(row, "gaps"))
    told = [
        tell_headline(row, language),
        tell_period(row) if language == "en" else tell_when(row, language),
        f"{label('roots', language)}: {row['roots']}, {label('posts', language)}: {row['posts']}",
    ]
    return "; ".join([*told, f"{label('undisclosed', language)}: {gaps}"] if gaps else told)


def _number(row: Row) -> str:
    count = part(part(row, "attributes"), "count").get("preferred")
    return "" if count is None else f" ({count})"


def _add_area(info: etree._Element, row: Row, language: str) -> None:
    """The disc that holds the place; no disc where no position is known or shown."""
    place = part(row, "place")
    area = _add(info, "area")
    _add(area, "areaDesc", name_place(place, language))
    if place.get("lat") is not None and place.get("lon") is not None:
        radius_km = float(str(place.get("radius_m") or 0)) / 1000
        _add(area, "circle", f"{place['lat']},{place['lon']} {radius_km:.3f}")
    if place.get("iso"):
        geocode = _add(area, "geocode")
        _add(geocode, "valueName", "ISO 3166-2")
        _add(geocode, "value", str(place["iso"]))


def _parameter(name: str, value: str) -> etree._Element:
    parameter = etree.Element(f"{{{CAP}}}parameter")
    _add(parameter, "valueName", name)
    _add(parameter, "value", value)
    return parameter


def _add(parent: etree._Element, name: str, text: object | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{CAP}}}{name}")
    if text is not None:
        element.text = plain(text)
    return element


def _head_of(message: Message) -> str:
    return plain((message.row or message.before or {}).get("ledger_head") or "")


def _entry(message: Message) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    for name, text in (
        ("id", f"urn:skywitness:{message.identifier}"),
        ("title", tell_message(message, "en")),
        ("updated", write_instant(message.sent)),
        ("summary", tell_verdict(message.row) if message.row else _tell_end(message, "en")),
    ):
        etree.SubElement(entry, f"{{{ATOM}}}{name}").text = plain(text)
    head = _head_of(message)
    if head:
        etree.SubElement(entry, f"{{{ATOM}}}category", scheme="urn:skywitness:ledger", term=head)
    content = etree.SubElement(entry, f"{{{ATOM}}}content", type="text/xml")
    content.append(make_alert(message))
    return entry


def _item(message: Message) -> etree._Element:
    item = etree.Element("item")
    for name, text in (
        ("title", tell_message(message, "en")),
        ("description", tell_verdict(message.row) if message.row else _tell_end(message, "en")),
        ("guid", f"urn:skywitness:{message.identifier}"),
        ("pubDate", format_datetime(message.sent)),
    ):
        etree.SubElement(item, name).text = plain(text)
    item[2].set("isPermaLink", "false")
    head = _head_of(message)
    if head:
        etree.SubElement(item, "category", domain="urn:skywitness:ledger").text = head
    item.append(make_alert(message))
    return item
