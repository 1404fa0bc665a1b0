"""What a text says about happenings rather than of them: what is thought, denied, kept back, asked in vain, counted as a series, or told of a weapon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from skywitness.extract.core.drafts import Draft, Found, assemble
from skywitness.extract.narrative.doubt import find_denials, find_gaps, find_silence
from skywitness.extract.narrative.figures import find_figures
from skywitness.extract.narrative.frames import Frame, find_frames
from skywitness.extract.narrative.hang import REACH, SHORT, find_happening, what_came_down
from skywitness.extract.narrative.means import find_means
from skywitness.extract.narrative.prose import Sentence, split_prose
from skywitness.extract.narrative.references import find_references
from skywitness.extract.narrative.series import find_recurrence
from skywitness.extract.narrative.tables import Tables, narrative_tables
from skywitness.extract.narrative.thoughts import find_thoughts
from skywitness.extract.narrative.voices import Company, Voice
from skywitness.model.reading import Asserter, Assertion, Reading
from skywitness.model.report import Report
from skywitness.model.words import HAPPENINGS, Factuality, What

_LEAD = 2
"""Sentences at the head of a text that tell what all of it is about."""
LOOSE = frozenset({What.OPINION, What.REFERENCE})
"""What hangs on no single happening."""


class Told(Struct, frozen=True):
    """One sentence with who speaks in it; ``themes`` tells whether it or a neighbour is about the air threat."""

    sentence: Sentence
    voices: list[Voice]
    frames: list[Frame]
    is_on_theme: bool


def hear_text(text: str, tables: Tables) -> list[Told]:
    """All sentences of a text with their voices and frames, in order."""
    sentences = split_prose(text, tables.words.get("abbreviations", {}))
    company = Company(tables)
    told: list[Told] = []
    for sentence in sentences:
        voices = [*company.subject(sentence), *company.find(sentence)]
        frames = find_frames(sentence, voices, company, tables)
        company.remember(voices, frames[-1].voice if frames else None)
        if frames and tables["this_told"].match(sentence.text):
            _lend_voice(text, told, frames[0])
        told.append(Told(sentence, voices, frames, tables.search("theme", sentence.text) is not None))
    return told


def _lend_voice(text: str, told: list[Told], frame: Frame) -> None:
    """Make the sentences right before, of the same paragraph and nobody's word, that of whoever is said to have told this: "This was reported by …"."""
    for at in range(len(told) - 1, -1, -1):
        if told[at].frames or (at + 1 < len(told) and "\n" in text[told[at].sentence.end : told[at + 1].sentence.start]):
            break
        whole = structs.replace(frame, start=0, end=len(told[at].sentence.text))
        told[at] = structs.replace(told[at], frames=[whole])


def read_discourse(told: Sequence[Told], own: Asserter, tables: Tables, happenings: Sequence[tuple[int, Draft | Assertion]]) -> list[Draft]:
    """The discourse of a text about the air threat; nothing when the text is about something else.

    ``happenings`` are the positions that its assertions can hang on, with what stands there.
    """
    if not is_about_air_threat(told, tables, bool(happenings)):
        return []
    sentences = [one.sentence for one in told]
    spoken_of: dict[int, int] = {}
    drafts = []
    is_short = bool(happenings) and len(told) <= SHORT
    for at, one in enumerate(told):
        near = told[max(0, at - REACH) : at + 1]
        for draft in _read_sentence(one, is_short or any(other.is_on_theme for other in near), bool(happenings), own, tables):
            is_hint = draft.what is What.ATTRIBUTION and draft.factuality is not Factuality.CERTAIN and len(happenings) > 1
            if draft.what not in LOOSE and not is_hint:
                asked = what_came_down(happenings) if draft.what is What.NOT_DISCLOSED else happenings
                draft.happening = find_happening(asked, sentences, at, draft.asserter.name, spoken_of)
            drafts.append(draft)
    return [*drafts, *find_figures(happenings, sentences, [one.voices for one in told], own, tables)]


