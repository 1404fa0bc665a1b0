"""Reports that tell another one's figures in other words or another language: the same counts for the same places, soon after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from skywitness.fuse.sketch import HOUR_S, Sketch
from skywitness.model.ids import Digest
from skywitness.model.incident import Derivation
from skywitness.model.words import DerivationKind, Stream, What

SOON_S = 12 * HOUR_S
"""How long after the first telling the same figures are still taken to be its own."""
ENOUGH_PLACES = 3
ENOUGH_COUNTED = 12
"""Figures that agree by chance are small and few: three places, or two with a dozen together."""

REMEMBERED = 50
"""How many of the latest reports with a figure are looked at."""

Figures = dict[tuple[str, str], int]


def find_restatements(sketches: Sequence[Sketch], languages: Mapping[Digest, str], children: set[Digest]) -> tuple[Derivation, ...]:
    """A derivation for each report, not yet known as a child, whose figures are those of an earlier report of another source.

    All figures for places that both name must agree, and be too many to agree by chance. The parent is the earliest such report and no
    child itself, so that nothing chains.
    """
    figures = figures_by_report(sketches)
    first = {sketch.report: sketch for sketch in reversed(sketches)}
    told = sorted((report for report in figures if first[report].told_s is not None), key=lambda report: (first[report].told_s, report))
    holders: dict[tuple[tuple[str, str], int], list[Digest]] = defaultdict(list)
    found = []
    for report in told:
        if report not in children:
            parent = next(_earlier(report, figures, holders, first), None)
            if parent is not None:
                found.append(_restated(report, parent, figures, languages))
                continue
            for figure in figures[report].items():
                holders[figure].append(report)
    return tuple(found)


def figures_by_report(sketches: Sequence[Sketch]) -> dict[Digest, Figures]:
    """What each report counts, by what and where."""
    figures: dict[Digest, Figures] = defaultdict(dict)
    for sketch in sketches:
        if sketch.what is What.INTERCEPTED and sketch.count is not None and sketch.region and sketch.threat and not sketch.negated:
            figures[sketch.report][sketch.threat, sketch.region] = sketch.count
    return figures


def _earlier(
    report: Digest,
    figures: Mapping[Digest, Figures],
    holders: Mapping[tuple[tuple[str, str], int], list[Digest]],
    first: Mapping[Digest, Sketch],
) -> Iterator[Digest]:
    mine = figures[report]
    near = dict.fromkeys(other for figure in mine.items() for other in holders.get(figure, ())[-REMEMBERED:])
    for other in sorted(near, key=lambda each: (first[each].told_s, each)):
        if restates((first[report], mine), (first[other], figures[other])):
            yield other


def restates(child: tuple[Sketch, Figures], parent: tuple[Sketch, Figures]) -> bool:
    """Whether a report, given one of its sketches and its figures, tells those of an earlier one of another source; an authority counts for itself."""
    (told, mine), (first, theirs) = child, parent
    if told.stream is Stream.OFFICIAL and first.stream is not Stream.OFFICIAL:
        return False
    shared = [key for key in mine if key in theirs]
    agree = all(mine[key] == theirs[key] for key in shared)
    soon = (told.told_s or 0.0) - (first.told_s or 0.0) <= SOON_S
    return agree and soon and first.source != told.source and _is_beyond_chance([mine[key] for key in shared])


def _is_beyond_chance(counts: Sequence[int]) -> bool:
    return len(counts) >= ENOUGH_PLACES or (len(counts) == ENOUGH_PLACES - 1 and sum(counts) >= ENOUGH_COUNTED)


def _restated(child: Digest, parent: Digest, figures: Mapping[Digest, Figures], languages: Mapping[Digest, str]) -> Derivation:
    return restatement((child, figures[child], languages.get(child)), (parent, figures[parent], languages.get(parent)))


def restatement(child: tuple[Digest, Figures, str | None], parent: tuple[Digest, Figures, str | None]) -> Derivation:
    """The derivation of a report from the one whose figures it tells, given the figures and language of both."""
    (digest, mine, language), (first, theirs, original) = child, parent
    shared = sorted((region, count) for (_, region), count in mine.items() if any(key[1] == region for key in theirs))
    why = "the same figures for the same places: " + ", ".join(f"{count} {region}" for region, count in shared)
    if language == original:
        return Derivation(child=digest, parent=first, kind=DerivationKind.QUOTE, why=why)
    why = f"probably translated from {original} to {language}: {why}"
    return Derivation(child=digest, parent=first, kind=DerivationKind.TRANSLATION, why=why)


def inherit_periods(sketches: Sequence[Sketch], origins: Mapping[Digest, Digest]) -> list[Sketch]:
    """The sketches, with those of copies that state no time given the time of what they repeat: it happened when the original says."""
    originals = defaultdict[Digest, list[Sketch]](list)
    for sketch in sketches:
        if sketch.report not in origins:
            originals[sketch.report].append(sketch)
    return [inherit_period(sketch, originals.get(origins.get(sketch.report, sketch.report), ())) for sketch in sketches]


def inherit_period(sketch: Sketch, originals: Sequence[Sketch]) -> Sketch:
    """A sketch with the time of the first of its origin's that tells of the same threat, when it states none itself."""
    original = next((each for each in originals if each.threat == sketch.threat), None)
    if original is None or original.report == sketch.report or sketch.is_stated:
        return sketch
    return msgspec.structs.replace(sketch, first_s=original.first_s, last_s=original.last_s, is_stated=original.is_stated)
