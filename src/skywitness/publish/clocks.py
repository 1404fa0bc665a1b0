"""How old something is, and until when it is held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from skywitness.model.ids import Digest
from skywitness.model.incident import Incident
from skywitness.model.report import Report
from skywitness.publish.policy import Delay


class Clocks:
    """The delays of a policy, run from what the reports tell, at one instant."""

    def __init__(self, reports: Mapping[Digest, Report], *, exercises: Collection[str], delay: Delay, now: datetime) -> None:
        self._reports, self._exercises, self._delay, self._now = reports, exercises, delay, now

    def at(self, now: datetime) -> Clocks:
        """The same delays at another instant."""
        return Clocks(self._reports, exercises=self._exercises, delay=self._delay, now=now)

    def unit_held_until(self, incident: Incident) -> datetime | None:
        """Until when a defending unit's position and type are held; None when that is past."""
        return self._held_until(incident.reports, self._happened_at(incident), self._delay.defending_unit_hours)

    def crew_there_until(self, incident: Incident) -> datetime | None:
        """Until when a crew is taken to be on site; None when that is past."""
        return self._held_until(incident.reports, self._happened_at(incident), self._delay.crew_present_hours)

    def words_held_until(self, digests: Collection[Digest], happened_at: datetime | None = None) -> datetime | None:
        """Until when words for a unit's type are held in what these reports say."""
        return self._held_until(digests, happened_at or self._first_told(digests), self._delay.defending_unit_hours)

    def tell_remaining(self, until: datetime) -> str:
        """How much longer something is held, in words."""
        minutes = max(1, round((until - self._now).total_seconds() / 60))
        return f"held {minutes // 60} h {minutes % 60} min more"

    def _happened_at(self, incident: Incident) -> datetime | None:
        period = incident.period
        return period.end or period.start or period.before or self._first_told(incident.reports)

    def _first_told(self, digests: Iterable[Digest]) -> datetime | None:
        told = [report.published_at for report in map(self._reports.get, digests) if report and report.published_at]
        return min(told, default=None)

    def _held_until(self, digests: Iterable[Digest], happened_at: datetime | None, hours: float) -> datetime | None:
        """When something stops being held; None when that is past. Nothing happened later than we first had a report of it.

        An invented unit is in no danger: what rests on exercise sources alone is not delayed.
        """
        rests_on = [report for report in map(self._reports.get, digests) if report]
        if rests_on and all(report.source in self._exercises for report in rests_on):
            return None
        collected = min((report.collected_at for report in rests_on), default=None)
        known = [at for at in (happened_at, collected) if at is not None]
        until = (min(known) if known else self._now) + timedelta(hours=hours)
        return until if until > self._now else None
