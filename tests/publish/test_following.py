"""A view that follows its ledger shows, after whatever came, what a view made anew shows."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish import examples as ex

from skywitness.ledger import Ledger, open_ledger
from skywitness.model.ids import ActivityId, OccurrenceId
from skywitness.model.incident import Dossier, Picture
from skywitness.model.provenance import Activity
from skywitness.model.words import Stream, What
from skywitness.publish.following import Following
from skywitness.publish.index import Wanted
from skywitness.publish.policy import load_policy
from skywitness.publish.view import View, open_view

STEP = Activity(activity_id=ActivityId("a-1"), step="test", version="1", settings="{}", agent="test")
POLICY = load_policy()
SHAPES: dict[str, Dossier] = {
    "town": ex.dossier(),
    "region": ex.dossier(place=ex.GRID_REGION),
    "crew": ex.dossier(response=(ex.CREW_ON_SITE,)),
    "air defence": ex.dossier(what=What.AIR_DEFENCE_ACTIVE),
    "unplaced": ex.dossier(place=None),
}
LATE = ex.make("mayor", "Information is being checked.", Stream.OFFICIAL, minutes=700, own_id="mayor-2")
EDITED = ex.make("wire", "Analysts withdraw what they said.", Stream.MEDIA, minutes=720, own_id="art-1", lang="en")

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("picture"),
            st.lists(st.tuples(st.integers(1, 3), st.sampled_from(sorted(SHAPES))), max_size=3, unique_by=lambda x: x[0]),
        ),
        st.tuples(st.just("merge"), st.booleans()),
        st.tuples(st.just("report"), st.sampled_from([LATE, EDITED])),
        st.tuples(st.just("erase"), st.sampled_from([ex.FILMED, ex.ARTICLE])),
        st.tuples(st.just("wait"), st.sampled_from([1, 5, 200])),
        st.tuples(st.just("exercise"), st.booleans()),
        st.tuples(st.just("tally"), st.booleans()),
    ),
    max_size=7,
)


def everything(view: View) -> dict[str, Any]:
    """All that a page can ask a view for."""
    reports = ["film-1", "copy-1", "mayor-1", "mayor-2", "art-1", ex.FILMED.digest, "none"]
    told = {key: dict(row) for key, row in view.incidents.items()}
    return {
        "incidents": told,
        "tallies": [dict(row) for row in map(view.tally, view.tally_ids()) if row],
        "contexts": [dict(row) for row in map(view.context, view.context_ids()) if row],
        "reports": [row and dict(row) for row in map(view.report, reports)],
        "resting": [[str(row["id"]) for row in view.incidents_of(report)] for report in reports],
        "tellers": {key: view.tellers(key) for key in told},
        "chosen": view.index.select(Wanted(told_by="mayor")).newest(),
        "choices": view.index.choices(),
        "exercise": view.is_exercise,
    }


class World:
    """A ledger, its clock, and what happens to it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.now = ledger, ex.NIGHT + timedelta(hours=2)
        self.dossiers: dict[int, Dossier] = {}
        self.tallies: tuple[Any, ...] = ()
        ledger.register(STEP, ex.NIGHT)
        ledger.add_profiles(ex.PROFILES, at=ex.NIGHT)
        ledger.add_reports(ex.REPORTS.values(), at=ex.NIGHT, by=STEP.activity_id)

    def act(self, kind: str, what: Any) -> None:
        self.now += timedelta(minutes=1)
        getattr(self, f"_{kind}")(what)

    def _picture(self, what: list[tuple[int, str]]) -> None:
        self.dossiers = {number: _numbered(SHAPES[name], number) for number, name in what}
        self._record()

    def _merge(self, _: bool) -> None:
        if len(self.dossiers) > 1:
            into, gone, *_rest = sorted(self.dossiers)
            held = (OccurrenceId(f"o-{into}"), OccurrenceId(f"o-{gone}"))
            one = self.dossiers[into]
            self.dossiers[into] = msgspec.structs.replace(one, incident=msgspec.structs.replace(one.incident, occurrences=held))
            del self.dossiers[gone]
            self._record()

    def _report(self, report: Any) -> None:
        self.ledger.add_reports([report], at=self.now, by=STEP.activity_id)

    def _erase(self, report: Any) -> None:
        if not self.ledger.report(report.digest).erased:
            self.ledger.erase(report.digest, why="asked for", by="Vera", at=self.now)

    def _wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def _exercise(self, is_one: bool) -> None:
        profile = msgspec.structs.replace(ex.PROFILES["yelets_residents"], exercise=is_one)
        self.ledger.add_profiles({profile.name: profile}, at=self.now)

    def _tally(self, is_there: bool) -> None:
        self.tallies = (ex.TALLY,) if is_there else ()
        self._record()

    def _record(self) -> None:
        picture = Picture(dossiers=tuple(self.dossiers.values()), tallies=self.tallies, contexts=(ex.CONTEXT,) if self.tallies else ())
        self.ledger.record_picture(picture, at=self.now, by=STEP.activity_id)


def _numbered(dossier: Dossier, number: int) -> Dossier:
    own = msgspec.structs.replace(dossier.incident, incident_id=ex.incident(number).incident_id, occurrences=(OccurrenceId(f"o-{number}"),))
    return msgspec.structs.replace(dossier, incident=own)


@pytest.mark.parametrize("audience", ["public", "team"])
@settings(max_examples=40, deadline=None)
@given(before=steps, after=steps)
def test_following_shows_what_looking_anew_shows(audience: str, before: list[tuple[str, Any]], after: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        world = World(ledger)
        for kind, what in before:
            world.act(kind, what)
        following = Following(ledger, policy=POLICY, audience=audience, now=world.now)
        for kind, what in [("wait", 0), *after]:
            world.act(kind, what)
            anew = open_view(ledger, policy=POLICY, audience=audience, now=world.now)
            shown, expected = everything(following.follow(world.now)), everything(anew)
            for name, told in expected.items():
                assert shown[name] == told, name


def test_what_turned_is_told_once_and_by_number(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        world = World(ledger)
        world.act("picture", [(1, "town"), (2, "region")])
        following = Following(ledger, policy=POLICY, audience="public", now=world.now)
        assert (following.last_turn, list(following.turns)) == (0, [])
        world.act("picture", [(1, "town"), (3, "town")])
        following.follow(world.now)
        following.follow(world.now)
        assert [(turn.number, turn.incidents) for turn in following.turns] == [(1, (_id(2), _id(3)))]


def test_a_clock_of_the_gate_that_ends_is_a_turn(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        world = World(ledger)
        world.act("picture", [(1, "air defence")])
        following = Following(ledger, policy=POLICY, audience="public", now=world.now)
        assert following.follow(world.now).index.select(Wanted()).unplaced == 1
        world.act("wait", 200)
        assert following.follow(world.now).index.select(Wanted()).unplaced == 0
        assert [turn.incidents for turn in following.turns] == [(_id(1),)]


def _id(number: int) -> str:
    return str(ex.incident(number).incident_id)


def test_going_through_a_ledger_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[int] = []
    with open_ledger(tmp_path) as ledger:
        world = World(ledger)
        world.act("picture", [(1, "town"), (2, "region")])
        Following(ledger, policy=POLICY, audience="public", now=world.now, advance=told.append)
    assert told == [1, 1]
