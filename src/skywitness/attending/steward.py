"""Keeps the picture and the queue up to date while the server runs: obeys what people decide, whoever wrote it into the ledger, and looks at what changed.

It may run beside a ``watch`` on the same ledger: both solve what is new, with the same result, and the ledger records it once.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from skywitness.archive import FOLDER, Archive
from skywitness.archive.custody import LOG
from skywitness.assess.review import contested_by, review, review_copy, review_source
from skywitness.attending.queue import Queue
from skywitness.concluding import Concluder
from skywitness.errors import SkywitnessError, UnknownId
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.protocol import PICTURE_UNSEEN
from skywitness.model.ids import IncidentId
from skywitness.model.incident import Dossier
from skywitness.model.review import Item, Need
from skywitness.publish.copies import unreleased

log = logging.getLogger(__name__)
LOOK_S = 0.25
"""How often it is seen whether somebody else added something."""
MOST_ASKED = 20
"""Reports of an incident whose sources are asked for their region."""
AGAIN_S = 5.0
"""After something broke, so long nothing is tried."""


class Steward:
    """One for a server. ``ledger`` is open for writing; threads may ask while the steward's own works."""

    def __init__(self, ledger: Path | str, clock: Callable[[], datetime], *, beside: Path | None = None) -> None:
        self.ledger: Ledger = open_ledger(ledger, create=False)
        self.queue = Queue()
        self.concluder = Concluder(self.ledger)
        self._clock, self._archive = clock, (beside or Path(ledger)) / FOLDER
        self._stop, self._news = threading.Event(), threading.Event()
        self._turn = threading.Condition()
        self._obeyed = 0
        self._picture_seen = PICTURE_UNSEEN
        self._contested: dict[str, dict[str, int]] = {}
        """By incident, how many answers each source contests there."""
        self._contesting = defaultdict[str, int](int)
        self._carrying: dict[str, set[IncidentId]] = defaultdict(set)
        """By the digest of a media file, the incidents whose findings name it."""
        self._copies_seen: object = None
        self.is_ready = False
        self.when_ready: Callable[[], None] = lambda: None
        """Called once, when everything has been looked at for the first time."""
        self._thread = threading.Thread(target=self._work, name="steward", daemon=True)

    def find_region(self, incidents: Iterable[str]) -> str | None:
        """The region that the most sources of these incidents are of, by its code; None when none is told."""
        told, profiles = Counter[str](), self.ledger.profiles()
        for name in incidents:
            with suppress(UnknownId):  # gone meanwhile
                for digest in self.ledger.dossier(IncidentId(name)).incident.reports[:MOST_ASKED]:
                    profile = profiles.get(self.ledger.report(digest).source)
                    told.update([profile.region] if profile is not None and profile.region else [])
        return next((region for region, _ in told.most_common(1)), None)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End the work, and let go of the ledger. What is being solved is finished first."""
        self._stop.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join()
        self.ledger.close()

    def wake(self) -> None:
        """There is something new: look now."""
        self._news.set()

    def wait_until_obeyed(self, decisions: int, most_s: float) -> bool:
        """Wait until that many decisions are in the picture and in the queue; whether they are."""
        self.wake()
        with self._turn:
            return self._turn.wait_for(lambda: self._obeyed >= decisions, most_s)

    def catch_up(self) -> None:
        """Solve what is new and look at what changed. This is what the thread does; it may be called instead of starting it."""
        decided = self.ledger.seen()[3]
        if self.concluder.is_behind():
            self.concluder.conclude(clock=self._clock)
        news = self.ledger.picture_news(self._picture_seen)
        self._review(news.incidents)
        if news.incidents or decided != self._obeyed:
            self._review_sources()
        self._picture_seen = news.upto
        self._review_copies()
        was_ready = self.is_ready
        with self._turn:
            self._obeyed = decided
            self.is_ready = True
            self._turn.notify_all()
        if not was_ready:
            self.when_ready()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._news.clear()
            try:
                self.catch_up()
            except (SkywitnessError, OSError) as error:
                log.warning("the desk could not look at what is new: %s", error)
                self._stop.wait(AGAIN_S)
            self._news.wait(LOOK_S)

    def _review(self, incident_ids: Iterable[IncidentId]) -> None:
        """Look again at incidents that changed, and at those that doubts tie to them."""
        changed = list(incident_ids)
        at_hand: dict[IncidentId, Dossier | None] = {}
        for incident_id in changed:
            if self._stop.is_set():
                return
            dossier = self._dossier(incident_id, at_hand)
            self.queue.replace([incident_id], [] if dossier is None else self._items_of(dossier, at_hand))
            if len(at_hand) > 1_000:
                at_hand.clear()

    def _items_of(self, dossier: Dossier, at_hand: dict[IncidentId, Dossier | None]) -> list[Item]:
        incident_id = dossier.incident.incident_id
        insight = self.concluder.look_into(incident_id)
        beside = {each for doubt in insight.doubts for each in doubt.incidents} - {incident_id}
        others = {each: found for each in beside if (found := self._dossier(each, at_hand)) is not None}
        self._contest(incident_id, contested_by(dossier, insight.sources))
        for finding in dossier.findings:
            if finding.media is not None:
                self._carrying[finding.media].add(incident_id)
        return review(dossier, insight.doubts, others)

    def _dossier(self, incident_id: IncidentId, at_hand: dict[IncidentId, Dossier | None]) -> Dossier | None:
        """An incident of the picture; None when it is gone, or went into another."""
        if incident_id not in at_hand:
            try:
                found: Dossier | None = self.ledger.dossier(incident_id)
            except UnknownId:
                found = None
            at_hand[incident_id] = found if found is not None and found.incident.incident_id == incident_id else None
            if at_hand[incident_id] is None:
                self._contest(incident_id, {})
        return at_hand[incident_id]

    def _contest(self, incident_id: str, contested: dict[str, int]) -> None:
        for source, number in self._contested.pop(incident_id, {}).items():
            self._contesting[source] -= number
        if contested:
            self._contested[incident_id] = contested
        for source, number in contested.items():
            self._contesting[source] += number

    def _review_sources(self) -> None:
        profiles = self.concluder.profiles
        for source, number in self._contesting.items():
            profile = profiles.get(source)
            if number > 0 and (profile is None or profile.reliability is None):
                self.queue.put(review_source(source, number))
            else:
                self.queue.discard(f"grade:{source}")

    def _review_copies(self) -> None:
        """Look at the copies that were made to be published, when the archive or a decision says something new."""
        if not (self._archive / LOG).is_file():
            return
        status = (self._archive / LOG).stat()
        seen = (status.st_mtime_ns, status.st_size, self.ledger.seen()[3], self._picture_seen)
        if seen == self._copies_seen:
            return
        waiting = unreleased(Archive(self._archive, create=False).entries(), self.ledger.decisions())
        at_hand: dict[IncidentId, Dossier | None] = {}
        for gone in [item.key for item in self.queue.of_kind(Need.MEDIA) if item.about[0] not in waiting]:
            self.queue.discard(gone)
        for digest, made_of in waiting.items():
            dossiers = [found for each in sorted(self._carrying.get(made_of, ())) if (found := self._dossier(each, at_hand))]
            self.queue.put(review_copy(digest, made_of, dossiers))
        self._copies_seen = seen
