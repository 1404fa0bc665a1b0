"""Divides a located reading into occurrences, one a happening and place, and the claims that hang on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from skywitness.model.ids import ClaimId, OccurrenceId, content_id
from skywitness.model.place import Period
from skywitness.model.reading import Assertion, Claim, Occurrence, PlaceMention, Reading
from skywitness.model.report import Report
from skywitness.model.words import CONSEQUENCES, HAPPENINGS, CountState, Factuality, Kind, PlaceRole, Precision, Target, Topic, What

_OUTCOMES = {What.INTERCEPTED: "intercepted", What.IMPACT: "impact", What.DEBRIS_FELL: "fell"}
_HANGING = {What.DAMAGE: Topic.DAMAGE, What.CASUALTIES: Topic.CASUALTIES, What.RESPONSE: Topic.RESPONSE, What.ATTRIBUTION: Topic.ORIGIN}
_PLAIN_VALUE = {What.DAMAGE: "damage", What.CASUALTIES: "casualties", What.RESPONSE: "on_site", What.ATTRIBUTION: "attributed"}
_DENIED = {Topic.OUTCOME: "impact"}
"""What a denial of an outcome denies: that anything hit, where it does not say otherwise."""
_COMMITTED = {Factuality.CERTAIN, Factuality.PROBABLE}
_NOWHERE: tuple[None] = (None,)
_SILENT = {What.NOT_DISCLOSED: CountState.UNKNOWN, What.NO_COMMENT: CountState.WITHHELD}


class Said(Struct, frozen=True):
    """A property and its value, as one claim will carry it."""

    about: Topic
    value: str | int | None
    state: CountState = CountState.GIVEN


def split_reading(reading: Reading, report: Report) -> tuple[tuple[Occurrence, ...], tuple[Claim, ...]]:
    """The occurrences of a reading and their claims. A digest has none: its figures are tallies.

    A count told for several places together is no claim on any of them: the occurrences are marked ``spread`` instead.
    What hangs on a happening makes no occurrence of its own: debris is part of what was shot down, another source's figure a claim on it. Only where
    a report tells of no happening does the damage, the harm, the services at work or the denial that it tells of make one, which joins an incident and never
    makes one; a denial that names no town hangs on what else the report tells.
    """
    if reading.kind is Kind.DIGEST:
        return (), ()
    occurrences: list[Occurrence] = []
    claims: list[Claim] = []
    of_assertion: dict[int, list[Occurrence]] = {}
    for position, assertion in enumerate(reading.assertions):
        if assertion.what in HAPPENINGS and assertion.happening is None and not _is_raid_as_a_whole(assertion, reading):
            made = _occurrences(assertion, reading.kind, report)
            of_assertion[position] = made
            occurrences += made
            claims += [_claim(one, assertion, said) for one in made for said in _said_of(one, assertion)]
    for assertion in reading.assertions:
        if assertion.happening is not None:
            hung = _hung_on(of_assertion.get(assertion.happening, []), assertion)
            claims += [_claim(one, assertion, said) for one in hung for said in (*_said_beside(assertion), *_said_again(one, assertion))]
    if not any(assertion.what in HAPPENINGS for assertion in reading.assertions):
        alone = [assertion for assertion in reading.assertions if assertion.what in CONSEQUENCES]
        for assertion in alone:
            if not _says_none(assertion) or _names_town(assertion):
                made = _occurrences(assertion, reading.kind, report)
                occurrences += made
                claims += [_claim(one, assertion, said) for one in made for said in _said_alone(one, assertion)]
        beside = [assertion for assertion in alone if assertion.what is What.DENIED and not _names_town(assertion)]
        claims += [_claim(one, assertion, said) for assertion in beside for one in occurrences for said in _said_beside(assertion)]
    return tuple(occurrences), tuple(claims)


def _said_alone(occurrence: Occurrence, assertion: Assertion) -> Iterator[Said]:
    """What a consequence says that stands alone; who says that there was none does not say where and when it was."""
    yield from _said_beside(assertion)
    if not _says_none(assertion):
        yield from _said_around(occurrence, assertion)


def _says_none(assertion: Assertion) -> bool:
    """Whether it says that there was none, or that it did not happen: without a town nobody can tell of which happening."""
    return assertion.negated or assertion.what is What.DENIED


def _names_town(assertion: Assertion) -> bool:
    places = (mention.place for mention in _happening_places(assertion.places))
    return any(place is not None and place.precision in {Precision.TOWN, Precision.SITE, Precision.POINT} for place in places)


def _is_raid_as_a_whole(assertion: Assertion, reading: Reading) -> bool:
    """Whether this counts what came or was lost from sight in a raid, nowhere in particular, beside what was shot down over several regions."""
    if assertion.what is not What.SIGHTED or _happening_places(assertion.places):
        return False
    return any(other.what is What.INTERCEPTED and len(_happening_places(other.places)) > 1 for other in reading.assertions)


def _occurrences(assertion: Assertion, kind: Kind, report: Report) -> list[Occurrence]:
    mentions = _happening_places(assertion.places)
    spread = len(mentions) > 1 and assertion.count is not None and all(mention.count is None for mention in mentions)
    return [
        Occurrence(
            occurrence_id=OccurrenceId(
                content_id("o", report.digest, assertion.assertion_id, mention.span if mention is not None else None)
            ),
            report=report.digest,
            assertion=assertion.assertion_id,
            kind=kind,
            what=assertion.what,
            target=assertion.target,
            mention=mention,
            period=assertion.period,
            negated=assertion.negated,
            spread=spread,
        )
        for mention in (mentions or _NOWHERE)
    ]


def _happening_places(places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Where it happened; failing that, where it was bound for. Where it came from is no place of it."""
    for roles in ({PlaceRole.OCCURRED, PlaceRole.FELL}, {PlaceRole.AIMED_AT}):
        found = [place for place in places if place.role in roles]
        if found:
            return found
    return []


