"""A desk that looks at live sources and keeps what they bring, with a clock that its own sleeping moves and a dictionary for a ledger."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import httpx2

from skywitness.errors import SkywitnessError
from skywitness.ingest.live.fetch import Fetcher, resolve_host
from skywitness.ingest.live.plan import FetchRules, Plan, find_collector
from skywitness.ingest.live.sorting import Look, fail, sort_out
from skywitness.model.ids import ReportId
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.model.report import Report
from skywitness.parts import ReadOptions

BEGUN = datetime(2021, 5, 2, tzinfo=UTC)


class Desk:
    """A fetcher, and the cursors of the sources looked at."""

    def __init__(self, *sources: LiveSource, resolve: list[str] | None = None, **rules: object) -> None:
        self.now, self.slept, self.cursors = BEGUN, list[float](), dict[str, Cursor]()
        self.kept = dict[ReportId, dict[str, Report]]()
        self.haul: Haul | None = None
        self.plan = Plan(sources=sources, rules=FetchRules(**{"allow_private": True, "retries": 2, **rules}))  # type: ignore[arg-type]
        self.client = httpx2.Client(timeout=5)
        self.fetcher = Fetcher(
            self.plan,
            self.client,
            clock=lambda: self.now,
            sleep=self.sleep,
            dice=random.Random(1),  # noqa: S311 - jitter, not a secret
            resolve=resolve_host if resolve is None else lambda _host: resolve,
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def look(self, number: int = 0) -> Look:
        """One look, kept as ``watch`` keeps it, with a dictionary for a ledger."""
        source = self.plan.sources[number]
        before = self.cursors.get(source.name, Cursor())
        self.haul = None
        try:
            self.haul = find_collector(source).collect(source, before, ReadOptions(collected_at=self.now), self.fetcher)
            found = sort_out(source, self.haul, before, self.known, self.now)
        except SkywitnessError as error:
            found = fail(before, str(error), self.now)
        for report in found.reports:
            self.kept.setdefault(report.report_id, {})[report.digest] = report
        self.cursors[source.name] = found.cursor
        return found

    def known(self, report_id: ReportId) -> list[Report]:
        """All versions, in the order of a ledger."""
        versions = self.kept.get(report_id, {}).values()
        return sorted(versions, key=lambda each: (str(each.edited_at or each.published_at or ""), each.collected_at, each.digest))
