"""Finds what is thought, hinted or debated, with who holds it: opinions, and attributions of origin and responsibility."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skywitness.extract.core.drafts import Draft
from skywitness.extract.narrative.doubt import asserter_at
from skywitness.extract.narrative.frames import Frame
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.extract.narrative.voices import Voice
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Factuality, What

_SHORTEST = 8
_THINKERS = frozenset({AsserterClass.ANALYST, AsserterClass.UNNAMED, AsserterClass.OTHER, AsserterClass.WITNESS})


def find_thoughts(
    sentence: Sentence,
    frames: Sequence[Frame],
    voices: Sequence[Voice],
    own: Asserter,
    tables: Tables,
    *,
    is_on_theme: bool,
    has_happenings: bool,
) -> Iterator[Draft]:
    """Opinions and attributions of a sentence, each over the words that carry it.

    What analysts think in an article that tells of something is about it, whatever words they use.
    """
    taken: list[tuple[int, int]] = []
    for draft in (
        *_of_origin(sentence, frames, voices, own, tables),
        *_framed(sentence, frames, own, tables, is_on_theme, has_happenings),
        *_debated(sentence, own, tables),
    ):
        begin, end = draft.span
        if any(a < end and begin < b for a, b in taken) and draft.what is What.OPINION:
            continue
        taken.append(draft.span)
        yield draft


def _of_origin(sentence: Sentence, frames: Sequence[Frame], voices: Sequence[Voice], own: Asserter, tables: Tables) -> Iterator[Draft]:
    """Who did it and where it came from: nobody owns up, somebody does, somebody blames, somebody supposes."""
    text = sentence.text
    denied = tables.search("no_responsibility", text)
    if denied:
        yield _attribution(sentence, denied, own, denied[0], negated=True)
    claimed = None if denied else tables.search("responsibility", text)
    if claimed:
        negated = tables["not_before"].search(text[: claimed.start()]) is not None
        yield _attribution(sentence, claimed, _voice_before(claimed.start(), voices, own), claimed[0], negated=negated)
    blamed = tables.search("blame", text)
    if blamed and tables["theme"].search(text):
        voice = _voice_before(blamed.start(), voices, asserter_at(0, frames, own))
        yield _attribution(sentence, blamed, voice, blamed["whom"].strip())
    for frame in frames:
        content = text[frame.start : frame.end]
        origin = tables.first("origin_claim", content)
        modal = frame.is_thought or tables["modal"].search(content)
        if origin and modal and tables["theme"].search(text) and frame.voice.kind is not AsserterClass.AUTHORITY:
            begin = frame.start + _leading(content)
            yield Draft(
                what=What.ATTRIBUTION,
                span=sentence.span(min(frame.verb_start, frame.voice.start, begin), frame.start + len(content.rstrip(" ,"))),
                asserter=frame.voice.asserter(own.stream),
                value=origin[0][0].strip(),
                factuality=Factuality.POSSIBLE,
            )


def _attribution(sentence: Sentence, match: re.Match[str], asserter: Asserter, value: str, *, negated: bool = False) -> Draft:
    return Draft(
        what=What.ATTRIBUTION, span=sentence.span(match.start(), match.end()), asserter=asserter, value=value.strip(), negated=negated
    )


def _voice_before(position: int, voices: Sequence[Voice], own: Asserter) -> Asserter:
    before = [voice for voice in voices if voice.end <= position]
    return before[-1].asserter(own.stream) if before else own


def _framed(
    sentence: Sentence, frames: Sequence[Frame], own: Asserter, tables: Tables, is_on_theme: bool, has_happenings: bool
) -> Iterator[Draft]:
    for frame in frames:
        content = sentence.text[frame.start : frame.end].strip(" ,")
        described = tables["described"].search(sentence.text, max(0, frame.verb_start - 1))
        is_of_happening = has_happenings and frame.is_thought and frame.voice.kind is AsserterClass.ANALYST
        is_told_of = (
            is_on_theme or is_of_happening or tables["control"].search(content) or (described and described.start() <= frame.verb_start)
        )
        if len(content) < _SHORTEST or not is_told_of:
            continue
        modal = tables["modal"].search(content)
        is_opinion = frame.voice.kind is AsserterClass.ANALYST or (
            frame.voice.kind in _THINKERS and (frame.is_thought or (modal and frame.voice.kind is AsserterClass.UNNAMED))
        )
        if not is_opinion:
            continue
        begin = frame.start + _leading(sentence.text[frame.start : frame.end])
        yield Draft(
            what=What.OPINION,
            span=sentence.span(min(frame.voice.start, frame.verb_start, begin), begin + len(content)),
            asserter=frame.voice.asserter(own.stream),
            value=described["content"].strip(" '\"") if described and described.start() <= frame.verb_start else _clean(content, tables),
            factuality=Factuality.POSSIBLE if modal or frame.is_thought else Factuality.PROBABLE,
        )


def _debated(sentence: Sentence, own: Asserter, tables: Tables) -> Iterator[Draft]:
    for match in tables["debate"].finditer(sentence.text):
        if match["content"]:
            yield Draft(
                what=What.OPINION,
                span=sentence.span(match.start(), match.end()),
                asserter=own,
                value=_clean(match["content"], tables),
                factuality=Factuality.UNCOMMITTED,
            )


def _clean(content: str, tables: Tables) -> str:
    return tables["complementiser"].sub("", content.strip(" ,\"'")).strip(" ,\"'")


def _leading(content: str) -> int:
    return len(content) - len(content.lstrip(" ,"))
