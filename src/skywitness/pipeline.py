"""Joins the stages: inputs become reports, reports become readings, readings become the picture; each lands in the ledger before the next.

collect ─► read ─► conclude          view
ingest     extract  fuse, assess     publish, through the do-no-harm gate
           locate
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec
from msgspec import Struct

from skywitness import __version__
from skywitness.archive.beside import find_beside
from skywitness.archive.fetched import find_media
from skywitness.assess import Material, assess
from skywitness.assess.behaviour import Behaviour, describe_sources
from skywitness.assess.debate import take_sides
from skywitness.assess.told_rates import ToldRate, rate_told
from skywitness.concluding import Clock, Concluder, make_activity, name_speaking, profiles_of
from skywitness.engine import HERE, Engine
from skywitness.errors import UnknownId
from skywitness.extract.gloss import gloss
from skywitness.extract.proposals import Asking
from skywitness.extract.shape import proposal_rows, reading_row
from skywitness.fuse import Evidence, fuse, group_findings, is_idle, leave_out_idle, list_links, obey, shorten_address
from skywitness.ingest import Item, Parser, read_input, split_input
from skywitness.ledger import Ledger, PictureChange
from skywitness.ledger.deciding import Wish, make_decision
from skywitness.looking import KeptMedia, Looking
from skywitness.model.ids import ActivityId, Digest, ReportId
from skywitness.model.incident import Hypothesis
from skywitness.model.provenance import Decision
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SetAside
from skywitness.model.words import DecisionKind
from skywitness.parts import ReadOptions
from skywitness.reading import Reader, ReadingJob, read_all
from skywitness.taking import TOGETHER, TakingJob, keep_together, take_all

if TYPE_CHECKING:
    from skywitness.assess.pattern import PatternAssessment

log = logging.getLogger(__name__)
SERIES_SEED = 7
"""Of the drawn worlds of chance: the same input gives the same answer, in a command and on a page."""
LOOKED_AT = 50
"""Items of an input among which its first report is looked for."""
Advance = Callable[[int], None]
Carrying: TypeAlias = tuple[Path, Report]
"""An input, and a report of it that names media."""


class Progress(Protocol):
    """Where a long stage tells how far it is."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Advance]:
        """A stage of so many steps (None: not known beforehand); the callable takes the steps done since the last call."""
        ...


class Unwatched:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Advance]:  # noqa: ARG002 - the Protocol's names
        """Does nothing."""
        return nullcontext(lambda _steps: None)


class RunSummary(Struct, frozen=True, kw_only=True):
    """What a run left in the ledger. All figures are the ledger's after the run, but ``new_reports``, ``set_aside`` and
    ``assumed_grassroots`` (the sources whose stream nobody told), which are this run's.
    """

    reports: int
    new_reports: int
    set_aside: int
    occurrences: int
    claims: int
    incidents: int
    tallies: int
    findings: int
    assumed_grassroots: tuple[str, ...]
    seconds: dict[str, float]


class Collected(Struct, frozen=True, kw_only=True):
    """What collecting brought: how many reports were new, what was set aside, and the sources whose stream nobody told."""

    new: int
    aside: tuple[SetAside, ...]
    assumed_grassroots: tuple[str, ...]


