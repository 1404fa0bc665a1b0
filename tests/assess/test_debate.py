"""What side an opinion takes is decided by its words, and none is a side too."""

from __future__ import annotations

import pytest

from skywitness.assess.debate import list_questions, take_sides


@pytest.mark.parametrize(
    ("words", "sides"),
    [
        ("this looks like an isolated incident", ["one-off"]),
        ("the flights are part of a wider campaign", ["pattern"]),
        ("it is not part of any campaign", ["one-off"]),
        ("это могла быть разведка перед новой волной", ["pattern"]),
        ("это единичный случай", ["one-off"]),
        ("це поодинокий випадок", ["one-off"]),
        ("атака була узгодженою, з одного центру", ["coordinated"]),
        ("удары не скоординированы", ["uncoordinated"]),
        ("a missile against a cheap drone is out of proportion", ["out of proportion"]),
        ("ответ был соразмерным", ["in proportion"]),
        ("відповідь була непропорційною", ["out of proportion"]),
        ("not: a coordinated attack", ["uncoordinated"]),
        ("a pattern, and a coordinated one", ["pattern", "coordinated"]),
        ("это не случайность", ["pattern"]),
        ("атаки скоординированы, и это не единичный случай", ["pattern", "coordinated"]),
        ("це не випадковість", ["pattern"]),
        ("this is not an isolated incident", ["pattern"]),
        ("it was no coincidence", ["pattern"]),
        ("it could not be a coincidence", ["pattern"]),
        ("the spending is not justified", ["out of proportion"]),
        ("it isn't disproportionate", ["in proportion"]),
        ("not: it was no coincidence", ["one-off"]),
        ("no doubt a pattern", ["pattern"]),
    ],
)
def test_words_take_a_side(words: str, sides: list[str]) -> None:
    assert [one.side for one in take_sides(words)] == sides


@pytest.mark.parametrize(
    "words",
    [
        "the attack may have been a test of air defences",
        "No country has claimed responsibility",
        "the drone came from the sea",
        "the regional coordinator spoke",
        "он пришёл один",
        "пропорции корпуса говорят о заводской сборке",
        "это не просто случайность",
        "this is not only a pattern",
    ],
)
def test_an_opinion_on_something_else_takes_none(words: str) -> None:
    assert take_sides(words) == ()


def test_every_question_has_two_sides() -> None:
    assert {len(sides) for sides in list_questions().values()} == {2}
