"""A stranger's language is a folder of tables: this one is made as docs/languages.md tells."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.extract.core.lexicon import read_table
from skywitness.extract.core.reader import Reader
from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import Kind, Stream
from skywitness.parts import Extractor

TABLES = {
    "grammar.yml": "{language: pl, zone: Europe/Warsaw, abbreviations: [godz], adjective: '(?!)', genitive: '(?!)', genitive_head: '(?!)', between: '(?!)'}",
    "words.yml": """
target: {uav: {one: [dron/drona], many: [drony/dronów]}}
what: {intercepted: {any: [zestrzelono, zestrzelił*]}, all_clear: [odwołano alarm]}
number: {"3": [trzy, trzech]}
clock_word: {at: [o, około], from: [od], to: [do]}
""",
}


@pytest.fixture
def polish(tmp_path: Path) -> Reader:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Reader(tmp_path, "1", find_names=lambda _text, _language: [])


def test_tables_alone_make_an_extractor(polish: Reader) -> None:
    assert isinstance(polish, Extractor)


def test_shared_rules_read_the_new_language(polish: Reader) -> None:
    at = datetime(2025, 9, 10, 5, tzinfo=UTC)
    told = make_report(
        source="x", stream=Stream.OFFICIAL, text="Około 5.30 zestrzelono trzy drony.", published_at=at, collected_at=at, locator=Locator()
    )
    reading = polish.read(told, SourceProfile(name="x", stream=Stream.OFFICIAL))
    (assertion,) = reading.assertions
    assert (reading.lang, reading.kind, reading.by) == ("pl", Kind.INTERCEPTION, "pl/1")
    assert (assertion.target, assertion.count, assertion.period.start) == ("uav", 3, datetime(2025, 9, 10, 3, 30, tzinfo=UTC))


def test_table_with_a_number_for_a_phrase_is_refused_by_name(tmp_path: Path) -> None:
    table = tmp_path / "numbers.yml"
    table.write_text("number: {'3': [3]}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"numbers\.yml: number\.3 holds 3"):
        read_table(table)
