"""Ways of saying one thing, in each language, beside ways of saying something else with the same words: the tables ``wordings/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from skywitness.extract.en import English
from skywitness.extract.ru import Russian
from skywitness.extract.uk import Ukrainian
from skywitness.model.reading import Assertion
from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import Stream

LANGUAGES: dict[str, type[English | Russian | Ukrainian]] = {"en": English, "ru": Russian, "uk": Ukrainian}
TABLES = {lang: yaml.safe_load((Path(__file__).parent / "wordings" / f"{lang}.yml").read_text("utf-8")) for lang in LANGUAGES}
SOURCES = {
    "office": SourceProfile("office", Stream.OFFICIAL),
    "residents": SourceProfile("residents", Stream.GRASSROOTS),
    "alerts": SourceProfile("alerts", Stream.GRASSROOTS),
}


def rows(which: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Language, source, what, and the text with whatever else is wanted of it."""
    for lang, groups in TABLES.items():
        for group in groups:
            for text in group[which]:
                yield lang, group["by"], group["what"], text if isinstance(text, dict) else {"text": text}


@cache
def reader_of(lang: str) -> English | Russian | Ukrainian:
    return LANGUAGES[lang]()


def told(lang: str, by: str, text: str) -> tuple[Assertion, ...]:
    profile = SOURCES[by]
    report = make_report(
        source=profile.name,
        stream=profile.stream,
        text=text,
        published_at=datetime(2025, 10, 6, 5, tzinfo=UTC),
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(),
    )
    return tuple(one for one in reader_of(lang).read(report, profile).assertions if not one.negated)


@pytest.mark.parametrize(("lang", "by", "what", "row"), [*rows("must")], ids=[f"{r[0]}-{r[2]}-{r[3]['text'][:50]}" for r in rows("must")])
def test_wording_is_read(lang: str, by: str, what: str, row: Mapping[str, Any]) -> None:
    said = told(lang, by, row["text"])
    same = [one for one in said if one.what == what]
    assert same, [one.what.value for one in said]
    assert row.get("count") in {None, *(one.count for one in same)}, same
    for name, count in row.get("at", {}).items():
        assert any(mention.surface == name and mention.count == count for one in same for mention in one.places), same


@pytest.mark.parametrize(("lang", "by", "what", "row"), [*rows("never")], ids=[f"{r[0]}-{r[2]}-{r[3]['text'][:50]}" for r in rows("never")])
def test_other_meaning_of_the_same_words_is_not_read(lang: str, by: str, what: str, row: Mapping[str, Any]) -> None:
    assert what not in {one.what.value for one in told(lang, by, row["text"])}


def test_every_language_has_about_as_many_traps_as_wordings() -> None:
    for lang in LANGUAGES:
        must, never = ([row for row in rows(which) if row[0] == lang] for which in ("must", "never"))
        assert len(never) >= 0.6 * len(must)
