"""A post that was edited or deleted: its page shows every version that was seen, what the words became, and that a figure is another one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from skywitness.ledger import open_ledger
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, conclude, read_pending, take_in
from skywitness.web import make_app
from skywitness.web.arranged import tell_edits

TOLD = datetime(2031, 3, 15, 1, 0, tzinfo=UTC)
LATER = TOLD + timedelta(days=2)
GOVERNOR = SourceProfile(name="governor", stream=Stream.OFFICIAL, speaks_for="Governor of Lipetsk Oblast", region="RU-LIP")
FIRST, SECOND = "Над Липецкой областью сбит 1 БПЛА.", "Над Липецкой областью сбито 3 БПЛА <b>за ночь</b>."


def seen(text: str, hours: int, *, edited: bool = False, withdrawn: bool = False) -> Report:
    return make_report(
        own_id="governor/7",
        source="governor",
        stream=Stream.OFFICIAL,
        text=text,
        published_at=TOLD,
        edited_at=TOLD + timedelta(hours=hours) if edited else None,
        collected_at=TOLD + timedelta(hours=hours),
        locator=Locator("governor", 7),
        withdrawn=withdrawn,
    )


def page_of(folder: Path, *versions: Report, query: str = "") -> str:
    """The page of the post after its versions came one by one."""
    options = ReadOptions(collected_at=LATER, profiles={"governor": GOVERNOR})
    with open_ledger(folder / "ledger") as ledger:
        ledger.add_profiles(options.profiles, at=TOLD)
        for version in versions:
            clock = partial(max, version.collected_at, TOLD)
            take_in([version], ledger, options, clock=clock, progress=Unwatched())
            read_pending(ledger, clock=clock, progress=Unwatched())
            conclude(ledger, clock=clock, progress=Unwatched())
    client = TestClient(make_app(folder / "ledger", clock=lambda: LATER))
    return client.get(f"/reports/governor/7{query}").text


def versions_on(page: str) -> list[str]:
    found = re.search(r'aria-labelledby="versions">.*?</section>', page, re.DOTALL)
    return found[0].split("<li>")[1:] if found else []


def test_an_edit_of_a_figure_is_shown_as_news(tmp_path: Path) -> None:
    first, second = versions_on(page_of(tmp_path, seen(FIRST, 1), seen(SECOND, 3, edited=True)))
    assert "сбит 1 БПЛА." in first
    assert "figures" not in first
    assert "figures: 1, then 3" in second
    assert re.search(r"<del>[^<]*сбит 1[^<]*</del>", second)
    assert "&lt;b&gt;" in second
    assert "<b>" not in second
    assert "edited 15 Mar 2031 04:00 UTC" in second


def test_a_deleted_post_keeps_its_words_and_says_so(tmp_path: Path) -> None:
    _, gone = versions_on(page_of(tmp_path, seen(FIRST, 1), seen(FIRST, 5, withdrawn=True)))
    assert "deleted by its source" in gone
    assert "figures" not in gone
    assert "<del>" not in gone


def test_a_post_of_one_version_has_no_list(tmp_path: Path) -> None:
    assert versions_on(page_of(tmp_path, seen(FIRST, 1))) == []


def test_the_past_knows_no_later_version(tmp_path: Path) -> None:
    page = page_of(tmp_path, seen(FIRST, 1), seen(SECOND, 3, edited=True), query="?as_of=2031-03-15T02:30:00Z")
    assert versions_on(page) == []
    assert "3 БПЛА" not in page


@given(st.lists(st.text(alphabet="аб \n1", max_size=30), min_size=1, max_size=4))
def test_what_is_shown_of_each_version_is_its_words(texts: list[str]) -> None:
    for text, edit in zip(texts, tell_edits([{"text": text, "counts": []} for text in texts]), strict=True):
        assert "".join(words for kind, words in edit.pieces if kind != "del").rstrip() == text.rstrip()


@pytest.mark.parametrize("length", [5_000])
def test_long_texts_are_told_whole(length: int) -> None:
    long = " ".join(str(number) for number in range(length))
    assert tell_edits([{"text": "short", "counts": []}, {"text": long, "counts": []}])[1].pieces == [("", long)]


def test_an_older_version_tells_no_place_that_is_guarded(tmp_path: Path) -> None:
    page = page_of(tmp_path, seen("В Ельце работает ПВО.", 1), seen("Работает ПВО в Ельце, оставайтесь дома.", 3, edited=True))
    assert "Held back to do no harm" in page
    assert len(versions_on(page)) == 2
    assert "Ельц" not in page
    assert "Yelets" not in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Над Липецкой обл\u200bастью сбит 1 БПЛА.", "1 letter that takes no room: <bdi>U+200B</bdi>"),
        ("Над Липецкой областью \u202eсбит\u202c 1 БПЛА.", "2 marks that turn the direction of writing: <bdi>U+202E, U+202C</bdi>"),
        ("Над Липецкой oбластью сбит 1 БПЛА.", "1 word in which letters of two alphabets look alike: <bdi>[o]бластью</bdi>"),
    ],
)
def test_what_cannot_be_seen_in_its_words_is_told(text: str, told: str, tmp_path: Path) -> None:
    assert told in page_of(tmp_path, seen(text, 1))
    assert "cannot be seen" not in page_of(tmp_path / "plain", seen(FIRST, 1))
