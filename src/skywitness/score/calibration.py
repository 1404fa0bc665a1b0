"""Calibration: of what is said to be probable at 80 %, do 80 % come true?

The calibration error (ECE) is the mean distance between probability and frequency over bins of equal width, weighted by forecasts (Naeini, Cooper &
Hauskrecht 2015). It is above zero by chance alone: ``ece_by_chance`` says how much a perfect forecaster would show with as many forecasts. The Brier
score is the mean squared error. No probability shown means no figure: None.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from skywitness.model.words import Topic
from skywitness.score.compare import Comparison, Fate
from skywitness.score.figures import mean

BINS = 15
EXISTENCE = "existence"
"""That an incident happened at all."""
UNMERGED = "all, incidents of one happening"
"""Without the incidents that linking put together from several: what is left is not linking's fault."""


class Forecast(Struct, frozen=True):
    """A probability that was shown, of what, and whether it came true. ``merged``: the incident stands for more than one happening."""

    about: str
    probability: float
    came_true: bool
    merged: bool = False


class Bin(Struct, frozen=True, kw_only=True):
    """One bar of the reliability diagram: the forecasts from ``low`` to below ``high`` (1 included in the last)."""

    low: float
    high: float
    forecasts: int
    mean_probability: float
    frequency: float


class CalibrationFigures(Struct, frozen=True, kw_only=True):
    """How good the probabilities of one kind are. ``base_rate`` is how often such a thing came true."""

    forecasts: int
    base_rate: float
    mean_probability: float
    brier: float
    ece: float
    ece_by_chance: float
    bins: tuple[Bin, ...]


def observe_calibration(comparison: Comparison) -> tuple[Forecast, ...]:
    """Every probability that an incident shows and that the truth can answer."""
    found = []
    for judged in comparison.judged:
        if judged.fate in {Fate.UNJUDGED, Fate.RECOUNT}:
            continue
        for attribute in judged.incident.attributes:
            if attribute.probability is not None and attribute.preferred is not None:
                is_so = judged.is_so(attribute.about, attribute.preferred)
                if is_so is not None:
                    found.append(Forecast(attribute.about.value, attribute.probability, is_so, len(judged.meant) > 1))
    return tuple(found)


def sum_up_calibration(observed: Sequence[Forecast]) -> dict[str, CalibrationFigures | None]:
    """The figures of all forecasts, of those of unmerged incidents, of existence, and of every topic that has any; None where no probability is shown."""
    by_kind = defaultdict[str, list[Forecast]](list)
    for forecast in observed:
        by_kind[forecast.about].append(forecast)
    named = [EXISTENCE, *(topic.value for topic in Topic if topic.value in by_kind)]
    unmerged = judge_forecasts([forecast for forecast in observed if not forecast.merged])
    return {"all": judge_forecasts(observed), UNMERGED: unmerged} | {name: judge_forecasts(by_kind[name]) for name in named}


def judge_forecasts(forecasts: Sequence[Forecast]) -> CalibrationFigures | None:
    """The figures of some forecasts; None of none.

    >>> figures = judge_forecasts([Forecast("count", 0.8, True), Forecast("count", 0.8, False)])
    >>> figures.brier, figures.ece
    (0.34, 0.3)
    """
    if not forecasts:
        return None
    binned = defaultdict[int, list[Forecast]](list)
    for forecast in forecasts:
        binned[min(int(forecast.probability * BINS), BINS - 1)].append(forecast)
    bins = tuple(_make_bin(number, binned[number]) for number in sorted(binned))
    chance = [
        each.forecasts * math.sqrt(2 * each.mean_probability * (1 - each.mean_probability) / (math.pi * each.forecasts)) for each in bins
    ]
    return CalibrationFigures(
        forecasts=len(forecasts),
        base_rate=mean([each.came_true for each in forecasts]) or 0.0,
        mean_probability=mean([each.probability for each in forecasts]) or 0.0,
        brier=mean([(each.came_true - each.probability) ** 2 for each in forecasts]) or 0.0,
        ece=round(sum(each.forecasts * abs(each.frequency - each.mean_probability) for each in bins) / len(forecasts), 4),
        ece_by_chance=round(sum(chance) / len(forecasts), 4),
        bins=bins,
    )


def _make_bin(number: int, forecasts: Sequence[Forecast]) -> Bin:
    return Bin(
        low=round(number / BINS, 4),
        high=round((number + 1) / BINS, 4),
        forecasts=len(forecasts),
        mean_probability=sum(each.probability for each in forecasts) / len(forecasts),
        frequency=sum(each.came_true for each in forecasts) / len(forecasts),
    )
