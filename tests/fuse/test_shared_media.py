"""Footage that several reports carry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.fuse.invented import NIGHT

from skywitness.fuse.copies import find_copies
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import Stream

LONG = "Как рассказали жители, около полуночи над рекой прошли три аппарата, один из них сбили у моста, " * 3


def post(
    source: str, media: str, *, text: str = "Вот так", minutes: float = 0, stream: Stream = Stream.GRASSROOTS, file: str = "in/night.jsonl"
) -> Report:
    at = NIGHT + timedelta(minutes=minutes)
    return make_report(
        source=source, stream=stream, text=text, published_at=at, collected_at=at, locator=Locator(file=file, row=1), media=(media,)
    )


def copies(*posts: Report) -> dict[str, str]:
    """The source of each copy with that of what it comes from."""
    by_digest = {each.digest: each for each in posts}
    return {by_digest[each.child].source: by_digest[each.parent].source for each in find_copies(by_digest)}


def test_the_same_file_under_another_caption_is_a_copy() -> None:
    first, second = post("one", "a.mp4", text="Вспышка над рекой, снято из окна"), post("two", "a.mp4", text="Громко!", minutes=10)
    assert copies(second, first) == {"two": "one"}


@pytest.mark.parametrize(
    "second",
    [
        post("two", "b.mp4", minutes=1),
        post("one", "a.mp4", minutes=1),
        post("two", "a.mp4", minutes=1, file="elsewhere/result.json"),
        post("two", "a.mp4", minutes=1, stream=Stream.OFFICIAL),
        post("two", "a.mp4", minutes=1, text=LONG),
        post("two", "a.mp4", minutes=60 * 24),
    ],
    ids=["another camera", "the same source", "another folder's file", "an authority's word", "a text of its own", "a day later"],
)
def test_what_is_no_copy(second: Report) -> None:
    assert copies(post("one", "a.mp4", text="Вспышка над рекой, снято из окна"), second) == {}


def test_a_logo_makes_no_copies() -> None:
    posts = [post("paper", "logo.png", text=f"Новость {number}", minutes=number) for number in range(6)]
    assert copies(*posts, post("other", "logo.png", text="Свежее", minutes=9)) == {}
