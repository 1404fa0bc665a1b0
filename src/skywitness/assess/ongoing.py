"""Assessment that goes on: dossiers and contexts of what was touched are assembled again; the result is that of :func:`assess` over all.

A dossier hangs on its incident, on what its reports say, and on the tallies that count it. Beyond these only two things reach it from elsewhere, each through an index of
its own: a word of an authority whose word is awaited (by name and time), and the series of its region when a recurrence is claimed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TypeAlias

from msgspec import Struct

from skywitness.assess.dossier import Ground, assess_part
from skywitness.assess.material import Material, join_material
from skywitness.assess.recurrence import QUIET, Series, names_places, point_of
from skywitness.assess.silence import Awaited, Heard, await_words, find_rollups
from skywitness.assess.words import AFTER, BEFORE, Told, may_be_meant, speaks_as, told_by
from skywitness.model.ids import Digest, IncidentId, TallyId
from skywitness.model.incident import Context, Dossier, Finding, Incident, Tally
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.report import Report, SourceProfile

Fetch: TypeAlias = Callable[[Digest], "tuple[Report, Reading | None, Sequence[Occurrence], Sequence[Claim]] | None"]
"""Gives what a report says, with its occurrences where people put them; None when it is gone."""


FetchFindings: TypeAlias = Callable[[Digest], Sequence[Finding]]
"""Gives what was found in the media that a report brought."""


def _find_none(_digest: Digest) -> Sequence[Finding]:
    return ()


class Spoken(Struct, frozen=True):
    """What a report of an authority's own channel adds to what that authority was heard to say."""

    name: str
    at: datetime
    told: tuple[Told, ...]


