"""What a view looks at behind its gate: a picture held in memory, or a ledger that is asked for each thing as it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import msgspec

from skywitness.errors import UnknownId
from skywitness.ledger import Ledger, Told
from skywitness.model.ids import Digest, IncidentId, TallyId
from skywitness.model.incident import Context, Dossier, Picture, Tally
from skywitness.model.reading import Reading
from skywitness.model.report import Report
from skywitness.publish.at_hand import AtHand
from skywitness.publish.opening import with_merged
from skywitness.publish.places import fine_place_words

REPORTS_AT_HAND, DOSSIERS_AT_HAND = 5_000, 1_000
"""So many are kept as they were read: those of the pages that many ask for."""


class Records(Protocol):
    """The records of one picture and the reports that it rests on."""

    def dossier(self, incident_id: str) -> Dossier | None:
        """One incident with those that went into it; None when the picture holds none of that id."""
        ...

    def dossiers(self) -> Iterable[Dossier]:
        """All of them, sorted by id."""
        ...

    def tallies(self) -> Mapping[TallyId, Tally]:
        """All roll-ups."""
        ...

    def contexts(self) -> Mapping[str, Context]:
        """All contexts."""
        ...

    def report(self, digest: Digest) -> Report | None:
        """A report that is current, with the language it was read in; None when there is none."""
        ...

    def reading(self, digest: Digest) -> Reading | None:
        """What was read in a report; None when it is not current or was not read."""
        ...

    def shown_as(self, shown_id: str, name: Callable[[Digest], str]) -> Digest | None:
        """The digest of the report that ``name`` shows under an id; None when it shows none so."""
        ...

    def resting_on(self, digest: Digest) -> Sequence[Dossier]:
        """The incidents that rest on a report."""
        ...

    def sources(self) -> Iterable[str]:
        """The names of all sources."""
        ...


class HeldRecords:
    """A picture in memory, with its reports."""

    def __init__(self, picture: Picture, reports: Mapping[Digest, Report], readings: Mapping[Digest, Reading]) -> None:
        self._picture, self._reports, self._readings = picture, reports, readings

    def dossier(self, incident_id: str) -> Dossier | None:  # noqa: D102 - told in the protocol, here and below
        return self._by_id.get(incident_id)

    def dossiers(self) -> Iterable[Dossier]:  # noqa: D102
        return self._picture.dossiers

    def tallies(self) -> Mapping[TallyId, Tally]:  # noqa: D102
        return self._tallies

    def contexts(self) -> Mapping[str, Context]:  # noqa: D102
        return self._contexts

    def report(self, digest: Digest) -> Report | None:  # noqa: D102
        return self._reports.get(digest)

    def reading(self, digest: Digest) -> Reading | None:  # noqa: D102
        return self._readings.get(digest)

    def shown_as(self, shown_id: str, name: Callable[[Digest], str]) -> Digest | None:  # noqa: D102
        if self._shown is None:
            self._shown = {name(digest): digest for digest in self._reports}
        return self._shown.get(shown_id)

    def resting_on(self, digest: Digest) -> Sequence[Dossier]:  # noqa: D102
        return self._resting_on.get(digest, ())

    def sources(self) -> Iterable[str]:  # noqa: D102
        return {report.source for report in self._reports.values()}

    _shown: Mapping[str, Digest] | None = None

    @cached_property
    def _by_id(self) -> Mapping[str, Dossier]:
        return {dossier.incident.incident_id: dossier for dossier in self._picture.dossiers}

    @cached_property
    def _tallies(self) -> Mapping[TallyId, Tally]:
        return {tally.tally_id: tally for tally in self._picture.tallies}

    @cached_property
    def _contexts(self) -> Mapping[str, Context]:
        return {context.context_id: context for context in self._picture.contexts}

    @cached_property
    def _resting_on(self) -> Mapping[Digest, list[Dossier]]:
        resting = dict[Digest, list[Dossier]]()
        for dossier in self._picture.dossiers:
            for digest in dossier.incident.reports:
                resting.setdefault(digest, []).append(dossier)
        return resting


class ReportsOfLedger(Mapping[Digest, Report]):
    """The current reports of a ledger by digest, each read when it is asked for. :meth:`words` gives the words by which a report names fine places."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._at_hand = AtHand[Digest, Told | None](REPORTS_AT_HAND)

    def __getitem__(self, digest: Digest) -> Report:
        told = self._told(digest)
        if told is None or not told.is_current:
            raise KeyError(digest)
        lang = told.report.lang or (told.read[0].lang if told.read else None)
        return told.report if told.report.lang == lang else msgspec.structs.replace(told.report, lang=lang)

    def __iter__(self) -> Iterator[Digest]:
        return (report.digest for report in self._ledger.reports())

    def __len__(self) -> int:
        return self._ledger.counts()["reports"]

    def reading(self, digest: Digest) -> Reading | None:
        """What was read in a report; None when it is not current or was not read."""
        told = self._told(digest)
        return None if told is None or not told.is_current or told.read is None else told.read[0]

    def words(self, digest: Digest) -> tuple[str, ...] | None:
        """The words by which it names places finer than a region; None when it is not current or was not read."""
        reading = self.reading(digest)
        return None if reading is None else fine_place_words([reading])[digest]

    def was_erased(self, digest: Digest) -> bool:
        """Whether the words of a version are gone, current or not."""
        told = self._told(digest)
        return told is not None and told.report.erased

    def forget(self, digests: Iterable[Digest]) -> None:
        """Read these again when they are next asked for."""
        self._at_hand.forget(digests)

    def _told(self, digest: Digest) -> Told | None:
        return self._at_hand.get(digest, lambda: self._ledger.told(digest))


