"""A million fingerprints on disk: how long a question takes alone and among many, and whether the answers are those of counting all bits.

python -m bench print_index

Fingerprints come in films of 50 that differ in a few bits from one to the next, as those of real films do; questions are kept ones with 20 bits flipped.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.record import record
from skywitness.media.print_index import PrintIndex

PRINTS, FILM, FILES = 1_000_000, 50, 100
WITHIN, FLIPPED = 31, 20
ALONE, TOGETHER, CHECKED = 50, 1_000, 100


def make_prints(dice: np.random.Generator) -> NDArray[np.uint64]:
    """A row for each fingerprint."""
    films = dice.integers(0, 1 << 64, (PRINTS // FILM, 4), dtype=np.uint64)
    prints = np.repeat(films, FILM, axis=0)
    for _ in range(6):
        flip(prints, dice.integers(0, 256, PRINTS))
    return prints


def flip(prints: NDArray[np.uint64], places: NDArray[np.int64]) -> None:
    """Flip one bit of each."""
    prints[np.arange(len(prints)), places // 64] ^= np.uint64(1) << (places % 64).astype(np.uint64)


def main(_arguments: list[str]) -> None:
    """Measure and keep the figures."""
    dice = np.random.default_rng(3)
    prints = make_prints(dice)
    asked = prints[dice.integers(0, PRINTS, TOGETHER)]
    for _ in range(FLIPPED):
        flip(asked, dice.integers(0, 256, TOGETHER))
    questions = [row.astype("<u8").tobytes() for row in asked]
    with tempfile.TemporaryDirectory() as name:
        begun = time.perf_counter()
        index = PrintIndex(Path(name))
        for number in range(FILES):
            part = prints[number * PRINTS // FILES : (number + 1) * PRINTS // FILES]
            index.add(f"{number:064x}", f"{number}.mp4", [row.astype("<u8").tobytes() for row in part], [90] * len(part), [0.0] * len(part))
        added_s = time.perf_counter() - begun
        begun = time.perf_counter()
        index = PrintIndex(Path(name))
        opened_s = time.perf_counter() - begun
        alone = []
        for question in questions[:ALONE]:
            begun = time.perf_counter()
            index.search([question], WITHIN)
            alone.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        found = index.search(questions, WITHIN)
        together_s = time.perf_counter() - begun
    counted = sum(int((np.bitwise_count(prints ^ row).sum(axis=1) <= WITHIN).sum()) for row in asked[:CHECKED])
    record(
        "print_index",
        {
            "fingerprints": len(index),
            "added, s": round(added_s, 2),
            "opened, s": round(opened_s, 2),
            "one question, ms at the median": round(sorted(alone)[ALONE // 2] * 1000, 1),
            "one question, ms at worst": round(max(alone) * 1000, 1),
            "of a batch, each, ms (tables made on the way)": round(together_s / TOGETHER * 1000, 2),
            "near ones found, of those that counting all finds": f"{sum(near.question < CHECKED for near in found)} of {counted}",
        },
    )


if __name__ == "__main__":
    main([])
