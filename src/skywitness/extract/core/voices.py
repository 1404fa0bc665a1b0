"""Who is said to say so, how firmly, and what they say they do not know."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.model.reading import Asserter
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass, Factuality, Stream

SELF = "self"
_REACH = 8
_CLASS_OF_STREAM = {Stream.OFFICIAL: AsserterClass.AUTHORITY, Stream.MEDIA: AsserterClass.MEDIA, Stream.PARTNER: AsserterClass.ANALYST}
_FIRMNESS = (Factuality.UNCOMMITTED, Factuality.POSSIBLE, Factuality.PROBABLE)


def own_voice(report: Report, profile: SourceProfile) -> Asserter:
    """Who speaks when a source speaks in its own voice: the authority it speaks for, else itself."""
    if profile.speaks_for:
        return Asserter(name=profile.speaks_for, kind=AsserterClass.AUTHORITY, stream=report.stream)
    return Asserter(name=SELF, kind=AsserterClass.SELF, stream=report.stream)


def quoted_voice(scan: Scan, first: int, last: int, own: Asserter) -> Asserter | None:
    """The asserter that a sentence names: an authority, witnesses or sources beside a verb of saying, or at its head before a colon.

    ``via`` is the stream of the report when it is not the asserter's own.
    """
    asserters = scan.marks_in(first, last, "asserter")
    if not asserters:
        return None
    verbs = scan.marks_in(first, last, "says")
    for mark in asserters:
        named = any(abs(mark.first - verb.first) <= _REACH for verb in verbs) or mark.more.get("kind") in {"witness", "unnamed"}
        headed = mark.first - first <= 1 and mark.last < last and scan.tokens[mark.last].text in {":", "-", "\n"}
        if named or headed:
            return voice_of(mark, own)
    return None


def voice_of(mark: Mark, own: Asserter) -> Asserter:
    """The asserter that a mark of the tables stands for."""
    stream = Stream(mark.more.get("stream", "grassroots"))
    same = mark.value == own.name
    carried = own.stream if mark.more.get("kind") == "authority" and own.kind is not AsserterClass.AUTHORITY and not same else None
    return own if same else Asserter(name=mark.value, kind=AsserterClass(mark.more.get("kind", "other")), stream=stream, via=carried)


def factuality_of(scan: Scan, first: int, last: int) -> Factuality:
    """The least firm of the words of doubt within a range of tokens; certain when there is none."""
    said = {mark.value for mark in scan.marks_in(first, last, "factuality")}
    return next((level for level in _FIRMNESS if level.value in said), Factuality.CERTAIN)


def is_negated(scan: Scan, first: int, last: int) -> bool:
    """Whether a range of tokens holds a word of negation."""
    return bool(scan.marks_in(first, last, "negation"))


def undisclosed_in(scan: Scan, sentences: Sequence[tuple[int, int]]) -> list[str]:
    """The questions that the text itself says are open: "casualties", "type", "circumstances" …"""
    found: list[str] = []
    for first, last in sentences:
        if scan.marks_in(first, last, "disclosure"):
            found += [mark.value for mark in scan.marks_in(first, last, "topic")]
    return list(dict.fromkeys(found))