def run(
    inputs: Sequence[Path],
    ledger: Ledger,
    options: ReadOptions,
    *,
    clock: Clock,
    progress: Progress,
    look: bool = True,
    archive: Path | None = None,
    prints: Path | None = None,
    engine: Engine = HERE,
) -> tuple[RunSummary, list[SetAside]]:
    """Everything from inputs to the picture, and what was set aside on the way. Running again with the same inputs changes nothing.

    Unless ``look`` is False, the media that lie beside reports, or that the ``archive`` keeps for them, are looked at by every verifier, where the extra that
    does so is installed; and held against those of all other reports, where there is a folder for their fingerprints. The ``engine`` decides where
    reports are read and media looked at, and nothing else.

    Raises
    ------
    UnreadableInput
        An input as a whole cannot be used.
    """
    seconds: dict[str, float] = {}
    with _timed("collect", seconds):
        collected, carrying = take_in_reading(inputs, ledger, options, clock=clock, progress=progress, engine=engine)
    with _timed("read", seconds):
        aside = [*collected.aside, *read_pending(ledger, clock=clock, progress=progress, engine=engine)]
    if look and can_look():
        with _timed("look", seconds):
            kept = find_media(archive) if archive else None
            look_at_media(carrying, Looking(ledger, clock, prints), progress=progress, kept=kept, engine=engine)
    with _timed("conclude", seconds):
        conclude(ledger, clock=clock, progress=progress)
    total = ledger.counts()
    figures = {name: total.get(name, 0) for name in ("reports", "occurrences", "claims", "incidents", "tallies", "findings")}
    summary = RunSummary(
        new_reports=collected.new, set_aside=len(aside), assumed_grassroots=collected.assumed_grassroots, seconds=seconds, **figures
    )
    return summary, aside


def collect(inputs: Sequence[Path], ledger: Ledger, options: ReadOptions, *, clock: Clock, progress: Progress) -> Collected:
    """Read all inputs into the ledger, batch by batch: each batch is acknowledged before the next is read."""
    return take_in(_read_all(inputs, options), ledger, options, clock=clock, progress=progress)


def take_in_reading(
    inputs: Sequence[Path], ledger: Ledger, options: ReadOptions, *, clock: Clock, progress: Progress, engine: Engine = HERE
) -> tuple[Collected, list[Carrying]]:
    """Read all inputs into the ledger with what is read in them, batch by batch, and note the reports that name media. The ``engine`` makes ready what this process writes.

    Readings are left for :func:`read_pending` where a report of the batch was here before: what was erased meanwhile keeps the reading that it has. So are those of
    an input of which the first report is here, since all but its end may be.
    """
    step, profiles = _begin_collecting(ledger, options, clock), ledger.profiles()
    reading = Reader(profiles, sieves=True).step
    ledger.register(reading, clock())
    job = TakingJob(options, profiles, reading.activity_id)
    new, aside, assumed, carrying, remarks = 0, list[SetAside](), set[str](), list[Carrying](), dict[str, None]()
    with progress.stage("collecting and reading", None) as advance:
        for path in inputs:
            items = split_input(path, options)
            beginning = list(islice(items, LOOKED_AT))
            reads = not _holds_known(ledger, beginning, options)
            for taken in take_all(chain(beginning, items), msgspec.structs.replace(job, reads=reads), engine):
                fresh = ledger.add_reports(taken.reports, at=clock(), by=step)
                ledger.add_set_aside(taken.aside, at=clock(), by=step)
                aside += taken.aside
                if reads and fresh == len(taken.reports):
                    ledger.add_readings(taken.read, at=clock(), by=job.step)
                    ledger.add_set_aside(taken.failed, at=clock(), by=job.step)
                    aside += taken.failed
                new += fresh
                assumed |= taken.assumed
                carrying += ((path, report) for report in taken.carrying)
                remarks |= dict.fromkeys(taken.remarks)
                advance(len(taken.reports) + len(taken.aside))
    for remark in remarks:
        log.warning("%s", remark)
    return Collected(new=new, aside=tuple(aside), assumed_grassroots=tuple(sorted(assumed))), carrying


def _holds_known(ledger: Ledger, beginning: Sequence[Item], options: ReadOptions) -> bool:
    """Whether the first report of an input's beginning is in the ledger."""
    parsed = Parser(options, tell=log.debug).parse(beginning)  # what there is to say is said when it is taken in
    first = next((item for item in parsed if isinstance(item, Report)), None)
    try:
        return first is not None and bool(ledger.report(first.digest))
    except UnknownId:
        return False


