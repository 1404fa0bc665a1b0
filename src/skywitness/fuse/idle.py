"""Reports that bear on nothing, which fusion passes by: nothing was read in them, they hold no word of our matter, brought no file, are no authority's, and nobody who
tells something links to them.

In a broad stream they are nineteen of twenty. What tells nothing makes no incident, and adds no voice to one; as the original of another report it can matter only
where that one names it: by a link, or by a file, and then it is looked at. A text with such words in which nothing was read may be one that we failed to
understand, and what retells it is a copy all the same: it is no idle one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from skywitness.fuse.copies import shorten_address
from skywitness.fuse.evidence import Evidence
from skywitness.fuse.wording import LINK
from skywitness.model.incident import Finding
from skywitness.model.reading import Reading
from skywitness.model.report import Report
from skywitness.model.words import Stream


def is_idle(report: Report, reading: Reading | None, findings: Collection[Finding]) -> bool:
    """Whether a report tells nothing and shows nothing. One that nobody has read yet tells nothing so far."""
    if report.media or findings or report.stream is Stream.OFFICIAL:
        return False
    return reading is None or (reading.is_sieved and not reading.assertions)


def links_of(report: Report) -> frozenset[str]:
    """The addresses that a report links to, shortened."""
    return frozenset(shorten_address(link) for link in LINK.findall(report.text))


def list_links(reports: Iterable[Report]) -> frozenset[str]:
    """The addresses that any of these reports links to, shortened."""
    return frozenset().union(*map(links_of, reports))


def leave_out_idle(evidence: Evidence) -> Evidence:
    """The evidence without the reports that bear on nothing."""
    none: Sequence[Finding] = ()
    idle = [
        report
        for digest, report in evidence.reports.items()
        if is_idle(report, evidence.readings.get(digest), evidence.findings.get(digest, none))
    ]
    if not idle:
        return evidence
    passed = {report.digest for report in idle}
    linked = list_links(report for digest, report in evidence.reports.items() if digest not in passed)
    passed -= {report.digest for report in idle if report.url and shorten_address(report.url) in linked}
    return msgspec.structs.replace(
        evidence,
        reports={digest: report for digest, report in evidence.reports.items() if digest not in passed},
        readings={digest: reading for digest, reading in evidence.readings.items() if digest not in passed},
    )
