"""Who says what a post tells: offices with their region, signatures, official channels of which no more is known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from skywitness.extract.ru import Russian
from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import AsserterClass, Stream

NEWS = SourceProfile("news", Stream.MEDIA)


def asserter_of(text: str, profile: SourceProfile) -> tuple[str, AsserterClass]:
    report = make_report(
        source=profile.name,
        stream=profile.stream,
        text=text,
        published_at=None,
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(),
    )
    asserter = Russian().read(report, profile).assertions[0].asserter
    return asserter.name, asserter.kind


@pytest.mark.parametrize(
    ("text", "profile", "name"),
    [
        ("Губернатор Тульской области сообщил о двух сбитых БПЛА.", NEWS, "Governor of Tula Oblast"),
        ("Губернатор сообщил о двух сбитых БПЛА.", SourceProfile("news", Stream.MEDIA, region="RU-TUL"), "Governor of Tula Oblast"),
        ("Губернатор сообщил о двух сбитых БПЛА.", NEWS, "governor"),
        ("Сбиты два БПЛА.", SourceProfile("oblast", Stream.OFFICIAL), "official channel oblast"),
    ],
)
def test_office_is_named_with_its_region_as_far_as_it_is_told(text: str, profile: SourceProfile, name: str) -> None:
    assert asserter_of(text, profile) == (name, AsserterClass.AUTHORITY)


def test_private_channel_speaks_for_itself() -> None:
    assert asserter_of("Сбиты два БПЛА.", SourceProfile("neighbour")) == ("self", AsserterClass.SELF)
