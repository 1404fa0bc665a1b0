"""Ukrainian: tables in this folder, the rules of its reports beside them, the machinery of words, numbers, times and places in ``extract.core``."""

from __future__ import annotations

from pathlib import Path

from skywitness.extract.core.counts import find_items
from skywitness.extract.core.drafts import Found, assemble
from skywitness.extract.core.grammar import compile_patterns, load_grammar, word_test
from skywitness.extract.core.lexicon import Entry, load_lexicon
from skywitness.extract.core.numbers import Number, find_numbers
from skywitness.extract.core.periods import find_period
from skywitness.extract.core.places import NameFinder, find_places, names_in
from skywitness.extract.core.reader import NOTHING, is_cut_off
from skywitness.extract.core.scan import Scan, scan_text
from skywitness.extract.core.sieve import Sieve
from skywitness.extract.core.voices import own_voice, undisclosed_in
from skywitness.extract.narrative import may_tell, read_told
from skywitness.extract.uk.lines import Line, lay_out
from skywitness.extract.uk.report import kind_of, read_lines
from skywitness.extract.uk.told import draft_of
from skywitness.extract.uk.whereabouts import country_in, regions_of, settle_places
from skywitness.geo.linking import Toponym
from skywitness.geo.toponyms import find_toponyms
from skywitness.in_step import Steps, in_step
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Kind
from skywitness.text.tokens import read_plainly

VERSION = "1"
_HOME = Path(__file__).parent
_TELLING = frozenset({"what", "target", "model"})
_WEAK = frozenset({"seen", "sighted", "response"})
"""Deeds that are told only of something that flies, so that a long text without one need not be read for them."""


class Ukrainian:
    """Reads reports in Ukrainian. ``find_names`` looks up place names in a gazetteer."""

    def __init__(self, find_names: NameFinder = find_toponyms) -> None:
        self._grammar = load_grammar(_HOME)
        self._patterns = compile_patterns(self._grammar)
        self._is_rescuer = word_test(self._grammar.rescuer)
        self._lexicon = load_lexicon(_HOME)
        deeds = [
            (phrase, Entry("target", "any")) for phrase, entry in self._lexicon.entries if entry.kind == "what" and entry.value not in _WEAK
        ]
        self._sieve = Sieve([*self._lexicon.entries, *deeds])
        self._find_names = find_names
        self.language = self._grammar.language
        self.version = VERSION

    def read(self, report: Report, profile: SourceProfile) -> Reading:
        """All that the report says: a post as it stands, an article sentence by sentence. Never raises on a text."""
        return in_step([self.steps(report, profile)])[0]

    def steps(self, report: Report, profile: SourceProfile) -> Steps[Reading]:
        """The same, a step at a time."""
        if not may_tell(report.text, self.language, self._sieve.lets_pass):
            return self._assembled(report, profile, NOTHING)
        yield
        return (yield from read_told(report, profile, self.language, self._read_post))

    def _read_post(self, report: Report, profile: SourceProfile) -> Steps[Reading]:
        found = (yield from self._find(report, profile)) if self._sieve.lets_pass(report.text) else NOTHING
        return self._assembled(report, profile, found)

    def _assembled(self, report: Report, profile: SourceProfile, found: Found) -> Reading:
        return assemble(report, found, lang=self.language, by=f"{self.language}/{self.version}", region=profile.region)

    def _find(self, report: Report, profile: SourceProfile) -> Steps[Found]:
        read_plainly(report.text)
        yield
        scan = scan_text(report.text, self._lexicon, self._grammar.abbreviations, self._grammar.elided_region, self._is_rescuer)
        if not any(mark.kind in _TELLING for mark in scan.marks):
            return NOTHING
        yield
        toponyms = names_in(scan, self._find_names, self.language)
        yield
        numbers = find_numbers(scan.tokens, scan.marks, scan.digits)
        is_cut = is_cut_off(report.text)
        lines = self._lines(scan, toponyms, numbers, report, profile)
        yield
        told = read_lines(lines, numbers, own_voice(report, profile), is_cut=is_cut)
        kind = kind_of(told, lines)
        return Found(
            kind=kind,
            drafts=[] if kind is Kind.OTHER else [draft_of(scan, one) for one in told],
            undisclosed=undisclosed_in(scan, scan.sentences),
            cut=is_cut,
        )

    def _lines(self, scan: Scan, toponyms: list[Toponym], numbers: list[Number], report: Report, profile: SourceProfile) -> list[Line]:
        regions = regions_of(scan, toponyms)
        named = find_places(scan, self._patterns, toponyms)
        starts, ends = frozenset(place.lead_first for place in named), frozenset(place.last for place in named)
        lines: list[Line] = []
        for position, (first, last) in enumerate(scan.sentences):
            places = settle_places(scan, [place for place in named if first <= place.first < last], regions)
            places = places or country_in(scan, first, last)
            items = find_items(scan, numbers, first, last, starts, ends)
            period = find_period(scan, numbers, first, last, report.published_at, profile.zone or self._grammar.zone)
            lines.append(lay_out(scan, (first, last), position, items, places, period, regions))
        return lines
