"""The kinds of part that anybody can add, and how installed ones are found: through entry points, ours like a stranger's.

===============  ==========================  =============================================
kind             entry point group           takes → gives
===============  ==========================  =============================================
Source           ``skywitness.sources``      a file or folder → reports and items set aside
Extractor        ``skywitness.extractors``   a report → a reading
Proposer         ``skywitness.proposers``    a report → suggestions, only where asked for, never facts
Collector        ``skywitness.collectors``   a live source, and where it stands → what is there now
Verifier         ``skywitness.verifiers``    a media file and a claim → findings
Exporter         ``skywitness.exporters``    released rows → bytes
===============  ==========================  =============================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import BinaryIO, Protocol, cast, runtime_checkable

from msgspec import Struct

from skywitness.errors import MissingPart, PartFailed
from skywitness.in_step import Steps
from skywitness.media.bounds import Bounds
from skywitness.model.incident import Finding
from skywitness.model.live import Cursor, Fetched, Haul, LiveSource
from skywitness.model.proposal import Suggested
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SetAside, SourceProfile
from skywitness.model.words import Stream


class ReadOptions(Struct, frozen=True, kw_only=True):
    """What a person said about an input, and the clock. ``collected_at`` is the instant of the run, passed in."""

    collected_at: datetime
    profiles: Mapping[str, SourceProfile] = {}
    source: str | None = None
    stream: Stream | None = None
    published_at: datetime | None = None
    columns: Mapping[str, str] = {}
    """Our field → the table's column."""
    zone: str | None = None
    """IANA time zone of naive times in a table."""
    max_item_bytes: int = 8_000_000


@runtime_checkable
class Source(Protocol):
    """Reads one kind of input. ``rank`` orders recognisers, the most particular first."""

    name: str
    rank: int

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether this input, of which ``head`` is the first 64 KiB (empty for a folder), is of this kind. Judged by content, not by name."""
        ...

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Each report in turn; what cannot be used comes as a SetAside and the rest goes on. Memory does not grow with the input."""
        ...


