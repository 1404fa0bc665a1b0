"""Hosts that are slow, cut answers off, change what their name stands for, or ask to be left alone."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.ingest.live.desk import Desk
from tests.ingest.live.loopback import Answer, Web, serve

from skywitness.errors import BadSettings, FetchFailed
from skywitness.ingest.live.clocks import tell_clock
from skywitness.ingest.live.fetch import Fetcher
from skywitness.ingest.live.plan import FetchRules, Plan, load_plan
from skywitness.model.live import Cursor, LiveSource


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


def feed(web: Web) -> LiveSource:
    return LiveSource(name="desk", kind="feed", where=web.address("/feed"))


def test_an_answer_cut_off_on_the_way_is_asked_for_again(web: Web) -> None:
    answers = iter([Answer(b"<rss>", promised=500), Answer(b"whole")])
    web.answers["/feed"] = lambda _query: next(answers)
    assert Desk(feed(web)).fetcher.fetch(web.address("/feed")).body == b"whole"


def test_an_answer_that_drips_is_given_up(web: Web) -> None:
    web.answers["/feed"] = Answer(b"x" * 500, pause_s=0.05)
    with httpx2.Client(timeout=5) as client:
        plan = Plan(sources=(feed(web),), rules=FetchRules(allow_private=True, retries=0, whole_s=0.3))
        fetcher = Fetcher(plan, client, clock=lambda: datetime.now(UTC), sleep=lambda _: None, dice=random.Random(1))  # noqa: S311
        with pytest.raises(FetchFailed, match="no end of the answer"):
            fetcher.fetch(web.address("/feed"))


def test_the_address_that_was_looked_at_is_the_one_that_is_asked() -> None:
    asked = list[httpx2.Request]()

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, content=b"")

    names = iter([["8.8.8.8"], ["8.8.4.4"], ["127.0.0.1"]])
    source = LiveSource(name="desk", kind="feed", where="https://feed.example:8443/rss")
    with httpx2.Client(transport=httpx2.MockTransport(answer)) as client:  # no public host may be asked in a test
        plan = Plan(sources=(source,), rules=FetchRules(retries=0))
        fetcher = Fetcher(
            plan,
            client,
            clock=lambda: datetime.now(UTC),
            sleep=lambda _: None,
            dice=random.Random(1),  # noqa: S311 - jitter, not a secret
            resolve=lambda _: next(names),
        )
        fetcher.fetch(source.where)
        assert [(each.url.host, each.headers["host"], each.extensions["sni_hostname"]) for each in asked] == [
            ("8.8.8.8", "feed.example:8443", "feed.example"),
            ("8.8.4.4", "feed.example:8443", "feed.example"),
        ]
        with pytest.raises(FetchFailed, match="private address"):
            fetcher.fetch(source.where)


def test_robots_that_cannot_be_had_now_forbid_until_they_can(web: Web) -> None:
    web.answers |= {"/robots.txt": Answer(status=503), "/feed": Answer(b"x")}
    desk = Desk(feed(web), retries=0)
    with pytest.raises(FetchFailed, match=r"robots.txt cannot be had"):
        desk.fetcher.fetch(web.address("/feed"))
    web.answers["/robots.txt"] = Answer(status=404)
    assert desk.fetcher.fetch(web.address("/feed")).body == b"x"


def test_the_delay_that_robots_ask_for_is_kept(web: Web) -> None:
    web.answers |= {"/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 30\n"), "/feed": Answer(b"x")}
    desk = Desk(feed(web), host_pause_s=1)
    for _ in range(3):
        desk.fetcher.fetch(web.address("/feed"))
    assert sum(desk.slept) >= 30


def test_threads_keep_one_host_s_pause_together(web: Web) -> None:
    web.answers["/feed"] = Answer(b"x")
    slept, begun = list[float](), datetime.now(UTC)
    with httpx2.Client() as client:
        plan = Plan(sources=(feed(web),), rules=FetchRules(allow_private=True, host_pause_s=10))
        fetcher = Fetcher(plan, client, clock=lambda: begun, sleep=slept.append, dice=random.Random(1))  # noqa: S311
        fetcher.fetch(web.address("/feed"))
        threads = [threading.Thread(target=fetcher.fetch, args=(web.address("/feed"),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(slept) == [10, 20, 30, 40, 50]


@pytest.mark.parametrize(
    ("cursor", "why"),
    [
        (Cursor(skew_s=-7200.0), "2 h behind ours"),
        (Cursor(lags_s=(-3590.0,) * 6), "1 h ahead of when they appear"),
        (Cursor(lags_s=(10_820.0, 10_830.0, 11_000.0, 10_900.0, 10_810.0)), "about 3 h before they appear"),
        (Cursor(lags_s=(10_820.0, 30.0, 11_000.0, 10_900.0, 10_810.0)), None),  # some appear at once: posts are late, the zone is right
        (Cursor(lags_s=(3600.0,) * 4), None),  # too few to say
        (Cursor(lags_s=(1800.0,) * 9), None),  # half an hour is a slow desk
    ],
)
def test_wrong_clocks_and_zones_are_told_and_late_posts_are_not(cursor: Cursor, why: str | None) -> None:
    told = tell_clock(cursor)
    assert told is None if why is None else why in str(told)


def test_a_password_in_the_proxy_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text('[[watch]]\nname="a"\nkind="feed"\nwhere="https://x/"\n[fetch]\nproxy="http://me:word@p"', encoding="utf-8")
    with pytest.raises(BadSettings, match="SKYWITNESS_PROXY"):
        load_plan(path)
