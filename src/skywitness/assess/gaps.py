"""Lists the standard questions about an incident that nobody has answered: withheld, said to be unknown, or never addressed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from skywitness.assess.material import Material, Said, Threads, public_since
from skywitness.assess.responsible import answering_offices
from skywitness.model.ids import Digest
from skywitness.model.incident import Gap, Incident
from skywitness.model.questions import QUESTIONS
from skywitness.model.reading import Asserter, PlaceMention
from skywitness.model.words import AsserterClass, CountState, PlaceRole, Standing, TimePrecision, Topic, What

MATTER = dict.fromkeys((Topic.TARGET, Topic.COUNT, Topic.MEANS, Topic.ORIGIN, Topic.PAYLOAD, Topic.OUTCOME, Topic.PERIOD), "air_defence")
"""Questions that are a national body's to answer; all others are the region's."""

ANSWERED_BY = {What.DAMAGE: Topic.DAMAGE, What.CASUALTIES: Topic.CASUALTIES, What.RESPONSE: Topic.RESPONSE}
DAYS = frozenset({"today", "yesterday", "past day", "past hours", "past hour", "just now"})
"""Words that are a date once the publication is known; "night" is none, as two nights touch a day."""
THERE = frozenset({PlaceRole.OCCURRED, PlaceRole.FELL})
WHERE = dict.fromkeys((What.WARNED, What.ALL_CLEAR), THERE | {PlaceRole.AIMED_AT})
"""By kind of incident, the roles of places that tell where it was, where they are not those of all others."""
REFUSALS = frozenset({What.NOT_DISCLOSED, What.NO_COMMENT})


class _Stated(Struct, frozen=True):
    """A source's own word that something is withheld or not known."""

    state: CountState
    since: datetime | None
    quote: str | None
    why: str


def find_gaps(incident: Incident, material: Material, threads: Threads) -> tuple[Gap, ...]:
    """The incident's open questions in the standard order. Explicit words come before silence: withheld, then unknown, then not given."""
    hanging = threads.hanging.get(incident.incident_id, ())
    answered = _answered(incident, hanging)
    if _is_told_where(incident, threads):
        answered.add(Topic.PLACE)
    if any(one.assertion.what is What.AIR_DEFENCE_ACTIVE for one in (*threads.own.get(incident.incident_id, ()), *hanging)):
        answered.add(Topic.MEANS)  # whoever heard air defence at work has told by what means
    stated = _stated(incident, material, hanging)
    asked = dict.fromkeys((*QUESTIONS.get(incident.what, ()), *stated))
    public = public_since(incident, material.reports)
    gaps = []
    for topic in asked:
        if topic in answered and not (topic is Topic.PERIOD and _is_undated(incident)):
            continue
        said = stated.get(topic) or _Stated(CountState.NOT_GIVEN, public, None, _why_open(incident, topic, threads))
        gaps.append(
            Gap(
                about=topic,
                state=said.state,
                since=said.since,
                last_asked_of=_responsible(incident, topic, threads),
                why=said.why,
                quote=said.quote,
            )
        )
    return tuple(gaps)


def find_refusals(incident: Incident, threads: Threads, gaps: Collection[Gap]) -> tuple[Gap, ...]:
    """What a source withholds or calls unknown of questions that somebody else has answered, in the order of time; once for each source and question. Who
    answered it too has told more since, and a copy refuses nothing by itself.
    """
    refusals = list(filter(_is_refusal, threads.hanging.get(incident.incident_id, ())))
    if not refusals:
        return ()
    is_open, copied = {gap.about for gap in gaps}, {copy.child for copy in incident.copies}
    answering = _answering(incident, threads)
    refused = dict[tuple[Topic, str], Gap]()
    for said in (said for said in refusals if said.report.digest not in copied):
        state, why = _worded(said)
        for topic in said.assertion.about:
            if topic not in is_open and (topic, _name(said.assertion.asserter, said.report.digest)) not in answering:
                asked = _responsible(incident, topic, threads)
                gap = Gap(
                    about=topic, state=state, since=said.report.published_at, last_asked_of=asked, why=why, quote=said.assertion.quote
                )
                refused.setdefault((topic, said.speaker), gap)
    return tuple(refused.values())


def _answering(incident: Incident, threads: Threads) -> set[tuple[Topic, str]]:
    """The questions with those who answer them."""
    claims = (claim for name in incident.occurrences for claim in threads.claims_of.get(name, ()))
    return {(claim.about, _name(claim.asserter, claim.report)) for claim in claims if claim.state is CountState.GIVEN}


