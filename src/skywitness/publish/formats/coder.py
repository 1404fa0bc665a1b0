"""A coder's table: an incident a line, in columns that map to the practice of ACLED, UCDP GED and Airwars.

Precision codes follow the codebooks: ACLED's time and geographic precision (1 exact to 3 coarse), UCDP's ``date_prec`` (1 a day to 5 more than a
year) and ``where_prec`` (1 an exact place to 7 the sea); deaths as best, low and high; the strength of the record after Airwars' grading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO

from skywitness.publish.formats.csv_table import disarm
from skywitness.publish.formats.rows import Row, of_kind, part, parts, words
from skywitness.publish.wording import tell_verdict

EVENT_TYPE = {
    "intercepted": ("Explosions/Remote violence", "Air/drone strike: disrupted or intercepted"),
    "impact": ("Explosions/Remote violence", "Air/drone strike"),
    "debris_fell": ("Explosions/Remote violence", "Air/drone strike: disrupted or intercepted"),
    "air_defence_active": ("Explosions/Remote violence", "Air/drone strike: disrupted or intercepted"),
}
"""ACLED's event and sub-event type; what is only seen or warned of is no event there and stands as a strategic development."""
OTHER_TYPE = ("Strategic developments", "Other")
GEO_PRECISION = {"point": 1, "site": 1, "town": 1, "district": 2, "region": 3, "sea": 3, "country": 3}
WHERE_PREC = {"point": 1, "site": 1, "town": 2, "district": 3, "region": 4, "country": 6, "sea": 7}
TIME_PRECISION = {"minute": 1, "hour": 1, "night": 1, "day": 1, "unknown": 3}
DATE_PREC = {"minute": 1, "hour": 1, "night": 2, "day": 1, "unknown": 5}
GRADING = {
    "confirmed": "Confirmed",
    "claimed": "Fair",
    "witnessed": "Fair",
    "reported": "Weak",
    "disputed": "Contested",
    "denied": "Discounted",
    "refuted": "Discounted",
    "undisclosed": "Weak",
}
"""Airwars: Confirmed, Fair (two or more credible sources), Weak (one), Contested, Discounted. A claim on one root is Weak as well."""
COLUMNS: Mapping[str, str] = {
    "event_id_cnty": "ACLED: the incident's id",
    "event_date": "ACLED: first day of the period, ISO 8601; empty when nobody told",
    "end_date": "UCDP: last day of the period",
    "time_precision": "ACLED: 1 the day is known, 2 the week, 3 the month or less",
    "date_prec": "UCDP: 1 a day, 2 two to six days (or a night over midnight), 5 more than a year or not told",
    "disorder_type": "ACLED: Political violence; Strategic developments for what was only seen or warned of",
    "event_type": "ACLED's event type",
    "sub_event_type": "ACLED's sub-event type",
    "target_type": "what flew, a word of our closed list",
    "country": "ISO 3166-1 code of the region's country",
    "admin1": "ISO 3166-2 code of the region",
    "location": "name of the place as published",
    "latitude": "degrees north; empty when no position is known or shown",
    "longitude": "degrees east",
    "geo_precision": "ACLED: 1 town or finer, 2 near it, 3 region",
    "where_prec": "UCDP: 1 exact place, 2 town, 3 district, 4 first-level region, 6 country, 7 sea",
    "source": "ids of the reports, separated by semicolons",
    "source_scale": "ACLED: the streams that it stands on",
    "number_of_sources": "UCDP: independent roots; copies count nothing",
    "count_best": "preferred count of what flew; empty when not given, withheld or unknown",
    "count_low": "lowest count that anybody gives",
    "count_high": "highest count that anybody gives",
    "count_state": "given, not_given, withheld or unknown",
    "fatalities": "ACLED: deaths that the preferred answer gives; empty unless one is given",
    "deaths_best": "UCDP: the same",
    "deaths_low": "UCDP: lowest number of deaths that anybody gives",
    "deaths_high": "UCDP: highest number of deaths that anybody gives",
    "casualties_state": "given, not_given, withheld or unknown",
    "airwars_grading": "Airwars: Confirmed, Fair, Weak, Contested, Discounted",
    "standing": "our own standing",
    "notes": "what it comes to, in a sentence",
    "exercise": "true when it rests on invented sources",
    "audience": "public, or whom the row is kept to: do not publish those; team when the do-no-harm policy was lifted",
    "ledger_head": "head of the chain of the ledger that it was made from: proves later that nothing in it was altered; empty when not told",
}
"""The columns in order, and whose practice each follows: the data dictionary."""


