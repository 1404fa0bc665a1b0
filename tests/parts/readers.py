"""How the users of each format read it back: by the format's own reader, into rows with our keys, as far as the format can carry them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import stix2
from lxml import etree

from skywitness.publish.formats.feeds import ATOM
from skywitness.reference.cap import NAMESPACE as CAP

Rows = list[dict[str, Any]]
COUNT = re.compile(r"^count: (\S+) \((\w+),", re.MULTILINE)


def read_csv(body: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def read_coder(body: bytes) -> Rows:
    named = {"event_id_cnty": "id", "target_type": "target", "number_of_sources": "roots", "count_best": "count"}
    return [{named.get(key, key): value for key, value in row.items()} for row in read_csv(body)]


def read_geojson(body: bytes) -> Rows:
    features = json.loads(body)["features"]
    return [_with_count({**feature["properties"], "id": feature["id"], "geometry": feature["geometry"]}) for feature in features]


def read_lines(body: bytes) -> Rows:
    return [_with_count(json.loads(line)) for line in body.decode().split("\n") if line]


def read_parquet(body: bytes) -> Rows:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        file = Path(folder) / "rows.parquet"
        file.write_bytes(body)
        found = connection.execute(f"select * from '{file}'")  # noqa: S608
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def read_sqlite(body: bytes) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "snapshot.sqlite"
        file.write_bytes(body)
        with closing(sqlite3.connect(file)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute("select * from row order by rowid")]


def read_cap(body: bytes) -> Rows:
    return [_parameters(alert) for alert in alerts_in(body)]


def alerts_in(body: bytes) -> list[etree._Element]:
    return list(etree.fromstring(body).iter(f"{{{CAP}}}alert"))


def _parameters(alert: etree._Element) -> dict[str, Any]:
    [info] = [each for each in alert.iter(f"{{{CAP}}}info") if each.findtext(f"{{{CAP}}}language") == "en-US"]
    told: dict[str, Any] = {}
    for each in info.iter(f"{{{CAP}}}parameter"):
        told.setdefault(str(each.findtext(f"{{{CAP}}}valueName")), each.findtext(f"{{{CAP}}}value"))
    return {**told, "id": told["incident"]}


def read_atom(body: bytes) -> Rows:
    return [_atom_row(entry) for entry in etree.fromstring(body).iter(f"{{{ATOM}}}entry")]


def _atom_row(entry: etree._Element) -> dict[str, Any]:
    told = {each.get("scheme", "").removeprefix("urn:skywitness:"): each.get("term") for each in entry.iter(f"{{{ATOM}}}category")}
    key = str(entry.findtext(f"{{{ATOM}}}id")).removeprefix("urn:skywitness:")
    title = str(entry.findtext(f"{{{ATOM}}}title")).removeprefix("TEAM ONLY ")
    return {**told, "id": key, "title": title, **_count_in(entry.findtext(f"{{{ATOM}}}content"))}


def read_rss(body: bytes) -> Rows:
    return [_rss_row(item) for item in etree.fromstring(body).iter("item")]


def _rss_row(item: etree._Element) -> dict[str, Any]:
    told = {each.get("domain", "").removeprefix("urn:skywitness:"): each.text for each in item.iter("category")}
    key = str(item.findtext("guid")).removeprefix("urn:skywitness:")
    return {**told, "id": key, "title": str(item.findtext("title")).removeprefix("TEAM ONLY "), **_count_in(item.findtext("description"))}


def read_stix(body: bytes) -> Rows:
    bundle = stix2.parse(body.decode(), allow_custom=False)
    notes = {
        note.object_refs[0]: note.content for note in bundle.objects if note.type == "note" and note.abstract.startswith("what is said")
    }
    return [_stix_row(each, notes) for each in bundle.objects if each.type == "incident"]


def _stix_row(incident: Any, notes: Mapping[str, str]) -> dict[str, Any]:
    told = dict(label.split(":", 1) for label in incident.labels if ":" in label)
    return {**told, "id": incident.external_references[0].external_id, "title": incident.name, **_count_in(notes[incident.id])}


def read_timemap(body: bytes) -> Rows:
    return list(json.loads(body))


def read_prov(body: bytes) -> Rows:
    return [_prov_row(name, bundle) for name, bundle in json.loads(body)["bundle"].items()]


def _prov_row(name: str, bundle: Mapping[str, Any]) -> dict[str, Any]:
    key = name.removeprefix("sky:bundle/")
    whole = {said.removeprefix("sky:"): value for said, value in bundle["entity"][f"sky:{key}"].items()}
    count = bundle["entity"].get(f"sky:{key}/count", {})
    return {
        **whole,
        "id": key,
        "kind": whole["prov:type"].removeprefix("sky:"),
        "count": count.get("sky:preferred"),
        "count_state": count.get("sky:state"),
    }


def _with_count(row: dict[str, Any]) -> dict[str, Any]:
    count = (row.get("attributes") or {}).get("count")
    return {**row, "count": count["preferred"], "count_state": count["state"]} if count else row


def _count_in(text: str | None) -> dict[str, Any]:
    found = COUNT.search(text or "")
    return {"count": found.group(1), "count_state": found.group(2)} if found else {}


READERS: Mapping[str, Callable[[bytes], Rows]] = {
    "incidents": read_lines,
    "geojson": read_geojson,
    "csv": read_csv,
    "parquet": read_parquet,
    "coder": read_coder,
    "sqlite": read_sqlite,
    "cap": read_cap,
    "cap_rss": read_cap,
    "atom": read_atom,
    "rss": read_rss,
    "stix": read_stix,
    "timemap": read_timemap,
    "prov": read_prov,
}
"""By format. ``claimreview`` carries refuted claims and no incidents."""
CARRIES_KINDS = {
    "incidents": {"incident", "tally", "context"},
    "geojson": {"incident", "tally", "context"},
    "prov": {"incident", "tally", "context"},
}
CARRIES_KINDS |= {name: {"incident", "tally"} for name in ("csv", "parquet", "sqlite")}
HELD_BACK = frozenset({"parquet", "sqlite"})
"""Written to a temporary file first, as the format puts its index at the end or in between."""


def carried(format_name: str, rows: Iterator[Any] | list[Any]) -> list[Any]:
    """The rows that a format has a place for."""
    kinds = CARRIES_KINDS.get(format_name, {"incident"})
    return [row for row in rows if row["kind"] in kinds]
