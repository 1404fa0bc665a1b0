"""Reads reports: the language decides which extractor, what it says is located; batch by batch wherever an engine does it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import msgspec
from msgspec import Struct

from skywitness import __version__
from skywitness.concluding import make_activity
from skywitness.errors import PartFailed
from skywitness.extract import first_sieve
from skywitness.extract.occurrences import split_reading
from skywitness.ledger import Read
from skywitness.locate import locate_reading
from skywitness.model.ids import ActivityId
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SetAside, SourceProfile
from skywitness.model.words import Kind
from skywitness.parts import Extractor, installed
from skywitness.reference import known_profiles
from skywitness.text.language import identify_language

log = logging.getLogger(__name__)


class Reader:
    """Reads reports with the installed extractors: the language decides which. With ``sieves``, those that hold no word of what is read are set aside first,
    unless a stranger's extractor reads a language that the sieve does not know.
    """

    def __init__(self, profiles: Mapping[str, SourceProfile], *, sieves: bool = False) -> None:
        self._profiles = {**known_profiles(), **profiles}
        self._extractors = cast("Mapping[str, Extractor]", installed("extractors"))
        versions = {name: extractor.version for name, extractor in self._extractors.items()}
        told = sorted((msgspec.to_builtins(profile) for profile in profiles.values()), key=lambda profile: str(profile["name"]))
        self._sieves = sieves and first_sieve.LANGUAGES.issuperset(self._extractors)
        sieve = {"sieve": first_sieve.VERSION} if self._sieves else {}
        self.step = make_activity("read", __version__, {"extractors": versions, "profiles": told, **sieve})

    def read(self, report: Report) -> tuple[Reading, list[SetAside]]:
        """The located reading of a report. An extractor that breaks loses nothing but its own reading, and is named."""
        profile = self._profiles.get(report.source) or SourceProfile(name=report.source, stream=report.stream)
        if self._sieves and not first_sieve.lets_pass(report.text):
            language = report.lang or first_sieve.guess_language(report.text, profile.language)
            return Reading(report=report.digest, lang=language, kind=Kind.OTHER, by=first_sieve.BY), []
        language = report.lang or identify_language(report.text, profile.language, self._extractors.keys())
        extractor = self._extractors.get(language)
        if extractor is None:
            return Reading(report=report.digest, lang=language, kind=Kind.OTHER, by="unread/1"), []
        try:
            return locate_reading(extractor.read(report, profile), report, profile), []
        except Exception as error:  # extractors are strangers' parts too: the report is kept, the part named, the cause logged
            log.exception("extractor %r failed on %s", language, report.locator)
            failed = SetAside(locator=report.locator, reason=f"extractor {language!r} failed on this report: {error!r}; it is kept unread")
            return Reading(report=report.digest, lang=language, kind=Kind.OTHER, by=f"{language}/failed"), [failed]


class ReadBatch(Struct, frozen=True):
    """What came of a batch: a reading of each report with what follows from it, and what an extractor broke on."""

    read: tuple[Read, ...]
    failed: tuple[SetAside, ...]


class ReadingJob(Struct, frozen=True):
    """Reading batches of reports, as the step of this id does it."""

    profiles: Mapping[str, SourceProfile]
    step: ActivityId

    def ready(self) -> Callable[[Sequence[Report]], ReadBatch]:
        """A reader of batches.

        Raises
        ------
        PartFailed
            The extractors that are installed here are others than those of whoever made the job.
        """
        reader = Reader(self.profiles, sieves=True)
        if reader.step.activity_id != self.step:
            raise PartFailed(
                "a worker has another skywitness, or other extractors, than the one that asks; install the same on every machine of the cluster"
            )

        def read(batch: Sequence[Report]) -> ReadBatch:
            done, failed = list[Read](), list[SetAside]()
            for report in batch:
                reading, lost = reader.read(report)
                done.append((reading, *split_reading(reading, report)))
                failed += lost
            return ReadBatch(tuple(done), tuple(failed))

        return read