def take_in(items: Iterable[Report | SetAside], ledger: Ledger, options: ReadOptions, *, clock: Clock, progress: Progress) -> Collected:
    """Keep what was read, from wherever it came, batch by batch."""
    step = _begin_collecting(ledger, options, clock)
    new, aside, assumed = 0, list[SetAside](), set[str]()
    with progress.stage("collecting", None) as advance:
        for batch in keep_together(items):
            reports = [item for item in batch if isinstance(item, Report)]
            rest = [item for item in batch if isinstance(item, SetAside)]
            new += ledger.add_reports(reports, at=clock(), by=step)
            ledger.add_set_aside(rest, at=clock(), by=step)
            aside += rest
            assumed |= {report.source for report in reports if report.stream_assumed}
            advance(len(batch))
    return Collected(new=new, aside=tuple(aside), assumed_grassroots=tuple(sorted(assumed)))


def _begin_collecting(ledger: Ledger, options: ReadOptions, clock: Clock) -> ActivityId:
    """Make known what is about to be done, and the sources that the options describe."""
    step = make_activity("collect", __version__, {"source": options.source, "stream": options.stream, "zone": options.zone})
    ledger.register(step, clock())
    ledger.add_profiles(options.profiles, at=clock())
    return step.activity_id


def read_pending(
    ledger: Ledger, *, clock: Clock, progress: Progress, among: Sequence[Digest] | None = None, engine: Engine = HERE
) -> list[SetAside]:
    """Extract and locate every report that today's extractors have not read, or those among these versions; what an extractor broke on is set aside."""
    profiles = ledger.profiles()
    reader = Reader(profiles, sieves=True)
    step = reader.step
    ledger.register(step, clock())
    aside = list[SetAside]()
    pending = None if among is None else list(ledger.unread_reports(step.activity_id, among=among))
    total = ledger.count_unread(step.activity_id) if pending is None else len(pending)
    with progress.stage("reading", total) as advance:
        reports = _list_unread(ledger, step.activity_id) if pending is None else pending
        for done in read_all(reports, reader, ReadingJob(profiles, step.activity_id), engine):
            ledger.add_readings(done.read, at=clock(), by=step.activity_id)
            aside += done.failed
            advance(len(done.read))
        ledger.add_set_aside(aside, at=clock(), by=step.activity_id)
    return aside


def _list_unread(ledger: Ledger, by: ActivityId) -> Iterator[Report]:
    """The reports that an activity has not read, a page at a time: all of them at once would fill the memory, and a snapshot that stands while readings are kept the disk."""
    last: Report | None = None
    while page := list(ledger.unread_reports(by, after=last, most=TOGETHER)):
        yield from page
        last = page[-1]


def list_sieved(ledger: Ledger, words: str | None = None, *, as_of: datetime | None = None) -> Iterator[Report]:
    """The current reports that the first sieve set aside; those in which some words stand, in any case of letters."""
    wanted = (words or "").casefold()
    for reading in ledger.readings(as_of=as_of):
        if reading.is_sieved and "," not in reading.by:  # else it was read all the same
            report = ledger.report(reading.report)
            if wanted in report.text.casefold() or wanted in (report.title or "").casefold():
                yield report


def can_look() -> bool:
    """Whether the extra with the verifiers is installed."""
    return find_spec("av") is not None


def look_at_media(
    carrying: Iterable[Carrying], looking: Looking, *, progress: Progress, kept: KeptMedia | None = None, engine: Engine = HERE
) -> int:
    """Have every verifier look at the media that lie beside reports, or are ``kept`` in the archive for them, and keep what it finds; returns how many files
    were new to it. A file is looked at again when another verifier is installed, or when its report is read otherwise.
    """
    beside = ((report.digest, None, found.path) for given, report in carrying for found in find_beside(given, report) if found.path)
    fresh = looking.list_fresh([*beside, *looking.list_kept(kept or {})])
    with progress.stage("looking at media", len(fresh)) as advance:
        for looked in looking.look_at(fresh, engine):
            looking.keep(looked)
            advance(1)
    return len(fresh)


