"""What is masked in the words of reports, by tables that an expert can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from skywitness.publish.coordinates import MASK as POSITION
from skywitness.publish.coordinates import mask_positions
from skywitness.publish.persons import MASK as NAME
from skywitness.publish.persons import make_name_mask
from skywitness.publish.policy import load_policy
from skywitness.publish.units import UNIT_WITHHELD, UnitTypes


def table(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
    return loaded


POSITIONS, PERSONS = table("positions.yml"), table("persons.yml")
MASK_NAMES = make_name_mask(load_policy().person.public_figures)


@pytest.mark.parametrize("text", POSITIONS["must"])
def test_a_position_in_text_is_masked(text: str) -> None:
    masked = mask_positions(f"Сбит здесь: {text} ночью")
    assert POSITION in masked
    assert masked.startswith("Сбит здесь: ")
    assert masked.endswith(" ночью")


@pytest.mark.parametrize("text", POSITIONS["must_not"])
def test_what_only_looks_like_a_position_stays(text: str) -> None:
    assert mask_positions(text) == text


@pytest.mark.parametrize(("text", "masked"), PERSONS["masked"])
def test_a_private_persons_name_is_masked(text: str, masked: str) -> None:
    assert MASK_NAMES(text) == masked.replace("*", NAME)


@pytest.mark.parametrize("text", PERSONS["kept"])
def test_officials_places_and_plain_words_stay(text: str) -> None:
    assert MASK_NAMES(text) == text


def test_a_person_for_whom_a_source_speaks_is_public() -> None:
    assert make_name_mask([], ["Oleg Popov, head of the district"])("Oleg Popov wrote") == "Oleg Popov wrote"


@pytest.mark.parametrize(
    "text", ["сбит Ка-52", "shot down by a Patriot battery", "Панцирь отработал", "МОГ збили дрон", "a mobile fire team", "расчётом С-400"]
)
def test_words_for_a_defending_units_type_are_masked(text: str) -> None:
    assert UNIT_WITHHELD in UnitTypes(load_policy().unit).mask_words(text)


@pytest.mark.parametrize(
    "text", ["сбит средствами ПВО", "shot down by air defence", "беспилотник самолётного типа", "Торжок", "a jet drone", "патриотизм"]
)
def test_words_that_tell_no_type_stay(text: str) -> None:
    assert UnitTypes(load_policy().unit).mask_words(text) == text
