"""What every installed exporter must do, ours and strangers': carry what its format can, keep four kinds of nothing apart, disarm hostile text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

import pytest
from tests.publish import examples as ex

from skywitness.model.incident import Picture
from skywitness.model.words import Audience, CountState, Standing, Topic
from skywitness.parts import Exporter, installed
from skywitness.publish import Released, load_policy, release
from skywitness.publish.csv_table import COLUMNS

EXPORTERS = cast("dict[str, Exporter]", dict(installed("exporters")))
exporters = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS.keys())


def released(picture: Picture = ex.PICTURE, audience: Audience = Audience.PUBLIC) -> list[Released]:
    return list(release(picture, ex.REPORTS, ex.PROFILES, policy=load_policy(), audience=audience, now=ex.NEXT_WEEK, atlas=ex.SmallAtlas()))


def written(exporter: Exporter, rows: Iterable[Released]) -> str:
    out = io.BytesIO()
    exporter.write(rows, out)
    assert not out.closed
    return out.getvalue().decode("utf-8")


def read_back(exporter: Exporter, text: str) -> list[dict[str, Any]]:
    """Rows by the reader that the format's own users have."""
    if exporter.format == "csv":
        return list(csv.DictReader(io.StringIO(text, newline="")))
    if exporter.format == "geojson":
        return [{**feature["properties"], "id": feature["id"], "geometry": feature["geometry"]} for feature in json.loads(text)["features"]]
    return [json.loads(line) for line in text.split("\n") if line]


@exporters
def test_it_says_what_it_writes(exporter: Exporter) -> None:
    assert exporter.format
    assert "/" in exporter.media_type


@exporters
def test_an_incident_comes_back_as_it_left(exporter: Exporter) -> None:
    rows = released()
    back = read_back(exporter, written(exporter, rows))
    assert [row["id"] for row in back] == [row["id"] for row in rows if row["kind"] != "context" or exporter.format != "csv"]
    for name in ("title", "what", "target", "standing", "kind"):
        assert back[0][name] == rows[0][name]
    assert str(back[0]["posts"]) == "3"
    assert str(back[0]["roots"]) == "2"


@exporters
def test_not_given_withheld_unknown_and_zero_are_four_different_things(exporter: Exporter) -> None:
    states = {
        "zero": ex.attribute(Topic.COUNT, ex.candidate(0, ex.MAYOR)),
        **{
            state.value: ex.attribute(Topic.COUNT, standing=Standing.UNDISCLOSED, state=state)
            for state in (CountState.NOT_GIVEN, CountState.WITHHELD, CountState.UNKNOWN)
        },
    }
    picture = Picture(dossiers=tuple(ex.dossier(n, attributes=(attribute,)) for n, attribute in enumerate(states.values())))
    back = read_back(exporter, written(exporter, released(picture)))
    seen = [(row["count"], row["count_state"]) if "count" in row else _count(row) for row in back]
    assert len({(str(value), state) for value, state in seen}) == 4
    assert [str(value) == "0" for value, _ in seen] == [True, False, False, False]


@exporters
def test_hostile_text_is_kept_and_does_nothing(exporter: Exporter) -> None:
    titles = [ex.HOSTILE, "=HYPERLINK(1)", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", '"quoted", with; comma\nand line', "\t=1", "x\x00y"]
    picture = Picture(dossiers=tuple(ex.dossier(n, title=title) for n, title in enumerate(titles)))
    back = read_back(exporter, written(exporter, released(picture)))
    assert [row["title"].removeprefix("'") for row in back] == titles
    if exporter.format == "csv":
        assert not any(row["title"].lstrip().startswith(("=", "+", "-", "@")) for row in back)


@exporters
def test_nothing_at_all_is_a_file_that_can_be_read(exporter: Exporter) -> None:
    assert read_back(exporter, written(exporter, [])) == []


@exporters
def test_rows_are_written_one_by_one(exporter: Exporter) -> None:
    out, seen = io.BytesIO(), list[int]()

    def watched() -> Iterator[Released]:
        for row in released(Picture(dossiers=tuple(ex.dossier(n) for n in range(3)))):
            seen.append(out.tell())
            yield row

    exporter.write(watched(), out)
    assert seen[2] > seen[1]


@exporters
def test_the_file_says_that_the_policy_was_lifted(exporter: Exporter) -> None:
    back = read_back(exporter, written(exporter, released(audience=Audience.TEAM)))
    assert {row["audience"] for row in back} == {"team"}


def test_an_incident_without_a_place_has_no_geometry() -> None:
    text = written(EXPORTERS["geojson"], released(Picture(dossiers=(ex.dossier(place=None), ex.dossier(2)))))
    none, some = json.loads(text)["features"]
    assert none["geometry"] is None
    assert some["geometry"] == {"type": "Point", "coordinates": [38.5, 52.62]}
    assert some["properties"]["radius_m"] == 7000


def test_every_column_of_the_table_is_in_the_data_dictionary_and_filled_somewhere() -> None:
    row, *_ = read_back(EXPORTERS["csv"], written(EXPORTERS["csv"], released()))
    assert list(row) == list(COLUMNS)
    assert row["count"] == "1"
    assert row["payload_state"] == "withheld"
    assert row["model_state"] == "not_given"


def _count(row: dict[str, Any]) -> tuple[object, str]:
    count = row["attributes"]["count"]
    return count["preferred"], count["state"]
