"""Fusion on hand-labelled posts: once with occurrences built from the labels, once with our own extraction in the way.

    python -m bench fuse_gold

Gives, for each set, pair precision, recall and F1 of the incidents (items and rules as in ../shared/score/score_clusters.py) and the
F1 of the containment links of roll-ups. Nothing is fitted here.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.record import SHARED, record
from skywitness.extract.occurrences import split_reading
from skywitness.fuse import Evidence, Fused, fuse
from skywitness.model.ids import AssertionId, ClaimId, Digest, OccurrenceId, content_id
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Assertion, Claim, Occurrence, PlaceMention, Reading
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import (
    HAPPENINGS,
    AsserterClass,
    CountState,
    Factuality,
    Kind,
    PlaceRole,
    Precision,
    Stream,
    Target,
    Topic,
    What,
)
from skywitness.reading import Reader
from skywitness.reference import known_profiles

COLLECTED_AT = datetime(2025, 12, 1, tzinfo=UTC)
LABELLED_AS = {"damage": What.IMPACT, "response": What.AIR_DEFENCE_ACTIVE, "denied": What.ALL_CLEAR, "casualties": What.IMPACT}
"""Labels that are no happenings stand for one here, where a post has no other."""


CENTRES = {
    "RU-BEL": (50.8, 37.6), "RU-KRS": (51.7, 36.2), "RU-BRY": (53.1, 33.4), "RU-ORL": (52.8, 36.4), "RU-LIP": (52.7, 39.2),
    "RU-VOR": (51.0, 40.2), "RU-KLU": (54.4, 35.4), "RU-TUL": (53.9, 37.6), "RU-MOS": (55.6, 38.0), "RU-MOW": (55.75, 37.6),
    "RU-ROS": (47.7, 41.1), "RU-KDA": (45.3, 39.4), "RU-SAR": (51.6, 46.8), "RU-SMO": (54.9, 32.9), "RU-RYA": (54.4, 40.6),
    "UA-43": (45.3, 34.4), "UA-40": (44.6, 33.5), "UA-63": (49.5, 36.4), "UA-59": (51.0, 34.1), "UA-09": (48.9, 39.0),
    "UA-14": (48.1, 37.7), "UA-23": (47.2, 35.6), "UA-51": (46.8, 30.7),
}  # fmt: skip
"""Rough middles of regions, degrees; the others are far from all of these."""


def gather(folder: Path) -> Evidence:
    """Evidence made from the labels of a gold folder."""
    rows = {row["id"]: row for row in _lines(folder / "gold.jsonl")}
    reports, readings, occurrences, claims = {}, {}, [], []
    for said in _lines(folder / f"{folder.name}.reports.jsonl"):
        report = make_report(
            source=said["source"],
            stream=Stream(said["stream"]),
            text=said["text"],
            published_at=datetime.fromisoformat(said["published_at"]),
            collected_at=COLLECTED_AT,
            locator=Locator(),
            own_id=said["id"],
            url=said.get("url"),
        )
        reports[report.digest] = report
        reading, made, said_claims = read_labels(report, rows[said["id"]])
        readings[report.digest] = reading
        occurrences += made
        claims += said_claims
    return Evidence(reports=reports, readings=readings, occurrences=tuple(occurrences), claims=tuple(claims))


def read_labels(report: Report, row: dict[str, Any]) -> tuple[Reading, list[Occurrence], list[Claim]]:
    """One post's labels as the records that extraction would give."""
    assertions, occurrences, claims = [], [], []
    has_happening = any(label["what"] in HAPPENINGS for label in row["claims"])
    for number, label in enumerate(row["claims"]):
        what = What(label["what"])
        if what not in HAPPENINGS and has_happening:
            continue
        what = LABELLED_AS.get(what.value, what)
        places = tuple(_mention(place) for place in label["by_place"])
        period = _period(label, report)
        asserter = Asserter("self", AsserterClass.SELF, report.stream)
        assertion = Assertion(
            assertion_id=AssertionId(content_id("as", report.digest, number)),
            what=what,
            target=Target(label["target"]),
            count=label["count"],
            count_state=CountState.GIVEN if label["count"] is not None else CountState.NOT_GIVEN,
            places=places,
            period=period,
            asserter=asserter,
            factuality=Factuality(label["factuality"]),
            negated=label["negated"],
            quote=label["quote"],
            span=(0, len(label["quote"])),
        )
        assertions.append(assertion)
        for mention in places or (None,):
            occurrence = Occurrence(
                occurrence_id=OccurrenceId(content_id("o", assertion.assertion_id, mention)),
                report=report.digest,
                assertion=assertion.assertion_id,
                kind=Kind(row["kind"]),
                what=what,
                target=assertion.target,
                mention=mention,
                period=period,
                negated=assertion.negated,
                spread=len(places) > 1 and mention is not None and mention.count is None,
            )
            occurrences.append(occurrence)
            count = mention.count if mention and len(places) > 1 else assertion.count
            for topic, value in ((Topic.WHAT, what.value), (Topic.TARGET, assertion.target.value), (Topic.COUNT, count)):
                claims.append(
                    Claim(
                        claim_id=ClaimId(content_id("c", occurrence.occurrence_id, topic)),
                        occurrence=occurrence.occurrence_id,
                        report=report.digest,
                        about=topic,
                        value=value,
                        state=CountState.GIVEN if value not in (None, "unknown") else CountState.NOT_GIVEN,
                        asserter=asserter,
                        factuality=assertion.factuality,
                        negated=assertion.negated,
                        quote=assertion.quote,
                        span=assertion.span,
                    )
                )
    reading = Reading(report=report.digest, lang=row["lang"], kind=Kind(row["kind"]), assertions=tuple(assertions), by="labels/1")
    return reading, occurrences, claims


