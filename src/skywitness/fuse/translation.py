"""Which report tells an earlier one in another language: the same names, figures and words of the trade, soon after."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from skywitness.fuse.tongues import Meaning, is_one_name, read_meaning
from skywitness.model.incident import Derivation
from skywitness.model.report import Report
from skywitness.model.words import DerivationKind, Stream
from skywitness.text.language import identify_language

ONLY_RUSSIAN = re.compile(r"[ыэъёЫЭЪЁ]")
ONLY_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
SOON = timedelta(hours=3)
"""How long after its first telling the same matter in another language is still taken for a translation of it."""
REMEMBERED = 30
VERIFIED = 6
NAME, FIGURE, RARE, COMMON, SOUND = 3.0, 2.0, 1.5, 0.75, 1.0
"""How much one thing in common speaks for a translation, and one that is told on one side only against it."""
SOUND_ALONE = 0.2
"""Of a word that only one of them has: most words sound otherwise in another language."""
LONG_FIGURE = 3.0
"""The same for a figure of two digits or more, which seldom agrees by chance."""
ENOUGH_SHARED, SHARE_FROM = 7.0, 0.65
"""What both tell must weigh so much, and be at least such a share of all that either tells (Dice)."""
LITTLE_SHARED, LITTLE_ALONE = 5.0, 0.7
SOON_FOR_LITTLE = timedelta(minutes=30)
"""Short posts share less; they must name the same and tell nothing that the other lacks, but for words we do not know, within minutes."""
LENGTHS = 2.2
"""The longer text has at most so many times the words of the shorter: Russian has no articles."""


def find_translations(reports: Iterable[Report]) -> Iterator[Derivation]:
    """A derivation for each report that is probably an earlier one in another language.

    The parent is the earlier report of another source that has most in common with it, and is no translation itself, so that nothing chains.
    An authority speaks for itself: it translates nobody but another authority.
    """
    ordered = sorted((report for report in reports if report.published_at is not None), key=_told_order)
    languages = [name_language(report) for report in ordered]
    if len(set(languages)) < 2:
        return
    meanings = [read_meaning(report.text) for report in ordered]
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, report in enumerate(ordered):
        keys = list(keys_of(meanings[position]))
        shared = Counter(other for key in keys for other in index.get(key, ()) if languages[other] != languages[position])
        likely = [each for each in sorted(shared, key=lambda each: (-shared[each], each)) if may_come(report, ordered[each])][:VERIFIED]
        told = [Told(ordered[each], languages[each], meanings[each]) for each in (position, *likely)]
        derivation = pick_translated(told[0], told[1:])
        if derivation is not None:
            yield derivation
            continue
        for key in keys:
            index[key].append(position)
            del index[key][:-REMEMBERED]


class Told(Struct, frozen=True):
    """A report with its language and what it means."""

    report: Report
    language: str
    meaning: Meaning


def pick_translated(child: Told, candidates: Sequence[Told]) -> Derivation | None:
    """The derivation from the candidate that a report has most in common with, the first of equals; None when none fits."""
    shares = [(-_fit(child.report, each.report, child.meaning, each.meaning), _told_order(each.report), each) for each in candidates]
    fitting = [found for found in shares if found[0] < 0]
    if not fitting:
        return None
    parent = min(fitting, key=lambda found: found[:2])[2]
    why = f"probably translated from {parent.language} to {child.language}: {_tell(child.meaning, parent.meaning)}"
    return Derivation(child=child.report.digest, parent=parent.report.digest, kind=DerivationKind.TRANSLATION, why=why)


def _told_order(report: Report) -> tuple[str, str]:
    return report.published_at.isoformat() if report.published_at else "", report.digest


def name_language(report: Report) -> str:
    """The language that a report says it is in, else that of its letters, else the identified one."""
    if report.lang:
        return report.lang
    russian, ukrainian = ONLY_RUSSIAN.search(report.text), ONLY_UKRAINIAN.search(report.text)
    if bool(russian) == bool(ukrainian):
        return identify_language(report.text)
    return "ru" if russian else "uk"


def keys_of(meaning: Meaning) -> Iterator[tuple[str, str]]:
    """What a translation is found by: the beginnings of names, figures, rare words."""
    for name in sorted(meaning.names | meaning.maybe_names):
        yield "name", name[:2]
    for figure in sorted(meaning.figures):
        yield "figure", figure
    for word in sorted(meaning.rare):
        yield "word", word


def may_come(child: Report, parent: Report) -> bool:
    """Whether a report can translate an earlier one, by who they are and when."""
    if child.published_at is None or parent.published_at is None or child.source == parent.source:
        return False
    speaks_for_itself = child.stream is Stream.OFFICIAL and parent.stream is not Stream.OFFICIAL
    return not speaks_for_itself and child.published_at - parent.published_at <= SOON


def _fit(child: Report, parent: Report, one: Meaning, other: Meaning) -> float:
    """The share that both tell where it is enough for a translation, else 0."""
    shared, alone = weigh_meanings(one, other)
    share = 2 * shared / (2 * shared + alone) if shared else 0.0
    if shared >= ENOUGH_SHARED and share >= SHARE_FROM:
        return share
    is_at_once = (
        child.published_at is not None and parent.published_at is not None and child.published_at - parent.published_at <= SOON_FOR_LITTLE
    )
    is_alike = shared >= LITTLE_SHARED and alone <= LITTLE_ALONE and bool(_matched(one, other))
    return share if is_at_once and is_alike else 0.0


def weigh_meanings(one: Meaning, other: Meaning) -> tuple[float, float]:
    """How much both texts tell, by weight, and how much only one of them does.

    Both are 0 where each gives a name or a figure that the other lacks, or one is much longer.

    >>> told = read_meaning("Над Орлом сбито 14 дронов, горит склад")
    >>> weigh_meanings(told, read_meaning("14 drones shot down over Oryol, warehouse on fire"))
    (9.75, 0.0)
    >>> weigh_meanings(told, read_meaning("16 drones shot down over Oryol, warehouse on fire"))
    (0.0, 0.0)
    """
    if max(one.words, other.words) > LENGTHS * min(one.words, other.words) + 2:
        return 0.0, 0.0
    mine, theirs = one.figures - other.figures, other.figures - one.figures
    my_names, their_names = _unmatched(one.names, other), _unmatched(other.names, one)
    if (mine and theirs) or (my_names and their_names):
        return 0.0, 0.0
    names = min(len(_matched(one, other)), len(_matched(other, one)))
    shared = (
        NAME * names
        + sum(_weight(figure) for figure in one.figures & other.figures)
        + RARE * len(one.rare & other.rare)
        + COMMON * len(one.common & other.common)
        + SOUND * len(one.sounds & other.sounds)
    )
    alone = (
        NAME * len(my_names | their_names)
        + sum(_weight(figure) for figure in mine | theirs)
        + RARE * len(one.rare ^ other.rare)
        + COMMON * len(one.common ^ other.common)
        + SOUND_ALONE * len(one.sounds ^ other.sounds)
    )
    return shared, alone


def _weight(figure: str) -> float:
    return LONG_FIGURE if len(figure) > 1 else FIGURE


def _matched(one: Meaning, other: Meaning) -> set[str]:
    theirs = other.names | other.maybe_names
    return {name for name in one.names | one.maybe_names if any(is_one_name(name, each) for each in theirs)}


def _unmatched(names: Iterable[str], other: Meaning) -> set[str]:
    theirs = other.names | other.maybe_names
    return {name for name in names if not any(is_one_name(name, each) for each in theirs)}


def _tell(one: Meaning, other: Meaning) -> str:
    counted: Mapping[str, Sequence[object]] = {
        "name": sorted(_matched(one, other)),
        "figure": sorted(one.figures & other.figures),
        "word of the trade": sorted(one.rare & other.rare | one.common & other.common),
    }
    told = [
        f"{len(each)} {kind if len(each) == 1 else kind.replace('word', 'words') if ' ' in kind else kind + 's'}"
        for kind, each in counted.items()
        if each
    ]
    return ", ".join(told) + " in common"
