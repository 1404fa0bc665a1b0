"""Assessment that goes on gives the dossiers and contexts that assessment of everything gives: silences, recurrences and tallies too."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuse.invented import LIPETSK, MINISTRY, TULA, Told, invent
from tests.fuse.ongoing.test_fusing import PARTS, PROFILES, ROLL_UPS, file

from skywitness.assess import Material, assess
from skywitness.assess.ongoing import Assessing
from skywitness.fuse import Evidence, fuse
from skywitness.fuse.ongoing import Filed, Ongoing
from skywitness.model.ids import AssertionId, Digest, IncidentId, content_id
from skywitness.model.incident import Context, Dossier
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.report import Report
from skywitness.model.words import Stream, Target, What

SPEAKING = st.builds(
    Told,
    text=st.sampled_from(["A parade was held", "Air defence was at work", "The governor thanks the rescuers"]),
    source=st.sampled_from(["ministry", "governor"]),
    stream=st.just(Stream.OFFICIAL),
    asserter=st.just(MINISTRY),
    at_min=st.sampled_from([*range(0, 4000, 100), None]),
    what=st.sampled_from([What.OPINION, What.NO_COMMENT, What.INTERCEPTED, What.DAMAGE]),
    place=st.sampled_from([LIPETSK, TULA, None]),
)
"""Words of authorities in channels of their own, about this or about something else."""
SEEN = st.builds(
    Told,
    text=st.sampled_from(["We saw it come down", "It fell behind the mill, the second this week"]),
    source=st.sampled_from(["one", "two"]),
    at_min=st.sampled_from(range(0, 3000, 200)),
    what=st.sampled_from([What.INTERCEPTED, What.IMPACT]),
    place=st.sampled_from([LIPETSK, TULA]),
    target=st.just(Target.UAV),
)
HAPPENS = frozenset({What.INTERCEPTED, What.IMPACT, What.SIGHTED})


def file_said(told: Told) -> Filed:
    """As filed, with a claim of recurrence on what is called the second; what only says something makes no occurrence."""
    filed = file(told)
    if told.what not in HAPPENS:
        return Filed(filed.report, filed.reading)
    if "second" not in told.text or filed.reading is None:
        return filed
    (happening,) = filed.reading.assertions
    again = msgspec.structs.replace(
        happening,
        assertion_id=AssertionId(content_id("as", happening.assertion_id, "again")),
        what=What.RECURRENCE,
        value="2 in 1 day" if told.place is TULA else "2 in 2 days",
        happening=0,
    )
    return Filed(filed.report, msgspec.structs.replace(filed.reading, assertions=(happening, again)), filed.occurrences, filed.claims)


def assess_all(there: dict[Digest, Filed]) -> tuple[dict[IncidentId, Dossier], dict[Digest, Context]]:
    reports = {digest: filed.report for digest, filed in there.items()}
    readings = {digest: filed.reading for digest, filed in there.items() if filed.reading}
    occurrences = tuple(each for filed in there.values() for each in filed.occurrences)
    claims = tuple(each for filed in there.values() for each in filed.claims)
    fused = fuse(Evidence(reports=reports, readings=readings, occurrences=occurrences, claims=claims, profiles=PROFILES))
    picture = assess(
        Material(
            incidents=fused.incidents,
            tallies=fused.tallies,
            reports=reports,
            readings=readings,
            occurrences=occurrences,
            claims=claims,
            profiles=PROFILES,
        )
    )
    return {each.incident.incident_id: each for each in picture.dossiers}, {each.report: each for each in picture.contexts}


Said = tuple[Report, Reading | None, tuple[Occurrence, ...], tuple[Claim, ...]]


class Desk:
    """Reports that come and go, fused and assessed as they do."""

    def __init__(self) -> None:
        self.there: dict[Digest, Filed] = {}
        self.ongoing = Ongoing(PROFILES, lambda digest: self.there[digest])
        self.assessing = Assessing(self.ongoing.incidents, self.ongoing.tallies, self._fetch)

    def turn(self, news: dict[Digest, Filed | None]) -> set[IncidentId]:
        """Take in and let go; gives the incidents whose dossier came out differently."""
        self.there.update((digest, filed) for digest, filed in news.items() if filed)
        touched = self.ongoing.update(news, ())
        self.there = {digest: filed for digest, filed in self.there.items() if news.get(digest, filed)}
        return self.assessing.renew(touched.incidents, touched.tallies, touched.reports, PROFILES)[0]

    def _fetch(self, digest: Digest) -> Said | None:
        filed = self.there.get(digest)
        return None if filed is None else (filed.report, filed.reading, filed.occurrences, filed.claims)


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    told=st.lists(SEEN | SPEAKING | PARTS | ROLL_UPS, min_size=1, max_size=16, unique_by=lambda each: invent(each)[0].digest),
)
def test_what_goes_on_is_what_assessing_everything_gives(data: st.DataObject, told: list[Told]) -> None:
    pool = {filed.report.digest: filed for filed in map(file_said, told)}
    desk, known = Desk(), dict[IncidentId, Dossier]()
    for _ in range(data.draw(st.integers(1, 6))):
        moving = data.draw(st.lists(st.sampled_from(sorted(pool)), unique=True, max_size=6))
        changed = desk.turn({digest: None if digest in desk.there else pool[digest] for digest in moving})
        dossiers, contexts = assess_all(desk.there)
        assert desk.assessing.dossiers == dossiers
        assert desk.assessing.contexts == contexts
        assert changed == {each for each in {*known, *dossiers} if known.get(each) != dossiers.get(each)}
        known = dossiers


def by_ministry(text: str, at_min: int, what: What) -> Filed:
    return file_said(Told(text=text, source="ministry", stream=Stream.OFFICIAL, asserter=MINISTRY, at_min=at_min, what=what, place=None))


def test_a_later_word_that_may_be_about_it_ends_a_silence_and_its_going_brings_it_back() -> None:
    seen = file_said(Told(text="We saw it come down", source="one", at_min=0, place=LIPETSK))
    parade, damage = by_ministry("A parade was held", 100, What.OPINION), by_ministry("A roof was damaged", 300, What.DAMAGE)
    desk = Desk()
    for news, is_silent in (([seen, parade], True), ([damage], False), ([damage], True), ([parade], False)):
        desk.turn({filed.report.digest: None if filed.report.digest in desk.there else filed for filed in news})
        (dossier,) = desk.assessing.dossiers.values()
        assert bool(dossier.silence) is is_silent
        assert desk.assessing.dossiers == assess_all(desk.there)[0]
