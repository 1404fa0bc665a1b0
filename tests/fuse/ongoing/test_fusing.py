"""Fusion that goes on gives what fusion of everything gives, whatever came, changed, went and was decided, and in whatever order."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuse.invented import CHANNEL, LIPETSK, MINISTRY, NIGHT, TULA, YELETS, Told, clock, invent

from skywitness.fuse import Evidence, fuse
from skywitness.fuse.copies import shorten_address
from skywitness.fuse.ongoing import Filed, Ongoing
from skywitness.fuse.roots import trace_origins
from skywitness.model.ids import DecisionId, Digest, IncidentId, TallyId
from skywitness.model.incident import Derivation, Incident, Tally
from skywitness.model.place import Period
from skywitness.model.provenance import Decision
from skywitness.model.report import SourceProfile
from skywitness.model.words import DecisionKind, Kind, Stream, Target, What

PROFILES = {
    "ministry": SourceProfile("ministry", Stream.OFFICIAL, speaks_for=MINISTRY.name, responsible_for=("RU",), reliability="B"),
    "governor": SourceProfile("governor", Stream.OFFICIAL, region="RU-LIP", reliability="B"),
    "one": SourceProfile("one", Stream.GRASSROOTS, reliability="C"),
    "two": SourceProfile("two", Stream.GRASSROOTS),
}
TELLINGS = st.builds(
    Told,
    text=st.sampled_from(
        [
            "Drones over us",
            "Air defence works above the town tonight",
            "Three drones shot down over the river near Yelets, a warehouse burns and people left",
            "Just now: Three drones shot down over the river near Yelets, a warehouse burns and people left",
            "Two more, 12 so far",
        ]
    ),
    source=st.sampled_from(sorted(PROFILES)),
    stream=st.sampled_from([Stream.GRASSROOTS, Stream.OFFICIAL]),
    asserter=st.sampled_from([CHANNEL, MINISTRY]),
    at_min=st.sampled_from([None, *range(0, 900, 12)]),
    what=st.sampled_from([What.WARNED, What.SIGHTED, What.INTERCEPTED, What.INTERCEPTED, What.IMPACT, What.DAMAGE, What.ALL_CLEAR]),
    target=st.sampled_from([Target.UAV, Target.UAV, Target.UNKNOWN, Target.BALLISTIC_MISSILE]),
    place=st.sampled_from([LIPETSK, LIPETSK, YELETS, TULA, None]),
    count=st.sampled_from([None, 1, 2, 12]),
    period=st.sampled_from([Period(), Period(), clock(0, 1), clock(1, 12), Period(word="night"), Period(word="past week")]),
    kind=st.sampled_from([Kind.INTERCEPTION, Kind.INTERCEPTION, Kind.INTERCEPTION, Kind.DIGEST]),
    negated=st.sampled_from([False, False, False, True]),
    forwarded_from=st.sampled_from([None, None, None, "one"]),
)

PARTS = st.builds(
    Told,
    text=st.sampled_from(["One is down", "Two were shot down, the windows shook", "We saw it fall into the field behind the school"]),
    source=st.sampled_from(["one", "two", "governor"]),
    at_min=st.sampled_from(range(60, 600, 12)),
    place=st.sampled_from([LIPETSK, YELETS, TULA]),
    count=st.sampled_from([None, 1, 2]),
    forwarded_from=st.sampled_from([None, "one", "two"]),
)
ROLL_UPS = st.builds(
    Told,
    text=st.sampled_from(
        ["In the night drones were intercepted over the regions", "A summary of the night by the ministry: drones were destroyed"]
    ),
    source=st.sampled_from(["ministry", "governor", "two"]),
    stream=st.just(Stream.OFFICIAL),
    asserter=st.just(MINISTRY),
    at_min=st.sampled_from([700, 712, 724]),
    place=st.sampled_from([LIPETSK, TULA, None]),
    count=st.sampled_from([3, 5, 12]),
    period=st.sampled_from([clock(0, 11), clock(3, 9), Period(word="night")]),
    kind=st.sampled_from([Kind.INTERCEPTION, Kind.DIGEST]),
    forwarded_from=st.sampled_from([None, "ministry"]),
)
"""Totals of a night, told again by others; what they count comes in before or after them."""


ADDRESSES = ("https://t.me/one/7", "https://t.me/two/9")
IDLE = st.builds(
    Told,
    text=st.sampled_from(
        ["Rain tomorrow over the town", "Three drones shot down over the river near Yelets, a warehouse burns and people left"]
    ),
    source=st.sampled_from(["one", "two", "three"]),
    at_min=st.sampled_from([None, *range(0, 300, 30)]),
    kind=st.just(Kind.OTHER),
    url=st.sampled_from([None, *ADDRESSES]),
)
LINKING = st.builds(
    Told,
    text=st.sampled_from(
        ["One is down, see https://t.me/s/one/7", "It fell https://t.me/two/9", "Two sources: https://t.me/one/7 and https://t.me/two/9"]
    ),
    source=st.sampled_from(["one", "governor", "two"]),
    at_min=st.sampled_from(range(60, 600, 40)),
    url=st.sampled_from([None, None, *ADDRESSES]),
)
"""Reports that bear on nothing, and such as may link to them."""


def file(told: Told) -> Filed:
    report, reading, occurrence, claims = invent(told)
    if told.kind is Kind.OTHER:
        return Filed(report, msgspec.structs.replace(reading, assertions=(), by="sieve/1" if told.at_min else "en/1"))
    if told.kind is Kind.DIGEST:
        return Filed(report, reading)
    return Filed(report, reading, (occurrence,), tuple(claims))


def fuse_all(
    there: dict[Digest, Filed], decisions: list[Decision]
) -> tuple[dict[IncidentId, Incident], dict[TallyId, Tally], dict[Digest, Derivation]]:
    fused = fuse(
        Evidence(
            reports={digest: filed.report for digest, filed in there.items()},
            readings={digest: filed.reading for digest, filed in there.items() if filed.reading},
            occurrences=tuple(each for filed in there.values() for each in filed.occurrences),
            claims=tuple(each for filed in there.values() for each in filed.claims),
            profiles=PROFILES,
            decisions=tuple(decisions),
        )
    )
    return (
        {each.incident_id: each for each in fused.incidents},
        {each.tally_id: each for each in fused.tallies},
        {each.child: each for each in fused.derivations},
    )


@st.composite
def decide(draw: st.DrawFn, incidents: list[Incident], decisions: list[Decision]) -> Decision:
    """A decision about what there is now."""
    kinds = [DecisionKind.GRADE]
    if incidents:
        kinds += [DecisionKind.REJECT, DecisionKind.PLACE, DecisionKind.SPLIT]
    if len(incidents) > 1:
        kinds += [DecisionKind.MERGE, DecisionKind.MERGE, DecisionKind.KEEP_APART]
    if decisions:
        kinds += [DecisionKind.UNDO]
    kind, value = draw(st.sampled_from(kinds)), None
    about: tuple[str, ...]
    if kind is DecisionKind.GRADE:
        about, value = (draw(st.sampled_from(sorted(PROFILES))),), draw(st.sampled_from("ABF"))
    elif kind is DecisionKind.UNDO:
        about = (draw(st.sampled_from(decisions)).decision_id,)
    elif kind in {DecisionKind.MERGE, DecisionKind.KEEP_APART}:
        about = tuple(each.incident_id for each in draw(st.lists(st.sampled_from(incidents), min_size=2, max_size=3, unique_by=id)))
    else:
        incident = draw(st.sampled_from(incidents))
        about = draw(st.sampled_from([(incident.incident_id,), (incident.occurrences[-1],), (incident.reports[0],)]))
        if kind is DecisionKind.SPLIT:
            about = (incident.occurrences[0], *about)
        if kind is DecisionKind.PLACE:
            about = (incident.incident_id, *incident.occurrences)
            value = msgspec.json.encode(draw(st.sampled_from([YELETS, TULA, None]))).decode()
    number = len(decisions)
    made_at = NIGHT + timedelta(days=1, minutes=number)
    return Decision(decision_id=DecisionId(f"d-{number}"), kind=kind, about=about, value=value, by="Vera", why="so", made_at=made_at)


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    told=st.lists(TELLINGS | PARTS | ROLL_UPS | IDLE | LINKING, min_size=1, max_size=22, unique_by=lambda each: invent(each)[0].digest),
)
def test_what_goes_on_is_what_solving_everything_gives(data: st.DataObject, told: list[Told]) -> None:
    pool = {filed.report.digest: filed for filed in map(file, told)}
    there: dict[Digest, Filed] = {}
    decisions: list[Decision] = []

    def posted(address: str) -> list[Digest]:
        return [digest for digest, filed in here.items() if filed.report.url and shorten_address(filed.report.url) == address]

    here: dict[Digest, Filed] = {}
    ongoing = Ongoing(PROFILES, lambda digest: there[digest], posted=posted)
    incidents: dict[IncidentId, Incident] = {}
    for _ in range(data.draw(st.integers(1, 6))):
        moving = data.draw(st.lists(st.sampled_from(sorted(pool)), unique=True, max_size=8))
        news = {digest: None if digest in there else pool[digest] for digest in moving}
        there.update((digest, filed) for digest, filed in news.items() if filed)
        if data.draw(st.booleans()):
            decisions.append(data.draw(decide(list(incidents.values()), decisions)))
        here = {digest: filed for digest, filed in there.items() if news.get(digest, filed)}
        touched = ongoing.update(news, decisions)
        there = here
        expected, tallies, derivations = fuse_all(there, decisions)
        assert dict(ongoing.leaves.derivations) == derivations
        assert ongoing.leaves.origins == trace_origins(derivations.values())
        assert dict(ongoing.incidents) == expected
        assert dict(ongoing.tallies) == tallies
        changed = {each for each in {*incidents, *ongoing.incidents} if incidents.get(each) != ongoing.incidents.get(each)}
        assert touched.incidents == changed
        incidents = dict(ongoing.incidents)
