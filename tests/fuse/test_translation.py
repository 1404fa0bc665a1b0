"""Translations: what another language tells again, and what only sounds alike."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from bench.translations import CASES, TRANSLATED, Pair, lay_out
from tests.fuse.invented import NIGHT

from skywitness.fuse.copies import find_copies
from skywitness.fuse.tongues import is_one_name, sound_out
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import DerivationKind, Stream

PAIRS = msgspec.yaml.decode(CASES.read_bytes(), type=dict[str, list[Pair]])
FIRST = "Над Полтавщиною вночі збито 14 дронів, уламки впали біля Лубен, горить склад"
SECOND = "14 drones were shot down over Poltava region at night, debris fell near Lubny, a warehouse is on fire"


def post(text: str, source: str, minutes: float = 0, stream: Stream = Stream.GRASSROOTS) -> Report:
    at = NIGHT + timedelta(minutes=minutes)
    return make_report(source=source, stream=stream, text=text, published_at=at, collected_at=at, locator=Locator())


def test_most_translations_are_found_and_hardly_anything_else() -> None:
    reports, kinds = lay_out(PAIRS)
    found = [kinds.get((each.child, each.parent), ("", 0))[0] for each in find_copies(reports)]
    assert sum(found.count(kind) for kind in TRANSLATED) / len(found) >= 0.95
    assert [kind for kind in TRANSLATED if found.count(kind) / len(PAIRS[kind]) < 0.70] == []


@pytest.mark.parametrize("pair", PAIRS["independent"], ids=[pair.second[:40] for pair in PAIRS["independent"]])
def test_another_account_in_another_language_is_no_translation(pair: Pair) -> None:
    reports = {each.digest: each for each in (post(pair.first, "one"), post(pair.second, "two", pair.minutes))}
    assert find_copies(reports) == ()


def test_a_translation_is_flagged_as_probable_with_its_reason() -> None:
    first, second = post(FIRST, "one"), post(SECOND, "two", 9)
    (found,) = find_copies({each.digest: each for each in (second, first)})
    assert (found.child, found.parent, found.kind) == (second.digest, first.digest, DerivationKind.TRANSLATION)
    assert found.why.startswith("probably translated from uk to en: 2 names, 1 figure")


@pytest.mark.parametrize(
    "second",
    [
        post(SECOND, "two", 60 * 9),
        post(SECOND, "one", 9),
        post(SECOND.replace("14", "16"), "two", 9),
        post(SECOND.replace("near Lubny", "near Myrhorod"), "two", 9),
        post(SECOND, "ministry", 9, Stream.OFFICIAL),
    ],
    ids=["hours later", "its own channel", "another figure", "another town", "an authority speaks for itself"],
)
def test_no_translation(second: Report) -> None:
    first = post(FIRST, "one")
    assert find_copies({each.digest: each for each in (first, second)}) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Харків", "Kharkiv"),
        ("Чернигову", "Chernihiv"),
        ("Вінницю", "Vinnytsia"),
        ("Елец", "Yelets"),
        ("Запорожьем", "Zaporizhzhia"),
        ("Оскола", "Oskol"),
    ],
)
def test_a_name_sounds_alike_in_every_alphabet(one: str, other: str) -> None:
    assert is_one_name(sound_out(one), sound_out(other))


@pytest.mark.parametrize(("one", "other"), [("Харків", "Kherson"), ("Тула", "Tver"), ("Курск", "Kyiv"), ("Суми", "Samara")])
def test_other_names_do_not(one: str, other: str) -> None:
    assert not is_one_name(sound_out(one), sound_out(other))
