"""A file is held against the one happening that its report tells, and against nothing when there are several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from skywitness.model.ids import AssertionId, Digest, OccurrenceId
from skywitness.model.incident import Finding
from skywitness.model.place import Period, Place
from skywitness.model.reading import Occurrence, PlaceMention
from skywitness.model.words import Kind, PlaceRole, Precision, Target, TimePrecision, Topic, Verdict, What
from skywitness.parts import Claimed
from skywitness.verify.examine import Brought, claim_of, examine, find_told

AT = datetime(2031, 3, 4, 20, tzinfo=UTC)
TOWN = Place(name="Lower Ferry", iso="RU-LIP", lat=52.0, lon=39.0, radius_m=4_000, precision=Precision.TOWN)
OTHER = Place(name="Upper Ferry", iso="RU-LIP", lat=52.9, lon=39.9, radius_m=4_000, precision=Precision.TOWN)


def happened(number: int = 1, place: Place | None = TOWN, role: PlaceRole = PlaceRole.OCCURRED, **period: object) -> Occurrence:
    told = {"start": AT, "end": AT + timedelta(hours=2), "precision": TimePrecision.HOUR} | period
    return Occurrence(
        occurrence_id=OccurrenceId(f"o-{number}"),
        report=Digest("r"),
        assertion=AssertionId("s"),
        kind=Kind.INTERCEPTION,
        what=What.INTERCEPTED,
        target=Target.UAV,
        mention=PlaceMention(surface="x", span=(0, 1), role=role, place=place) if place else None,
        period=msgspec.convert(told, Period),
    )


class Watching:
    name = "daylight"
    version = "7"

    def __init__(self) -> None:
        self.asked: list[Claimed] = []

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        self.asked.append(claimed)
        yield Finding(file=path.name, verifier=self.name, verdict=Verdict.SUPPORTS, measure={}, why="it was so")


class Breaking(Watching):
    name = "metadata"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:  # noqa: ARG002 - the Protocol's names
        raise RuntimeError(path.name)


def test_one_happening_is_told_though_it_is_said_twice() -> None:
    assert find_told([happened(2), happened(1)]) == happened(1)


def test_several_happenings_none_without_place_or_time_and_what_was_denied_tell_none() -> None:
    assert find_told([happened(1), happened(2, OTHER)]) is None
    assert find_told([happened(1), happened(2, start=AT + timedelta(hours=9), end=None)]) is None
    assert find_told([happened(1, None)]) is None
    assert find_told([happened(1, role=PlaceRole.AIMED_AT)]) is None
    assert find_told([happened(1, start=None, end=None)]) is None
    assert find_told([msgspec.structs.replace(happened(1), negated=True)]) is None


def test_the_claim_carries_the_doubt_of_time_and_place() -> None:
    claimed = claim_of(happened())
    assert (claimed.at, claimed.minutes_off) == (AT + timedelta(hours=1), 75.0)
    assert (claimed.lat, claimed.lon, claimed.metres_off) == (52.0, 39.0, 4_000)
    until_told = claim_of(happened(before=AT + timedelta(hours=1)))
    assert (until_told.at, until_told.minutes_off) == (AT + timedelta(minutes=30), 45.0)
    assert claim_of(None) == Claimed()


def test_findings_are_tied_to_report_file_and_happening_and_keep_their_ids(tmp_path: Path) -> None:
    brought = Brought(report=Digest("r"), media=Digest("m"), path=tmp_path / "a.mp4", occurrence=happened())
    watching = Watching()
    once, again = (list(examine(brought, {"daylight": watching, "metadata": Breaking()})) for _ in range(2))
    assert once == again
    assert watching.asked[0].at == AT + timedelta(hours=1)
    assert [(each.report, each.media, each.occurrence) for each in once] == [("r", "m", "o-1")] * 2
    assert once[0].about == (Topic.WHAT, Topic.PERIOD)
    assert (once[1].verdict, "broke on it" in once[1].why) == (Verdict.INCONCLUSIVE, True)


def test_without_a_happening_a_finding_bears_on_nothing(tmp_path: Path) -> None:
    brought = Brought(report=Digest("r"), media=Digest("m"), path=tmp_path / "a.mp4", occurrence=None)
    [found] = examine(brought, {"daylight": Watching()})
    assert (found.occurrence, found.about) == (None, ())
