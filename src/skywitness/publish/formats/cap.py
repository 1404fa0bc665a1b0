"""CAP 1.2 (OASIS, 2010): an alert for an incident, once in each language, with its doubt in ``certainty`` and in parameters.

Every alert says ``status`` Exercise when it rests on invented sources and Test otherwise: this is no authority's warning. One incident is
written as the alert itself, several as an Atom feed whose entries hold the alerts, as CAP feeds do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, islice
from typing import BinaryIO

from lxml import etree

from skywitness.publish.formats.feeds import ATOM, atom_feed
from skywitness.publish.formats.rows import Row, latest_instant, of_kind, part, parts, plain, words
from skywitness.publish.phrases import LANGUAGES, label, phrase
from skywitness.publish.wording import tell_period, tell_posts, tell_value, tell_verdict

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "skywitness"
CERTAINTY = {"confirmed": "Observed", "denied": "Unlikely", "refuted": "Unlikely", "disputed": "Possible", "undisclosed": "Unknown"}
"""By standing; what only one side says is Likely when its calibrated probability is at least one half, else Possible."""
NAMES = {"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}
NOT_IN_IDENTIFIER = re.compile(r"[\s,<&]+")


class Cap:
    """Alerts for incidents that have a time; tallies and contexts are no alerts."""

    format = "cap"
    media_type = "application/cap+xml"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the alert of the only incident, or a feed of all of them."""
        alerts = alerts_of(rows)
        first = list(islice(alerts, 2))
        if len(first) == 1:
            out.write(etree.tostring(first[0][1], xml_declaration=True, encoding="UTF-8", pretty_print=True))
            return
        with atom_feed(out, title="skywitness: CAP alerts", identifier="urn:skywitness:cap") as feed:
            for row, alert in chain(first, alerts):
                feed.write(_entry(row, alert))


def alerts_of(rows: Iterable[Row]) -> Iterator[tuple[Row, etree._Element]]:
    """Each incident that has a time, with its alert."""
    for row in of_kind(rows, "incident"):
        sent = latest_instant(row)
        if sent is not None:
            yield row, make_alert(row, sent)


def make_alert(row: Row, sent: datetime) -> etree._Element:
    """The alert of an incident. Incidents that went into it are named, so that a reader can drop theirs."""
    alert = etree.Element(f"{{{CAP}}}alert", nsmap={None: CAP})
    _add(alert, "identifier", _identifier(row["id"], sent))
    _add(alert, "sender", SENDER)
    _add(alert, "sent", _instant(sent))
    _add(alert, "status", "Exercise" if row.get("exercise") else "Test")
    _add(alert, "msgType", "Alert")
    _add(alert, "source", f"skywitness, from {tell_posts(row)}")
    _add(alert, "scope", "Private" if row.get("audience") == "team" else "Public")
    if row.get("audience") == "team":
        _add(alert, "addresses", "desk")
    if row.get("exercise"):
        _add(alert, "note", label("exercise", "en"))
    if row.get("merged_from"):
        _add(alert, "incidents", " ".join(words(row, "merged_from")))
    for language in LANGUAGES:
        alert.append(_info(row, language))
    return alert


def _info(row: Row, language: str) -> etree._Element:
    info = etree.Element(f"{{{CAP}}}info")
    period = part(row, "period")
    _add(info, "language", NAMES[language])
    _add(info, "category", "Security")
    _add(info, "event", f"{phrase('what', row['what'], language)}: {phrase('target', row['target'], language)}")
    _add(info, "urgency", "Past")
    _add(info, "severity", "Unknown")
    _add(info, "certainty", tell_certainty(row))
    if period.get("from"):
        _add(info, "onset", _instant(datetime.fromisoformat(str(period["from"]))))
    _add(info, "senderName", "skywitness (no authority)")
    _add(info, "headline", tell_headline(row, language))
    _add(info, "description", tell_verdict(row) if language == "en" else tell_details(row, language))
    for name, value in _parameters(row):
        parameter = _add(info, "parameter")
        _add(parameter, "valueName", name)
        _add(parameter, "value", value)
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
    where = str(place["name"]) if place else label("no_place", language)
    exercise = f"{label('exercise', language)} " if row.get("exercise") else ""
    what = f"{phrase('what', row['what'], language)}: {phrase('target', row['target'], language)}{_number(row)}"
    return f"{exercise}{what}; {where}; {phrase('standing', row['standing'], language)}"


def tell_details(row: Row, language: str) -> str:
    """When, on how many sources, and what nobody discloses."""
    gaps = ", ".join(phrase("topic", gap["about"], language) for gap in parts(row, "gaps"))
    told = [
        tell_headline(row, language),
        tell_period(row),
        f"{label('roots', language)}: {row['roots']}, {label('posts', language)}: {row['posts']}",
    ]
    return "; ".join([*told, f"{label('undisclosed', language)}: {gaps}"] if gaps else told)


def _number(row: Row) -> str:
    count = part(part(row, "attributes"), "count").get("preferred")
    return "" if count is None else f" ({count})"


def _parameters(row: Row) -> Iterator[tuple[str, str]]:
    """The values with their states: not given, withheld, unknown and zero stay apart."""
    yield "incident", str(row["id"])
    yield "title", str(row["title"])
    for name in ("what", "target", "standing"):
        yield name, str(row[name])
    yield "roots", str(row["roots"])
    yield "posts", str(row["posts"])
    yield "audience", str(row.get("audience"))
    for about, attribute in part(row, "attributes").items():
        if isinstance(attribute, Mapping) and about not in ("what", "target"):
            yield about, tell_value(attribute)
            yield f"{about}_state", str(attribute["state"])
            yield f"{about}_standing", str(attribute["standing"])
    for gap in parts(row, "gaps"):
        yield "undisclosed", f"{gap['about']}={gap['state']}"


def _add_area(info: etree._Element, row: Row, language: str) -> None:
    """The disc that holds the place; no disc where no position is known or shown."""
    place = part(row, "place")
    area = _add(info, "area")
    _add(area, "areaDesc", str(place["name"]) if place else label("no_place", language))
    if place.get("lat") is not None and place.get("lon") is not None:
        radius_km = float(str(place.get("radius_m") or 0)) / 1000
        _add(area, "circle", f"{place['lat']},{place['lon']} {radius_km:.3f}")
    if place.get("iso"):
        geocode = _add(area, "geocode")
        _add(geocode, "valueName", "ISO 3166-2")
        _add(geocode, "value", str(place["iso"]))


def _add(parent: etree._Element, name: str, text: object | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{CAP}}}{name}")
    if text is not None:
        element.text = plain(text)
    return element


def _identifier(incident: object, sent: datetime) -> str:
    """A message's id: the incident's, and the instant of its latest report, so that a later version is another message."""
    return NOT_IN_IDENTIFIER.sub("-", f"{incident}.{sent.astimezone(UTC):%Y%m%dT%H%M%S}")


def _instant(at: datetime) -> str:
    """An instant as CAP writes it: whole seconds and an offset, never a Z."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "-00:00")


def _entry(row: Row, alert: etree._Element) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    for name, text in (
        ("id", f"urn:skywitness:{alert.findtext(f'{{{CAP}}}identifier')}"),
        ("title", tell_headline(row, "en")),
        ("updated", str(alert.findtext(f"{{{CAP}}}sent"))),
        ("summary", tell_verdict(row)),
    ):
        etree.SubElement(entry, f"{{{ATOM}}}{name}").text = plain(text)
    content = etree.SubElement(entry, f"{{{ATOM}}}content", type="text/xml")
    content.append(alert)
    return entry
