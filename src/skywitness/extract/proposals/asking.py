"""Asks the proposers that a person named, report by report, and keeps count; one that fails loses nothing but its own proposals."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from skywitness.errors import BadSettings, MissingPart, PartFailed
from skywitness.extract.proposals.check import check_suggestions
from skywitness.model.proposal import Proposal, Rejection
from skywitness.model.report import Report, SetAside
from skywitness.parts import ProposeOptions, Proposer

log = logging.getLogger(__name__)
PATIENCE = 3
"""Failures one after the other behind which a proposer is not asked again in this run."""


class Asked(Struct, kw_only=True):
    """How one proposer did: proposals that hold, suggestions rejected by reason, reports on which it failed or was no longer asked."""

    by: str
    proposed: int = 0
    rejected: Counter[Rejection]
    failed: int = 0
    not_asked: int = 0
    failed_in_row: int = 0

    def __str__(self) -> str:
        why = "; ".join(f"{count} as {reason}" for reason, count in self.rejected.most_common())
        told = f"{self.by}: {self.proposed} proposed, {self.rejected.total()} rejected" + (f" ({why})" if why else "")
        told += f", failed on {self.failed} reports" if self.failed else ""
        return told + (f", given up and not asked for {self.not_asked} more" if self.not_asked else "")


class Asking:
    """Asks each of the proposers about each report. ``tallies`` tells how they did so far."""

    def __init__(self, proposers: Mapping[str, Proposer], options: ProposeOptions) -> None:
        self._proposers, self._options = proposers, options
        self.tallies = {name: Asked(by=f"{name}/{proposer.version}", rejected=Counter()) for name, proposer in proposers.items()}

    def ask(self, report: Report, language: str) -> tuple[list[Proposal], list[SetAside]]:
        """What all of them propose, and which failed on this report.

        Raises
        ------
        MissingPart, BadSettings
            A proposer cannot work at all: a package or a setting is missing.
        """
        held, aside = list[Proposal](), list[SetAside]()
        for name, proposer in self._proposers.items():
            tally = self.tallies[name]
            if tally.failed_in_row >= PATIENCE:
                tally.not_asked += 1
                continue
            try:
                suggested = list(proposer.propose(report, language, self._options))
                found, rejected = check_suggestions(report, suggested, tally.by)
            except (MissingPart, BadSettings):
                raise
            except Exception as error:  # proposers are strangers' parts too: the part is named, the report keeps its claims
                tally.failed += 1
                tally.failed_in_row += 1
                why = str(error) if isinstance(error, PartFailed) else type(error).__name__
                log.debug("proposer %r failed on %s", name, report.locator, exc_info=True)
                aside.append(
                    SetAside(locator=report.locator, reason=f"{name} proposes nothing: {why}; the claims of the report are as ever")
                )
                continue
            tally.failed_in_row = 0
            tally.proposed += len(found)
            tally.rejected += rejected
            held += found
        return held, aside
