"""The map: rings as wide as the doubt, one for each shown place, all of them in the picture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.publish.index.choosing import AtSpot, Spot
from skywitness.web.map import SMALLEST_RING, WIDTH, draw_map

SPOTS = st.builds(
    Spot, lat=st.floats(44, 60), lon=st.floats(22, 60), radius_m=st.floats(10, 150_000), name=st.just("there"), precision=st.just("town")
)
HELD = st.builds(AtSpot, SPOTS, st.integers(1, 9), st.sampled_from(["confirmed", "reported"]), st.just("i-1"))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(held=st.lists(HELD, min_size=1, max_size=6, unique_by=lambda at: at.spot))
def test_every_placed_incident_is_in_the_picture_once(held: list[AtSpot]) -> None:
    drawn = draw_map(held)
    assert drawn is not None
    assert sum(ring.number for ring in drawn.rings) == sum(at.number for at in held)
    assert all(0 <= ring.x <= WIDTH and 0 <= ring.y <= drawn.height and ring.radius >= SMALLEST_RING for ring in drawn.rings)
    assert [ring.radius for ring in drawn.rings] == sorted((ring.radius for ring in drawn.rings), reverse=True)


def test_without_a_shown_position_there_is_no_map() -> None:
    assert draw_map([]) is None


def test_a_ring_leads_to_the_one_incident_that_it_holds() -> None:
    spot = Spot(lat=52.62, lon=38.5, radius_m=7_000.0, name="Yelets", precision="town")
    one, two = (draw_map([AtSpot(spot, number, "claimed", "i-7")]) for number in (1, 2))
    assert one is not None
    assert two is not None
    assert (one.rings[0].incident, one.rings[0].standing) == ("i-7", "claimed")
    assert (two.rings[0].incident, two.rings[0].number) == ("", 2)
