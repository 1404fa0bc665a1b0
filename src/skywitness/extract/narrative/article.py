"""Reads a text with an extractor made for posts: an article sentence by sentence, a post at one go, neither of them where it tells of another world."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs

from skywitness.extract.core.voices import own_voice
from skywitness.extract.narrative.discourse import LANGUAGES, Told, add_discourse, hear_text
from skywitness.extract.narrative.doubt import asserter_at
from skywitness.extract.narrative.hang import hang_loose
from skywitness.extract.narrative.prose import split_prose
from skywitness.extract.narrative.tables import Tables, narrative_tables
from skywitness.extract.narrative.together import Part, put_together
from skywitness.extract.narrative.worlds import blank_out, find_foreign
from skywitness.in_step import Steps
from skywitness.model.reading import Asserter, Assertion, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass, Kind, Target, What
from skywitness.text.dateline import blank_datelines

ReadPost = Callable[[Report, SourceProfile], Steps[Reading]]
"""Reads a text as a post, a step at a time."""
_FEWEST_SENTENCES = 5
_FEWEST_VOICES = 2
_HUNTERS = frozenset({Target.HELICOPTER, Target.AIRCRAFT})


def may_tell(text: str, language: str, lets_pass: Callable[[str], bool]) -> bool:
    """Whether a text is worth any look: it holds something to read, or talk of a threat. Most texts of most channels stop here."""
    return lets_pass(text) or narrative_tables(language).first("threat", text) is not None


def read_told(report: Report, profile: SourceProfile, language: str, read: ReadPost) -> Steps[Reading]:
    """The reading of a report with its discourse. ``read`` is the extractor for posts; prose is given to it sentence by sentence."""
    if language not in LANGUAGES:
        return (yield from read(report, profile))
    tables = narrative_tables(language)
    here = _of_this_world(report, tables)
    is_talk = tables.has_cue("talk", here.text) and bool(here.text.strip())
    own = own_voice(report, profile)
    yield
    whole = yield from read(here, profile)
    yield
    if not is_talk:
        return add_discourse(report, _quoting(report, hang_loose(whole), here), own)
    told = hear_text(here.text, tables)
    if whole.kind not in {Kind.OTHER, Kind.DIGEST} and is_prose(told, tables):
        parts = []
        for at, one in enumerate(told):
            parts.append((yield from _read_part(here, profile, at, one, own, read)))
        whole = put_together(whole, told, parts, tables)
    return add_discourse(report, _quoting(report, hang_loose(whole), here), own, told if here is report else None)


def _quoting(report: Report, reading: Reading, here: Report) -> Reading:
    """The reading with quotes out of the report as it is, where it was read with blanks in it."""
    if here is report:
        return reading
    quoted = tuple(structs.replace(one, quote=report.text[slice(*one.span)]) for one in reading.assertions)
    return structs.replace(reading, assertions=quoted)


def _of_this_world(report: Report, tables: Tables) -> Report:
    """The report without datelines, and with all that tells of films, matches, memorials and exercises blanked out."""
    text = blank_datelines(report.text)
    report = report if text == report.text else structs.replace(report, text=text)
    if not tables.has_cue("elsewhere", report.text):
        return report
    sentences = split_prose(report.text, tables.words.get("abbreviations", {}))
    foreign = find_foreign(sentences, tables)
    return structs.replace(report, text=blank_out(report.text, sentences, foreign)) if foreign else report


def is_prose(told: Sequence[Told], tables: Tables) -> bool:
    """Whether a text tells rather than lists: several sentences, of which more than one says who says so, who denies and who is silent."""
    return len(told) >= _FEWEST_SENTENCES and sum(_is_somebodys_word(one, tables) for one in told) >= _FEWEST_VOICES


def _is_somebodys_word(one: Told, tables: Tables) -> bool:
    return bool(one.frames) or (bool(one.voices) and any(tables.first(name, one.sentence.text) for name in ("denied", "no_comment")))


def _read_part(report: Report, profile: SourceProfile, at: int, one: Told, own: Asserter, read: ReadPost) -> Steps[Part]:
    part = yield from read(structs.replace(report, text=report.text[one.sentence.start : one.sentence.end]), profile)
    return Part(at, part.kind, _without_hunters([_moved(found, report, one, own) for found in part.assertions]))


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
    hunters = [one for one in hit if one.target in _HUNTERS and any(other.target not in _HUNTERS for other in hit)]
    if not hunters:
        return list(found)
    sort = "helicopter" if hunters[0].target is Target.HELICOPTER else "aircraft"
    means = f"{hunters[0].model} {sort}" if hunters[0].model else sort
    rest = [one for one in found if one not in hunters]
    return [structs.replace(one, means=means) if one.what is What.INTERCEPTED else one for one in rest]