class WordsOfLedger(Mapping[Digest, Sequence[str]]):
    """The words by which each current report of a ledger names fine places, read when they are asked for."""

    def __init__(self, reports: ReportsOfLedger) -> None:
        self._reports = reports

    def __getitem__(self, digest: Digest) -> Sequence[str]:
        words = self._reports.words(digest)
        if words is None:
            raise KeyError(digest)
        return words

    def __iter__(self) -> Iterator[Digest]:
        return (digest for digest in self._reports if self._reports.words(digest) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class LedgerRecords:
    """The picture of a ledger as it is now, each thing read when it is asked for. Who keeps it says what changed: what rests on what, what went into what."""

    def __init__(self, ledger: Ledger, reports: ReportsOfLedger) -> None:
        self._ledger, self._reports = ledger, reports
        self._at_hand = AtHand[str, Dossier | None](DOSSIERS_AT_HAND)
        self.rests: dict[Digest, set[IncidentId]] = {}
        self.came: dict[IncidentId, list[IncidentId]] = {}
        self.renamed: dict[str, Digest] = {}
        """Reports whose own id is not shown, by the id that is."""
        self.held_tallies: dict[TallyId, Tally] = {}
        self.held_contexts: dict[str, Context] = {}
        self.known_sources: set[str] = set()

    def forget(self, incidents: Iterable[str]) -> None:
        """Read these again when they are next asked for."""
        self._at_hand.forget(incidents)

    def forget_all(self) -> None:
        """Read every incident again: words were erased, and any of them may quote them."""
        self._at_hand.forget_all()

    def dossier(self, incident_id: str) -> Dossier | None:  # noqa: D102 - told in the protocol, here and below
        dossier = self._at_hand.get(incident_id, lambda: self._read(incident_id))
        return None if dossier is None else with_merged(dossier, self.came.get(dossier.incident.incident_id, ()))

    def _read(self, incident_id: str) -> Dossier | None:
        try:
            dossier = self._ledger.dossier(IncidentId(incident_id))
        except UnknownId:
            return None
        return dossier if dossier.incident.incident_id == incident_id else None

    def dossiers(self) -> Iterable[Dossier]:  # noqa: D102
        return (with_merged(each, self.came.get(each.incident.incident_id, ())) for each in self._ledger.dossiers())

    def tallies(self) -> Mapping[TallyId, Tally]:  # noqa: D102
        return self.held_tallies

    def contexts(self) -> Mapping[str, Context]:  # noqa: D102
        return self.held_contexts

    def report(self, digest: Digest) -> Report | None:  # noqa: D102
        return self._reports.get(digest)

    def reading(self, digest: Digest) -> Reading | None:  # noqa: D102
        return self._reports.reading(digest)

    def shown_as(self, shown_id: str, name: Callable[[Digest], str]) -> Digest | None:  # noqa: D102
        if shown_id in self.renamed:
            return self.renamed[shown_id]
        try:
            found = self._ledger.find(shown_id)
        except UnknownId:
            return None
        is_shown_so = found.kind == "report" and name(Digest(found.record_id)) == shown_id
        return Digest(found.record_id) if is_shown_so else None

    def resting_on(self, digest: Digest) -> Sequence[Dossier]:  # noqa: D102
        found = map(self.dossier, sorted(self.rests.get(digest, ())))
        return [dossier for dossier in found if dossier is not None and digest in dossier.incident.reports]

    def sources(self) -> Iterable[str]:  # noqa: D102
        return self.known_sources
