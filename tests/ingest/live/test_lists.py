"""Feeds of CAP alerts and GDELT's lists: what they point to is fetched once, missed files are made up for, and what is damaged is set aside."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from tests.ingest.live.desk import Desk
from tests.ingest.live.loopback import Answer, Web, serve

from skywitness.model.live import LiveSource

pytestmark = pytest.mark.slow

ALERT = """<?xml version="1.0"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a-{0}</identifier><sender>rescue@bay.example</sender>
<sent>2021-05-01T20:0{0}:00+00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>en-GB</language>
<category>Safety</category><event>Drone</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty>
<headline>Drone {0}</headline><description>Into the bay.</description><area><areaDesc>The bay</areaDesc></area></info></alert>"""


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


def index(web: Web, *numbers: int, updated: str = "2021-05-01T20:00:00Z") -> Answer:
    entries = "".join(
        f'<entry><id>{number}</id><title>Drone</title><updated>{updated}</updated><link href="{web.address(f"/page/{number}")}"/>'
        f'<link type="application/cap+xml" href="{web.address(f"/alert/{number}")}"/></entry>'
        for number in numbers
    )
    return Answer(f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>alerts</title>{entries}</feed>'.encode())


def alerts(web: Web) -> Desk:
    web.answers |= {f"/alert/{number}": Answer(ALERT.format(number).encode()) for number in range(1, 6)}
    return Desk(LiveSource(name="rescue", kind="cap", where=web.address("/alerts")), host_pause_s=0)


def titles(desk: Desk) -> list[str]:
    return sorted(each.title or "" for each in desk.look().reports)


def test_alerts_that_a_feed_points_to_are_fetched_once(web: Web) -> None:
    desk = alerts(web)
    web.answers["/alerts"] = index(web, 1, 2)
    assert titles(desk) == ["Drone 1", "Drone 2"]
    web.answers["/alerts"] = index(web, 1, 2, 3)
    assert titles(desk) == ["Drone 3"]
    assert [path for path in web.asked if path.startswith("/alert/")] == ["/alert/1", "/alert/2", "/alert/3"]


def test_an_alert_that_says_it_changed_is_fetched_again_and_is_a_version(web: Web) -> None:
    desk = alerts(web)
    web.answers["/alerts"] = index(web, 1)
    desk.look()
    web.answers["/alert/1"] = Answer(ALERT.format(1).replace("Into the bay.", "Into the river.").encode())
    web.answers["/alerts"] = index(web, 1, updated="2021-05-01T21:00:00Z")
    (changed,) = desk.look().reports
    assert "river" in changed.text


def test_an_alert_that_cannot_be_had_now_is_asked_for_again_and_one_that_is_none_is_set_aside(web: Web) -> None:
    desk = alerts(web)
    web.answers |= {"/alerts": index(web, 1, 2, 3), "/alert/2": Answer(status=403), "/alert/3": Answer(b"\x00\x01")}
    found = desk.look()
    assert [each.title for each in found.reports] == ["Drone 1"]
    assert "403" in str(found.cursor.trouble)
    assert "/alert/3" in str(found.aside[0].locator)
    web.answers["/alert/2"] = Answer(ALERT.format(2).encode())
    assert titles(desk) == ["Drone 2"]


def test_an_alert_alone_and_alerts_inside_a_feed_are_read_from_it(web: Web) -> None:
    desk = alerts(web)
    web.answers["/alerts"] = web.answers["/alert/4"]
    assert titles(desk) == ["Drone 4"]


def row(number: int) -> bytes:
    cells = (b"%d" % number, b"20210501194500", b"20210501200000", b"1", b"bay.example", b"https://bay.example/%d" % number, b"4")
    return b"\t".join(cells) + b"\t-1\t9\t9\t1\t80\t900\t-1.5\t\t\n"


def packed(body: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", body)
    return out.getvalue()


def publish(web: Web, stamp: str, body: bytes) -> str:
    """Put a file of mentions there; its line of the list."""
    path = f"/v2/{stamp}.mentions.CSV.zip"
    web.answers[path] = Answer(body)
    return f"{len(body)} {hashlib.md5(body, usedforsecurity=False).hexdigest()} {web.address(path)}\n"


def quarters(web: Web) -> Desk:
    where = web.address("/lastupdate.txt")
    return Desk(LiveSource(name="gdelt", kind="gdelt", where=where, only=("mentions",)), host_pause_s=0)


def ask_for(web: Web, *lines: str) -> None:
    web.answers["/lastupdate.txt"] = Answer(
        "".join(("12 " + "0" * 32 + f" {web.address('/v2/20210501200000.gkg.csv.zip')}\n", *lines)).encode()
    )


def test_quarters_that_were_missed_are_made_up_for_and_those_never_made_are_passed_over(web: Web) -> None:
    desk = quarters(web)
    ask_for(web, publish(web, "20210501200000", packed(row(1))))
    assert len(desk.look().reports) == 1
    publish(web, "20210501201500", packed(row(2)))  # 20:30 was never made
    ask_for(web, publish(web, "20210501204500", packed(row(3) + row(4))))
    assert sorted(each.url or "" for each in desk.look().reports) == [f"https://bay.example/{number}" for number in (2, 3, 4)]
    assert desk.look().reports == ()


def test_a_quarter_that_cannot_be_had_holds_up_those_behind_it_and_loses_none(web: Web) -> None:
    desk = quarters(web)
    ask_for(web, publish(web, "20210501200000", packed(row(1))))
    desk.look()
    publish(web, "20210501201500", packed(row(2)))
    good, web.answers["/v2/20210501201500.mentions.CSV.zip"] = web.answers["/v2/20210501201500.mentions.CSV.zip"], Answer(status=403)
    ask_for(web, publish(web, "20210501203000", packed(row(3))))
    assert "403" in str(desk.look().cursor.trouble)
    web.answers["/v2/20210501201500.mentions.CSV.zip"] = good
    assert len(desk.look().reports) == 2


@pytest.mark.parametrize(("body", "why"), [(b"no zip", "no ZIP"), (packed(b"x" * 9_000_000), "unpacks to more"), (packed(b"\x00"), "")])
def test_a_file_that_is_no_quarter_is_set_aside(body: bytes, why: str, web: Web) -> None:
    desk = quarters(web)
    ask_for(web, publish(web, "20210501200000", body))
    (aside,) = desk.look().aside
    assert why in aside.reason


def test_a_file_damaged_on_the_way_is_told(web: Web) -> None:
    desk = quarters(web)
    ask_for(web, publish(web, "20210501200000", packed(row(1))))
    web.answers["/v2/20210501200000.mentions.CSV.zip"] = Answer(packed(row(2)))
    assert "damaged on the way" in desk.look().aside[0].reason


def test_a_list_that_names_no_such_file_is_another_layout(web: Web) -> None:
    desk = quarters(web)
    web.answers["/lastupdate.txt"] = Answer(b"<html>moved</html>")
    assert "layout changed" in str(desk.look().cursor.trouble)
