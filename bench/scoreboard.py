"""The scoreboard over exercises: every scenario with as many seeds as asked, run through the whole pipeline, figures by scenario and over all.

    python -m bench.scoreboard [SEEDS [SCENARIO …]]      ten seeds and every scenario when not told

The seeds begin at 9000; parameters are never fitted on these. Exercises are played without videos, and twenty videos of a mass night are verified beside them. Two processes; the figures of all and of each scenario, and in full of all together.
They are kept as bench/results/scoreboard.json, and as a page with reliability diagrams beside it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from bench.record import RESULTS, record
from skywitness.cli.judging import call_series, look_at_films, pick_films
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, collect, run
from skywitness.score import Observed, Scoreboard, compare, draw_up, observe, pool, read_concluded, read_truth
from skywitness.score.footage import FootageObserved
from skywitness.score.headlines import list_headlines
from skywitness.score.page import write_page

FIRST_SEED, SEEDS, WORKERS, FILMS = 9000, 10, 2, 20


def play(scenario: str, seed: int, half: str | None = None) -> tuple[Observed, float]:
    """One exercise, from its making to what it shows, and the seconds that the pipeline took. ``half`` words it from that half of the grammar alone."""
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_exercise(make_exercise(scenario, seed=seed, grammars=load_grammars((), half)), folder)
        options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
        begun = time.perf_counter()
        with open_ledger(folder / "ledger") as ledger:
            run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
            seconds = time.perf_counter() - begun
            verdict = call_series(ledger)
            return observe(compare(read_truth(folder / "truth.jsonl"), read_concluded(ledger)), verdict=verdict), seconds


def look_at_night(scenario: str, seed: int, films: int) -> FootageObserved | None:
    """What the verifiers make of so many videos of one exercise."""
    with tempfile.TemporaryDirectory() as name:
        folder, at = Path(name), datetime.now(UTC)
        write_exercise(make_exercise(scenario, seed=seed, grammars=load_grammars((), None), with_videos=True), folder)
        options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
        with open_ledger(folder / "ledger") as ledger:
            collect([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
            picked = pick_films(read_truth(folder / "truth.jsonl"), read_concluded(ledger), folder, films)
        return look_at_films(picked, folder, lambda _steps: None)


def list_figures(board: Scoreboard) -> dict[str, object]:
    """The main figures by subject, each with what it rests on."""
    return {
        subject: {line.name: [line.value, line.of] if line.of else line.value for line in lines}
        for subject, lines in list_headlines(board).items()
    }


def list_everything(board: Scoreboard) -> dict[str, object]:
    """Every figure; the nights are named by scenario and seeds already."""
    return {name: figures for name, figures in msgspec.to_builtins(board).items() if name != "nights"}


def main(arguments: Sequence[str]) -> None:
    """Play, pool and record."""
    seeds = int(arguments[0]) if arguments else SEEDS
    scenarios = list(arguments[1:]) or sorted(load_scenarios())
    figures, every, begun = dict[str, object](), list[Observed](), time.perf_counter()
    with ProcessPoolExecutor(WORKERS) as workers:
        for scenario in scenarios:
            played = list(workers.map(partial(play, scenario), range(FIRST_SEED, FIRST_SEED + seeds)))
            every += [observed for observed, _ in played]
            seconds = [each for _, each in played]
            board = draw_up(pool(observed for observed, _ in played))
            figures[scenario] = {"seeds": seeds, "reports": board.reports, "pipeline_s": round(sum(seconds), 1)} | list_figures(board)
            print(f"{scenario}: {board.reports} reports, {sum(seconds):.0f} s", file=sys.stderr, flush=True)
    looked_at = look_at_night("mass-night", FIRST_SEED, FILMS)
    every = [*every[:-1], msgspec.structs.replace(every[-1], footage=(looked_at,) if looked_at else ())]
    board = draw_up(pool(every))
    nights = sum(night.nights for night in board.nights)
    head = {"reports": board.reports, "nights": nights, "wall_s_per_100_nights": round(100 * (time.perf_counter() - begun) / nights, 1)}
    record("scoreboard", {"all": head | list_figures(board)} | figures | {"everything of all": list_everything(board)})
    (RESULTS / "scoreboard.html").write_text(write_page(board), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
