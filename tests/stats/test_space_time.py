"""Statistics of space and time against counting by hand, and against shuffling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.stats.space_time import (
    Places,
    Statistic,
    prepare_jacquez,
    prepare_knox,
    prepare_mantel,
    prepare_modified_knox,
    shuffle_test,
)

NUMBERS = st.integers(0, 30)
EVENTS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=5, max_size=25)


def scatter(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray]:
    whole = np.array(rows, dtype=float)
    return whole[:, :2], whole[:, 2]


@given(EVENTS)
def test_knox_is_the_count_of_pairs_near_in_both(rows: list[tuple[int, int, int]]) -> None:
    places, times = scatter(rows)
    by_hand = sum(
        np.hypot(*(places[one] - places[other])) <= 5 and abs(times[one] - times[other]) <= 3
        for one in range(len(rows))
        for other in range(one)
    )
    assert prepare_knox(places, 5, 3)(times) == by_hand


@given(EVENTS)
def test_modified_knox_adds_up_to_nothing_when_all_are_near(rows: list[tuple[int, int, int]]) -> None:
    places, times = scatter(rows)
    assert prepare_modified_knox(places, 1000, 1000)(times) == pytest.approx(0)


@given(EVENTS)
def test_mantel_is_a_correlation(rows: list[tuple[int, int, int]]) -> None:
    places, times = scatter(rows)
    assert -1.000001 <= prepare_mantel(places)(times) <= 1.000001


@given(EVENTS, st.integers(1, 4))
def test_jacquez_counts_at_most_every_neighbour_of_everyone(rows: list[tuple[int, int, int]], neighbours: int) -> None:
    places, times = scatter(rows)
    assert 0 <= prepare_jacquez(places, neighbours)(times) <= neighbours * len(rows)


def test_jacquez_is_whole_where_space_is_time() -> None:
    along = np.array([1.0, 2, 4, 8, 16, 32])
    assert prepare_jacquez(np.column_stack([along, along]), 2)(along) == 12


@pytest.mark.parametrize("prepare", [lambda p: prepare_knox(p, 2, 2), lambda p: prepare_modified_knox(p, 2, 2), prepare_mantel])
def test_clusters_in_space_and_time_are_rare_among_shuffles_and_scattered_events_are_not(
    prepare: Callable[[Places], Statistic],
) -> None:
    rng = np.random.default_rng(4)
    centres = rng.uniform(0, 100, (12, 3)).repeat(4, axis=0)
    clustered = centres + rng.normal(0, 0.5, centres.shape)
    scattered = rng.uniform(0, 100, centres.shape)
    assert shuffle_test(prepare(clustered[:, :2]), clustered[:, 2], rng, 199)[1] < 0.02
    assert shuffle_test(prepare(scattered[:, :2]), scattered[:, 2], rng, 199)[1] > 0.05
