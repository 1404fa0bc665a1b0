"""STIX 2.1 (OASIS, 2021): an incident with its place, the reports it rests on, what is said and what is not as a note, and its standing as an opinion.

Ids are UUIDv5 of our own ids, so the same ledger gives the same bundle. Confidence follows STIX's DNI scale for the calibrated probability,
and is left out where there is none. stix2 checks every object as it is made.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from skywitness.errors import MissingPart
from skywitness.publish.formats.feeds import tell_facts
from skywitness.publish.formats.rows import Row, latest_instant, of_kind, part, plain, words
from skywitness.publish.wording import tell_verdict

if TYPE_CHECKING:
    from types import ModuleType

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


class Serializable(Protocol):
    """An object of stix2's."""

    def serialize(self, *, ensure_ascii: bool) -> str:
        """The object as JSON."""
        ...


class Stix:
    """One bundle; tallies come as notes on their incidents, contexts are left out."""

    format = "stix"
    media_type = "application/stix+json;version=2.1"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the bundle, object by object.

        Raises
        ------
        MissingPart
            stix2 is not installed.
        """
        try:
            import stix2.v21 as stix2  # from an extra
        except ImportError:
            raise MissingPart("STIX needs the package stix2; install it with: pip install 'skywitness[stix]'") from None
        author = stix2.Identity(id=_id("identity", "skywitness"), name="skywitness", identity_class="system", created=EPOCH, modified=EPOCH)
        out.write(f'{{"type":"bundle","id":"{_id("bundle", "skywitness")}","objects":[\n'.encode())
        out.write(author.serialize(ensure_ascii=False).encode())
        for row in of_kind(rows, "incident"):
            out.writelines(b",\n" + each.serialize(ensure_ascii=False).encode() for each in _objects(stix2, row, author.id))
        out.write(b"\n]}\n")


def _objects(stix2: ModuleType, row: Row, author: str) -> Iterator[Serializable]:
    at = latest_instant(row) or EPOCH
    common: dict[str, Any] = {"created": at, "modified": at, "created_by_ref": author, "labels": _labels(row)}
    incident = _id("incident", row["id"])
    probability = part(row, "existence").get("probability")
    confidence = {"confidence": round(100 * float(str(probability)))} if probability is not None else {}
    yield stix2.Incident(
        id=incident,
        name=plain(row["title"]),
        description=plain(tell_verdict(row)),
        external_references=_references(row),
        **common,
        **confidence,
    )
    place = part(row, "place")
    where = _where(place)
    if where:
        location = _id("location", sorted(where.items()))
        yield stix2.Location(id=location, name=plain(place["name"]), created=EPOCH, modified=EPOCH, created_by_ref=author, **where)
        yield stix2.Relationship(
            id=_id("relationship", (incident, location)), relationship_type="located-at", source_ref=incident, target_ref=location, **common
        )
    facts = plain(tell_facts(row)) or "nothing is said"
    yield stix2.Note(id=_id("note", row["id"]), abstract="what is said and what is not", content=facts, object_refs=[incident], **common)
    yield stix2.Opinion(
        id=_id("opinion", row["id"]),
        opinion=OPINION[str(row["standing"])],
        explanation=f"standing: {row['standing']}, on {row['roots']} independent roots in {row['posts']} posts",
        object_refs=[incident],
        **common,
    )
    for report in words(row, "reports"):
        yield stix2.Report(
            id=_id("report", (row["id"], report)),
            name=plain(report),
            published=at,
            report_types=["observed-data"],
            object_refs=[incident],
            **common,
        )


def _where(place: Row) -> dict[str, Any]:
    """What STIX needs of a location: a position, or a country with its region; empty when neither is shown."""
    where: dict[str, Any] = {}
    if place.get("lat") is not None and place.get("lon") is not None:
        where = {"latitude": place["lat"], "longitude": place["lon"], "precision": float(str(place.get("radius_m") or 0))}
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


def _id(kind: str, key: object) -> str:
    return f"{kind}--{uuid.uuid5(OURS, f'{kind}:{key}')}"
