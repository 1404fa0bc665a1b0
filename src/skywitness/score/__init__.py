"""The scoreboard: what a ledger concluded from an exercise, held against what really happened in it."""

from skywitness.score.compare import Comparison, compare
from skywitness.score.concluded import Concluded, read_concluded
from skywitness.score.known import KnownTruth, index_truth, read_truth
from skywitness.score.scoreboard import Observed, Scoreboard, draw_up, observe, pool

__all__ = [
    "Comparison",
    "Concluded",
    "KnownTruth",
    "Observed",
    "Scoreboard",
    "compare",
    "draw_up",
    "index_truth",
    "observe",
    "pool",
    "read_concluded",
    "read_truth",
]
