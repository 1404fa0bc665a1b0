"""``skywitness pattern``: whether a series is a pattern or chance suffices, and what that rests on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from skywitness import __version__
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import InputOptions, read_instant
from skywitness.cli.progress import Bars
from skywitness.cli.terminal import print_set_aside
from skywitness.errors import BadSettings, MissingPart
from skywitness.pipeline import SERIES_SEED

if TYPE_CHECKING:
    from skywitness.assess.pattern import PatternAssessment
    from skywitness.stats.hawkes import Interval

NO_OPTIONS = InputOptions()


def pattern(
    *inputs: str,
    since: str | None = None,
    until: str | None = None,
    doubled_since: str | None = None,
    options: InputOptions = NO_OPTIONS,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Tell whether a series of happenings is a pattern or chance suffices: tests, parameters, intervals, sensitivity.

    Parameters
    ----------
    inputs
        A ledger, reports, coded tables, or the truth.jsonl of an exercise.
    since
        The beginning of the time looked at, such as 2024-11-01T00:00:00Z; the first day of the input when not given.
    until
        Its end; after the last day of the input when not given.
    doubled_since
        When reporting is supposed to have doubled, for the sensitivity panel.
    as_json
        Print everything as one JSON document.
    """
    try:
        from skywitness.assess.pattern import assess_pattern, count_worlds  # from an extra
        from skywitness.assess.series import restrict
        from skywitness.cli.series import read_series
    except ModuleNotFoundError as error:
        raise MissingPart(f"patterns need {error.name}; install it with: pip install 'skywitness[pattern]'") from error
    talk = Console(stderr=True)
    found, aside = read_series(inputs, options, talk)
    begin, end, doubled_at = (
        read_instant(text, option) for text, option in ((since, "--since"), (until, "--until"), (doubled_since, "--doubled-since"))
    )
    try:
        series = restrict(found, begin, end)
    except ValueError as error:
        raise BadSettings(f"--since, --until: {error}") from None
    with Bars(talk).stage("drawing worlds of chance", count_worlds(series)) as advance:
        assessment = assess_pattern(
            series, seed=SERIES_SEED, made_by=f"skywitness {__version__}", doubled_since=doubled_at, advance=advance
        )
    if as_json:
        sys.stdout.write(msgspec.json.encode(assessment).decode() + "\n")
    else:
        print_assessment(Console(), assessment)
    print_set_aside(talk, aside)
    return SOME_SET_ASIDE if aside else DONE


def print_assessment(console: Console, found: PatternAssessment) -> None:
    """The verdict first, then what it rests on."""
    lines = [found.sentence]
    if found.probability is not None:
        lines.append(f"That this is a pattern is {found.likelihood} ({found.probability:.0%}), as calibrated on {found.calibrated_on}.")
    lines.append(f"Confidence is {found.confidence}: {found.confidence_why}.")
    lines += [found.would_take] if found.would_take else []
    lines += [
        f"Basis: {found.basis}.",
        f"Rate: {found.rate.per_day:.3g} a day ({found.rate.share:.0%} interval {found.rate.low:.3g} to {found.rate.high:.3g}).",
    ]
    if found.excitation:
        fitted = found.excitation
        lines.append(
            f"Self-exciting fit: each brings on {_tell(fitted.offspring)} more, after {_tell(fitted.delay)} h on average "
            f"({fitted.share:.0%} intervals); residual test p = {fitted.residual_p:.2f}."
        )
    if found.changed:
        at = f"{found.changed.at:%Y-%m-%d %H:%M}Z"
        lines.append(
            f"The rate changed about {at}: {found.changed.before_per_day:.3g} a day before, {found.changed.after_per_day:.3g} after."
        )
    if found.concentration:
        most = found.concentration
        lines.append(
            f"Most concentrated in {', '.join(most.spots)}, {most.begin:%Y-%m-%d} to {most.end:%Y-%m-%d}: "
            f"{most.happenings}, where {most.expected:.1f} were expected."
        )
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    if found.tests:
        console.print(_tabulate_tests(found), _tabulate_variants(found))
    console.print("\n".join(f"Taken for granted: {each}" for each in found.assumptions), markup=False, highlight=False, soft_wrap=True)


def _tell(interval: Interval) -> str:
    ends = ("0" if interval.low is None else f"{interval.low:.2g}", "any" if interval.high is None else f"{interval.high:.2g}")
    return f"{interval.estimate:.2g} ({ends[0]} to {ends[1]})"


def _tabulate_tests(found: PatternAssessment) -> Table:
    table = Table("test", "asks", "statistic", "p", "corrected p", title="Tests against chance")
    for test in found.tests:
        table.add_row(test.name, test.asks, f"{test.statistic:.4g}", f"{test.p:.3f}", f"{test.corrected_p:.3f}")
    for name, why in found.left_out:
        table.add_row(name, f"left out: {why}", "–", "–", "–")
    return table


def _tabulate_variants(found: PatternAssessment) -> Table:
    table = Table("variant", "if", "happenings", "verdict", "survives", title="Would the verdict survive?")
    for variant in found.sensitivity:
        survives = {True: "yes", False: "no", None: "–"}[variant.survives]
        happenings = "–" if variant.happenings is None else str(variant.happenings)
        table.add_row(variant.name, variant.what_if, happenings, variant.verdict or variant.why or "–", survives)
    return table
