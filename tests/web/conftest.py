"""A ledger with a picture in it, and the application over it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.ledger import open_ledger
from skywitness.model.ids import ActivityId
from skywitness.model.incident import Picture
from skywitness.model.provenance import Activity
from skywitness.model.report import Report, SourceProfile
from skywitness.web import make_app

STEP = Activity(activity_id=ActivityId("a-1"), step="test", version="1", settings="{}", agent="test")


def fill_ledger(folder: Path, picture: Picture, reports: list[Report], profiles: dict[str, SourceProfile]) -> Path:
    with open_ledger(folder) as ledger:
        ledger.register(STEP, ex.NIGHT)
        ledger.add_profiles(profiles, at=ex.NIGHT)
        ledger.add_reports(reports, at=ex.NIGHT, by=STEP.activity_id)
        ledger.record_picture(picture, at=ex.NIGHT + timedelta(hours=1), by=STEP.activity_id)
    return folder


@pytest.fixture(scope="session")
def ledger_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_ledger(tmp_path_factory.mktemp("pages") / "ledger", ex.LARGER_PICTURE, list(ex.REPORTS.values()), ex.PROFILES)


@pytest.fixture
def client(ledger_path: Path) -> TestClient:
    return TestClient(make_app(ledger_path, clock=lambda: ex.NEXT_WEEK), raise_server_exceptions=True)
