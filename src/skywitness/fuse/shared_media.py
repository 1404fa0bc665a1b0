"""Reports that carry a file that an earlier report brought, or the same shot in another file: with a line of its own under it, it is no second witness."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from skywitness.model.ids import Digest
from skywitness.model.incident import SEEN_MEDIA, Derivation, Finding
from skywitness.model.report import Report
from skywitness.model.words import DerivationKind, Stream, Verdict

WINDOW = timedelta(hours=20)
"""Later the same file is old footage used again, which is for verifiers to say and not a copy of what was told."""
CAPTION_WORDS = 30
"""A longer text tells more than what the footage shows, and is judged by its words."""
ORNAMENT = 5
"""A file that one source carries so often is its logo or its avatar."""
SHOT = "shot:"
"""Before the digest of a file by which several files of one shot are named."""
REUSE = "reuse"
_WORD = re.compile(r"[^\W\d_]+")


def find_shared_media(ordered: Sequence[Report], findings: Mapping[Digest, Sequence[Finding]]) -> Iterator[Derivation]:
    """A derivation for each captioned report whose footage another source brought first. ``ordered`` is in the order in which they were told; ``findings``
    are those on the files of each report.

    Files are the same when they are one file, have one address, or were found to be one shot; two residents who film one explosion have two. An authority's own
    word is nobody's copy, whatever it shows.
    """
    names = {
        report.digest: (*(name_file(report, each) for each in report.media), *name_shots(findings.get(report.digest, ())))
        for report in ordered
    }
    ornaments = _ornaments(ordered, names)
    brought: dict[str, Report] = {}
    for report in ordered:
        shown = [name for name in names[report.digest] if name not in ornaments]
        name = next((name for name in shown if name in brought), None)
        if name is not None and (derivation := copy_of_file(report, brought[name], name)) is not None:
            yield derivation
        for name in shown:
            brought.setdefault(name, report)


def copy_of_file(report: Report, first: Report, name: str) -> Derivation | None:
    """The derivation of a report that carries a file of this name which another one brought first; None when it is no copy for that."""
    if not _is_copy(report, first):
        return None
    same = "shows the same shot" if name.startswith(SHOT) else "carries the same file"
    why = f"{same} as a report of {first.source} and only a caption"
    return Derivation(child=report.digest, parent=first.digest, kind=DerivationKind.COPY, why=why)


def name_file(report: Report, name: str) -> str:
    """The one name of a file that a report carries: its address, or its path from the folder of the input that names it.

    >>> from skywitness.model.report import Locator, make_report
    >>> from datetime import UTC, datetime
    >>> made = dict(source="bay", stream=Stream.GRASSROOTS, text="", published_at=None, collected_at=datetime(2031, 1, 1, tzinfo=UTC))
    >>> name_file(make_report(**made, locator=Locator(file="out/bay/result.json")), "../films/a.mp4")
    'out/films/a.mp4'
    """
    if "://" in name or name.startswith("/"):
        return name
    return posixpath.normpath(posixpath.join(posixpath.dirname(report.locator.file or ""), name))


def name_shots(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The names of the shots that a report's files were found to show: each file's own, and that of the earliest file that shows the same. What is passed off as
    new, though it is older than what it is said to show, copies nobody's word: it is refuted.
    """
    findings = tuple(findings)
    old = {found.media for found in findings if found.verifier == REUSE and found.verdict is Verdict.REFUTES}
    named = {str(found.media) for found in findings if found.media not in old and found.media is not None}
    named |= {
        str(found.measure[SEEN_MEDIA])
        for found in findings
        if found.verifier == REUSE and found.media not in old and SEEN_MEDIA in found.measure
    }
    return tuple(SHOT + each for each in sorted(named))


def _ornaments(ordered: Sequence[Report], names: dict[Digest, tuple[str, ...]]) -> frozenset[str]:
    used = Counter((report.source, name) for report in ordered for name in set(names[report.digest]))
    return frozenset(name for (_, name), times in used.items() if times >= ORNAMENT)


def _is_copy(report: Report, first: Report) -> bool:
    if report.source == first.source or report.stream is Stream.OFFICIAL or report.published_at is None or first.published_at is None:
        return False
    return report.published_at - first.published_at <= WINDOW and len(_WORD.findall(report.text)) <= CAPTION_WORDS
