"""Concludes again and again over one ledger: the first time everything, then only what the news touches, with the result that everything would give.

news ─► fuse, going on ─► assess, going on ─► the part of the picture that came out differently
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from skywitness import __version__
from skywitness.assess.dossier import context_id
from skywitness.assess.ongoing import Assessing
from skywitness.assess.responsible import list_offices
from skywitness.errors import UnknownId
from skywitness.fuse.copies import shorten_address
from skywitness.fuse.ongoing import Filed, Ongoing, find_doubts
from skywitness.ledger import UNSEEN, Ledger, News, PictureChange, Seen, Told
from skywitness.model.ids import ActivityId, Digest, IncidentId, TallyId, content_id
from skywitness.model.incident import Picture
from skywitness.model.provenance import Activity, Decision
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.review import Doubt
from skywitness.reference import known_profiles

Clock = Callable[[], datetime]
AT_HAND = 4_000
"""Reports that are kept as they are filed; others are read from the ledger again."""
TOGETHER = 1_000
"""Reports that are taken in together, so that the first time does not hold all of them in memory."""


def make_activity(step: str, version: str, settings: object) -> Activity:
    """The record of a step: the same step, version and settings are the same activity, whenever it ran."""
    text = msgspec.json.encode(settings, order="deterministic").decode()
    return Activity(
        activity_id=ActivityId(content_id("a", step, version, text)),
        step=step,
        version=version,
        settings=text,
        agent=f"skywitness {version}",
    )


def profiles_of(reports: Iterable[Report], told: Mapping[str, SourceProfile]) -> dict[str, SourceProfile]:
    """The profile of every source of these reports; one that nobody told of is judged by the stream of its last report."""
    known = {**known_profiles(), **told}
    streams = {report.source: report.stream for report in reports}
    return {name: known.get(name) or SourceProfile(name=name, stream=stream) for name, stream in streams.items()}


def name_speaking(told: Mapping[str, SourceProfile]) -> frozenset[str]:
    """The sources that are known to speak for an authority: theirs is looked at even where nothing was read in it, as whoever goes on publishing could have spoken."""
    return frozenset(name for name, profile in {**known_profiles(), **told}.items() if profile.speaks_for)


class Turned(Struct, frozen=True):
    """Ids of what came out differently, or is gone: incidents, tallies, and the reports of contexts."""

    incidents: set[IncidentId]
    tallies: set[TallyId]
    reports: set[Digest]


class Insight(Struct, frozen=True):
    """What a concluder knows of an incident beyond the picture: its doubts, and the source of each report."""

    doubts: tuple[Doubt, ...]
    sources: Mapping[Digest, str]


class Turns:
    """A lock that is given in the order in which it was asked for. One that is not may be taken again and again by a thread that works without a pause, and whoever waits beside it starves."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting = deque[threading.Lock]()

    def __enter__(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # until whoever is before us hands it over

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class Concluder:
    """The picture of one ledger, kept up to date. Sketches and indexes of all reports that bear on something stay in memory, so keep one as long as the ledger is open.

    Other processes may write to the same ledger: what they add is news here, and nothing is recorded that does not rest on all there is. Threads take turns.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._step = make_activity("conclude", __version__, {})
        self._one_at_a_time = Turns()
        self._seen: Seen = UNSEEN
        self._decisions: tuple[Decision, ...] = ()
        self._begin({})

    def conclude(self, *, clock: Clock) -> PictureChange:
        """Take in what is new in the ledger and append what it changed in the picture; that is what comes back."""
        with self._one_at_a_time:
            try:
                return self._conclude(clock)
            except BaseException:
                self._begin({})  # half taken in: the next time begins with everything
                raise

    @property
    def profiles(self) -> Mapping[str, SourceProfile]:
        """What is known of every source, with the grades that people gave."""
        return self._ongoing.profiles

    def is_behind(self) -> bool:
        """Whether something came into the ledger that the picture does not rest on yet. Costs five look-ups."""
        return self._ledger.seen() != self._seen

    def look_into(self, incident_id: IncidentId) -> Insight:
        """What the machine is unsure of about an incident, and who tells of it; nothing when the picture holds none of that id. Waits for a conclusion that runs."""
        with self._one_at_a_time:
            there = self._ongoing.incidents.get(incident_id)
            leaves = [] if there is None else [self._ongoing.leaf_of(each) for each in there.occurrences]
            sources = {leaf.order[2]: leaf.drawn[0].source for leaf in leaves if leaf is not None and leaf.drawn}
            return Insight(tuple(find_doubts(self._ongoing, incident_id)), sources)

    def incidents_of(self, names: Iterable[str]) -> set[IncidentId]:
        """The incidents that ids of incidents, occurrences and reports now stand for, as decisions name them."""
        with self._one_at_a_time:
            found = {self._ongoing.incident_of(each) for each in self._ongoing.names.occurrences(names)}
            return {each for each in found if each is not None}

    def _conclude(self, clock: Clock) -> PictureChange:
        self._ledger.register(self._step, clock())
        turned, is_whole = Turned(set(), set(), set()), False
        while True:
            speaking = name_speaking(self._ledger.profiles())
            news = self._ledger.news(self._seen, speaking=speaking)
            if self._seen == UNSEEN or not self._goes_on(news):
                is_whole, news = True, self._ledger.news(speaking=speaking)
                self._begin(profiles_of((report for report, _ in self._ledger.bearing(speaking)), self._ledger.profiles()))
            if is_whole or news.decided:
                self._decisions = self._ledger.decisions()
            for digests in _batches(tuple(dict.fromkeys((*news.reports, *self._note_addresses())))) or [()]:
                self._take_in(digests, turned)
            self._seen = news.upto
            part, gone = self._part(turned, is_whole=is_whole)
            change = self._ledger.amend_picture(part, gone, seen=self._seen, at=clock(), by=self._step.activity_id)
            if change is not None:
                return change

    def _begin(self, profiles: dict[str, SourceProfile]) -> None:
        """Start from nothing, with these profiles."""
        self._seen = UNSEEN
        self._profiles = profiles
        self._decisions = ()
        self._at_hand: dict[Digest, Filed] = {}
        self._there: set[Digest] = set()
        self._at_address: dict[int, Digest | tuple[Digest, ...]] = {}
        """By the hash of an address, the reports that stand there: which of those that bear on nothing are linked to is asked of the ledger then."""
        self._ongoing = Ongoing(profiles, self._fetch, posted=self._find_posted)
        self._assessing = Assessing(
            self._ongoing.incidents, self._ongoing.tallies, self._fetch_for_assessment, lambda digest: self._fetch(digest).findings
        )

    def _goes_on(self, news: News) -> bool:
        """Whether what is known of sources stays as it was, new ones apart that answer for no place: else everything must be looked at again."""
        reports = [told.report for digest in news.reports if (told := self._ledger.told(digest)) is not None]
        if not news.described and all(report.source in self._profiles for report in reports):
            return all(self._is_as_described(report) for report in reports)
        fresh = profiles_of(reports, self._ledger.profiles())
        if news.described:
            known = {**known_profiles(), **self._ledger.profiles()}
            if any(known.get(name, profile) != profile for name, profile in self._profiles.items()):
                return False
        new = {name: profile for name, profile in fresh.items() if name not in self._profiles}
        if list_offices(new.values()) or not all(self._is_as_described(report) for report in reports if report.source not in new):
            return False
        self._profiles.update(new)
        self._ongoing.describe(new)
        return True

    def _is_as_described(self, report: Report) -> bool:
        """Whether a report leaves its source's profile as it is: one that nobody told of has the stream of its last report."""
        profile = self._profiles[report.source]
        return profile.stream is report.stream or profile != SourceProfile(name=report.source, stream=profile.stream)

    def _take_in(self, digests: Sequence[Digest], turned: Turned) -> None:
        news: dict[Digest, Filed | None] = {}
        for digest in digests:
            told = self._ledger.told(digest)
            news[digest] = _file(told) if told is not None and told.is_current else None
            self._at_hand.pop(digest, None)
        self._there.difference_update(news)
        self._there.update(digest for digest, filed in news.items() if filed is not None)
        self._at_hand.update((digest, filed) for digest, filed in news.items() if filed is not None)
        touched = self._ongoing.update(news, self._decisions)
        incidents, reports = self._assessing.renew(touched.incidents, touched.tallies, {*touched.reports, *news}, self._ongoing.profiles)
        turned.incidents.update(incidents)
        turned.tallies.update(touched.tallies)
        turned.reports.update(reports)
        while len(self._at_hand) > AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]

    def _note_addresses(self) -> list[Digest]:
        """Note at which addresses reports stand that came since; gives those that somebody links to already, whether they bear on something or not."""
        linked = []
        for digest, url in self._ledger.addresses(self._seen[0]):
            address = shorten_address(url)
            key, there = hash(address), self._at_address.get(hash(address))
            self._at_address[key] = digest if there is None else (*((there,) if isinstance(there, str) else there), digest)
            if self._ongoing.is_linked(address):
                linked.append(digest)
        return linked

    def _find_posted(self, address: str) -> Iterator[Digest]:
        """The reports that are there at an address."""
        there = self._at_address.get(hash(address), ())
        for digest in (there,) if isinstance(there, str) else there:
            told = self._ledger.told(digest)
            if told is not None and told.is_current and told.report.url and shorten_address(told.report.url) == address:
                self._at_hand[digest] = _file(told)
                yield digest

    def _part(self, turned: Turned, *, is_whole: bool) -> tuple[Picture, set[str] | None]:
        """What came out differently and is there, and the ids of what is gone; None when it is everything."""
        dossiers, tallies, contexts = self._assessing.dossiers, self._ongoing.tallies, self._assessing.contexts
        if is_whole:
            return Picture(dossiers=tuple(dossiers.values()), tallies=tuple(tallies.values()), contexts=tuple(contexts.values())), None
        gone: set[str] = {each for each in turned.incidents if each not in dossiers}
        gone |= {each for each in turned.tallies if each not in tallies}
        gone |= {context_id(each) for each in turned.reports if each not in contexts}
        return Picture(
            dossiers=tuple(dossiers[each] for each in turned.incidents if each in dossiers),
            tallies=tuple(tallies[each] for each in turned.tallies if each in tallies),
            contexts=tuple(contexts[each] for each in turned.reports if each in contexts),
        ), gone

    def _fetch(self, digest: Digest) -> Filed:
        """A report that is there, as it is filed; one that a newer version is about to replace is there until the news of that is taken in."""
        found = self._at_hand.get(digest)
        if found is None:
            told = self._ledger.told(digest)
            if told is None:
                raise UnknownId(f"no report in this ledger has the digest {digest}")
            found = self._at_hand[digest] = _file(told)
        return found

    def _fetch_for_assessment(self, digest: Digest) -> tuple[Report, Reading | None, Sequence[Occurrence], Sequence[Claim]] | None:
        if digest not in self._there:
            return None
        filed = self._ongoing.filed(digest)
        return filed.report, filed.reading, filed.occurrences, filed.claims


def _file(told: Told) -> Filed:
    if told.read is None:
        return Filed(told.report, findings=told.findings)
    reading, occurrences, claims = told.read
    return Filed(told.report, reading, tuple(occurrences), tuple(claims), told.findings)


def _batches(digests: Sequence[Digest]) -> list[Sequence[Digest]]:
    return [digests[begin : begin + TOGETHER] for begin in range(0, len(digests), TOGETHER)]
