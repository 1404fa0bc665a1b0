"""Live sources against a web of our own: nothing is missed, doubled or believed too easily, and one that misbehaves harms no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ingest.live.desk import Desk
from tests.ingest.live.loopback import Answer, Web, channel, serve

from skywitness.errors import BadSettings, FetchFailed
from skywitness.ingest.live.plan import load_plan
from skywitness.ingest.live.sorting import Look
from skywitness.model.live import LiveSource

pytestmark = pytest.mark.slow

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>desk</title><item><guid>a</guid><title>Drone down</title>
<description>A drone was shot down over the mill.</description><pubDate>Sat, 01 May 2021 20:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


def city(web: Web, **more: object) -> LiveSource:
    return LiveSource(name="city", kind="telegram", where=web.address("/s/city"), **more)  # type: ignore[arg-type]


def desk_feed(web: Web) -> LiveSource:
    return LiveSource(name="desk", kind="feed", where=web.address("/feed"))


def texts(look: Look) -> list[str]:
    return [report.text for report in look.reports]


def test_a_channel_is_paged_back_through_and_then_only_what_is_new_comes(web: Web) -> None:
    posts = {number: f"post {number}" for number in range(1, 9)}
    web.answers["/s/city"] = channel(posts)
    desk = Desk(city(web, pages=3))
    assert sorted(texts(desk.look())) == [f"post {number}" for number in range(1, 9)]
    assert texts(desk.look()) == []
    posts |= {number: f"post {number}" for number in range(9, 14)}
    assert sorted(texts(desk.look())) == ["post 10", "post 11", "post 12", "post 13", "post 9"]


def test_an_edit_comes_as_a_version_and_a_deletion_is_noticed(web: Web) -> None:
    posts = {1: "one", 2: "2 drones", 3: "three"}
    web.answers["/s/city"] = channel(posts)
    desk = Desk(city(web))
    first = desk.look()
    posts[2] = "3 drones"
    edited = desk.look()
    assert texts(edited) == ["3 drones"]
    assert edited.reports[0].report_id == "city/2"
    assert edited.reports[0].digest not in {report.digest for report in first.reports}
    del posts[2]
    gone = desk.look()
    assert [(report.text, report.withdrawn) for report in gone.reports] == [("3 drones", True)]
    assert (gone.cursor.reports, gone.cursor.edits, gone.cursor.withdrawn) == (3, 1, 1)
    assert desk.look().reports == ()


def test_a_feed_that_has_not_changed_is_not_sent_again(web: Web) -> None:
    web.answers["/feed"] = Answer(FEED.encode(), headers={"ETag": '"1"', "Date": "Sun, 02 May 2021 00:05:00 GMT"})
    desk = Desk(desk_feed(web))
    assert len(desk.look().reports) == 1
    again = desk.look()
    assert (again.reports, again.cursor.trouble) == ((), None)
    assert again.cursor.skew_s == pytest.approx(300, abs=30)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_again_when_it_says(status: int, web: Web) -> None:
    answers = iter([Answer(status=status, headers={"Retry-After": "7"}), Answer(FEED.encode())])
    web.answers["/feed"] = lambda _query: next(answers)
    desk = Desk(desk_feed(web))
    assert len(desk.look().reports) == 1
    assert any(5 < slept < 9 for slept in desk.slept)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=500), "busy"),
        (Answer(status=403), "403"),
        (Answer(b"x" * 50_000), "bytes"),
        (Answer(b"<html><body class='tgme_page_'>nothing here</body></html>"), "layout"),
        (Answer(b"<rss><channel><title>t</title><item></channel>"), "layout"),
        (
            Answer(
                b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
            ),
            "layout",
        ),
        (Answer(b"<html><body><div class='tgme_widget_message' data-post='other/4'></div></body></html>"), "not of city"),
        (Answer(b"<html><body><div class='tgme_widget_message' data-post='city/4'><div class='tgme_wid"), "cut off"),
        (Answer(b"", headers={"Location": "http://169.254.169.254/latest"}, status=302), "not among the configured hosts"),
        (Answer(b"", headers={"Location": "file:///etc/passwd"}, status=302), "not among the configured hosts"),
    ],
)
def test_trouble_is_told_and_other_sources_go_on(answer: Answer, why: str, web: Web) -> None:
    web.answers |= {"/s/city": answer, "/feed": Answer(FEED.encode())}
    desk = Desk(city(web), desk_feed(web), max_bytes=40_000)
    found = desk.look(0)
    assert why in str(found.cursor.trouble)
    assert found.cursor.failures == 1
    assert len(desk.look(1).reports) == 1


def test_a_page_that_cannot_be_read_is_kept_as_a_sample(web: Web) -> None:
    web.answers["/s/city"] = Answer(b"<html><body class='tgme_page_'>we have a new look</body></html>")
    desk = Desk(city(web))
    desk.look()
    assert desk.haul
    assert b"new look" in (desk.haul.sample or b"")


def test_redirects_in_a_circle_end(web: Web) -> None:
    web.answers["/feed"] = Answer(status=302, headers={"Location": "/feed"})
    assert "redirects" in str(Desk(desk_feed(web)).look().cursor.trouble)


@pytest.mark.parametrize("behind", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "fd00::1"])
def test_a_name_that_stands_for_a_private_address_is_not_asked(behind: str) -> None:
    source = LiveSource(name="desk", kind="feed", where="https://feed.example/rss")
    desk = Desk(source, allow_private=False, resolve=["93.184.216.34", behind])
    with pytest.raises(FetchFailed, match="private address"):
        desk.fetcher.fetch(source.where, is_robot=False)


def test_robots_are_obeyed(web: Web) -> None:
    web.answers |= {"/robots.txt": Answer(b"User-agent: *\nDisallow: /feed\n"), "/feed": Answer(FEED.encode())}
    assert "robots.txt" in str(Desk(desk_feed(web)).look().cursor.trouble)
    assert "/feed" not in web.asked


def test_one_host_is_asked_no_faster_than_its_pause(web: Web) -> None:
    web.answers["/feed"] = Answer(FEED.encode())
    desk = Desk(desk_feed(web), host_pause_s=3)
    desk.look()
    asked_before = desk.now
    desk.look()
    assert (desk.now - asked_before).total_seconds() >= 3 - 1e-6


def test_a_host_that_is_not_there_is_told() -> None:
    source = LiveSource(name="desk", kind="feed", where="http://127.0.0.1:9/feed")
    assert "no answer" in str(Desk(source).look().cursor.trouble)


def test_a_folder_gives_what_is_put_into_it_once(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    desk = Desk(LiveSource(name="drop", kind="folder", where=str(drop)))
    line = '{{"source":"s","published_at":"2021-05-01T20:0{0}:00Z","text":"drone {0}"}}\n'
    (drop / "a.reports.jsonl").write_text(line.format(1), encoding="utf-8")
    assert texts(desk.look()) == ["drone 1"]
    (drop / "b.reports.jsonl").write_text(line.format(2), encoding="utf-8")
    assert texts(desk.look()) == ["drone 2"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = Desk(LiveSource(name="drop", kind="folder", where=str(tmp_path / "none"))).look()
    assert "no such file or folder" in str(found.cursor.trouble)


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("", "nothing is watched"),
        ('[[watch]]\nname = "a"\nkind = "radio"\nwhere = "x"', "radio"),
        ('[[watch]]\nname = "a"\nkind = "feed"\nwhere = "ftp://x"', "no address"),
        ('[[watch]]\nname = "a"\nkind = "feed"\nwhere = "https://me:secret@x/"', "password"),
        ('[[watch]]\nname = "a"\nkind = "feed"\nwhere = "https://x/"\nspeed = 1', "speed"),
        ('[[watch]]\nname = "a"\nkind = "feed"\nwhere = "https://x/"\nevery_s = 0', "every_s"),
        ('[[watch]]\nname = "a"\nkind = "feed"\nwhere = "https://x/"\n[[watch]]\nname = "a"\nkind = "feed"\nwhere = "https://y/"', "twice"),
        ("[[watch", "TOML"),
    ],
)
def test_a_plan_that_cannot_be_meant_names_what_is_wrong(toml: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(BadSettings, match=why):
        load_plan(tmp_path / "c.toml")
