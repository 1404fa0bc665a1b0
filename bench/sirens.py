"""Air-raid alerts over Ukraine as two observer networks saw them, linked as plain tables: official alerts matched one to one.

    python bench/sirens.py [how many links to print for reading]

The official table tells whole regions, districts and communities; only its regions are compared, as the volunteers tell nothing else. A
match counts as right within five minutes when its beginnings or its ends are at most so far apart; the share by beginnings alone stands
beside it, with the best that any matching could reach by them: where one network begins a new alert while the other's still stands, only
the end is the same. A hundred links drawn by the seed below were read by hand on the day of the first measurement: all hundred overlap in
one region, 97 as the same alert beyond doubt, in 3 the beginnings lie over an hour apart.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bench.record import SHARED, record
from skywitness.fuse.rows import LinkedRow, link_rows
from skywitness.ingest.coded import read_coded
from skywitness.locate.coded import locate_coded
from skywitness.model.coded import CodedRow
from skywitness.parts import ReadOptions

FOLDER = SHARED / "data/sirens"
WITHIN_S = 300.0
NEAREST_S = 120.0
SHOWN_SEED = 41


def read_observers() -> list[CodedRow]:
    """The alerts of whole regions, from both tables."""
    with (FOLDER / "official_data_en.csv").open(encoding="utf-8") as file:
        whole = {number for number, row in enumerate(csv.DictReader(file)) if row["level"] == "oblast"}
    options = {name: ReadOptions(collected_at=datetime.now(UTC), source=name) for name in ("official", "volunteer")}
    told = {name: read_coded(FOLDER / f"{name}_data_en.csv", options[name]) for name in options}
    return [
        locate_coded(row)
        for name, rows in told.items()
        for row in rows
        if isinstance(row, CodedRow) and (name == "volunteer" or row.locator.row in whole)
    ]


def match(linked: Sequence[LinkedRow]) -> list[tuple[CodedRow, CodedRow]]:
    """Official alerts with the volunteers' alert that they were linked with."""
    incidents: dict[str, dict[str, CodedRow]] = defaultdict(dict)
    for each in linked:
        incidents[each.incident][each.row.source] = each.row
    return [(both["official"], both["volunteer"]) for both in incidents.values() if len(both) == 2]


def begin_gap_s(one: CodedRow, other: CodedRow) -> float:
    """Seconds between the beginnings."""
    return abs((one.begins_at - other.begins_at).total_seconds())


def end_gap_s(one: CodedRow, other: CodedRow) -> float:
    """Seconds between the ends; endless when one of them has none."""
    return abs((one.ends_at - other.ends_at).total_seconds()) if one.ends_at and other.ends_at else float("inf")


def nearest_gaps(rows: Sequence[CodedRow]) -> list[float]:
    """For each official alert the seconds to the nearest beginning of any volunteers' alert of its region: the simplest matching there is."""
    begins: Mapping[str | None, list[float]] = defaultdict(list)
    for row in rows:
        if row.source == "volunteer":
            begins[row.region].append(row.begins_at.timestamp())
    for each in begins.values():
        each.sort()
    gaps = []
    for row in rows:
        if row.source == "official":
            told, at_s = begins[row.region], row.begins_at.timestamp()
            place = bisect_left(told, at_s)
            gaps.append(min((abs(told[each] - at_s) for each in (place - 1, place) if 0 <= each < len(told)), default=float("inf")))
    return gaps


def main(shown: int) -> None:
    """Link, score, record; print links to be read by hand."""
    rows = read_observers()
    official = sum(row.source == "official" for row in rows)
    begun = time.perf_counter()
    matched = match(link_rows(rows, once_per_source=True))
    seconds = time.perf_counter() - begun
    gaps = nearest_gaps(rows)
    near = [(begin_gap_s(*each) <= WITHIN_S, end_gap_s(*each) <= WITHIN_S) for each in matched]
    for one, other in random.Random(SHOWN_SEED).sample(matched, min(shown, len(matched))):  # noqa: S311 - a sample to read
        print(
            f"{one.region}: {one.begins_at:%m-%d %H:%M} - {one.ends_at:%d %H:%M} | {other.begins_at:%m-%d %H:%M} - {other.ends_at:%d %H:%M}"
        )
    record(
        "sirens",
        {
            "official alerts": official,
            "volunteers' alerts": len(rows) - official,
            "linked one to one": round(len(matched) / official, 4),
            "begun or ended within 5 minutes": round(sum(any(each) for each in near) / official, 4),
            "begun within 5 minutes": round(sum(begins for begins, _ in near) / official, 4),
            "ended within 5 minutes": round(sum(ends for _, ends in near) / official, 4),
            "neither": round(sum(not any(each) for each in near) / official, 4),
            "best possible by beginnings within 5 minutes": round(sum(gap <= WITHIN_S for gap in gaps) / official, 4),
            "nearest beginning within 2 minutes": round(sum(gap <= NEAREST_S for gap in gaps) / official, 4),
            "rows a second": round(len(rows) / seconds),
        },
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
