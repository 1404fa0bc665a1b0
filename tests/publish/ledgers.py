"""Random ledgers' worth of pictures: titles from all of Unicode, every standing, target and precision, with and without places, times and answers."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.publish import examples as ex

from skywitness.model.incident import Attribute, Dossier, Picture
from skywitness.model.place import Period
from skywitness.model.words import CountState, PlaceRole, Standing, Target, TimePrecision, Topic, What

WHATS = [
    what for what in What if what.value in ("intercepted", "impact", "debris_fell", "sighted", "warned", "all_clear", "air_defence_active")
]
texts = st.one_of(st.text(max_size=40), st.sampled_from([ex.HOSTILE, "=1+1", "]]>", "&#0;", "\u2028", "55.7558, 37.6173"]))
values = st.one_of(st.none(), st.integers(0, 300), texts)
periods = st.builds(
    Period,
    start=st.sampled_from([None, ex.NIGHT]),
    end=st.sampled_from([None, ex.NIGHT]),
    precision=st.sampled_from(TimePrecision),
    before=st.sampled_from([None, ex.NIGHT]),
)


@st.composite
def attributes(draw: st.DrawFn) -> Attribute:
    """An answer to some question, given by none, one or two, in any state and standing."""
    told = draw(st.lists(st.tuples(values, st.sampled_from([ex.FILMED, ex.MAYOR])), max_size=2))
    candidates = [ex.candidate(value, report) for value, report in told]
    return ex.attribute(
        draw(st.sampled_from(Topic)), *candidates, standing=draw(st.sampled_from(Standing)), state=draw(st.sampled_from(CountState))
    )


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """An incident with whatever hangs on it."""
    changes: dict[str, Any] = {
        "title": "UAV " + draw(texts),
        "what": draw(st.sampled_from(WHATS)),
        "target": draw(st.sampled_from(Target)),
        "standing": draw(st.sampled_from(Standing)),
        "place": draw(st.sampled_from([None, ex.TOWN, ex.GRID_REGION, ex.POINT, ex.MOSCOW])),
        "role": draw(st.sampled_from([None, *PlaceRole])),
        "period": draw(periods),
        "attributes": tuple(draw(st.lists(attributes(), max_size=4, unique_by=lambda each: each.about))),
    }
    return ex.dossier(response=draw(st.sampled_from([(), (ex.CREW_ON_SITE,)])), **changes)


def _numbered(made: list[Dossier]) -> tuple[Dossier, ...]:
    ids = (f"i-{number:020d}" for number in range(len(made)))
    return tuple(
        msgspec.structs.replace(each, incident=msgspec.structs.replace(each.incident, incident_id=own))
        for each, own in zip(made, ids, strict=True)
    )


pictures = st.builds(
    Picture,
    dossiers=st.lists(dossiers(), max_size=4).map(_numbered),
    tallies=st.sampled_from([(), (ex.TALLY,)]),
    contexts=st.sampled_from([(), (ex.CONTEXT,)]),
)
