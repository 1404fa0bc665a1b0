"""Finds pairs of claims on one attribute of one incident that cannot both hold, each pair with both quotes.

Different is not contradictory: a part, a lower bound, a second version of the same voice, or another word for the same thing all stand beside
the first. What remains is of one of five types: value, count, place, outcome, negation.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from skywitness.assess.material import Material, Threads
from skywitness.assess.refute import read_origin
from skywitness.model.incident import Contradiction, Incident
from skywitness.model.place import Place
from skywitness.model.reading import Claim
from skywitness.model.report import Report
from skywitness.model.words import AsserterClass, CountState, Factuality, PlaceRole, Precision, Stream, Topic, What
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
EXCLUSIVE_OUTCOMES = (frozenset({"intercepted", "impact"}), frozenset({"intercepted", "lost"}))
LOCAL = frozenset({Precision.TOWN, Precision.SITE, Precision.POINT})
EARTH_RADIUS_M = 6_371_000.0


Side = tuple[object, bool, str | None]
"""A value, whether it is negated, and of which kind it is."""


class Voice(Struct, frozen=True):
    """One claim with the report that makes it and the assertion that it was read from.

    ``kind`` tells figures of one topic apart: the killed and the injured. None when it is not told. ``is_local`` tells that its place is a
    town or finer.
    """

    claim: Claim
    report: Report
    is_part: bool
    is_local: bool
    kind: str | None

    @property
    def speaker(self) -> tuple[str, str]:
        """Who speaks: names that many can bear ("self", "witnesses") are told apart by the source."""
        asserter = self.claim.asserter
        return asserter.name, "" if asserter.kind in {AsserterClass.AUTHORITY, AsserterClass.ANALYST} else self.report.source


def find_contradictions(incident: Incident, material: Material, threads: Threads) -> tuple[Contradiction, ...]:
    """The incident's contradictions in the order of the standard questions, one for each pair of differing values.

    Linear in the claims; pairs are made of distinct values only.
    """
    sides = defaultdict[Topic, dict[Side, list[Voice]]](lambda: defaultdict(list))
    voices = _voices(incident, material, threads)
    for voice in voices:
        same = sides[voice.claim.about][voice.claim.value, voice.claim.negated, voice.kind]
        if len(same) < KEPT_VOICES and all(voice.speaker != known.speaker for known in same):
            same.append(voice)
    several = _is_of_several(sides[Topic.COUNT])
    found = []
    for topic in (topic for topic in Topic if topic in sides):
        for left, right in combinations(sides[topic].values(), 2):
            pair = next(((one, other) for one in left for other in right if one.speaker != other.speaker), None)
            kind = _clash(topic, *pair, several=several) if pair else None
            if pair and kind:
                found.append(_contradiction(kind, *pair))
    return (*found, *_clashing_places(voices, threads))


KEPT_VOICES = 2
"""Voices kept for a value: one more than could be the same speaker on the other side."""


def _voices(incident: Incident, material: Material, threads: Threads) -> list[Voice]:
    """The claims on the incident that commit somebody, in order of publication."""
    voices = (
        _voice(claim, material.reports[claim.report], threads)
        for occurrence_id in incident.occurrences
        for claim in threads.claims_of.get(occurrence_id, ())
        if claim.factuality is not Factuality.UNCOMMITTED and claim.report in material.reports and _is_said(claim)
    )
    return sorted(voices, key=_in_time)


def _voice(claim: Claim, report: Report, threads: Threads) -> Voice:
    read_from = threads.said_in.get((claim.report, claim.span), ())
    hurt = [one.value for one in read_from if one.what is What.CASUALTIES and one.count == claim.value]
    happening = threads.happening_of.get(claim.occurrence)
    mention = threads.occurrences[claim.occurrence].mention
    is_local = mention is not None and mention.place is not None and mention.place.precision in LOCAL
    is_part = any(one.part_of is not None for one in read_from) or (happening is not None and happening.part_of is not None)
    return Voice(claim, report, is_part, is_local, hurt[0] if claim.about is Topic.CASUALTIES and hurt else None)


def _is_said(claim: Claim) -> bool:
    return (
        claim.negated
        or (claim.state is CountState.GIVEN and claim.value is not None and claim.value != "unknown")
        or claim.about not in NUMBERED
    )


def _in_time(voice: Voice) -> tuple[float, str]:
    at = voice.report.published_at
    return (at.timestamp() if at else float("inf"), voice.claim.claim_id)


def _is_of_several(counts: Mapping[Side, Sequence[Voice]]) -> bool:
    return any(isinstance(value, int) and value > 1 and not negated for value, negated, _ in counts)


def _clash(topic: Topic, left: Voice, right: Voice, *, several: bool) -> str | None:
    """The type of contradiction between two claims on a topic, or None when both can hold."""
    one, other = left.claim, right.claim
    if _is_none(one) or _is_none(other):
        whole = topic in DENIED_AS_A_WHOLE or one.value == other.value
        return "negation" if _is_none(one) != _is_none(other) and whole else None
    if topic in NUMBERED:
        return _clash_of_numbers(left, right)
    if not _is_one_scene(left, right):
        return None
    if topic is Topic.OUTCOME and not several:
        return "outcome" if frozenset({one.value, other.value}) in EXCLUSIVE_OUTCOMES else None
    if topic in EXCLUSIVE_VALUES and None not in {one.value, other.value}:
        return None if _may_agree(topic, str(one.value), str(other.value)) else "value"
    return None


def _is_one_scene(left: Voice, right: Voice) -> bool:
    """Whether two claims must be of one object: told in one report, or both of a town or finer. Over a region one falls and another gets through."""
    return left.report.digest == right.report.digest or (left.is_local and right.is_local)


def _is_none(claim: Claim) -> bool:
    """Whether a claim says that there was none: in words, or as a figure of casualties."""
    return claim.negated or (claim.about is Topic.CASUALTIES and claim.value in {0, "none"})


def _clash_of_numbers(left: Voice, right: Voice) -> str | None:
    """Two whole figures of one kind differ. A part, a rough figure, and what witnesses saw of a greater number are not whole."""
    one, other = left.claim.value, right.claim.value
    if not isinstance(one, int) or not isinstance(other, int) or one == other or left.kind != right.kind:
        return None
    smaller = left if one < other else right
    if any(voice.is_part or _is_no_figure(voice.claim) for voice in (left, right)):
        return None
    if left.claim.about is Topic.COUNT and smaller.claim.asserter.stream is Stream.GRASSROOTS:
        return None
    return "count"


def _is_no_figure(claim: Claim) -> bool:
    return bool(ROUGH.search(claim.quote)) or (claim.value == 1 and not ONE_IN_WORDS.search(claim.quote))


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


def _clashing_places(voices: Sequence[Voice], threads: Threads) -> tuple[Contradiction, ...]:
    """Two reports put one single thing into discs that do not meet."""
    placed: dict[str, tuple[Voice, Place]] = {}
    for voice in voices:
        mention = threads.occurrences[voice.claim.occurrence].mention
        if voice.claim.about is Topic.PLACE and mention is not None and mention.place is not None and mention.role is PlaceRole.FELL:
            placed.setdefault(mention.place.name, (voice, mention.place))
    return tuple(
        _contradiction("place", left, right)
        for (left, here), (right, there) in combinations(placed.values(), 2)
        if left.speaker != right.speaker and _distance_m(here, there) > here.radius_m + there.radius_m
    )


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
