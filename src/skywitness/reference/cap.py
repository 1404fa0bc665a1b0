"""The rules of CAP as a table: which element stands where, how often, with which words (OASIS CAP 1.2, 2010, 3.2; 1.0 and 1.1 differ in few words).

What we write must keep all of them; of what strangers write we ask only what its meaning rests on, not the order of its elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from lxml import etree
from msgspec import Struct

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MANY = 1_000_000
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
IDENTIFIER = re.compile(r"[^\s,<&]+")
REFERENCE = re.compile(r"[^\s,<&]+,[^\s,<&]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
CIRCLE = re.compile(r"-?\d{1,2}(?:\.\d+)?,-?\d{1,3}(?:\.\d+)? \d+(?:\.\d+)?")


class Rule(Struct, frozen=True):
    """How often an element stands in its parent, and which words it may hold (none: any)."""

    least: int
    most: int
    words: frozenset[str] = frozenset()


def _one(*words: str) -> Rule:
    return Rule(1, 1, frozenset(words))


_MAY, _SOME = Rule(0, 1), Rule(0, MANY)
URGENCY = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITY = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTY = ("Observed", "Likely", "Possible", "Unlikely", "Unknown", "Very Likely")
"""``Very Likely`` is CAP 1.0's; 1.2 asks readers to take it for Likely."""
_NAMED: Mapping[str, Rule] = {"valueName": _one(), "value": Rule(0, 1)}
RULES: Mapping[str, Mapping[str, Rule]] = {
    "alert": {
        "identifier": _one(),
        "sender": _one(),
        "sent": _one(),
        "status": _one("Actual", "Exercise", "System", "Test", "Draft"),
        "msgType": _one("Alert", "Update", "Cancel", "Ack", "Error"),
        "source": _MAY,
        "scope": _one("Public", "Restricted", "Private"),
        "restriction": _MAY,
        "addresses": _MAY,
        "code": _SOME,
        "note": _MAY,
        "references": _MAY,
        "incidents": _MAY,
        "info": _SOME,
    },
    "info": {
        "language": _MAY,
        "category": Rule(
            1,
            MANY,
            frozenset(["Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"]),
        ),
        "event": _one(),
        "responseType": Rule(
            0, MANY, frozenset(["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"])
        ),
        "urgency": _one(*URGENCY),
        "severity": _one(*SEVERITY),
        "certainty": _one(*CERTAINTY),
        "audience": _MAY,
        "eventCode": _SOME,
        "effective": _MAY,
        "onset": _MAY,
        "expires": _MAY,
        "senderName": _MAY,
        "headline": _MAY,
        "description": _MAY,
        "instruction": _MAY,
        "web": _MAY,
        "contact": _MAY,
        "parameter": _SOME,
        "resource": _SOME,
        "area": _SOME,
    },
    "area": {"areaDesc": _one(), "polygon": _SOME, "circle": _SOME, "geocode": _SOME, "altitude": _MAY, "ceiling": _MAY},
    "resource": {"resourceDesc": _one(), "mimeType": _MAY, "size": _MAY, "uri": _MAY, "derefUri": _MAY, "digest": _MAY},
    "parameter": _NAMED,
    "eventCode": _NAMED,
    "geocode": _NAMED,
}
"""By parent, in the order of the schema."""
IN_INFO = ("urgency", "severity", "certainty")


def find_faults(alert: etree._Element, *, is_ours: bool = False) -> Iterator[str]:
    """What is wrong with an alert, a clause each; nothing when all is well.

    ``is_ours`` asks for all that the schema asks of CAP 1.2: the order of elements too, nothing foreign, and instants to the second.

    >>> alert = etree.fromstring("<alert><identifier>1</identifier><sender>a</sender><sent>2031-01-01T00:00:00-00:00</sent></alert>")
    >>> list(find_faults(alert))
    ['it has no status', 'it has no msgType', 'it has no scope']
    """
    yield from _faults_of(alert, "alert", "it", is_ours=is_ours)
    yield from _faults_of_message(alert, is_ours=is_ours)


def _faults_of(element: etree._Element, kind: str, called: str, *, is_ours: bool) -> Iterator[str]:
    for name, rule in RULES[kind].items():
        yield from _faults_of_name(element, name, rule, called)
    if is_ours:
        yield from _faults_of_order(element, list(RULES[kind]), called)
    for child in element:
        if _local(child) in RULES:
            yield from _faults_of(child, _local(child), f"its {_local(child)}", is_ours=is_ours)


def _faults_of_name(element: etree._Element, name: str, rule: Rule, called: str) -> Iterator[str]:
    """Too few, too many, or other words than may stand there."""
    told = ["".join(child.itertext()).strip() for child in element if _local(child) == name]
    if sum(1 for text in told if text) < rule.least:
        yield f"{called} has no {name}" if not told else f"the {name} of {called} is empty"
    if len(told) > rule.most:
        yield f"{called} has {len(told)} of {name}, where one may stand"
    for text in told:
        if text and rule.words and text not in rule.words:
            yield f"the {name} of {called} is {text[:40]!r}, which is none of CAP's words: {', '.join(sorted(rule.words))}"


def _faults_of_order(element: etree._Element, known: list[str], called: str) -> Iterator[str]:
    names = [_local(child) for child in element if isinstance(child.tag, str)]
    strange = [name for name in names if name not in known]
    if strange:
        yield f"{called} holds {strange[0]}, which CAP does not know"
    order = [known.index(name) for name in names if name in known]
    if order != sorted(order):
        yield f"the elements of {called} stand in another order than the schema's"


def _faults_of_message(alert: etree._Element, *, is_ours: bool) -> Iterator[str]:
    """What no single element shows: references that a correction needs, instants, ids, circles."""
    told = {_local(child): "".join(child.itertext()).strip() for child in alert if _local(child) not in RULES}
    references = told.get("references")
    if references == "":
        yield "its references are empty; what refers to no earlier message has none"
    elif references is None and told.get("msgType") in ("Cancel", "Ack", "Error"):
        yield f"it is of msgType {told['msgType']} and has no references to the message that it is about"
    if told.get("scope") == "Private" and not told.get("addresses"):
        yield "its scope is Private and it has no addresses"
    for name, pattern in (("identifier", IDENTIFIER), ("sender", IDENTIFIER)):
        if is_ours and told.get(name) and not pattern.fullmatch(told[name]):
            yield f"its {name} holds a blank, a comma, < or &"
    if is_ours:
        yield from (f"the reference {each[:60]!r} is not sender,identifier,sent" for each in _strange_references(references))
        yield from _faults_of_values(alert)


def _strange_references(references: str | None) -> list[str]:
    return [each for each in (references or "").split() if not REFERENCE.fullmatch(each)]


def _faults_of_values(alert: etree._Element) -> Iterator[str]:
    for element in alert.iter():
        text = (element.text or "").strip()
        if _local(element) in ("sent", "effective", "onset", "expires") and not _is_instant(text):
            yield f"the {_local(element)} {text[:40]!r} is no instant such as 2031-03-14T22:40:00-00:00"
        if _local(element) == "circle" and not CIRCLE.fullmatch(text):
            yield f"the circle {text[:40]!r} is not latitude,longitude radius"


def _is_instant(text: str) -> bool:
    if not INSTANT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _local(element: etree._Element) -> str:
    """The name without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
