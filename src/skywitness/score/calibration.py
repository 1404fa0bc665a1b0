"""Calibration: of what is said to be probable at 80 %, do 80 % come true?

The calibration error (ECE) is the mean distance between probability and frequency over bins of equal width, weighted by forecasts (Naeini, Cooper &
Hauskrecht 2015). It is above zero by chance alone: ``ece_by_chance`` says how much a perfect forecaster would show with as many forecasts. The Brier
score is the mean squared error. No probability shown means no figure: None. Of a stated interval it is asked how often it holds the truth.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from skywitness.model.words import Topic
from skywitness.score.compare import Comparison, Fate
from skywitness.score.figures import Share, count_right, mean, quantile
from skywitness.score.independence import RootCount, count_roots_of

BINS = 15
EXISTENCE = "existence"
"""That an incident happened at all."""
RIGHT, OVER, UNDER = "counted right", "overcounted", "undercounted"
"""How the roots of an incident were counted."""
UNMERGED = "all, incidents of one happening"
"""Without the incidents that linking put together from several: what is left is not linking's fault."""


class Forecast(Struct, frozen=True):
    """A probability that was shown (None where none was), of what, and whether it came true.

    ``merged``: the incident stands for more than one happening. ``roots`` is how its roots were counted. ``likened_to`` is the class of cases that the
    probability came from.
    """

    about: str
    probability: float | None
    came_true: bool
    merged: bool = False
    roots: str = RIGHT
    likened_to: str = ""


class BeginningSeen(Struct, frozen=True, kw_only=True):
    """An interval in which an incident was said to begin: how long before the first report it really began, and whether the interval holds that.

    ``is_inside`` and ``width_s`` are None where no interval was stated.
    """

    likened_to: str
    delay_s: float
    is_inside: bool | None
    width_s: float | None


class IntervalFigures(Struct, frozen=True, kw_only=True):
    """Of the stated intervals, those that hold the truth, and how wide they are at the median, in hours."""

    covered: Share
    median_width_h: float | None


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
    """Every incident and every preferred value that was likened to others and that the truth can answer, with its probability."""
    found = []
    for judged in comparison.judged:
        if judged.fate in {Fate.UNJUDGED, Fate.RECOUNT}:
            continue
        incident, merged, roots = judged.incident, len(judged.meant) > 1, _name_count(count_roots_of(judged, comparison))
        if incident.existence is not None:
            happened = judged.fate is Fate.HAPPENED
            found.append(Forecast(EXISTENCE, incident.existence.probability, happened, merged, roots, incident.existence.likened_to))
        for each in incident.attributes:
            if each.preferred is not None and (each.likened_to is not None or each.probability is not None):
                is_so = judged.is_so(each.about, each.preferred)
                if is_so is not None:
                    found.append(Forecast(each.about.value, each.probability, is_so, merged, roots, each.likened_to or ""))
    return tuple(found)


def _name_count(roots: RootCount) -> str:
    return RIGHT if roots.counted == roots.true else OVER if roots.counted > roots.true else UNDER


def observe_beginnings(comparison: Comparison) -> tuple[BeginningSeen, ...]:
    """When each incident that happened began, against the interval that was stated for it."""
    reports, found = comparison.concluded.reports, []
    for judged in comparison.judged:
        began = judged.incident.began
        published = [at for digest in judged.incident.reports if digest in reports and (at := reports[digest].published_at)]
        if began is None or not judged.meant or not published:
            continue
        at = min(happening.start for happening in judged.meant)
        has_both = began.earliest is not None and began.latest is not None
        found.append(
            BeginningSeen(
                likened_to=began.likened_to,
                delay_s=(min(published) - at).total_seconds(),
                is_inside=began.earliest <= at <= began.latest if began.earliest and began.latest else None,
                width_s=(began.latest - began.earliest).total_seconds() if has_both and began.latest and began.earliest else None,
            )
        )
    return tuple(found)


def sum_up_beginnings(observed: Sequence[BeginningSeen]) -> IntervalFigures:
    """How often the stated intervals hold the truth."""
    widths = [each.width_s / 3600 for each in observed if each.width_s is not None]
    return IntervalFigures(
        covered=count_right([each.is_inside for each in observed if each.is_inside is not None]), median_width_h=quantile(widths, 0.5)
    )


def sum_up_calibration(observed: Sequence[Forecast]) -> dict[str, CalibrationFigures | None]:
    """The figures of all forecasts, of those of unmerged incidents, by how roots were counted, of existence, and of every topic that has any.

    None where no probability is shown.
    """
    by_kind, shown = defaultdict[str, list[Forecast]](list), [each for each in observed if each.probability is not None]
    for forecast in shown:
        by_kind[forecast.about].append(forecast)
    named = [EXISTENCE, *(topic.value for topic in Topic if topic.value in by_kind)]
    by_roots = {f"all, roots {way}": judge_forecasts([each for each in shown if each.roots == way]) for way in (RIGHT, OVER, UNDER)}
    unmerged = judge_forecasts([forecast for forecast in shown if not forecast.merged])
    return {"all": judge_forecasts(shown), UNMERGED: unmerged} | by_roots | {name: judge_forecasts(by_kind[name]) for name in named}


def judge_forecasts(forecasts: Sequence[Forecast]) -> CalibrationFigures | None:
    """The figures of some forecasts; None of none.

    >>> figures = judge_forecasts([Forecast("count", 0.8, True), Forecast("count", 0.8, False)])
    >>> figures.brier, figures.ece
    (0.34, 0.3)
    """
    told = [(each.probability, each.came_true) for each in forecasts if each.probability is not None]
    if not told:
        return None
    binned = defaultdict[int, list[tuple[float, bool]]](list)
    for probability, came_true in told:
        binned[min(int(probability * BINS), BINS - 1)].append((probability, came_true))
    bins = tuple(_make_bin(number, binned[number]) for number in sorted(binned))
    chance = [
        each.forecasts * math.sqrt(2 * each.mean_probability * (1 - each.mean_probability) / (math.pi * each.forecasts)) for each in bins
    ]
    return CalibrationFigures(
        forecasts=len(told),
        base_rate=mean([came_true for _, came_true in told]) or 0.0,
        mean_probability=mean([probability for probability, _ in told]) or 0.0,
        brier=mean([(came_true - probability) ** 2 for probability, came_true in told]) or 0.0,
        ece=round(sum(each.forecasts * abs(each.frequency - each.mean_probability) for each in bins) / len(told), 4),
        ece_by_chance=round(sum(chance) / len(told), 4),
        bins=bins,
    )


def _make_bin(number: int, told: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        low=round(number / BINS, 4),
        high=round((number + 1) / BINS, 4),
        forecasts=len(told),
        mean_probability=sum(probability for probability, _ in told) / len(told),
        frequency=sum(came_true for _, came_true in told) / len(told),
    )
