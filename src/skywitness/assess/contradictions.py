"""Finds pairs of claims on one attribute of one incident that cannot both hold, each pair with both quotes.

Different is not contradictory: a part, a lower bound, a second version of the same voice, or another word for the same thing all stand beside
the first, and so does what is told of another scene. What remains is of one of seven types: value, count, place, time, outcome, attribution, negation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations, product

from skywitness.assess.apart import find_places_apart, find_times_apart
from skywitness.assess.material import Material, Threads
from skywitness.assess.refute import read_origin
from skywitness.assess.scenes import Scenes, Voice, are_of_one_time, lay_out_scenes
from skywitness.model.incident import Contradiction, Incident
from skywitness.model.reading import Claim
from skywitness.model.report import Report
from skywitness.model.words import AsserterClass, CountState, DerivationKind, Factuality, Stream, Topic, What
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
BESIDE_THE_POINT = frozenset({Topic.PLACE, Topic.PERIOD, Topic.TARGET})
"""What a denial names to say what it denies: it does not deny that there is such a place, hour or thing."""
NUMBERED = frozenset({Topic.COUNT, Topic.CASUALTIES})
EXCLUSIVE_VALUES = frozenset({Topic.TARGET, Topic.MODEL, Topic.ORIGIN})
"""Attributes that have one value. Means, damage and payload may have several, and differ in wording."""
DENIED_AS_A_WHOLE = frozenset({Topic.DAMAGE, Topic.CASUALTIES, Topic.RESPONSE})
"""Attributes of which "none" denies every other value."""
EXCLUSIVE_OUTCOMES = (frozenset({"intercepted", "impact"}), frozenset({"intercepted", "lost"}))
MORE = re.compile(r"(?i)\b(?:another|more|further|plus|minus|ещё|еще|плюс|минус|ще|мінус|додаємо)\b")
"""Words that make a figure one of several that follow each other."""
BEFORE = 8
"""Characters before a quote in which such a word may stand."""
SERIOUS = re.compile(
    r"(?i)\b(?:serious|significant|major|severe|critical|серьезн|серьёзн|значительн|существенн|серйозн|значн|істотн|суттєв)\w*"
)
"""Words that make "no damage" leave room for some."""
OF_ONE_NIGHT = timedelta(hours=12)
OF_ONE_END = timedelta(hours=3)
"""So long after each other two may tell otherwise how one thing ended; later it may be the end of the next one."""
OF_ONE_FIGURE = timedelta(hours=6)
"""Figures published farther apart than this are of two states of knowledge, not against each other."""


Side = tuple[object, bool, str | None, str | None]
"""A value, whether it is negated, of which kind it is, and the town that it is told of."""


def find_contradictions(
    incident: Incident, material: Material, threads: Threads, *, is_alone: Callable[[], bool] = lambda: True
) -> tuple[Contradiction, ...]:
    """The incident's contradictions in the order of the standard questions, one for each pair of differing values of a scene.

    ``is_alone`` tells whether nothing else is known to have happened in the region at that time: only then is another town another word on the same thing.
    Linear in the claims; pairs are made of distinct values only.
    """
    sides = defaultdict[Topic, dict[Side, list[Voice]]](lambda: defaultdict(list))
    heard = _voices(incident, material, threads)
    voices = [voice for voice in heard if voice.claim.factuality is not Factuality.UNCOMMITTED]
    scenes = lay_out_scenes(voices)
    for voice in heard:
        same = sides[voice.claim.about][voice.claim.value, voice.claim.negated, voice.kind, voice.town]
        is_first_official = voice.is_official and not any(known.is_official for known in same)
        if (len(same) < KEPT_VOICES or is_first_official) and all(voice.speaker != known.speaker for known in same):
            same.append(voice)
    found = dict[tuple[Topic, frozenset[object]], Contradiction]()
    for topic in (topic for topic in Topic if topic in sides):
        for left, right in combinations(sides[topic].values(), 2):
            pairs = ((one, other) for one, other in product(left, right) if one.speaker != other.speaker and scenes.are_one(one, other))
            clash = next(((kind, *pair) for pair in pairs if (kind := _clash(topic, *pair, scenes))), None)
            if clash is not None:
                values = frozenset((voice.claim.value, _is_none(voice.claim)) for voice in clash[1:])
                found.setdefault((topic, values), _contradiction(*clash))
    places, times = list(find_places_apart(voices)), find_times_apart(voices, scenes)
    apart = [_contradiction("place", *pair) for pair in places] if places and is_alone() else []
    return (*found.values(), *apart, *(_contradiction("time", *pair) for pair in times))


KEPT_VOICES = 2
"""Voices kept for a value beside the first authority's: one more than could be the same speaker on the other side."""


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
    """Whether it gives a value or denies one; "is being clarified" does neither."""
    return claim.negated or (claim.state is CountState.GIVEN and claim.value is not None and claim.value != "unknown")


