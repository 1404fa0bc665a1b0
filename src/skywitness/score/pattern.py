"""Pattern or one-off: the verdict on what a ledger holds, against the kind of campaign that the exercise really was."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.score.figures import Share, make_share

PATTERNED = frozenset({"self_exciting", "coordinated", "retaliation"})
"""Campaigns in which one happening makes or follows another; in the others each comes by itself."""
CALLED, DECIDED = "pattern", frozenset({"pattern", "chance suffices"})


class PatternSeen(Struct, frozen=True):
    """What one ledger was called, and what the exercise was."""

    campaign: str
    verdict: str


class PatternFigures(Struct, frozen=True, kw_only=True):
    """``decided``: ledgers with enough in them for a verdict; ``found``: of the decided patterns, those called one; ``false_alarms``: of all the others,
    decided or not, those called a pattern.
    """

    decided: Share
    found: Share
    false_alarms: Share


def sum_up_pattern(seen: Sequence[PatternSeen]) -> PatternFigures:
    """The figures of several exercises."""
    decided = [each for each in seen if each.verdict in DECIDED]
    patterned = [each for each in decided if each.campaign in PATTERNED]
    others = [each for each in seen if each.campaign not in PATTERNED]
    return PatternFigures(
        decided=make_share(len(decided), len(seen)),
        found=make_share(sum(each.verdict == CALLED for each in patterned), len(patterned)),
        false_alarms=make_share(sum(each.verdict == CALLED for each in others), len(others)),
    )
