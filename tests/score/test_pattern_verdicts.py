"""Verdicts on series against the kind of campaign."""

from __future__ import annotations

import pytest

from skywitness.score.pattern import PatternSeen, sum_up_pattern


@pytest.mark.parametrize(
    ("campaign", "verdict", "found", "false_alarm"),
    [
        ("coordinated", "pattern", 1.0, None),
        ("coordinated", "chance suffices", 0.0, None),
        ("coordinated", "too few", None, None),
        ("independent", "pattern", None, 1.0),
        ("independent", "chance suffices", None, 0.0),
        ("one_off", "one-off", None, 0.0),
    ],
)
def test_a_verdict_counts_for_power_or_as_a_false_alarm(
    campaign: str, verdict: str, found: float | None, false_alarm: float | None
) -> None:
    figures = sum_up_pattern([PatternSeen(campaign, verdict)])
    assert (figures.found.share, figures.false_alarms.share) == (found, false_alarm)


def test_too_few_is_no_verdict() -> None:
    assert sum_up_pattern([PatternSeen("coordinated", "too few"), PatternSeen("coordinated", "pattern")]).decided.share == 0.5
