"""What every source keeps to, ours or a stranger's: the same input gives the same digests, and no input breaks it or leads it elsewhere."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import cast

import msgspec
import pytest

from skywitness.archive.packing import Page, write_warc
from skywitness.errors import SkywitnessError
from skywitness.model.report import Report, SetAside
from skywitness.parts import ReadOptions, Source, installed

COLLECTED_AT = datetime(2024, 11, 23, tzinfo=UTC)
OPTIONS = ReadOptions(collected_at=COLLECTED_AT, source="harbour", zone="Europe/Kyiv")
EXAMPLES = {
    "plain": b"".join(
        json.dumps(
            {"source": "bay", "published_at": "2024-11-22T04:20:24Z", "text": f"Сбито дронов: {n}.", "media": ["../../outside.txt"]}
        ).encode()
        + b"\n"
        for n in range(5)
    ),
    "telegram_desktop": json.dumps(
        {
            "name": "Bay news",
            "type": "public_channel",
            "id": 5,
            "messages": [
                {"id": n, "type": "message", "date_unixtime": "1732249224", "text": f"Збито дронів: {n}.", "photo": "../outside.txt"}
                for n in range(5)
            ],
        },
        ensure_ascii=False,
    ).encode(),
    "article": "# Night over the bay\n\nA drone was shot down, the mayor said. Ніхто не постраждав.\n".encode(),
    "table": 'source,published_at,text,media\nbay,2024-11-22 06:20:24,"Drone, down",../outside.txt\nзалив,22.11.2024 07:00,Упал дрон,\n'.encode(),
}
EXAMPLES[
    "telegram_pages"
] = """<html><body><div class="tgme_widget_message js" data-post="bay/7"><div class="tgme_widget_message_text">Над заливом<br/>сбит дрон</div>
<a class="tgme_widget_message_photo_wrap" style="background-image:url('../outside.txt')"></a>
<a class="tgme_widget_message_date" href="https://t.me/bay/7"><time datetime="2024-11-22T04:20:24+00:00">04:20</time></a></div></body></html>""".encode()
EXAMPLES["feed"] = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Bay Post</title><item><title>A drone fell</title>
<description>&lt;p&gt;Into the bay.&lt;/p&gt;</description><guid>17</guid><pubDate>Fri, 22 Nov 2024 06:20:24 +0200</pubDate>
<enclosure url="file:///../outside.txt"/></item></channel></rss>"""
EXAMPLES[
    "cap"
] = b"""<?xml version="1.0"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a-7</identifier><sender>rescue@bay.example</sender>
<sent>2024-11-22T06:20:24+02:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>en-GB</language>
<category>Safety</category><event>Drone</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty><headline>A drone fell</headline><description>Into the bay.</description><area><areaDesc>The bay</areaDesc></area></info></alert>"""
CAPTURED = BytesIO()
write_warc(
    [
        Page(
            url="https://bay.example/7",
            at=COLLECTED_AT,
            body=b"<html><body><article><p>A drone fell into the bay, the mayor said.</p></article></body></html>",
        )
    ],
    CAPTURED,
    file_name="example",
)
EXAMPLES["web_archive"] = CAPTURED.getvalue()
EXAMPLES["sirens"] = b"""region,started_at,finished_at,naive
Lvivska oblast,2024-11-22 04:20:24+00:00,2024-11-22 04:50:24+00:00,False
Kyiv City,2024-11-22 05:20:24+00:00,2024-11-22 05:50:24+00:00,True
"""
EXAMPLES[
    "hotspots"
] = b"""latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight
50.601,36.602,330.5,0.4,0.4,2024-11-22,0012,N20,VIIRS,n,2.0NRT,290.1,12.3,N
44.1,33.3,310.5,0.4,0.4,2024-11-22,1012,N,VIIRS,h,2.0NRT,290.1,2.3,D
"""
EXAMPLES["gdelt"] = b"".join(
    b"\t".join((b"%d" % (900 + n), b"20241122041500", b"20241122043000", b"1", b"bay.example", b"https://bay.example/%d" % n, b"4"))
    + b"\t-1\t9\t9\t1\t80\t900\t-1.5\t\t\n"
    for n in range(3)
)
SOURCES = cast("dict[str, Source]", dict(installed("sources")))
OURS = {name: source for name, source in SOURCES.items() if name in EXAMPLES}


def read(source: Source, path: Path, options: ReadOptions = OPTIONS) -> list[Report | SetAside]:
    return list(source.read(path, options))


@pytest.fixture(params=sorted(SOURCES))
def source(request: pytest.FixtureRequest) -> Source:
    return SOURCES[request.param]


