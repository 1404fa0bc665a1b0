"""``skywitness rates``: how many of those launched were destroyed, by a party's tally, with intervals, bounds and what is withheld."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from skywitness.assess.interceptions import InterceptionRate, Interceptions, rate_interceptions
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import InputOptions, read_options
from skywitness.cli.terminal import print_set_aside
from skywitness.errors import BadSettings
from skywitness.ingest.tallied import read_tallied
from skywitness.model.report import SetAside
from skywitness.model.tallied import TalliedRow

NO_OPTIONS = InputOptions()


def rates(
    table: Path,
    *,
    model: str | None = None,
    against: Path | None = None,
    options: InputOptions = NO_OPTIONS,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Tell how many of those launched were destroyed, altogether, by year, month and model. A figure that is not given is never zero.

    Parameters
    ----------
    table
        CSV or Parquet, a raid and a model a row: when it began, model, launched, destroyed.
    model
        Only rows whose model has this in its name, such as Shahed.
    against
        Another party's or instruments' table of the same raids, with the same columns: how many are claimed here for each that is counted there.
    as_json
        Print everything as one JSON document.
    """
    aside = list[SetAside]()
    rows = _read_rows(table, model, options, aside)
    if not rows:
        raise BadSettings(f"{table}: no row can be rated{f' whose model has {model!r} in its name' if model else ''}")
    found = rate_interceptions(rows, None if against is None else _read_rows(against, model, options, aside))
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    else:
        print_rates(Console(), found)
    print_set_aside(Console(stderr=True), aside)
    return SOME_SET_ASIDE if aside else DONE


def _read_rows(table: Path, model: str | None, options: InputOptions, aside: list[SetAside]) -> list[TalliedRow]:
    """The rows of a table that are asked for; what cannot be read is put aside."""
    rows = []
    for item in read_tallied(table, read_options([table], options)):
        if isinstance(item, SetAside):
            aside.append(item)
        elif model is None or model.casefold() in item.model.casefold():
            rows.append(item)
    return rows


def print_rates(console: Console, found: Interceptions) -> None:
    """The total, the years, the models, and what is withheld."""
    grid = Table("of", "raids", "launched", "destroyed", "rate", f"{found.interval:.0%} interval", "bounds", "withheld")
    for rate in (found.total, *found.by_year, *found.by_model):
        withheld = rate.destroyed_untold + rate.launches_untold
        cells = (f"{rate.raids:,}", f"{rate.launched:,}", f"{rate.destroyed:,}", *_tell_rate(rate), str(withheld or "–"))
        grid.add_row(rate.of, *cells)
    console.print(grid)
    lines = [f"Withheld: row {row.row}, {row.began}, {row.model}: {' and '.join(row.missing)} not given." for row in found.withheld]
    lines += [
        f"{cost.model}: the {cost.destroyed:,} destroyed are worth ${cost.worth_low:,} to ${cost.worth_high:,} (as {cost.costed_as}: "
        f"{cost.source}); what was spent on them is {cost.spent}."
        for cost in found.costs
        if cost.source is not None
    ]
    lines += [f"Over-claiming: {found.over_claiming}.", f"Confidence is {found.confidence}: {found.confidence_why}."]
    lines += [f"Taken for granted: {each}" for each in found.assumptions]
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _tell_rate(rate: InterceptionRate) -> tuple[str, str, str]:
    def tell(one: float | None, other: float | None) -> str:
        return "unknown" if one is None or other is None else f"{one:.1%} to {other:.1%}"

    return "unknown" if rate.rate is None else f"{rate.rate:.1%}", tell(rate.low, rate.high), tell(rate.least, rate.most)
