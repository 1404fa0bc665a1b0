"""What a text says is not told: open questions, authorities that keep silent, reports that somebody denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skywitness.extract.core.drafts import Draft
from skywitness.extract.narrative.frames import Frame
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.extract.narrative.voices import Voice
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, CountState, Topic, What

_CLAUSES = re.compile(r";|, (?:and|but|while|though|although|а|но|але|хотя|хоча)\b|\. ", re.IGNORECASE)


def asserter_at(position: int, frames: Sequence[Frame], own: Asserter) -> Asserter:
    """Whose word stands at a position of a sentence: that of the frame that holds it, else the report's own."""
    for frame in reversed(frames):
        if frame.start <= position < frame.end:
            return frame.voice.asserter(own.stream)
    return own


def find_gaps(sentence: Sentence, frames: Sequence[Frame], own: Asserter, tables: Tables) -> Iterator[Draft]:
    """Questions of the standard list that a clause says are open. A clause that names none of them gives nothing.

    What is not disclosed is withheld; what is not known, or still being cleared up, is unknown.
    """
    named: set[Topic] = set()
    for match, _ in tables.every("gap", sentence.text):
        begin, end = _clause_around(sentence.text, match.start(), match.end())
        topics = tuple(dict.fromkeys(Topic(more["topic"]) for _, more in tables.every("topics", sentence.text[begin:end])))
        if set(topics) - named:
            named.update(topics)
            yield Draft(
                what=What.NOT_DISCLOSED,
                span=sentence.span(begin, end),
                asserter=asserter_at(match.start(), frames, own),
                about=topics,
                value=match[0].strip(),
                count_state=CountState.WITHHELD if tables["withheld"].search(match[0]) else CountState.UNKNOWN,
            )


def _clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    begins = [found.end() for found in _CLAUSES.finditer(text, 0, start)]
    stops = [found.start() for found in _CLAUSES.finditer(text, end)]
    begin = begins[-1] if begins else 0
    stop = stops[0] if stops else len(text)
    return begin + (len(text[begin:stop]) - len(text[begin:stop].lstrip())), begin + len(text[begin:stop].rstrip())


def find_silence(sentence: Sentence, voices: Sequence[Voice], own: Asserter, tables: Tables) -> Iterator[Draft]:
    """Authorities that have not spoken. The subject is the voice beside the verb, else the capitalised name before it ("Kyiv")."""
    for match, more in tables.every("no_comment", sentence.text):
        subject = _silent(sentence.text, match, voices, tables)
        if subject:
            yield Draft(what=What.NO_COMMENT, span=sentence.span(0, len(sentence.text)), asserter=own, subject=subject, value=more["value"])
            return


def _silent(text: str, match: re.Match[str], voices: Sequence[Voice], tables: Tables) -> str | None:
    after = match.groupdict().get("after")
    if after is not None:
        begin = match.start("after")
        near = [voice for voice in voices if voice.start <= begin + 12 and voice.end > begin]
    else:
        near = [voice for voice in voices if voice.end <= match.start() and match.start() - voice.end < 60]
        near = [voice for voice in near if tables["subject_gap"].fullmatch(text[voice.end : match.start()])]
    near = [voice for voice in near if voice.kind in {AsserterClass.AUTHORITY, AsserterClass.OTHER}]
    if near:
        return near[-1].name
    named = tables["silent_name"].search(after) if after else tables["silent_name_before"].search(text[: match.start()])
    return named["name"].strip() if named else None


def find_denials(sentence: Sentence, frames: Sequence[Frame], voices: Sequence[Voice], own: Asserter, tables: Tables) -> Iterator[Draft]:
    """What somebody denies, with the words of what is denied as the value."""
    for match in tables["denied"].finditer(sentence.text):
        content = match["content"]
        if not tables["deny_object"].search(content) or not (tables["theme"].search(content) or tables["report_word"].search(content)):
            continue
        before = [voice for voice in voices if voice.end <= match.start()]
        beside = [voice for voice in before if tables["before_verb"].fullmatch(sentence.text[voice.end : match.start()])]
        framed = [frame.voice for frame in frames if frame.verb_start < match.start()]
        near = beside[-1:] or framed[-1:] or before[:1]
        yield Draft(
            what=What.DENIED,
            span=sentence.span(0, len(sentence.text)),
            asserter=near[0].asserter(own.stream) if near else own,
            value=content.strip(" ,"),
            about=_denied_topics(content, tables),
        )


def _denied_topics(content: str, tables: Tables) -> tuple[Topic, ...]:
    """The question that a denial answers, the first that its words name; none when they name none of them."""
    found = tables.first("denied_topics", content)
    return (Topic(found[1]["topic"]),) if found else ()
