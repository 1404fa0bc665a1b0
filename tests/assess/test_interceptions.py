"""Rates of a tally: what is withheld stays so, bounds hold whatever it was, and unknown costs stay unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.assess.interceptions import UNKNOWN, cost_model, rate_interceptions, rate_rows
from skywitness.model.report import Locator
from skywitness.model.tallied import TalliedRow
from skywitness.reference.costs import load_costs
from skywitness.reference.facts import find_system, load_facts


def row(launched: int | None, destroyed: int | None, *, month: int = 5, model: str = "Shahed-136", lost: int | None = None) -> TalliedRow:
    return TalliedRow(
        locator=Locator("t.csv", 0), began=date(2031, month, 1), model=model, launched=launched, destroyed=destroyed, lost=lost
    )


FIGURES = st.lists(
    st.integers(0, 60).flatmap(lambda launched: st.tuples(st.just(launched), st.integers(0, launched), st.booleans())),
    min_size=1,
    max_size=20,
)


@given(FIGURES)
def test_the_bounds_hold_whatever_was_withheld(told: list[tuple[int, int, bool]]) -> None:
    found = rate_rows("all", [row(launched, None if is_withheld else destroyed) for launched, destroyed, is_withheld in told])
    launched = sum(number for number, _, _ in told)
    if not launched:
        assert (found.rate, found.least, found.most) == (None, None, None)
        return
    assert found.least is not None
    assert found.most is not None
    assert found.least - 1e-9 <= sum(destroyed for _, destroyed, _ in told) / launched <= found.most + 1e-9


@given(FIGURES)
def test_an_interval_holds_its_rate_and_stays_a_share(told: list[tuple[int, int, bool]]) -> None:
    found = rate_rows("all", [row(launched, destroyed) for launched, destroyed, _ in told])
    if found.rate is not None:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.rate <= found.high <= 1


def test_a_withheld_figure_is_listed_and_never_zero() -> None:
    found = rate_interceptions([row(10, 8), row(14, None, model="mixed"), row(None, 0, month=6)])
    assert [(each.model, each.missing) for each in found.withheld] == [("mixed", ("destroyed",)), ("Shahed-136", ("launched",))]
    assert (found.total.rate, found.total.launched, found.total.destroyed) == (0.8, 24, 8)
    assert (found.total.destroyed_untold, found.total.launches_untold, found.total.lost) == (1, 1, None)
    june = found.by_month[1]
    assert (june.of, june.rate, june.least, june.launches_untold) == ("2031-06", None, None, 1)


def test_raids_that_differ_widen_the_interval() -> None:
    alike, unlike = rate_rows("a", [row(20, 10)] * 10), rate_rows("b", [row(20, 0), row(20, 20)] * 5)
    assert alike.rate == unlike.rate == 0.5
    assert (unlike.high or 0) - (unlike.low or 0) > 2 * ((alike.high or 0) - (alike.low or 0))


@pytest.mark.parametrize("model", ["Unknown UAV", "Shahed-136/131 and Lancet", "Orlan-10"])
def test_an_unknown_cost_is_unknown(model: str) -> None:
    found = cost_model(model, 10)
    assert (found.costed_as, found.worth_low, found.worth_high, found.spent, found.exchange) == (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ())


def test_a_known_cost_is_a_range_with_its_source_and_what_was_spent_stays_unknown() -> None:
    found = cost_model("Shahed-136/131", 10)
    assert found.costed_as == "Shahed-136"
    assert isinstance(found.worth_low, int)
    assert isinstance(found.worth_high, int)
    assert found.worth_low < found.worth_high
    assert found.source
    assert found.spent == UNKNOWN
    assert all(each.times_low < each.times_high for each in found.exchange)


def test_every_cost_is_a_range_of_a_known_system_with_source_and_date() -> None:
    costs = load_costs()
    assert all(find_system(load_facts(), cost.name) is not None for cost in costs.attack)
    assert all(0 < cost.low < cost.high and cost.source and cost.as_of for cost in (*costs.attack, *costs.defence))


def test_nothing_cannot_be_rated() -> None:
    with pytest.raises(ValueError, match="no row"):
        rate_interceptions([])
