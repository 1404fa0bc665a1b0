"""Holds a reading against the expectations of a story: what must be said, and what must not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from skywitness.model.reading import Assertion
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import HAPPENINGS, Stream


def load_stories(path: Path) -> list[dict[str, Any]]:
    """The rows of a table of stories."""
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return rows


def media_report(text: str) -> Report:
    """An article without a date, as a news site would carry it."""
    return make_report(
        source="a news site",
        stream=Stream.MEDIA,
        text=text,
        published_at=None,
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(),
    )


def fits(one: Assertion, wanted: Mapping[str, Any]) -> bool:
    """Whether an assertion is what a row of expectations describes. Texts need only be contained; what the row leaves out may be anything."""
    texts = {
        "asserter": one.asserter.name,
        "means": one.means or "",
        "value": one.value or "",
        "subject": one.subject or "",
        "model": one.model or "",
    }
    exact = {
        "what": one.what.value,
        "target": one.target.value,
        "count": one.count,
        "negated": one.negated,
        "factuality": one.factuality.value,
        "happening": one.happening,
        "kind": one.asserter.kind.value,
        "period": one.period.word,
        "state": one.count_state.value,
    }
    for key, value in wanted.items():
        if key in texts and str(value).casefold() not in texts[key].casefold():
            return False
        if key in exact and exact[key] != value:
            return False
        if key == "place" and not any(value in mention.surface for mention in one.places):
            return False
        if key == "role" and not any(mention.role.value == value for mention in one.places):
            return False
        if key in {"from", "to"} and not _is_then(one.period.start if key == "from" else one.period.end, value):
            return False
        if key == "about" and value not in [str(topic) for topic in one.about]:
            return False
    return True


def _is_then(moment: datetime | None, wanted: str) -> bool:
    """Whether a moment is the one wanted (UTC, to the minute); "any" is every moment that is told."""
    return moment is not None and wanted in {"any", moment.strftime("%Y-%m-%dT%H:%M")}


def faults(story: Mapping[str, Any], assertions: Iterable[Assertion], kind: str | None = None) -> list[str]:
    """What is wrong with a reading of a story, a sentence each; nothing when all is as it should be."""
    found = list(assertions)
    wrong = [] if kind is None or kind == story.get("kind", kind) else [f"kind is {kind}, not {story['kind']}"]
    if "happenings" in story:
        left = [one for one in found if one.what in HAPPENINGS and one.happening is None]
        for wanted in story["happenings"]:
            fitting = next((one for one in left if fits(one, wanted)), None)
            if fitting is None:
                wrong.append(f"no happening {wanted}")
            else:
                left.remove(fitting)
        wrong += [f"a happening too many: {one.what} {one.target} {one.count} {one.quote!r}" for one in left]
    wrong += [f"nothing says {wanted}" for wanted in story.get("says", []) if not any(fits(one, wanted) for one in found)]
    wrong += [f"should not say {unwanted}: {one.quote!r}" for unwanted in story.get("never", []) for one in found if fits(one, unwanted)]
    for surface, count in story.get("parts", {}).items():
        if not any(surface in mention.surface and mention.count == count for one in found for mention in one.places):
            wrong.append(f"no part of {count} over {surface}")
    return wrong
