"""Estimation: true answers and the reliability of those who give them, and how often the like came true."""

from skywitness.stats.frequency import Cases, Spread, count_cases, find_cases, find_spread, measure_spread
from skywitness.stats.one_coin import (
    Fit,
    Question,
    Vote,
    ask_interval,
    ask_nominal,
    ask_numeric,
    estimate_truth,
    weigh_answers,
)

__all__ = [
    "Cases",
    "Fit",
    "Question",
    "Spread",
    "Vote",
    "ask_interval",
    "ask_nominal",
    "ask_numeric",
    "count_cases",
    "estimate_truth",
    "find_cases",
    "find_spread",
    "measure_spread",
    "weigh_answers",
]
