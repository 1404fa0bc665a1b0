"""A claim of a series is held against the ledger's own incidents, and never refuted by what the ledger may lack."""

from __future__ import annotations

import msgspec
import pytest
from tests.assess.stories import RESIDENTS, TULA, at, one_incident, reported, told

from skywitness.assess import Material, assess
from skywitness.model.words import Target, What


def _ledger_of(hours: list[float], value: str) -> Material:
    """Incidents in one region at these hours; the report of the last says that it is one of a series."""
    again = told(What.RECURRENCE, quote="not the first", value=value, happening=0)
    told_by = []
    for hour in hours:
        seen = told(What.INTERCEPTED, RESIDENTS, f"seen at {hour}", target=Target.UAV, places=at(TULA))
        told_by.append(one_incident(reported(seen, again, hours=hour) if hour == hours[-1] else reported(seen, hours=hour)))
    first = told_by[0]
    return msgspec.structs.replace(
        first,
        incidents=tuple(incident for one in told_by for incident in one.incidents),
        reports={digest: report for one in told_by for digest, report in one.reports.items()},
        readings={digest: reading for one in told_by for digest, reading in one.readings.items()},
        occurrences=tuple(occurrence for one in told_by for occurrence in one.occurrences),
        claims=tuple(claim for one in told_by for claim in one.claims),
    )


def _check(material: Material) -> str | None:
    (held,) = [one for dossier in assess(material).dossiers for one in dossier.hypotheses]
    return held.check


def test_enough_incidents_bear_the_claim_out() -> None:
    assert "knows 2 such incidents in Tula Oblast (RU-TUL) in the 2 days up to it: enough for 2" in (
        _check(_ledger_of([0, 30], "2 in 2 days")) or ""
    )


def test_incidents_before_the_span_do_not_count() -> None:
    assert "knows 1 of the 2" in (_check(_ledger_of([0, 80], "2 in 2 days")) or "")


def test_too_few_known_incidents_refute_nothing() -> None:
    assert "refutes nothing" in (_check(_ledger_of([0], "3 in 1 week")) or "")


@pytest.mark.parametrize("value", ["3 this week", "another", "2 in 0x days", ""])
def test_what_is_no_sum_is_not_checked(value: str) -> None:
    assert _check(_ledger_of([0], value)) is None


def test_without_a_time_there_is_nothing_to_count_from() -> None:
    seen = told(What.INTERCEPTED, RESIDENTS, target=Target.UAV, places=at(TULA))
    again = told(What.RECURRENCE, quote="not the first", value="2 in 2 days", happening=0)
    assert _check(one_incident(reported(seen, again, hours=None))) is None
