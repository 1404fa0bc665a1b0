"""A second local channel tells happenings with one thing otherwise, and the truth says whom it contradicts in what."""

from __future__ import annotations

import pytest

from skywitness.exercise.night import make_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.model.truth import ContradictionTruth, Happening, ToldTruth
from skywitness.model.words import Topic

SEEN = load_grammars(half="seen")


@pytest.fixture(scope="module", params=[3, 4])
def truth(request: pytest.FixtureRequest) -> tuple[object, ...]:
    return make_exercise("two-accounts", seed=request.param, grammars=SEEN).truth


def test_a_rival_speaks_of_a_happening_and_has_one_thing_wrong(truth: tuple[object, ...]) -> None:
    rivals = [one for one in truth if isinstance(one, ToldTruth) and "rival" in one.source]
    known = {one.happening_id for one in truth if isinstance(one, Happening)}
    assert rivals
    for one in rivals:
        assert set(one.speaks_of) <= known
        assert len(one.speaks_of) == len(one.faults) == 1


def test_the_truth_lists_what_rivals_contradict_by_kind(truth: tuple[object, ...]) -> None:
    told = {one.report_id: one for one in truth if isinstance(one, ToldTruth)}
    clashes = [one for one in truth if isinstance(one, ContradictionTruth)]
    assert len({(one.about, one.kind) for one in clashes}) > 2
    for one in clashes:
        left, right = told[one.left], told[one.right]
        if one.kind in {"value", "time"}:
            assert one.about in set(left.tells) & set(right.tells)
        if (one.about, one.kind) == (Topic.OUTCOME, "negation") and not left.clutter and not right.clutter:
            assert (Topic.OUTCOME in left.none) != (Topic.OUTCOME in right.none)


def test_other_scenarios_have_no_rival() -> None:
    night = make_exercise("disinformation", seed=3, grammars=SEEN, nights=1)
    assert not any("rival" in profile.name for profile in night.profiles)
