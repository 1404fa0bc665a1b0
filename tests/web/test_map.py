"""The map: rings as wide as the doubt, one for each shown place, all of them in the picture."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.web.map import SMALLEST_RING, WIDTH, draw_map

PLACES = st.builds(
    lambda lat, lon, radius_m: {"lat": lat, "lon": lon, "radius_m": radius_m, "name": "there", "precision": "town"},
    lat=st.floats(44, 60),
    lon=st.floats(22, 60),
    radius_m=st.floats(10, 150_000),
)
ROWS = st.builds(
    lambda place, standing: {"id": "i-1", "place": place, "standing": standing}, PLACES, st.sampled_from(["confirmed", "reported"])
)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=6), unplaced=st.integers(0, 2))
def test_every_placed_incident_is_in_the_picture_once(rows: list[dict[str, object]], unplaced: int) -> None:
    drawn = draw_map([*rows, *[{"id": "i-2", "place": None, "standing": "reported"}] * unplaced])
    assert drawn is not None
    assert sum(ring.number for ring in drawn.rings) == len(rows)
    assert all(0 <= ring.x <= WIDTH and 0 <= ring.y <= drawn.height and ring.radius >= SMALLEST_RING for ring in drawn.rings)
    assert [ring.radius for ring in drawn.rings] == sorted((ring.radius for ring in drawn.rings), reverse=True)


def test_without_a_shown_position_there_is_no_map() -> None:
    assert draw_map([{"id": "i-1", "place": None, "standing": "reported"}]) is None
    hidden = {"lat": None, "lon": None, "radius_m": None, "name": "held back", "precision": "country"}
    assert draw_map([{"id": "i-1", "place": hidden, "standing": "reported"}]) is None


def test_one_place_is_one_ring_with_the_firmest_standing() -> None:
    place = {"lat": 52.62, "lon": 38.5, "radius_m": 7_000.0, "name": "Yelets", "precision": "town"}
    drawn = draw_map([{"id": f"i-{n}", "place": place, "standing": standing} for n, standing in enumerate(("reported", "claimed"))])
    assert drawn is not None
    (ring,) = drawn.rings
    assert (ring.number, ring.standing, ring.incident) == (2, "claimed", "")