def _name(asserter: Asserter, report: Digest) -> str:
    """Who speaks; a source in its own voice goes by the report."""
    return report if asserter.kind is AsserterClass.SELF else asserter.name


def _answered(incident: Incident, hanging: Iterable[Said]) -> set[Topic]:
    given = {
        attribute.about
        for attribute in incident.attributes
        if attribute.state is CountState.GIVEN
        and attribute.standing is not Standing.UNDISCLOSED
        and (attribute.preferred is not None or attribute.candidates)
    }
    told = {ANSWERED_BY[said.assertion.what] for said in hanging if said.assertion.what in ANSWERED_BY}
    if incident.target != "unknown":
        given.add(Topic.TARGET)
    given.discard(Topic.PLACE)
    given.discard(Topic.PERIOD)
    if incident.period.precision is not TimePrecision.UNKNOWN or incident.period.start or incident.period.word:
        given.add(Topic.PERIOD)
    return given | told


def _is_told_where(incident: Incident, threads: Threads) -> bool:
    """Whether a report names where it was, be it a name that no gazetteer could settle. A place aimed at is not where it came down, but it is where an alarm is."""
    if incident.place is not None and incident.role in WHERE.get(incident.what, THERE):
        return True
    return any(mention.role in WHERE.get(incident.what, THERE) for mention in _mentions(incident, threads))


def _mentions(incident: Incident, threads: Threads) -> Iterator[PlaceMention]:
    for name in incident.occurrences:
        occurrence = threads.occurrences.get(name)
        if occurrence is not None and occurrence.mention is not None:
            yield occurrence.mention


def _is_undated(incident: Incident) -> bool:
    """Whether what was told leaves the day open: "night" is no date."""
    is_dated = incident.period.before is not None and incident.period.word in DAYS
    return incident.period.start is None and incident.period.end is None and not is_dated


def _why_open(incident: Incident, topic: Topic, threads: Threads) -> str:
    if topic is Topic.PLACE:
        if incident.role is PlaceRole.AIMED_AT and incident.place is not None:
            return f"only that it was aimed at {incident.place.name} is told: the text does not say where it came down"
        if any(mention.role is PlaceRole.AIMED_AT for mention in _mentions(incident, threads)):
            return "only what it was aimed at is told: the text does not say where it came down"
        if incident.role is PlaceRole.LAUNCHED_FROM:
            return "only where it was launched from is told"
    if topic is Topic.PERIOD and incident.period.word:
        return f"only the time of day is told ({incident.period.word}), no date and no hour"
    return "no report addresses it"


def _stated(incident: Incident, material: Material, hanging: Iterable[Said]) -> dict[Topic, _Stated]:
    """Topics of which a source says that it will not or cannot tell; the earliest such word counts."""
    stated: dict[Topic, _Stated] = {}
    for said in filter(_is_refusal, hanging):
        state, why = _worded(said)
        for topic in said.assertion.about:
            stated.setdefault(topic, _Stated(state, said.report.published_at, said.assertion.quote, why))
    for attribute in incident.attributes:
        if attribute.preferred is None and attribute.state in {CountState.WITHHELD, CountState.UNKNOWN}:
            quote = next((quote for candidate in attribute.candidates for quote in candidate.quotes), None)
            why = f"the source says that it is {attribute.state.value}"
            stated.setdefault(attribute.about, _Stated(attribute.state, public_since(incident, material.reports), quote, why))
    return stated


def _is_refusal(said: Said) -> bool:
    return said.assertion.what in REFUSALS and not said.assertion.negated


def _worded(said: Said) -> tuple[CountState, str]:
    """Whether something is withheld or not known by a source's word, with who says so."""
    is_unknown = said.assertion.count_state is CountState.UNKNOWN
    word = "not disclosed or not known" if is_unknown else "withheld"
    source = said.report.source
    who = source if said.speaker == source else f"{said.speaker} in {source}"
    return CountState.UNKNOWN if is_unknown else CountState.WITHHELD, f"{who}: {word}"


def _responsible(incident: Incident, topic: Topic, threads: Threads) -> str | None:
    """The office that answers for this question there: the national one for what was fought with, the regional one for consequences."""
    matter = MATTER.get(topic)
    answering = answering_offices(incident.place.iso if incident.place else None, matter, threads.offices)
    return next((office.name for office in answering if office.is_national == (matter is not None)), None)
