"""Looks at the media that reports of one ledger brought: every verifier at each file, and each file held against those of all other reports.

new files ─► look (beside, touches no ledger) ─► keep (by whoever writes the ledger) ─► news for fusion
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from skywitness import __version__
from skywitness.archive.fetched import Owner
from skywitness.archive.files import digest_file
from skywitness.concluding import Clock, make_activity
from skywitness.engine import Engine
from skywitness.errors import PartFailed
from skywitness.ledger import Ledger
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.incident import Finding
from skywitness.parts import installed_verifiers
from skywitness.verify.examine import Brought, Carried, examine, find_told

if TYPE_CHECKING:
    from skywitness.verify.memory import Memory

KeptMedia: TypeAlias = Mapping[Owner, Sequence[tuple[Digest, Path]]]
"""The archive's files of each report, as :func:`skywitness.archive.fetched.find_media` gives them."""
Lying: TypeAlias = tuple[Digest, Digest | None, Path]
"""A file under a report: the report, the digest of the file's bytes where it is known, and where it stands."""
Key: TypeAlias = tuple[Digest, Digest, OccurrenceId | None]
PRINTS = "prints"
"""The folder beside a ledger in which the fingerprints of its media are kept."""


class Looked(Struct, frozen=True):
    """What was found in one file, and what that says of it beside all others."""

    findings: tuple[Finding, ...]
    beside: tuple[Finding, ...] = ()


class LookingJob(Struct, frozen=True):
    """Looking at files alone, with the verifiers of these versions."""

    verifiers: Mapping[str, str]

    def ready(self) -> Callable[[Brought], tuple[Finding, ...] | None]:
        """Looks at one file; None where the file is not to be had there, or is another.

        Raises
        ------
        PartFailed
            The verifiers that are installed here are others than those of whoever made the job.
        """
        verifiers = installed_verifiers()
        if {name: each.version for name, each in verifiers.items()} != self.verifiers:
            raise PartFailed("a worker has other verifiers than the one that asks; install the same on every machine of the cluster")

        def look(brought: Brought) -> tuple[Finding, ...] | None:
            is_there = brought.path.is_file() and digest_file(brought.path) == brought.media
            return tuple(examine(brought, verifiers)) if is_there else None

        return look


class Looking:
    """Verifiers looking at media of one ledger: what is new to them, what they find, and keeping that. :meth:`look` touches no ledger and may run beside.

    ``prints`` is the folder in which fingerprints of all files are kept; None: files are not held against one another.
    """

    def __init__(self, ledger: Ledger, clock: Clock, prints: Path | None = None) -> None:
        self._ledger, self._clock, self._verifiers = ledger, clock, installed_verifiers()
        versions = {name: each.version for name, each in self._verifiers.items()}
        self._step = make_activity("look", __version__, {"verifiers": versions})
        self._comparing = make_activity("compare", __version__, {"verifiers": {name: versions.get(name) for name in ("reuse", "sync")}})
        for step in (self._step, self._comparing):
            ledger.register(step, clock())
        self._memory = _open_memory(prints) if prints is not None else None
        self._known: set[Key] = set()
        self._told_elsewhere: deque[tuple[Carried, list[Finding]]] = deque()

    def list_kept(self, kept: KeptMedia) -> Iterator[Lying]:
        """The kept files of reports, each with the version of its report that is current."""
        for (source, report_id), files in kept.items():
            versions = [each for each in self._ledger.versions(report_id) if each.source == source]
            if versions:
                yield from ((versions[-1].digest, media, path) for media, path in files)

    def list_fresh(self, files: Iterable[Lying]) -> list[Carried]:
        """The files, each under a report, that were not looked at yet as that report is read now, in the order in which their reports were published."""
        found = {}
        for report, media, path in files:
            carried = self._find(report, media or Digest(digest_file(path)), path)
            if carried is not None:
                found[carried.brought.key] = carried
        looked = self._ledger.looked_at(self._step.activity_id) if found else frozenset()
        if found and self._memory is not None:
            looked &= self._remember(self._memory)
        return sorted((carried for key, carried in found.items() if key not in looked), key=lambda each: each.told)

    def look(self, carried: Carried) -> Looked:
        """What every verifier finds in one file, and what it says of it and of others that they show the same. One thread at a time."""
        return self._set_beside(carried, tuple(examine(carried.brought, self._verifiers)))

    def look_at(self, files: Sequence[Carried], engine: Engine) -> Iterator[Looked]:
        """The same for each file, in their order, looked at where the engine does it, and here when a file cannot be read there; what was looked at is set beside others here."""
        job = LookingJob({name: each.version for name, each in self._verifiers.items()})
        for carried, found in zip(files, engine.map(job, [each.brought for each in files]), strict=True):
            yield self.look(carried) if found is None else self._set_beside(carried, found)

    def keep(self, looked: Looked) -> None:
        """Keep what was found. A file counts as compared last, so that a kill on the way has it looked at again."""
        self._ledger.add_findings(looked.findings, at=self._clock(), by=self._step.activity_id)
        if looked.beside:
            self._ledger.add_findings(looked.beside, at=self._clock(), by=self._comparing.activity_id)
            self._known.update((each.report, each.media, each.occurrence) for each in looked.beside if each.report and each.media)

    def _set_beside(self, carried: Carried, findings: tuple[Finding, ...]) -> Looked:
        if self._memory is None:
            return Looked(findings)
        while self._told_elsewhere:
            self._memory.recall(*self._told_elsewhere.popleft())
        return Looked(findings, tuple(self._memory.meet(carried)))

    def _find(self, report: Digest, media: Digest, path: Path) -> Carried | None:
        told = self._ledger.told(report)
        if told is None or not told.is_current or told.read is None:
            return None
        return Carried(
            brought=Brought(report=report, media=media, path=path, occurrence=find_told(told.read[1])),
            source=told.report.source,
            report_id=told.report.report_id,
            published_at=told.report.published_at,
        )

    def _remember(self, memory: Memory) -> frozenset[Key]:
        """Have what other processes compared known before the next look; the files that were compared by anyone, and whose fingerprints are still here, are what comes back."""
        compared = self._ledger.looked_at(self._comparing.activity_id)
        for report, media, occurrence in compared - self._known:
            told, carried = self._ledger.told(report), self._find(report, media, memory.place_of(media))
            if told is not None and carried is not None:
                said = [each for each in told.findings if each.media == media and each.occurrence == occurrence]
                self._told_elsewhere.append((carried, said))
        self._known |= compared
        return frozenset(key for key in compared if memory.holds(key[1]))


def _open_memory(prints: Path) -> Memory:
    from skywitness.verify.memory import Memory  # from an extra

    return Memory(prints)
