"""One party's kills against another's count of the same days: what differs, and what is left out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.assess.over_claiming import compare_claims
from skywitness.model.report import Locator
from skywitness.model.tallied import TalliedRow


def rows(*kills: int | None, first: int = 1, model: str = "a drone") -> list[TalliedRow]:
    return [TalliedRow(locator=Locator(), began=date(2031, 5, first + n), model=model, destroyed=each) for n, each in enumerate(kills)]


def test_a_party_that_claims_half_as_many_again_over_claims() -> None:
    found = compare_claims(rows(6, 12, 9, 15, 30), rows(4, 8, 6, 10, 20))
    assert (found.claimed_for_each, found.low, found.high, found.days_over) == (1.5, 1.5, 1.5, 5)
    assert "more is claimed than counted" in found.sentence


def test_days_that_differ_both_ways_tell_no_difference() -> None:
    found = compare_claims(rows(6, 2, 9, 3), rows(3, 5, 4, 8))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1 < found.high
    assert "no difference can be told" in found.sentence


def test_models_of_a_day_are_taken_together() -> None:
    found = compare_claims([*rows(3), *rows(4, model="a missile")], rows(7))
    assert (found.claimed, found.counted, found.days_alike) == (7, 7, 1)


@pytest.mark.parametrize(("claims", "counts"), [((3, None), (3, 2)), ((3, 2), (3, None))])
def test_a_day_with_a_missing_figure_is_left_out_and_never_zero(claims: tuple[int | None, ...], counts: tuple[int | None, ...]) -> None:
    found = compare_claims(rows(*claims), rows(*counts))
    assert (found.days, found.days_untold, found.claimed) == (1, 1, 3)


def test_days_of_one_table_alone_are_counted_and_not_compared() -> None:
    found = compare_claims(rows(3, 4), rows(4, first=2))
    assert (found.days, found.days_in_one_only, found.low) == (1, 1, None)
    assert "too few days" in found.sentence


def test_against_a_count_of_none_nothing_is_said() -> None:
    assert compare_claims(rows(3), rows(0)).claimed_for_each is None
    assert compare_claims(rows(3), []).sentence.startswith("unknown")


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=2, max_size=25))
def test_turned_round_the_ratio_turns_round(pairs: list[tuple[int, int]]) -> None:
    claims, counts = rows(*(one for one, _ in pairs)), rows(*(other for _, other in pairs))
    there, back = compare_claims(claims, counts), compare_claims(counts, claims)
    assert there.claimed_for_each is not None
    assert back.claimed_for_each is not None
    assert there.claimed_for_each * back.claimed_for_each == pytest.approx(1, abs=0.02)
    assert (there.days_over, there.days_under) == (back.days_under, back.days_over)
