"""Fits the weights of linking on invented nights and writes them to a file to be held against those that ship: `make fit-link`. Never runs by itself.

The weights are learned without the truth; the truth only tells afterwards what they achieve, on nights of another seed.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from bench.generate_sketches import invent_sketches
from bench.scores import score_partition

from skywitness.fuse.block import Pair
from skywitness.fuse.fit import Fit, Levels, fit_levels, with_fit
from skywitness.fuse.parameters import Parameters, shipped_parameters
from skywitness.fuse.stream import Linker

SIZE = 20_000
CONTRAST_S = 6 * 3600.0


def count_patterns(size: int, seed: int) -> tuple[Counter[Levels], Counter[Levels]]:
    """How often each pattern of levels is seen among the compared pairs, and among as many drawn at random within six hours."""
    sketches, _ = invent_sketches(size, seed)
    linker = Linker(shipped_parameters())
    linker.add(sketches)
    compared = [pair for pair, _ in linker.weights()]
    chance = random.Random(seed)  # noqa: S311 - a sample needs no secrecy
    drawn: list[Pair] = []
    while len(drawn) < len(compared):
        left = chance.randrange(size - 1)
        right = min(size - 1, left + 1 + int(chance.expovariate(1 / 200)))
        if left < right and abs((sketches[left].first_s or 0) - (sketches[right].first_s or 0)) < CONTRAST_S:
            drawn.append((left, right))
    return Counter(map(linker.levels, compared)), Counter(map(linker.levels, drawn))


def score_on(parameters: Parameters, size: int, seed: int) -> dict[str, float]:
    """What parameters achieve on nights with known truth."""
    sketches, waves = invent_sketches(size, seed)
    linker = Linker(parameters)
    linker.add(sketches)
    return score_partition(dict(enumerate(linker.leader)), dict(enumerate(waves)))


def write(parameters: Parameters, fit: Fit, seed: int, path: Path) -> None:
    """The fitted part of the parameters, with how it came about."""
    kept = {
        "version": parameters.version,
        "fitted_on": f"{SIZE} invented occurrences (bench/generate_sketches.py), {fit.pairs} pairs, seed {seed}",
        "fitted_at": f"{datetime.now(UTC):%Y-%m-%d}",
        "rounds": fit.rounds,
        "prior": parameters.prior,
        **{comparison: getattr(parameters, comparison) for comparison in ("time", "area", "threat", "outcome", "count")},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.yaml.encode(kept))


def main() -> None:
    """Fit, tell the figures side by side, write the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=5)
    options.add_argument("--out", type=Path, default=Path("build/link-fitted.yml"))
    chosen = options.parse_args()
    shipped = shipped_parameters()
    fit = fit_levels(*count_patterns(SIZE, chosen.seed), shipped)
    fitted = with_fit(shipped, fit, "fitted")
    write(fitted, fit, chosen.seed, chosen.out)
    for name, parameters in (("shipped", shipped), ("fitted", fitted)):
        print(name, score_on(parameters, 20_000, chosen.seed + 1))
    print(f"written to {chosen.out}")


if __name__ == "__main__":
    main()
