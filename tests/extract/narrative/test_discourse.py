"""The discourse layer in Russian and Ukrainian: opinions, hints, denials, silence, open questions, series, claims about weapons; and traps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.extract.stories import faults, load_stories, media_report

from skywitness.extract.narrative import add_discourse
from skywitness.model.reading import Asserter, Reading
from skywitness.model.report import Report
from skywitness.model.words import AsserterClass, Kind, Stream

HERE = Path(__file__).parent
OWN = Asserter("self", AsserterClass.SELF, Stream.MEDIA)
STORIES = [(lang, story) for lang in ("ru", "uk") for story in load_stories(HERE / f"{lang}.yml")]


def empty_reading(report: Report, lang: str) -> Reading:
    return Reading(report=report.digest, lang=lang, kind=Kind.OTHER, by="test")


@pytest.mark.parametrize(("lang", "story"), STORIES, ids=[f"{lang} {story['name']}" for lang, story in STORIES])
def test_discourse_is_read_as_expected(lang: str, story: dict[str, Any]) -> None:
    report = media_report(story["text"])
    reading = add_discourse(report, empty_reading(report, lang), OWN)
    assert faults(story, reading.assertions) == []
    assert all(report.text[slice(*one.span)] == one.quote for one in reading.assertions)


def test_language_without_tables_comes_back_as_it_was() -> None:
    report = media_report("Die Drohne wurde abgeschossen. Experten vermuten einen Angriff.")
    assert add_discourse(report, empty_reading(report, "de"), OWN) == empty_reading(report, "de")
