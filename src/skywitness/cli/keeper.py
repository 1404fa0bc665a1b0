"""Looks at live sources as they fall due, side by side, keeps what they bring in one place, and remembers where each stands only after that is kept."""

from __future__ import annotations

import logging
import queue
import random
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from msgspec import Struct, field
from msgspec.structs import replace

from skywitness.archive import Archive
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.evidence import Evidence
from skywitness.cli.footage import Filmed, Footage
from skywitness.cli.metrics import Pulse
from skywitness.cli.options import now
from skywitness.cli.receiver import Receipt
from skywitness.concluding import Concluder
from skywitness.errors import LedgerError, SkywitnessError
from skywitness.ingest.live.media import MediaAsker, MediaRules
from skywitness.ingest.live.plan import Plan, find_collector
from skywitness.ingest.live.sorting import Look, fail, sort_out
from skywitness.ingest.live.standing import read_cursors, write_cursors
from skywitness.ledger import Ledger
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.model.report import Report
from skywitness.parts import Asker, ReadOptions
from skywitness.pipeline import Unwatched, read_pending, take_in

log = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(minutes=15)
OBEY_EVERY_S = 0.25
"""How often it is seen whether another process decided or added something."""
MOST_TOGETHER = 32
"""Hauls that are kept in one go: under a flood each costs less, and no picture waits for more."""
SAMPLES = "watch-samples"


class Brought(Struct, frozen=True):
    """What a look at a source brought, or the sentence that says why it brought nothing."""

    source: LiveSource
    haul: Haul | str
    arrived_s: float = field(default_factory=monotonic)
    kept: Future[Receipt] | None = None
    """Who waits to be told what became of it: the sender of a webhook."""


