"""A channel over time: posts come, are edited, deleted and put back while we look or are away, and every one of them and every version is kept once."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.live.desk import Desk
from tests.ingest.live.loopback import Answer, Web, channel, serve

from skywitness.ingest.live.channel import MOST_PAGES
from skywitness.model.ids import ReportId
from skywitness.model.live import LiveSource
from skywitness.model.report import Report


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


def city(web: Web, **more: object) -> LiveSource:
    return LiveSource(name="city", kind="telegram", where=web.address("/s/city"), **more)  # type: ignore[arg-type]


def watch(web: Web, posts: dict[int, str], **more: object) -> Desk:
    web.answers["/s/city"] = channel(posts)
    return Desk(city(web, **more), host_pause_s=0)


def kept(desk: Desk) -> dict[int, list[tuple[str, bool]]]:
    """The versions of each post, oldest first: words, and whether it was deleted."""
    return {
        int(report_id.partition("/")[2]): [(each.text, each.withdrawn) for each in desk.known(ReportId(report_id))]
        for report_id in desk.kept
    }


def latest(desk: Desk, number: int) -> Report:
    return desk.known(ReportId(f"city/{number}"))[-1]


def test_however_long_we_were_away_nothing_is_missed(web: Web) -> None:
    posts = {number: f"post {number}" for number in range(1, 6)}
    desk = watch(web, posts)
    desk.look()
    posts |= {number: f"post {number}" for number in range(6, 206)}
    looks = 0
    while desk.look().cursor.unread:
        looks += 1
    assert sorted(kept(desk)) == list(range(1, 206))
    assert looks == 200 // 3 // MOST_PAGES


def test_back_fill_stops_where_it_was_asked_to(web: Web) -> None:
    desk = watch(web, {number: f"post {number}" for number in range(1, 100)}, pages=2)
    assert desk.look().cursor.unread == ()
    assert sorted(kept(desk)) == list(range(94, 100))


def test_a_way_back_that_broke_off_is_taken_up_again(web: Web) -> None:
    posts = {number: f"post {number}" for number in range(1, 4)}
    desk = watch(web, posts)
    desk.look()
    posts |= {number: f"post {number}" for number in range(4, 31)}
    whole, left = channel(posts), 3

    def page(query: dict[str, list[str]]) -> Answer:
        nonlocal left
        left -= 1
        return whole(query) if left >= 0 else Answer(status=403)

    web.answers["/s/city"] = page
    broken = desk.look()
    assert "older posts" in str(broken.cursor.trouble)
    assert sorted(kept(desk)) == [1, 2, 3, *range(22, 31)]
    posts |= {31: "post 31"}
    left = 100
    assert desk.look().cursor.trouble is None
    assert sorted(kept(desk)) == list(range(1, 32))


def test_an_edit_taken_back_and_a_deleted_post_put_back_are_versions_of_their_own(web: Web) -> None:
    posts = {1: "one", 2: "12 drones", 3: "three"}
    desk = watch(web, posts)
    said = []
    for words in ("12 drones", "21 drones", "12 drones", None, "12 drones", None, "12 drones"):
        posts.pop(2, None)
        posts |= {2: words} if words else {}
        desk.look()
        desk.look()
        said.append((words or "12 drones", words is None))
    assert kept(desk)[2] == said
    assert not latest(desk, 2).withdrawn


def test_the_last_post_counts_as_deleted_when_two_looks_lack_it(web: Web) -> None:
    posts = {1: "one", 2: "two", 3: "three"}
    desk = watch(web, posts)
    desk.look()
    del posts[3]
    assert desk.look().reports == ()  # it may be an old copy of the page
    posts[3] = "three"
    assert desk.look().reports == ()
    del posts[3]
    desk.look()
    assert [report.withdrawn for report in desk.look().reports] == [True]


def test_a_post_that_cannot_be_read_any_more_is_not_called_deleted(web: Web) -> None:
    posts = {1: "one", 2: "two", 3: "three"}
    desk = watch(web, posts)
    desk.look()
    posts[2] = "<b></b>"
    found = desk.look()
    assert found.reports == ()
    assert "neither words nor media" in found.aside[0].reason
    assert desk.look().aside == found.aside  # the same item again: the ledger knows it


def test_numbers_never_seen_are_counted_and_those_of_albums_and_service_posts_are_none(web: Web) -> None:
    album = "".join(
        f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap" href="https://t.me/city/{number}?single" style="background-image:url(\'https://cdn.example/{number}.jpg\')"></a>'
        for number in (2, 3)
    )
    posts = {1: "one", 2: album, 7: "seven"}
    desk = watch(web, posts)
    found = desk.look()
    assert (found.cursor.missing, found.cursor.missed) == ((4, 5, 6), 3)
    assert latest(desk, 2).media == ("https://cdn.example/2.jpg", "https://cdn.example/3.jpg")
    assert desk.look().cursor.missed == 3


def test_views_and_addresses_of_pictures_that_change_make_no_version(web: Web) -> None:
    def bubble(views: str, picture: str) -> str:
        return (
            f'<a class="tgme_widget_message_photo_wrap" style="background-image:url(\'https://cdn.example/{picture}\')"></a>'
            f'<div class="tgme_widget_message_text">A drone fell</div><span class="tgme_widget_message_views">{views}</span>'
        )

    posts = {1: "one", 2: bubble("1.2K", "a.jpg")}
    desk = watch(web, posts)
    desk.look()
    posts[2] = bubble("9.9K", "b.jpg")
    assert desk.look().reports == ()
    assert latest(desk, 2).views == 1_200


def test_a_page_on_which_most_posts_cannot_be_read_is_another_layout(web: Web) -> None:
    desk = watch(web, {1: "<p>one</p>", 2: "<p>two</p>", 3: "three"})
    found = desk.look()
    assert "layout changed: 2 posts" in str(found.cursor.trouble)
    assert [report.text for report in found.reports] == ["three"]
    assert desk.haul
    assert desk.haul.sample


def test_what_was_erased_is_not_collected_again(web: Web) -> None:
    posts = {1: "one", 2: "a name", 3: "three"}
    desk = watch(web, posts)
    desk.look()
    (digest,) = desk.kept[ReportId("city/2")]
    desk.kept[ReportId("city/2")][digest] = erased(desk.kept[ReportId("city/2")][digest])
    posts[2] = "a name again"
    assert desk.look().reports == ()
    del posts[2]
    assert desk.look().reports == ()


def erased(report: Report) -> Report:
    from msgspec.structs import replace

    return replace(report, text="", erased=True)


def test_a_clock_set_back_leaves_the_newest_words_the_current_ones(web: Web) -> None:
    from datetime import timedelta

    posts = {1: "one", 2: "two"}
    desk = watch(web, posts)
    desk.look()
    desk.now -= timedelta(hours=5)
    posts[2] = "two, corrected"
    desk.look()
    assert latest(desk, 2).text == "two, corrected"


class Course:
    """A course of events on a channel, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance, self.posts, self.last = random.Random(seed), dict[int, str](), 0  # noqa: S311 - a course of events

    def go_on(self) -> None:
        """New posts, some with numbers left out; edits; sometimes a deletion."""
        for _ in range(self.chance.randrange(9)):
            self.last += self.chance.choice((1, 1, 1, 2))
            self.posts[self.last] = f"post {self.last}"
        for number in self.chance.sample(sorted(self.posts), min(len(self.posts), 2)):
            self.posts[number] = f"post {number}, {self.chance.choice('abc')}"
        if self.posts and self.chance.random() < 0.3:
            del self.posts[self.chance.choice(sorted(self.posts))]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_post_and_every_version_seen_is_kept_once_whatever_happens(web: Web, seed: int) -> None:
    """Pages fail at random and cursors are lost. What was shown at a whole look is kept as it was shown."""
    course, seen = Course(seed), dict[int, set[str]]()
    desk, whole, chance = watch(web, course.posts, pages=50), channel(course.posts), course.chance
    for _ in range(12):
        course.go_on()
        is_failing = chance.random() < 0.3
        web.answers["/s/city"] = (lambda query: whole(query) if chance.random() < 0.5 else Answer(status=403)) if is_failing else whole
        if chance.random() < 0.1:
            desk.cursors.clear()
        desk.look()
        if not is_failing:
            settle(desk)
            assert set(course.posts) <= set(kept(desk))
            for number in sorted(course.posts)[-3:]:  # what the newest page shows
                assert kept(desk)[number][-1] == (course.posts[number], False)
                seen.setdefault(number, set()).add(course.posts[number])
    for number, words in seen.items():
        assert words <= {text for text, _ in kept(desk)[number]}
    web.answers["/s/city"] = whole
    settle(desk)
    assert desk.look().reports == ()


def settle(desk: Desk) -> None:
    """Look until all that lies back is read, and once more for the tail of the page."""
    desk.look()
    while desk.look().cursor.unread:
        pass
