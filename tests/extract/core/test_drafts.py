"""A reading's times are bounded by when its words were written: an edit can tell of what began after the publication."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from skywitness.extract.core.drafts import Draft, Found, assemble
from skywitness.extract.core.voices import SELF
from skywitness.model.place import Period
from skywitness.model.reading import Asserter
from skywitness.model.report import Locator, make_report
from skywitness.model.words import AsserterClass, Kind, Stream, What

PUBLISHED = datetime(2031, 5, 1, 6, tzinfo=UTC)
OWN = Asserter(name=SELF, kind=AsserterClass.SELF, stream=Stream.OFFICIAL)


@pytest.mark.parametrize(
    ("began_h", "edited_h", "before_h"),
    [
        pytest.param(2, 6, 6, id="told by the edit"),
        pytest.param(-2, 6, 0, id="could be told from the first"),
        pytest.param(2, 1, 0, id="after the edit: nobody could tell it"),
        pytest.param(2, None, 0, id="never edited"),
    ],
)
def test_what_began_between_publication_and_edit_is_of_the_edit(began_h: int, edited_h: int | None, before_h: int) -> None:
    report = make_report(
        source="a ministry",
        stream=Stream.OFFICIAL,
        text="one was shot down",
        published_at=PUBLISHED,
        edited_at=None if edited_h is None else PUBLISHED + timedelta(hours=edited_h),
        collected_at=PUBLISHED + timedelta(days=1),
        locator=Locator(),
    )
    at = PUBLISHED + timedelta(hours=began_h)
    draft = Draft(what=What.INTERCEPTED, span=(0, 17), asserter=OWN, period=Period(start=at, end=at, before=PUBLISHED))
    (told,) = assemble(report, Found(kind=Kind.INTERCEPTION, drafts=(draft,)), lang="en", by="en/1").assertions
    assert told.period.before == PUBLISHED + timedelta(hours=before_h)
