"""Finds pairs of claims on one attribute of one incident that cannot both hold, each pair with both quotes.

Different is not contradictory: a part, a lower bound, a second version of the same voice, or another word for the same thing all stand beside
the first, and so does what is told of another scene. What remains is of one of seven types: value, count, place, time, outcome, attribution, negation.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

from skywitness.assess.material import Material, Threads
from skywitness.assess.refute import read_origin
from skywitness.assess.scenes import Scenes, Voice, are_of_one_time, lay_out_scenes, towns_of_speakers
from skywitness.model.incident import Contradiction, Incident
from skywitness.model.place import Period, Place
from skywitness.model.reading import Claim
from skywitness.model.report import Report
from skywitness.model.words import AsserterClass, CountState, DerivationKind, Factuality, PlaceRole, Stream, TimePrecision, Topic, What
from skywitness.reference import find_system, load_facts

ROUGH = re.compile(
    r"(?i)\b(?:(?:more than|over|at least|no (?:fewer|less) than|up to|about|around|some"
    r"|более|больше|свыше|не менее|не меньше|минимум|до|около|порядка"
    r"|понад|більше|більш як|щонайменше|не менше|близько)\s+(?:чем\s+|ніж\s+)?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"|dozens|several|десятки|нескольк\w+|кільк\w+)\b"
)
"""Words that make a figure a bound or a rough one: it contradicts nothing."""
ONE_IN_WORDS = re.compile(r"(?i)\b(?:1|one|only|single|один|одна|одну|одного|одним|єдиний|единственн\w+|лише|лишь|только|тільки)\b")
"""Words that make one out of a singular: "a drone was shot down" does not say that there was no other."""
NUMBERED = frozenset({Topic.COUNT, Topic.CASUALTIES})
EXCLUSIVE_VALUES = frozenset({Topic.TARGET, Topic.MODEL, Topic.ORIGIN})
"""Attributes that have one value. Means, damage and payload may have several, and differ in wording."""
DENIED_AS_A_WHOLE = frozenset({Topic.DAMAGE, Topic.CASUALTIES, Topic.WHAT, Topic.OUTCOME, Topic.RESPONSE})
"""Attributes of which "none" denies every other value."""
PUT_DOWN = frozenset({PlaceRole.FELL, PlaceRole.OCCURRED})
ONLY_SEEN = frozenset({What.SIGHTED, What.AIR_DEFENCE_ACTIVE, What.WARNED, What.ALL_CLEAR})
MOST_TOWNS = 2
EXCLUSIVE_OUTCOMES = (frozenset({"intercepted", "impact"}), frozenset({"intercepted", "lost"}))
EARTH_RADIUS_M = 6_371_000.0
MORE = re.compile(r"(?i)\b(?:another|more|further|plus|minus|ещё|еще|плюс|минус|ще|мінус|додаємо)\b")
"""Words that make a figure one of several that follow each other."""
TOLD_APART_H = timedelta(hours=1)
"""Two hours of one thing that lie farther apart than this cannot both hold."""
CLOCKED = frozenset({TimePrecision.MINUTE, TimePrecision.HOUR})


Side = tuple[object, bool, str | None, str | None]
"""A value, whether it is negated, of which kind it is, and the town that it is told of."""


def find_contradictions(incident: Incident, material: Material, threads: Threads) -> tuple[Contradiction, ...]:
    """The incident's contradictions in the order of the standard questions, one for each pair of differing values of a scene.

    Linear in the claims; pairs are made of distinct values only.
    """
    sides = defaultdict[Topic, dict[Side, list[Voice]]](lambda: defaultdict(list))
    heard = _voices(incident, material, threads)
    voices = [voice for voice in heard if voice.claim.factuality is not Factuality.UNCOMMITTED]
    scenes = lay_out_scenes(voices)
    for voice in heard:
        same = sides[voice.claim.about][voice.claim.value, voice.claim.negated, voice.kind, voice.town]
        if len(same) < KEPT_VOICES and all(voice.speaker != known.speaker for known in same):
            same.append(voice)
    found = dict[tuple[Topic, frozenset[object]], Contradiction]()
    for topic in (topic for topic in Topic if topic in sides):
        for left, right in combinations(sides[topic].values(), 2):
            pairs = ((one, other) for one in left for other in right if one.speaker != other.speaker and scenes.are_one(one, other))
            pair = next(pairs, None)
            kind = _clash(topic, *pair, scenes) if pair else None
            if pair and kind:
                values = frozenset((voice.claim.value, _is_none(voice.claim)) for voice in pair)
                found.setdefault((topic, values), _contradiction(kind, *pair))
    return (*found.values(), *_clashing_places(voices), *_clashing_times(voices, scenes))


KEPT_VOICES = 2
"""Voices kept for a value: one more than could be the same speaker on the other side."""


def _voices(incident: Incident, material: Material, threads: Threads) -> list[Voice]:
    """The claims on the incident, in order of publication, without those of copies: what a copy says, its original says."""
    held = set(incident.reports)
    copied = {each.child for each in incident.copies if each.kind is not DerivationKind.QUOTE and each.parent in held}
    voices = (
        _voice(claim, material.reports[claim.report], threads)
        for occurrence_id in incident.occurrences
        for claim in threads.claims_of.get(occurrence_id, ())
        if claim.report in material.reports and claim.report not in copied and _is_said(claim)
    )
    return sorted(voices, key=_in_time)


def _voice(claim: Claim, report: Report, threads: Threads) -> Voice:
    read_from = threads.said_in.get((claim.report, claim.span), ())
    hurt = [one.value for one in read_from if one.what is What.CASUALTIES and one.count == claim.value]
    happening = threads.happening_of.get(claim.occurrence)
    occurrence = threads.occurrences[claim.occurrence]
    mention = occurrence.mention
    return Voice(
        claim=claim,
        report=report,
        is_part=any(one.part_of is not None for one in read_from) or (happening is not None and happening.part_of is not None),
        kind=hurt[0] if claim.about is Topic.CASUALTIES and hurt else None,
        place=mention.place if mention else None,
        role=mention.role if mention else None,
        what=occurrence.what,
        period=occurrence.period,
    )


def _is_said(claim: Claim) -> bool:
    return (
        claim.negated
        or (claim.state is CountState.GIVEN and claim.value is not None and claim.value != "unknown")
        or claim.about not in NUMBERED
    )


def _in_time(voice: Voice) -> tuple[float, str]:
    at = voice.report.published_at
    return (at.timestamp() if at else float("inf"), voice.claim.claim_id)


def _clash(topic: Topic, left: Voice, right: Voice, scenes: Scenes) -> str | None:
    """The type of contradiction between two claims on a topic of one scene, or None when both can hold."""
    one, other = left.claim, right.claim
    if Factuality.UNCOMMITTED in {one.factuality, other.factuality} and not _is_rumour_denied(left, right):
        return None
    if _is_none(one) or _is_none(other):
        whole = topic in DENIED_AS_A_WHOLE or one.value == other.value
        return "negation" if _is_none(one) != _is_none(other) and whole else None
    if topic in NUMBERED:
        return _clash_of_numbers(left, right, scenes)
    if not (left.town or right.town or left.report.digest == right.report.digest) or scenes.both_hold(left, right, topic):
        return None
    if topic is Topic.OUTCOME and not _were_several(left, right, scenes):
        is_exclusive = frozenset({one.value, other.value}) in EXCLUSIVE_OUTCOMES
        return "outcome" if is_exclusive and _is_against_authority(left, right) else None
    are_of_one = left.what is right.what and (topic is not Topic.TARGET or left.is_official or right.is_official)
    if topic in EXCLUSIVE_VALUES and None not in {one.value, other.value} and are_of_one:
        kind = "attribution" if topic is Topic.ORIGIN else "value"
        return None if _may_agree(topic, str(one.value), str(other.value)) else kind
    return None


def _is_rumour_denied(left: Voice, right: Voice) -> bool:
    """Whether an authority denies what somebody else tells as hearsay: that is worth showing, though nobody vouches for the hearsay."""
    denial = left if _is_none(left.claim) else right
    return (
        denial.is_official and denial.claim.factuality is not Factuality.UNCOMMITTED and denial.claim.about in {Topic.WHAT, Topic.OUTCOME}
    )


def _is_against_authority(left: Voice, right: Voice) -> bool:
    """Whether it is an authority that says "shot down" or "lost". Where authorities tell of the hit, what others saw shot down was another one."""
    if left.report.digest == right.report.digest:
        return True
    hit = left if left.claim.value == What.IMPACT.value else right
    other = right if hit is left else left
    return other.is_official and (not hit.is_official or (hit.town is not None and hit.town == other.town))


def _were_several(left: Voice, right: Voice, scenes: Scenes) -> bool:
    """Whether more than one was shot down there by any account but that of the hit: then one more may have got through."""
    hit = left if left.claim.value == What.IMPACT.value else right
    counts = (
        value
        for town in {left.town, right.town}
        for speaker, values in scenes.said.get((town, Topic.COUNT), {}).items()
        for value in values
        if speaker != hit.speaker
    )
    return any(isinstance(value, int) and value > 1 for value in counts)


def _is_none(claim: Claim) -> bool:
    """Whether a claim says that there was none: in words, or as a figure of casualties."""
    return claim.negated or (claim.about is Topic.CASUALTIES and claim.value in {0, "none"})


def _clash_of_numbers(left: Voice, right: Voice, scenes: Scenes) -> str | None:
    """Two whole figures of one kind and time differ. A part, a rough figure, one of several, and what witnesses saw of a greater number are not whole."""
    one, other = left.claim.value, right.claim.value
    if not isinstance(one, int) or not isinstance(other, int) or one == other or left.kind != right.kind:
        return None
    smaller = left if one < other else right
    if any(voice.is_part or _is_no_figure(voice.claim) for voice in (left, right)):
        return None
    if left.claim.about is Topic.COUNT and (
        smaller.claim.asserter.stream is Stream.GRASSROOTS or left.town != right.town or not are_of_one_time(left, right)
    ):
        return None
    if left.claim.about is Topic.COUNT and scenes.has_several((left, right)):
        return None
    return "count"


def _is_no_figure(claim: Claim) -> bool:
    return bool(ROUGH.search(claim.quote) or MORE.search(claim.quote)) or (claim.value == 1 and not ONE_IN_WORDS.search(claim.quote))


def _may_agree(topic: Topic, one: str, other: str) -> bool:
    if topic is Topic.ORIGIN:
        words = load_facts().words
        here, there = read_origin(words, one), read_origin(words, other)
        return here is None or there is None or bool(here & there)
    return _same_thing(one, other)


def _same_thing(one: str, other: str) -> bool:
    """Whether two names may mean one thing: the same word, one within the other, or two names of one system."""
    left, right = one.casefold(), other.casefold()
    if left in right or right in left or "unknown" in {left, right}:
        return True
    known = find_system(load_facts(), one)
    return known is not None and known is find_system(load_facts(), other)


def _clashing_places(voices: Sequence[Voice]) -> tuple[Contradiction, ...]:
    """An authority and somebody else put one single thing into discs that do not meet. Where anybody names two towns or counts more than one, or a third town
    is named, there was more than one thing; a bang that somebody heard may always be another.
    """
    told = [voice for voice in voices if voice.claim.about is Topic.PLACE and voice.place is not None and voice.role in PUT_DOWN]
    told = [voice for voice in told if voice.what not in ONLY_SEEN]
    if len({voice.town for voice in told if voice.town}) > MOST_TOWNS:
        return ()
    counted = [voice.claim.value for voice in voices if voice.claim.about is Topic.COUNT]
    if any(isinstance(count, int) and count > 1 for count in counted) or any(len(towns) > 1 for towns in towns_of_speakers(told).values()):
        return ()
    placed: dict[str, tuple[Voice, Place]] = {}
    for voice in sorted(told, key=lambda voice: not voice.is_official):
        if voice.place is not None:
            placed.setdefault(voice.place.name, (voice, voice.place))
    return tuple(
        _contradiction("place", left, right)
        for (left, here), (right, there) in combinations(placed.values(), 2)
        if left.speaker != right.speaker
        and (left.is_official or right.is_official)
        and _distance_m(here, there) > here.radius_m + there.radius_m
    )


def _clashing_times(voices: Sequence[Voice], scenes: Scenes) -> tuple[Contradiction, ...]:
    """Two speakers give one single thing hours of the clock that lie apart. Who gives two hours speaks of two things."""
    told = [voice for voice in voices if voice.claim.about is Topic.PERIOD and voice.period.precision in CLOCKED and voice.period.start]
    if scenes.has_several(told):
        return ()
    clocked = {(voice.town, voice.period.start, voice.speaker[0]): voice for voice in reversed(told)}.values()
    pairs = ((left, right) for left, right in combinations(clocked, 2) if left.speaker != right.speaker and scenes.are_one(left, right))
    return tuple(_contradiction("time", left, right) for left, right in pairs if _lie_apart(left.period, right.period))[:1]


def _lie_apart(one: Period, other: Period) -> bool:
    if one.start is None or other.start is None:
        return False
    return max(one.start, other.start) - min(one.end or one.start, other.end or other.start) > TOLD_APART_H


def _distance_m(one: Place, other: Place) -> float:
    """Great-circle distance in metres (haversine)."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


def _contradiction(kind: str, left: Voice, right: Voice) -> Contradiction:
    why = f"{kind}: {_cited(left)} against {_cited(right)}"
    return Contradiction(attribute=left.claim.about, left=left.claim.claim_id, right=right.claim.claim_id, why=why)


def _cited(voice: Voice) -> str:
    """Who says it, where, in which words."""
    asserter, source = voice.claim.asserter, voice.report.source
    who = source if asserter.kind is AsserterClass.SELF else f"{asserter.name} ({source})"
    return f'{who} "{voice.claim.quote}"'
