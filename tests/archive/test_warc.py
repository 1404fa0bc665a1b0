"""Captured pages: written the same every time, read back as they were, and no file, however hostile, takes more than it is allowed."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.archive.packing import INDEX, WARC, Page, write_wacz, write_warc
from skywitness.archive.wacz import MANIFEST, PAGES, is_wacz, open_wacz
from skywitness.archive.warc import Capture, Unread, read_pages

AT = datetime(2021, 3, 20, 21, 4, tzinfo=UTC)
HTML = "<html><head><title>Над рекой</title></head><body><p>Дрон сбит над рекой.</p></body></html>".encode()
MOST = 100_000


def pages(count: int = 2) -> list[Page]:
    return [
        Page(url=f"https://city.example/news?id={n}", at=AT, body=HTML + f"<!-- {n} -->".encode(), title=f"№ {n}") for n in range(count)
    ]


def record(
    body: bytes, *, url: str | None = "https://city.example/1", kind: str = "response", length: int | None = None, more: str = ""
) -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2021-03-20T21:04:00Z\r\n{more}Content-Type: application/http; msgtype=response\r\n"
    return f"{head}Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html; charset=utf-8") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers, "", ""]).encode() + body


def read(raw: bytes, most: int = MOST) -> list[Capture | Unread]:
    return list(read_pages(BytesIO(raw), max_page_bytes=most))


def only(raw: bytes) -> Capture:
    (found,) = read(raw)
    assert isinstance(found, Capture)
    return found


def why(raw: bytes, most: int = MOST) -> str:
    found = read(raw, most)[-1]
    assert isinstance(found, Unread)
    return found.why


def test_pages_come_back_as_they_were_and_the_same_pages_give_the_same_bytes() -> None:
    one, other = BytesIO(), BytesIO()
    placed = write_warc(pages(), one, file_name="x.warc.gz")
    write_warc(pages(), other, file_name="x.warc.gz")
    assert one.getvalue() == other.getvalue()
    found = read(one.getvalue())
    assert [(each.url, each.at, each.body) for each in found if isinstance(each, Capture)] == [
        (page.url, page.at, page.body) for page in pages()
    ]
    for each in placed:  # each record can be taken out by itself, as players do
        alone = one.getvalue()[each.offset : each.offset + each.length]
        assert only(alone).body == each.page.body


def test_answers_are_read_packed_or_not_chunked_or_not() -> None:
    chunked = f"{len(HTML):x}\r\n".encode() + HTML + b"\r\n0\r\n\r\n"
    for raw in (
        record(answer(HTML)),
        gzip.compress(record(answer(HTML))),
        record(answer(gzip.compress(HTML), "Content-Encoding: gzip")),
        record(answer(zlib.compress(HTML), "Content-Encoding: deflate")),
        record(answer(chunked, "Transfer-Encoding: chunked")),
    ):
        found = only(raw)
        assert (found.body, found.charset, found.trouble, found.at) == (HTML, "utf-8", None, AT)


def test_what_is_no_page_is_passed_over() -> None:
    moved = record(answer(b"", "Location: /2", status="301 Moved"))
    picture = record(answer(b"\x89PNG", content_type="image/png"))
    assert read(moved + picture + record(HTML, kind="request") + record(answer(HTML), url=None)[:0]) == []


def test_a_damaged_record_says_so() -> None:
    digest = hashlib.sha256(HTML).hexdigest()
    sound = record(answer(HTML), more=f"WARC-Payload-Digest: sha256:{digest}\r\n")
    assert only(sound).trouble is None
    assert "digest" in str(only(sound.replace("сбит".encode(), "цел ".encode() + b" ")).trouble)
    assert "cut short" in str(only(record(answer(HTML), length=9_000)).trouble)
    assert "encoded" in why(record(answer(HTML, "Content-Encoding: br")))


def test_records_after_a_bad_one_are_read() -> None:
    found = read(record(answer(HTML * 2_000)) + record(answer(HTML), url="https://city.example/2"))
    assert [type(each) for each in found] == [Unread, Capture]


@pytest.mark.parametrize(
    "raw",
    [
        record(answer(gzip.compress(bytes(5_000_000)), "Content-Encoding: gzip")),
        record(answer(b"7fffffff\r\n" + bytes(5_000_000), "Transfer-Encoding: chunked")),
        record(answer(bytes(5_000_000))),
        gzip.compress(record(answer(bytes(5_000_000)))),
    ],
)
def test_a_page_longer_than_is_allowed_is_told(raw: bytes) -> None:
    assert "longer than" in why(raw)


def bomb(beginning: bytes, filling: bytes, megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = packer.compress(beginning)
    for _ in range(megabytes):
        packed += packer.compress(filling * (1_000_000 // len(filling)))
    return packed + packer.flush()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("beginning", "filling"),
    [
        (record(answer(b""), length=10**12), b"\0"),
        (b"WARC/1.1\r\nX: ", b"a"),
        (b"WARC/1.1\r\n", b"Name: value\r\n"),
        (record(answer(HTML)), b"\r\n"),
        (b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\n\r\n", b"\0"),
    ],
    ids=["body", "a line", "lines", "empty lines", "no length"],
)
def test_a_bomb_is_refused_within_bounds(beginning: bytes, filling: bytes) -> None:
    raw = bomb(beginning, filling, 400)
    tracemalloc.start()
    try:
        found = read(raw)
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(found[-1], Unread)


@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    out = BytesIO()
    write_warc(pages(), out, file_name="x.warc.gz")
    for whole in (out.getvalue(), record(answer(HTML)) * 2):
        damaged = bytearray(whole)
        for _ in range(data.draw(st.integers(1, 4))):
            damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        read(bytes(damaged[: data.draw(st.integers(0, len(whole)))]))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    read(raw)
    read(record(raw))
    read(b"WARC/1.0\r\n" + raw)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "pages.wacz"
    with path.open("wb") as out:
        write_wacz(pages(), out)
    return path


def repack(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as old:
        bodies = {name: old.read(name) for name in old.namelist()}
    change(bodies)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in bodies.items():
            new.writestr(name, body)


def altered(path: Path) -> list[str]:
    with open_wacz(path) as opened:
        return list(opened.find_altered())


def test_a_package_lists_its_pages_its_index_leads_to_them_and_its_manifest_holds(package: Path) -> None:
    assert is_wacz(package)
    assert altered(package) == []
    with open_wacz(package) as opened:
        assert opened.pages() == frozenset(page.url for page in pages())
        assert opened.warcs() == [WARC]
        with opened.open(WARC) as stream:
            assert len(list(read_pages(stream, max_page_bytes=MOST))) == 2
    with zipfile.ZipFile(package) as raw:
        index = raw.read(INDEX).decode().splitlines()
        assert index == sorted(index)
        for line, page in zip(index, pages(), strict=True):
            key, stamp, told = line.split(" ", 2)
            where = json.loads(told)
            assert (key, stamp, where["url"]) == (f"example,city)/news?id={page.url[-1]}", "20210320210400", page.url)
            begin = int(where["offset"])
            assert only(raw.read(WARC)[begin : begin + int(where["length"])]).body == page.body
        assert raw.getinfo(WARC).compress_type == zipfile.ZIP_STORED  # so that players can take ranges out of it


def test_the_same_pages_give_the_same_package(package: Path) -> None:
    out = BytesIO()
    write_wacz(pages(), out)
    assert out.getvalue() == package.read_bytes()


def alter(bodies: dict[str, bytes]) -> None:
    bodies[PAGES] = bodies[PAGES].replace(b"news", b"knew")


def remove(bodies: dict[str, bytes]) -> None:
    del bodies[INDEX]


def slip_in(bodies: dict[str, bytes]) -> None:
    bodies["archive/more.warc.gz"] = b"x"


def forge_manifest(bodies: dict[str, bytes]) -> None:
    bodies[MANIFEST] = bodies[MANIFEST].replace(b"data-package", b"data-packagE")


def break_manifest(bodies: dict[str, bytes]) -> None:
    bodies[MANIFEST] = b"{"


@pytest.mark.parametrize("change", [alter, remove, slip_in, forge_manifest, break_manifest])
def test_what_was_done_to_a_package_is_told(package: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    repack(package, change)
    assert altered(package)


@pytest.mark.parametrize("name", ["../outside.warc", "/etc/outside", "archive/../../x", "C:\\x", "..\\x"])
def test_a_package_that_names_places_outside_is_refused(package: Path, name: str) -> None:
    repack(package, lambda bodies: bodies.update({name: b"x"}))
    with pytest.raises(ValueError, match="outside of itself"), open_wacz(package):
        pass


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(package: Path) -> None:
    repack(package, lambda bodies: bodies.update({"archive/big.warc": bytes(80_000_000)}))
    with pytest.raises(ValueError, match="bomb"), open_wacz(package):
        pass


def test_a_package_that_points_before_its_beginning_is_damaged(tmp_path: Path) -> None:
    out = BytesIO()
    write_wacz(pages(), out)
    damaged = bytearray(out.getvalue())
    (told,) = struct.unpack_from("<I", damaged, len(damaged) - 6)
    struct.pack_into("<I", damaged, len(damaged) - 6, told + 65_536)
    path = tmp_path / "x.wacz"
    path.write_bytes(damaged)
    with open_wacz(path) as opened:
        assert any("opened" in fault or "damaged" in fault for fault in opened.find_altered())


@given(st.data())
def test_no_damage_to_a_package_breaks_its_reader(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    out = BytesIO()
    write_wacz(pages(), out)
    damaged = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "x.wacz"
    path.write_bytes(damaged)
    is_wacz(path)
    try:
        with open_wacz(path) as opened:
            list(opened.find_altered())
            opened.pages()
    except ValueError as error:
        assert str(error)  # noqa: PT017 - either way is right
