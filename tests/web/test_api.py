"""The API: OGC API – Features over released rows."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.web.api import read_box
from skywitness.web.openapi import PROPERTIES, describe_api

ITEMS = "/api/collections/incidents/items"
MADE = schemathesis.openapi.from_dict(describe_api())


def titles(client: TestClient, query: str = "") -> list[str]:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 200, answer.text
    return [feature["properties"]["title"] for feature in answer.json()["features"]]


@MADE.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_own_description(case: Any, client: TestClient) -> None:
    case.call_and_validate(app=client.app)


def test_links_lead_to_everything(client: TestClient) -> None:
    followed, waiting = set[str](), ["/api"]
    while waiting:
        address = waiting.pop()
        if address in followed:
            continue
        followed.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if "json" in answer.headers["content-type"] and "openapi" not in answer.headers["content-type"]:
            body = answer.json()
            waiting += [link["href"] for part in (body, *body.get("collections", [])) for link in part.get("links", [])]
    assert {"/api", "/api/conformance", "/api/collections/incidents", ITEMS, "/"} <= followed


def test_pages_of_items_hold_every_incident_once(client: TestClient) -> None:
    whole = titles(client)
    address: str | None = f"{ITEMS}?limit=1"
    told: list[str] = []
    while address:
        body = client.get(address).json()
        told += [feature["properties"]["title"] for feature in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert told == whole
    assert len(whole) > 1


def test_one_item_is_the_feature_of_the_list_and_leads_to_its_dossier(client: TestClient) -> None:
    first = client.get(ITEMS).json()["features"][0]
    alone = client.get(f"{ITEMS}/{first['id']}").json()
    links = alone.pop("links")
    assert alone == first
    assert client.get(next(link["href"] for link in links if link["rel"] == "alternate")).status_code == 200


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,nan", "bbox"),
        ("bbox=1,2,3,400", "bbox"),
        ("datetime=yesterday", "datetime"),
        ("datetime=../..", "datetime"),
        ("limit=0", "limit"),
        ("limit=9999999999", "limit"),
        ("offset=-1", "offset"),
        ("standing=sure", "standing"),
        ("as_of=then", "as_of"),
        ("colour=red", "colour"),
        ("properties=title,secret", "secret"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(client: TestClient, query: str, named: str) -> None:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert named in answer.json()["description"]


def test_an_unknown_incident_is_told_as_json(client: TestClient) -> None:
    answer = client.get(f"{ITEMS}/i-nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "404")


def test_time_leaves_out_what_was_elsewhere_in_it_and_nothing_that_has_none(client: TestClient) -> None:
    assert "UAV: impact, Yelets" in titles(client, "datetime=2031-03-14/2031-03-15")
    assert "UAV: impact, Yelets" not in titles(client, "datetime=2031-03-16/..")


def test_the_past_is_shown_as_it_was_known(client: TestClient) -> None:
    assert titles(client, "as_of=2031-03-01") == []


def test_a_box_may_be_told_from_any_corner_and_with_heights() -> None:
    assert read_box("30,60,40,50") == read_box("30,50,0,40,60,10")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=st.floats(-0.6, 0.6), lon=st.floats(-0.6, 0.6), side=st.floats(0.001, 0.5))
def test_no_box_tells_a_place_finer_than_it_is_shown(client: TestClient, lat: float, lon: float, side: float) -> None:
    """Whether a box holds a row follows from the shown disc alone: the fine position behind it changes nothing."""
    shown = {f["id"]: f for f in client.get(ITEMS).json()["features"] if f["geometry"]}
    south, west = ex.POINT.lat + lat, ex.POINT.lon + lon
    box = f"{west},{south},{west + side},{south + side}"
    found = {feature["id"] for feature in client.get(f"{ITEMS}?bbox={box}").json()["features"]}
    for name, feature in shown.items():
        east, north = feature["geometry"]["coordinates"]
        margin = feature["properties"]["radius_m"] / 111_195
        is_near = south - margin <= north <= south + side + margin
        assert (name in found) <= is_near, (name, east)


def test_chosen_properties_come_alone_but_never_without_the_warnings(client: TestClient) -> None:
    whole = client.get(ITEMS).json()["features"][0]["properties"]
    chosen = client.get(f"{ITEMS}?properties=title,standing").json()["features"][0]["properties"]
    assert set(whole) == set(PROPERTIES)
    assert chosen == {name: whole[name] for name in ("title", "standing", "exercise", "audience")}