def conclude(ledger: Ledger, *, clock: Clock, progress: Progress) -> PictureChange:
    """Fuse and assess all that the ledger holds, and append what changed in the picture; that is what comes back.

    A process that concludes again keeps a :class:`~skywitness.concluding.Concluder` instead, which solves only what is touched.
    """
    step = make_activity("conclude", __version__, {})
    ledger.register(step, clock())
    change = None
    while change is None:
        with progress.stage("fusing and assessing", 4) as advance:
            seen = ledger.seen()
            evidence = gather_evidence(ledger)
            advance(1)
            fused = fuse(evidence)
            advance(1)
            picture = assess(
                Material(
                    incidents=fused.incidents,
                    tallies=fused.tallies,
                    reports=evidence.reports,
                    readings=evidence.readings,
                    occurrences=evidence.occurrences,
                    claims=evidence.claims,
                    profiles=evidence.profiles,
                    findings=tuple(found for each in evidence.findings.values() for found in each),
                )
            )
            advance(1)
            change = ledger.amend_picture(picture, None, seen=seen, at=clock(), by=step.activity_id)
            advance(1)
    return change


def decide(
    ledger: Ledger, wish: Wish, *, clock: Clock, progress: Progress, concluder: Concluder | None = None
) -> tuple[Decision, PictureChange]:
    """Keep what a person decided, and conclude again with it; what it changed in the picture comes back with it.

    With the ledger's ``concluder`` only what the decision touches is solved again; without one, everything is.

    Raises
    ------
    BadDecision, UnknownId
        It cannot be obeyed; nothing has been kept then.
    """
    decision = keep_decision(ledger, wish, clock=clock)
    return decision, conclude(ledger, clock=clock, progress=progress) if concluder is None else concluder.conclude(clock=clock)


def keep_decision(ledger: Ledger, wish: Wish, *, clock: Clock) -> Decision:
    """Keep what a person decided, for whoever concludes next: a process that stays does so within a second. What is to be redacted is erased now.

    Raises
    ------
    BadDecision, UnknownId
        It cannot be obeyed; nothing has been kept then.
    """
    decision = make_decision(ledger, wish, at=clock())
    if decision.kind is DecisionKind.REDACT:
        for version in (version for each in decision.about for version in ledger.versions(ReportId(each)) if not version.erased):
            ledger.erase(version.digest, why=decision.why, by=decision.by, at=decision.made_at)
    ledger.add_decision(decision)
    return decision


def behaviours(ledger: Ledger, *, as_of: datetime | None = None) -> tuple[Behaviour, ...]:
    """How every source of a ledger behaved, now or up to an instant. Not yet through the do-no-harm gate."""
    incidents = (dossier.incident for dossier in ledger.dossiers(as_of=as_of))
    return describe_sources(incidents, ledger.reports(as_of=as_of, current=False), ledger.profiles(as_of=as_of))


def assess_series(ledger: Ledger, *, made_by: str, as_of: datetime | None = None) -> PatternAssessment | None:
    """Whether what a ledger holds is a pattern or chance suffices; None where the extra with the statistics is not installed. The same ledger
    gives the same answer: the worlds of chance are drawn from one seed. Not yet through the do-no-harm gate.
    """
    if find_spec("scipy") is None:
        return None
    from skywitness.assess.pattern import assess_pattern  # from an extra
    from skywitness.assess.series import series_of_incidents

    series = series_of_incidents(ledger.dossiers(as_of=as_of), {report.digest: report for report in ledger.reports(as_of=as_of)})
    return assess_pattern(series, seed=SERIES_SEED, made_by=made_by)


