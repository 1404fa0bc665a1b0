"""The phrase tables: each name resolves to the right place, and traps to none."""

from __future__ import annotations

import pytest
from bench.place_phrases import GOALS, TABLES, Row, cause_of, measure, read_rows

from skywitness.geo.toponyms import find_toponyms
from skywitness.locate.reading import locate_toponyms

KHARKIV = Row(phrase="в Харькове взрыв", name="Харьков", source="invented", iso="UA-63", at=(49.99, 36.23), within_km=10)


@pytest.mark.parametrize("lang", ["ru", "uk"])
def test_phrases_are_resolved_or_rightly_left(lang: str) -> None:
    figures, wrong = measure("phrases", lang)
    assert figures["right"] >= GOALS[lang], wrong


@pytest.mark.parametrize("lang", ["ru", "uk"])
def test_second_table_is_half_traps_and_names_are_from_public_lists(lang: str) -> None:
    rows = read_rows("unseen", lang)
    assert sum(row.is_trap for row in rows) * 2 == len(rows)
    assert len({row.phrase for row in rows}) == len(rows)
    assert TABLES.is_dir()
    for table in ("phrases", "unseen"):
        rows = read_rows(table, lang)
        assert sum("newsroom" not in row.source for row in rows) / len(rows) >= 0.7


@pytest.mark.parametrize(
    ("row", "text", "cause"),
    [
        (KHARKIV, "в Харькове взрыв", None),
        (KHARKIV, "взрыв", "the name was not found"),
        (KHARKIV, "в Ивановке взрыв", "the name was found and left open"),
        (KHARKIV, "в Туле взрыв", "a place of another region"),
        (KHARKIV, "в Харьковской области взрыв", "the right region, too far from the place"),
        (KHARKIV, "в Харькове и Туле взрыв", "the right place, and another beside it"),
        (Row(phrase="", name="", source="invented"), "в Туле взрыв", "a place where none is meant"),
        (Row(phrase="", name="", source="invented"), "в Ивановке взрыв", None),
    ],
)
def test_what_is_wrong_is_told_by_its_cause(row: Row, text: str, cause: str | None) -> None:
    assert cause_of(row, locate_toponyms(text, "ru")) == cause


def test_find_and_locate_agree_on_what_is_a_name() -> None:
    assert len(locate_toponyms("Над Тулой и Рязанью", "ru")) == len(find_toponyms("Над Тулой и Рязанью", "ru")) == 2
