"""``skywitness run``: everything from inputs to the picture, in one go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import InputOptions, now, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_assumed, print_run_summary, print_set_aside
from skywitness.ledger import open_ledger
from skywitness.pipeline import run as run_pipeline

NO_OPTIONS = InputOptions()


def run(
    *inputs: Path, ledger: str, options: InputOptions = NO_OPTIONS, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False
) -> int:
    """Take in reports and everything that follows: extract, locate, fuse, assess. Running again changes nothing.

    Parameters
    ----------
    inputs
        Files or folders: plain reports, articles, Telegram Desktop exports, tables. Recognised by what is in them.
    ledger
        The directory that holds the ledger; made when it is not there.
    as_json
        Print the figures of the run as JSON.
    """
    talk = Console(stderr=True)
    read = read_options(inputs, options)
    with open_ledger(ledger) as opened:
        summary, aside = run_pipeline(inputs, opened, read, clock=now, progress=Bars(talk))
    print_assumed(talk, summary.assumed_grassroots)
    print_set_aside(talk, aside)
    if as_json:
        sys.stdout.write(msgspec.json.encode(summary).decode() + "\n")
    else:
        print_run_summary(talk, summary)
    return SOME_SET_ASIDE if aside else DONE
