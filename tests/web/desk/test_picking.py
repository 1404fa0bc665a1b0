"""Picking a place on the drawn map: a click leads to the place that is shown there, whatever the address says, and the person's own words stay what is decided."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.desk.conftest import VERA, Browser

from skywitness.geo.sphere import distance_m
from skywitness.model.review import Need
from skywitness.web.desk.app import DeskApp
from skywitness.web.desk.picking import LEAST_KM, MOST_KM, SIZES, Pick, draw_picture, read_pick
from skywitness.web.map import Frame

picks = st.builds(Pick, st.floats(-70, 70), st.floats(-179, 179), st.floats(LEAST_KM, 3000))


@given(picks, st.sampled_from(sorted(SIZES)), st.data())
def test_a_click_is_the_point_that_is_drawn_there(pick: Pick, size: str, data: st.DataObject) -> None:
    width, height = SIZES[size]
    x, y = data.draw(st.integers(1, width)), data.draw(st.integers(1, height))
    found = read_pick({"at": f"{pick.lat},{pick.lon}", "wide": str(pick.wide_km), f"{size}.x": str(x), f"{size}.y": str(y)})
    assert found.is_picked
    assert found.wide_km == max(pick.wide_km / 4, LEAST_KM)
    drawn = Frame(pick.lat, pick.lon, width / pick.wide_km, height, width).place(found.lat, found.lon)
    once_around = 360 * 111.195 * math.cos(math.radians(pick.lat)) * width / pick.wide_km
    off = (drawn[0] - x) % once_around
    assert min(off, once_around - off) < 0.5 or abs(found.lat) == 90
    assert abs(drawn[1] - y) < 0.5 or abs(found.lat) == 90


@given(st.dictionaries(st.sampled_from(["at", "wide", "picked", "wide.x", "wide.y", "narrow.x", "narrow.y", "size"]), st.text(max_size=12)))
def test_no_address_breaks_the_map(query: dict[str, str]) -> None:
    pick = read_pick(query)
    assert LEAST_KM <= pick.wide_km <= MOST_KM
    assert -90 <= pick.lat <= 90
    assert ElementTree.fromstring(draw_picture(pick, query.get("size", ""))).tag.endswith("svg")  # noqa: S314 - our own


def test_a_button_pressed_with_a_key_picks_nothing() -> None:
    assert not read_pick({"at": "52,38", "wide": "400", "wide.x": "0", "wide.y": "0"}).is_picked


def test_a_map_of_a_region_begins_there() -> None:
    shown = read_pick({}, region="RU-LIP")
    assert distance_m(shown.lat, shown.lon, 52.6, 39.2) < 60_000
    assert not shown.is_picked
    assert shown.told == ""


@pytest.fixture
def vera(desk: DeskApp) -> Browser:
    browser = Browser(desk)
    assert browser.sign_in(VERA) == 303
    return browser


def test_what_was_picked_stands_in_the_form_with_how_far_it_is_known(desk: DeskApp, vera: Browser) -> None:
    item = desk.steward.queue.first(1, need=Need.PLACE)[0]
    page = vera.get(f"/desk/items/{item.key}?at=52.0,38.0&wide=64&wide.x=330&wide.y=200")
    assert 'name="place" autocomplete="off" placeholder="52.62, 38.50" value="52.0090, 38.0146"' in page
    assert 'value="1" placeholder="1"' in page
    assert vera.decide(item.key, "place", place="52.0090, 38.0146", within_km="2.5")[0] == 303
    placed = [each.incident.place for each in desk.steward.ledger.dossiers() if each.incident.place]
    assert [place.radius_m for place in placed if place.why.startswith("placed by Vera")] == [2500.0]


@pytest.mark.parametrize("told", ["far", "-1", "0", "nan", "inf", "1e9"])
def test_a_distance_that_is_none_is_refused(desk: DeskApp, vera: Browser, told: str) -> None:
    item = desk.steward.queue.first(1, need=Need.PLACE)[0]
    status, page = vera.decide(item.key, "place", place="52.0, 38.0", within_km=told)
    assert status == 400
    assert "known to within how many kilometres" in page


def test_the_picture_is_for_who_signed_in(desk: DeskApp, vera: Browser) -> None:
    assert TestClient(desk, base_url="http://127.0.0.1:8765", follow_redirects=False).get("/desk/ground.svg").status_code in {303, 401}
    assert vera.get("/desk/ground.svg?at=52,38&wide=100&picked=1").startswith("<svg")


def test_the_map_begins_where_the_sources_are_and_anywhere_where_that_is_not_known(desk: DeskApp) -> None:
    steward = desk.steward
    regions = {steward.find_region([each.incident.incident_id]) for each in steward.ledger.dossiers()}
    assert regions & {"RU-LIP", "RU-MOW"}
    steward.ledger.profiles = lambda **_: {}  # type: ignore[method-assign]  # a ledger whose sources nobody described
    assert steward.find_region([each.incident.incident_id for each in steward.ledger.dossiers()]) is None
    assert steward.find_region(["i-00000000000000000000"]) is None