def _in_time(voice: Voice) -> tuple[float, str]:
    at = voice.report.published_at
    return (at.timestamp() if at else float("inf"), voice.claim.claim_id)


def _clash(topic: Topic, left: Voice, right: Voice, scenes: Scenes) -> str | None:
    """The type of contradiction between two claims on a topic of one scene, or None when both can hold."""
    one, other = left.claim, right.claim
    if Factuality.UNCOMMITTED in {one.factuality, other.factuality} and not _is_rumour_denied(left, right):
        return None
    if _is_none(one) or _is_none(other):
        return "negation" if _is_denied(topic, left, right, scenes) else None
    if left.report.digest != right.report.digest and not scenes.is_single(left, right):
        return None
    if topic in NUMBERED:
        return _clash_of_numbers(left, right, scenes)
    if not (left.town or right.town or left.report.digest == right.report.digest) or scenes.both_hold(left, right, topic):
        return None
    if topic is Topic.OUTCOME and not _were_several(left, right, scenes):
        is_exclusive = frozenset({one.value, other.value}) in EXCLUSIVE_OUTCOMES
        return "outcome" if is_exclusive and _is_of_one_end(left, right, scenes) else None
    if any(map(_is_one_more, (left, right))):
        return None
    are_of_one = left.what is right.what and (topic is not Topic.TARGET or _is_of_one_object(left, right, scenes))
    if topic in EXCLUSIVE_VALUES and None not in {one.value, other.value} and are_of_one:
        kind = "attribution" if topic is Topic.ORIGIN else "value"
        return None if _may_agree(topic, str(one.value), str(other.value)) else kind
    return None


def _is_denied(topic: Topic, left: Voice, right: Voice, scenes: Scenes) -> bool:
    """Whether one says that there was none of what the other tells. In a busy scene the one may speak of this, the other of that."""
    one, other = left.claim, right.claim
    if topic in BESIDE_THE_POINT or _is_none(one) == _is_none(other) or SERIOUS.search((one if _is_none(one) else other).quote):
        return False
    if topic is Topic.OUTCOME and one.value == other.value == What.INTERCEPTED.value:
        return _is_sweeping(left, right)
    if left.report.digest != right.report.digest and scenes.is_busy(left, right):
        return False
    return topic in DENIED_AS_A_WHOLE or one.value == other.value or _is_rumour_denied(left, right)


def _is_sweeping(left: Voice, right: Voice) -> bool:
    """Whether "nothing was shot down" is said of a town of which somebody told a kill before, that night: it denies all of them, however many there were."""
    denial, told = (left, right) if _is_none(left.claim) else (right, left)
    said_at, told_at = denial.report.published_at, told.report.published_at
    if denial.town is None or denial.town != told.town or said_at is None or told_at is None:
        return False
    return timedelta(0) <= said_at - told_at <= OF_ONE_NIGHT


