"""Reads an article with an extractor made for posts: sentence by sentence, then each happening put together once from all that retell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from skywitness.extract.core.voices import own_voice
from skywitness.extract.narrative.discourse import LANGUAGES, Told, add_discourse, hear_text
from skywitness.extract.narrative.doubt import asserter_at
from skywitness.extract.narrative.hang import find_happening
from skywitness.extract.narrative.prose import split_prose
from skywitness.extract.narrative.tables import Tables, narrative_tables
from skywitness.extract.narrative.worlds import blank_out, find_foreign
from skywitness.model.reading import Asserter, Assertion, PlaceMention, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import HAPPENINGS, AsserterClass, CountState, Kind, Target, What

_FEWEST_SENTENCES = 5
_FEWEST_VOICES = 2
_STEM = 5
_NEAR = 2
_HUNTERS = frozenset({Target.HELICOPTER, Target.AIRCRAFT})
_SOFT = frozenset({What.SIGHTED, What.AIR_DEFENCE_ACTIVE})
_KINDS = (Kind.DIGEST, Kind.INTERCEPTION, Kind.IMPACT, Kind.WARNING, Kind.ALL_CLEAR, Kind.SIGHTING)


def read_told(report: Report, profile: SourceProfile, language: str, read: Callable[[Report, SourceProfile], Reading]) -> Reading:
    """The reading of a report with its discourse. ``read`` is the extractor for posts; prose is given to it sentence by sentence."""
    if language not in LANGUAGES:
        return read(report, profile)
    tables = narrative_tables(language)
    here = _of_this_world(report, tables)
    if not here.text.strip() or not tables.has_cue("talk", here.text):
        return read(here, profile)
    own = own_voice(report, profile)
    told = hear_text(here.text, tables)
    whole = read(here, profile)
    if whole.kind not in {Kind.OTHER, Kind.DIGEST} and is_prose(told):
        parts = [_read_part(here, profile, at, one, own, read) for at, one in enumerate(told)]
        whole = _put_together(whole, told, parts)
    return add_discourse(report, whole, own)


def _of_this_world(report: Report, tables: Tables) -> Report:
    """The report with all that tells of films, matches, memorials and exercises blanked out."""
    if not tables.has_cue("elsewhere", report.text):
        return report
    sentences = split_prose(report.text, tables.words.get("abbreviations", {}))
    foreign = find_foreign(sentences, tables)
    return structs.replace(report, text=blank_out(report.text, sentences, foreign)) if foreign else report


def is_prose(told: Sequence[Told]) -> bool:
    """Whether a text tells rather than lists: several sentences, of which more than one says who says so."""
    return len(told) >= _FEWEST_SENTENCES and sum(bool(one.frames) for one in told) >= _FEWEST_VOICES


class Part(Struct, frozen=True):
    """What one sentence, the ``at``-th, says by itself."""

    at: int
    kind: Kind
    assertions: Sequence[Assertion]


def _read_part(
    report: Report, profile: SourceProfile, at: int, one: Told, own: Asserter, read: Callable[[Report, SourceProfile], Reading]
) -> Part:
    part = read(structs.replace(report, text=report.text[one.sentence.start : one.sentence.end]), profile)
    return Part(at, part.kind, _without_hunters([_moved(found, report, one, own) for found in part.assertions]))


def _put_together(whole: Reading, told: Sequence[Told], parts: Sequence[Part]) -> Reading:
    """The reading of a text from those of its sentences: happenings once, in order, then what hangs on them."""
    happenings: list[tuple[int, Assertion]] = []
    for part in parts:
        for one in part.assertions:
            if one.what in HAPPENINGS:
                _retell(happenings, part.at, one)
    if not happenings:
        return whole
    sentences = [one.sentence for one in told]
    kept = [structs.replace(one, happening=None, part_of=None) for _, one in happenings]
    places = list(enumerate(kept))
    spoken_of: dict[int, int] = {}
    for part in parts:
        for one in part.assertions:
            if one.what not in HAPPENINGS:
                position = find_happening(places, sentences, part.at, one.asserter.name, spoken_of)
                kept.append(structs.replace(one, happening=position, part_of=None))
    kinds = {part.kind for part in parts}
    kind = next((kind for kind in _KINDS if kind in kinds), whole.kind)
    return structs.replace(whole, kind=kind, assertions=tuple(kept))


def _moved(one: Assertion, report: Report, told: Told, own: Asserter) -> Assertion:
    """An assertion read from a sentence, at its place in the report, with the speaker's full name where the sentence gives it."""
    by = told.sentence.start
    places = tuple(structs.replace(place, span=(place.span[0] + by, place.span[1] + by)) for place in one.places)
    framed = asserter_at(one.span[0], told.frames, own)
    named = (
        framed
        if framed is not own and framed.kind in {AsserterClass.AUTHORITY, AsserterClass.WITNESS, AsserterClass.UNNAMED}
        else one.asserter
    )
    start, end = one.span[0] + by, one.span[1] + by
    return structs.replace(one, places=places, span=(start, end), quote=report.text[start:end], asserter=named)


def _without_hunters(found: Sequence[Assertion]) -> list[Assertion]:
    """A helicopter that stands before the drone it shoots down is what did it, not what was shot down."""
    hit = [one for one in found if one.what is What.INTERCEPTED]
    hunters = [one for one in hit if one.target in _HUNTERS and any(other.target is Target.UAV for other in hit)]
    if not hunters:
        return list(found)
    sort = "helicopter" if hunters[0].target is Target.HELICOPTER else "aircraft"
    means = f"{hunters[0].model} {sort}" if hunters[0].model else sort
    rest = [one for one in found if one not in hunters]
    return [structs.replace(one, means=means) if one.what is What.INTERCEPTED and one.target is Target.UAV else one for one in rest]


def _retell(happenings: list[tuple[int, Assertion]], at: int, one: Assertion) -> None:
    """Add a happening, or give an earlier one what this sentence adds when it tells the same again."""
    for index in range(len(happenings) - 1, -1, -1):
        last, old = happenings[index]
        if _is_same(old, one, at - last):
            happenings[index] = (max(last, at), _joined(old, one))
            return
    if one.what in _SOFT and any(not _are_apart(old.places, one.places) for _, old in happenings):
        return
    happenings.append((at, one))


def _is_same(old: Assertion, new: Assertion, distance: int) -> bool:
    if (
        old.what is not new.what
        or old.negated is not new.negated
        or (Target.UNKNOWN not in {old.target, new.target} and old.target is not new.target)
    ):
        return False
    if distance == 0 or (None not in {old.count, new.count} and old.count != new.count):
        return False
    shared = _share_place(old.places, new.places)
    return shared or (distance <= _NEAR and not _are_apart(old.places, new.places))


def _joined(old: Assertion, new: Assertion) -> Assertion:
    return structs.replace(
        old,
        means=old.means or new.means,
        model=old.model or new.model,
        target=new.target if old.target is Target.UNKNOWN else old.target,
        count=old.count if old.count is not None else new.count,
        count_state=old.count_state if old.count_state is CountState.GIVEN else new.count_state,
        places=old.places or new.places,
        period=old.period if old.period.word or old.period.start else new.period,
        asserter=new.asserter if old.asserter.kind is AsserterClass.SELF else old.asserter,
    )


def _share_place(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return any(a.surface[:_STEM].casefold() == b.surface[:_STEM].casefold() for a in left for b in right)


def _are_apart(left: Sequence[PlaceMention], right: Sequence[PlaceMention]) -> bool:
    return bool(left) and bool(right) and not _share_place(left, right)
