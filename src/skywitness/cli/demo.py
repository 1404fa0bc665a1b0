"""``skywitness demo``: an invented exercise, end to end, so that a newcomer sees a result in a minute."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import InputOptions, now, read_options
from skywitness.cli.progress import Bars
from skywitness.cli.serve import serve_ledger
from skywitness.cli.show import show_list
from skywitness.cli.terminal import print_run_summary
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.pipeline import run as run_pipeline

SCENARIO, SEED = "founding-story", 26


def demo(*, serve: Annotated[bool, Parameter(negative="--no-serve")] = True, port: int = 8765, ledger: Path | None = None) -> int:
    """Run the founding story's exercise end to end, print what came of it, and serve the web application.

    Every post of it is invented and labelled so. The ledger is made anew in a temporary directory unless you name one.

    Parameters
    ----------
    serve
        Serve the web application after the run.
    port
        The port on this machine.
    ledger
        Keep the ledger in this directory.
    """
    talk = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="skywitness-demo-") as scratch:
        night = Path(scratch) / "exercise"
        write_exercise(make_exercise(SCENARIO, seed=SEED, grammars=load_grammars()), night)
        home = str(ledger or Path(scratch) / "ledger")
        with open_ledger(home) as opened:
            summary, _ = run_pipeline(
                [night / "night.reports.jsonl"],
                opened,
                read_options([night / "night.reports.jsonl"], InputOptions()),
                clock=now,
                progress=Bars(talk),
            )
            print_run_summary(talk, summary)
            show_list(opened, Console())
        if serve:
            serve_ledger(home, port=port)
    return DONE
