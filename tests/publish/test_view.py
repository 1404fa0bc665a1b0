"""Rows read from the ledger one by one are the rows of the view."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.publish import examples as ex

from skywitness.ledger import open_ledger
from skywitness.model.ids import ActivityId, OccurrenceId
from skywitness.model.incident import Picture
from skywitness.model.provenance import Activity
from skywitness.publish.policy import load_policy
from skywitness.publish.view import open_view, stream_released

STEP = Activity(activity_id=ActivityId("a-1"), step="test", version="1", settings="{}", agent="test")


@pytest.mark.parametrize("audience", ["public", "team"])
@pytest.mark.parametrize("hours", [1, 3, 168])
def test_streamed_rows_are_those_of_the_view(audience: str, hours: float, tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.register(STEP, ex.NIGHT)
        ledger.add_profiles(ex.PROFILES, at=ex.NIGHT)
        ledger.add_reports(ex.REPORTS.values(), at=ex.NIGHT, by=STEP.activity_id)
        ledger.record_picture(Picture(dossiers=(ex.dossier(9, occurrences=(OccurrenceId("o-1"),)),)), at=ex.NIGHT, by=STEP.activity_id)
        ledger.record_picture(ex.LARGER_PICTURE, at=ex.NIGHT + timedelta(minutes=1), by=STEP.activity_id)
        now, policy = ex.NIGHT + timedelta(hours=hours), load_policy()
        view = open_view(ledger, policy=policy, audience=audience, now=now)
        streamed = list(stream_released(ledger, policy=policy, audience=audience, now=now))
    assert [dict(row) for row in streamed] == [dict(row) for row in view.rows()]
    assert any(row.get("merged_from") for row in streamed)
