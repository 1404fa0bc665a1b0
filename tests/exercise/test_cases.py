"""Names of an exercise decline as the reading side knows them."""

from __future__ import annotations

import pytest

from skywitness.exercise.cases import CASES, decline_name
from skywitness.exercise.lands import load_regions
from skywitness.geo.declension import ENDINGS, decline
from skywitness.geo.spelling import fold_word

FLEETING = {"Ромны", "Лубны", "Ромни", "Лубни", "Запоріжжя"}
"""Names with a form (Ромен, Запоріжжям) that the reading side does not know yet."""
TOWNS = [town for region in load_regions().values() for town in region.towns]
ONE_WORD = [(town.names[language], language) for town in TOWNS for language in ("ru", "uk") if town.names[language].isalpha()]


@pytest.mark.parametrize(("name", "language"), [pair for pair in ONE_WORD if pair[0] not in FLEETING])
def test_every_form_of_a_one_word_town_is_one_of_that_name(name: str, language: str) -> None:
    stems = decline(name)
    for case in CASES:
        word = fold_word(decline_name(name, language, case))
        assert any(word.startswith(stem) and word[len(stem) :] in ENDINGS[kind] for stem, kind in stems), (case, word, stems)
