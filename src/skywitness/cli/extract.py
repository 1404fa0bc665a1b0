"""``skywitness extract``: what each report says, a line each, with no ledger."""

from __future__ import annotations

from pathlib import Path

import msgspec
from rich.console import Console

from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import InputOptions, open_output, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_assumed, print_set_aside
from skywitness.model.report import SetAside
from skywitness.pipeline import extract_rows

NO_OPTIONS = InputOptions()


def extract(*inputs: Path, to: Path | None = None, options: InputOptions = NO_OPTIONS) -> int:
    """Read reports and write what each one claims, in the extraction shape: one JSON object a line.

    Parameters
    ----------
    inputs
        Files or folders.
    to
        Where to write; stdout when not given.
    """
    talk = Console(stderr=True)
    aside, assumed = list[SetAside](), set[str]()
    with open_output(to) as out, Bars(talk).stage("extracting", None) as advance:
        for item in extract_rows(inputs, read_options(inputs, options)):
            if isinstance(item, SetAside):
                aside.append(item)
            else:
                report, row = item
                out.write(msgspec.json.encode(row) + b"\n")
                assumed |= {report.source} if report.stream_assumed else set()
            advance(1)
    print_assumed(talk, sorted(assumed))
    print_set_aside(talk, aside)
    return SOME_SET_ASIDE if aside else DONE
