"""Are probabilities and stated intervals of incidents true? Counted on exercises, and measured on exercises of other seeds.

    python -m bench.calibration [SEEDS]        measure, on seeds that nothing was fitted to (20 a scenario when not told)
    python -m bench.calibration fit [SEEDS]    count the classes anew into src/skywitness/fuse/calibration.yml (40 a scenario); `make fit-calibration`

The fitting seeds begin at 50,000, the measuring ones at 9,000.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import msgspec

from bench.record import record
from bench.scoreboard import FIRST_SEED, WORKERS, play
from skywitness.exercise.scenario import load_scenarios
from skywitness.fuse.forecast import CALIBRATION_FILE, shipped_calibration
from skywitness.score.calibration import BeginningSeen, Forecast, sum_up_beginnings, sum_up_calibration
from skywitness.stats import count_cases, measure_spread

FIT_SEED, FIT_SEEDS, MEASURE_SEEDS = 50_000, 40, 20
HEAD = """# How often each class of incident and of value was so in exercises: right of so many cases; and how many seconds before the first report incidents began.
# Counted by `make fit-calibration` on exercise seeds from {seed} on ({exercises} exercises) and changed by nothing else.
"""


def see(first_seed: int, seeds: int) -> tuple[list[Forecast], list[BeginningSeen]]:
    """Forecasts and beginnings of every scenario with so many seeds."""
    forecasts, beginnings = list[Forecast](), list[BeginningSeen]()
    for number, (observed, beginning) in enumerate(_play_all(first_seed, seeds), 1):
        forecasts += observed
        beginnings += beginning
        print(f"\r{number} of {seeds * len(load_scenarios())} exercises", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return forecasts, beginnings


def _play_all(first_seed: int, seeds: int) -> Iterator[tuple[tuple[Forecast, ...], tuple[BeginningSeen, ...]]]:
    names, numbers = zip(*product(sorted(load_scenarios()), range(first_seed, first_seed + seeds)), strict=True)
    with ProcessPoolExecutor(WORKERS) as workers:
        for observed, _ in workers.map(play, names, numbers):
            yield observed.calibration, observed.beginnings


def fit(seeds: int) -> None:
    """Count the classes and write the file that ships, its version one higher."""
    forecasts, beginnings = see(FIT_SEED, seeds)
    shipped, exercises = shipped_calibration(), seeds * len(load_scenarios())
    version = f"exercise/{int(shipped.version.partition('/')[2]) + 1}"
    made = msgspec.structs.replace(
        shipped,
        version=version,
        calibrated_on=version,
        right=count_cases((each.likened_to, each.came_true) for each in forecasts if each.likened_to),
        began=measure_spread(((each.likened_to, each.delay_s) for each in beginnings), shipped.share),
    )
    head = HEAD.format(seed=FIT_SEED, exercises=exercises)
    CALIBRATION_FILE.write_bytes(head.encode() + write_table(msgspec.to_builtins(made)).encode())
    print(f"{version}: {len(forecasts)} cases of {len(made.right)} classes, {len(beginnings)} beginnings of {len(made.began)}")


def write_table(table: dict[str, object]) -> str:
    """A calibration as YAML, a class a line."""
    lines = []
    for key, value in table.items():
        if isinstance(value, dict):
            lines += [
                f"{key}:",
                *(f"  {msgspec.json.encode(path).decode()}: {msgspec.json.encode(row).decode()}" for path, row in value.items()),
            ]
        else:
            lines.append(f"{key}: {value}")
    return "\n".join(lines) + "\n"


def measure(seeds: int) -> None:
    """Measure what ships and keep the figures."""
    forecasts, beginnings = see(FIRST_SEED, seeds)
    record(
        "calibration",
        {
            "version": shipped_calibration().version,
            "exercises": seeds * len(load_scenarios()),
            "probabilities": {name: msgspec.to_builtins(figures) for name, figures in sum_up_calibration(forecasts).items()},
            "80 % intervals of the beginning": msgspec.to_builtins(sum_up_beginnings(beginnings)),
        },
    )


def main(arguments: Sequence[str]) -> None:
    """Measure, or fit when told so."""
    if arguments[:1] == ["fit"]:
        fit(int(arguments[1]) if arguments[1:] else FIT_SEEDS)
    else:
        measure(int(arguments[0]) if arguments else MEASURE_SEEDS)


if __name__ == "__main__":
    main(sys.argv[1:])