def _mention(place: dict[str, Any]) -> PlaceMention:
    iso = place["iso"]
    name = place["name"]
    whole = iso is None or any(word in name for word in ("Oblast", "Krai", "Republic", "Crimea", "region", "Sevastopol", "Moscow"))
    precision = (Precision.SEA if "Sea" in name else Precision.COUNTRY) if iso is None else Precision.REGION if whole else Precision.TOWN
    lat, lon = CENTRES.get(iso or "", (60.0, 90.0))
    found = Place(name=name, iso=iso, lat=lat, lon=lon, radius_m=100_000, precision=precision)
    return PlaceMention(surface=place["surface"], span=(0, 0), role=PlaceRole.OCCURRED, count=place["count"], place=found)


def _period(label: dict[str, Any], report: Report) -> Period:
    start, end = (datetime.fromisoformat(label[side]) if label[side] else None for side in ("from", "to"))
    return Period(start=start, end=end, word=label["period_word"], before=report.published_at)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(folder: Path, evidence: Evidence, fused: Fused) -> dict[str, object]:
    """Pair scores of the incidents, and F1 of the containment links."""
    shared = folder.parents[1]
    scorer = _load(shared / "score/score_clusters.py")
    gold = _lines(folder / "gold.jsonl")
    items = scorer.items(gold)
    incidents: dict[str, set[str]] = defaultdict(set)
    for incident in fused.incidents:
        for digest in incident.reports:
            incidents[evidence.reports[Digest(digest)].report_id].add(incident.incident_id)
    ids = {row["id"] for row in items}
    together = {each: {each} | {other for other in ids if incidents[each] & incidents[other]} for each in ids}
    pairs = scorer.score({row["id"]: row["cluster"] for row in items}, together)["pairs"]
    wanted = {(row["id"], roll_up) for row in gold for roll_up in row["contained_in"]}
    names = {digest: report.report_id for digest, report in evidence.reports.items()}
    found = {(names[part], names[tally.report]) for tally in fused.tallies for part in tally.contains}
    hit = len(wanted & found)
    links = {
        "p": hit / len(found) if found else 1.0,
        "r": hit / len(wanted),
        "f1": 2 * hit / (len(found) + len(wanted)),
        "wanted": len(wanted),
    }
    return {"pairs": pairs, "containment": links, "incidents": len(fused.incidents), "tallies": len(fused.tallies)}


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_for_real(evidence: Evidence) -> Evidence:
    """The same reports as our own extractors read and locate them."""
    reader = Reader({})
    readings, occurrences, claims = {}, list[Occurrence](), list[Claim]()
    for digest, report in evidence.reports.items():
        reading, _ = reader.read(report)
        made, said = split_reading(reading, report)
        readings[digest] = reading
        occurrences += made
        claims += said
    return Evidence(
        reports=evidence.reports, readings=readings, occurrences=tuple(occurrences), claims=tuple(claims), profiles=known_profiles()
    )


def main(folders: list[Path]) -> None:
    """Score each set twice: on its labels, and read by our own extractors."""
    figures = {}
    for folder in folders:
        labelled = gather(folder)
        figures[folder.name] = {
            "from_labels": score(folder, labelled, fuse(labelled)),
            "end_to_end": score(folder, labelled, fuse(read_for_real(labelled))),
        }
    record("fuse_gold", figures)


if __name__ == "__main__":
    main([Path(name).resolve() for name in sys.argv[1:]] or [SHARED / "gold/dev", SHARED / "gold/night"])
