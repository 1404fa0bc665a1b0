"""The grammars that ship: every construction can be worded, agrees, and leaves no brackets behind."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from msgspec import structs

from skywitness.errors import BadSettings
from skywitness.exercise.lands import load_regions
from skywitness.exercise.wording import Construction, Facts, Grammar, Worded, load_grammars

GRAMMARS = load_grammars()
LEAST_SEEN = 400
LIPETSK = load_regions()["RU-LIP"]


def facts(count: int = 3, **more: object) -> Facts:
    town = LIPETSK.towns[1]
    told: dict[str, object] = {
        "count": count, "total": 7, "injured": 2, "launched": 9, "place": town, "aim": town, "region": LIPETSK.whole, "means": "helicopter",
        "hour": 3, "by_region": ((LIPETSK.whole, count),),
        "words": {"clock": "03:10", "from": "20:00", "to": "23:00", "date": "15", "who": "X", "lat": "52.6", "lon": "38.5", "kelvin": "330", "confidence": "80"},
    }  # fmt: skip
    return Facts(**(told | more))  # type: ignore[arg-type] # a test's short way


def say(grammar: Grammar, construction: Construction, told: Facts, seed: int = 1) -> Worded:
    alone = structs.replace(grammar, constructions={"a/b": (construction,)})
    worded = alone.say("a", "b", structs.replace(told, tags=construction.only), random.Random(seed))  # noqa: S311 - dice of a game
    assert worded
    return worded


@pytest.mark.parametrize("language", sorted(GRAMMARS))
@pytest.mark.parametrize("count", [1, 2, 5, 21])
def test_every_construction_can_be_worded_and_leaves_nothing_open(language: str, count: int) -> None:
    for constructions in GRAMMARS[language].constructions.values():
        for construction in constructions:
            text = say(GRAMMARS[language], construction, facts(count)).text
            assert text == text.strip()
            assert not re.search(r"[\[\]{}<>]|  | [,.;!?]", text), (construction, text)


def test_there_are_enough_constructions_in_the_seen_half() -> None:
    seen = {one.text for grammar in load_grammars(half="seen").values() for known in grammar.constructions.values() for one in known}
    assert len(seen) >= LEAST_SEEN


@pytest.mark.parametrize(
    ("language", "text", "count", "expected"),
    [
        ("ru", "Сбит<,а,ы,о> {n:nom} над {place:ins}", 21, "Сбит 21 беспилотник над Ельцом"),
        ("ru", "Сбит<,а,ы,о> {n:nom} над {place:ins}", 2, "Сбиты 2 беспилотника над Ельцом"),
        ("ru", "Сбит<,а,ы,о> {n:nom} {region:in}", 11, "Сбито 11 беспилотников в Липецкой области"),
        ("ru", "уничтожены {targets:nom}", 1, "Уничтожены беспилотники"),
        ("uk", "збито {n:acc} {place:in}", 3, "Збито 3 безпілотники в Єльці"),
        ("en", "{n} <was,were> down in {place}", 1, "1 drone was down in Yelets"),
        ("en", "{n} <was,were> down in {place}", 4, "4 drones were down in Yelets"),
    ],
)
def test_numbers_nouns_verbs_and_places_agree(language: str, text: str, count: int, expected: str) -> None:
    grammar = structs.replace(GRAMMARS[language], nouns={name: nouns[:1] for name, nouns in GRAMMARS[language].nouns.items()})
    construction = Construction("t", "seen", text, frozenset(re.findall(r"\{(\w+)", text)), frozenset())
    assert expected in {say(grammar, construction, facts(count), seed).text for seed in range(10)}


def test_a_third_grammar_file_can_be_dropped_in(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text("language: en\nhalf: third\nconstructions:\n  heard/resident: ['Bang in {place}.']\n", encoding="utf-8")
    only = load_grammars([path], half="third")["en"]
    worded = only.say("heard", "resident", facts(), random.Random(1))  # noqa: S311 - dice of a game
    assert worded
    assert (worded.text, worded.construction, worded.half) == ("Bang in Yelets.", "en/third/heard/resident/0", "third")
    assert only.say("impact", "resident", facts(), random.Random(1)) is None  # noqa: S311 - dice of a game


def test_a_slot_that_nothing_fills_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text("language: en\nhalf: third\nconstructions:\n  heard/resident: ['Bang in {plaice}.']\n", encoding="utf-8")
    with pytest.raises(BadSettings, match="plaice"):
        load_grammars([path])


def test_no_file_words_an_act_that_nobody_asks_for() -> None:
    told = {key for grammar in load_grammars(half="seen").values() for key in grammar.constructions}
    assert {key for grammar in GRAMMARS.values() for key in grammar.constructions} <= told


def test_a_half_keeps_its_own_words_for_things(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    noun = "uav: [{gender: m, one: [flying thing], more: [flying things]}]"
    path.write_text(f"language: en\nhalf: third\nconstructions: {{}}\nnouns: {{{noun}}}\n", encoding="utf-8")
    assert [noun.one for noun in load_grammars([path], half="third")["en"].nouns["uav"]] == [["flying thing"]]
    assert ["flying thing"] not in [noun.one for noun in load_grammars([path], half="seen")["en"].nouns["uav"]]


def test_a_file_that_is_no_grammar_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text("language: en\n", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"mine\.yml.*docs/exercise\.md"):
        load_grammars([path])