@pytest.fixture(params=sorted(OURS))
def example(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Source, Path]:
    path = tmp_path / "inside" / "example"
    path.parent.mkdir()
    path.write_bytes(EXAMPLES[request.param])
    (tmp_path / "outside.txt").write_text("never to be read")
    return OURS[request.param], path


def test_every_source_of_ours_has_an_example() -> None:
    ours = {name for name, source in SOURCES.items() if type(source).__module__.startswith("skywitness.")}
    assert ours == set(EXAMPLES)


def test_a_source_recognises_its_example_and_no_other_does_first(example: tuple[Source, Path]) -> None:
    own, path = example
    head = path.read_bytes()
    assert own.recognises(path, head)
    assert [other.name for other in SOURCES.values() if other.rank < own.rank and other.recognises(path, head)] == []


def test_reading_twice_from_elsewhere_and_later_gives_the_same_digests(example: tuple[Source, Path], tmp_path: Path) -> None:
    own, path = example
    later = msgspec.structs.replace(OPTIONS, collected_at=COLLECTED_AT + timedelta(days=400))
    moved = path.rename(tmp_path / "renamed")
    first, second = read(own, moved), read(own, moved, later)
    assert first
    assert all(isinstance(item, Report) for item in first)
    assert [item.digest for item in first if isinstance(item, Report)] == [item.digest for item in second if isinstance(item, Report)]
    assert [item.report_id for item in first if isinstance(item, Report)] == [item.report_id for item in second if isinstance(item, Report)]


def test_times_are_aware_and_in_utc(example: tuple[Source, Path]) -> None:
    for item in read(*example):
        assert isinstance(item, Report)
        assert all(moment is None or moment.tzinfo is UTC for moment in (item.published_at, item.edited_at))


def test_every_item_says_where_it_stood(example: tuple[Source, Path]) -> None:
    own, path = example
    path.write_bytes(path.read_bytes()[:-30] + b"\x00\xff")
    try:
        assert all(item.locator.file == path.name for item in read(own, path))
    except SkywitnessError as error:
        assert path.name in str(error)  # noqa: PT017 - a whole article is refused, one row of a table set aside


def test_an_input_cut_off_anywhere_breaks_nothing(example: tuple[Source, Path]) -> None:
    own, path = example
    whole = path.read_bytes()
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        read_bravely(own, path)


def test_an_input_with_damaged_bytes_breaks_nothing(example: tuple[Source, Path]) -> None:
    own, path = example
    whole = path.read_bytes()
    chance = random.Random(7)  # noqa: S311 - damage, not secrets
    for _turn in range(150):
        damaged = bytearray(whole)
        for _byte in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'\x00\x1b\x7f\x80\xff{}[]",:\n\\<>')
        path.write_bytes(damaged)
        read_bravely(own, path)


GARBAGE = [
    b"",
    b"\n",
    b"\x00",
    b"{",
    b"[",
    b'"',
    b"<",
    b"PAR1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    bytes(range(256)),
    b"\x00" * 5000,
    b"{" * 5000,
    b"[" * 100_000,
    b",\n" * 500,
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=[repr(garbage[:8]) for garbage in GARBAGE])
def test_garbage_breaks_no_source(garbage: bytes, source: Source, tmp_path: Path) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(garbage)
    assert isinstance(source.recognises(path, garbage[: 1 << 16]), bool)
    read_bravely(source, path)


def read_bravely(source: Source, path: Path) -> None:
    """Read; a refusal by one of our errors is as good as items."""
    try:
        items = read(source, path)
    except SkywitnessError as error:
        assert str(error)  # noqa: PT017 - either way is right
    else:
        assert all(item.reason for item in items if isinstance(item, SetAside))


def test_nothing_outside_the_input_is_opened(example: tuple[Source, Path], tmp_path: Path) -> None:
    own, path = example
    with opened_files(tmp_path) as opened:
        read(own, path)
    assert set(opened) == {str(path)}


_watched: list[tuple[str, list[str]]] = []


def _note_opening(event: str, arguments: tuple[object, ...]) -> None:
    if _watched and event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith(_watched[-1][0]):
        _watched[-1][1].append(str(arguments[0]))


sys.addaudithook(_note_opening)


@contextmanager
def opened_files(folder: Path) -> Iterator[list[str]]:
    """The files and folders below ``folder`` that are opened meanwhile, as Python's audit events tell them."""
    _watched.append((str(folder), []))
    try:
        yield _watched[-1][1]
    finally:
        _watched.pop()
