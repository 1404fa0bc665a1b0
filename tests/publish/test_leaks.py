"""Nothing that is hidden can be reckoned back: not from one file, not from the difference between two, not by boxes, not by asking for the past."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.parts.readers import read_parquet
from tests.publish import examples as ex
from tests.publish.ledgers import pictures

from skywitness.ledger import Ledger, open_ledger
from skywitness.model.ids import ActivityId, ClaimId, OccurrenceId
from skywitness.model.incident import Candidate, Dossier, Finding, Picture
from skywitness.model.place import Place
from skywitness.model.provenance import Activity
from skywitness.model.words import PlaceRole, Precision, Verdict, What
from skywitness.parts import Exporter, HistoryExporter, installed
from skywitness.publish import Released, load_policy, release
from skywitness.publish.filters import Box, choose_rows, is_in_box
from skywitness.publish.histories import open_histories
from skywitness.publish.opening import read_newest
from skywitness.publish.view import open_view, stream_released

POLICY = load_policy()
EXPORTERS = cast("dict[str, Exporter]", dict(installed("exporters")))
FUSE = Activity(activity_id=ActivityId("a-fuse"), step="fuse", version="1", settings="{}", agent="skywitness")
GUARDED = [
    {"what": What.AIR_DEFENCE_ACTIVE, "role": PlaceRole.OCCURRED},
    {"what": What.SIGHTED, "role": PlaceRole.LAUNCHED_FROM},
    {"what": What.IMPACT, "role": PlaceRole.FELL},
]
SHORT = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Secret(msgspec.Struct, frozen=True):
    """What must stay inside: where it was, who filmed it, what the file tells."""

    name: str
    lat: float
    lon: float
    person: str
    file: str
    metres: int


secrets = st.builds(
    Secret,
    name=st.sampled_from(["Zaporechye-Vtoroye", "Malye Vyselki", "Kamenka"]),
    lat=st.integers(5_255_001, 5_264_999).filter(lambda value: value % 1000).map(lambda value: value / 100_000),
    lon=st.integers(3_845_001, 3_854_999).filter(lambda value: value % 1000).map(lambda value: value / 100_000),
    person=st.sampled_from(["Semyon Tikhomirov", "Oksana Kovalenko", "Ivan Petrov"]),
    file=st.sampled_from(["VID_20310314_petrov.mp4", "mill.mov", "a-b (1).jpeg"]),
    metres=st.integers(30, 9_000),
)


def holding(secret: Secret, shape: Dossier) -> Dossier:
    """The dossier, its place, words, footage and reasons telling the secret; its ids are those that it had."""
    told = f"{secret.name}, {secret.lat}, {secret.lon}: resident {secret.person}"
    place = Place(
        name=secret.name,
        iso="RU-LIP",
        lat=secret.lat,
        lon=secret.lon,
        radius_m=40.0,
        precision=Precision.POINT,
        why=f"the only {secret.name}",
    )
    attributes = tuple(
        msgspec.structs.replace(each, candidates=tuple(_telling(told, one) for one in each.candidates), why=told, preferred=told)
        for each in shape.incident.attributes
        if each.candidates
    )
    incident = msgspec.structs.replace(
        shape.incident, place=place, title=told, attributes=attributes, links=(f"{secret.metres / 1000:.0f} km apart", told)
    )
    finding = Finding(
        file=secret.file,
        verifier="flash_to_bang",
        verdict=Verdict.SUPPORTS,
        measure={"distance_m": secret.metres, "Model": secret.file, "gps_lat": secret.lat, "sun_azimuth_deg": secret.lon, "sky_luma": 3.0},
        why=f"{secret.metres / 1000:.2f} to {secret.metres / 900:.2f} km away, and unlike {secret.file}",
    )
    return msgspec.structs.replace(shape, incident=incident, findings=(finding,))


def _telling(told: str, candidate: Candidate) -> Candidate:
    return msgspec.structs.replace(candidate, value=told, quotes=(told,), asserters=(told,), claims=(ClaimId("c-1"),))


def export(dossiers: tuple[Dossier, ...], now: datetime, words: tuple[str, ...] | None, box: Box | None = None) -> dict[str, object]:
    """What the public gets, by format."""
    told = None if words is None else dict.fromkeys(ex.REPORTS, words)
    picture, gate = (
        Picture(dossiers=dossiers),
        {"policy": POLICY, "audience": "public", "now": now, "atlas": ex.SmallAtlas(), "place_words": told},
    )
    files: dict[str, object] = {}
    for name, exporter in EXPORTERS.items():
        out = io.BytesIO()
        exporter.write(choose_rows(release(picture, ex.REPORTS, ex.PROFILES, **cast("Any", gate)), None, box), out)
        files[name] = read_parquet(out.getvalue()) if name == "parquet" else out.getvalue()
    return files


boxes = st.none() | st.builds(
    lambda west, south: Box(west=west, south=south, east=west + 0.05, north=south + 0.05), st.floats(38, 39), st.floats(52, 53)
)


@pytest.mark.slow
@SHORT
@given(
    shapes=pictures.map(lambda picture: picture.dossiers),
    guard=st.sampled_from(GUARDED),
    pair=st.tuples(secrets, secrets),
    hour=st.integers(0, 60),
    knows_words=st.booleans(),
    box=boxes,
)
def test_ledgers_that_differ_in_what_is_hidden_leave_as_the_same_bytes_whenever_and_in_whatever_box(
    shapes: tuple[Dossier, ...], guard: dict[str, Any], pair: tuple[Secret, Secret], hour: int, knows_words: bool, box: Box | None
) -> None:
    """Then the difference between any two exports is the same as well: nobody can tell the two ledgers apart, however often they ask."""
    one, other = export_pair(shapes, guard, pair, ex.NIGHT + timedelta(hours=hour), knows_words=knows_words, box=box)
    assert one == other


def export_pair(
    shapes: tuple[Dossier, ...], guard: dict[str, Any], pair: tuple[Secret, Secret], now: datetime, *, knows_words: bool, box: Box | None
) -> list[dict[str, object]]:
    """The same guarded incidents holding one secret and holding the other, as they leave."""
    words = tuple(secret.name for secret in pair) if knows_words else None
    guarded = [msgspec.structs.replace(each, incident=msgspec.structs.replace(each.incident, **guard)) for each in shapes]
    return [export(tuple(holding(secret, each) for each in guarded), now, words, box) for secret in pair]


@SHORT
@given(shape=pictures.map(lambda picture: picture.dossiers).filter(bool), secret=secrets)
def test_the_desk_sees_what_the_public_does_not(shape: tuple[Dossier, ...], secret: Secret) -> None:
    """The property above is about something: what it hides is there."""
    dossier = holding(secret, shape[0])
    rows = release(
        Picture(dossiers=(dossier,)), ex.REPORTS, ex.PROFILES, policy=POLICY, audience="team", now=ex.NEXT_WEEK, atlas=ex.SmallAtlas()
    )
    told = str([dict(row) for row in rows])
    assert all(str(each) in told for each in (secret.name, secret.lat, secret.file, secret.person))


STEPS: dict[str, Dossier | None] = {
    "town": ex.dossier(),
    "region": ex.dossier(place=ex.GRID_REGION),
    "confirmed": ex.dossier(title="UAV intercepted, Yelets", links=("both Yelets",)),
    "gone": None,
}
GUARDS: dict[str, Dossier] = {
    "crew": ex.dossier(response=(ex.CREW_ON_SITE,)),
    "air defence": ex.dossier(what=What.AIR_DEFENCE_ACTIVE),
    "launch": ex.dossier(role=PlaceRole.LAUNCHED_FROM),
}
FINE = ("Yelets", "52.62", "38.5")
"""What tells the town."""
NOW = ex.NIGHT + timedelta(hours=20)


def fill(ledger: Ledger, steps: list[Dossier | None], *, is_merged: bool) -> list[datetime]:
    """Record one picture an hour; the incident goes into another one at last when ``is_merged``. Returns when."""
    ledger.register(FUSE, ex.NIGHT)
    ledger.add_profiles(ex.PROFILES, at=ex.NIGHT)
    ledger.add_reports(ex.REPORTS.values(), at=ex.NIGHT, by=FUSE.activity_id)
    last = steps[-1]
    if is_merged and last is not None and steps[-2] is not None:
        into = msgspec.structs.replace(last.incident, incident_id=ex.incident(2).incident_id, occurrences=(OccurrenceId("o-1"),))
        steps = [*steps[:-1], msgspec.structs.replace(last, incident=into)]
    times = [ex.NIGHT + timedelta(hours=8 + number) for number in range(len(steps))]
    for at, dossier in zip(times, steps, strict=True):
        ledger.record_picture(Picture(dossiers=(dossier,) if dossier else ()), at=at, by=FUSE.activity_id)
    return times


def everything_told(ledger: Ledger, times: list[datetime]) -> Iterator[str]:
    """All that the public can ask for of the past and of corrections, as text."""
    for at in times:
        gate: dict[str, Any] = {"policy": POLICY, "audience": "public", "now": NOW, "as_of": at + timedelta(minutes=1)}
        yield from (str(dict(row)) for row in stream_released(ledger, **gate))
        view = open_view(ledger, **gate)
        yield from (str(dict(row)) for row in view.rows())
    view = open_view(ledger, policy=POLICY, audience="public", now=NOW)
    for number in (1, 2):
        log = ledger.dossier_versions(ex.incident(number).incident_id)
        yield from (str(dict(row)) for _, row, _ in view.versions(log) if row is not None)
    for exporter in EXPORTERS.values():
        if isinstance(exporter, HistoryExporter):
            out = io.BytesIO()
            exporter.write_histories(open_histories(ledger, policy=POLICY, audience="public", now=NOW), out)
            yield out.getvalue().decode()


@SHORT
@given(
    names=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=3), guard=st.sampled_from(sorted(GUARDS)), is_merged=st.booleans()
)
def test_no_look_back_shows_what_is_guarded_by_now(
    names: list[str], guard: str, is_merged: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_ledger(tmp_path_factory.mktemp("ledger")) as ledger:
        times = fill(ledger, [*(STEPS[name] for name in names), GUARDS[guard]], is_merged=is_merged)
        for told in everything_told(ledger, times):
            assert not [secret for secret in FINE if secret in told]


@SHORT
@given(
    names=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=3), guard=st.sampled_from(sorted(GUARDS)), is_merged=st.booleans()
)
def test_no_box_finds_a_correction_by_what_earlier_versions_told(
    names: list[str], guard: str, is_merged: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked: list[Released] = []

    def admits(row: Released) -> bool:
        asked.append(row)
        return is_in_box(row, Box(west=38.4, south=52.5, east=38.6, north=52.7))

    with open_ledger(tmp_path_factory.mktemp("ledger")) as ledger:
        fill(ledger, [*(STEPS[name] for name in names), GUARDS[guard]], is_merged=is_merged)
        list(open_histories(ledger, policy=POLICY, audience="public", now=NOW, admits=admits))
    assert asked
    assert {cast("Any", row["place"])["name"] for row in asked if row["place"]} <= {"Lipetsk Oblast"}


def test_who_was_told_of_an_incident_there_is_told_when_it_is_gone(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        fill(ledger, [STEPS["town"], None], is_merged=False)
        gate: dict[str, Any] = {"policy": POLICY, "audience": "public", "now": ex.NEXT_WEEK}
        boxes = [Box(west=38.4, south=52.5, east=38.6, north=52.7), Box(west=0, south=0, east=1, north=1)]
        found = [list(open_histories(ledger, **gate, admits=lambda row, box=box: is_in_box(row, box))) for box in boxes]  # type: ignore[misc]
    assert [len(histories) for histories in found] == [1, 0]
    assert found[0][0].moments[-1].row is None


def test_the_newest_is_how_it_stood_last_and_the_one_it_went_into(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        fill(ledger, [STEPS["town"], GUARDS["crew"]], is_merged=True)
        newest = read_newest(ledger, ex.incident(1).incident_id)
        assert [each.incident.incident_id for each in newest] == [ex.incident(1).incident_id, ex.incident(2).incident_id]
        assert read_newest(ledger, ex.incident(7).incident_id) == ()
