"""Short claims get the verdict that is due, and what cannot be told is never refuted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skywitness.assess.short_claims import check_short_claim
from skywitness.model.words import Verdict
from skywitness.reference import load_facts

CLAIMS = yaml.safe_load(Path(__file__).with_name("short_claims.yml").read_text(encoding="utf-8"))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.mark.parametrize(("claim", "verdict"), CLAIMS)
def test_a_claim_gets_the_verdict_that_is_due(claim: str, verdict: str) -> None:
    found = check_short_claim(load_facts(), claim)
    assert found.verdict.value == verdict
    assert found.verdict is Verdict.INCONCLUSIVE or (found.fact and found.source and found.as_of)


@given(st.text(max_size=80))
def test_any_text_may_be_asked(text: str) -> None:
    assert check_short_claim(load_facts(), text).verdict in Verdict


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(0, 6))
def test_only_one_weekday_is_right(day: date, shift: int) -> None:
    claim = f"{day.day} {day:%B} {day.year} was a {WEEKDAYS[(day.weekday() + shift) % 7]}"
    assert check_short_claim(load_facts(), claim).verdict is (Verdict.REFUTES if shift else Verdict.SUPPORTS)


@given(st.lists(st.integers(0, 99), min_size=2, max_size=5), st.integers(-3, 3))
def test_a_sum_is_right_or_wrong(parts: list[int], off: int) -> None:
    total = sum(parts) + off
    if total >= 0:
        told = ", ".join(f"{part} over Tula" for part in parts)
        assert check_short_claim(load_facts(), f"{told} make {total}").verdict is (Verdict.REFUTES if off else Verdict.SUPPORTS)
