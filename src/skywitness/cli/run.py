"""``skywitness run``: everything from inputs to the picture, in one go."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.capturing import collect_media
from skywitness.cli.keeping import find_archive, find_prints
from skywitness.cli.options import InputOptions, now, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_assumed, print_run_summary, print_set_aside
from skywitness.engine import EngineName, open_engine
from skywitness.errors import BadSettings
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import run as run_pipeline
from skywitness.publish.visible import visible

NO_OPTIONS = InputOptions()


def run(
    *inputs: Path,
    ledger: str,
    options: InputOptions = NO_OPTIONS,
    archive_by: str | None = None,
    look: bool = True,
    engine: EngineName = EngineName.LOCAL,
    address: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Take in reports and everything that follows: extract, locate, fuse, assess. Running again changes nothing.

    Parameters
    ----------
    inputs
        Files or folders: plain reports, articles, Telegram Desktop exports, tables. Recognised by what is in them.
    ledger
        The directory that holds the ledger; made when it is not there.
    archive_by
        Keep evidentiary copies of the media files that lie beside the reports which name them, as taken in by this person.
    look
        Look at the media that lie beside the reports, or are kept for them in the archive beside the ledger, and hold them against what these say. Takes a second or more a file; needs ``skywitness[media]``.
    engine
        Where reports are read and media looked at: on the cores of this machine, or on Ray, with the same result. Ray needs ``skywitness[ray]``.
    address
        The Ray cluster, such as 10.0.0.5:6379; without it, one is started on this machine for this run.
    as_json
        Print the figures of the run as JSON.
    """
    talk = Console(stderr=True)
    read = read_options(inputs, options)
    if address is not None and engine is not EngineName.RAY:
        raise BadSettings(f"--address: {address} is where a Ray cluster is; give --engine ray with it")
    with open_ledger(ledger) as opened, open_engine(engine, address=address) as where:
        summary, aside = run_pipeline(
            inputs,
            opened,
            read,
            clock=now,
            progress=Bars(talk),
            look=look,
            archive=find_archive(ledger),
            prints=find_prints(ledger),
            engine=where,
        )
    lost = keep_media(talk, inputs, read, ledger, by=archive_by) if archive_by else False
    print_assumed(talk, summary.assumed_grassroots)
    print_set_aside(talk, aside)
    if as_json:
        sys.stdout.write(msgspec.json.encode(summary).decode() + "\n")
    else:
        print_run_summary(talk, summary)
    return SOME_SET_ASIDE if aside or lost else DONE


def keep_media(talk: Console, inputs: Sequence[Path], read: ReadOptions, ledger: str, *, by: str) -> bool:
    """Take the media beside the reports into the archive; whether any could not be is what comes back."""
    kept, aside = collect_media(inputs, read, ledger, by=by)
    for reason in aside:
        talk.print(f"not archived: {visible(reason)}", markup=False, highlight=False, soft_wrap=True)
    new = sum(each.is_new for each in kept)
    talk.print(f"{new} media kept in the archive, {len(kept) - new} were kept before, {len(aside)} could not be", markup=False)
    return bool(aside)
