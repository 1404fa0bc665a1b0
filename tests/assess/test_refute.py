"""Reference claims are judged by the table's row alone: take it away and nothing is known."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skywitness.assess import check_reference
from skywitness.model.words import Verdict
from skywitness.reference import find_system, load_facts

CLAIMS = yaml.safe_load(Path(__file__).with_name("reference_claims.yml").read_text(encoding="utf-8"))
FACTS = load_facts()


@pytest.mark.parametrize(("system", "claim", "verdict"), CLAIMS)
def test_the_table_judges_a_claim(system: str | None, claim: str | None, verdict: str) -> None:
    assert check_reference(FACTS, system, claim).verdict.value == verdict


def test_a_verdict_names_the_fact_and_its_source() -> None:
    check = check_reference(FACTS, "Ka-52", "origin: Western")
    assert check.fact == "Ka-52: made by Kamov, Russia"
    assert check.source == "Wikipedia: Kamov Ka-50"
    assert check.as_of


@pytest.mark.parametrize("system", ["Ka-52", "Mi-28", "Su-34", "Tu-22M3", "Storm Shadow"])
def test_without_its_row_a_claim_is_unknown(system: str) -> None:
    row = find_system(FACTS, system)
    without = msgspec.structs.replace(FACTS, systems={key: other for key, other in FACTS.systems.items() if other is not row})
    assert check_reference(FACTS, system, "origin: Chinese").verdict is Verdict.REFUTES
    assert check_reference(without, system, "origin: Chinese").verdict is Verdict.INCONCLUSIVE


def test_a_changed_row_changes_the_verdict() -> None:
    row = msgspec.structs.replace(FACTS.systems["ka52"], origin=("FR",), makers=("Airbus Helicopters",))
    changed = msgspec.structs.replace(FACTS, systems={**FACTS.systems, "ka52": row})
    assert check_reference(changed, "Ka-52", "origin: Western").verdict is Verdict.SUPPORTS
    assert check_reference(changed, "Ka-52", "maker: Kamov").verdict is Verdict.REFUTES


def test_a_negated_claim_has_the_opposite_verdict() -> None:
    assert check_reference(FACTS, "Ka-52", "origin: Western", negated=True).verdict is Verdict.SUPPORTS
    assert check_reference(FACTS, "Ka-52", "maker: Kamov", negated=True).verdict is Verdict.REFUTES
    assert check_reference(FACTS, "Ka-52", "maker: Nobody Known", negated=True).verdict is Verdict.INCONCLUSIVE


@given(st.sampled_from(sorted(FACTS.systems)), st.sampled_from(["", "origin:", "maker:", "role:", "first_flight:"]), st.text(max_size=30))
def test_any_claim_gets_a_verdict(system: str, topic: str, claim: str) -> None:
    check = check_reference(FACTS, system, topic + claim)
    assert (check.fact is None) == (check.source is None)
    assert check.verdict is Verdict.INCONCLUSIVE or check.source


@given(st.sampled_from(sorted(FACTS.systems.values(), key=lambda system: system.name)))
def test_the_own_facts_of_a_row_are_never_refuted(system: object) -> None:
    row = msgspec.convert(system, type(FACTS.systems["ka52"]))
    for maker in row.makers:
        assert check_reference(FACTS, row.name, f"maker: {maker}").verdict is Verdict.SUPPORTS
    for country in row.origin:
        assert check_reference(FACTS, row.name, f"origin: {FACTS.words.countries[country]}").verdict is not Verdict.REFUTES
    for role in row.roles:
        assert check_reference(FACTS, row.name, f"role: {role}").verdict is not Verdict.REFUTES
