"""English articles and items, read whole: happenings, what hangs on them, and traps that only sound like them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.extract.stories import faults, load_stories, media_report

from skywitness.extract.en import English
from skywitness.model.report import SourceProfile
from skywitness.model.words import HAPPENINGS, Stream, What

HERE = Path(__file__).parent
STORIES = load_stories(HERE / "stories.yml")
ITEMS = load_stories(HERE / "items.yml")
PROFILE = SourceProfile("a news site", Stream.MEDIA)


@pytest.fixture(scope="module")
def english() -> English:
    return English()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["name"]))
def test_article_is_read_as_expected(english: English, story: dict[str, Any]) -> None:
    reading = english.read(media_report(story["text"]), PROFILE)
    assert faults(story, reading.assertions, reading.kind) == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["text"])[:50])
def test_short_item_is_read_as_expected(english: English, item: dict[str, Any]) -> None:
    reading = english.read(media_report(item["text"]), PROFILE)
    assert faults(item, reading.assertions, reading.kind) == []


@pytest.mark.parametrize("row", [*STORIES, *ITEMS], ids=lambda row: str(row["text"])[:40])
def test_every_quote_stands_in_the_text_and_every_link_leads_to_a_happening(english: English, row: dict[str, Any]) -> None:
    report = media_report(row["text"])
    for one in (assertions := english.read(report, PROFILE).assertions):
        assert report.text[slice(*one.span)] == one.quote != ""
        assert one.happening is None or assertions[one.happening].what in HAPPENINGS
        assert all(report.text[slice(*mention.span)] for mention in one.places)


@pytest.mark.shared
def test_seed_article_is_read_whole(english: English, shared: Path) -> None:
    article = (shared / "seed" / "article.txt").read_text("utf-8")
    wanted = json.loads((shared / "seed" / "expect.json").read_text("utf-8"))
    reading = english.read(media_report(article), PROFILE)
    happenings = [one for one in reading.assertions if one.what in HAPPENINGS]
    assert len(happenings) == len(wanted["incidents"])
    assert [one.what for one in happenings] == [What(row["what"]) for row in wanted["incidents"]]
    assert {"origin", "payload", "damage"} <= set(reading.undisclosed_explicit)
    assert sum(one.what is What.OPINION for one in reading.assertions) >= wanted["hypotheses_min"]
