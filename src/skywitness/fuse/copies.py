"""Which report comes from which: forward marks, links, the same words told again, the same footage, each with its reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from skywitness.fuse.shared_media import find_shared_media
from skywitness.fuse.translation import find_translations
from skywitness.fuse.wording import LINK, SAME_FROM, Wording, is_refilled, read_wording, share_wording
from skywitness.model.ids import Digest
from skywitness.model.incident import Derivation, Finding
from skywitness.model.report import Report
from skywitness.model.words import DerivationKind

WINDOW = timedelta(hours=20)
"""How long after its first appearance the same wording still counts as a copy; a night later it is a template used again."""
SHORT_WORDS = 12
SHORT_WINDOW = timedelta(minutes=15)
SHORT_SAME_FROM = 0.75
"""Short alerts are worded alike by all, and recur word for word as separate episodes: only within minutes, and hardly changed, is one a copy."""
WHOLE_RUNS = 3
"""A short text of so many runs of words that stands whole in another is a copy too: a cry put before it, an appeal after it, only its first sentence."""
REMEMBERED = 30
"""How many of the latest texts with a run of words are looked at: a run that more share is a phrase of the trade."""
VERIFIED = 6
"""How many candidates are compared in full, those with most runs in common first."""


def find_copies(
    reports: Mapping[Digest, Report], findings: Mapping[Digest, Sequence[Finding]] = MappingProxyType({})
) -> tuple[Derivation, ...]:
    """A derivation for every report that comes from an earlier one; at most one parent each, so that they form a forest. ``findings`` are those on their files.

    By words a report is linked only to an original, never to another copy, and only when the wording was verified: one bad link does
    not chain.
    """
    ordered = sorted(reports.values(), key=_told_order)
    found: dict[Digest, Derivation] = {}
    for derivation in (
        *_by_marks(ordered),
        *_by_links(ordered),
        *_by_words(ordered),
        *find_shared_media(ordered, findings),
        *find_translations(ordered),
    ):
        found.setdefault(derivation.child, derivation)
    return tuple(found[report.digest] for report in ordered if report.digest in found)


def _told_order(report: Report) -> tuple[bool, str, str]:
    return report.published_at is None, report.published_at.isoformat() if report.published_at else "", report.digest


def _by_marks(ordered: Sequence[Report]) -> Iterator[Derivation]:
    """Reports that a mark says were forwarded, when what they forward is here."""
    latest: dict[tuple[str, str], Report] = {}
    for report in ordered:
        words = " ".join(report.text.split())
        parent = latest.get((report.forwarded_from or "", words))
        latest[report.source, words] = report
        if parent is not None:
            yield mark_of_forward(report.digest, parent.digest, parent.source)


def mark_of_forward(child: Digest, parent: Digest, source: str) -> Derivation:
    """The derivation of a report whose mark names the source of another with its words."""
    return Derivation(child=child, parent=parent, kind=DerivationKind.FORWARD, why=f"forwarded from {source}")


def _by_links(ordered: Sequence[Report]) -> Iterator[Derivation]:
    """Reports that link to exactly one other that is here. A digest, which links to many, comes from none of them alone."""
    by_address = {shorten_address(report.url): report for report in reversed(ordered) if report.url}
    for report in ordered:
        linked = {shorten_address(link) for link in LINK.findall(report.text)} & by_address.keys()
        parents = [by_address[address] for address in sorted(linked) if by_address[address].source != report.source]
        if len(parents) == 1 and _is_earlier(parents[0], report):
            yield link_to(report.digest, parents[0].digest, parents[0].source)


def link_to(child: Digest, parent: Digest, source: str) -> Derivation:
    """The derivation of a report that links to another one."""
    return Derivation(child=child, parent=parent, kind=DerivationKind.QUOTE, why=f"links to a report of {source}")


def shorten_address(address: str) -> str:
    """An address without what does not matter to whether two are the same.

    >>> shorten_address("https://t.me/s/some_channel/12?single") == shorten_address("http://t.me/some_channel/12")
    True
    """
    bare = re.sub(r"^https?://(?:www\.)?", "", address.strip(").,*_]>"))
    return re.sub(r"^t\.me/s/", "t.me/", re.split(r"[?#]", bare)[0]).rstrip("/").lower()


def _is_earlier(parent: Report, child: Report) -> bool:
    return parent.digest != child.digest and _told_order(parent) < _told_order(child)


def _by_words(ordered: Sequence[Report]) -> Iterator[Derivation]:
    """Reports that tell an earlier one's text again, whole or edited."""
    index: dict[int, list[int]] = defaultdict(list)
    wordings: list[Wording] = []
    for position, report in enumerate(ordered):
        wording = read_wording(report.text)
        wordings.append(wording)
        parent = _find_original(report, wording, ordered, wordings, index)
        if parent is not None:
            yield copied_from(report, ordered[parent], share_wording(wording, wordings[parent]))
            continue
        for run in wording.sample:
            told = index[run]
            told.append(position)
            del told[:-REMEMBERED]


def _find_original(
    report: Report, wording: Wording, ordered: Sequence[Report], wordings: Sequence[Wording], index: Mapping[int, Sequence[int]]
) -> int | None:
    """The position of the text that this one is most alike, when it is that text edited, of another source and soon after."""
    shared = Counter(other for run in wording.sample for other in index.get(run, ()) if ordered[other].source != report.source)
    likely = sorted(shared, key=lambda other: (-shared[other], other))[:VERIFIED]
    alike = [
        (-share, -other)
        for other in likely
        if (share := share_if_copied(report, wording, ordered[other], wordings[other])) and not is_refilled(wording, wordings[other])
    ]
    return -min(alike)[1] if alike else None


def share_if_copied(report: Report, wording: Wording, first: Report, original: Wording) -> float:
    """How much of its wording a report has from an earlier one, 0 when that is too little or too long ago for a copy."""
    share = share_wording(wording, original)
    if wording.words > SHORT_WORDS and share >= SAME_FROM:
        window = WINDOW
    elif holds_whole(wording, original) or (wording.words <= SHORT_WORDS and share >= SHORT_SAME_FROM):
        window = SHORT_WINDOW
    else:
        return 0.0
    if first.published_at is None or report.published_at is None:
        return share if window is WINDOW else 0.0
    return share if report.published_at - first.published_at <= window else 0.0


def holds_whole(one: Wording, other: Wording) -> bool:
    """Whether the shorter of two texts stands in the longer word for word, and is long enough for that to be no chance."""
    shorter = min(one.runs, other.runs, key=len)
    return len(shorter) >= WHOLE_RUNS and shorter <= (one.runs & other.runs)


def copied_from(child: Report, parent: Report, share: float) -> Derivation:
    """The derivation of a report that tells another one's text again, with this share of its wording."""
    why = "the same words" if share == 1 else f"{share:.0%} of its wording in common"
    if child.published_at is not None and parent.published_at is not None:
        why += f", {(child.published_at - parent.published_at).total_seconds():.0f} s later"
    return Derivation(child=child.digest, parent=parent.digest, kind=DerivationKind.COPY, why=why)
