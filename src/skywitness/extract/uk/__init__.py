"""Ukrainian: tables in this folder, the rules of its reports beside them, the machinery of words, numbers, times and places in ``extract.core``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from skywitness.extract.core.counts import find_items
from skywitness.extract.core.drafts import Found
from skywitness.extract.core.numbers import find_numbers
from skywitness.extract.core.periods import find_period
from skywitness.extract.core.places import find_places
from skywitness.extract.core.reader import Reader, is_cut_off
from skywitness.extract.core.scan import Scan, scan_text
from skywitness.extract.core.voices import own_voice, undisclosed_in
from skywitness.extract.uk.lines import Line, lay_out, settle_places
from skywitness.extract.uk.report import kind_of, read_lines
from skywitness.extract.uk.told import draft_of
from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.toponyms import Toponym
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Kind

VERSION = "1"


class Ukrainian(Reader):
    """Reads reports in Ukrainian."""

    def __init__(self) -> None:
        super().__init__(Path(__file__).parent, VERSION)

    def _find(self, report: Report, profile: SourceProfile) -> Found:
        scan = scan_text(report.text, self._lexicon, self._grammar.abbreviations)
        if not any(mark.kind in {"what", "target", "model"} for mark in scan.marks):
            return Found(kind=Kind.OTHER)
        numbers = find_numbers(scan.tokens, scan.marks)
        toponyms = self._find_names(scan.flat.cased, self.language)
        named = find_places(scan, self._patterns, toponyms, scan.marks)
        regions = regions_of(scan, toponyms)
        places = settle_places(scan, named, regions)
        starts, ends = frozenset(place.lead_first for place in places), frozenset(place.last for place in places)
        lines: list[Line] = []
        for position, (first, last) in enumerate(scan.sentences):
            inside = [place for place in places if first <= place.first < last]
            items = find_items(scan, numbers, first, last, starts, ends)
            period = find_period(scan, numbers, first, last, report.published_at, profile.zone or self._grammar.zone)
            lines.append(lay_out(scan, (first, last), position, items, inside, period, regions))
        told = read_lines(lines, numbers, own_voice(report, profile), is_cut=is_cut_off(report.text))
        kind = kind_of(told, lines)
        return Found(
            kind=kind,
            drafts=[] if kind is Kind.OTHER else [draft_of(scan, one) for one in told],
            undisclosed=undisclosed_in(scan, scan.sentences),
            cut=is_cut_off(report.text),
        )


def regions_of(scan: Scan, toponyms: Sequence[Toponym]) -> Mapping[int, frozenset[str]]:
    """The codes of the regions that each place name can lie in, by the token where it begins."""
    gazetteer = default_gazetteer()
    starts = {token.start: index for index, token in enumerate(scan.tokens)}
    return {
        starts[toponym.span[0]]: frozenset(code for one in toponym.candidates if (code := gazetteer.place_of(one).iso))
        for toponym in toponyms
        if toponym.span[0] in starts
    }
