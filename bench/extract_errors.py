"""Where extraction goes wrong, by cause, worst first: mistakes on hand-labelled posts and what is not read of exercises.

    python -m bench extract_errors

A mistake is told with its circumstance (the stored text breaks off, a digest, a place that has no region code) and the rows where it happens.
Of the exercises both halves of the grammar are counted by what a post tells and who tells it; sums are judged as tallies elsewhere. Goes to ``bench/results/extract_errors.md``.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.extract_gold import SETS, Row, labelled_rows, mistakes_of, read_rows
from bench.record import RESULTS, SHARED
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.model.report import SetAside
from skywitness.model.truth import ToldTruth
from skywitness.model.words import HAPPENINGS
from skywitness.parts import ReadOptions
from skywitness.pipeline import extract_rows

SEEDS = (9100, 9101)
_SHOWN, _FEWEST = 6, 10
Missed = dict[str, Counter[str]]


def main() -> None:
    """Count, sort and write."""
    parts = ["# Where extraction goes wrong, by cause, worst first", "", "Written by `python -m bench extract_errors`.", ""]
    for name, part, source in SETS:
        reports = SHARED / "gold" / part / f"{part}.reports.jsonl"
        rows = read_rows(reports)
        parts += _table(name, [(one, rows[one["id"]]) for one in labelled_rows(SHARED, part, source)])
    for half in ("seen", "unseen"):
        parts += _of_exercises(half)
    path = RESULTS / "extract_errors.md"
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
    print(path.read_text("utf-8"))


def _table(name: str, pairs: Iterable[tuple[Row, Row]]) -> Iterator[str]:
    """The mistakes of a labelled set, with the rows of the first few."""
    where = defaultdict[str, list[str]](list)
    posts = 0
    for labelled, read in pairs:
        posts += 1
        for mistake in mistakes_of(labelled, read):
            where[f"{mistake} | {_circumstance(labelled)}"].append(str(labelled["locator"]["row"]))
    yield from [f"## {name} ({posts} posts)", "", "| mistake | in | times | rows |", "|---|---|---|---|"]
    for cause, rows in sorted(where.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        shown = ", ".join(dict.fromkeys(rows[:_SHOWN]))
        yield f"| {cause} | {len(rows)} | {shown}{' …' if len(rows) > _SHOWN else ''} |"
    yield ""


def _circumstance(labelled: Row) -> str:
    if labelled["cut"]:
        return "a text that breaks off"
    if labelled["kind"] == "digest":
        return "a digest"
    if any(place["iso"] is None for claim in labelled["claims"] for place in claim["by_place"]):
        return "a post with a place without a region"
    return "a whole post"


def _of_exercises(half: str) -> Iterator[str]:
    """What is not read of the exercises worded from one half of the grammar, by what is told and who tells it."""
    missed: Missed = defaultdict(Counter)
    for scenario in sorted(load_scenarios()):
        for seed in SEEDS:
            _count(scenario, seed, half, missed)
    told, read = (sum(count[key] for count in missed.values()) for key in ("told", "read"))
    yield from [f"## exercises, {half} half ({read} of {told} happenings read)", "", "| told | by | not read | of |", "|---|---|---|---|"]
    for cause, count in sorted(missed.items(), key=lambda entry: (entry[1]["read"] - entry[1]["told"], entry[0])):
        lost = count["told"] - count["read"]
        if lost >= _FEWEST:
            yield f"| {cause} | {lost} | {count['told']} |"
    yield ""


def _count(scenario: str, seed: int, half: str, missed: Missed) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exercise = make_exercise(scenario, seed=seed, grammars=load_grammars((), half))
        write_exercise(exercise, folder)
        told = {one.report_id: one for one in exercise.truth if isinstance(one, ToldTruth)}
        options = ReadOptions(collected_at=datetime(2026, 1, 1, tzinfo=UTC), profiles=load_profiles(folder / "sources.toml"))
        for item in extract_rows([folder / "night.reports.jsonl"], options):
            if isinstance(item, SetAside):
                continue
            row = json.loads(msgspec.json.encode(item[1]))
            one = told.get(row["id"])
            if one is not None and one.speaks_of and not one.clutter and one.construction and one.stated is None:
                happenings = [claim for claim in row["claims"] if claim["what"] in HAPPENINGS and not claim["negated"]]
                what, by = [*one.construction.split("/"), "", "", ""][2:4]
                count = missed[f"{what or 'an article'} | {by or 'a news site'}"]
                count["told"] += len(set(one.speaks_of))
                count["read"] += min(sum(max(1, len(claim["by_place"])) for claim in happenings), len(set(one.speaks_of)))


if __name__ == "__main__":
    main()
