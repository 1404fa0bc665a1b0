"""Fetches what posts show into the archive beside the ledger, after the posts themselves are kept and never in their way."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct

from skywitness.archive import Archive
from skywitness.archive.beside import tell_report
from skywitness.cli.options import now
from skywitness.errors import ArchiveError, FetchFailed
from skywitness.ingest.live.media import MediaAsker, MediaRules, Want, fetch_media, list_wants, put_off
from skywitness.ingest.live.sorting import Look
from skywitness.ingest.live.standing import MediaState, read_media_state, write_media_state
from skywitness.model.ids import Digest
from skywitness.model.report import Report

log = logging.getLogger(__name__)
LOOK_ROUND_S = 0.5
LONGEST_NAME = 80


class Gained(Struct, frozen=True):
    """A file that a report shows, kept in the archive."""

    report: Report
    media: Digest
    path: Path


class MediaFetching:
    """What is wanted survives restarts: it is written down before the posts are kept that show it. One thread fetches; ``gained`` is told of each file."""

    def __init__(
        self, folder: Path, rules: MediaRules, asker: MediaAsker, archive: Archive, by: str, gained: Callable[[Gained], object]
    ) -> None:
        self._folder, self._rules, self._asker, self._archive, self._by, self._gained = folder, rules, asker, archive, by, gained
        self._lock = threading.Lock()
        self._state = read_media_state(folder)

    def want(self, looks: list[Look]) -> None:
        """Write down what new posts show."""
        more = [want for look in looks for want in list_wants(look.pictured, self._rules, now())]
        if more:
            with self._lock:
                known = {(want.report.report_id, want.url) for want in self._state.wanted}
                fresh = tuple(each for each in more if (each.report.report_id, each.url) not in known)
                self._save(msgspec.structs.replace(self._state, wanted=(*self._state.wanted, *fresh)))

    def run(self, stop: threading.Event) -> None:
        """Fetch what is due until told to stop."""
        while not stop.wait(LOOK_ROUND_S):
            self.fetch_due(stop)

    def fetch_due(self, stop: threading.Event) -> None:
        """Fetch all that is due now."""
        for want in [each for each in self._state.wanted if each.due_at <= now()]:
            if stop.is_set():
                return
            if shutil.disk_usage(self._folder).free < self._rules.keep_free_bytes:
                log.warning(
                    "files that posts show wait: the disk of %s has less than %d bytes left", self._folder, self._rules.keep_free_bytes
                )
                return
            self._fetch(want)

    def _fetch(self, want: Want) -> None:
        source, left, trouble = want.report.source, None, None
        try:
            body, media_type = fetch_media(want, self._asker, self._rules)
            gained = self._keep(want, body, media_type)
        except FetchFailed as failure:
            gained, left, trouble = None, put_off(want, failure, now()), str(failure)
        except (ArchiveError, OSError) as error:
            gained, left, trouble = None, put_off(want, FetchFailed(str(error), 60.0), now()), str(error)
        if gained is not None:
            self._gained(gained)
        with self._lock:
            state = self._state
            wanted = tuple(each for each in state.wanted if (each.report.report_id, each.url) != (want.report.report_id, want.url))
            self._save(
                MediaState(
                    wanted=(*wanted, left) if left else wanted,
                    fetched=_count(state.fetched, source) if gained else state.fetched,
                    lost=state.lost if gained or left else _count(state.lost, source),
                    trouble={**state.trouble, source: trouble} if trouble else state.trouble,
                )
            )

    def _keep(self, want: Want, body: bytes, media_type: str) -> Gained:
        """Into the archive, under the name that it had there; ``recorded`` says of which report it is."""
        with tempfile.TemporaryDirectory(prefix="skywitness-") as folder:
            path = Path(folder) / "fetched"
            path.write_bytes(body)
            kept = self._archive.take_in(
                path,
                at=now(),
                by=self._by,
                name=unquote(urlsplit(want.url).path.rpartition("/")[2])[-LONGEST_NAME:] or "fetched",
                source=want.url,
                note=f"fetched; {media_type} by its content",
                recorded=tell_report(want.report),
            )
        digest = Digest(str(kept.entry.digest))
        return Gained(want.report, digest, self._archive.path_of(digest))

    def _save(self, state: MediaState) -> None:
        self._state = state
        write_media_state(self._folder, state)


def _count(counts: dict[str, int], name: str) -> dict[str, int]:
    return {**counts, name: counts.get(name, 0) + 1}