class CodersTable:
    """RFC 4180 in UTF-8 with a header line; tallies and contexts are no events and are left out."""

    format = "coder"
    media_type = "text/csv; charset=utf-8"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the header and a line for each incident."""
        text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        writer = csv.DictWriter(text, list(COLUMNS), lineterminator="\r\n")
        writer.writeheader()
        for row in of_kind(rows, "incident"):
            writer.writerow({name: disarm(value) for name, value in code_event(row).items()})
        text.detach()


def code_event(row: Row) -> dict[str, object]:
    """An incident as a coder enters it."""
    place, period, attributes = part(row, "place"), part(row, "period"), part(row, "attributes")
    precision = str(place.get("precision") or "")
    event_type, sub_event_type = EVENT_TYPE.get(str(row["what"]), OTHER_TYPE)
    time = str(period.get("precision") or "unknown")
    count, casualties = part(attributes, "count"), part(attributes, "casualties")
    low, high = _bounds(count)
    return {
        "event_id_cnty": row["id"],
        "event_date": _day(period.get("from") or period.get("to")),
        "end_date": _day(period.get("to") or period.get("from")),
        "time_precision": TIME_PRECISION.get(time, 3),
        "date_prec": DATE_PREC.get(time, 5),
        "disorder_type": "Strategic developments" if event_type == OTHER_TYPE[0] else "Political violence",
        "event_type": event_type,
        "sub_event_type": sub_event_type,
        "target_type": row["target"],
        "country": str(place.get("iso") or "")[:2],
        "admin1": place.get("iso"),
        "location": place.get("name"),
        "latitude": place.get("lat"),
        "longitude": place.get("lon"),
        "geo_precision": GEO_PRECISION.get(precision),
        "where_prec": WHERE_PREC.get(precision),
        "source": "; ".join(words(row, "reports")),
        "source_scale": "-".join(part(row, "roots_by_stream")),
        "number_of_sources": row["roots"],
        "count_best": _number(count.get("preferred")),
        "count_low": low,
        "count_high": high,
        "count_state": count.get("state", "not_given"),
        **_deaths(casualties),
        "casualties_state": casualties.get("state", "not_given"),
        "airwars_grading": grade(row),
        "standing": row["standing"],
        "notes": tell_verdict(row),
        "exercise": bool(row.get("exercise")),
        "audience": row.get("audience"),
        "ledger_head": row.get("ledger_head"),
    }


def grade(row: Row) -> str:
    """Airwars' grading of the incident as a whole.

    >>> grade({"standing": "claimed", "roots": 1}), grade({"standing": "claimed", "roots": 2})
    ('Weak', 'Fair')
    """
    found = GRADING[str(row["standing"])]
    return "Weak" if found == "Fair" and int(str(row["roots"])) < 2 else found


def _deaths(casualties: Row) -> dict[str, object]:
    """Deaths, where the answers are numbers or "none"; an answer in words is no number and stays in the incident's own formats."""
    best = _number(casualties.get("preferred"))
    low, high = _bounds(casualties)
    return {"fatalities": best, "deaths_best": best, "deaths_low": low, "deaths_high": high}


def _bounds(attribute: Row) -> tuple[int | None, int | None]:
    told = [
        number
        for candidate in parts(attribute, "candidates")
        if not candidate["negated"] and (number := _number(candidate["value"])) is not None
    ]
    return min(told, default=None), max(told, default=None)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(instant: object) -> str:
    return datetime.fromisoformat(str(instant)).date().isoformat() if instant else ""
