"""Crews at work are read in a short post and not in a long report of other work; where a language has no words for them, nothing is let in by them."""

from __future__ import annotations

from skywitness.extract.core.lexicon import Entry
from skywitness.extract.core.sieve import Sieve, look_for_phrases

SCENE = ("сапер*", Entry("setting", "scene"))
FLYER = ("дрон*", Entry("target", "uav"))
CREWS = "На улице Садовой с самого утра работают саперы, жителей просят не подходить к ограждению и не снимать."
OTHER_WORK = "Городские службы отчитались о сделанном за неделю: вывезли листву, починили скамейки. "


def test_crews_let_a_short_post_in_and_no_long_one() -> None:
    sieve = Sieve([SCENE, FLYER])
    assert sieve.lets_pass(CREWS)
    assert not sieve.lets_pass(OTHER_WORK * 4 + CREWS)
    assert sieve.lets_pass(OTHER_WORK * 4 + "Над городом сбили дрон.")


def test_without_words_of_scenes_nothing_is_let_in_by_them() -> None:
    assert not Sieve([FLYER]).lets_pass(CREWS)
    assert not look_for_phrases([])(CREWS)


def test_what_is_said_offhand_lets_a_short_post_in_and_no_long_one() -> None:
    said = "Сидим на кухне, пьём чай, никого не трогаем, и вдруг у соседей за забором рухнул пропеллер, вот так вечер."
    sieve = Sieve([("рухнул* пропеллер*", Entry("debris", "offhand")), FLYER])
    assert sieve.lets_pass(said)
    assert not sieve.lets_pass(OTHER_WORK * 4 + said)
