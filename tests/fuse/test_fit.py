"""Fitting the weights without labels: what went into the patterns comes out again."""

from __future__ import annotations

import random
from collections import Counter

from skywitness.fuse.fit import Levels, fit_levels, with_fit
from skywitness.fuse.parameters import shipped_parameters

SHIPPED = shipped_parameters()


def invented_patterns(pairs: int, share: float) -> Counter[Levels]:
    """Pairs whose truth is drawn first and then each level by itself: 90 % against 10 % for time, 80 % against 30 % for threat."""
    chance = random.Random(7)  # noqa: S311 - invented pairs need no secrecy
    seen: Counter[Levels] = Counter()
    for _ in range(pairs):
        same = chance.random() < share
        time = "time.overlap" if chance.random() < (0.9 if same else 0.1) else "time.within_2_h"
        area = "area.same_place" if chance.random() < (0.7 if same else 0.05) else "area.apart"
        threat = "threat.same" if chance.random() < (0.8 if same else 0.3) else "threat.differs"
        seen[time, area, threat] += 1
    return seen


def test_the_odds_that_made_the_pairs_are_found_again() -> None:
    fit = fit_levels(invented_patterns(20_000, 0.6), invented_patterns(20_000, 0.0), SHIPPED)
    assert abs(fit.weights["time.overlap"] - 3.17) < 0.3
    assert abs(fit.weights["area.same_place"] - 3.81) < 0.3
    assert abs(fit.weights["threat.same"] - 1.42) < 0.3
    assert abs(fit.prior - -1.22) < 0.3


def test_the_order_of_patterns_changes_nothing() -> None:
    compared, drawn = invented_patterns(500, 0.5), invented_patterns(500, 0.0)
    turned = Counter(dict(reversed(compared.items())))
    assert fit_levels(turned, drawn, SHIPPED) == fit_levels(compared, drawn, SHIPPED)


def test_a_level_that_no_pair_shows_keeps_its_weight() -> None:
    fitted = with_fit(SHIPPED, fit_levels(invented_patterns(500, 0.5), invented_patterns(500, 0.0), SHIPPED), "link/0")
    assert fitted.time["unknown"] == SHIPPED.time["unknown"]
    assert fitted.clear == SHIPPED.clear
    assert fitted.version == "link/0"
