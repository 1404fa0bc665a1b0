"""What many incidents look like together: summary and tiles tell each incident once, and nothing finer than a page does."""

from __future__ import annotations

from typing import Any, cast

import mapbox_vector_tile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.publish import examples as ex

from skywitness.publish.index.choosing import AtSpot, Spot
from skywitness.web.map import RANK
from skywitness.web.tiles import EXTENT, NEAR_ZOOM, Tile, draw_tile

ITEMS = "/api/collections/incidents/items"
spots = st.builds(
    Spot,
    lat=st.floats(-85, 85),
    lon=st.floats(-180, 179.9),
    radius_m=st.floats(0, 200_000),
    name=st.text(max_size=9),
    precision=st.just("town"),
)
held_at = st.lists(
    st.builds(AtSpot, spots, st.integers(1, 3_000_000), st.sampled_from(RANK), st.just("i-1")), max_size=8, unique_by=lambda at: at.spot
)


def decode(tile: bytes) -> list[dict[str, Any]]:
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    return cast("list[dict[str, Any]]", layers.get("incidents", {}).get("features", []))


@settings(max_examples=25, deadline=None)
@given(held=held_at, zoom=st.integers(0, 3))
def test_every_incident_is_in_one_tile_of_each_zoom(held: list[AtSpot], zoom: int) -> None:
    features = [feature for x in range(2**zoom) for y in range(2**zoom) for feature in decode(draw_tile(Tile(zoom, x, y), held, RANK))]
    assert sum(feature["properties"]["number"] for feature in features) == sum(at.number for at in held)
    assert sum(feature["properties"]["places"] for feature in features) == len(held)
    for feature in features:
        x, y = feature["geometry"]["coordinates"]
        assert 0 <= x < EXTENT
        assert 0 <= y < EXTENT


def test_near_by_a_place_is_a_point_with_its_name_and_disc_and_far_out_neighbours_are_one() -> None:
    yelets, farm = Spot(52.62, 38.5, 7_000.0, "Yelets", "town"), Spot(52.63, 38.52, 900.0, "the farm", "point")
    held = [AtSpot(yelets, 3, "claimed", "i-1"), AtSpot(farm, 1, "confirmed", "i-2")]
    (joined,) = decode(draw_tile(Tile(5, 19, 10), held, RANK))
    assert joined["properties"] == {"number": 4, "places": 2, "standing": "confirmed"}
    x = int((38.5 + 180) / 360 * 2**NEAR_ZOOM)
    y = Tile(NEAR_ZOOM, x, 0).position(52.62, 38.5)[1] // EXTENT
    apart = [each["properties"] for each in decode(draw_tile(Tile(NEAR_ZOOM, x, y), held, RANK))]
    assert {"number": 3, "places": 1, "standing": "claimed", "name": "Yelets", "precision": "town", "radius_m": 7000} in apart
    assert {
        "number": 1,
        "places": 1,
        "standing": "confirmed",
        "name": "the farm",
        "precision": "point",
        "radius_m": 900,
        "incident": "i-2",
    } in apart


def test_a_tile_holds_what_the_filters_admit(client: TestClient) -> None:
    answer = client.get("/api/tiles/0/0/0.mvt")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    placed = client.get("/api/summary").json()
    assert sum(each["properties"]["number"] for each in decode(answer.content)) == placed["numberMatched"] - placed["unplaced"]
    assert client.get("/api/tiles/0/0/0.mvt?q=nothing-so").content == b""


@pytest.mark.parametrize("tile", ["15/0/0", "3/8/0", "3/0/8", "a/0/0", "3/-1/0", "99999999/0/0"])
def test_a_tile_that_there_is_not_is_told_as_json(client: TestClient, tile: str) -> None:
    answer = client.get(f"/api/tiles/{tile}.mvt")
    assert (answer.status_code, answer.json()["code"]) == (404, "404")


def test_the_summary_counts_what_the_items_are(client: TestClient) -> None:
    told = client.get("/api/summary").json()
    items = client.get(ITEMS).json()
    assert told["numberMatched"] == items["numberMatched"]
    assert told["unplaced"] == sum(each["properties"]["place"] is None for each in items["features"])
    assert sum(each["number"] for each in told["spots"]) == told["numberMatched"] - told["unplaced"]
    assert sum(number for _, number in told["times"]["bars"]) == told["numberMatched"] - told["untimed"]
    assert all(begin % told["times"]["step_s"] == 0 for begin, _ in told["times"]["bars"])


def test_the_incidents_of_a_spot_are_asked_for_by_its_disc(client: TestClient) -> None:
    for spot in client.get("/api/summary").json()["spots"]:
        answer = client.get(f"{ITEMS}?at={spot['lat']},{spot['lon']},{spot['radius_m']}").json()
        assert answer["numberMatched"] == spot["number"]
        assert spot["newest"] == answer["features"][0]["id"]
        assert {each["properties"]["place"]["name"] for each in answer["features"]} == {spot["name"]}


def test_parts_and_steps_are_chosen(client: TestClient) -> None:
    assert "spots" not in client.get("/api/summary?parts=times").json()
    assert "times" not in client.get("/api/summary?parts=spots").json()
    told = client.get("/api/summary?parts=times&step_s=86400").json()["times"]
    assert told["step_s"] == 86_400
    assert client.get("/api/summary?datetime=2001-01-01/2001-01-02&parts=times&q=nothing-so").json()["times"]["bars"] == []


@pytest.mark.parametrize(
    ("query", "named"),
    [("parts=all", "parts"), ("step_s=7", "step_s"), ("step_s=9999999999999", "step_s"), ("at=1,2", "at"), ("limit=3", "limit")],
)
def test_what_cannot_be_read_is_named(client: TestClient, query: str, named: str) -> None:
    answer = client.get(f"/api/summary?{query}")
    assert answer.status_code == 400
    assert named in answer.json()["description"]


def test_no_summary_tells_a_place_finer_than_the_list_does(client: TestClient) -> None:
    shown = {(each["name"], each["precision"]) for each in client.get("/api/summary").json()["spots"]}
    listed = {
        (each["properties"]["place"]["name"], each["properties"]["place"]["precision"])
        for each in client.get(ITEMS).json()["features"]
        if each["geometry"]
    }
    assert shown == listed
    assert str(ex.POINT.lat) not in client.get("/api/summary").text
