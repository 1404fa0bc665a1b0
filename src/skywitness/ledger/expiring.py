"""What a rule of retention asks to be erased: the words of old reports that nothing rests on. That they existed stays, with their digests and times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from skywitness.ledger.protocol import Ledger
from skywitness.model.ids import Digest
from skywitness.model.report import Report


def find_used(ledger: Ledger) -> set[Digest]:
    """The reports that the picture rests on: those of incidents, their originals and copies, of tallies and of contexts."""
    used = {digest for dossier in ledger.dossiers() for digest in dossier.incident.reports}
    used.update(tally.report for tally in ledger.tallies())
    used.update(digest for tally in ledger.tallies() for digest in tally.contains)
    used.update(context.report for context in ledger.contexts())
    return used


def list_expired(ledger: Ledger, *, unrelated_days: float, at: datetime) -> Iterator[Report]:
    """The reports, as they are now, that were collected longer ago than so many days and that nothing in the picture rests on. One that was erased is not named again."""
    used, until = find_used(ledger), at - timedelta(days=unrelated_days)
    for report in ledger.reports():
        if not report.erased and report.collected_at < until and report.digest not in used:
            yield report
