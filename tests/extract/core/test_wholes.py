"""Parts of a whole: what came is not what was shot down, and never added to it; nor are new ones to the total that holds them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from skywitness.extract.ru import Russian
from skywitness.extract.uk import Ukrainian
from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import Stream, What
from skywitness.parts import Extractor

AT = datetime(2031, 7, 6, 4, tzinfo=UTC)
PROFILE = SourceProfile("a ministry", Stream.OFFICIAL)


def counts(reader: Extractor, text: str) -> list[int | None]:
    report = make_report(source=PROFILE.name, stream=PROFILE.stream, text=text, published_at=AT, collected_at=AT, locator=Locator())
    return [assertion.count for assertion in reader.read(report, PROFILE).assertions if assertion.what is What.INTERCEPTED]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Из 12 беспилотников сбиты 9 над Курской областью.", 9),
        ("Из семи ударных дронов уничтожено шесть.", 6),
        ("Сбито 6 из 7 дронов.", 6),
        ("Над Курской областью уничтожены три беспилотника из пяти.", 3),
        ("Сбиты 9 беспилотников из 12 запущенных.", 9),
        ("Сбиты 9 беспилотников, летевших из Сумской области.", 9),
        ("Уничтожен ещё 1 БПЛА; всего за ночь 2 БПЛА.", 2),
        ("Теперь уже пять крылатых ракет: расчёты только что поразили одну крылатую ракету.", 5),
        ("Сбиты три беспилотника, позже ещё два беспилотника.", 5),
    ],
)
def test_of_a_russian_whole_the_part_is_counted(text: str, count: int) -> None:
    assert counts(Russian(), text) == [count]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Із 12 БпЛА збито 9 над Сумщиною.", 9),
        ("Із семи ударних дронів знищено 6.", 6),
        ("Збито 6 із 7 дронів.", 6),
        ("З 20 по 23 годину збито 7 дронів.", 7),
        ("Збито 7 дронів з півдня.", 7),
    ],
)
def test_of_a_ukrainian_whole_the_part_is_counted(text: str, count: int) -> None:
    assert counts(Ukrainian(), text) == [count]
