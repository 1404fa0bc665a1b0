"""STIX 2.1 (OASIS, 2021): an incident with its place, that it was sighted (as often as there are independent roots), the reports it rests on, what is said and
what is not as a note, and its standing as an opinion.

Ids are UUIDv5 of our own ids, so the same ledger gives the same bundle. Confidence follows STIX's DNI scale for the calibrated probability,
and is left out where there is none. Objects are written as they are, as checking each costs more than all else; that each of them is valid is for the
tests, which read everything back through stix2.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO

import msgspec

from skywitness.publish.formats.feeds import tell_facts
from skywitness.publish.formats.rows import Row, latest_instant, of_kind, part, plain, words
from skywitness.publish.wording import tell_verdict

OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:skywitness:stix")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPINION = {
    "confirmed": "strongly-agree",
    "claimed": "neutral",
    "witnessed": "agree",
    "reported": "neutral",
    "disputed": "neutral",
    "denied": "disagree",
    "refuted": "strongly-disagree",
    "undisclosed": "neutral",
}
"""How far the evidence agrees with what the incident says, on STIX's five words."""
MOST_SIGHTED = 999_999_999
"""What STIX allows."""
Thing = dict[str, object]
"""A STIX object."""


class Stix:
    """One bundle; tallies come as notes on their incidents, contexts are left out."""

    format = "stix"
    media_type = "application/stix+json;version=2.1"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the bundle, object by object."""
        author = _thing("identity", "skywitness", EPOCH, name="skywitness", identity_class="system")
        out.write(f'{{"type":"bundle","id":"{_id("bundle", "skywitness")}","objects":[\n'.encode())
        out.write(msgspec.json.encode(author))
        located = set[str]()
        for row in of_kind(rows, "incident"):
            for each in _objects(row, str(author["id"])):
                if each["type"] == "location" and str(each["id"]) in located:
                    continue
                if each["type"] == "location":
                    located.add(str(each["id"]))
                out.write(b",\n" + msgspec.json.encode(each))
        out.write(b"\n]}\n")


def _objects(row: Row, author: str) -> Iterator[Thing]:
    at = latest_instant(row) or EPOCH
    common: Thing = {"created_by_ref": author, "labels": _labels(row)}
    probability = part(row, "existence").get("probability")
    confidence: Thing = {"confidence": round(100 * float(str(probability)))} if probability is not None else {}
    told: Thing = {"name": plain(row["title"]), "description": plain(tell_verdict(row)), "external_references": _references(row)}
    incident = _thing("incident", row["id"], at, **told, **common, **confidence)
    about = {"object_refs": [incident["id"]]}
    yield incident
    place, sighted = part(row, "place"), dict[str, object]()
    where = _where(place)
    if where:
        location = _thing("location", sorted(where.items()), EPOCH, name=plain(place["name"]), created_by_ref=author, **where)
        yield location
        ends = (incident["id"], location["id"])
        yield _thing("relationship", ends, at, relationship_type="located-at", source_ref=ends[0], target_ref=ends[1], **common)
        sighted = {"where_sighted_refs": [location["id"]]}
    period = part(row, "period")
    if period.get("from") and period.get("to"):
        seen = [datetime.fromisoformat(str(period[end])) for end in ("from", "to")]
        sighted |= {"first_seen": _instant(min(seen)), "last_seen": _instant(max(seen))}
    roots = min(int(str(row["roots"])), MOST_SIGHTED)
    yield _thing("sighting", row["id"], at, sighting_of_ref=incident["id"], count=roots, **sighted, **common, **confidence)
    facts = plain(tell_facts(row)) or "nothing is said"
    yield _thing("note", row["id"], at, abstract="what is said and what is not", content=facts, **about, **common)
    yield _thing(
        "opinion",
        row["id"],
        at,
        opinion=OPINION[str(row["standing"])],
        explanation=f"standing: {row['standing']}, on {row['roots']} independent roots in {row['posts']} posts",
        **about,
        **common,
    )
    for report in words(row, "reports"):
        key = (row["id"], report)
        yield _thing("report", key, at, name=plain(report), published=_instant(at), report_types=["observed-data"], **about, **common)


def _thing(kind: str, key: object, at: datetime, **told: object) -> Thing:
    when = _instant(at)
    return {"type": kind, "spec_version": "2.1", "id": _id(kind, key), "created": when, "modified": when, **told}


def _where(place: Row) -> Thing:
    """What STIX needs of a location: a position, or a country with its region; empty when neither is shown."""
    where: Thing = {}
    if place.get("lat") is not None and place.get("lon") is not None:
        where = {name: float(str(place[key])) for name, key in (("latitude", "lat"), ("longitude", "lon"))}
        where["precision"] = float(str(place.get("radius_m") or 0))
    iso = str(place.get("iso") or "")
    return where | ({"administrative_area": iso, "country": iso[:2]} if iso else {})


def _labels(row: Row) -> list[str]:
    return [
        f"what:{row['what']}",
        f"target:{row['target']}",
        f"standing:{row['standing']}",
        f"audience:{row.get('audience')}",
        *(["exercise"] if row.get("exercise") else []),
    ]


def _references(row: Row) -> list[dict[str, str]]:
    return [
        {"source_name": "skywitness", "external_id": str(row["id"])},
        *([{"source_name": "ledger head", "external_id": str(row["ledger_head"])}] if row.get("ledger_head") else []),
        *({"source_name": "report", "external_id": plain(each)} for each in words(row, "reports")),
    ]


def _instant(at: datetime) -> str:
    """An instant to the millisecond, as STIX orders versions by it.

    >>> _instant(EPOCH)
    '1970-01-01T00:00:00.000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _id(kind: str, key: object) -> str:
    return f"{kind}--{uuid.uuid5(OURS, f'{kind}:{key}')}"
