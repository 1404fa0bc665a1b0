"""``skywitness link``: which rows of tables of coded happenings are one, with no ledger and no text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import InputOptions, open_output, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_set_aside
from skywitness.fuse.rows import LinkedRow, link_rows
from skywitness.ingest.coded import read_coded
from skywitness.locate.coded import locate_coded
from skywitness.model.coded import CodedRow
from skywitness.model.report import SetAside

NO_OPTIONS = InputOptions()


def link(
    *tables: Path,
    to: Path | None = None,
    once_per_source: Annotated[bool, Parameter(negative="")] = False,
    options: InputOptions = NO_OPTIONS,
) -> int:
    """Tell which rows of tables are one happening: one JSON object a row, with the id of its incident and why.

    Parameters
    ----------
    tables
        CSV or Parquet files of coded happenings: when, where, what, what flew, how many, the fingerprint of footage.
    to
        Where to write; stdout when not given.
    once_per_source
        Each row of one source is a happening of its own: link only across sources.
    """
    talk = Console(stderr=True)
    rows, aside = list[CodedRow](), list[SetAside]()
    with Bars(talk).stage("reading tables", None) as advance:
        for table in tables:
            for item in read_coded(table, read_options([table], options)):
                if isinstance(item, SetAside):
                    aside.append(item)
                else:
                    rows.append(locate_coded(item))
                advance(1)
    linked = link_rows(rows, once_per_source=once_per_source)
    with open_output(to) as out:
        for each in linked:
            out.write(msgspec.json.encode(shape_linked(each)) + b"\n")
    talk.print(f"{len(rows)} rows are {len({each.incident for each in linked})} incidents", markup=False, highlight=False)
    print_set_aside(talk, aside)
    return SOME_SET_ASIDE if aside else DONE


def shape_linked(linked: LinkedRow) -> dict[str, object]:
    """The row's line: where it stood, its own id and source, its incident, how many rows that has, and why."""
    row = linked.row
    return {
        "file": row.locator.file,
        "row": row.locator.row,
        "id": row.row_id,
        "source": row.source,
        "incident": linked.incident,
        "rows": linked.rows,
        "why": linked.why,
    }
