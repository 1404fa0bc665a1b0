"""Who says what of which scene: claims on one incident that must be about one object, as far as their words show.

An incident may be a night's raid over a region. Two claims on it are of one scene when one report makes both, when they name the same town, or when the
whole incident knows no more than one town.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from skywitness.model.ids import Digest
from skywitness.model.place import Period, Place
from skywitness.model.reading import Claim
from skywitness.model.report import Report
from skywitness.model.words import AsserterClass, PlaceRole, Precision, Stream, TimePrecision, Topic, What

STRUCK = frozenset({What.INTERCEPTED, What.IMPACT})
FIGURES = frozenset({Topic.COUNT, Topic.CASUALTIES})
FEW = 2
"""Reports in which one authority may tell of one thing again and again, and towns in which voices may place it; with more there was a raid."""
CLOCKED = frozenset({TimePrecision.MINUTE, TimePrecision.HOUR})
LOCAL = frozenset({Precision.TOWN, Precision.SITE, Precision.POINT})


class Voice(Struct, frozen=True, kw_only=True):
    """One claim with the report that makes it and where and when it says that it was.

    ``kind`` tells figures of one topic apart: the killed and the injured; None when it is not told. ``is_part`` marks a figure within another one.
    """

    claim: Claim
    report: Report
    is_part: bool
    kind: str | None
    place: Place | None
    role: PlaceRole | None
    what: What
    period: Period

    @property
    def is_official(self) -> bool:
        """Whether an authority says so, in its own channel or in somebody's report of it."""
        return self.claim.asserter.stream is Stream.OFFICIAL or self.claim.asserter.kind is AsserterClass.AUTHORITY

    @property
    def speaker(self) -> tuple[str, str]:
        """Who speaks: names that many can bear ("self", "witnesses") are told apart by the source."""
        asserter = self.claim.asserter
        return asserter.name, "" if asserter.kind in {AsserterClass.AUTHORITY, AsserterClass.ANALYST} else self.report.source

    @property
    def town(self) -> str | None:
        """The town or finer place that it names; None when it names none or a whole region."""
        is_there = self.place is not None and self.place.precision in LOCAL and self.role is not PlaceRole.AIMED_AT
        return self.place.name if self.place is not None and is_there else None


class Scenes(Struct, frozen=True):
    """The towns that an incident's claims name, and by scene and topic what each speaker says there."""

    towns: frozenset[str]
    busy: frozenset[str | None]
    """Where by one speaker's account more than one thing happened."""
    is_raid: bool
    """Whether one authority tells of more than two things anywhere in it, or more than two towns were struck: then what others tell may be of a thing that nobody else does."""
    said: dict[tuple[str | None, Topic], dict[tuple[str, str], set[object]]]

    def are_one(self, left: Voice, right: Voice) -> bool:
        """Whether two claims must be of one object."""
        if left.report.digest == right.report.digest:
            return True
        return left.town == right.town if left.town and right.town else len(self.towns) <= 1

    def is_busy(self, left: Voice, right: Voice) -> bool:
        """Whether more than one thing happened where these two speak of."""
        return bool(self.busy & {left.town, right.town})

    def is_single(self, left: Voice, right: Voice) -> bool:
        """Whether nobody tells of more than one thing where these two speak of: in an incident that is no raid, or, for figures, in the one town that both name."""
        return not self.is_busy(left, right) and (not self.is_raid or _is_figure_of_one_town(left, right))

    def count_speakers(self, voice: Voice) -> int:
        """How many speakers give that value for that town."""
        said = self.said.get((voice.town, voice.claim.about), {})
        return sum(voice.claim.value in values for values in said.values())

    def both_hold(self, left: Voice, right: Voice, topic: Topic) -> bool:
        """Whether somebody says both of one scene: then there were two objects. Of one report nothing is excused."""
        if left.report.digest == right.report.digest:
            return False
        both = {left.claim.value, right.claim.value}
        return any(both <= values for town in {left.town, right.town} for values in self.said.get((town, topic), {}).values())

    def has_several(self, voices: Collection[Voice]) -> bool:
        """Whether one speaker gives more than one figure for a scene: figures of several happenings, or one that grew."""
        return any(len(self.said.get((voice.town, voice.claim.about), {}).get(voice.speaker, ())) > 1 for voice in voices)


def lay_out_scenes(voices: Sequence[Voice]) -> Scenes:
    """The scenes of an incident, in one pass over its claims. Negated claims say nothing of an object."""
    happened = defaultdict[tuple[str | None, tuple[str, str]], set[Digest]](set)
    by_authority = defaultdict[tuple[str, str], set[Digest]](set)
    said = defaultdict[tuple[str | None, Topic], dict[tuple[str, str], set[object]]](lambda: defaultdict(set))
    for voice in voices:
        if not voice.claim.negated and voice.claim.value is not None:
            said[voice.town, voice.claim.about][voice.speaker].add(voice.claim.value)
            if voice.claim.about is Topic.OUTCOME and voice.what in STRUCK:
                happened[voice.town, voice.speaker].add(voice.report.digest)
                if voice.is_official:
                    by_authority[voice.speaker].add(voice.report.digest)
    struck = {town for town, _ in happened if town}
    return Scenes(
        towns=frozenset(voice.town for voice in voices if voice.town),
        busy=frozenset(town for (town, _), told in happened.items() if len(told) > 1),
        is_raid=any(len(told) > FEW for told in by_authority.values()) or len(struck) > FEW,
        said=dict(said),
    )


def _is_figure_of_one_town(left: Voice, right: Voice) -> bool:
    return left.claim.about in FIGURES and left.town is not None and left.town == right.town


def are_of_one_time(left: Voice, right: Voice) -> bool:
    """Whether two figures can be of one span of time: both tell none, or their spans meet. An hour's figure is none of a night's; one without a time can be
    of a night or a day, and is none of an hour.
    """
    one, other = (voice.period.start or voice.period.end for voice in (left, right))
    if one is None or other is None:
        return not any(voice.period.precision in CLOCKED for voice in (left, right))
    ends = [voice.period.end or voice.period.start for voice in (left, right)]
    return max(one, other) <= min(end for end in ends if end is not None)


def towns_of_speakers(voices: Iterable[Voice]) -> dict[tuple[str, str], set[str]]:
    """By speaker, the towns that it names."""
    found = defaultdict[tuple[str, str], set[str]](set)
    for voice in voices:
        if voice.town:
            found[voice.speaker].add(voice.town)
    return found
