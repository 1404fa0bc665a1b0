"""The unseen half of the grammar: as broad as the seen half, in words of its own, with nothing left open."""

from __future__ import annotations

import random
import re

import pytest
from msgspec import structs

from skywitness.exercise.lands import load_regions
from skywitness.exercise.wording import Construction, Facts, Grammar, Worded, load_grammars

UNSEEN, SEEN = load_grammars(half="unseen"), load_grammars(half="seen")
LEAST_UNSEEN = 70
WORDS = {
    "clock": "03:10", "from": "20:00", "to": "23:00", "date": "15", "who": "X", "lat": "52.6", "lon": "38.5", "kelvin": "330", "confidence": "80",
}  # fmt: skip


def facts(count: int, iso: str, tags: frozenset[str]) -> Facts:
    region = load_regions()[iso]
    means = "helicopter" if "helicopter" in tags else "electronic warfare" if "electronic_warfare" in tags else "air defence"
    return Facts(
        count=count, total=count + 4, injured=2, launched=count + 6, place=region.towns[0], aim=region.towns[-1], region=region.whole,
        means=means, hour=3, by_region=((region.whole, count), (region.whole, 1)), words=WORDS, tags=tags,
    )  # fmt: skip


def say(grammar: Grammar, construction: Construction, count: int, iso: str = "RU-LIP", seed: int = 1) -> Worded | None:
    told = facts(count, iso, construction.only - {"one", "many"})
    alone = structs.replace(grammar, constructions={"a/b": (construction,)})
    return alone.say("a", "b", told, random.Random(seed))  # noqa: S311 - dice of a game


def all_of(grammar: Grammar) -> list[Construction]:
    return [construction for known in grammar.constructions.values() for construction in known]


@pytest.mark.parametrize("language", sorted(UNSEEN))
def test_every_kind_of_message_of_the_seen_half_has_unseen_words(language: str) -> None:
    """Rivals apart: nobody who has not looked at the reader has written words for them, so they are silent where only the unseen half is spoken."""
    kinds = {kind for kind in SEEN[language].constructions if not kind.endswith("/rival")}
    assert kinds <= set(UNSEEN[language].constructions)
    assert len(all_of(UNSEEN[language])) >= LEAST_UNSEEN


@pytest.mark.parametrize("language", sorted(UNSEEN))
def test_no_report_is_worded_the_same_in_both_halves(language: str) -> None:
    texts = [
        construction.text for key, known in UNSEEN[language].constructions.items() if not key.endswith("/repost") for construction in known
    ]
    assert len(texts) == len(set(texts))
    assert not set(texts) & {construction.text for construction in all_of(SEEN[language])}


@pytest.mark.parametrize("language", sorted(UNSEEN))
@pytest.mark.parametrize(("count", "iso"), [(1, "RU-LIP"), (2, "UA-63"), (5, "RU-BEL"), (21, "UA-12")])
def test_every_unseen_construction_that_fits_is_worded_and_leaves_nothing_open(language: str, count: int, iso: str) -> None:
    misfits = {"one"} if count > 1 else {"many"}
    for construction in all_of(UNSEEN[language]):
        if construction.only & misfits:
            continue
        for seed in range(4):
            worded = say(UNSEEN[language], construction, count, iso, seed)
            assert worded
            assert worded.half == "unseen"
            assert not re.search(r"[\[\]{}<>]|  | [,.;!?]", worded.text), worded


@pytest.mark.parametrize("language", sorted(UNSEEN))
def test_the_same_dice_give_the_same_words(language: str) -> None:
    for construction in all_of(UNSEEN[language]):
        count = 1 if "one" in construction.only else 3
        assert say(UNSEEN[language], construction, count, seed=7) == say(UNSEEN[language], construction, count, seed=7)


@pytest.mark.parametrize(
    ("language", "key", "count", "expected"),
    [
        ("ru", "crossed/ministry", 1, r"1 \S+ упал по ту сторону|один \S+ упал по ту сторону"),
        ("ru", "crossed/ministry", 5, r"(5|пять) \S+ упало по ту сторону"),
        ("uk", "crossed/ministry", 1, r"(1|один) (ударний )?\S+ впав по той бік"),
        ("uk", "crossed/ministry", 5, r"(5|п'ять) (ударних )?\S+ впало по той бік"),
        ("en", "interval/ministry", 1, r"(1|[Oo]ne) (\S+ )?\S+ was neutralised"),
        ("en", "interval/ministry", 3, r"(3|[Tt]hree) (\S+ )?\S+ were neutralised"),
    ],
)
def test_unseen_verbs_agree_with_the_number(language: str, key: str, count: int, expected: str) -> None:
    texts = [
        worded.text
        for construction in UNSEEN[language].constructions[key]
        for seed in range(6)
        if (worded := say(UNSEEN[language], construction, count, seed=seed))
    ]
    assert any(re.search(expected, text) for text in texts), texts
