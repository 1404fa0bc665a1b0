"""Reads running clocks: how long an authority has been silent by now, and how unusual that is against the clocks of the whole ledger.

Both change with every post, so that they stand in no dossier: a dossier keeps when a clock began and how it ended, and is read when it is shown.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from skywitness.model.incident import Dossier, Silence
from skywitness.model.report import Report
from skywitness.publish.watched import Group, Watched
from skywitness.stats.delays import DelayCurve, median_delay_h, prob_spoken_by

ENOUGH_DELAYS = 8
"""With fewer words of its own an authority is measured against all authorities of its kind, and the record says so."""


class Delays:
    """The delays of a ledger's authorities, from all of its clocks; open ones are read at the latest publication among its reports."""

    def __init__(self, watched: Watched, latest: datetime | None) -> None:
        self._watched, self._latest, self._now = watched, latest, latest

    def at(self, now: datetime) -> Delays:
        """The same delays, with open clocks read at an earlier instant."""
        other = copy.copy(self)
        other._now = min(now, self._now) if self._now else None  # noqa: SLF001 - another one of ourselves
        return other

    def tell(self, dossier: Dossier) -> Dossier:
        """A dossier with its clocks read; one whose clocks were read already, by an older skywitness, stays as it is."""
        if all(silence.since is None or silence.quantile is not None for silence in dossier.silence):
            return dossier
        return replace(dossier, silence=tuple(map(self.read, dossier.silence)))

    def read(self, silence: Silence) -> Silence:
        """What a clock shows, in hours, and how it compares: by then this share of clocks had ended with a word."""
        if silence.quantile is not None:
            return silence
        hours = _hours(silence, self._now)
        own = self._curve(Group("source", silence.source))
        curve = own or self._curve(Group("kind", silence.kind))
        if hours is None or curve is None:
            return replace(silence, hours=hours)
        usual, share = median_delay_h(curve), prob_spoken_by(curve, hours)
        whose = "its own clocks" if own else "the clocks of all authorities of its kind, having few of its own"
        return replace(
            silence,
            hours=hours,
            usual_hours=None if usual is None else round(usual, 2),
            quantile=round(share, 3),
            why=f"{silence.why}; by then {share:.0%} of {whose} had ended with a word ({curve.words} words in {curve.clocks} clocks)",
        )

    def _curve(self, group: Group) -> DelayCurve | None:
        """The curve of a group that has enough words; None for one with fewer."""
        curve = self._watched.curve(group, self._latest)
        return curve if curve.words >= ENOUGH_DELAYS else None


def find_latest(reports: Iterable[Report]) -> datetime | None:
    """The latest publication among reports; None when none tells its time."""
    return max((report.published_at for report in reports if report.published_at), default=None)


def _hours(silence: Silence, now: datetime | None) -> float | None:
    if not silence.open:
        return silence.hours
    if silence.since is None or now is None:
        return None
    return round(max((now - silence.since).total_seconds() / 3600, 0.0), 2)
