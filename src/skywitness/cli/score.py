"""``skywitness score``: a ledger held against the truth of the exercise that it was fed with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from skywitness.cli.app import DONE
from skywitness.cli.judging import call_series, look_at_films, pick_films
from skywitness.cli.options import AsOf, open_output, read_instant
from skywitness.cli.progress import Bars
from skywitness.ledger import open_ledger
from skywitness.score import Scoreboard, compare, draw_up, observe, read_concluded, read_truth
from skywitness.score.headlines import list_headlines
from skywitness.score.page import write_page


def score(
    *,
    truth: Path,
    ledger: str,
    page: Path | None = None,
    films: int = 20,
    as_of: AsOf = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Hold what a ledger concluded against the known truth of an exercise, and print the figures.

    Parameters
    ----------
    truth
        The truth.jsonl that the exercise wrote.
    ledger
        The directory that holds the ledger.
    page
        Also write the figures, with diagrams of calibration, as one HTML page.
    films
        How many of the videos beside the truth to have looked at by the verifiers; 0 for none.
    as_json
        Print every figure as one JSON document.
    """
    known = read_truth(truth)
    with open_ledger(ledger, read_only=True) as opened:
        instant = read_instant(as_of, "--as-of")
        concluded = read_concluded(opened, as_of=instant)
        verdict = call_series(opened, instant)
    picked = pick_films(known, concluded, truth.parent, films) if films > 0 else []
    with Bars(Console(stderr=True)).stage("looking at videos", len(picked)) as advance:
        footage = look_at_films(picked, truth.parent, advance)
    board = draw_up(observe(compare(known, concluded), footage=footage, verdict=verdict))
    if page is not None:
        with open_output(page) as out:
            out.write(write_page(board).encode())
    if as_json:
        sys.stdout.write(msgspec.json.encode(board).decode() + "\n")
    else:
        print_scoreboard(Console(), board)
    return DONE


def print_scoreboard(console: Console, board: Scoreboard) -> None:
    """The figures that a person looks at first, a table a subject; ``--json`` has them all."""
    for night in board.nights:
        console.print(Text(f"{night.scenario}, seed {night.seed}, {night.nights} nights, campaign {night.campaign}", style="bold"))
    console.print(
        Text(f"{board.reports} reports judged, {board.missing} not in the ledger, {board.strange} unknown to the truth", style="dim")
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("figure", overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("of", overflow="fold", style="dim")
    for subject, lines in list_headlines(board).items():
        if lines:
            table.add_row(Text(subject, style="bold"), "", "")
        for line in lines:
            table.add_row(Text(f"  {line.name}"), "–" if line.value is None else f"{line.value:.3f}", Text(line.of))
    console.print(table)
