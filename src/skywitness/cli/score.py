"""``skywitness score``: a ledger held against the truth of the exercise that it was fed with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from skywitness.cli.app import DONE
from skywitness.cli.options import AsOf, read_instant
from skywitness.ledger import open_ledger
from skywitness.score import Scoreboard, compare, draw_up, observe, read_concluded, read_truth
from skywitness.score.figures import Agreement, Share

Line = tuple[str, str, str]
"""A figure's name, the figure, and what it is of."""


def score(*, truth: Path, ledger: str, as_of: AsOf = None, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Hold what a ledger concluded against the known truth of an exercise, and print the figures.

    Parameters
    ----------
    truth
        The truth.jsonl that the exercise wrote.
    ledger
        The directory that holds the ledger.
    as_json
        Print every figure as one JSON document.
    """
    known = read_truth(truth)
    with open_ledger(ledger, read_only=True) as opened:
        concluded = read_concluded(opened, as_of=read_instant(as_of, "--as-of"))
    board = draw_up(observe(compare(known, concluded)))
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
    for name, side in (("figure", "left"), ("value", "right"), ("of", "left")):
        table.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    for subject, lines in _subjects(board):
        table.add_row(Text(subject, style="bold"), "", "")
        for name, value, of in lines:
            table.add_row(Text(f"  {name}"), Text(value), Text(of, style="dim"))
    console.print(table)


def _subjects(board: Scoreboard) -> Iterator[tuple[str, list[Line]]]:
    read, linking, roots, silence, tallies = board.extraction, board.linking, board.independence, board.silence, board.tallies
    yield (
        "extraction",
        [
            *_agreement("happenings", read.all.happenings),
            *(_agreement(f"happenings, {half} wording", figures.happenings)[2] for half, figures in read.by_half.items()),
            *(_share(f"{name} right", figures.right) for name, figures in read.all.slots.items()),
        ],
    )
    for kind, figures in (("reports", board.location.reports), ("incidents", board.location.incidents)):
        yield (
            f"location of {kind}",
            [
                _share("placed", figures.placed),
                _share("in the right region", figures.in_region),
                _share("within the stated radius", figures.within_radius),
                ("median / 90 % miss", f"{_number(figures.median_km)} / {_number(figures.p90_km)}", "km"),
            ],
        )
    yield (
        "linking",
        [
            ("B-cubed P / R / F1", " / ".join(_number(each) for each in (linking.b3_precision, linking.b3_recall, linking.b3_f1)), ""),
            *_agreement("pairs", linking.pairs),
            _share("reports that reached an incident", linking.reached),
            _share("happenings found", linking.happenings_found),
            _share("incidents of a happening", linking.incidents_of_a_happening),
            _share("happenings split", linking.split),
            _share("incidents that merge happenings", linking.merged),
        ],
    )
    yield (
        "independence",
        [
            _share("roots counted right", roots.exact),
            _share("roots overcounted", roots.overcounted),
            _share("roots undercounted", roots.undercounted),
            *_agreement("copies", roots.copies),
            _share("copies tied to the right tree", roots.same_tree),
        ],
    )
    yield "standing: incidents that happened", [_share(name, share) for name, share in board.standing.incidents.items()]
    yield "standing: values that are so", [_share(name, share) for name, share in board.standing.attributes.items()]
    yield (
        "calibration",
        [
            (name, "no probability shown", "")
            if each is None
            else (
                name,
                f"Brier {each.brier:.3f}, ECE {each.ece:.3f}",
                f"{each.forecasts} forecasts; ECE {each.ece_by_chance:.3f} by chance alone",
            )
            for name, each in board.calibration.items()
        ],
    )
    yield (
        "silence and gaps",
        [
            *_agreement("silences", silence.silences),
            _share("unanswerable questions shown as open", silence.gaps),
            _share("answers invented", silence.answers_invented),
        ],
    )
    yield (
        "tallies",
        [
            *_agreement("roll-ups", tallies.roll_ups),
            _share("figures read right", tallies.figures),
            _share("verdicts right", tallies.verdicts),
            ("mean error of the sum", _number(tallies.mean_sum_error), ""),
        ],
    )


def _agreement(name: str, agreement: Agreement) -> list[Line]:
    return [
        (f"{name}: precision", _number(agreement.precision), f"{agreement.right:g} of {agreement.found:g}"),
        (f"{name}: recall", _number(agreement.recall), f"{agreement.right:g} of {agreement.wanted:g}"),
        (f"{name}: F1", _number(agreement.f1), ""),
    ]


def _share(name: str, share: Share) -> Line:
    return name, _number(share.share), f"{share.right:g} of {share.of:g}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
