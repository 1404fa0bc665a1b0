"""Lays what was concluded over the truth: which happening each occurrence tells of, and what each incident really is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from skywitness.model.ids import IncidentId, OccurrenceId
from skywitness.model.incident import Dossier, Incident
from skywitness.model.reading import Claim, Occurrence
from skywitness.model.truth import Happening, ToldTruth
from skywitness.model.words import Topic
from skywitness.score.concluded import Concluded
from skywitness.score.known import KnownTruth, is_roll_up
from skywitness.score.values import is_place_right, is_true_of, miss_m


class Fate(StrEnum):
    """What an incident really is."""

    HAPPENED = "happened"
    CLUTTER = "clutter"
    """A rumour, footage of another day: nothing real is behind it."""
    RECOUNT = "recount"
    """A roll-up that stands beside the incidents that it counts again."""
    NOTHING = "nothing"
    """Its reports speak of no happening, and are not clutter either."""
    UNJUDGED = "unjudged"
    """An alarm of which the exercise keeps no truth, or reports that it does not know: left out of every figure."""


class Judged(Struct, frozen=True, kw_only=True):
    """One incident with its fate. ``held`` counts the reports that tell of each happening. ``meant`` are those that the incident stands for: of the
    wave that most of its reports tell of, the happenings of its own kind (all when there is none); the one told most comes first.
    """

    dossier: Dossier
    fate: Fate
    held: Mapping[str, int]
    meant: tuple[Happening, ...] = ()

    @property
    def incident(self) -> Incident:
        """The incident itself."""
        return self.dossier.incident

    def is_so(self, about: Topic, value: str | int) -> bool | None:
        """Whether a value is true of what the incident stands for; None where the truth has nothing to compare with.

        Of an incident that never happened no value is so.
        """
        if not self.meant:
            return False
        if about is Topic.PLACE:
            place = self.incident.place
            return any(is_place_right(place, happening) for happening in self.meant) if place else None
        return is_true_of(about, value, self.meant)


class Comparison(Struct, frozen=True, kw_only=True):
    """Truth and conclusions side by side. ``told_of`` names what each occurrence tells of, the likeliest first; those that tell of nothing are not in it."""

    truth: KnownTruth
    concluded: Concluded
    told_of: Mapping[OccurrenceId, tuple[str, ...]]
    judged: tuple[Judged, ...]

    def told(self, occurrence: Occurrence) -> ToldTruth | None:
        """What the report of an occurrence really is; None when the exercise does not know it."""
        report = self.concluded.reports.get(occurrence.report)
        return self.truth.told.get(report.report_id) if report else None


def compare(truth: KnownTruth, concluded: Concluded) -> Comparison:
    """The comparison of a ledger with the truth of the exercise that it was fed with."""
    told_of = {name: meant for name, occurrence in concluded.occurrences.items() if (meant := _told_by(occurrence, truth, concluded))}
    bare = Comparison(truth=truth, concluded=concluded, told_of=told_of, judged=())
    told_alone = {
        happening
        for dossier in concluded.picture.dossiers
        for name in dossier.incident.occurrences
        if name in told_of and not _is_roll_up(bare, name)
        for happening in told_of[name]
    }
    judged = tuple(_judge(dossier, bare, told_alone) for dossier in concluded.picture.dossiers)
    return Comparison(truth=truth, concluded=concluded, told_of=told_of, judged=judged)


def _told_by(occurrence: Occurrence, truth: KnownTruth, concluded: Concluded) -> tuple[str, ...]:
    """Of the happenings that a report speaks of, the one that an occurrence agrees with best; of those it sums up, all in its place."""
    report = concluded.reports.get(occurrence.report)
    told = truth.told.get(report.report_id) if report else None
    if told is None:
        return ()
    claims = concluded.claims.get(occurrence.occurrence_id, ())
    meant = [truth.happenings[name] for name in (told.speaks_of or told.contains)]
    unlike = {happening.happening_id: unlikeness(occurrence, claims, happening) for happening in meant}
    ordered = sorted(unlike, key=lambda name: (*unlike[name], name))
    together = {name for name in told.contains if name in unlike and not unlike[name][0]}
    return tuple(name for name in ordered if name == ordered[0] or (name in together and ordered[0] in together))


def unlikeness(occurrence: Occurrence, claims: Sequence[Claim], happening: Happening) -> tuple[bool, int, float, float]:
    """How an occurrence differs from a happening, the weightiest first; what is not told differs from nothing."""
    place = occurrence.mention.place if occurrence.mention else None
    values = [
        (claim.about, claim.value) for claim in claims if claim.about in {Topic.WHAT, Topic.TARGET, Topic.COUNT} and claim.value is not None
    ]
    wrong = sum(is_true_of(about, value, [happening]) is False for about, value in values)
    return (
        place is not None and not is_place_right(place, happening),
        wrong,
        _apart_s(occurrence, happening),
        miss_m(place, happening) if place else 0.0,
    )


def _apart_s(occurrence: Occurrence, happening: Happening) -> float:
    """Seconds between what is told and when it happened; 0 when they overlap or nothing is told."""
    first: datetime | None = occurrence.period.start or occurrence.period.end
    last: datetime | None = occurrence.period.end or occurrence.period.start
    if first is None or last is None:
        return 0.0
    return max((happening.start - last).total_seconds(), (first - happening.end).total_seconds(), 0.0)


def _is_roll_up(bare: Comparison, name: OccurrenceId) -> bool:
    told = bare.told(bare.concluded.occurrences[name])
    return told is not None and is_roll_up(told)


def _is_of_one_wave(bare: Comparison, name: OccurrenceId) -> bool:
    return len({bare.truth.wave_of[happening] for happening in bare.told_of.get(name, ())}) == 1


def _judge(dossier: Dossier, bare: Comparison, told_alone: set[str]) -> Judged:
    """What an incident is by the reports that tell of one wave; by those that tell of several only when there is no other, and by its roll-ups
    only when nothing else tells of what they contain.
    """
    incident, truth = dossier.incident, bare.truth
    known = [name for name in incident.occurrences if name in bare.concluded.occurrences]
    told = {told.report_id: told for name in known if (told := bare.told(bare.concluded.occurrences[name]))}
    if incident.what in truth.kinds_left_out or not told:
        return Judged(dossier=dossier, fate=Fate.UNJUDGED, held={})
    single = [name for name in known if not _is_roll_up(bare, name)]
    alone = _held(bare, [name for name in single if _is_of_one_wave(bare, name)]) or _held(bare, single)
    again = _held(bare, [name for name in known if _is_roll_up(bare, name)])
    held = alone or {name: number for name, number in again.items() if name not in told_alone}
    if held:
        return Judged(dossier=dossier, fate=Fate.HAPPENED, held=held, meant=_meant(incident, held, truth))
    if any(each.clutter for each in told.values()):
        return Judged(dossier=dossier, fate=Fate.CLUTTER, held={})
    return Judged(dossier=dossier, fate=Fate.RECOUNT if any(is_roll_up(each) for each in told.values()) else Fate.NOTHING, held={})


def _meant(incident: Incident, held: Mapping[str, int], truth: KnownTruth) -> tuple[Happening, ...]:
    waves = Counter[str]()
    for name, number in held.items():
        waves[truth.wave_of[name]] += number
    most = min(waves, key=lambda wave: (-waves[wave], _is_elsewhere(incident, truth.happenings[wave]), wave))
    inside = [name for name in sorted(held, key=lambda name: (-held[name], name)) if truth.wave_of[name] == most]
    alike = [name for name in inside if truth.happenings[name].what is incident.what]
    return tuple(truth.happenings[name] for name in alike or inside)


def _held(bare: Comparison, names: Iterable[OccurrenceId]) -> dict[str, int]:
    """How many reports tell of each happening."""
    by_happening = defaultdict[str, set[str]](set)
    for name in names:
        for happening in bare.told_of.get(name, ()):
            by_happening[happening].add(bare.concluded.occurrences[name].report)
    return dict(Counter({happening: len(reports) for happening, reports in by_happening.items()}))


def _is_elsewhere(incident: Incident, happening: Happening) -> bool:
    return incident.place is not None and not is_place_right(incident.place, happening)


def incidents_of_reports(comparison: Comparison) -> dict[str, set[IncidentId]]:
    """The incidents that each known report stands in, but those left out of the account."""
    found = defaultdict[str, set[IncidentId]](set)
    for judged in comparison.judged:
        if judged.fate is not Fate.UNJUDGED:
            for name in judged.incident.occurrences:
                occurrence = comparison.concluded.occurrences.get(name)
                told = comparison.told(occurrence) if occurrence else None
                if told is not None:
                    found[told.report_id].add(judged.incident.incident_id)
    return dict(found)
