"""What every installed exporter must do, ours and strangers': carry what its format can, keep four kinds of nothing apart, disarm hostile text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

import pytest
from tests.parts.readers import HELD_BACK, READERS, carried
from tests.publish import examples as ex

from skywitness.model.incident import Picture
from skywitness.model.words import Audience, CountState, Standing, Topic
from skywitness.parts import Exporter, installed
from skywitness.publish import Gate, Released, load_policy, release
from skywitness.publish.formats.csv_table import COLUMNS
from skywitness.publish.formats.rows import plain

BEGINS_A_FORMULA = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+@%|＝＋－＠-]")
"""As a spreadsheet may see it that skips what cannot be seen."""
NUMBER = re.compile(r"-\d+(\.\d+)?")
EXPORTERS = cast("dict[str, Exporter]", dict(installed("exporters")))
exporters = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS.keys())
of_incidents = pytest.mark.parametrize("exporter", [EXPORTERS[name] for name in READERS], ids=READERS.keys())


def released(picture: Picture = ex.PICTURE, audience: Audience = Audience.PUBLIC) -> list[Released]:
    return list(release(picture, ex.REPORTS, ex.PROFILES, policy=load_policy(), audience=audience, now=ex.NEXT_WEEK, atlas=ex.SmallAtlas()))


def written(exporter: Exporter, rows: Iterable[Released]) -> bytes:
    out = io.BytesIO()
    exporter.write(rows, out)
    assert not out.closed
    return out.getvalue()


def read_back(exporter: Exporter, rows: Iterable[Released]) -> list[dict[str, Any]]:
    return READERS[exporter.format](written(exporter, rows))


@exporters
def test_it_says_what_it_writes(exporter: Exporter) -> None:
    assert exporter.format
    assert "/" in exporter.media_type


@of_incidents
def test_an_incident_comes_back_as_it_left(exporter: Exporter) -> None:
    rows = released()
    back = read_back(exporter, rows)
    assert [row["id"] for row in back] == [row["id"] for row in carried(exporter.format, rows)]
    for name in ("title", "what", "target", "standing", "kind"):
        assert back[0].get(name, rows[0][name]) == rows[0][name]
    assert str(back[0].get("posts", 3)) == "3"
    assert str(back[0].get("roots", 2)) == "2"


@of_incidents
def test_not_given_withheld_unknown_and_zero_are_four_different_things(exporter: Exporter) -> None:
    states = {
        "zero": ex.attribute(Topic.COUNT, ex.candidate(0, ex.MAYOR)),
        **{
            state.value: ex.attribute(Topic.COUNT, standing=Standing.UNDISCLOSED, state=state)
            for state in (CountState.NOT_GIVEN, CountState.WITHHELD, CountState.UNKNOWN)
        },
    }
    picture = Picture(dossiers=tuple(ex.dossier(n, attributes=(attribute,)) for n, attribute in enumerate(states.values())))
    seen = [(row["count"], row["count_state"]) for row in read_back(exporter, released(picture))]
    assert len({(str(value), state) for value, state in seen}) == 4
    assert [str(value) == "0" for value, _ in seen] == [True, False, False, False]


@of_incidents
def test_hostile_text_is_kept_and_does_nothing(exporter: Exporter) -> None:
    titles = [ex.HOSTILE, "=HYPERLINK(1)", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", '"quoted", with; comma\nand line', "\t=1", "x\x00y"]
    picture = Picture(dossiers=tuple(ex.dossier(n, title=title) for n, title in enumerate(titles)))
    back = read_back(exporter, released(picture))
    assert len(back) == len(titles)
    if "title" in back[0]:
        assert [plain(row["title"].removeprefix("'")) for row in back] == [plain(title) for title in titles]
    if exporter.media_type.startswith("text/csv"):
        assert not any(str(value).lstrip().startswith(("=", "+", "@")) for row in back for value in row.values())


@exporters
def test_nothing_at_all_is_a_file_that_can_be_read(exporter: Exporter) -> None:
    empty = written(exporter, [])
    assert READERS[exporter.format](empty) == [] if exporter.format in READERS else json.loads(empty)["@graph"] == []


@exporters
def test_rows_are_written_one_by_one(exporter: Exporter) -> None:
    if exporter.format in HELD_BACK:
        pytest.skip("goes through a temporary file, not through memory")
    out, seen = io.BytesIO(), list[int]()

    def watched() -> Iterator[Released]:
        for row in released(Picture(dossiers=tuple(ex.dossier(n) for n in range(4)))):
            seen.append(out.tell())
            yield row

    exporter.write(watched(), out)
    assert seen[3] > seen[2]


@of_incidents
def test_the_file_says_that_the_policy_was_lifted(exporter: Exporter) -> None:
    if exporter.format == "prov":
        pytest.skip("tells where values come from, and no policy")
    assert {row["audience"] for row in read_back(exporter, released(audience=Audience.TEAM))} == {"team"}


@exporters
@pytest.mark.parametrize("number", [1, 2])
def test_the_file_carries_the_head_of_the_ledger_that_it_was_made_from(exporter: Exporter, number: int) -> None:
    head = "7" * 64
    gate = Gate(ex.REPORTS, ex.PROFILES, policy=load_policy(), audience="public", now=ex.NEXT_WEEK, atlas=ex.SmallAtlas(), head=head)
    file = written(exporter, [gate.pass_dossier(ex.dossier(each), {}) for each in range(number)])
    assert head in (str(READERS["parquet"](file)) if exporter.format == "parquet" else file.decode(errors="replace"))


@pytest.mark.parametrize("format_name", ["csv", "coder"])
@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\u200b=1", "\ufeff=1", " =1", "\u202e=1", "＝1", "%0A", "|calc"],
)
def test_no_cell_is_taken_for_a_formula_whatever_stands_before_it(format_name: str, cell: str) -> None:
    picture = Picture(dossiers=(ex.dossier(title=cell, attributes=(ex.attribute(Topic.DAMAGE, ex.candidate(cell, ex.MAYOR, cell)),)),))
    [row] = read_back(EXPORTERS[format_name], released(picture))
    assert [value for value in row.values() if BEGINS_A_FORMULA.match(str(value)) and not NUMBER.fullmatch(str(value))] == []
    assert format_name == "coder" or [row["title"], row["damage"]] == [f"'{cell}"] * 2


@exporters
def test_the_same_rows_give_the_same_bytes(exporter: Exporter) -> None:
    if exporter.format == "parquet":
        pytest.skip("the bytes are DuckDB's own")
    assert written(exporter, released()) == written(exporter, released())


def test_an_incident_without_a_place_has_no_geometry() -> None:
    none, some = read_back(EXPORTERS["geojson"], released(Picture(dossiers=(ex.dossier(place=None), ex.dossier(2)))))
    assert none["geometry"] is None
    assert some["geometry"] == {"type": "Point", "coordinates": [38.5, 52.62]}
    assert some["radius_m"] == 7000


def test_every_column_of_the_table_is_in_the_data_dictionary_and_filled_somewhere() -> None:
    row, *_ = read_back(EXPORTERS["csv"], released())
    assert list(row) == list(COLUMNS)
    assert row["count"] == "1"
    assert row["payload_state"] == "withheld"
    assert row["model_state"] == "not_given"
