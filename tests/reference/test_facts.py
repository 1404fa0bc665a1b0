"""The shipped facts: sourced, dated, findable by any name in any script, and silent where they do not know."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skywitness.reference import find_maker, find_system, load_facts
from skywitness.reference.facts import SYSTEM_FILES, Maker, System, index_named, read_table
from skywitness.reference.names import name_keys

NAMES = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))
SYSTEMS = [system for name in SYSTEM_FILES for system in msgspec.convert(read_table(name), list[System])]
MAKERS = msgspec.convert(read_table("makers"), list[Maker])


def test_there_are_at_least_two_hundred_systems() -> None:
    assert len(SYSTEMS) >= 200


def test_every_line_has_a_source_and_a_date() -> None:
    rows: list[System | Maker] = [*SYSTEMS, *MAKERS]
    assert [row.name for row in rows if len(row.source) < 4 or not row.as_of.startswith("20")] == []


def test_a_line_uses_only_words_that_the_tables_explain() -> None:
    words = load_facts().words
    assert {system.kind for system in SYSTEMS} <= {kind.name for kind in words.classes}
    assert {code for system in SYSTEMS for code in (*system.origin, *system.operators)} <= set(words.countries)
    assert [name for system in SYSTEMS for name in system.makers if find_maker(load_facts(), name) is None] == []
    assert [system.name for system in SYSTEMS if not system.origin or not system.roles] == []


def test_a_system_flies_before_it_serves() -> None:
    dated = [(system.name, system.first_flight, system.in_service) for system in SYSTEMS if system.first_flight and system.in_service]
    assert [row for row in dated if not 1900 < row[1] <= row[2] <= 2025] == []


def test_the_group_of_a_maker_names_makers() -> None:
    names = {maker.name for maker in MAKERS} | {"National Helicopter Center"}
    assert {member for maker in MAKERS for member in maker.group} <= names


@pytest.mark.parametrize(("written", "name"), NAMES)
def test_a_name_finds_its_row_and_no_other(written: str, name: str | None) -> None:
    found = find_system(load_facts(), written)
    assert (found.name if found else None) == name


def test_every_alias_finds_its_own_row() -> None:
    found = {(system.name, alias): find_system(load_facts(), alias) for system in SYSTEMS for alias in (system.name, *system.aliases)}
    assert [key for key, row in found.items() if row is None or row.name != key[0]] == []


def test_two_rows_cannot_share_a_name() -> None:
    row = SYSTEMS[0]
    with pytest.raises(ValueError, match="names both"):
        index_named([row, msgspec.structs.replace(row, name="Another")])


@given(st.text(max_size=40))
def test_any_text_may_be_looked_up(text: str) -> None:
    find_system(load_facts(), text)
    find_maker(load_facts(), text)


@given(st.sampled_from([alias for system in SYSTEMS for alias in (system.name, *system.aliases)]))
def test_case_and_hyphens_do_not_matter(alias: str) -> None:
    assert name_keys(alias) == name_keys(alias.upper().replace("-", " "))
