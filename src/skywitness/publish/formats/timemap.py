"""Events for TimeMap (Forensic Architecture's platform): one flat record an incident, with its sources and its associations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO

import msgspec

from skywitness.publish.formats.rows import Row, of_kind, part, words
from skywitness.publish.wording import tell_period, tell_verdict


class TimeMap:
    """The list of events that TimeMap reads from its data root; an incident without a shown position has empty coordinates and no point."""

    format = "timemap"
    media_type = "application/json"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the list, event by event."""
        out.write(b"[")
        before = b"\n"
        for row in of_kind(rows, "incident"):
            out.write(before + msgspec.json.encode(_event(row)))
            before = b",\n"
        out.write(b"\n]\n")


def _event(row: Row) -> dict[str, object]:
    place, period, attributes = part(row, "place"), part(row, "period"), part(row, "attributes")
    begun = period.get("from") or period.get("to") or period.get("before")
    at = datetime.fromisoformat(str(begun)) if begun else None
    count = part(attributes, "count")
    return {
        "id": row["id"],
        "title": row["title"],
        "description": tell_verdict(row),
        "date": f"{at:%-m/%-d/%Y}" if at else "",
        "time": f"{at:%H:%M}" if at else "",
        "time_precision": period.get("precision"),
        "time_display": tell_period(row),
        "location": place.get("name") or "",
        "latitude": "" if place.get("lat") is None else str(place["lat"]),
        "longitude": "" if place.get("lon") is None else str(place["lon"]),
        "location_precision": place.get("precision"),
        "radius_m": place.get("radius_m"),
        "what": row["what"],
        "target": row["target"],
        "standing": row["standing"],
        "count": count.get("preferred"),
        "count_state": count.get("state", "not_given"),
        "posts": row["posts"],
        "roots": row["roots"],
        "sources": list(words(row, "reports")),
        "associations": [f"what:{row['what']}", f"target:{row['target']}", f"standing:{row['standing']}"],
        "exercise": row.get("exercise"),
        "audience": row.get("audience"),
        "ledger_head": row.get("ledger_head"),
    }
