"""Alerts in the Common Alerting Protocol (OASIS CAP 1.0 to 1.2): what a real alert says is a report, one for each language it speaks.

An alert that lacks what CAP requires, or says it in other words than CAP's, is set aside with all that is wrong with it. Tests and exercises (any ``status`` but Actual) are set aside: nothing in them happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from lxml import etree

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.hardened_xml import children, local_name, parse_xml, words
from skywitness.ingest.instants import believe, to_utc
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.parts import ReadOptions
from skywitness.reference.cap import find_faults

ALERT = re.compile(rb"""<(?:\w+:)?alert\b[^>]{0,2000}(?:emergency:cap:1\.[0-2]|incident\.com/cap/1\.0)""")
SAID = frozenset({"Alert", "Update", "Cancel"})
"""Message types that say something of the world; Ack and Error speak of messages."""

MOST_FAULTS = 5
"""More are not told: an alert can have a million."""


class CapAlert:
    """Reads alerts."""

    name = "cap"
    rank = 30

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether this is XML that opens an alert of CAP's namespaces."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and ALERT.search(head) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """The report of each alert and language. Alerts wrapped in a feed or an EDXL distribution are found inside it."""
        root = parse_xml(path, options.max_item_bytes)
        alerts = [element for element in root.iter() if local_name(element) == "alert"]
        if not alerts:
            raise unreadable(path, f"there is no alert in it, the root is {local_name(root)!r}; save the alert by itself")
        for row, alert in enumerate(alerts):
            locator = Locator(path.name, row)
            try:
                yield from _make_reports(alert, locator, options)
            except ValueError as error:
                yield set_aside(locator, str(error), " ".join(" ".join(alert.itertext()).split()))


def _make_reports(alert: etree._Element, locator: Locator, options: ReadOptions) -> list[Report]:
    sender, identifier, sent = (_needed(alert, name) for name in ("sender", "identifier", "sent"))
    if words(alert, "status") != "Actual":
        raise ValueError(f"the alert's status is {words(alert, 'status')}: it tells nothing that happened")
    if words(alert, "msgType") not in SAID:
        raise ValueError(f"the alert's msgType is {words(alert, 'msgType')}: it speaks of messages, not of the world")
    faults = list(islice(find_faults(alert), MOST_FAULTS))
    if faults:
        raise ValueError(f"the alert breaks rules that its meaning rests on: {'; '.join(faults)}; ask its sender for a valid one")
    by_language: dict[str | None, list[etree._Element]] = {}
    for info in children(alert, "info"):
        by_language.setdefault(words(info, "language"), []).append(info)
    if not by_language:
        raise ValueError("the alert has no info: it says nothing")
    published_at = believe(to_utc(_read_sent(sent)), options.collected_at)
    reports = []
    for language, infos in by_language.items():
        source = options.source or words(infos[0], "senderName") or sender
        stream, is_assumed = choose_stream(source, None, options)
        own_id = f"{sender}/{identifier}"
        reports.append(
            make_report(
                own_id=own_id if len(by_language) == 1 else f"{own_id}/{language}",
                source=source,
                stream=stream,
                stream_assumed=is_assumed,
                published_at=published_at,
                collected_at=options.collected_at,
                text="\n\n".join(filter(None, map(_words_of_info, infos))),
                title=words(infos[0], "headline") or words(infos[0], "event"),
                lang=language.partition("-")[0].lower() if language else None,
                url=words(infos[0], "web"),
                place_hint=_areas(infos) or None,
                locator=locator,
            )
        )
    return reports


def _words_of_info(info: etree._Element) -> str:
    said = [words(info, name) for name in ("headline", "description", "instruction")]
    return "\n".join(part for part in said if part) or words(info, "event") or ""


def _areas(infos: list[etree._Element]) -> str:
    areas = (words(area, "areaDesc") for info in infos for area in children(info, "area"))
    return "; ".join(dict.fromkeys(area for area in areas if area))


def _needed(alert: etree._Element, name: str) -> str:
    said = words(alert, name)
    if said is None:
        raise ValueError(f"the alert has no {name}, which CAP requires")
    return said


def _read_sent(sent: str) -> datetime:
    try:
        return datetime.fromisoformat(sent)
    except ValueError:
        raise ValueError(f"the alert's sent {sent[:60]!r} is not a time such as 2024-11-22T06:20:24+02:00") from None