class Assessing:
    """The dossiers and contexts of a changing picture. ``incidents`` and ``tallies`` are read as they are at each call."""

    def __init__(
        self,
        incidents: Mapping[IncidentId, Incident],
        tallies: Mapping[TallyId, Tally],
        fetch: Fetch,
        fetch_findings: FetchFindings = _find_none,
    ) -> None:
        self.dossiers: dict[IncidentId, Dossier] = {}
        self.contexts: dict[Digest, Context] = {}
        self._incidents, self._tallies, self._fetch, self._fetch_findings = incidents, tallies, fetch, fetch_findings
        self._reports_of: dict[IncidentId, tuple[Digest, ...]] = {}
        self._standing_on: dict[Digest, set[IncidentId]] = defaultdict(set)
        self._counted_by: dict[IncidentId, set[TallyId]] = defaultdict(set)
        self._counts: dict[TallyId, tuple[IncidentId, ...]] = {}
        self._spoken: dict[Digest, Spoken] = {}
        self._heard_at: dict[str, list[datetime]] = defaultdict(list)
        self._words: dict[str, list[Told]] = defaultdict(list)
        self._awaited: dict[IncidentId, Awaited] = {}
        self._awaiting: dict[str, list[tuple[float, IncidentId]]] = defaultdict(list)
        """By authority, since when incidents await its word."""
        self._points: dict[IncidentId, tuple[str, datetime]] = {}
        self._times: dict[str, list[datetime]] = defaultdict(list)
        self._apart: dict[str, dict[IncidentId, datetime]] = defaultdict(dict)
        """By region, the incidents that voices put into more than one place, with their points: whether these contradict hangs on what else happened."""
        self._recurring: dict[str, set[IncidentId]] = defaultdict(set)
        """By region, the incidents of which a recurrence was checked."""

    def renew(
        self, incidents: Iterable[IncidentId], tallies: Iterable[TallyId], reports: Iterable[Digest], profiles: Mapping[str, SourceProfile]
    ) -> tuple[set[IncidentId], set[Digest]]:
        """Assess what these touch, gone ones included; gives the dossiers and the reports of contexts that came out differently."""
        incidents, reports = set(incidents), set(reports)
        around = reports | self._rehang(incidents)
        touched = incidents | self._recount(tallies) | {each for digest in reports for each in self._standing_on.get(digest, ())}
        touched |= set(self._hear(reports, profiles))
        material = self._gather(touched, around, profiles)
        touched |= set(self._move_points(incidents, material))
        material = self._gather(touched, around, profiles)
        self._await(touched, material)
        last = {name: times[-1] for name, times in self._heard_at.items() if times}
        ground = Ground(heard=Heard(last=last, words=self._words, rollups=find_rollups(material)), series=Series(self._times))
        there = [self._incidents[each] for each in sorted(touched) if each in self._incidents]
        dossiers, contexts = assess_part(material, ground, there, around)
        return self._keep(touched, dossiers), self._keep_contexts(around, contexts)

    def _rehang(self, incidents: Iterable[IncidentId]) -> set[Digest]:
        """Note which reports changed incidents stand on; gives those reports, and those that they stood on."""
        around = set[Digest]()
        for incident_id in incidents:
            before, incident = self._reports_of.pop(incident_id, ()), self._incidents.get(incident_id)
            for digest in before:
                self._standing_on[digest].discard(incident_id)
            around.update(before)
            if incident is not None:
                self._reports_of[incident_id] = incident.reports
                for digest in incident.reports:
                    self._standing_on[digest].add(incident_id)
                around.update(incident.reports)
        return around

    def _recount(self, tallies: Iterable[TallyId]) -> set[IncidentId]:
        """Note which incidents changed tallies count; gives those incidents, and those that they counted."""
        touched = set[IncidentId]()
        for tally_id in tallies:
            before, tally = self._counts.pop(tally_id, ()), self._tallies.get(tally_id)
            for incident_id in before:
                self._counted_by[incident_id].discard(tally_id)
            touched.update(before)
            if tally is not None:
                self._counts[tally_id] = tally.incidents
                for incident_id in tally.incidents:
                    self._counted_by[incident_id].add(tally_id)
                touched.update(tally.incidents)
        return touched

    def _hear(self, reports: Iterable[Digest], profiles: Mapping[str, SourceProfile]) -> Iterator[IncidentId]:
        """Note what authorities say in these reports and said in them; gives the incidents on which that can be their awaited word, or their silence."""
        before = {name: times[-1] for name, times in self._heard_at.items() if times}
        turned = list[tuple[str, Told]]()
        for digest in reports:
            old, new = self._spoken.pop(digest, None), self._read_spoken(digest, profiles)
            if old is not None:
                self._heard_at[old.name].remove(old.at)
                for told in old.told:
                    words = self._words[old.name]
                    del words[words.index(told, bisect_left(words, told.at, key=attrgetter("at")))]
            if new is not None:
                self._spoken[digest] = new
                insort(self._heard_at[new.name], new.at)
                for told in new.told:
                    insort(self._words[new.name], told, key=attrgetter("at"))
            turned += [(spoken.name, told) for spoken in (old, new) if spoken and old != new for told in spoken.told]
        now = {name: times[-1] for name, times in self._heard_at.items() if times}
        for name in {*before, *now}:
            if before.get(name) != now.get(name):
                yield from self._between(name, before.get(name), now.get(name))
        for name, told in turned:
            yield from self._meant(name, told)

    def _read_spoken(self, digest: Digest, profiles: Mapping[str, SourceProfile]) -> Spoken | None:
        found = self._fetch(digest)
        if found is None:
            return None
        report, reading, _, _ = found
        name = speaks_as(report, profiles)
        if name is None or report.published_at is None:
            return None
        return Spoken(name, report.published_at, tuple(told_by(report, reading)) if reading else ())

    def _between(self, name: str, one: datetime | None, other: datetime | None) -> Iterator[IncidentId]:
        """The incidents that became public between two instants at which an authority was last heard; all when it was never."""
        awaiting = self._awaiting.get(name, [])
        if one is None or other is None:
            yield from (incident_id for _, incident_id in awaiting)
            return
        begin, end = bisect_left(awaiting, (min(one, other).timestamp(), "")), bisect_right(awaiting, (max(one, other).timestamp(), "~"))
        yield from (incident_id for _, incident_id in awaiting[begin:end])

    def _meant(self, name: str, told: Told) -> Iterator[IncidentId]:
        """The incidents that a word of an authority may mean."""
        awaiting = self._awaiting.get(name, [])
        begin = bisect_left(awaiting, ((told.at - AFTER).timestamp(), ""))
        end = bisect_right(awaiting, ((told.at + BEFORE).timestamp(), "~"))
        for _, incident_id in awaiting[begin:end]:
            incident, awaited = self._incidents.get(incident_id), self._awaited[incident_id]
            if incident is not None and may_be_meant(incident, awaited.iso, awaited.since, (told,)):
                yield incident_id

    def _move_points(self, incidents: Iterable[IncidentId], material: Material) -> Iterator[IncidentId]:
        """Move changed incidents in the series of their regions; gives those whose claimed recurrence, or whose places, must be looked at again."""
        for incident_id in incidents:
            incident, before = self._incidents.get(incident_id), self._points.pop(incident_id, None)
            now = None if incident is None else point_of(incident, material)
            if now is not None:
                self._points[incident_id] = now
            self._note_apart(incident_id, incident, before, now)
            if before == now:
                continue
            if before is not None:
                self._times[before[0]].remove(before[1])
                yield from (*self._recurring.get(before[0], ()), *self._near(*before))
            if now is not None:
                insort(self._times[now[0]], now[1])
                yield from (*self._recurring.get(now[0], ()), *self._near(*now))

    def _note_apart(
        self, incident_id: IncidentId, incident: Incident | None, before: tuple[str, datetime] | None, now: tuple[str, datetime] | None
    ) -> None:
        if before is not None:
            self._apart[before[0]].pop(incident_id, None)
        if incident is not None and now is not None and names_places(incident):
            self._apart[now[0]][incident_id] = now[1]

    def _near(self, iso: str, at: datetime) -> list[IncidentId]:
        """The incidents with several places in a region, so near in time that something which happened then leaves them no longer alone."""
        return [incident_id for incident_id, other in self._apart.get(iso, {}).items() if abs(other - at) <= QUIET]

    def _await(self, touched: Iterable[IncidentId], material: Material) -> None:
        """Note whose word is awaited on what was touched."""
        threads = join_material(material)
        for incident_id in touched:
            before, incident = self._awaited.pop(incident_id, None), self._incidents.get(incident_id)
            now = None if incident is None else await_words(incident, material, threads)
            for awaited, is_here in ((before, False), (now, True)):
                if awaited is not None and awaited.since is not None:
                    self._note_awaited(awaited.names, (awaited.since.timestamp(), incident_id), is_here=is_here)
            if now is not None:
                self._awaited[incident_id] = now

    def _note_awaited(self, names: Iterable[str], entry: tuple[float, IncidentId], *, is_here: bool) -> None:
        for name in names:
            if is_here:
                insort(self._awaiting[name], entry)
            else:
                del self._awaiting[name][bisect_left(self._awaiting[name], entry)]

    def _gather(self, touched: Iterable[IncidentId], around: Iterable[Digest], profiles: Mapping[str, SourceProfile]) -> Material:
        """All that these incidents and reports are assessed from."""
        incidents = {each: self._incidents[each] for each in touched if each in self._incidents}
        digests = {digest for incident in incidents.values() for digest in incident.reports}.union(around)
        for digest in digests:
            incidents.update((each, self._incidents[each]) for each in self._standing_on.get(digest, ()) if each in self._incidents)
        found = {digest: filed for digest in digests if (filed := self._fetch(digest)) is not None}
        tallies = [self._tallies[each] for incident_id in incidents for each in self._counted_by.get(incident_id, ())]
        beside = {tally.report: filed[0] for tally in tallies if (filed := self._fetch(tally.report)) is not None}
        return Material(
            incidents=tuple(incidents.values()),
            tallies=tuple({tally.tally_id: tally for tally in tallies}.values()),
            reports={**beside, **{digest: filed[0] for digest, filed in found.items()}},
            readings={digest: filed[1] for digest, filed in found.items() if filed[1] is not None},
            occurrences=tuple(each for filed in found.values() for each in filed[2]),
            claims=tuple(each for filed in found.values() for each in filed[3]),
            profiles=profiles,
            findings=tuple(each for digest in found for each in self._fetch_findings(digest)),
        )

    def _keep(self, touched: Iterable[IncidentId], dossiers: Iterable[Dossier]) -> set[IncidentId]:
        made, changed = {dossier.incident.incident_id: dossier for dossier in dossiers}, set[IncidentId]()
        for incident_id in touched:
            before, now = self.dossiers.pop(incident_id, None), made.get(incident_id)
            if now is not None:
                self.dossiers[incident_id] = now
            if before != now:
                changed.add(incident_id)
            self._note_recurring(before, now)
        return changed

    def _note_recurring(self, before: Dossier | None, now: Dossier | None) -> None:
        for dossier, is_here in ((before, False), (now, True)):
            if dossier is not None and dossier.incident.place is not None and dossier.incident.place.iso is not None:
                recurring = self._recurring[dossier.incident.place.iso]
                if is_here and any(each.check for each in dossier.hypotheses):
                    recurring.add(dossier.incident.incident_id)
                else:
                    recurring.discard(dossier.incident.incident_id)

    def _keep_contexts(self, around: Iterable[Digest], contexts: Iterable[Context]) -> set[Digest]:
        made, changed = {context.report: context for context in contexts}, set[Digest]()
        for digest in around:
            before, now = self.contexts.pop(digest, None), made.get(digest)
            if now is not None:
                self.contexts[digest] = now
            if before != now:
                changed.add(digest)
        return changed