def _said_of(occurrence: Occurrence, assertion: Assertion) -> Iterator[Said]:
    yield Said(Topic.WHAT, assertion.what.value)
    if assertion.target is not Target.UNKNOWN:
        yield Said(Topic.TARGET, assertion.target.value)
    for about, value in ((Topic.MODEL, assertion.model), (Topic.MEANS, assertion.means), (Topic.OUTCOME, _OUTCOMES.get(assertion.what))):
        if value is not None:
            yield Said(about, value)
    yield from _count_of(occurrence, assertion)
    yield from _said_around(occurrence, assertion)


def _said_around(occurrence: Occurrence, assertion: Assertion) -> Iterator[Said]:
    """Where and when."""
    if occurrence.mention is not None:
        yield Said(Topic.PLACE, occurrence.mention.place.name if occurrence.mention.place else occurrence.mention.surface)
    told = _period_text(assertion.period)
    if told is not None:
        yield Said(Topic.PERIOD, told)


def _count_of(occurrence: Occurrence, assertion: Assertion) -> Iterator[Said]:
    mention = occurrence.mention
    alone = len(_happening_places(assertion.places)) <= 1
    count = assertion.count if mention is None or (mention.count is None and alone) else mention.count
    if count is not None:
        yield Said(Topic.COUNT, count)
    elif assertion.count_state in {CountState.WITHHELD, CountState.UNKNOWN}:
        yield Said(Topic.COUNT, None, assertion.count_state)


def _period_text(period: Period) -> str | None:
    """A period as one value: an interval of ISO 8601 with ".." for an end that is not told, else the word."""
    if period.start is None and period.end is None:
        return period.word
    ends = [end.strftime("%Y-%m-%dT%H:%M:%SZ") if end else ".." for end in (period.start, period.end)]
    return "/".join(ends)


def _hung_on(occurrences: Sequence[Occurrence], assertion: Assertion) -> Sequence[Occurrence]:
    """Those occurrences of a happening that share a place with what is said about it; all of them when no place is told."""
    names = {mention.place.gazetteer_id or mention.place.name for mention in assertion.places if mention.place}
    if not names:
        return occurrences
    same = [
        one
        for one in occurrences
        if one.mention and one.mention.place and (one.mention.place.gazetteer_id or one.mention.place.name) in names
    ]
    return same or occurrences


def _said_beside(assertion: Assertion) -> Iterator[Said]:
    what = assertion.what
    if what is What.ATTRIBUTION and (assertion.negated or assertion.factuality not in _COMMITTED):
        return  # that nobody owns up, or a hint at who it was, is a hypothesis: it answers nothing about the origin
    if what in _HANGING:
        yield Said(_HANGING[what], assertion.count if assertion.count is not None else assertion.value or _PLAIN_VALUE[what])
    elif what is What.DENIED:
        for about in assertion.about or (Topic.OUTCOME,):
            told = assertion.value if about is not Topic.OUTCOME or assertion.value in _OUTCOMES.values() else None
            yield Said(about, told or _DENIED.get(about, about.value))
    elif what in _SILENT:
        state = assertion.count_state if assertion.count_state is not CountState.NOT_GIVEN else _SILENT[what]
        yield from (Said(about, None, state) for about in assertion.about)


def _said_again(occurrence: Occurrence, assertion: Assertion) -> Iterator[Said]:
    """What another telling of the same happening says of it: how many, which type, by what means."""
    if assertion.what is not occurrence.what:
        return
    for about, value in ((Topic.COUNT, assertion.count), (Topic.MODEL, assertion.model), (Topic.MEANS, assertion.means)):
        if value is not None:
            yield Said(about, value)


def _claim(occurrence: Occurrence, assertion: Assertion, said: Said) -> Claim:
    return Claim(
        claim_id=ClaimId(content_id("c", occurrence.occurrence_id, assertion.assertion_id, said.about, said.value)),
        occurrence=occurrence.occurrence_id,
        report=occurrence.report,
        about=said.about,
        value=said.value,
        state=said.state,
        asserter=assertion.asserter,
        factuality=assertion.factuality,
        negated=assertion.negated or assertion.what is What.DENIED,
        quote=assertion.quote,
        span=assertion.span,
    )
