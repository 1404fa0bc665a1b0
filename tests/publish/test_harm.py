"""What the gate lets through, and what it holds back, from whom and for how long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from tests.publish import examples as ex

from skywitness.model.incident import Dossier, Picture
from skywitness.model.place import Place
from skywitness.model.reading import PlaceMention, Reading
from skywitness.model.report import SourceProfile
from skywitness.model.words import Audience, Kind, PlaceRole, Precision, Target, Topic, What
from skywitness.publish import Released, fine_place_words, load_policy, release

POLICY = load_policy()


def rows_of(picture: Picture, *, now: datetime = ex.NEXT_WEEK, audience: Audience = Audience.PUBLIC, **more: Any) -> list[dict[str, Any]]:
    more = {"atlas": ex.SmallAtlas(), "reports": ex.REPORTS, "profiles": ex.PROFILES, **more}
    reports, profiles = more.pop("reports"), more.pop("profiles")
    return [dict(row) for row in release(picture, reports, profiles, policy=POLICY, audience=audience, now=now, **more)]


def row_of(dossier: Dossier, **more: Any) -> dict[str, Any]:
    return rows_of(Picture(dossiers=(dossier,)), **more)[0]


def text_of(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False)


def test_nobody_but_the_gate_can_make_a_released_row() -> None:
    with pytest.raises(TypeError, match="do-no-harm gate"):
        Released({}, object())


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"what": What.AIR_DEFENCE_ACTIVE}, "air_defence"),
        ({"role": PlaceRole.LAUNCHED_FROM}, "launch_site"),
        ({"place": ex.POINT}, "filming_position"),
    ],
)
def test_a_defender_a_launch_site_and_a_camera_are_shown_no_finer_than_their_region(changes: dict[str, Any], rule: str) -> None:
    row = row_of(ex.dossier(**changes))
    assert row["place"]["name"] == "Lipetsk Oblast"
    assert row["place"]["precision"] == "region"
    assert (row["place"]["lat"], row["place"]["lon"]) == (52.6, 39.2)
    assert "Yelets" not in text_of(row)
    assert "Ельц" not in text_of(row)
    assert rule in {one["rule"] for one in row["suppressed"]}


def test_where_the_atlas_knows_nothing_a_coarse_place_has_no_point_at_all() -> None:
    row = row_of(ex.dossier(what=What.AIR_DEFENCE_ACTIVE), atlas=ex.EmptyAtlas())
    assert row["place"]["iso"] == row["place"]["name"] == "RU-LIP"
    assert row["place"]["lat"] is row["place"]["lon"] is row["place"]["radius_m"] is None


def test_quotes_keep_what_names_no_place_when_the_words_for_places_are_known() -> None:
    words = dict.fromkeys(ex.REPORTS, ("Ельцом",))
    row = row_of(ex.dossier(what=What.AIR_DEFENCE_ACTIVE), place_words=words)
    quote = row["attributes"]["count"]["candidates"][0]["quotes"][0]
    assert quote == "Над [place withheld] вертолёт Ка-52 сбил беспилотник, сняла жительница [name withheld]."


def test_a_crew_is_coarse_while_it_may_be_there_and_the_town_is_told_later() -> None:
    dossier = ex.dossier(response=(ex.CREW_ON_SITE,))
    fresh = row_of(dossier, now=ex.NIGHT + timedelta(hours=20))
    assert fresh["place"]["precision"] == "region"
    assert fresh["suppressed"][0]["rule"] == "emergency_crew"
    assert row_of(dossier)["place"]["name"] == "Yelets"


@pytest.mark.parametrize("place", [ex.GRID_REGION, None])
def test_a_guarded_incident_names_no_town_though_it_is_placed_no_finer_than_its_region(place: Place | None) -> None:
    row = row_of(
        ex.dossier(what=What.AIR_DEFENCE_ACTIVE, place=place), place_words=dict.fromkeys(ex.REPORTS, ("Yelets", "Ельцом", "Ельца"))
    )
    assert "Yelets" not in text_of(row)
    assert "Ельц" not in text_of(row)
    assert row["attributes"]["place"]["preferred"] == (place and place.name)
    assert [one["rule"] for one in row["suppressed"] if one["what"] == "place"] == ["air_defence"]


def test_a_city_that_is_a_region_of_its_own_is_no_fine_place_and_its_parts_are() -> None:
    places = [msgspec.structs.replace(ex.MOSCOW, precision=Precision.TOWN), msgspec.structs.replace(ex.TOWN, name="Kapotnya", iso="RU-MOW")]
    mentions = tuple(PlaceMention(surface=place.name, span=(0, 1), place=place) for place in places)
    said = msgspec.structs.replace(ex.CONTEXT.claims[0], places=mentions)
    reading = Reading(report=ex.FILMED.digest, lang="ru", kind=Kind.OTHER, by="ru/1", assertions=(said,))
    assert fine_place_words([reading]) == {ex.FILMED.digest: ("Kapotnya",)}


def test_an_impact_is_coarsened_to_its_town() -> None:
    row = row_of(ex.dossier(what=What.IMPACT, place=ex.POINT, reports=(ex.MAYOR.digest,)))
    assert row["place"]["name"] == "Yelets"
    assert row["place"]["precision"] == "town"
    assert "52.6231" not in text_of(row)
    assert "mill" not in text_of(row)


def test_an_impact_without_a_known_town_keeps_only_its_grid_cell() -> None:
    row = row_of(ex.dossier(what=What.IMPACT, place=ex.POINT, reports=(ex.MAYOR.digest,)), atlas=ex.EmptyAtlas())
    assert (row["place"]["lat"], row["place"]["lon"], row["place"]["radius_m"]) == (52.65, 38.55, 8000.0)


def test_a_defending_units_type_is_held_back_for_six_hours_and_the_row_says_how_long() -> None:
    row = row_of(ex.dossier(), now=ex.NIGHT + timedelta(hours=2, minutes=10))
    assert row["attributes"]["means"]["preferred"] is None
    assert "52" not in text_of(row["attributes"])
    assert "верт" not in text_of(row["attributes"])
    assert {one["rule"] for one in row["suppressed"]} == {"defending_unit", "media", "private_person"}
    assert row["suppressed"][:1] == [
        {
            "rule": "defending_unit",
            "what": "means",
            "why": "held 3 h 59 min more: the type of a defending unit",  # counted from the first report's collection
            "until": "2031-03-15T04:49:00Z",
        }
    ]
    assert row["what"] == "intercepted"
    assert row_of(ex.dossier())["attributes"]["means"]["preferred"] == "Ka-52 helicopter"


def test_a_type_in_words_that_we_do_not_know_takes_its_quotes_along() -> None:
    means = ex.attribute(Topic.MEANS, ex.candidate("a sling", ex.FILMED, "Сбили из пращи."))
    count = ex.attribute(Topic.COUNT, ex.candidate(1, ex.FILMED, "Сбили из пращи."))
    text = text_of(row_of(ex.dossier(attributes=(means, count)), now=ex.NIGHT + timedelta(hours=1)))
    assert "sling" not in text
    assert "пращ" not in text


def test_air_defence_as_such_is_told_at_once() -> None:
    means = ex.attribute(Topic.MEANS, ex.candidate("air defence", ex.MAYOR))
    row = row_of(ex.dossier(attributes=(means,)), now=ex.NIGHT + timedelta(hours=1))
    assert row["attributes"]["means"]["preferred"] == "air defence"


def test_the_position_of_a_fresh_defender_is_not_shown_at_all() -> None:
    row = row_of(ex.dossier(what=What.AIR_DEFENCE_ACTIVE), now=ex.NIGHT + timedelta(hours=1))
    assert row["place"] is None
    assert "Lipetsk" not in text_of(row["attributes"])
    assert row["suppressed"][0]["until"] is not None


def test_a_stamp_in_the_future_does_not_hold_for_ever() -> None:
    late = msgspec.structs.replace(ex.FILMED, collected_at=ex.NIGHT - timedelta(days=2), published_at=ex.NIGHT + timedelta(days=900))
    row = row_of(ex.dossier(reports=(late.digest,)), reports={late.digest: late}, now=ex.NIGHT)
    assert row["attributes"]["means"]["preferred"] == "Ka-52 helicopter"


def test_an_invented_unit_is_in_no_danger() -> None:
    profiles = {report.source: SourceProfile(name=report.source, exercise=True) for report in ex.REPORTS.values()}
    row = row_of(ex.dossier(), profiles=profiles, now=ex.NIGHT + timedelta(hours=1))
    assert row["exercise"] is True
    assert row["attributes"]["means"]["preferred"] == "Ka-52 helicopter"


def test_private_names_go_and_officials_stay() -> None:
    text = "".join(map(text_of, rows_of(ex.PICTURE)))
    assert "Крылов" not in text
    assert "Petrov" not in text
    assert "Sergei Sobyanin, mayor of Moscow" in text


def test_media_files_and_what_they_tell_of_a_position_stay_inside() -> None:
    text = text_of(row_of(ex.dossier()))
    assert "flash.mp4" not in text
    assert "gps" not in text
    assert "52.6231" not in text


def test_the_team_sees_all_and_the_row_says_so() -> None:
    row = row_of(ex.dossier(what=What.AIR_DEFENCE_ACTIVE, place=ex.POINT), audience=Audience.TEAM, now=ex.NIGHT)
    assert row["audience"] == "team"
    assert "do not publish" in row["lifted"]
    assert row["place"]["lat"] == 52.6231
    assert row["suppressed"] == []


def test_an_id_that_tells_a_position_is_replaced() -> None:
    telling = ex.make("sensor", "boom", own_id="55.7558,37.6173")
    row = row_of(ex.dossier(reports=(telling.digest,)), reports={telling.digest: telling})
    assert row["reports"] == [f"r-{telling.digest[:20]}"]


def test_a_target_keeps_its_word_while_the_type_of_a_defender_is_masked() -> None:
    row = row_of(ex.dossier(target=Target.HELICOPTER), now=ex.NIGHT + timedelta(hours=1))
    assert row["target"] == "helicopter"


def test_hostile_text_passes_as_text() -> None:
    row = row_of(ex.dossier(title=ex.HOSTILE))
    assert row["title"] == ex.HOSTILE


def test_fine_place_words_are_those_of_places_finer_than_a_region() -> None:
    assert fine_place_words([Reading(report=ex.FILMED.digest, lang="ru", kind=Kind.OTHER, by="ru/1")]) == {ex.FILMED.digest: ()}
