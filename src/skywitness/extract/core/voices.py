"""Who is said to say so, how firmly, and what they say they do not know."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.model.reading import Asserter
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass, Factuality, Stream
from skywitness.reference import authorities_for, find_authority

SELF = "self"
_REACH = 8
_SIGNATURE = 6
_OFFICE_WORDS = 3
_TITLES = {"governor": "губернатор", "mayor": "мэр"}
_CLASS_OF_STREAM = {Stream.OFFICIAL: AsserterClass.AUTHORITY, Stream.MEDIA: AsserterClass.MEDIA, Stream.PARTNER: AsserterClass.ANALYST}
_FIRMNESS = (Factuality.UNCOMMITTED, Factuality.POSSIBLE, Factuality.PROBABLE)


def own_voice(report: Report, profile: SourceProfile) -> Asserter:
    """Who speaks when a source speaks in its own voice: the authority it speaks for, an office of which no more is known, else the source itself."""
    if profile.speaks_for:
        return Asserter(name=profile.speaks_for, kind=AsserterClass.AUTHORITY, stream=report.stream)
    if report.stream is Stream.OFFICIAL:
        return Asserter(name=f"official channel {report.source}", kind=AsserterClass.AUTHORITY, stream=report.stream)
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
        named = any(abs(mark.first - verb.first) <= _REACH for verb in verbs) or (
            mark.more.get("kind") in {"witness", "unnamed"} and not mark.more.get("verb")
        )
        headed = mark.first - first <= 1 and mark.last < last and scan.tokens[mark.last].text in {":", "-", "\n"}
        if named or headed or (mark.first > first and scan.tokens[mark.first - 1].text == "-"):
            return voice_of(scan, _in_person(mark, asserters), own)
    return None


def _in_person(mark: Mark, asserters: Sequence[Mark]) -> Mark:
    """The mark of the person behind a bare office: "мэр столицы Сергей Собянин"."""
    behind = (one for one in asserters if 0 < one.first - mark.last <= _OFFICE_WORDS and f"{mark.value} of " in one.value)
    return next(behind, mark)


def signed_voice(scan: Scan, own: Asserter) -> Asserter | None:
    """The asserter named behind a dash at the end of a report, who says all of it: "… — губернатор Анохин"."""
    end = len(scan.tokens)
    signed = [m for m in scan.marks_in(max(0, end - _SIGNATURE), end, "asserter") if m.first and scan.tokens[m.first - 1].text == "-"]
    return voice_of(scan, signed[-1], own) if signed else None


def voice_of(scan: Scan, mark: Mark, own: Asserter) -> Asserter:
    """The asserter that a mark of the tables stands for, with the place of the office when the words behind it tell it."""
    stream = Stream(mark.more.get("stream", "grassroots"))
    name = (_office_named(scan, mark) if mark.more.get("place") else None) or mark.value
    same = name == own.name
    carried = own.stream if mark.more.get("kind") == "authority" and own.kind is not AsserterClass.AUTHORITY and not same else None
    return own if same else Asserter(name=name, kind=AsserterClass(mark.more.get("kind", "other")), stream=stream, via=carried)


def _office_named(scan: Scan, mark: Mark) -> str | None:
    """The office that words such as "губернатор Тульской области" mean, in the case they stand in; None when they do not tell which."""
    title = _TITLES.get(mark.value)
    behind = min(mark.last + _OFFICE_WORDS, len(scan.tokens))
    for last in range(behind, mark.last, -1):
        words = scan.quote(mark.last, last)
        found = find_authority(f"{title} {words}") or find_authority(words) if title else None
        if found is not None and found.kind == mark.value:
            return found.name
    return None


def with_region(asserter: Asserter, region: str | None) -> Asserter:
    """The asserter with the region that its channel is of, when only "governor" is said."""
    if asserter.name != "governor" or region is None:
        return asserter
    office = next((one for one in authorities_for(region) if one.kind == "governor"), None)
    return asserter if office is None else structs.replace(asserter, name=office.name)


def factuality_of(scan: Scan, first: int, last: int) -> Factuality:
    """The least firm of the words of doubt within a range of tokens; certain when there is none."""
    said = {mark.value for mark in scan.marks_in(first, last, "factuality")}
    if not said:
        return Factuality.CERTAIN
    return next((level for level in _FIRMNESS if level.value in said), Factuality.CERTAIN)


def is_negated(scan: Scan, first: int, last: int) -> bool:
    """Whether a range of tokens holds a word of negation."""
    return bool(scan.marks_in(first, last, "negation"))


def undisclosed_in(scan: Scan, sentences: Sequence[tuple[int, int]]) -> list[str]:
    """The questions that the text itself says are open: "casualties", "type", "circumstances" …"""
    if "disclosure" not in scan.kinds:
        return []
    asked = (topics_in(scan, first, last) for first, last in sentences if scan.marks_in(first, last, "disclosure"))
    return list(dict.fromkeys(topic for topics in asked for topic in topics))


def topics_in(scan: Scan, first: int, last: int) -> list[str]:
    """The questions that a range of tokens names, in order. "The number of those hurt" asks for people hurt, not for how many flew."""
    marks = scan.marks_in(first, last, "topic")
    of_people = {mark.first for mark in marks if mark.value == "casualties"}
    return [mark.value for mark in marks if not (mark.value == "count" and mark.last in of_people)]
