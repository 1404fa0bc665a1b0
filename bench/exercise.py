"""How quickly exercises are made, and how much they hold: every scenario, and a mass night of at least five thousand reports.

python -m bench exercise
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bench.record import record
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import Grammar, load_grammars
from skywitness.model.truth import ToldTruth

SEEDS = range(10)


def main() -> None:
    """Make every scenario over ten seeds; the first making pays for reading gazetteer and grammars, and is told apart."""
    begun = time.perf_counter()
    grammars = load_grammars()
    make_exercise("founding-story", seed=0, grammars=grammars)
    figures: dict[str, object] = {
        "first_seconds": round(time.perf_counter() - begun, 2),
        "constructions": {language: sum(map(len, grammar.constructions.values())) for language, grammar in grammars.items()},
    }
    for name in load_scenarios():
        begun = time.perf_counter()
        made = [make_exercise(name, seed=seed, grammars=grammars) for seed in SEEDS]
        seconds = time.perf_counter() - begun
        told = [line for exercise in made for line in exercise.truth if isinstance(line, ToldTruth)]
        figures[name] = {
            "reports_mean": round(len(told) / len(made)),
            "reports_range": [min(len(exercise.reports) for exercise in made), max(len(exercise.reports) for exercise in made)],
            "seconds_per_5000_reports": round(5000 * seconds / max(1, len(told)), 3),
            "constructions_used": len({line.construction for line in told}),
            "derived_share": round(sum(line.derives_from is not None for line in told) / max(1, len(told)), 3),
            "clutter_share": round(sum(line.clutter for line in told) / max(1, len(told)), 3),
            "faults": dict(sorted(Counter(fault for line in told for fault in line.faults).items())),
        }
    figures["a mass night with videos"] = film_night(grammars)
    record("exercise", figures)


def film_night(grammars: Mapping[str, Grammar]) -> dict[str, object]:
    """Seconds to make and write one mass night with and without its videos."""
    seconds = list[float]()
    with tempfile.TemporaryDirectory() as folder:
        for with_videos in (False, True):
            begun = time.perf_counter()
            made = make_exercise("mass-night", seed=0, grammars=grammars, with_videos=with_videos)
            write_exercise(made, Path(folder) / str(with_videos))
            seconds.append(round(time.perf_counter() - begun, 1))
    return {"reports": len(made.reports), "videos": len(made.clips), "seconds_without": seconds[0], "seconds_with": seconds[1]}


if __name__ == "__main__":
    main()
