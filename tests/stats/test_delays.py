"""The delay curve: right on a known law though many clocks were still running, and never falling."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.stats.delays import fit_delays, median_delay_h, prob_spoken_by

CLOCKS = st.lists(st.tuples(st.floats(0, 1000), st.booleans()), max_size=40)


@pytest.mark.parametrize("seed", range(5))
def test_a_known_law_is_found_again_although_a_third_of_the_clocks_still_ran(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a simulation
    clocks = []
    for _ in range(600):
        delay_h, watched_h = chance.expovariate(1 / 3), chance.uniform(0, 12)
        clocks.append((min(delay_h, watched_h), delay_h <= watched_h))
    curve = fit_delays(clocks)
    assert curve.words < 0.8 * curve.clocks
    assert max(abs(prob_spoken_by(curve, hours) - (1 - math.exp(-hours / 3))) for hours in (0.5, 1, 2, 4, 6, 8)) < 0.06
    assert median_delay_h(curve) == pytest.approx(3 * math.log(2), abs=0.4)


@given(CLOCKS)
def test_the_share_never_falls_and_never_passes_one(clocks: list[tuple[float, bool]]) -> None:
    curve = fit_delays(clocks)
    assert list(curve.prob_spoken) == sorted(curve.prob_spoken)
    assert all(0 <= prob <= 1 + 1e-9 for prob in curve.prob_spoken)


@given(CLOCKS, st.randoms(use_true_random=False))
def test_the_order_of_clocks_does_not_matter(clocks: list[tuple[float, bool]], chance: Random) -> None:
    assert fit_delays(sorted(clocks, key=lambda _: chance.random())) == fit_delays(clocks)


def test_no_clocks_give_no_median() -> None:
    assert median_delay_h(fit_delays([])) is None
