"""What posts show is fetched into the archive, looked at, and found again by ``run``; what is no picture, too long or elsewhere is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from tests.ingest.live.loopback import Answer, Web, channel, serve

from skywitness.archive.fetched import find_media
from skywitness.cli.app import DONE, answer
from skywitness.cli.options import now
from skywitness.ingest.live.standing import MEDIA, MediaState, read_media_state
from skywitness.ledger import open_ledger
from skywitness.model.ids import Digest, ReportId, digest_bytes

pytestmark = pytest.mark.slow


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


def picture(shade: int) -> bytes:
    """A small picture, its upper half darker."""
    pixels = np.full((48, 64, 3), shade, np.uint8)
    pixels[:24] //= 2
    return bytes(cv2.imencode(".jpg", pixels)[1])


def shows(words: str, *addresses: str) -> str:
    wraps = "".join(f'<a class="tgme_widget_message_photo_wrap" style="background-image:url(\'{address}\')"></a>' for address in addresses)
    return f'{wraps}<div class="tgme_widget_message_text">{words}</div>'


def settings(folder: Path, web: Web, **rules: object) -> Path:
    path = folder / "watch.toml"
    told = {"hosts": ["127.0.0.1"], "keep_free_bytes": 1, **rules}
    media = "\n".join(f"{name} = {json.dumps(value)}" for name, value in told.items())
    path.write_text(
        f"""
[[source]]
name = "city"
language = "ru"
[[watch]]
name = "city"
kind = "telegram"
where = "{web.address("/s/city")}"
[fetch]
allow_private = true
host_pause_s = 0.0
retries = 0
[fetch.media]
{media}
""",
        encoding="utf-8",
    )
    return path


def watch(tmp_path: Path, web: Web, **rules: object) -> Path:
    ledger = tmp_path / "ledger"
    assert answer(["watch", "--config", str(settings(tmp_path, web, **rules)), "--ledger", str(ledger), "--once"]) == DONE
    return ledger


def test_a_picture_is_kept_as_it_came_and_held_against_the_words_of_its_post(tmp_path: Path, web: Web) -> None:
    web.answers |= {
        "/s/city": channel({1: shows("В Ельце 1 мая в 23:00 сбит беспилотник.", web.address("/file/a.jpg"))}),
        "/file/a.jpg": Answer(picture(200)),
    }
    ledger = watch(tmp_path, web)
    kept = find_media(ledger / "archive")
    ((digest, path),) = kept["city", ReportId("city/1")]
    assert path.read_bytes() == picture(200)
    with open_ledger(ledger, read_only=True) as opened:
        (report,) = opened.reports()
        assert {(found.report, found.media) for found in opened.findings()} == {(report.digest, digest)}
        counted = opened.counts()["findings"]
    assert answer(["doctor", "--archive", "--ledger", str(ledger)]) == DONE
    watch(tmp_path, web)
    assert [path for path in web.asked if path.startswith("/file/")] == ["/file/a.jpg"]
    (tmp_path / "more.reports.jsonl").write_text('{"source":"s","published_at":"2021-05-01T20:00:00Z","text":"Тихо."}\n', encoding="utf-8")
    assert answer(["run", str(tmp_path / "more.reports.jsonl"), "--ledger", str(ledger)]) == DONE
    with open_ledger(ledger, read_only=True) as opened:
        assert opened.counts()["findings"] == counted  # looked at once


def test_run_looks_at_what_was_fetched_and_not_looked_at(tmp_path: Path, web: Web) -> None:
    web.answers |= {"/s/city": channel({1: shows("Сбит дрон.", web.address("/a.jpg"))}), "/a.jpg": Answer(picture(90))}
    ledger = watch(tmp_path, web, look=False)
    (tmp_path / "more.reports.jsonl").write_text('{"source":"s","published_at":"2021-05-01T20:00:00Z","text":"Тихо."}\n', encoding="utf-8")
    assert answer(["run", str(tmp_path / "more.reports.jsonl"), "--ledger", str(ledger)]) == DONE
    with open_ledger(ledger, read_only=True) as opened:
        assert {found.media for found in opened.findings()} == {digest_bytes(picture(90))}


@pytest.mark.parametrize(
    ("body", "status", "rules", "why"),
    [
        (b"<html>sign in first</html>", 200, {}, "no picture, film or sound"),
        (picture(9), 200, {"max_bytes": 100}, "more than 100 bytes"),
        (picture(9), 200, {"types": ["video"]}, "what came is image/jpeg"),
        (picture(9), 404, {}, "answered 404"),
    ],
)
def test_what_may_not_be_kept_is_counted_and_not_asked_for_again(
    body: bytes, status: int, rules: dict[str, object], why: str, tmp_path: Path, web: Web
) -> None:
    web.answers |= {"/s/city": channel({1: shows("Сбит дрон.", web.address("/a.jpg"))}), "/a.jpg": Answer(body, status)}
    state = read_media_state(watch(tmp_path, web, **rules))
    assert (state.wanted, state.lost) == ((), {"city": 1})
    assert why in state.trouble["city"]
    assert find_media(tmp_path / "ledger" / "archive") == {}


def test_hosts_that_are_not_named_are_not_asked(tmp_path: Path, web: Web) -> None:
    web.answers |= {"/s/city": channel({1: shows("Сбит дрон.", web.address("/a.jpg"))}), "/a.jpg": Answer(picture(9))}
    assert read_media_state(watch(tmp_path, web, hosts=["cdn.example"])) == MediaState()
    assert "/a.jpg" not in web.asked


def test_a_file_that_leads_elsewhere_is_not_followed(tmp_path: Path, web: Web) -> None:
    web.answers |= {
        "/s/city": channel({1: shows("Сбит дрон.", web.address("/a.jpg"))}),
        "/a.jpg": Answer(status=302, headers={"Location": "http://169.254.169.254/latest"}),
    }
    assert "not among the configured hosts" in read_media_state(watch(tmp_path, web)).trouble["city"]


def test_a_busy_host_is_asked_later_and_what_is_wanted_outlives_the_process(tmp_path: Path, web: Web) -> None:
    web.answers |= {"/s/city": channel({1: shows("Сбит дрон.", web.address("/a.jpg"))}), "/a.jpg": Answer(status=503)}
    ledger = watch(tmp_path, web)
    (want,) = read_media_state(ledger).wanted
    assert want.tries == 1
    web.answers["/a.jpg"] = Answer(picture(9))
    watch(tmp_path, web)
    assert read_media_state(ledger).wanted == (want,)  # not due yet
    due = MediaState(wanted=(msgspec.structs.replace(want, due_at=now() - timedelta(seconds=1)),))
    (ledger / MEDIA).write_bytes(msgspec.json.encode(due))
    watch(tmp_path, web)
    assert [digest for digest, _ in find_media(ledger / "archive")["city", ReportId("city/1")]] == [Digest(digest_bytes(picture(9)))]


def test_a_full_disk_makes_files_wait_and_not_posts(tmp_path: Path, web: Web) -> None:
    web.answers |= {"/s/city": channel({1: shows("Сбит дрон.", web.address("/a.jpg"))}), "/a.jpg": Answer(picture(9))}
    ledger = watch(tmp_path, web, keep_free_bytes=1 << 62)
    assert len(read_media_state(ledger).wanted) == 1
    with open_ledger(ledger, read_only=True) as opened:
        assert opened.counts()["reports"] == 1
