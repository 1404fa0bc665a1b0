"""Articles in Russian and Ukrainian: each happening once, however often it is retold; a post that only lists is left as its extractor read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.extract.stories import faults, load_stories, media_report

from skywitness.extract.narrative import read_told
from skywitness.extract.ru import Russian
from skywitness.extract.uk import Ukrainian
from skywitness.in_step import at_one_go, in_step
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import HAPPENINGS, Stream
from skywitness.parts import Extractor

PROFILE = SourceProfile("a news site", Stream.MEDIA)
READERS: dict[str, Extractor] = {"ru": Russian(), "uk": Ukrainian()}


def told_of(report: Report, language: str) -> Reading:
    return in_step([read_told(report, PROFILE, language, at_one_go(READERS[language].read))])[0]


@pytest.mark.parametrize("story", load_stories(Path(__file__).parent / "articles.yml"), ids=lambda story: str(story["name"]))
def test_article_is_read_as_expected(story: dict[str, Any]) -> None:
    report = media_report(story["text"])
    reading = told_of(report, story["lang"])
    assert faults(story, reading.assertions) == []
    for one in reading.assertions:
        assert report.text[slice(*one.span)] == one.quote
        assert one.happening is None or reading.assertions[one.happening].what in HAPPENINGS


def test_list_of_a_ministry_is_left_as_it_was_read() -> None:
    report = media_report("Минобороны: ночью сбиты 7 беспилотников.\n4 - над Курской областью;\n3 - над Брянской областью.")
    assert told_of(report, "ru") == READERS["ru"].read(report, PROFILE)
