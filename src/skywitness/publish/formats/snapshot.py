"""A read-only SQLite snapshot for Datasette and for SQLite's own tools: what passed the gate, in flat tables, each column explained in the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from skywitness.publish.formats.csv_table import COLUMNS, flatten
from skywitness.publish.formats.rows import Row, part, parts, words

CHILDREN: Mapping[str, Mapping[str, str]] = {
    "attribute": {
        "incident": "id of the incident",
        "about": "the question",
        "preferred": "the preferred value",
        "state": "given, not_given, withheld or unknown",
        "standing": "what its support amounts to",
        "probability": "calibrated, or empty",
        "why": "the rule that gave the standing",
    },
    "candidate": {
        "incident": "id of the incident",
        "about": "the question",
        "value": "what is said",
        "state": "given, not_given, withheld or unknown",
        "factuality": "how firmly",
        "negated": "1 when it is denied",
        "roots": "independent roots",
        "asserters": "who says so, separated by semicolons",
        "reports": "ids of the reports, separated by blanks",
    },
    "gap": {
        "incident": "id of the incident",
        "about": "the question without a disclosed answer",
        "state": "not_given, withheld or unknown",
        "since": "since when, UTC",
        "last_asked_of": "who was asked last",
    },
    "silence": {
        "incident": "id of the incident",
        "source": "the authority",
        "open": "1 while it has not spoken",
        "hours": "for how long",
        "usual_hours": "its usual delay",
    },
    "copy": {
        "incident": "id of the incident",
        "child": "the copy",
        "parent": "what it comes from",
        "kind": "how",
        "why": "how that is known",
    },
    "contradiction": {
        "incident": "id of the incident",
        "attribute": "the question",
        "left": "one claim",
        "right": "the other",
        "why": "why both cannot hold",
    },
}
"""Tables beside ``row``, with what each column means."""
BATCH = 1000


class Snapshot:
    """Tables ``row`` (incidents and tallies, the columns of the CSV), one for each kind of part, ``context``, ``about`` and ``data_dictionary``."""

    format = "sqlite"
    media_type = "application/vnd.sqlite3"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the file: made in a temporary folder, so that memory does not grow with the rows."""
        with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
            file = Path(folder) / "snapshot.sqlite"
            with closing(sqlite3.connect(file)) as connection:
                _make_tables(connection)
                audiences, heads = set[str](), set[str]()
                for row in rows:
                    _add(connection, row)
                    audiences.add(str(row.get("audience")))
                    heads.add(str(row.get("ledger_head") or "unknown"))
                _describe(connection, audiences, heads)
                connection.commit()
            with file.open("rb") as made:
                shutil.copyfileobj(made, out)


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute(f"create table row ({', '.join(_quoted(name) for name in COLUMNS)}, primary key (id))")
    for table, columns in CHILDREN.items():
        connection.execute(f"create table {table} ({', '.join(_quoted(name) for name in columns)})")
        connection.execute(f"create index {table}_of on {table} (incident)")
    connection.execute("create table context (id primary key, report, told)")
    connection.execute("create table about (name primary key, told)")
    connection.execute("create table data_dictionary (table_name, column_name, meaning, primary key (table_name, column_name))")
    told = [("row", name, meaning) for name, meaning in COLUMNS.items()]
    told += [("about", "name", "what is told of this file"), ("about", "told", "its value")]
    told += [(table, name, meaning) for table, columns in CHILDREN.items() for name, meaning in columns.items()]
    connection.executemany("insert into data_dictionary values (?, ?, ?)", told)


def _describe(connection: sqlite3.Connection, audiences: Iterable[str], heads: Iterable[str]) -> None:
    """What the file is, for whom, and of which ledger: the head of its chain."""
    connection.executemany(
        "insert into about values (?, ?)",
        [
            ("title", "skywitness: incidents, each with what it stands on"),
            ("description", "Released through the do-no-harm gate. Tallies are roll-up figures and are never to be added to incidents."),
            ("audience", " ".join(sorted(audiences))),
            ("ledger_head", " ".join(sorted(heads))),
        ],
    )


def _add(connection: sqlite3.Connection, row: Row) -> None:
    if row["kind"] == "context":
        connection.execute("insert into context values (?, ?, ?)", (row["id"], row["report"], json.dumps(dict(row), ensure_ascii=False)))
        return
    flat = flatten(row)
    _insert(connection, "row", {name: flat.get(name) for name in COLUMNS})
    for table, child in _children(row):
        _insert(connection, table, {name: child.get(name) for name in CHILDREN[table]})


def _children(row: Row) -> Iterator[tuple[str, dict[str, object]]]:
    key = {"incident": row["id"]}
    for about, attribute in part(row, "attributes").items():
        if isinstance(attribute, Mapping):
            yield "attribute", {**attribute, **key, "about": about}
            for candidate in parts(attribute, "candidates"):
                joined = {"asserters": "; ".join(words(candidate, "asserters")), "reports": " ".join(words(candidate, "reports"))}
                yield "candidate", {**candidate, **joined, **key, "about": about}
    for table, name in (("gap", "gaps"), ("silence", "silence"), ("copy", "copies"), ("contradiction", "contradictions")):
        for each in parts(row, name):
            yield table, {**each, **key}


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    marks = ", ".join("?" * len(values))
    connection.execute(f"insert into {table} values ({marks})", [None if each == "" else each for each in values.values()])  # noqa: S608 - our names


def _quoted(name: str) -> str:
    return f'"{name}"'
