"""What every collector keeps to, ours or a stranger's: it names faults of its settings, and whatever a host answers, only errors of ours come out."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from skywitness.errors import FetchFailed, SkywitnessError
from skywitness.model.live import Cursor, Fetched, Haul, LiveSource
from skywitness.parts import Collector, ReadOptions, installed

COLLECTORS = cast("dict[str, Collector]", dict(installed("collectors")))
OPTIONS = ReadOptions(collected_at=datetime(2024, 11, 23, tzinfo=UTC))
BODIES = [
    b"",
    b"\x00\xff",
    b"<html></html>",
    b"<html><div data-post='bay/x'></div><div data-post='bay/7'></div></html>",
    b"<rss><channel><title>t</title><item/></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://bay.example/a'/></entry></feed>",
    b"12 " + b"0" * 32 + b" https://bay.example/20241122000000.export.CSV.zip\n",
    b"{" * 10_000,
]


class Host:
    """Answers everything with one body; None: not at all."""

    def __init__(self, body: bytes | None) -> None:
        self._body, self.asked = body, 0

    def fetch(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:  # noqa: ARG002 - the Protocol's names
        self.asked += 1
        if self._body is None:
            raise FetchFailed("no answer")
        return Fetched(body=self._body, address=address)


@pytest.fixture(params=sorted(COLLECTORS))
def collector(request: pytest.FixtureRequest) -> Collector:
    return COLLECTORS[request.param]


def source(collector: Collector, folder: Path) -> LiveSource:
    where = {"folder": str(folder), "webhook": "/hooks/bay", "telegram_session": "bay"}.get(collector.name, "https://bay.example/s/bay")
    return LiveSource(name="bay", kind=collector.name, where=where, secret="BAY_SECRET")  # noqa: S106 - the name of a variable


def look(collector: Collector, folder: Path, host: Host) -> Haul | SkywitnessError:
    try:
        return collector.collect(source(collector, folder), Cursor(), OPTIONS, host)
    except SkywitnessError as error:
        return error


def test_it_is_installed_under_its_own_name_and_takes_a_source_as_the_manual_writes_it(collector: Collector, tmp_path: Path) -> None:
    assert COLLECTORS[collector.name] is collector
    assert collector.find_fault(source(collector, tmp_path)) is None


@pytest.mark.parametrize("where", ["", "ftp://bay.example/s/bay", "https://me:word@bay.example/s/bay", "/"])
def test_an_address_that_cannot_be_meant_is_named(where: str, collector: Collector) -> None:
    fault = collector.find_fault(LiveSource(name="bay", kind=collector.name, where=where))
    assert fault or (collector.name == "folder" and where != "/")  # any other path may be a folder


def test_a_host_that_does_not_answer_is_told(collector: Collector, tmp_path: Path) -> None:
    found = look(collector, tmp_path, host := Host(None))
    assert isinstance(found, SkywitnessError) == (collector.name != "webhook")
    assert host.asked or collector.name in ("folder", "webhook", "telegram_session")  # these ask nobody, or in their own way


@pytest.mark.parametrize("body", BODIES)
def test_nothing_that_a_host_answers_breaks_it(body: bytes, collector: Collector, tmp_path: Path) -> None:
    look(collector, tmp_path, Host(body))
    chance = random.Random(7)  # noqa: S311 - damage, not secrets
    for _ in range(10):
        damaged = bytearray(body * 2)
        for _ in range(min(4, len(damaged))):
            damaged[chance.randrange(len(damaged))] = chance.choice(b"\x00<>&'\"/{}")
        look(collector, tmp_path, Host(bytes(damaged)))