class Keeper:
    """Looks and keeps. Collectors run in threads of their own; the ledger is written by the one thread that runs this.

    A source is looked at again only when what it brought before is kept, so a slow disk slows the asking down and nothing piles up.
    """

    def __init__(
        self, ledger: Ledger, folder: Path, options: ReadOptions, asker: Asker, dice: random.Random, evidence: Evidence | None = None
    ) -> None:
        self._ledger, self._folder, self._options, self._asker, self._dice = ledger, folder, options, asker, dice
        self._evidence = evidence
        self._cursors = read_cursors(folder)
        self._concluder = Concluder(ledger)
        self._is_half_done = False
        self.pulse = Pulse(monotonic)
        self._arrived: queue.SimpleQueue[Brought | Filmed] = queue.SimpleQueue()
        self._footage: Footage | None = None

    def film(self, rules: MediaRules, asker: MediaAsker, archive: Archive, by: str) -> None:
        """Fetch what posts show, too."""
        self._footage = Footage(self._folder, rules, asker, self._ledger, archive, by, self._arrived.put)

    def bring(self, source: LiveSource, haul: Haul, kept: Future[Receipt]) -> None:
        """Take what was sent to us; ``kept`` is told when it is in the ledger, or that it could not be kept. Called from any thread."""
        self._arrived.put(Brought(source, haul, kept=kept))

    def run(self, plan: Plan, stop: threading.Event, *, once: bool) -> int:
        """Look until told to stop; 1 when a source was in trouble at its last look. First bring in what an earlier process left unread."""
        read_pending(self._ledger, clock=now, progress=Unwatched())
        with _working(plan.rules.workers, stop) as workers:
            if once:
                self._look_once(plan, stop, workers)
            else:
                log.info("solving what the ledger holds; from then on only what is touched")
                self._concluder.conclude(clock=now)
                with self._footage.at_work(stop) if self._footage else nullcontext():
                    self._go_on(plan, stop, workers)
        names = {source.name for source in plan.sources}
        return SOME_SET_ASIDE if any(cursor.trouble for name, cursor in self._cursors.items() if name in names) else DONE

    def _look_once(self, plan: Plan, stop: threading.Event, workers: ThreadPoolExecutor) -> None:
        for source in plan.sources:
            workers.submit(self._look, source)
        left = len(plan.sources)
        while left:
            brought = self._take(OBEY_EVERY_S)
            self._keep(brought)
            left -= len(brought)
        if self._footage:
            self._footage.fetch_now(stop)
            while not self._arrived.empty():
                self._keep(self._take(0))
            self._catch_up()

    def _go_on(self, plan: Plan, stop: threading.Event, workers: ThreadPoolExecutor) -> None:
        due, asked = {source.name: now() for source in plan.sources}, set[str]()
        while not stop.is_set():
            self.pulse.turn()
            at = now()
            for source in plan.sources:
                if source.name not in asked and (
                    due[source.name] <= at or due[source.name] > at + LONGEST_PAUSE * 2
                ):  # or the clock was set back
                    asked.add(source.name)
                    workers.submit(self._look, source)
            waits_s = [(due[source.name] - at).total_seconds() for source in plan.sources if source.name not in asked]
            brought = self._take(max(0.0, min(OBEY_EVERY_S, *waits_s, OBEY_EVERY_S)))
            if brought:
                self._keep(brought)
                for each in (each for each in brought if each.kept is None):
                    asked.discard(each.source.name)
                    due[each.source.name] = now() + self._pause(each.source, self._cursors.get(each.source.name, Cursor()))
            elif self._is_half_done or self._concluder.is_behind():
                self._catch_up()

    def _catch_up(self) -> None:
        """Bring in what another process decided or added, or what we could not finish."""
        try:
            if self._is_half_done:
                read_pending(self._ledger, clock=now, progress=Unwatched())
            change = self._concluder.conclude(clock=now)
        except (LedgerError, OSError) as error:
            self._is_half_done = True
            log.warning("the picture cannot be brought up to date yet: %s", error)
            return
        self._is_half_done = False
        log.info("decided elsewhere: %d incidents new, %d changed, %d gone", len(change.added), len(change.changed), len(change.gone))

    def _look(self, source: LiveSource) -> None:
        """One look, in a thread of its own. Whatever a collector does, it is told and the others go on."""
        cursor = self._cursors.get(source.name, Cursor())
        try:
            options = replace(self._options, collected_at=now())
            self._arrived.put(Brought(source, find_collector(source).collect(source, cursor, options, self._asker)))
        except SkywitnessError as error:
            self._arrived.put(Brought(source, str(error)))
        except Exception as error:  # collectors are strangers' parts too: the part is named, the cause logged
            log.exception("collector %r failed on %s", source.kind, source.name)
            self._arrived.put(Brought(source, f"collector {source.kind!r} failed: {error!r}"))

    def _take(self, wait_s: float) -> list[Brought]:
        """What has arrived; waits for the first. What was filmed is taken at once."""
        brought, filmed = list[Brought](), list[Filmed]()
        try:
            first: Brought | Filmed | None = self._arrived.get(timeout=wait_s) if wait_s > 0 else self._arrived.get_nowait()
            while first is not None:
                if isinstance(first, Brought):
                    brought.append(first)
                else:
                    filmed.append(first)
                first = self._arrived.get_nowait() if len(brought) < MOST_TOGETHER else None
        except queue.Empty:
            pass
        for each in filmed:
            self._take_filmed(each)
        return brought

    def _take_filmed(self, filmed: Filmed) -> None:
        try:
            if self._footage:
                self._footage.take(filmed)
        except (LedgerError, OSError) as error:  # it is looked at again after a restart
            log.warning("what was found in a file could not be kept: %s", error)

    def _keep(self, brought: Sequence[Brought]) -> None:
        """Keep what looks brought, of one source one after the other: a later version is held against the earlier one."""
        left = list(brought)
        while left:
            turn = list({each.source.name: each for each in reversed(left)}.values())[::-1]
            self._keep_turn(turn)
            left = [each for each in left if not any(each is kept for kept in turn)]

    def _keep_turn(self, brought: Sequence[Brought]) -> None:
        """Keep what looks brought: it is in the ledger, and in the picture, before any cursor moves on. What cannot be kept is asked for again."""
        at = now()
        looks = [(each, self._sort_out(each, at)) for each in brought]
        try:
            if self._footage:
                self._footage.want([look for _, look in looks])
            self._take_in([look for _, look in looks])
        except (LedgerError, OSError) as error:  # a full disk, a ledger that another process holds: nothing was acknowledged
            looks = self._tell_not_kept(brought, error, at)
        else:
            for each, look in looks:
                if each.kept is not None:
                    each.kept.set_result(_receipt(each, look))
                self.pulse.note_picture(len(look.reports), monotonic() - each.arrived_s)
        for each, look in looks:
            if look.reports:
                log.info("%s: %d new", each.source.name, len(look.reports), extra={"source": each.source.name, "new": len(look.reports)})
            if look.cursor.trouble:
                log.warning("%s: %s", each.source.name, look.cursor.trouble, extra={"source": each.source.name})
            self._cursors[each.source.name] = look.cursor
        self._write_cursors()

    def _tell_not_kept(self, brought: Sequence[Brought], error: LedgerError | OSError, at: datetime) -> list[tuple[Brought, Look]]:
        """Note that what came could not be kept, and tell senders so."""
        self._is_half_done = True
        self.pulse.not_kept += 1
        log.error("what %s brought could not be kept, and is asked for again: %s", ", ".join(each.source.name for each in brought), error)
        for each in brought:
            if each.kept is not None:
                each.kept.set_exception(error if isinstance(error, LedgerError) else LedgerError(str(error)))
        why = f"what it brought could not be kept: {error}"
        return [(each, fail(self._cursors.get(each.source.name, Cursor()), why, at)) for each in brought]

    def _write_cursors(self) -> None:
        try:
            write_cursors(self._folder, self._cursors)
        except OSError as error:
            log.warning(
                "%s: where sources stand could not be written (%s); after a restart they are looked at anew", self._folder, error.strerror
            )

    def _sort_out(self, brought: Brought, at: datetime) -> Look:
        source, haul = brought.source, brought.haul
        before = self._cursors.get(source.name, Cursor())
        if isinstance(haul, str):
            return fail(before, haul, at)
        look = sort_out(source, haul, before, self._ledger.versions, at)
        if haul.sample is not None:
            self._keep_sample(source, haul.sample)
        if look.reports and haul.pages and self._evidence:
            trouble = self._evidence.keep(source, haul.pages)
            look = replace(look, cursor=replace(look.cursor, trouble=look.cursor.trouble or trouble))
        return look

    def _take_in(self, looks: Sequence[Look]) -> None:
        reports = list({report.digest: report for look in looks for report in look.reports}.values())
        aside = [item for look in looks for item in look.aside]
        if reports or aside:
            take_in([*reports, *aside], self._ledger, self._options, clock=now, progress=Unwatched())
        if reports:
            among = None if self._is_half_done else [report.digest for report in reports]
            read_pending(self._ledger, clock=now, progress=Unwatched(), among=among)
            change = self._concluder.conclude(clock=now)
            self._is_half_done = False
            log.info("%d incidents new, %d changed, %d gone", len(change.added), len(change.changed), len(change.gone))

    def _keep_sample(self, source: LiveSource, sample: bytes) -> None:
        """The newest page that could not be read, so that a person sees what changed."""
        folder = self._folder / SAMPLES
        name = "".join(each if each.isalnum() else "-" for each in source.name)
        try:
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.html").write_bytes(sample)
        except OSError as error:
            log.warning("%s: the sample of %s could not be written: %s", folder, source.name, error.strerror)

    def _pause(self, source: LiveSource, cursor: Cursor) -> timedelta:
        """Until the next look: as configured, twice as long after each failure, with some jitter; at once where older posts are still to be read."""
        usual = timedelta(seconds=source.every_s)
        if cursor.unread and not cursor.failures:
            return timedelta(0)
        longer: timedelta = usual * 2 ** min(cursor.failures, 6)
        return max(usual, min(longer, LONGEST_PAUSE)) * self._dice.uniform(0.9, 1.1)


def _receipt(brought: Brought, look: Look) -> Receipt:
    items = () if isinstance(brought.haul, str) else brought.haul.items
    told = {item.report_id for item in items if isinstance(item, Report)}
    return Receipt(
        new=len(look.reports),
        known=len(told) - len({report.report_id for report in look.reports} & told),
        set_aside=tuple(item.reason for item in look.aside),
    )


@contextmanager
def _working(count: int, stop: threading.Event) -> Iterator[ThreadPoolExecutor]:
    """Threads that look. When we leave, looks that have not begun are let go, and those that wait for a host's turn stop waiting."""
    workers = ThreadPoolExecutor(count, thread_name_prefix="look")
    try:
        yield workers
    finally:
        stop.set()
        workers.shutdown(wait=True, cancel_futures=True)
