"""True answers, and how often each source is right, estimated together from who answered what.

Each source tosses one coin: with its reliability it gives the right answer, else some wrong one (the one-coin model of Dawid & Skene 1979,
with a Beta prior on every reliability). A question holds its possible answers as hypotheses; what makes it nominal, numeric or an interval
is only how probable each answer of a source is, under each hypothesis, when the source is right and when it is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log
from typing import TypeAlias

from msgspec import Struct

Prior: TypeAlias = tuple[float, float]
"""Beta prior of a reliability: pseudo-counts of right and of wrong answers."""
SURE = 1e-6
"""No reliability is taken to be nearer to 0 or 1 than this."""


class Vote(Struct, frozen=True):
    """One answer of one source. ``right`` and ``wrong`` give, for each hypothesis, how probable this answer is when the source is right and when it is wrong."""

    source: str
    right: tuple[float, ...]
    wrong: tuple[float, ...]


class Question(Struct, frozen=True):
    """The hypotheses' prior weights, which need not add up to one, and all votes."""

    weights: tuple[float, ...]
    votes: tuple[Vote, ...]


class Fit(Struct, frozen=True):
    """The reliability of each source, and for each question the probability of each hypothesis."""

    reliability: Mapping[str, float]
    answers: Sequence[tuple[float, ...]]


def ask_nominal(said: Sequence[tuple[str, object]], choices: int) -> tuple[Question, list[object]]:
    """A question with one right answer among so many choices, and its hypotheses: the answers given, sorted, then None for all those not given.

    Wrong answers are taken to be alike probable.
    """
    stated = sorted({answer for _, answer in said}, key=repr)
    unstated = max(choices - len(stated), 1)
    miss = 1 / (len(stated) + unstated - 1)
    votes = tuple(
        Vote(source, tuple(float(answer == each) for each in (*stated, None)), tuple(miss * (answer != each) for each in (*stated, None)))
        for source, answer in said
    )
    return Question((*(1.0 for _ in stated), float(unstated)), votes), [*stated, None]


def ask_numeric(said: Sequence[tuple[str, int]], near_share: float, choices: int) -> tuple[Question, list[int | None]]:
    """A question whose answer is a count, and its hypotheses: the counts given, in order, then None for all others.

    A wrong answer lies near the true one, within a tenth or one, with probability ``near_share``: 8 is a better answer than 80 when 9 is true.
    """
    stated = sorted({answer for _, answer in said})
    unstated = float(max(choices - len(stated), 1))

    def miss(answer: int, truth: int | None) -> float:
        if answer == truth:
            return 0.0
        reach = max(1, truth // 10) if truth is not None else 0
        if truth is not None and abs(answer - truth) <= reach:
            return near_share / (2 * reach)
        return (1 - near_share if truth is not None else 1.0) / choices

    hypotheses: list[int | None] = [*stated, None]
    votes = tuple(
        Vote(source, tuple(float(answer == each) for each in hypotheses), tuple(miss(answer, each) for each in hypotheses))
        for source, answer in said
    )
    return Question((*(1.0 for _ in stated), unstated), votes), hypotheses


def ask_interval(said: Sequence[tuple[str, tuple[float, float]]], span: tuple[float, float]) -> tuple[Question, list[tuple[float, float]]]:
    """A question whose answer is one instant or number within ``span``, answered by intervals that hold it; its hypotheses are the pieces that they cut the span into.

    An interval that is right holds the answer, and is the more telling the shorter it is; one that is wrong lies anywhere else. Raises
    ValueError when an interval is empty or leaves the span.
    """
    low, high = span
    for _, (begin, end) in said:
        if not low <= begin < end <= high:
            raise ValueError(f"the interval {begin}-{end} is empty or leaves the span {low}-{high}")
    edges = sorted({low, high, *(edge for _, interval in said for edge in interval)})
    pieces = list(pairwise(edges))
    votes = []
    for source, (begin, end) in said:
        inside = [begin <= left and right <= end for left, right in pieces]
        rest = max(high - low - (end - begin), SURE * (high - low))
        votes.append(
            Vote(
                source,
                tuple(each / (end - begin) for each in map(float, inside)),
                tuple((1.0 - each) / rest for each in map(float, inside)),
            )
        )
    return Question(tuple(right - left for left, right in pieces), tuple(votes)), pieces


def weigh_answers(question: Question, reliability: Mapping[str, float], *, trust: float = 1.0) -> tuple[float, ...]:
    """The probability of each hypothesis, given how reliable each voter is.

    ``trust`` below 1 takes every vote for less than an independent one (its likelihood is raised to that power), for sources that share more
    than can be seen.

    >>> question, answers = ask_nominal([("mayor", "uav"), ("resident", "uav"), ("channel", "rocket")], choices=6)
    >>> chances = weigh_answers(question, {"mayor": 0.9, "resident": 0.7, "channel": 0.6})
    >>> [(answer, round(chance, 2)) for answer, chance in zip(answers, chances)]
    [('rocket', 0.01), ('uav', 0.98), (None, 0.01)]
    """
    logs = [log(weight) for weight in question.weights]
    for vote in question.votes:
        rate = min(max(reliability[vote.source], SURE), 1 - SURE)
        for each, (right, wrong) in enumerate(zip(vote.right, vote.wrong, strict=True)):
            logs[each] += trust * log(max(rate * right + (1 - rate) * wrong, SURE**2))
    top = max(logs)
    odds = [exp(each - top) for each in logs]
    total = sum(odds)
    return tuple(each / total for each in odds)


def estimate_truth(questions: Sequence[Question], priors: Mapping[str, Prior], *, rounds: int = 50, enough: float = 1e-5) -> Fit:
    """Reliabilities and answers by expectation-maximisation, from the priors' means until no reliability moves by more than ``enough``.

    Every source that votes needs a prior. Cost: rounds times votes times hypotheses.
    """
    reliability = {source: right / (right + wrong) for source, (right, wrong) in priors.items()}
    answers: list[tuple[float, ...]] = []
    for _ in range(rounds):
        answers = [weigh_answers(question, reliability) for question in questions]
        moved = _rate_sources(questions, answers, reliability, priors)
        change = max((abs(moved[source] - reliability[source]) for source in moved), default=0.0)
        reliability = moved
        if change < enough:
            break
    return Fit(reliability, answers)


def _rate_sources(
    questions: Sequence[Question], answers: Sequence[tuple[float, ...]], before: Mapping[str, float], priors: Mapping[str, Prior]
) -> dict[str, float]:
    """How often each source is right, given the answers: expected hits with the prior's, over all."""
    hits: dict[str, float] = defaultdict(float)
    votes: dict[str, int] = defaultdict(int)
    for question, chances in zip(questions, answers, strict=True):
        for vote in question.votes:
            rate = before[vote.source]
            votes[vote.source] += 1
            for chance, right, wrong in zip(chances, vote.right, vote.wrong, strict=True):
                if right:
                    hits[vote.source] += chance * rate * right / (rate * right + (1 - rate) * wrong)
    return {source: (right + hits[source]) / (right + wrong + votes[source]) for source, (right, wrong) in priors.items()}
