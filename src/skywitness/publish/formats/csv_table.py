"""A CSV table for spreadsheets: an incident or a tally a line, every value with its state, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO, cast

TOPICS = ("count", "model", "means", "outcome", "origin", "payload", "damage", "casualties")
"""The questions that get a column of their own, each with its state and its standing."""

COLUMNS: Mapping[str, str] = {
    "kind": "incident or tally; a tally is a roll-up figure and is never to be added to incidents",
    "id": "id of the incident or tally, made from content",
    "title": "one line about it",
    "what": "what happened, a word of the closed list",
    "target": "what flew, a word of the closed list",
    "from": "start of the period, UTC; empty when nobody told",
    "to": "end of the period, UTC; empty when nobody told",
    "before": "latest instant at which it can have happened, UTC",
    "time_precision": "how fine the period is known: unknown, day, night, hour, minute",
    "place": "name of the place as published",
    "iso": "ISO 3166-2 code of its region",
    "role": "how the place takes part: occurred, aimed_at, fell, launched_from",
    "lat": "degrees north of the disc's centre (WGS 84); empty when no position is known or shown",
    "lon": "degrees east of the disc's centre (WGS 84)",
    "radius_m": "radius in metres of the disc that holds the place",
    "place_precision": "how fine the place is: country, sea, region, district, town, site, point",
    "standing": "what the incident's support amounts to",
    **{
        column: told
        for topic in TOPICS
        for column, told in (
            (topic, f"preferred value for {topic}; empty when there is none"),
            (f"{topic}_state", "given, not_given, withheld or unknown; not_given also when nobody addressed it"),
            (f"{topic}_standing", f"what the support of {topic} amounts to"),
        )
    },
    "stated": "tallies: the figure that was stated",
    "stated_state": "tallies: given, not_given, withheld or unknown",
    "matched": "tallies: what the ledger's incidents add up to; empty when that cannot be said",
    "verdict": "tallies: consistent, short by n, over by n, overlapping windows",
    "first_published_at": "when the first report of it was published, UTC; empty when none tells",
    "last_published_at": "when the latest report of it was published, UTC; empty when none tells",
    "posts": "how many reports speak of it, copies included",
    "roots": "how many independent roots they stand on",
    "roots_official": "roots of the official stream",
    "roots_grassroots": "roots of the grassroots stream",
    "roots_media": "roots of the media stream",
    "reports": "ids of the reports, separated by a blank",
    "silent": "authorities that answer for it and have not spoken, separated by semicolons",
    "undisclosed": "questions without a disclosed answer, each as question=state, separated by a blank",
    "suppressed": "what the do-no-harm gate held back, each as rule:what, separated by a blank",
    "exercise": "true when it rests on invented sources",
    "audience": "public, or whom the row is kept to: do not publish those; team when the do-no-harm policy was lifted",
    "ledger_head": "head of the chain of the ledger that it was made from: proves later that nothing in it was altered; empty when not told",
}
"""The columns in order, and what each means: the data dictionary."""


class CsvTable:
    """RFC 4180 in UTF-8 with a header line. Contexts have no place in a table and are left out."""

    format = "csv"
    media_type = "text/csv; charset=utf-8"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the header and a line for each incident and tally."""
        text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        writer = csv.DictWriter(text, list(COLUMNS), lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            if row["kind"] != "context":
                writer.writerow({name: disarm(value) for name, value in flatten(row).items()})
        text.detach()


def flatten(row: Mapping[str, object]) -> dict[str, object]:
    """An incident or a tally as one level of columns."""
    period, place, roots = (cast("Mapping[str, object]", row.get(key) or {}) for key in ("period", "place", "roots_by_stream"))
    flat: dict[str, object] = {
        name: row.get(name)
        for name in (
            "kind",
            "id",
            "title",
            "what",
            "target",
            "standing",
            "posts",
            "roots",
            "audience",
            "first_published_at",
            "last_published_at",
            "ledger_head",
        )
    }
    flat |= {name: period.get(name) for name in ("from", "to", "before")} | {"time_precision": period.get("precision")}
    flat |= {name: place.get(name) for name in ("iso", "role", "lat", "lon", "radius_m")}
    flat |= {"place": place.get("name"), "place_precision": place.get("precision")}
    flat |= {
        f"roots_{stream}": roots.get(stream, 0) if row["kind"] == "incident" else None for stream in ("official", "grassroots", "media")
    }
    flat |= (
        _flatten_tally(row)
        if row["kind"] == "tally"
        else _flatten_attributes(cast("Mapping[str, Mapping[str, object]]", row["attributes"]))
    )
    flat["reports"] = " ".join(cast("list[str]", row.get("reports") or [row.get("report") or ""]))
    silent, gaps, held = (cast("list[Mapping[str, object]]", row.get(key) or []) for key in ("silence", "gaps", "suppressed"))
    flat["silent"] = "; ".join(str(silence["source"]) for silence in silent if silence["open"])
    flat["undisclosed"] = " ".join(f"{gap['about']}={gap['state']}" for gap in gaps)
    flat["suppressed"] = " ".join(f"{one['rule']}:{one['what']}" for one in held)
    flat["exercise"] = bool(row.get("exercise"))
    return flat


def _flatten_attributes(attributes: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for topic in TOPICS:
        attribute = attributes.get(topic, {})
        flat |= {
            topic: attribute.get("preferred"),
            f"{topic}_state": attribute.get("state", "not_given"),
            f"{topic}_standing": attribute.get("standing", "undisclosed"),
        }
    return flat


def _flatten_tally(row: Mapping[str, object]) -> dict[str, object]:
    areas = cast("list[Mapping[str, object]]", row["areas"])
    return {
        "stated": row["stated"],
        "stated_state": row["state"],
        "matched": row["matched"],
        "verdict": row["verdict"],
        "place": "; ".join(str(area["name"]) for area in areas),
        "iso": " ".join(str(area["iso"]) for area in areas if area["iso"]),
    }


_FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+@|%＝＋－＠-]")
"""How a formula begins, whatever that cannot be seen stands before it."""


def disarm(value: object) -> object:
    """The value, with an apostrophe before a text that a spreadsheet would take for a formula (OWASP, CSV injection).

    >>> disarm("=1+1"), disarm("-5"), disarm(-5), disarm(" @x"), disarm(False)
    ("'=1+1", "'-5", -5, "' @x", 'false')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