class Argued(Struct, frozen=True, kw_only=True):
    """Where in a ledger somebody takes a side of a question that is argued (ids of incidents and contexts, in order), and rates told of whole periods."""

    held_in: tuple[str, ...]
    rates: tuple[ToldRate, ...]


def gather_argued(ledger: Ledger, *, as_of: datetime | None = None) -> Argued:
    """What is argued in a ledger, and the figures beside it. Not yet through the do-no-harm gate: what is held is read from the released rows of these ids."""
    told_in: list[tuple[str, tuple[Hypothesis, ...]]] = [
        (each.incident.incident_id, each.hypotheses) for each in ledger.dossiers(as_of=as_of)
    ]
    told_in += [(context.context_id, context.hypotheses) for context in ledger.contexts(as_of=as_of)]

    def reading_of(report: Digest) -> Reading | None:
        told = ledger.told(report)
        return told.read[0] if told is not None and told.read is not None else None

    return Argued(
        held_in=tuple(record_id for record_id, held in told_in if any(take_sides(one.text) for one in held)),
        rates=rate_told(ledger.tallies(as_of=as_of), reading_of),
    )


def gather_evidence(ledger: Ledger, *, as_of: datetime | None = None) -> Evidence:
    """All that fusion looks at: the newest version of every report that bears on something, its reading and what hangs on it, placed and graded as people decided."""
    told = ledger.profiles()
    speaking, found = name_speaking(told), group_findings(ledger.findings(as_of=as_of))
    bearing = [
        (report, read)
        for report, read in ledger.bearing(speaking, as_of=as_of)
        if report.source in speaking or not is_idle(report, None if read is None else read[0], found.get(report.digest, ()))
    ]
    reports = {report.digest: report for report, _ in bearing}
    read = [each for _, each in bearing if each is not None]
    evidence = Evidence(
        reports=reports,
        readings={reading.report: reading for reading, _, _ in read},
        occurrences=tuple(occurrence for _, occurrences, _ in read for occurrence in occurrences),
        claims=tuple(claim for _, _, claims in read for claim in claims),
        profiles=profiles_of(reports.values(), told),
        decisions=ledger.decisions(as_of=as_of),
        findings={digest: each for digest, each in found.items() if digest in reports},
    )
    linked = {report.digest: report for report in _find_linked(ledger, evidence, as_of)}
    return obey(msgspec.structs.replace(evidence, reports={**reports, **linked}) if linked else evidence)


def _find_linked(ledger: Ledger, evidence: Evidence, as_of: datetime | None) -> Iterator[Report]:
    """Reports that bear on nothing by themselves, and that one which does links to."""
    links = list_links(report for report in leave_out_idle(evidence).reports.values())
    at_hand = {digest for digest, url in ledger.addresses() if shorten_address(url) in links} - evidence.reports.keys() if links else set()
    if at_hand:
        yield from (report for report in ledger.reports(as_of=as_of) if report.digest in at_hand)


def extract_rows(
    inputs: Sequence[Path], options: ReadOptions, asking: Asking | None = None
) -> Iterator[tuple[Report, dict[str, object]] | SetAside]:
    """Every report of the inputs with its extraction shape, with no ledger; what cannot be used comes as a SetAside.

    Where proposers are asked, what they propose stands beside the claims, under ``proposals``; the claims are the same with and without.
    """
    reader = Reader(options.profiles)
    for item in _read_all(inputs, options):
        if isinstance(item, SetAside):
            yield item
            continue
        reading, failed = reader.read(item)
        yield from failed
        row = reading_row(item, reading, gloss(reading))
        if asking is not None:
            proposals, failed = asking.ask(item, reading.lang)
            yield from failed
            row["proposals"] = proposal_rows(proposals)
        yield item, row


def _read_all(inputs: Sequence[Path], options: ReadOptions) -> Iterator[Report | SetAside]:
    for path in inputs:
        yield from read_input(path, options)


@contextmanager
def _timed(name: str, seconds: dict[str, float]) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - begun, 3)
