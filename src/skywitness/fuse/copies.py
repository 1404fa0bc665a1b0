"""Which report comes from which: forward marks, links and the same words, each with its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from zlib import crc32

from skywitness.model.ids import Digest
from skywitness.model.incident import Derivation
from skywitness.model.report import Report
from skywitness.model.words import DerivationKind

WINDOW = timedelta(hours=36)
"""How long after its first appearance the same wording still counts as a copy."""
SHINGLE_WORDS = 3
SAMPLED = 12
"""How many shingles of a text stand in the index: those with the smallest hash, the same ones in every copy."""
ALIKE = 0.55
"""Least share of shingles that two texts have in common (Jaccard) to be one text edited."""
SHORT_WORDS = 6
SHORT_WINDOW = timedelta(minutes=15)
"""Short alerts recur word for word as separate episodes: only within minutes is one a copy of another."""
WORD = re.compile(r"\w+")


def find_copies(reports: Mapping[Digest, Report]) -> tuple[Derivation, ...]:
    """A derivation for every report that comes from an earlier one; at most one parent each, so that they form a forest.

    A child is linked to the earliest text that it verifiably repeats, never to another child: one bad link does not chain.
    """
    ordered = sorted(reports.values(), key=_told_order)
    found: dict[Digest, Derivation] = {}
    for derivation in (*_forwards(ordered), *_same_words(ordered)):
        found.setdefault(derivation.child, derivation)
    return tuple(found[report.digest] for report in ordered if report.digest in found)


def _told_order(report: Report) -> tuple[bool, str, str]:
    return report.published_at is None, report.published_at.isoformat() if report.published_at else "", report.digest


def _forwards(ordered: Sequence[Report]) -> Iterator[Derivation]:
    """Reports that name or link the one that they pass on, when that one is here."""
    by_url = {report.url: report for report in reversed(ordered) if report.url}
    by_text = {(report.source, _plain(report.text)): report for report in reversed(ordered)}
    for report in ordered:
        if report.forwarded_from is None:
            continue
        parent = by_url.get(report.forwarded_from) or by_text.get((report.forwarded_from, _plain(report.text)))
        if parent is not None and parent.digest != report.digest:
            yield Derivation(child=report.digest, parent=parent.digest, kind=DerivationKind.FORWARD, why=f"forwarded from {parent.source}")


def _same_words(ordered: Sequence[Report]) -> Iterator[Derivation]:
    """Reports that repeat an earlier text, whole or edited."""
    index: dict[int, list[int]] = defaultdict(list)
    shingled = [shingle(report.text) for report in ordered]
    children: set[int] = set()
    for position, report in enumerate(ordered):
        sampled = sorted(shingled[position])[:SAMPLED]
        seen = sorted({other for each in sampled for other in index[each][-50:]})
        for other in seen:
            if other in children or ordered[other].source == report.source:
                continue
            share = _share(shingled[position], shingled[other])
            if share >= ALIKE and _is_soon(ordered[other], report):
                children.add(position)
                why = "the same words" if share == 1 else f"{share:.0%} of its wording in common"
                yield Derivation(
                    child=report.digest, parent=ordered[other].digest, kind=DerivationKind.COPY, why=_with_lag(why, ordered[other], report)
                )
                break
        for each in sampled:
            index[each].append(position)


def _is_soon(first: Report, second: Report) -> bool:
    if first.published_at is None or second.published_at is None:
        return len(WORD.findall(second.text)) > 2 * SHORT_WORDS
    window = SHORT_WINDOW if len(WORD.findall(second.text)) <= 2 * SHORT_WORDS else WINDOW
    return second.published_at - first.published_at <= window


def _with_lag(why: str, first: Report, second: Report) -> str:
    if first.published_at is None or second.published_at is None:
        return why
    return f"{why}, {(second.published_at - first.published_at).total_seconds():.0f} s later"


def shingle(text: str) -> frozenset[int]:
    """The runs of three words of a text, as numbers that are the same in every process; a shorter text is one run."""
    words = _plain(text).split()
    runs = (words[start : start + SHINGLE_WORDS] for start in range(max(1, len(words) - SHINGLE_WORDS + 1)))
    return frozenset(stable_number(" ".join(run)) for run in runs if run)


def stable_number(text: str) -> int:
    """A 32-bit number made from a text, the same everywhere."""
    return crc32(text.encode())


def _plain(text: str) -> str:
    return " ".join(WORD.findall(text.lower().replace("ё", "е")))


def _share(one: Iterable[int], other: Iterable[int]) -> float:
    left, right = frozenset(one), frozenset(other)
    return len(left & right) / len(left | right) if left or right else 0.0
