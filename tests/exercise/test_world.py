"""The world keeps its own rules: who can stop what, alerts around it, services in order, places where they say."""

from __future__ import annotations

import pytest

from skywitness.exercise.lands import load_regions
from skywitness.exercise.night import make_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.exercise.world import LAYERS, STATES
from skywitness.geo.regions import contains
from skywitness.model.truth import Happening
from skywitness.model.words import Target, What

GRAMMARS = load_grammars()


@pytest.fixture(scope="module", params=["mass-night", "cross-border", "withheld"])
def happenings(request: pytest.FixtureRequest) -> list[Happening]:
    made = make_exercise(request.param, seed=5, grammars=GRAMMARS)
    return [line for line in made.truth if isinstance(line, Happening)]


def test_a_layer_stops_only_what_it_can(happenings: list[Happening]) -> None:
    able = {layer.means: layer.targets for layer in LAYERS}
    kills = [one for one in happenings if one.what is What.INTERCEPTED]
    assert kills
    assert all(one.means and one.target in able[one.means] for one in kills)
    assert all(one.means is None for one in happenings if one.what is not What.INTERCEPTED)


def test_every_alert_is_cleared_before_the_next(happenings: list[Happening]) -> None:
    for iso in {one.iso for one in happenings}:
        words = [one.what for one in happenings if one.iso == iso and one.what in (What.WARNED, What.ALL_CLEAR)]
        assert words == [What.WARNED, What.ALL_CLEAR] * (len(words) // 2)


def test_nothing_comes_down_without_an_alert(happenings: list[Happening]) -> None:
    for one in happenings:
        if one.what in (What.INTERCEPTED, What.IMPACT):
            alerts = [other for other in happenings if other.iso == one.iso and other.start <= one.start]
            assert [other.what for other in alerts if other.what in (What.WARNED, What.ALL_CLEAR)][-1] is What.WARNED


def test_services_pass_through_their_states_in_order(happenings: list[Happening]) -> None:
    for one in happenings:
        assert [state for state, _ in one.responses] in ([], ["alerted", *(state for state, _ in STATES)])
        assert not one.casualties or one.damage


def test_missiles_fly_only_where_a_scenario_has_them() -> None:
    made = make_exercise("founding-story", seed=5, grammars=GRAMMARS)
    assert {one.target for one in made.truth if isinstance(one, Happening)} == {Target.UAV}


def test_every_town_lies_in_its_region() -> None:
    for iso, region in load_regions().items():
        assert all(contains(iso, town.lat, town.lon) for town in region.towns), iso


def test_every_scenario_names_regions_that_there_are() -> None:
    for scenario in load_scenarios().values():
        assert {*scenario.regions, *scenario.crossing, *(one.iso for one in scenario.staged)} <= set(load_regions())
