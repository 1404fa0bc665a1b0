"""Whose word each sentence of a report is, when the sentence before or behind it tells: "Об этом сообщил мэр", "по его словам"."""

from __future__ import annotations

from skywitness.extract.core.scan import Scan
from skywitness.extract.core.voices import quoted_voice
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass

_HEAD = 2
"""A word for what was just told ("об этом") begins within so many tokens of its sentence."""


def speakers_of(scan: Scan, own: Asserter) -> list[Asserter]:
    """The asserter of each sentence, in order.

    A sentence that says of what was just told who told it gives its voice to those before it that had none. "He" and "as the message says" are
    whoever spoke last, and an office named alone is the one that was named with its place before.
    """
    if "asserter" not in scan.kinds:
        return [own] * len(scan.sentences)
    heard: list[Asserter | None] = []
    last: Asserter | None = None
    for first, end in scan.sentences:
        voice = quoted_voice(scan, first, end, own)
        if (voice is None and last is not None and any(mark.value == "speaker" for mark in scan.marks_in(first, end, "again"))) or (
            voice is not None and last is not None and _is_office_of(voice, last)
        ):
            voice = last
        if voice is not None and voice.kind is AsserterClass.AUTHORITY:
            last = voice
            if own.kind is not AsserterClass.AUTHORITY and _tells_of_before(scan, first, end):
                _attribute(scan, heard, voice)
        heard.append(voice)
    return [voice or own for voice in heard]


def _is_office_of(voice: Asserter, full: Asserter) -> bool:
    """Whether a bare office ("mayor") is that of somebody named before ("Sergei Sobyanin, mayor of Moscow", "Governor of Tula Oblast")."""
    return voice.name.islower() and f"{voice.name} of " in full.name.lower()


def _tells_of_before(scan: Scan, first: int, end: int) -> bool:
    return any(mark.value == "this" for mark in scan.marks_in(first, min(first + _HEAD, end), "again"))


def _attribute(scan: Scan, heard: list[Asserter | None], voice: Asserter) -> None:
    """Give a voice to the sentences right before, of the same paragraph, that had none."""
    for index in range(len(heard) - 1, -1, -1):
        if heard[index] is not None:
            break
        heard[index] = voice
        if scan.words(*scan.sentences[index]).endswith("\n") or "\n" in _before(scan, index):
            break


def _before(scan: Scan, index: int) -> str:
    """What stands between a sentence and the one before it."""
    first = scan.sentences[index][0]
    return scan.flat.text[scan.tokens[first - 1].end : scan.tokens[first].start] if first else ""