@runtime_checkable
class Asker(Protocol):
    """Asks hosts, politely and only those configured."""

    def fetch(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """What lies at an address, by a conditional request when there are marks of the last answer.

        Raises
        ------
        FetchFailed
            The host may not be asked, or gave no usable answer after all tries.
        """
        ...


@runtime_checkable
class Collector(Protocol):
    """Looks at live sources of one kind. It keeps nothing itself and touches no ledger: where a source stands comes in and goes out as a record."""

    name: str

    def find_fault(self, source: LiveSource) -> str | None:
        """What in the settings of a source cannot be meant, and what to give instead; None when all can."""
        ...

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
        """One look. May run beside looks at other sources, in another thread.

        Raises
        ------
        FetchFailed
            The source could not be asked.
        UnreadableInput
            What it gave cannot be read as what it should be.
        """
        ...


@runtime_checkable
class Extractor(Protocol):
    """Reads reports of one language. ``version`` changes whenever results may."""

    language: str
    version: str

    def read(self, report: Report, profile: SourceProfile) -> Reading:
        """All that the report says, places named but not yet located. Never raises on a text."""
        ...


class SteppedExtractor(Extractor, Protocol):
    """An extractor that can read many reports in step, which is quicker (:mod:`skywitness.in_step`)."""

    def steps(self, report: Report, profile: SourceProfile) -> Steps[Reading]:
        """What ``read`` gives, a step at a time."""
        ...


class ProposeOptions(Struct, frozen=True, kw_only=True):
    """What proposers may use: an endpoint's address, model and key where one is configured, how long it may take, and a clock in seconds."""

    clock: Callable[[], float]
    url: str | None = None
    model: str | None = None
    key: str | None = None
    timeout_s: float = 60.0


@runtime_checkable
class Proposer(Protocol):
    """Suggests what a report may say. Every suggestion is held against the text, and none becomes a claim. ``version`` changes whenever results may."""

    version: str

    def propose(self, report: Report, language: str, options: ProposeOptions) -> Iterable[Suggested]:
        """Suggestions with the words of the text that they rest on; nothing for a language that it does not know.

        Raises
        ------
        MissingPart, BadSettings
            It cannot work at all: a package or a setting is missing.
        PartFailed
            It has nothing to say of this report because something failed; the sentence says what.
        """
        ...


class ShadowMarks(Struct, frozen=True, kw_only=True):
    """What a person measured of a shadow on level ground: its length as a multiple of the height of what casts it, and the compass bearing, from true
    north, to which it points; at least one of them. What each may be off nine times in ten: the ratio by a share of itself, the bearing by degrees.
    """

    ratio: float | None = None
    ratio_off: float = 0.1
    azimuth_deg: float | None = None
    azimuth_off_deg: float = 5.0

    @property
    def count(self) -> int:
        """How many marks there are."""
        return (self.ratio is not None) + (self.azimuth_deg is not None)


class Claimed(Struct, frozen=True, kw_only=True):
    """What is said of a media file: when and where it was filmed, how far that may be off, ``light`` ("night" or "day"); files to hold it against; a
    shadow that a person marked; and what looking at it may take. ``pictures`` is a folder for pictures that show what was found; None: none are asked for.
    ``prints`` is a folder in which fingerprints of those files are kept; None: they are made anew.
    """

    at: datetime | None = None
    minutes_off: float = 15.0
    lat: float | None = None
    lon: float | None = None
    metres_off: float = 10_000.0
    light: str | None = None
    against: tuple[Path, ...] = ()
    shadow: ShadowMarks | None = None
    pictures: Path | None = None
    prints: Path | None = None
    bounds: Bounds = Bounds()


@runtime_checkable
class Verifier(Protocol):
    """Looks at one media file."""

    name: str
    version: str

    def verify(self, path: Path, claimed: Claimed) -> Iterable[Finding]:
        """Findings on the file; a bad file gives an inconclusive finding that says what is wrong. Never raises on a file."""
        ...


@runtime_checkable
class Exporter(Protocol):
    """Writes released rows in one format. Rows come only from the do-no-harm gate (``publish.harm``), as built-in types."""

    format: str
    media_type: str

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write all rows, in order, without holding them all."""
        ...


class Moment(Struct, frozen=True, kw_only=True):
    """An incident as it could be told from an instant on. ``row`` is None when it was gone by then; ``went_to`` is the incident that holds it now."""

    at: datetime
    row: Mapping[str, object] | None
    went_to: str | None = None


class History(Struct, frozen=True, kw_only=True):
    """How an incident came to be told as it is, oldest first: each version of it, and each end of something that was held back."""

    incident_id: str
    moments: Sequence[Moment]


@runtime_checkable
class HistoryExporter(Exporter, Protocol):
    """An exporter that also tells what changed. It is given histories where a whole ledger is exported, and rows elsewhere."""

    def write_histories(self, histories: Iterable[History], out: BinaryIO) -> None:
        """Write what is to be told of all incidents that there are or were, without holding them all."""
        ...


GROUPS = {
    "sources": Source,
    "collectors": Collector,
    "extractors": Extractor,
    "proposers": Proposer,
    "verifiers": Verifier,
    "exporters": Exporter,
}


@cache
def installed(kind: str) -> Mapping[str, object]:
    """The installed parts of a kind by name, each made by calling its entry point without arguments.

    Raises
    ------
    PartFailed
        A part cannot be loaded or made, or lacks what its kind needs; the message names it.
    """
    found = sorted(entry_points(group=f"skywitness.{kind}"), key=lambda entry: entry.name)
    return {entry.name: _load(entry, GROUPS[kind]) for entry in found}


def installed_verifiers() -> Mapping[str, Verifier]:
    """The installed verifiers by name.

    Raises
    ------
    PartFailed
        One cannot be loaded or made; the message names it.
    """
    return cast("Mapping[str, Verifier]", installed("verifiers"))


def part(kind: str, name: str) -> object:
    """One installed part.

    Raises
    ------
    MissingPart
        There is none of that name; the message lists those there are.
    """
    parts = installed(kind)
    if name not in parts:
        raise MissingPart(f"no {kind[:-1]} named {name!r} is installed; there are: {', '.join(parts) or 'none'}")
    return parts[name]


def _load(entry: EntryPoint, protocol: type) -> object:
    try:
        made = entry.load()()
    except Exception as error:  # a stranger's part may fail in any way; it is named and the cause kept
        raise PartFailed(f"{entry.group} {entry.name!r} ({entry.value}) cannot be loaded: {error}") from error
    if not isinstance(made, protocol):
        raise PartFailed(f"{entry.group} {entry.name!r} ({entry.value}) is not a {protocol.__name__}: it lacks some of its members")
    return made
