"""The scan finds what was planted, gives its likelihood by the printed formula, and counts nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from skywitness.stats.scan import Cylinders, draw_circles, judge_clusters, log_likelihood_ratio, scan_space

GRID = np.array([(x, y) for x in range(6) for y in range(6)], dtype=float)


def test_places_equally_far_off_enter_a_circle_together() -> None:
    circles = draw_circles(GRID, np.ones(len(GRID)))
    corner = int(np.flatnonzero((GRID == (0, 0)).all(axis=1))[0])
    assert list(np.flatnonzero(circles.may_end[corner])[:3]) == [0, 2, 3]


def test_no_circle_holds_more_than_its_share() -> None:
    circles = draw_circles(GRID, np.ones(len(GRID)), most=0.25)
    assert max(np.flatnonzero(row)[-1] + 1 for row in circles.may_end) <= 9


def test_the_ratio_is_the_formula() -> None:
    assert float(log_likelihood_ratio(np.array([10.0]), np.array([4.0]), 20)[0]) == pytest.approx(10 * np.log(2.5) + 10 * np.log(10 / 16))
    assert list(log_likelihood_ratio(np.array([4.0, 3.0, 1.0]), np.array([4.0, 5.0, 0.1]), 20)) == [0, 0, 0]


def test_clusters_share_no_place_and_planted_ones_come_first() -> None:
    cases = np.full(len(GRID), 5.0)
    cases[[0, 1, 6, 7]] = 30
    cases[[35, 34]] = 20
    clusters = scan_space(cases, np.full(len(GRID), cases.sum() / len(GRID)), draw_circles(GRID, np.ones(len(GRID))))
    assert set(clusters[0].spots) == {0, 1, 6, 7}
    assert {34, 35} <= set(clusters[1].spots)
    assert all(set(one.spots).isdisjoint(other.spots) for one in clusters for other in clusters if one is not other)


def test_even_cases_have_no_cluster_that_chance_would_not_make() -> None:
    rng = np.random.default_rng(2)
    expected, circles = np.full(len(GRID), 10.0), draw_circles(GRID, np.ones(len(GRID)))
    cases = rng.multinomial(360, np.full(len(GRID), 1 / len(GRID))).astype(float)
    clusters = scan_space(cases, expected, circles)
    assert judge_clusters(clusters[:1], cases, expected, circles, rng, 99)[0] > 0.05


def test_the_cylinder_is_found_where_it_was_planted() -> None:
    rng = np.random.default_rng(3)
    places, days = rng.integers(0, len(GRID), 300), rng.integers(0, 40, 300)
    places[:20], days[:20] = rng.choice([14, 15, 20, 21], 20), rng.integers(10, 14, 20)
    best = Cylinders(GRID, 40).find_best(places, days)
    assert best is not None
    assert best.begin is not None
    assert best.end is not None
    assert len({14, 15, 20, 21} & set(best.spots)) >= 3
    assert 8 <= best.begin < best.end <= 18


def test_what_all_places_share_is_no_cluster() -> None:
    places, days = np.tile(np.arange(36), 3), np.repeat([1, 1, 5], 36)
    assert Cylinders(GRID, 10).find_best(places, days) is None


@pytest.mark.shared
def test_leukaemia_in_new_york_is_as_satscan_prints_it(shared: Path) -> None:
    with (shared / "data/pattern/scan_ny/nydf.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    places = np.array([[float(row["latitude"]), float(row["longitude"])] for row in rows])
    population, cases = (np.array([float(row[name]) for row in rows]) for name in ("population", "cases"))
    cases = np.floor(cases)
    first, second, *_ = scan_space(cases, cases.sum() * population / population.sum(), draw_circles(places, population))
    assert (f"{first.log_likelihood_ratio:.6f}", f"{second.log_likelihood_ratio:.6f}") == ("14.083511", "9.019716")
    assert [spot + 1 for spot in second.spots] == [89, 88, 87, 84, 90, 86, 92, 85]
