"""``skywitness extract``: what each report says, a line each, with no ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, cast

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import InputOptions, open_output, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_assumed, print_set_aside
from skywitness.config import Settings, load_settings
from skywitness.extract.proposals import Asking
from skywitness.model.report import SetAside
from skywitness.parts import ProposeOptions, Proposer, part
from skywitness.pipeline import extract_rows

NO_OPTIONS = InputOptions()
KEY = "SKYWITNESS_PROPOSE_KEY"
"""The variable of the environment that holds the endpoint's key, if it asks for one."""


def extract(
    *inputs: Path,
    to: Path | None = None,
    propose: Annotated[list[str] | None, Parameter(negative="")] = None,
    options: InputOptions = NO_OPTIONS,
) -> int:
    """Read reports and write what each one claims, in the extraction shape: one JSON object a line.

    Parameters
    ----------
    inputs
        Files or folders.
    to
        Where to write; stdout when not given.
    propose
        Ask a proposer too (entities, endpoint, or another that is installed); its proposals stand beside the claims and change none.
    """
    talk = Console(stderr=True)
    asking = _asking(dict.fromkeys(propose), load_settings(options.config) if options.config else Settings()) if propose else None
    aside, assumed = list[SetAside](), set[str]()
    with open_output(to) as out, Bars(talk).stage("extracting", None) as advance:
        for item in extract_rows(inputs, read_options(inputs, options), asking):
            if isinstance(item, SetAside):
                aside.append(item)
            else:
                report, row = item
                out.write(msgspec.json.encode(row) + b"\n")
                assumed |= {report.source} if report.stream_assumed else set()
            advance(1)
    print_assumed(talk, sorted(assumed))
    print_set_aside(talk, aside)
    for tally in asking.tallies.values() if asking else ():
        talk.print(str(tally), markup=False, highlight=False)
    return SOME_SET_ASIDE if aside else DONE


def _asking(names: Iterable[str], settings: Settings) -> Asking:
    told = settings.propose
    options = ProposeOptions(
        clock=time.monotonic, url=told.url, model=told.model, key=os.environ.get(KEY) or None, timeout_s=told.timeout_s
    )
    return Asking({name: cast("Proposer", part("proposers", name)) for name in names}, options)
