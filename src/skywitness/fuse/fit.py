"""Fits the weights of the pair model without labels: expectation-maximisation over the levels that comparisons come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from math import log2

import msgspec
from msgspec import Struct

from skywitness.fuse.parameters import Parameters

Levels = tuple[str, ...]
FITTED = frozenset({"time", "area", "threat", "outcome", "count"})
"""Comparisons whose weights are fitted. Marks of one report, of copies and of all-clears keep theirs: too few pairs show them."""
SMOOTHING = 1.0
"""Pairs added to every level on both sides, so that a level never seen among the ones is not impossible."""


class Fit(Struct, frozen=True):
    """Log2 odds before any comparison, and of each level; how many rounds it took, and the pairs it saw."""

    prior: float
    weights: Mapping[str, float]
    rounds: int
    pairs: int


def fit_levels(
    compared: Mapping[Levels, int], drawn: Mapping[Levels, int], start: Parameters, *, most_rounds: int = 200, settled_bits: float = 1e-4
) -> Fit:
    """The m and u of every level as odds (Fellegi and Sunter 1969), from how often each pattern of levels was seen.

    u comes from pairs ``drawn`` at random, which are hardly ever one happening (as in Splink, Linacre 2022); m and the prior by EM over
    those and the ``compared`` ones. Comparisons are taken for independent given the truth. Begins at the weights of ``start``; a comparison
    that a pair does not have says nothing. The same patterns give the same fit, whatever their order.
    """
    patterns = sorted([*compared.items(), *drawn.items()])
    other = _shares_of_levels(sorted(drawn.items()), lambda _: 1.0, {level for levels, _ in patterns for level in levels})
    prior = start.prior
    weights = {level: start.weigh(level) for level in other}
    rounds, moved = 0, settled_bits
    while rounds < most_rounds and moved >= settled_bits:
        rounds += 1
        before, known = prior, dict(weights)

        def chance(levels: Levels, prior: float = before, weights: Mapping[str, float] = known) -> float:
            odds = prior + sum(weights[level] for level in levels)
            return 1 / (1 + 2 ** -max(-200.0, min(200.0, odds)))

        same = _shares_of_levels(patterns, chance, set(weights))
        weights |= {level: log2(same[level] / other[level]) for level in weights if level.partition(".")[0] in FITTED}
        matched = sum(number * chance(levels) for levels, number in patterns) + SMOOTHING
        prior = log2(matched / (sum(number for _, number in patterns) + 2 * SMOOTHING - matched))
        moved = max(abs(prior - before), *(abs(weights[level] - known[level]) for level in weights))
    return Fit(prior, weights, rounds, sum(number for _, number in patterns))


def _shares_of_levels(patterns: list[tuple[Levels, int]], chance: Callable[[Levels], float], levels: set[str]) -> dict[str, float]:
    """The smoothed share of each level in its comparison, each pattern counted by its chance."""
    seen = dict.fromkeys(sorted(levels), SMOOTHING)
    for pattern, number in patterns:
        share = number * chance(pattern)
        for level in pattern:
            seen[level] += share
    totals: dict[str, float] = defaultdict(float)
    for level, number_seen in seen.items():
        totals[level.partition(".")[0]] += number_seen
    return {level: number_seen / totals[level.partition(".")[0]] for level, number_seen in seen.items()}


def with_fit(parameters: Parameters, fit: Fit, version: str) -> Parameters:
    """The parameters with fitted weights to a hundredth of a bit; levels that the fit never saw keep theirs."""
    changed = {
        comparison: {
            name: round(fit.weights.get(f"{comparison}.{name}", weight), 2) for name, weight in getattr(parameters, comparison).items()
        }
        for comparison in sorted(FITTED)
    }
    return msgspec.structs.replace(parameters, version=version, prior=round(fit.prior, 2), **changed)