def _read_sentence(told: Told, is_near: bool, has_happenings: bool, own: Asserter, tables: Tables) -> Iterator[Draft]:
    yield from find_references(told.sentence, own, tables)
    if tables.search("genre", told.sentence.text):
        return
    if is_near:
        yield from find_gaps(told.sentence, told.frames, own, tables)
        yield from find_silence(told.sentence, told.voices, own, tables)
        yield from find_denials(told.sentence, told.frames, told.voices, own, tables)
    if told.is_on_theme or is_near:
        yield from find_recurrence(told.sentence, own, tables)
        yield from find_thoughts(
            told.sentence, told.frames, told.voices, own, tables, is_on_theme=told.is_on_theme, has_happenings=has_happenings
        )


def _find_refusals(told: Sequence[Told], own: Asserter, tables: Tables, happenings: Sequence[tuple[int, Assertion]]) -> Iterator[Draft]:
    """What a post without other talk keeps back or says to be unknown of what it tells."""
    sentences, spoken_of = [one.sentence for one in told], dict[int, int]()
    for at, one in enumerate(told):
        for draft in find_gaps(one.sentence, one.frames, own, tables):
            draft.happening = find_happening(what_came_down(happenings), sentences, at, draft.asserter.name, spoken_of)
            if draft.happening is not None:
                yield draft


def is_about_air_threat(told: Sequence[Told], tables: Tables, has_happenings: bool) -> bool:
    """Whether a text as a whole speaks of the air threat: something flies in it, and it is no match, film, memorial or exercise."""
    if has_happenings:
        return True
    if not any(tables.search("threat", one.sentence.text) for one in told) or not any(one.is_on_theme for one in told):
        return False
    foreign = [at for at, one in enumerate(told) if tables.search("genre", one.sentence.text)]
    return not (foreign and foreign[0] < _LEAD) and len(foreign) * 3 <= len(told)


def add_discourse(report: Report, reading: Reading, own: Asserter, told: Sequence[Told] | None = None) -> Reading:
    """A reading with the discourse of its text added behind what it holds. Languages without tables come back as they are.

    ``told`` is what :func:`hear_text` heard in the text, where it was asked already.
    """
    if reading.lang not in LANGUAGES:
        return reading
    tables = narrative_tables(reading.lang)
    happenings = [(position, one) for position, one in enumerate(reading.assertions) if one.what in HAPPENINGS and one.happening is None]
    is_talk = tables.has_cue("talk", report.text) and tables["theme"].search(report.text) is not None
    if not is_talk and (not happenings or tables.first("gap", report.text) is None):
        return reading
    told = hear_text(report.text, tables) if told is None else told
    if not is_talk:
        return _with(reading, report, list(_find_refusals(told, own, tables, happenings)))
    means = dict(find_means(happenings, [one.sentence for one in told], tables))
    known = tuple(structs.replace(one, means=means.get(at, one.means)) for at, one in enumerate(reading.assertions))
    drafts = read_discourse(told, own, tables, happenings)
    return _with(structs.replace(reading, assertions=known), report, drafts)


def _with(reading: Reading, report: Report, drafts: Sequence[Draft]) -> Reading:
    """A reading with drafts behind what it holds, but those that it knows already."""
    new = [left for draft in drafts if (left := _unknown(draft, reading.assertions)) is not None]
    made = assemble(report, Found(kind=reading.kind, drafts=new), lang=reading.lang, by=reading.by)
    undisclosed = dict.fromkeys([*reading.undisclosed_explicit, *undisclosed_topics(new)])
    return structs.replace(reading, assertions=(*reading.assertions, *made.assertions), undisclosed_explicit=tuple(undisclosed))


LANGUAGES = ("ru", "uk")
"""Those whose extractors read happenings only; English reads its discourse itself."""


def undisclosed_topics(drafts: Sequence[Draft]) -> list[str]:
    """The questions that a text itself says are open, in order, under the words of the interface."""
    return list(dict.fromkeys(str(topic) for draft in drafts if draft.what is What.NOT_DISCLOSED for topic in draft.about))


def _unknown(draft: Draft, assertions: Sequence[Assertion]) -> Draft | None:
    """What of a draft is not told in the same words already; a refusal keeps the questions that no other one names there."""
    alike = [one for one in assertions if one.what is draft.what and one.span[0] < draft.span[1] and draft.span[0] < one.span[1]]
    if draft.what is not What.NOT_DISCLOSED:
        return None if any(one.about == draft.about for one in alike) else draft
    named = {topic for one in alike for topic in one.about}
    draft.about = tuple(topic for topic in draft.about if topic not in named)
    return draft if draft.about else None
