"""Gaps and contradictions on exercises whose words are all noted: what a ledger shows as open or contradicted, against what the truth says of every report.

    python -m bench.gaps [SEEDS]     four seeds of every scenario when not told

The seen half of the grammar is noted, so that every question can be judged; the mixed scoreboard (`python -m bench scoreboard`) judges incidents without a report of unnoted words. The seeds
begin at 9000; whoever mends assessment looks at others.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from bench.record import record
from bench.scoreboard import FIRST_SEED, WORKERS, play
from skywitness.exercise.scenario import load_scenarios
from skywitness.score import Observed, draw_up, pool
from skywitness.score.headlines import list_headlines

SEEDS, HALF = 4, "seen"
SUBJECTS = ("questions left open", "contradictions")


def list_figures(observed: Sequence[Observed]) -> dict[str, object]:
    """The headlines of the two subjects, each with what it rests on."""
    lines = list_headlines(draw_up(pool(observed)))
    return {subject: {line.name: [line.value, line.of] if line.of else line.value for line in lines[subject]} for subject in SUBJECTS}


def main(arguments: Sequence[str]) -> None:
    """Play every scenario, and record the figures of each and of all."""
    seeds = range(FIRST_SEED, FIRST_SEED + (int(arguments[0]) if arguments else SEEDS))
    figures, every = dict[str, object](), list[Observed]()
    with ProcessPoolExecutor(WORKERS) as workers:
        for scenario in sorted(load_scenarios()):
            played = [observed for observed, _ in workers.map(partial(play, scenario, half=HALF), seeds)]
            figures[scenario] = list_figures(played)
            every += played
    record("gaps", {"all": {"half": HALF, "seeds": len(seeds), **list_figures(every)}, **figures})


if __name__ == "__main__":
    main(sys.argv[1:])
