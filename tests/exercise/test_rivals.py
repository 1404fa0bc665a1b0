"""A second local channel tells happenings with one thing otherwise, and the truth says whom it contradicts in what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from skywitness.exercise.contradicting import list_clashes
from skywitness.exercise.lands import Locality
from skywitness.exercise.night import make_exercise
from skywitness.exercise.streams.cast import Source
from skywitness.exercise.streams.desk import Post
from skywitness.exercise.telling import Telling
from skywitness.exercise.wording import Facts, load_grammars
from skywitness.model.report import SourceProfile
from skywitness.model.truth import ContradictionTruth, Happening, ToldTruth
from skywitness.model.words import Stream, Target, Topic, What

SEEN = load_grammars(half="seen")
START = datetime(2021, 7, 19, 20, tzinfo=UTC)
SOMEBODY = Source(profile=SourceProfile("somebody", Stream.GRASSROOTS), language="en")
TOWNS = {name: Locality(names={"en": name}, iso="RU-TUL", lat=54.2, lon=37.6, is_town=True) for name in ("a", "b")}
KILL = Happening(
    happening_id="h-1",
    what=What.INTERCEPTED,
    target=Target.UAV,
    count=1,
    place="a",
    iso="RU-TUL",
    lat=54.2,
    lon=37.6,
    start=START,
    end=START,
)
DEBRIS = structs.replace(KILL, happening_id="h-2", what=What.DEBRIS_FELL, caused_by="h-1")


@pytest.fixture(scope="module", params=[3, 4])
def truth(request: pytest.FixtureRequest) -> tuple[object, ...]:
    return make_exercise("two-accounts", seed=request.param, grammars=SEEN).truth


def test_a_rival_speaks_of_a_happening_and_has_one_thing_wrong(truth: tuple[object, ...]) -> None:
    rivals = [one for one in truth if isinstance(one, ToldTruth) and "rival" in one.source]
    known = {one.happening_id for one in truth if isinstance(one, Happening)}
    assert rivals
    for one in rivals:
        assert set(one.speaks_of) <= known
        assert len(one.speaks_of) == len(one.faults) == 1


def test_the_truth_lists_what_rivals_contradict_by_kind(truth: tuple[object, ...]) -> None:
    told = {one.report_id: one for one in truth if isinstance(one, ToldTruth)}
    clashes = [one for one in truth if isinstance(one, ContradictionTruth)]
    assert len({(one.about, one.kind) for one in clashes}) > 2
    for one in clashes:
        left, right = told[one.left], told[one.right]
        if one.kind in {"value", "time"}:
            assert one.about in set(left.tells) & set(right.tells)
        if (one.about, one.kind) == (Topic.OUTCOME, "negation") and not left.clutter and not right.clutter:
            assert (Topic.OUTCOME in left.none) != (Topic.OUTCOME in right.none)


def test_other_scenarios_have_no_rival() -> None:
    night = make_exercise("disinformation", seed=3, grammars=SEEN, nights=1)
    assert not any("rival" in profile.name for profile in night.profiles)


def _post(key: int, act: str, place: str | None, **more: Any) -> Post:
    telling = Telling(tells=frozenset({Topic.OUTCOME, Topic.TARGET}), names_town=place is not None)
    facts = Facts(place=TOWNS.get(place or ""), target=more.pop("target", "uav"))
    fields: dict[str, Any] = {"speaks_of": ("h-1",), "figure": None, **more}
    return Post(
        key=key, source=SOMEBODY, at=START, text="", language="en", act=act, voice="channel", facts=facts, telling=telling, **fields
    )


def _kinds(*posts: Post, beside: Happening | None = None) -> list[str]:
    return [clash.kind for clash in list_clashes(posts, [KILL, DEBRIS, *([beside] if beside else [])])]


def test_where_something_else_came_down_soon_nothing_clashes_in_the_truth() -> None:
    pair = _post(0, "intercepted", "a"), _post(1, "impact", "a")
    soon = structs.replace(KILL, happening_id="h-3", what=What.IMPACT, start=START + timedelta(hours=2), end=START + timedelta(hours=2))
    assert _kinds(*pair, beside=soon) == []
    late = structs.replace(soon, start=START + timedelta(hours=9), end=START + timedelta(hours=9))
    assert _kinds(*pair, beside=late) == ["outcome"]
    elsewhere = structs.replace(soon, place="b")
    assert _kinds(*pair, beside=elsewhere) == ["outcome"]
    assert _kinds(_post(0, "intercepted", None), _post(1, "impact", None), beside=elsewhere) == []


def test_ends_kinds_and_figures_clash_only_where_both_name_one_town_or_neither_any() -> None:
    assert _kinds(_post(0, "intercepted", "a"), _post(1, "impact", "a")) == ["outcome"]
    assert _kinds(_post(0, "intercepted", "a"), _post(1, "impact", "b")) == ["place"]
    assert _kinds(_post(0, "intercepted", "a"), _post(1, "impact", None)) == []
    assert _kinds(_post(0, "intercepted", "a"), _post(1, "intercepted", None, target="cruise_missile")) == []
    assert _kinds(_post(0, "intercepted", None), _post(1, "intercepted", None, target="cruise_missile")) == ["value"]


def test_one_more_is_no_figure_in_the_truth() -> None:
    assert _kinds(_post(0, "intercepted", "a", figure=1), _post(1, "intercepted", "a", figure=4)) == ["count"]
    assert _kinds(_post(0, "another", "a", figure=1), _post(1, "intercepted", "a", figure=4)) == []


def test_a_hit_told_of_the_debris_clashes_with_the_kill_that_it_came_from() -> None:
    assert _kinds(_post(0, "intercepted", "a"), _post(1, "footage", "a", speaks_of=("h-2",))) == ["outcome"]
    assert _kinds(_post(0, "intercepted", "a"), _post(1, "debris_fell", "a", speaks_of=("h-2",))) == []
