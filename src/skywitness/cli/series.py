"""Where a series comes from: a ledger, coded tables, the truth of an exercise, or reports, which are then read, fused and thrown away again."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from skywitness.assess.series import Series, series_of_incidents, series_of_rows, series_of_truth
from skywitness.cli.options import InputOptions, now, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_assumed
from skywitness.errors import BadSettings
from skywitness.fuse.rows import link_rows
from skywitness.ingest.coded import is_coded_table, read_coded
from skywitness.ledger import Ledger, is_on_server, open_ledger
from skywitness.ledger.sqlite import FILE_NAME
from skywitness.locate.coded import locate_coded
from skywitness.model.coded import CodedRow
from skywitness.model.report import SetAside
from skywitness.pipeline import run
from skywitness.score import read_truth

TRUTH_MARK = b'{"type":"'
"""How each line of a truth.jsonl begins; no report has a field of that name first."""


def read_series(inputs: Sequence[str], options: InputOptions, talk: Console) -> tuple[Series, list[SetAside]]:
    """The series of the inputs, all of one kind, and what was set aside on the way.

    Raises
    ------
    BadSettings
        There is no input, or they are of different kinds.
    """
    kinds = {_name_kind(each, options) for each in inputs}
    if len(kinds) != 1:
        raise BadSettings(f"name inputs of one kind; these are: {', '.join(sorted(kinds)) or 'none'}")
    kind = kinds.pop()
    if kind in ("a ledger", "the truth of an exercise") and len(inputs) > 1:
        raise BadSettings(f"name one input that is {kind}; these are {len(inputs)}")
    if kind == "a ledger":
        with open_ledger(inputs[0], read_only=True) as opened:
            return _read_ledger(opened), []
    if kind == "the truth of an exercise":
        known = read_truth(Path(inputs[0]))
        return series_of_truth(known.nights, known.happenings.values()), []
    paths = [Path(each) for each in inputs]
    return _read_tables(paths, options, talk) if kind == "a coded table" else _read_reports(paths, options, talk)


def _name_kind(address: str, options: InputOptions) -> str:
    path = Path(address)
    if is_on_server(address) or (path / FILE_NAME).is_file():
        return "a ledger"
    if not path.is_file():
        return "reports"
    with path.open("rb") as file:
        if file.read(len(TRUTH_MARK)) == TRUTH_MARK:
            return "the truth of an exercise"
    return "a coded table" if is_coded_table(path, read_options([path], options).columns) else "reports"


def _read_ledger(opened: Ledger) -> Series:
    return series_of_incidents(opened.dossiers(), {report.digest: report for report in opened.reports()})


def _read_tables(paths: Sequence[Path], options: InputOptions, talk: Console) -> tuple[Series, list[SetAside]]:
    """Rows of one source are happenings of their own; rows of several sources may be one."""
    rows, aside = list[CodedRow](), list[SetAside]()
    with Bars(talk).stage("reading tables", None) as advance:
        for path in paths:
            for item in read_coded(path, read_options([path], options)):
                if isinstance(item, SetAside):
                    aside.append(item)
                else:
                    rows.append(locate_coded(item))
                advance(1)
    return series_of_rows([(linked.row, linked.incident) for linked in link_rows(rows, once_per_source=True)]), aside


def _read_reports(paths: Sequence[Path], options: InputOptions, talk: Console) -> tuple[Series, list[SetAside]]:
    with tempfile.TemporaryDirectory(prefix="skywitness-") as folder, open_ledger(folder) as opened:
        summary, aside = run(paths, opened, read_options(paths, options), clock=now, progress=Bars(talk))
        print_assumed(talk, summary.assumed_grassroots)
        return _read_ledger(opened), aside
