"""``skywitness watch``: collects live sources until stopped; each post is in the ledger before the source is asked again."""

from __future__ import annotations

import logging
import random
import signal
import tempfile
import threading
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from msgspec.structs import replace

from skywitness.archive import Archive
from skywitness.archive.packing import Page, write_warc
from skywitness.archive.warc import require_warcio
from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.cursors import read_cursors, write_cursors
from skywitness.cli.keeping import archive_folder
from skywitness.cli.options import now
from skywitness.concluding import Concluder
from skywitness.config import load_settings
from skywitness.errors import ArchiveError, MissingPart
from skywitness.ingest.live.plan import LiveSource, Plan, load_plan
from skywitness.ledger import Ledger, open_ledger
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, read_pending, take_in

if TYPE_CHECKING:
    from skywitness.ingest.live.fetch import Fetcher
    from skywitness.ingest.live.poll import Cursor, Look

log = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(minutes=15)
OBEY_EVERY_S = 0.25
"""How often it is seen whether another process decided or added something."""
SAMPLES = "watch-samples"


def watch(*, config: Path, ledger: str, once: Annotated[bool, Parameter(negative="")] = False, archive_by: str | None = None) -> int:
    """Collect what is configured until stopped with Ctrl-C or SIGTERM; all that was acknowledged is then in the ledger.

    Parameters
    ----------
    config
        Settings in TOML with [[watch]] tables.
    ledger
        The directory that holds the ledger; made when it is not there.
    once
        Look at every source once, and stop.
    archive_by
        Keep each page that brings something new as evidence, as it was given: a WARC file in the archive beside the ledger, as taken in by this person.
    """
    if find_spec("httpx2") is None:
        raise MissingPart("live sources need httpx2; install it with: pip install 'skywitness[live]'")
    import httpx2

    from skywitness.ingest.live.fetch import Fetcher

    archive = open_for_pages(ledger) if archive_by else None
    plan, settings = load_plan(config), load_settings(config)
    logging.getLogger("skywitness").setLevel(logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    options = ReadOptions(
        collected_at=now(),
        profiles={profile.name: profile for profile in settings.source},
        max_item_bytes=min(settings.limits.max_item_bytes, plan.rules.max_bytes),
    )
    headers = {"User-Agent": plan.rules.agent}
    with (
        open_ledger(ledger) as opened,
        httpx2.Client(headers=headers, timeout=plan.rules.timeout_s, proxy=plan.rules.proxy) as client,
    ):
        dice = random.Random()  # noqa: S311 - jitter, not a secret
        fetcher = Fetcher(plan, client, clock=now, sleep=stop.wait, dice=dice)
        evidence = None if archive is None or archive_by is None else Evidence(archive, archive_by)
        keeper = Keeper(opened, Path(ledger), options, fetcher, dice, evidence)
        return keeper.run(plan, stop, once=once)


def open_for_pages(ledger: str) -> Archive:
    """The archive beside a ledger, for pages.

    Raises
    ------
    MissingPart
        Pages are kept as WARC, and warcio is not installed.
    """
    require_warcio()
    return Archive(archive_folder(ledger))


class Evidence:
    """Keeps pages as the hosts gave them."""

    def __init__(self, archive: Archive, by: str) -> None:
        self._archive, self._by = archive, by

    def keep(self, source: LiveSource, found: Look) -> Look:
        """Keep the pages of a look as one WARC file, which holds their addresses and when they were given. That they could not be kept stops no collecting: it
        becomes the source's trouble.
        """
        at = now()
        name = f"{''.join(each if each.isalnum() else '-' for each in source.name)}-{at:%Y%m%dT%H%M%SZ}.warc.gz"
        try:
            with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
                packed = Path(folder) / name
                with packed.open("wb") as out:
                    write_warc(
                        [Page(url=url, at=at, body=body, content_type=guess_type(body)) for url, body in found.pages], out, file_name=name
                    )
                self._archive.take_in(packed, at=at, by=self._by, source=source.where, recorded={"captured_at": at.isoformat()})
        except (ArchiveError, OSError) as error:
            return replace(found, cursor=replace(found.cursor, trouble=f"its page could not be kept as evidence: {error}"))
        return found


def guess_type(body: bytes) -> str:
    """What a fetched body is, for players: a feed or a page.

    >>> guess_type(b"<?xml version='1.0'?><rss/>"), guess_type(b"<!DOCTYPE html><html></html>")
    ('application/xml', 'text/html')
    """
    return "application/xml" if body.lstrip()[:5] == b"<?xml" and b"<html" not in body[:1000] else "text/html"


class Keeper:
    """Looks at sources as they fall due, keeps what they bring, and remembers where each stands."""

    def __init__(
        self, ledger: Ledger, folder: Path, options: ReadOptions, fetcher: Fetcher, dice: random.Random, evidence: Evidence | None = None
    ) -> None:
        self._evidence = evidence
        self._ledger, self._folder, self._options, self._fetcher, self._dice = ledger, folder, options, fetcher, dice
        self._cursors = read_cursors(folder)
        self._concluder = Concluder(ledger)

    def run(self, plan: Plan, stop: threading.Event, *, once: bool) -> int:
        """Look until told to stop; 1 when a source was in trouble at its last look. First bring in what an earlier process left unread."""
        read_pending(self._ledger, clock=now, progress=Unwatched())
        if once:
            for source in plan.sources:
                self.look(source)
        else:
            log.info("solving what the ledger holds; from then on only what is touched")
            self._concluder.conclude(clock=now)
        due = {source.name: now() for source in plan.sources}
        while not (once or stop.is_set()):
            source = min(plan.sources, key=lambda each: due[each.name])
            wait_s = max(0.0, (due[source.name] - now()).total_seconds())
            if stop.wait(min(wait_s, OBEY_EVERY_S)):
                break
            if wait_s <= OBEY_EVERY_S:
                due[source.name] = now() + self._pause(source, self.look(source))
            elif self._concluder.is_behind():
                change = self._concluder.conclude(clock=now)
                log.info(
                    "decided elsewhere: %d incidents new, %d changed, %d gone", len(change.added), len(change.changed), len(change.gone)
                )
        names = {source.name for source in plan.sources}
        return SOME_SET_ASIDE if any(cursor.trouble for name, cursor in self._cursors.items() if name in names) else DONE

    def look(self, source: LiveSource) -> Cursor:
        """One look: what is new is in the ledger, and in the picture, before the cursor moves on."""
        from skywitness.ingest.live.poll import Cursor, look_at

        found = look_at(source, self._cursors.get(source.name, Cursor()), self._options, self._fetcher, now())
        if found.reports and found.pages and self._evidence:
            found = self._evidence.keep(source, found)
        if found.reports or found.aside:
            take_in([*found.reports, *found.aside], self._ledger, self._options, clock=now, progress=Unwatched())
        if found.reports:
            read_pending(self._ledger, clock=now, progress=Unwatched(), among=[report.digest for report in found.reports])
            change = self._concluder.conclude(clock=now)
            log.info("%s: %d new; %d incidents new, %d changed", source.name, len(found.reports), len(change.added), len(change.changed))
        if found.cursor.trouble:
            log.warning("%s: %s", source.name, found.cursor.trouble)
        if found.sample is not None:
            self._keep_sample(source, found.sample)
        self._cursors[source.name] = found.cursor
        write_cursors(self._folder, self._cursors)
        return found.cursor

    def _keep_sample(self, source: LiveSource, sample: bytes) -> None:
        """The newest page that could not be read, so that a person sees what changed."""
        folder = self._folder / SAMPLES
        folder.mkdir(exist_ok=True)
        name = "".join(each if each.isalnum() else "-" for each in source.name)
        (folder / f"{name}.html").write_bytes(sample)

    def _pause(self, source: LiveSource, cursor: Cursor) -> timedelta:
        """Until the next look: as configured, twice as long after each failure, with some jitter."""
        usual = timedelta(seconds=source.every_s)
        longer: timedelta = usual * 2 ** min(cursor.failures, 6)
        return max(usual, min(longer, LONGEST_PAUSE)) * self._dice.uniform(0.9, 1.1)
