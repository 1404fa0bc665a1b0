"""``skywitness demo``: the bundled exercise night, end to end, so that a newcomer sees a result in a minute."""

from __future__ import annotations

import tempfile
from importlib.resources import as_file, files
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
from skywitness.ledger import open_ledger
from skywitness.pipeline import run as run_pipeline


def demo(*, serve: Annotated[bool, Parameter(negative="--no-serve")] = True, port: int = 8765, ledger: Path | None = None) -> int:
    """Run the bundled exercise night end to end, print what came of it, and serve the web application.

    Every post of that night is invented and labelled so. The ledger is made anew in a temporary directory unless you name one.

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
    with tempfile.TemporaryDirectory(prefix="skywitness-demo-") as scratch, as_file(files("skywitness.cli") / "demo_night") as night:
        home = str(ledger or scratch)
        with open_ledger(home) as opened:
            summary, _ = run_pipeline([night], opened, read_options([night], InputOptions()), clock=now, progress=Bars(talk))
            print_run_summary(talk, summary)
            show_list(opened, Console())
        if serve:
            serve_ledger(home, port=port)
    return DONE
