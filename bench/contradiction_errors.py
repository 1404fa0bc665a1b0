"""Where contradictions go wrong, by type and cause: what incidents show that is none, and what they do not show.

    python -m bench contradiction_errors [SEEDS]

Two seeds of every scenario when not told, from 7500: seeds that nobody mends rules on, nor those of the scoreboard. The seen half of the grammar, of which it is known what each text tells.
Goes to ``bench/results/contradiction_errors.md``, each error with both posts.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from bench.record import RESULTS
from bench.scoreboard import WORKERS
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.score import compare, read_concluded, read_truth
from skywitness.score.compare import Comparison
from skywitness.score.contradictions import Verdict, judge_contradictions

FIRST_SEED, SEEDS, SHOWN = 7500, 2, 8
Row = tuple[str, str, str, tuple[str, ...]]
"""The type, what it is (right, false alarm, missed), the cause, and the posts."""


def look(played: tuple[str, int]) -> list[Row]:
    """The contradictions of one exercise, right and wrong."""
    scenario, seed = played
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_exercise(make_exercise(scenario, seed=seed, grammars=load_grammars((), "seen")), folder)
        options = ReadOptions(collected_at=at, profiles=load_profiles(folder / "sources.toml"))
        with open_ledger(folder / "ledger") as ledger:
            run([folder / "night.reports.jsonl"], ledger, options, clock=lambda: at, progress=Unwatched())
            comparison = compare(read_truth(folder / "truth.jsonl"), read_concluded(ledger))
    return [row for verdict in judge_contradictions(comparison) for row in _rows(verdict, comparison)]


def _rows(verdict: Verdict, comparison: Comparison) -> Iterator[Row]:
    about, kind = verdict.key
    named = kind if about == kind else f"{about}: {kind}"
    if verdict.is_right:
        yield named, "right", "", ()
        return
    for is_so, what, pairs in ((verdict.found, "false alarm", verdict.found), (verdict.wanted, "missed", verdict.wanted)):
        if is_so:
            pair = min(tuple(sorted(pair)) for pair in pairs)
            yield named, what, _cause(what, pair, comparison), _posts(pair, comparison)


def _cause(what: str, pair: Sequence[str], comparison: Comparison) -> str:
    """What the truth knows of a pair: whether both speak of one happening, and of which mistake a missed one comes."""
    told = [comparison.truth.told[name] for name in pair]
    if what == "missed":
        wrong = sorted({fault for each in told for fault in each.faults})
        return ", ".join(wrong) or ("a rumour and its denial" if any(each.clutter for each in told) else "a word against another")
    if any(each.clutter for each in told):
        return "one of them tells of nothing real"
    return "of one happening, and both can hold" if set(told[0].speaks_of) & set(told[1].speaks_of) else "of two happenings"


def _posts(pair: Iterable[str], comparison: Comparison) -> tuple[str, ...]:
    texts = {str(report.report_id): report.text for report in comparison.concluded.reports.values()}
    return tuple(" ".join(texts[name].split())[:160] for name in pair if name in texts)


def main(arguments: Sequence[str]) -> None:
    """Play, sort and write."""
    seeds = range(FIRST_SEED, FIRST_SEED + (int(arguments[0]) if arguments else SEEDS))
    with ProcessPoolExecutor(WORKERS) as workers:
        rows = [row for rows in workers.map(look, [(name, seed) for name in sorted(load_scenarios()) for seed in seeds]) for row in rows]
    path = RESULTS / "contradiction_errors.md"
    path.write_text("\n".join(_page(rows, len(seeds))) + "\n", encoding="utf-8")
    print(path.read_text("utf-8"))


def _page(rows: Sequence[Row], seeds: int) -> Iterator[str]:
    yield from ["# Where contradictions go wrong, by type and cause", ""]
    yield from [f"Written by `python -m bench contradiction_errors`: {seeds} seeds of every scenario from {FIRST_SEED}, the seen half.", ""]
    yield from ["| type | right | false alarms | missed |", "|---|---|---|---|"]
    by_type = Counter((named, what) for named, what, _, _ in rows)
    for named in sorted({named for named, _ in by_type}):
        yield f"| {named} | " + " | ".join(str(by_type[named, what]) for what in ("right", "false alarm", "missed")) + " |"
    causes = Counter((what, named, cause) for named, what, cause, _ in rows if what != "right")
    yield from ["", "| what | type | cause | times |", "|---|---|---|---|"]
    yield from (f"| {' | '.join(key)} | {number} |" for key, number in sorted(causes.items(), key=lambda one: (-one[1], one[0])))
    for what in ("false alarm", "missed"):
        yield from ["", f"## {what}: the posts of some", ""]
        some = [(named, posts) for named, is_so, _, posts in rows if is_so == what][:SHOWN]
        yield from (f"- {named}: " + " **against** ".join(posts) for named, posts in some)


if __name__ == "__main__":
    main(sys.argv[1:])
