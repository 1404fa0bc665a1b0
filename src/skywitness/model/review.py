"""What needs a person: where the machine is unsure, and what a person's answer may change."""

from __future__ import annotations

from enum import StrEnum
from math import exp2

from msgspec import Struct

from skywitness.model.ids import Digest, IncidentId, OccurrenceId


class Need(StrEnum):
    """What is asked of a person."""

    MERGE = "merge"
    """Two incidents that may be one."""
    LINK = "link"
    """One report that may not belong to its incident."""
    SPLIT = "split"
    """An incident that may be two."""
    PLACE = "place"
    """An incident without a place."""
    DISPUTE = "dispute"
    """Answers that contradict one another."""
    MEDIA = "media"
    """A copy of a photo or film, made to be published, that nobody released."""
    GRADE = "grade"
    """A source without a grade that contradicts others."""


class DoubtedPair(Struct, frozen=True):
    """Two reports that were compared, the one told first at the front, and what speaks for and against their telling of one happening."""

    reports: tuple[Digest, Digest]
    why: str


class Doubt(Struct, frozen=True, kw_only=True):
    """Where the machine is unsure of what it put together, or left apart.

    With two ``incidents`` it asks whether they are one; with one, whether the ``leaving`` occurrences belong to it, which stand in ``leaving_reports``. ``bits`` are the
    log2 odds that it is all one happening: the mean over the compared pairs between the two sides. ``pairs`` are those that weigh most.
    """

    incidents: tuple[IncidentId, ...]
    bits: float
    leaving: tuple[OccurrenceId, ...] = ()
    leaving_reports: tuple[Digest, ...] = ()
    pairs: tuple[DoubtedPair, ...] = ()

    @property
    def likely_wrong(self) -> float:
        """The probability that the machine's answer is not a person's: that two are one which it left apart, or that one is two."""
        is_one = 1 / (1 + exp2(-max(-60.0, min(60.0, self.bits))))
        return is_one if len(self.incidents) > 1 else 1 - is_one


class Item(Struct, frozen=True, kw_only=True):
    """One thing for a person to look at. ``key`` stays as long as it is the same thing; ``state`` changes when what it rests on does.

    ``chance`` is how probably a person's answer is not the machine's, ``standings`` how many standings that would touch; their product is the order of the queue.
    ``about`` are the questions, the source or the file that it is about.
    """

    key: str
    need: Need
    incidents: tuple[IncidentId, ...] = ()
    about: tuple[str, ...] = ()
    chance: float
    standings: float
    state: str = ""
    doubt: Doubt | None = None

    @property
    def value(self) -> float:
        """How many standings are expected to change when a person answers."""
        return self.chance * self.standings
