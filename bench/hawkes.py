"""The self-exciting fit: how often its 90 % intervals hold the parameters that made the events, and how long a fit of ten thousand events takes.

    python -m bench.hawkes [RUNS]      a thousand runs when not told

Two hundred runs tell a coverage of .90 to within .021 (one standard error), so that of three good intervals one is often outside of .87 to .93 by chance. The figure is therefore
given over all runs, with its standard error, and for each two hundred of them besides.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from math import sqrt

import numpy as np

from bench.record import record
from skywitness.assess.pattern import LEVEL
from skywitness.stats.hawkes import Observed, fit_excitation, simulate_excitation

RUNS, BLOCK, WORKERS = 1000, 200, 2
TRUE, LENGTH = (0.4, 0.5, 1.5), 500.0
"""The simulated process: base rate, offspring, mean delay, and how long each run lasts."""
LONG = (0.5, 0.6, 2 / 3, 8000.0)
"""A process of about ten thousand events."""
NAMES = ("base rate", "offspring", "delay")


def fit_once(run: int) -> tuple[bool, bool, bool, bool]:
    """Whether each interval of one run holds its parameter, and whether the residual test is alarmed."""
    fitted = fit_excitation(Observed(simulate_excitation(*TRUE, LENGTH, np.random.default_rng(run)), LENGTH))
    base, offspring, delay = (
        (each.low is None or each.low <= true) and (each.high is None or true <= each.high)
        for each, true in zip((fitted.base_rate, fitted.offspring, fitted.delay), TRUE, strict=True)
    )
    return base, offspring, delay, fitted.residual_p < LEVEL


def time_fit() -> dict[str, object]:
    """The seconds that the fit of a long series takes."""
    times = simulate_excitation(*LONG, np.random.default_rng(1))
    begun = time.perf_counter()
    fit_excitation(Observed(times, LONG[3]))
    return {"events": len(times), "seconds": round(time.perf_counter() - begun, 2)}


def main(arguments: Sequence[str]) -> None:
    """Simulate, fit and record."""
    runs = int(arguments[0]) if arguments else RUNS
    with ProcessPoolExecutor(WORKERS) as workers:
        held = np.array(list(workers.map(fit_once, range(runs), chunksize=20)))
    blocks = [held[first : first + BLOCK].mean(axis=0).round(3).tolist() for first in range(0, runs, BLOCK)]
    share = held.mean(axis=0)
    figures = {
        "runs": runs,
        "90 % intervals hold": dict(zip(NAMES, share[:3].round(4).tolist(), strict=True)),
        "standard error": round(sqrt(0.9 * 0.1 / runs), 4),
        f"by {BLOCK} runs": {name: [block[place] for block in blocks] for place, name in enumerate(NAMES)},
        "residual test alarms at 5 %": round(float(share[3]), 4),
    }
    record("hawkes", figures | time_fit())


if __name__ == "__main__":
    main(sys.argv[1:])
