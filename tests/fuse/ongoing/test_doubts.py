"""Where the machine is unsure: two that are nearly one, one that hardly belongs, and what people settled is asked no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.cli.app import DONE, answer
from skywitness.cli.options import now
from skywitness.concluding import Concluder
from skywitness.fuse.ongoing import doubts
from skywitness.ledger import open_ledger
from skywitness.ledger.deciding import Wish
from skywitness.model.ids import IncidentId
from skywitness.model.review import Doubt
from skywitness.model.words import DecisionKind
from skywitness.pipeline import Unwatched, decide


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert answer(["exercise", "--seed", "5", "--nights", "2", "--to", str(tmp_path / "told")]) == DONE
    assert answer(["run", str(tmp_path / "told" / "night.reports.jsonl"), "--ledger", str(tmp_path / "ledger"), "--no-look"]) == DONE
    return tmp_path / "ledger"


def all_doubts(concluder: Concluder, ids: list[IncidentId]) -> list[Doubt]:
    return [doubt for each in ids for doubt in concluder.look_into(each).doubts]


def test_pairs_that_are_nearly_one_are_found_from_both_sides_told_and_asked_no_more_once_decided(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "UNSURE_BITS", 60.0)
    with open_ledger(folder) as ledger:
        concluder = Concluder(ledger)
        concluder.conclude(clock=now)
        ids = [each.incident.incident_id for each in ledger.dossiers()]
        found = all_doubts(concluder, ids)
        pairs = [each for each in found if len(each.incidents) == 2]
        assert pairs
        assert all(sum(other.incidents == each.incidents for other in pairs) == 2 for each in pairs)
        for each in found:
            assert each.pairs
            assert all(pair.why for pair in each.pairs)
        inner = [each for each in found if len(each.incidents) == 1]
        for each in inner:
            dossier = ledger.dossier(each.incidents[0])
            assert set(each.leaving) < set(dossier.incident.occurrences)
            assert each.leaving_reports
            assert set(each.leaving_reports) <= set(dossier.incident.reports)
        wish = Wish(kind=DecisionKind.KEEP_APART, about=tuple(pairs[0].incidents), by="Vera", why="two flights")
        decide(ledger, wish, clock=now, progress=Unwatched(), concluder=concluder)
        assert all(each.incidents != pairs[0].incidents for each in all_doubts(concluder, ids))
        assert concluder.look_into(IncidentId("i-none")).doubts == ()
        assert concluder.incidents_of(pairs[0].incidents) == set(pairs[0].incidents)


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), st.integers(-9000, 9000)))
def test_a_group_is_parted_in_two_that_are_all_of_it(weights: dict[tuple[int, int], int]) -> None:
    numbers = list(range(8))
    first, second = doubts._part(numbers, weights)
    assert first | second == set(numbers)
    assert not first & second
    assert first
    assert second


def test_parting_cuts_where_least_holds() -> None:
    weights = {(1, 2): 9000, (3, 4): 8000, (2, 3): 500, (1, 4): -200}
    assert doubts._part([1, 2, 3, 4], weights) == ({1, 2}, {3, 4})


@given(st.floats(-80, 80))
def test_the_chance_of_a_pair_and_of_a_member_are_each_others_rest(bits: float) -> None:
    pair = Doubt(incidents=(IncidentId("i-1"), IncidentId("i-2")), bits=bits)
    member = Doubt(incidents=(IncidentId("i-1"),), bits=bits)
    assert 0 <= pair.likely_wrong <= 1
    assert pair.likely_wrong + member.likely_wrong == pytest.approx(1)
