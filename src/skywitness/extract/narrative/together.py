"""Puts an article together from its sentences as an extractor for posts reads them: each happening once, then what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from skywitness.extract.narrative.discourse import Told
from skywitness.extract.narrative.hang import REACH, find_happening
from skywitness.extract.narrative.means import name_means
from skywitness.extract.narrative.tables import Tables
from skywitness.geo.toponyms import find_toponyms
from skywitness.model.reading import Asserter, Assertion, PlaceMention, Reading
from skywitness.model.words import HAPPENINGS, AsserterClass, CountState, Factuality, Kind, PlaceRole, Target, What

_STEM = 5
_AIMED = re.compile(r"(?:атак|удар|нал[её]т|нальот|наліт|лет|курс)\w* на $", re.IGNORECASE)
_NEAR = 2
_SOFT = frozenset({What.SIGHTED, What.AIR_DEFENCE_ACTIVE})
_ALERTS = frozenset({What.WARNED, What.ALL_CLEAR})
_CONSEQUENCES = frozenset({What.DAMAGE, What.CASUALTIES, What.RESPONSE})
_KINDS = (Kind.DIGEST, Kind.INTERCEPTION, Kind.IMPACT, Kind.WARNING, Kind.ALL_CLEAR, Kind.SIGHTING)
_REGION_SIGNS = ("област", "кра", "республ", "округ", "регион", "щин", "чин", "регіон")
Happenings = list[tuple[int, Assertion]]


class Part(Struct, frozen=True):
    """What one sentence, the ``at``-th, says by itself."""

    at: int
    kind: Kind
    assertions: Sequence[Assertion]


def put_together(whole: Reading, told: Sequence[Told], parts: Sequence[Part], tables: Tables) -> Reading:
    """The reading of a text from those of its sentences. ``whole`` is the text read at one go: it lends places, and consequences told in few words."""
    happenings: Happenings = []
    hanging: Happenings = []
    for part in parts:
        for one in part.assertions:
            if one.what not in HAPPENINGS:
                if not _is_asked(one, told[part.at], tables) and not _is_denied(told[part.at], tables):
                    hanging.append((part.at, one))
            elif _is_told(one, told[part.at], tables):
                if _is_debris_of(happenings, part.at, one):
                    hanging.append((part.at, one))
                elif not _is_counted(happenings, one, whole) and not _retell(happenings, part.at, one) and not _is_covered(happenings, one):
                    happenings.append(
                        (
                            part.at,
                            one if one.places else structs.replace(one, places=_lent(one, whole) or _just_named(told, part.at, whole.lang)),
                        )
                    )
    if not happenings:
        return whole
    hanging += _only_in_whole(whole, told, [one for _, one in (*happenings, *hanging)])
    kinds = {part.kind for part in parts}
    kind = next((kind for kind in _KINDS if kind in kinds), whole.kind)
    return structs.replace(whole, kind=kind, assertions=tuple(_hang_all(happenings, hanging, told)))


def _hang_all(happenings: Happenings, hanging: Happenings, told: Sequence[Told]) -> list[Assertion]:
    sentences = [one.sentence for one in told]
    kept = [structs.replace(one, happening=None, part_of=None) for _, one in happenings]
    numbered = list(enumerate(kept))
    spoken_of: dict[int, int] = {}
    for at, one in sorted(hanging, key=lambda pair: (pair[0], pair[1].span)):
        position = find_happening(numbered, sentences, at, one.asserter.name, spoken_of)
        kept.append(structs.replace(one, happening=position, part_of=None))
    return kept


def _is_told(one: Assertion, told: Told, tables: Tables) -> bool:
    """Whether a sentence tells a happening as one: not what is denied or thought, nor what a battery hit, nor an alert of something else."""
    begin = one.span[0] - told.sentence.start
    if any(frame.is_thought and frame.start <= begin < frame.end for frame in told.frames) or _is_denied(told, tables):
        return False
    if one.what in _ALERTS and not told.is_on_theme:
        return False
    return one.what is not What.IMPACT or name_means(told.sentence, tables) is None


def _is_denied(told: Told, tables: Tables) -> bool:
    return tables["denied"].search(told.sentence.text) is not None


def _is_asked(one: Assertion, told: Told, tables: Tables) -> bool:
    """Whether casualties or damage are only named as what nobody tells ("число раненых не раскрывают")."""
    is_bare = one.what in {What.CASUALTIES, What.DAMAGE} and one.count is None and not one.negated
    return is_bare and tables["gap"].search(told.sentence.text) is not None


def _lent(one: Assertion, whole: Reading) -> tuple[PlaceMention, ...]:
    """The places that the text read at one go gives to the same words."""
    same = [other for other in whole.assertions if other.what is one.what and other.span[0] < one.span[1] and one.span[0] < other.span[1]]
    return same[0].places if len(same) == 1 else ()


def _just_named(told: Sequence[Told], at: int, lang: str) -> tuple[PlaceMention, ...]:
    """The place at which an attack was aimed, told in the sentence itself, else the one place that the sentence before names."""
    own = _only_place(told[at], lang)
    if own is not None and own.role is PlaceRole.AIMED_AT:
        return (own,)
    before = _only_place(told[at - 1], lang) if at and told[at - 1].is_on_theme else None
    return (before,) if before is not None else ()


def _only_place(told: Told, lang: str) -> PlaceMention | None:
    text = told.sentence.text
    found = find_toponyms(text, lang)
    named = [one for one in found if not any(voice.start <= one.span[0] < voice.end for voice in told.voices)]
    if len(named) != 1:
        return None
    begin, end = named[0].span
    role = PlaceRole.AIMED_AT if _AIMED.search(text[:begin]) else PlaceRole.OCCURRED
    return PlaceMention(surface=text[begin:end], span=told.sentence.span(begin, end), role=role, why="the only place named there")


def _is_debris_of(happenings: Happenings, at: int, one: Assertion) -> bool:
    """Whether fallen debris is that of something just told to be shot down: no other number, and no other region is named."""
    if one.what is not What.DEBRIS_FELL:
        return False
    near = [old for last, old in happenings if old.what is What.INTERCEPTED and at - last <= REACH and not old.negated]
    return any(one.target in {Target.UNKNOWN, old.target} and not _are_other_regions(old.places, one.places) for old in near)


def _only_in_whole(whole: Reading, told: Sequence[Told], known: Sequence[Assertion]) -> Iterator[tuple[int, Assertion]]:
    """Consequences that a sentence read alone is too short to tell ("Пострадавших нет."), each with its sentence."""
    for one in whole.assertions:
        if one.what not in _CONSEQUENCES or any(_overlap(one, other) for other in known if other.what is one.what):
            continue
        at = next((at for at, other in enumerate(told) if other.sentence.start <= one.span[0] < other.sentence.end), None)
        if at is not None:
            yield at, structs.replace(one, places=(), factuality=Factuality.CERTAIN)


def _overlap(left: Assertion, right: Assertion) -> bool:
    return left.span[0] < right.span[1] and right.span[0] < left.span[1]


def _retell(happenings: Happenings, at: int, one: Assertion) -> bool:
    """Give an earlier happening what this sentence adds when it tells the same again; whether there is one."""
    for index in range(len(happenings) - 1, -1, -1):
        last, old = happenings[index]
        if _is_same(old, one, at - last) or _turns_out(old, one, at - last):
            happenings[index] = (max(last, at), _joined(old, one))
            return True
    return False


def _is_counted(happenings: Happenings, one: Assertion, whole: Reading) -> bool:
    """Whether the text read at one go counts this among a total that was told before: "уничтожено 17 … в Воронежской области — шесть"."""
    totals = [other for other in whole.assertions if other.what is one.what and other.target is one.target and _holds(other, one)]
    return any(old.what is one.what and old.count == total.count for _, old in happenings for total in totals)


def _holds(total: Assertion, one: Assertion) -> bool:
    if total.count is None or one.count is None or not one.places or one.count >= total.count:
        return False
    spans = {place.span for place in total.places}
    return all(place.span in spans for place in one.places)


def _is_covered(happenings: Happenings, one: Assertion) -> bool:
    """Whether something firmer is told already of what is only seen or heard here."""
    return one.what in _SOFT and any(not _are_apart(old.places, one.places) for _, old in happenings)


def _is_same(old: Assertion, new: Assertion, distance: int) -> bool:
    if old.what is not new.what or old.negated is not new.negated or not _may_be_one_target(old, new):
        return False
    if distance == 0 or (None not in {old.count, new.count} and old.count != new.count):
        return False
    shared = _share_place(old.places, new.places)
    return shared or (distance <= _NEAR and not _are_apart(old.places, new.places))


def _turns_out(old: Assertion, new: Assertion, distance: int) -> bool:
    """Whether what was only seen or fought is now told to have been shot down or to have hit, there or within the region named before."""
    if old.what not in _SOFT or new.what not in {What.INTERCEPTED, What.IMPACT} or old.negated or new.negated:
        return False
    inside = bool(old.places) and _name_region(old.places) and not _name_region(new.places)
    return 0 < distance <= _NEAR and _may_be_one_target(old, new) and (inside or not _are_apart(old.places, new.places))


def _may_be_one_target(old: Assertion, new: Assertion) -> bool:
    return Target.UNKNOWN in {old.target, new.target} or old.target is new.target


def _joined(old: Assertion, new: Assertion) -> Assertion:
    is_firmer = old.what is not new.what
    lead = new if is_firmer else old
    return structs.replace(
        lead,
        means=old.means or new.means,
        model=old.model or new.model,
        target=new.target if old.target is Target.UNKNOWN else old.target,
        count=new.count if is_firmer or old.count is None else old.count,
        count_state=new.count_state if is_firmer or old.count_state is not CountState.GIVEN else old.count_state,
        places=(new.places or old.places) if is_firmer else (old.places or new.places),
        period=old.period if old.period.word or old.period.start else new.period,
        asserter=_firmer_voice(old, new),
    )


def _firmer_voice(old: Assertion, new: Assertion) -> Asserter:
    return new.asserter if old.asserter.kind is AsserterClass.SELF else old.asserter


def _share_place(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return any(a.surface[:_STEM].casefold() == b.surface[:_STEM].casefold() for a in left for b in right)


def _are_apart(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return bool(left) and bool(right) and not _share_place(left, right)


def _are_other_regions(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return _are_apart(left, right) and _name_region(left) and _name_region(right)


def _name_region(places: Sequence[PlaceMention]) -> bool:
    return any(sign in place.surface.casefold() for place in places for sign in _REGION_SIGNS)
