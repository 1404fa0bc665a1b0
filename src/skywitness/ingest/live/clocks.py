"""Whether a source's clock can be right: its times against the moment at which we first saw its posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import median

from skywitness.model.live import Cursor
from skywitness.model.report import Report

AHEAD_S = 300.0
"""A post from later than this after it was seen has a wrong time."""
SKEWED_S = 60.0
HALF_HOUR_S = 1800.0
KEPT_LAGS = 20
ENOUGH_LAGS = 5
SLACK_S = 420.0
"""How far lags may lie from whole half hours: the time until the next look, and of a feed until it is written anew."""


def add_lags(cursor: Cursor, fresh: Iterable[Report], now: datetime) -> tuple[float, ...]:
    """The lags with those of posts that came since the last look. Those of a first look, or after trouble, say nothing of clocks."""
    if cursor.looked_at is None or cursor.failures or cursor.unread:
        return cursor.lags_s
    told = (round((now - report.published_at).total_seconds(), 1) for report in fresh if report.published_at)
    return (*cursor.lags_s, *told)[-KEPT_LAGS:]


def tell_clock(cursor: Cursor) -> str | None:
    """What is wrong with the times that a source states, in a sentence; None when nothing seems to be.

    >>> tell_clock(Cursor(lags_s=(-10_790.0, -10_795.0, -10_780.0, -10_788.0, -10_799.0)))
    'its posts are dated 3 h ahead of when they appear: its time zone is told wrong, or its clock is'
    >>> tell_clock(Cursor(lags_s=(30.0, 20.0, 45.0, 12.0, 9.0)))
    """
    if cursor.skew_s is not None and abs(cursor.skew_s) > SKEWED_S:
        which = "ahead of" if cursor.skew_s > 0 else "behind"
        return f"the clock of its host is {_hours(abs(cursor.skew_s))} {which} ours: one of the two is wrong"
    if len(cursor.lags_s) < ENOUGH_LAGS:
        return None
    usual = median(cursor.lags_s)
    if usual < -AHEAD_S:
        return f"its posts are dated {_hours(-usual)} ahead of when they appear: its time zone is told wrong, or its clock is"
    steps = round(usual / HALF_HOUR_S)
    if steps >= 2 and all(abs(lag - steps * HALF_HOUR_S) < SLACK_S for lag in cursor.lags_s):
        return f"its posts are all dated about {_hours(steps * HALF_HOUR_S)} before they appear: its time zone may be told wrong"
    return None


def _hours(seconds: float) -> str:
    return f"{round(seconds / 3600, 1):g} h" if seconds >= HALF_HOUR_S else f"{max(1, round(seconds / 60))} min"
