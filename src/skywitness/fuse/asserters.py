"""Who says so, as a reader sees it: a channel that speaks for itself is shown by its name."""

from __future__ import annotations

from collections.abc import Mapping

from skywitness.model.reading import Asserter
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass


def show_asserter(asserter: Asserter, report: Report, profiles: Mapping[str, SourceProfile]) -> str:
    """The asserter's name; for a channel's own voice, whom the source speaks for, else the source itself."""
    if asserter.kind is not AsserterClass.SELF:
        return asserter.name
    profile = profiles.get(report.source)
    return (profile.speaks_for if profile else None) or report.source