def _is_rumour_denied(left: Voice, right: Voice) -> bool:
    """Whether an authority denies what somebody else tells as hearsay: that is worth showing, though nobody vouches for the hearsay, whatever it makes of it."""
    denial, told = (left, right) if _is_none(left.claim) else (right, left)
    is_firm = denial.is_official and denial.claim.factuality is not Factuality.UNCOMMITTED
    return is_firm and told.claim.factuality is Factuality.UNCOMMITTED and denial.claim.about in {Topic.WHAT, Topic.OUTCOME}


def _is_of_one_end(left: Voice, right: Voice, scenes: Scenes) -> bool:
    """Whether both tell of what became of one thing: one report says so, or a lone voice says soon that it hit, of which others say that it was shot down in that town. The other way round there were two things: an authority that owns to a hit has not missed a kill."""
    if left.report.digest == right.report.digest:
        return True
    hit, downed = (left, right) if left.claim.value == What.IMPACT.value else (right, left)
    return _is_alone_against(hit, downed, scenes) and not any(map(_is_one_more, (left, right)))


def _is_of_one_object(left: Voice, right: Voice, scenes: Scenes) -> bool:
    """Whether two authorities tell otherwise of one thing, or a lone voice otherwise than an authority; one report may contradict itself."""
    if left.report.digest == right.report.digest:
        return left.is_official or right.is_official
    if left.is_official and right.is_official:
        return _are_told_together(left, right)
    return any(other.is_official and _is_alone_against(lone, other, scenes) for lone, other in ((left, right), (right, left)))


def _is_alone_against(lone: Voice, other: Voice, scenes: Scenes) -> bool:
    """Whether a lone voice, no authority's, stands against an authority, a newsroom or several others. Of one voice against one other nobody can tell whether
    they mean one thing or two.
    """
    if lone.is_official or scenes.count_speakers(lone) > 1 or not _are_told_together(lone, other):
        return False
    return other.claim.asserter.stream is not Stream.GRASSROOTS or other.is_official or scenes.count_speakers(other) > 1


def _are_told_together(left: Voice, right: Voice) -> bool:
    """Whether two sources tell it of the same town within hours; one source that tells both tells of two things."""
    one, other = left.report.published_at, right.report.published_at
    is_there = left.town is not None and left.town == right.town and left.report.source != right.report.source
    return is_there and one is not None and other is not None and abs(one - other) <= OF_ONE_END


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
    if not _are_of_one_state(left.report.published_at, right.report.published_at):
        return None
    smaller = left if one < other else right
    if any(voice.is_part or _is_no_figure(voice) for voice in (left, right)):
        return None
    if left.claim.about is Topic.COUNT and (
        left.what is not right.what
        or smaller.claim.asserter.stream is Stream.GRASSROOTS
        or left.town != right.town
        or not are_of_one_time(left, right)
    ):
        return None
    if left.claim.about is Topic.COUNT and scenes.has_several((left, right)):
        return None
    return "count"


def _are_of_one_state(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= OF_ONE_FIGURE


def _is_no_figure(voice: Voice) -> bool:
    claim = voice.claim
    return _is_one_more(voice) or bool(ROUGH.search(claim.quote)) or (claim.value == 1 and not ONE_IN_WORDS.search(claim.quote))


def _is_one_more(voice: Voice) -> bool:
    """Whether it is told as one of several that follow each other, in its quote or by the word before it ("ещё 3 БПЛА", "минус 2")."""
    begin, end = voice.claim.span
    return MORE.search(voice.claim.quote) is not None or MORE.search(voice.report.text[max(0, begin - BEFORE) : end]) is not None


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


def _contradiction(kind: str, left: Voice, right: Voice) -> Contradiction:
    why = f"{kind}: {_cited(left)} against {_cited(right)}"
    return Contradiction(attribute=left.claim.about, left=left.claim.claim_id, right=right.claim.claim_id, why=why)


def _cited(voice: Voice) -> str:
    """Who says it, where, in which words."""
    asserter, source = voice.claim.asserter, voice.report.source
    who = source if asserter.kind is AsserterClass.SELF else f"{asserter.name} ({source})"
    return f'{who} "{voice.claim.quote}"'
