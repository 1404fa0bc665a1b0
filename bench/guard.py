"""Holds the scoreboard of a few small exercises against the figures kept, so that no change costs more than a point unseen.

    python -m bench.guard          play, compare, and say what has dropped
    python -m bench.guard keep     keep the figures of this state

`make check` compares too (tests/score/test_guard.py). Keep new figures only with a reason, which belongs in the commit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from bench.record import RESULTS, record
from bench.scoreboard import play
from skywitness.score import draw_up, pool
from skywitness.score.headlines import list_headlines

EXERCISES = (
    *(("founding-story", seed) for seed in (1, 2)),
    *(("cross-border", seed) for seed in (1, 2, 3)),
    *(("airport-closure", seed) for seed in (1, 2, 3)),
    *(("withheld", seed) for seed in (1, 2)),
    ("disinformation", 1),
)
"""Small ones, of seeds that nothing is fitted to."""
POINT = 0.01
HIGHER_IS_BETTER = (
    ("extraction", "happenings: F1"),
    ("extraction", "target right"),
    ("extraction", "count right"),
    ("extraction", "place right"),
    ("location of reports", "in the right region"),
    ("linking, waves", "B-cubed F1"),
    ("linking, waves", "incidents of something that happened"),
    ("independence", "roots counted right"),
    ("independence", "copies: F1"),
    ("silence and gaps", "silences: F1"),
    ("silence and gaps", "clocks rightly running or stopped"),
    ("silence and gaps", "unanswerable questions shown as open"),
    ("tallies", "roll-ups: F1"),
    ("tallies", "figures read right"),
    ("tallies", "verdicts right"),
)
LOWER_IS_BETTER = (("calibration", "all: Brier score"), ("silence and gaps", "answers invented"))


def measure() -> dict[str, float]:
    """The guarded figures of this state."""
    board = draw_up(pool(play(name, seed)[0] for name, seed in EXERCISES))
    lines = {(subject, line.name): line.value for subject, found in list_headlines(board).items() for line in found}
    wanted = (*HIGHER_IS_BETTER, *LOWER_IS_BETTER)
    return {f"{subject}: {name}": value for subject, name in wanted if (value := lines[subject, name]) is not None}


def find_drops(kept: Mapping[str, float], found: Mapping[str, float]) -> list[str]:
    """A sentence for each figure that is worse by more than a point, or gone.

    >>> find_drops({"tallies: verdicts right": 0.8}, {"tallies: verdicts right": 0.75})
    ['tallies: verdicts right fell from 0.800 to 0.750']
    """
    lower = {f"{subject}: {name}" for subject, name in LOWER_IS_BETTER}
    drops = []
    for name, before in kept.items():
        now = found.get(name)
        if now is None:
            drops.append(f"{name} is no longer measured")
        elif (now - before if name in lower else before - now) > POINT:
            drops.append(f"{name} {'rose' if name in lower else 'fell'} from {before:.3f} to {now:.3f}")
    return drops


def read_kept() -> dict[str, float]:
    """The figures kept."""
    figures: dict[str, float] = json.loads((RESULTS / "guard.json").read_text(encoding="utf-8"))["figures"]
    return figures


def main(arguments: Sequence[str]) -> None:
    """Compare, or keep when told so."""
    found = measure()
    if arguments[:1] == ["keep"]:
        record("guard", found)
        return
    drops = find_drops(read_kept(), found)
    print("\n".join(drops) if drops else "no figure has dropped by more than a point")
    if drops:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
