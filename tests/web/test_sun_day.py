"""The sun's day on a dossier: drawn from what was released, and said in words first."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from starlette.testclient import TestClient
from tests.publish import examples as ex
from tests.web.conftest import fill_ledger

from skywitness.model.incident import Dossier, Finding, Picture
from skywitness.model.words import Topic, Verdict
from skywitness.web import make_app
from skywitness.web.sun_day import draw_sun_day

ROW = {
    "findings": [{"verifier": "daylight", "about": ["what", "period"], "measure": {"sky_luma": 11.0}}],
    "place": {"lat": 52.6, "lon": 38.5},
    "period": {"from": "2021-03-14T21:00:00Z", "to": "2021-03-14T22:00:00Z"},
}


def test_the_day_is_drawn_with_the_hours_in_which_the_pictures_fit() -> None:
    sun = draw_sun_day(ROW)
    assert sun is not None
    assert "dark pictures would fit" in sun.said
    assert "between 21:00 and 22:00 UTC" in sun.said
    assert sun.chart.claimed.width > 0


def test_nothing_is_drawn_where_no_place_is_shown_or_nothing_was_held_against_the_sun() -> None:
    assert draw_sun_day(ROW | {"place": None}) is None
    assert draw_sun_day(ROW | {"place": {"lat": None, "lon": None}}) is None
    assert draw_sun_day(ROW | {"findings": []}) is None
    assert draw_sun_day(ROW | {"period": {}}) is None


def show(tmp_path: Path, dossier: Dossier) -> str:
    folder = fill_ledger(tmp_path / "ledger", Picture(dossiers=(dossier,)), list(ex.REPORTS.values()), ex.PROFILES)
    client = TestClient(make_app(folder, clock=lambda: ex.NEXT_WEEK), raise_server_exceptions=True)
    return client.get(f"/incidents/{dossier.incident.incident_id}").text


def test_a_dossier_shows_findings_beside_the_claim_and_the_day_in_words_before_the_picture(tmp_path: Path) -> None:
    dossier = next(each for each in ex.LARGER_PICTURE.dossiers if each.incident.place and each.incident.period.start)
    found = Finding(
        file="a.mp4",
        verifier="daylight",
        verdict=Verdict.REFUTES,
        measure={"sky_luma": 200.0},
        why="the pictures are light",
        report=dossier.incident.reports[0],
        about=(dossier.incident.attributes[0].about, Topic.PERIOD),
    )
    page = show(tmp_path, msgspec.structs.replace(dossier, findings=(found,)))
    facts, shown = page.split('id="facts"')[1].split("</table>")[0], page.split('id="findings"')[1].split("</section>")[0]
    assert "the pictures are light" in facts
    assert shown.index("light pictures would fit") < shown.index("<svg")
    assert not re.search(r"<img|<script|a\.mp4", shown)
