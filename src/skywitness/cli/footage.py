"""Footage while it comes: what posts show is fetched, then looked at by every verifier, both beside the collecting; only keeping is done by the ledger's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from skywitness.archive import Archive
from skywitness.archive.fetched import find_media
from skywitness.cli.fetching import Gained, MediaFetching
from skywitness.cli.options import now
from skywitness.ingest.live.media import MediaAsker, MediaRules
from skywitness.ingest.live.sorting import Look
from skywitness.ledger import Ledger
from skywitness.looking import PRINTS, Looked, Looking
from skywitness.pipeline import can_look
from skywitness.verify.examine import Carried

Filmed: TypeAlias = Gained | Looked


class Footage:
    """Wants, fetches and looks. ``arrived`` takes what the threads bring; :meth:`take` is then called with it by the thread that writes the ledger."""

    def __init__(
        self,
        folder: Path,
        rules: MediaRules,
        asker: MediaAsker,
        ledger: Ledger,
        archive: Archive,
        by: str,
        arrived: Callable[[Filmed], object],
    ) -> None:
        self._arrived, self._archive = arrived, archive
        self._fetching = MediaFetching(folder, rules, asker, archive, by, arrived)
        self._looking = Looking(ledger, now, folder / PRINTS) if rules.look and can_look() else None
        self._eyes: ThreadPoolExecutor | None = None

    def want(self, looks: list[Look]) -> None:
        """Write down what new posts show; done before they are kept."""
        self._fetching.want(looks)

    def take(self, filmed: Filmed) -> None:
        """Keep what was found, or have a file looked at that came. Called by the thread that writes the ledger."""
        if self._looking is None:
            return
        if isinstance(filmed, Looked):
            self._looking.keep(filmed)
            return
        owner = (filmed.report.source, filmed.report.report_id)
        for carried in self._looking.list_fresh(self._looking.list_kept({owner: [(filmed.media, filmed.path)]})):
            self._see(carried)

    def fetch_now(self, stop: threading.Event) -> None:
        """Fetch all that is due, and come back then."""
        self._fetching.fetch_due(stop)

    @contextmanager
    def at_work(self, stop: threading.Event) -> Iterator[None]:
        """Fetch and look beside, until ``stop`` is set; first what an earlier process fetched and did not look at."""
        fetcher = threading.Thread(target=self._fetching.run, args=(stop,), name="media", daemon=True)
        with ThreadPoolExecutor(1, thread_name_prefix="eyes") as eyes:
            self._eyes = eyes
            if self._looking is not None:
                for carried in self._looking.list_fresh(self._looking.list_kept(find_media(self._archive.folder))):
                    self._see(carried)
            fetcher.start()
            try:
                yield
            finally:
                stop.set()
                fetcher.join()
                eyes.shutdown(wait=True, cancel_futures=True)
                self._eyes = None

    def _see(self, carried: Carried) -> None:
        if self._eyes is None:
            self._look(carried)
        else:
            self._eyes.submit(self._look, carried)

    def _look(self, carried: Carried) -> None:
        if self._looking is not None:
            self._arrived(self._looking.look(carried))
