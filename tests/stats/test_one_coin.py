"""The one-coin model: known worlds come back out, and nothing depends on order."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.stats import ask_interval, ask_nominal, ask_numeric, estimate_truth, weigh_answers

RATES = {"mayor": 0.95, "channel": 0.75, "resident": 0.6, "rumour": 0.35}


@pytest.mark.slow
def test_reliabilities_of_an_invented_world_come_back_out() -> None:
    chance = random.Random(5)  # noqa: S311 - an invented world needs no secrecy
    truths, questions = [], []
    for _ in range(2000):
        truth = chance.choice("abcd")
        said = [
            (who, truth if chance.random() < rate else chance.choice([each for each in "abcd" if each != truth]))
            for who, rate in RATES.items()
        ]
        truths.append(truth)
        questions.append(ask_nominal(said, choices=4))
    fit = estimate_truth([question for question, _ in questions], dict.fromkeys(RATES, (3.0, 1.0)))
    for who, rate in RATES.items():
        assert fit.reliability[who] == pytest.approx(rate, abs=0.06)
    best = [answers[max(range(len(row)), key=row.__getitem__)] for (_, answers), row in zip(questions, fit.answers, strict=True)]
    assert sum(one == other for one, other in zip(best, truths, strict=True)) / len(truths) > 0.93


def test_two_equal_sources_that_differ_leave_it_even() -> None:
    question, _ = ask_nominal([("one", "uav"), ("two", "rocket")], choices=6)
    rocket, uav, neither = weigh_answers(question, {"one": 0.8, "two": 0.8})
    assert rocket == uav
    assert neither < rocket < 0.5


def test_a_near_count_is_doubted_less_than_a_far_one() -> None:
    rates = {"one": 0.8, "two": 0.7}
    near, _ = ask_numeric([("one", 20), ("two", 21)], near_share=0.5, choices=60)
    far, _ = ask_numeric([("one", 20), ("two", 55)], near_share=0.5, choices=60)
    assert weigh_answers(near, rates)[0] + weigh_answers(near, rates)[1] > weigh_answers(far, rates)[0] + weigh_answers(far, rates)[1]


def test_the_piece_that_two_intervals_share_is_the_most_probable() -> None:
    question, pieces = ask_interval([("one", (0.0, 60.0)), ("two", (50.0, 120.0))], (0.0, 720.0))
    chances = weigh_answers(question, {"one": 0.8, "two": 0.8})
    assert pieces[max(range(len(pieces)), key=chances.__getitem__)] == (50.0, 60.0)
    with pytest.raises(ValueError, match="leaves the span"):
        ask_interval([("one", (700.0, 730.0))], (0.0, 720.0))


@given(st.lists(st.tuples(st.sampled_from(sorted(RATES)), st.integers(1, 30)), min_size=1, max_size=4))
def test_order_of_votes_changes_nothing(said: list[tuple[str, int]]) -> None:
    first, hypotheses = ask_numeric(said, near_share=0.5, choices=60)
    expected = weigh_answers(first, RATES)
    assert sum(expected) == pytest.approx(1)
    for other in permutations(said):
        question, same = ask_numeric(list(other), near_share=0.5, choices=60)
        assert same == hypotheses
        assert weigh_answers(question, RATES) == pytest.approx(expected)
