"""Probabilities: what they take for a vote, what they stay silent on, and that a copy moves none of them."""

from __future__ import annotations

import random

import pytest
from bench.generate_truth import Errors, invent_questions, invent_sources
from bench.truth import by_class, sum_up
from hypothesis import given
from hypothesis import strategies as st

from skywitness.fuse.truth import RootVote, shipped_calibration, weigh_value
from skywitness.model.likelihood import LEAST, MOST, name_likelihood
from skywitness.model.words import Topic


def test_another_root_that_says_otherwise_lowers_it() -> None:
    agreeing = [RootVote(3, "official"), RootVote(3, "grassroots")]
    alone, contradicted = (weigh_value(Topic.COUNT, 3, votes) for votes in (agreeing, [*agreeing, RootVote(9, "instrument")]))
    assert alone is not None
    assert contradicted is not None
    assert contradicted.probability < alone.probability


def test_a_better_grade_weighs_more() -> None:
    first, second = (weigh_value(Topic.TARGET, "uav", [RootVote("uav", grade), RootVote("rocket", "media")]) for grade in "AE")
    assert first is not None
    assert second is not None
    assert first.probability > second.probability


def test_what_is_not_one_valued_or_not_graded_gets_none() -> None:
    assert weigh_value(Topic.WHAT, "impact", [RootVote("impact", "official")] * 2) is None
    assert weigh_value(Topic.COUNT, 3, [RootVote(3, "official"), RootVote(3, "oracle")]) is None


VOTES = st.builds(RootVote, st.integers(1, 12), st.sampled_from(sorted(shipped_calibration().reliability)))


@given(st.lists(VOTES, min_size=2, max_size=6), st.randoms())
def test_order_of_roots_changes_nothing_and_nothing_is_certain(votes: list[RootVote], chance: random.Random) -> None:
    value = votes[0].value
    found = weigh_value(Topic.COUNT, value, votes)
    chance.shuffle(votes)
    assert found is not None
    assert LEAST <= found.probability <= MOST
    assert weigh_value(Topic.COUNT, value, votes) == found


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.01, "almost no chance"),
        (0.1, "very unlikely"),
        (0.3, "unlikely"),
        (0.5, "roughly even chance"),
        (0.7, "likely"),
        (0.9, "very likely"),
        (0.99, "almost certain"),
    ],
)
def test_words_are_those_of_icd_203(probability: float, word: str) -> None:
    assert name_likelihood(probability) == word


def test_no_word_for_what_is_no_probability() -> None:
    with pytest.raises(ValueError, match="no probability"):
        name_likelihood(1.2)


def test_what_ships_is_calibrated_on_questions_it_has_not_seen() -> None:
    chance = random.Random(31)  # noqa: S311 - invented questions need no secrecy
    sources = invent_sources(chance)
    questions = list(invent_questions(4000, sources, Errors(), chance))
    figures = sum_up(by_class(questions, sources, shipped_calibration()))
    assert figures["ece"] <= 0.03
    assert figures["accuracy"] >= 0.92
