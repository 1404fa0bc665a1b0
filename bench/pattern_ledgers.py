"""Is a pattern told from chance after the whole pipeline? Campaigns of some weeks, worded, read, linked and judged from the ledger, beside the verdict on the truth.

    python -m bench.pattern_ledgers [CAMPAIGNS]      sixteen of each kind when not told

The exercises that ship last a few nights: too few raids for any verdict. These last thirty, with few posts a raid. The verdict on the truth says what could be told at best.
The seeds begin at 9000 and nothing is fitted on them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

from msgspec import Struct

from bench.record import record
from skywitness.assess.pattern import PatternVerdict, assess_pattern
from skywitness.assess.series import series_of_truth
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import Campaign, Faults, Scenario
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.model.truth import Happening, NightTruth
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, assess_series, run

FIRST_SEED, CAMPAIGNS, WORKERS, WORLDS = 9000, 16, 2, 399
CHANCE = (Campaign.ONE_OFF, Campaign.INDEPENDENT)
PATTERNS = (Campaign.SELF_EXCITING, Campaign.COORDINATED)
REGIONS = (("RU-BEL", "RU-VOR", "RU-LIP", "RU-TUL"), ("UA-63", "UA-53", "UA-59", "UA-12"))


class Called(Struct, frozen=True):
    """What one campaign was called from its ledger and from its truth, with the raids that each knows."""

    kind: str
    ledger: str
    truth: str
    raids: int
    true_raids: int


def make_scenario(kind: Campaign, seed: int) -> Scenario:
    """Thirty nights over four regions of one country, hardly anything copied."""
    return Scenario(
        title=f"a campaign, {kind.value}",
        about="Thirty nights of few raids.",
        start=date(2021, 3, 1),
        nights=30,
        campaign=kind,
        regions=REGIONS[seed % 2],
        raids_per_night=1.5,
        flights_per_raid=2.0,
        residents=1.0,
        copies=0.2,
        faults=Faults(false_alarms_per_night=0.1),
    )


def call(kind: Campaign, seed: int) -> Called:
    """One campaign, told, read, linked and judged, and judged by its truth."""
    at, name = datetime.now(UTC), f"campaign-{kind.value}"
    exercise = make_exercise(name, seed=seed, grammars=load_grammars(), scenario=make_scenario(kind, seed))
    nights = [line for line in exercise.truth if isinstance(line, NightTruth)]
    series = series_of_truth(nights, [line for line in exercise.truth if isinstance(line, Happening)])
    truth = assess_pattern(series, seed=seed, made_by="the bench", worlds=WORLDS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_exercise(exercise, folder)
        options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
        with open_ledger(folder / "ledger") as ledger:
            run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
            found = assess_series(ledger, made_by="the bench")
    if found is None:
        raise SystemExit("install skywitness[pattern] for this bench")
    return Called(kind.value, str(found.verdict), str(truth.verdict), found.happenings, truth.happenings)


def sum_up(called: Sequence[Called]) -> dict[str, object]:
    """Of campaigns, how many are called a pattern from the ledger and from the truth, and how many raids each knows in the mean."""
    number = len(called)
    return {
        "campaigns": number,
        "called a pattern": round(sum(each.ledger == PatternVerdict.PATTERN for each in called) / number, 4),
        "called a pattern by the truth": round(sum(each.truth == PatternVerdict.PATTERN for each in called) / number, 4),
        "raids": round(sum(each.raids for each in called) / number, 1),
        "true raids": round(sum(each.true_raids for each in called) / number, 1),
    }


def main(arguments: Sequence[str]) -> None:
    """Play and judge campaigns of every kind, and record."""
    seeds = range(FIRST_SEED, FIRST_SEED + (int(arguments[0]) if arguments else CAMPAIGNS))
    with ProcessPoolExecutor(WORKERS) as workers:
        called = list(workers.map(call, *zip(*product((*CHANCE, *PATTERNS), seeds), strict=True)))
    figures = {kind.value: sum_up([each for each in called if each.kind == kind.value]) for kind in (*CHANCE, *PATTERNS)}
    chance, patterns = ([each for each in called if each.kind in kinds] for kinds in (CHANCE, PATTERNS))
    record("pattern_ledgers", {"by kind": figures, "of chance": sum_up(chance), "of patterns": sum_up(patterns)})


if __name__ == "__main__":
    main(sys.argv[1:])
