"""Whatever a ledger holds: nothing finer, earlier or more personal than the policy leaves, in any format."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.parts.readers import read_parquet
from tests.publish import examples as ex

from skywitness.model.incident import Dossier, Picture
from skywitness.model.place import Period, Place
from skywitness.model.words import Audience, PlaceRole, Precision, Topic, What
from skywitness.parts import Exporter, installed
from skywitness.publish import fine_place_words, load_policy, release
from skywitness.publish.filters import Box, in_box

POLICY = load_policy()
EXPORTERS = cast("dict[str, Exporter]", dict(installed("exporters")))
SECRET_PLACE, SECRET_NAME = "Zaporechye-Vtoroye", "Semyon Tikhomirov"

degrees = st.integers(5_220_001, 5_279_999).filter(lambda value: value % 1000).map(lambda value: value / 100_000)
"""With three decimals at least: 0.1 degree in a text is as coarse as a district and may be anything, a price too."""
places = st.builds(
    Place,
    name=st.just(SECRET_PLACE),
    iso=st.just("RU-LIP"),
    lat=degrees,
    lon=degrees.map(lambda value: round(value - 13.5, 5)),
    radius_m=st.just(40.0),
    precision=st.sampled_from([Precision.DISTRICT, Precision.TOWN, Precision.SITE, Precision.POINT]),
    why=st.just(f"the only {SECRET_PLACE}"),
)


@st.composite
def guarded(draw: st.DrawFn) -> Dossier:
    """An incident whose place may be no finer than its region, with the position, a name and the place told wherever text can stand."""
    place = draw(places)
    secret = f"{SECRET_PLACE}, {place.lat}, {place.lon}: resident {SECRET_NAME}"
    what, role = draw(st.sampled_from([(What.AIR_DEFENCE_ACTIVE, PlaceRole.OCCURRED), (What.SIGHTED, PlaceRole.LAUNCHED_FROM)]))
    attributes = tuple(
        ex.attribute(topic, ex.candidate(secret, ex.FILMED, secret, asserters=(secret,))) for topic in draw(st.sets(st.sampled_from(Topic)))
    )
    dossier = ex.dossier(title=secret, what=what, role=role, place=place, attributes=attributes, links=(secret,))
    gaps = tuple(msgspec.structs.replace(gap, why=secret, quote=secret) for gap in dossier.gaps)
    response = (msgspec.structs.replace(ex.CREW_ON_SITE, asserter=secret, quote=secret),) if draw(st.booleans()) else ()
    return msgspec.structs.replace(dossier, gaps=gaps, response=response)


def exports(dossier: Dossier, hours: float, *, knows_words: bool) -> str:
    words = dict.fromkeys(ex.REPORTS, (SECRET_PLACE,)) if knows_words else None
    now, told = ex.NIGHT + timedelta(hours=hours), list[str]()
    for exporter in EXPORTERS.values():
        out = io.BytesIO()
        rows = release(
            Picture(dossiers=(dossier,)),
            ex.REPORTS,
            ex.PROFILES,
            policy=POLICY,
            audience=Audience.PUBLIC,
            now=now,
            atlas=ex.SmallAtlas(),
            place_words=words,
        )
        exporter.write(rows, out)
        told.append(str(read_parquet(out.getvalue())) if exporter.format == "parquet" else out.getvalue().decode(errors="replace"))
    return "\n".join(told)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossier=guarded(), hours=st.floats(min_value=0, max_value=10_000), knows_words=st.booleans())
def test_no_format_tells_a_guarded_place_or_a_private_name(dossier: Dossier, hours: float, knows_words: bool) -> None:
    text = exports(dossier, hours, knows_words=knows_words)
    place = dossier.incident.place
    assert place is not None
    for secret in (SECRET_PLACE, str(place.lat), str(place.lon), "Tikhomirov"):
        assert secret not in text


@settings(max_examples=40, deadline=None)
@given(one=places, other=places)
def test_two_positions_in_one_region_leave_as_the_same_place(one: Place, other: Place) -> None:
    rows = [
        next(
            release(
                Picture(dossiers=(ex.dossier(what=What.AIR_DEFENCE_ACTIVE, place=place),)),
                ex.REPORTS,
                ex.PROFILES,
                policy=POLICY,
                audience=Audience.PUBLIC,
                now=ex.NEXT_WEEK,
                atlas=ex.SmallAtlas(),
            )
        )
        for place in (one, other)
    ]
    assert json.dumps(rows[0]["place"]) == json.dumps(rows[1]["place"])


@settings(max_examples=40, deadline=None)
@given(place=places, west=degrees, south=degrees)
def test_no_box_tells_where_in_its_region_a_guarded_place_lies(place: Place, west: float, south: float) -> None:
    row = next(
        release(
            Picture(dossiers=(ex.dossier(what=What.AIR_DEFENCE_ACTIVE, place=place),)),
            ex.REPORTS,
            ex.PROFILES,
            policy=POLICY,
            audience=Audience.PUBLIC,
            now=ex.NEXT_WEEK,
            atlas=ex.SmallAtlas(),
        )
    )
    box = Box(west=west - 13.6, south=south, east=west - 13.5, north=south + 0.1)
    assert list(in_box([row], box)) == [row]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    minutes=st.integers(min_value=0, max_value=359),
    told=st.sampled_from(["Ka-52 helicopter", "Pantsir-S1", "mobile fire group", "an unheard-of device"]),
)
def test_a_units_type_never_leaves_early(minutes: int, told: str) -> None:
    quote = f"Сбит: {told}, сообщили очевидцы"
    means = ex.attribute(Topic.MEANS, ex.candidate(told, ex.FILMED, quote))
    dossier = ex.dossier(title=f"UAV shot down by {told}", attributes=(means,), period=Period(end=ex.NIGHT))
    assert told.casefold() not in exports(msgspec.structs.replace(dossier, refuted=()), minutes / 60, knows_words=True).casefold()


def test_the_words_for_fine_places_come_from_readings() -> None:
    assert fine_place_words([]) == {}
