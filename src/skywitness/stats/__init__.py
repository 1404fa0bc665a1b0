"""Estimation: true answers and the reliability of those who give them."""

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

__all__ = ["Fit", "Question", "Vote", "ask_interval", "ask_nominal", "ask_numeric", "estimate_truth", "weigh_answers"]
