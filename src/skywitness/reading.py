"""Reads reports: the language decides which extractor, what it says is located; batch by batch wherever an engine does it."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

import msgspec
from msgspec import Struct

from skywitness import __version__
from skywitness.concluding import make_activity
from skywitness.engine import Engine
from skywitness.errors import PartFailed
from skywitness.extract import first_sieve
from skywitness.extract.occurrences import split_reading
from skywitness.in_step import IN_STEP, Steps, at_one_go, in_step
from skywitness.ledger import Read
from skywitness.locate import locate_reading
from skywitness.model.ids import ActivityId
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SetAside, SourceProfile
from skywitness.model.words import Kind
from skywitness.parts import Extractor, SteppedExtractor, installed
from skywitness.reference import known_profiles
from skywitness.text.language import identify_language

log = logging.getLogger(__name__)
BATCH = 500
"""Reports that are read together: what a worker that dies takes with it is less than this."""
TOGETHER = 5_000
"""Reports that are kept in one transaction, where most of them are set aside at first sight."""


class Reader:
    """Reads reports with the installed extractors: the language decides which. With ``sieves``, those that hold no word of what is read are set aside first,
    unless a stranger's extractor reads a language that the sieve does not know.
    """

    def __init__(self, profiles: Mapping[str, SourceProfile], *, sieves: bool = False) -> None:
        self._profiles = {**known_profiles(), **profiles}
        self._extractors = cast("Mapping[str, Extractor]", installed("extractors"))
        self._read_with = {name: _steps_of(extractor) for name, extractor in self._extractors.items()}
        versions = {name: extractor.version for name, extractor in self._extractors.items()}
        told = sorted((msgspec.to_builtins(profile) for profile in profiles.values()), key=lambda profile: str(profile["name"]))
        self._sieves = sieves and first_sieve.LANGUAGES.issuperset(self._extractors)
        sieve = {"sieve": first_sieve.VERSION} if self._sieves else {}
        self.step = make_activity("read", __version__, {"extractors": versions, "profiles": told, **sieve})

    def sieve(self, report: Report) -> Reading | None:
        """The reading of a report that is set aside at first sight; None for one that is to be read."""
        if not self._sieves or first_sieve.lets_pass(report.text):
            return None
        profile = self._profiles.get(report.source)
        language = report.lang or first_sieve.guess_language(report.text, profile.language if profile is not None else None)
        return Reading(report=report.digest, lang=language, kind=Kind.OTHER, by=first_sieve.BY)

    def read(self, report: Report) -> tuple[Reading, list[SetAside]]:
        """The located reading of a report. An extractor that breaks loses nothing but its own reading, and is named."""
        return in_step([self._steps(report)])[0]

    def read_together(self, reports: Sequence[Report]) -> Iterator[tuple[Reading, list[SetAside]]]:
        """The same of many reports, in their order, which takes less time for each."""
        for begin in range(0, len(reports), IN_STEP):
            yield from in_step(map(self._steps, reports[begin : begin + IN_STEP]))

    def _steps(self, report: Report) -> Steps[tuple[Reading, list[SetAside]]]:
        sieved = self.sieve(report)
        if sieved is not None:
            return sieved, []
        profile = self._profiles.get(report.source) or SourceProfile(name=report.source, stream=report.stream)
        language = report.lang or identify_language(report.text, profile.language, self._extractors.keys())
        read = self._read_with.get(language)
        if read is None:
            return Reading(report=report.digest, lang=language, kind=Kind.OTHER, by="unread/1"), []
        yield
        try:
            reading = yield from read(report, profile)
            yield
            return self._pass_by(locate_reading(reading, report, profile), report), []
        except Exception as error:  # extractors are strangers' parts too: the report is kept, the part named, the cause logged
            log.exception("extractor %r failed on %s", language, report.locator)
            failed = SetAside(locator=report.locator, reason=f"extractor {language!r} failed on this report: {error!r}; it is kept unread")
            return Reading(report=report.digest, lang=language, kind=Kind.OTHER, by=f"{language}/failed"), [failed]

    def _pass_by(self, reading: Reading, report: Report) -> Reading:
        """A reading that says, where it found nothing in a text without a word of our matter, that the sieve finds none either: nobody need look at the report again."""
        if not self._sieves or reading.assertions or first_sieve.holds_word(report.text):
            return reading
        return msgspec.structs.replace(reading, by=f"{first_sieve.BY}, {reading.by}")


def _steps_of(extractor: Extractor) -> Callable[[Report, SourceProfile], Steps[Reading]]:
    """The steps of an extractor; what makes its ``read`` anew over the steps of another is read at one go, as it means to be."""
    for made in type(extractor).__mro__:
        if "steps" in vars(made):
            return cast("SteppedExtractor", extractor).steps
        if "read" in vars(made):
            break
    return at_one_go(extractor.read)


class ReadBatch(Struct, frozen=True):
    """What came of a batch: a reading of each report with what follows from it, and what an extractor broke on."""

    read: tuple[Read, ...]
    failed: tuple[SetAside, ...]


class ReadingJob(Struct, frozen=True):
    """Reading batches of reports, as the step of this id does it."""

    profiles: Mapping[str, SourceProfile]
    step: ActivityId

    def ready(self) -> Callable[[Sequence[Report]], ReadBatch]:
        """A reader of batches; raises what :func:`reader_of_step` does."""
        reader = reader_of_step(self.profiles, self.step)

        def read(batch: Sequence[Report]) -> ReadBatch:
            done, failed = list[Read](), list[SetAside]()
            for report, (reading, lost) in zip(batch, reader.read_together(batch), strict=True):
                done.append((reading, *split_reading(reading, report)))
                failed += lost
            return ReadBatch(tuple(done), tuple(failed))

        return read


def reader_of_step(profiles: Mapping[str, SourceProfile], step: ActivityId) -> Reader:
    """The reader of a worker, which sieves and reads as the one who asks would.

    Raises
    ------
    PartFailed
        The extractors that are installed here are others than those of whoever asks.
    """
    reader = Reader(profiles, sieves=True)
    if reader.step.activity_id != step:
        raise PartFailed(
            "a worker has another skywitness, or other extractors, than the one that asks; install the same on every machine of the cluster"
        )
    return reader


def read_all(reports: Iterable[Report], reader: Reader, job: ReadingJob, engine: Engine) -> Iterator[ReadBatch]:
    """What is read in these reports, in their order, in batches to be kept together. The first sieve costs less than a way to another process, so what it sets
    aside does not leave this one, and is at hand when the rest of its batch comes back.
    """
    waiting = deque[Sequence[Report | Reading]]()

    def share() -> Iterator[list[Report]]:
        for batch in _batch(reports, reader):
            waiting.append(batch)
            yield [each for each in batch if isinstance(each, Report)]

    for done in engine.map(job, share()):
        yield _join(waiting.popleft(), done)


def _batch(reports: Iterable[Report], reader: Reader) -> Iterator[list[Report | Reading]]:
    """Reports that are to be read, among the readings of those that are not."""
    batch, to_read = list[Report | Reading](), 0
    for report in reports:
        sieved = reader.sieve(report)
        batch.append(sieved or report)
        to_read += sieved is None
        if to_read == BATCH or len(batch) == TOGETHER:
            yield batch
            batch, to_read = [], 0
    if batch:
        yield batch


def _join(batch: Sequence[Report | Reading], done: ReadBatch) -> ReadBatch:
    came = iter(done.read)
    return ReadBatch(tuple((each, (), ()) if isinstance(each, Reading) else next(came) for each in batch), done.failed)
