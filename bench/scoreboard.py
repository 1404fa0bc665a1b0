"""The scoreboard over exercises: every scenario with as many seeds as asked, run through the whole pipeline, figures by scenario and over all.

    python -m bench.scoreboard [SEEDS [SCENARIO …]]      ten seeds and every scenario when not told

The seeds begin at 9000; parameters are never fitted on these. Two processes; a scenario's figures are written as soon as it is done.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from bench.record import record
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.score import Observed, compare, draw_up, observe, pool, read_concluded, read_truth
from skywitness.score.headlines import list_headlines

FIRST_SEED, SEEDS, WORKERS = 9000, 10, 2


def play(scenario: str, seed: int) -> tuple[Observed, float]:
    """One exercise, from its making to what it shows, and the seconds that the pipeline took."""
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_exercise(make_exercise(scenario, seed=seed, grammars=load_grammars((), None)), folder)
        options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
        begun = time.perf_counter()
        with open_ledger(folder / "ledger") as ledger:
            run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
            seconds = time.perf_counter() - begun
            return observe(compare(read_truth(folder / "truth.jsonl"), read_concluded(ledger))), seconds


def lay_out(observed: Iterable[Observed]) -> dict[str, object]:
    """The main figures with what each rests on, and all figures."""
    board = draw_up(pool(observed))
    headlines = {
        subject: {line.name: [line.value, line.of] if line.of else line.value for line in lines}
        for subject, lines in list_headlines(board).items()
    }
    everything = msgspec.to_builtins(board)
    del everything["nights"]
    return {"reports": board.reports, "headlines": headlines, "everything": everything}


def main(arguments: Sequence[str]) -> None:
    """Play, pool and record."""
    seeds = int(arguments[0]) if arguments else SEEDS
    scenarios = list(arguments[1:]) or sorted(load_scenarios())
    figures, every = dict[str, object](), list[Observed]()
    with ProcessPoolExecutor(WORKERS) as workers:
        for scenario in scenarios:
            played = list(workers.map(partial(play, scenario), range(FIRST_SEED, FIRST_SEED + seeds)))
            every += [observed for observed, _ in played]
            seconds = [each for _, each in played]
            figures[scenario] = {"seeds": seeds, "pipeline_s": round(sum(seconds), 1)} | lay_out(observed for observed, _ in played)
            print(
                f"{scenario}: {sum(observed.reports for observed, _ in played)} reports, {sum(seconds):.0f} s", file=sys.stderr, flush=True
            )
    record("scoreboard", {"all": lay_out(every)} | figures)


if __name__ == "__main__":
    main(sys.argv[1:])
