"""Reads a report with the tables of one language: the way from a text to a reading, step by step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from skywitness.extract.core.absent import find_absences, is_within, without_absent
from skywitness.extract.core.counts import Item, find_items
from skywitness.extract.core.drafts import Found, assemble
from skywitness.extract.core.grammar import compile_patterns, load_grammar, word_test
from skywitness.extract.core.lexicon import load_lexicon
from skywitness.extract.core.numbers import find_numbers
from skywitness.extract.core.periods import find_period
from skywitness.extract.core.places import Named, NameFinder, find_places, names_in
from skywitness.extract.core.relevance import keep_relevant
from skywitness.extract.core.report_rules import draft_report, kind_of
from skywitness.extract.core.scan import Scan, scan_text
from skywitness.extract.core.sieve import Sieve
from skywitness.extract.core.speakers import speakers_of
from skywitness.extract.core.statements import Statement, cut_stretches, read_stretch
from skywitness.extract.core.voices import own_voice, signed_voice, undisclosed_in
from skywitness.geo.toponyms import find_toponyms
from skywitness.in_step import Steps, in_step
from skywitness.model.place import Period
from skywitness.model.reading import Asserter, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Kind
from skywitness.text.tokens import end_of_words, read_plainly

_CUT_AT_LEAST = 380
"""Scrapers cut at 400 or 500 characters; a shorter text without a full stop is only a hasty one."""
_ENDING = frozenset('.!?…)»"”')
_LINKED = re.compile(r"(?:https?:\S+|@\w+|\]\([^)]*\)?|\]\S*)\W*\Z")
_DIGEST_HEAD = 12
_TELLING = frozenset({"what", "target", "model"})
"""A sentence with none of these and no place says nothing."""

NOTHING = Found(kind=Kind.OTHER)


class _Sentence(Struct, frozen=True):
    """A sentence that may say something: where it stands, what it counts, which places it names, and when it tells of."""

    position: int
    first: int
    last: int
    items: list[Item]
    places: list[Named]
    period: Period


class Reader:
    """An extractor made of a folder of tables. ``find_names`` looks up place names in a gazetteer."""

    def __init__(self, folder: Path, version: str, find_names: NameFinder = find_toponyms) -> None:
        self._grammar = load_grammar(folder)
        self._patterns = compile_patterns(self._grammar)
        self._is_rescuer = word_test(self._grammar.rescuer)
        self._lexicon = load_lexicon(folder)
        self._sieve = Sieve(self._lexicon.entries)
        self._find_names = find_names
        self.language = self._grammar.language
        self.version = version

    def read(self, report: Report, profile: SourceProfile) -> Reading:
        """All that the report says. Never raises on a text."""
        return in_step([self.steps(report, profile)])[0]

    def steps(self, report: Report, profile: SourceProfile) -> Steps[Reading]:
        """The same, a step at a time."""
        found = (yield from self._find(report, profile)) if self.lets_pass(report.text) else NOTHING
        return self.assembled(report, profile, found)

    def lets_pass(self, text: str) -> bool:
        """Whether the tables can read anything from a text."""
        return self._sieve.lets_pass(text)

    def assembled(self, report: Report, profile: SourceProfile, found: Found) -> Reading:
        """The reading of what was found in a report."""
        return assemble(report, found, lang=self.language, by=f"{self.language}/{self.version}", region=profile.region)

    def _find(self, report: Report, profile: SourceProfile) -> Steps[Found]:
        read_plainly(report.text)
        yield
        scan = scan_text(report.text, self._lexicon, self._grammar.abbreviations, self._grammar.elided_region, self._is_rescuer)
        if _TELLING.isdisjoint(scan.kinds):
            return NOTHING
        yield
        toponyms = names_in(scan, self._find_names, self.language)
        yield
        places = find_places(scan, self._patterns, toponyms)
        yield
        sentences = self._telling(scan, places, report, profile)
        yield
        statements = _read_sentences(scan, sentences, own_voice(report, profile))
        yield
        is_digest = any(m.value == "digest" for m in scan.marks_in(0, _DIGEST_HEAD, "setting"))
        statements = keep_relevant(scan, statements, is_digest=is_digest)
        is_cut = is_cut_off(report.text)
        yield
        drafts = draft_report(scan, statements, is_cut=is_cut)
        yield
        kind = kind_of(drafts, is_digest=is_digest)
        return Found(
            kind=kind,
            drafts=() if kind is Kind.OTHER else drafts,
            undisclosed=undisclosed_in(scan, scan.sentences),
            cut=is_cut,
        )

    def _telling(self, scan: Scan, places: Sequence[Named], report: Report, profile: SourceProfile) -> list[_Sentence]:
        """The sentences of a text that may say something."""
        zone = profile.zone or self._grammar.zone
        numbers = find_numbers(scan.tokens, scan.marks, scan.digits)
        starts, ends = frozenset(p.lead_first for p in places), frozenset(p.last for p in places)
        telling: list[_Sentence] = []
        for position, (first, last) in enumerate(scan.sentences):
            inside = _between(places, first, last)
            if not inside and not any(mark.kind in _TELLING for mark in scan.marks_in(first, last)):
                continue
            items = find_items(scan, numbers, first, last, starts, ends)
            period = find_period(scan, numbers, first, last, report.published_at, zone)
            telling.append(_Sentence(position, first, last, items, inside, period))
        return telling


def _read_sentences(scan: Scan, sentences: Sequence[_Sentence], own: Asserter) -> list[Statement]:
    """What some sentences say, each by whoever speaks in it."""
    speakers = speakers_of(scan, signed_voice(scan, own) or own)
    statements: list[Statement] = []
    for one in sentences:
        items, places = one.items, one.places
        if absences := find_absences(scan, items, places, one.first, one.last):
            items = without_absent(items, absences)
            places = [place for place in places if not is_within(place.first, absences)]
        for stretch in cut_stretches(scan, one.first, one.last, places):
            told = read_stretch(scan, stretch, one.position, items, places, one.period, speakers[one.position])
            statements += (
                [one for one in told if not one.cues or not all(is_within(cue.first, absences) for cue in one.cues)] if absences else told
            )
    return statements


def _between(places: Sequence[Named], first: int, last: int) -> list[Named]:
    return [place for place in places if first <= place.first < last]


def is_cut_off(text: str) -> bool:
    """Whether a text looks broken off: it is long and stops in the middle of a sentence."""
    return len(text) >= _CUT_AT_LEAST and _ENDING.isdisjoint(text[end_of_words(text) :]) and _LINKED.search(text) is None
