"""Films, matches, memorials and exercises make no incident, in whichever sentence the sign stands; what happened beside them does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.extract.stories import faults, load_stories, media_report

from skywitness.extract.en import English
from skywitness.extract.ru import Russian
from skywitness.extract.uk import Ukrainian
from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream
from skywitness.parts import Extractor

READERS: dict[str, Extractor] = {"ru": Russian(), "uk": Ukrainian(), "en": English()}


@pytest.mark.parametrize("story", load_stories(Path(__file__).parent / "worlds.yml"), ids=lambda story: str(story["name"]))
def test_only_what_happened_in_this_world_is_told(story: dict[str, Any]) -> None:
    report = media_report(story["text"])
    reading = READERS[story["lang"]].read(report, SourceProfile("a news site", Stream.MEDIA))
    assert faults(story, reading.assertions) == []
    assert all(report.text[slice(*one.span)] == one.quote for one in reading.assertions)
