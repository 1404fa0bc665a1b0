"""Writes captured pages as WARC, and as WACZ with an index and a manifest of our own. The same pages always give the same bytes.

After the WARC format 1.1 (ISO 28500:2017), the WACZ specification 1.1.1 and CDXJ as Webrecorder's players read it.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from skywitness import __version__
from skywitness.archive.wacz import MANIFEST, MANIFEST_DIGEST, PAGES
from skywitness.archive.warc import FOUND, require_warcio

INDEX, WARC = "indexes/index.cdx", "archive/data.warc.gz"


class Page(Struct, frozen=True, kw_only=True):
    """A page to be written: its address, when it was captured, its bytes, and what they are."""

    url: str
    at: datetime
    body: bytes
    content_type: str = "text/html"
    title: str | None = None


class Placed(Struct, frozen=True, kw_only=True):
    """Where the record of a page stands in a WARC file."""

    page: Page
    offset: int
    length: int
    digest: str


def write_warc(pages: Iterable[Page], out: BinaryIO, *, file_name: str) -> list[Placed]:
    """Write pages as ``resource`` records, each packed by itself, and tell where each stands. The same pages give the same bytes.

    A page that was saved by a person has no HTTP answer; none is made up.

    Raises
    ------
    MissingPart
        warcio is not installed.
    """
    require_warcio()
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    placed = list[Placed]()
    for page in pages:
        if not placed:
            _write_info(writer, page, file_name)
        digest, begin = f"sha256:{hashlib.sha256(page.body).hexdigest()}", out.tell()
        headers = {
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{page.url} {page.at.isoformat()} {digest}')}>",
            "WARC-Date": _write_date(page.at),
            "WARC-Payload-Digest": digest,
            "WARC-Block-Digest": digest,
        }
        body = BytesIO(page.body)
        record = writer.create_warc_record(
            page.url, "resource", payload=body, length=len(page.body), warc_content_type=page.content_type, warc_headers_dict=headers
        )
        writer.write_record(record)
        placed.append(Placed(page=page, offset=begin, length=out.tell() - begin, digest=digest))
    return placed


def _write_info(writer: Any, page: Page, file_name: str) -> None:  # noqa: ANN401 - warcio's writer
    told = f"software: skywitness {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{file_name} {page.url} {page.at.isoformat()}')}>",
        "WARC-Filename": file_name,
        "WARC-Date": _write_date(page.at),
    }
    writer.write_record(writer.create_warc_record("", "warcinfo", payload=BytesIO(told), length=len(told), warc_headers_dict=headers))


def _write_date(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def write_wacz(pages: Sequence[Page], out: BinaryIO, *, title: str | None = None) -> None:
    """Write pages as a WACZ file: a WARC file, its CDXJ index, the list of pages, and the manifest with their digests. The same pages give the same bytes.

    Raises
    ------
    MissingPart
        warcio is not installed.
    ValueError
        There is no page.
    """
    if not pages:
        raise ValueError("a WACZ file needs a page")
    warc = BytesIO()
    placed = write_warc(pages, warc, file_name=WARC.rpartition("/")[2])
    made_at = max(page.at for page in pages).astimezone(UTC)
    bodies = {WARC: warc.getvalue(), INDEX: _write_index(placed), PAGES: _write_pages(pages)}
    manifest = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title or pages[0].title or pages[0].url,
        "created": f"{made_at:%Y-%m-%dT%H:%M:%SZ}",
        "software": f"skywitness {__version__}",
        "mainPageUrl": pages[0].url,
        "mainPageDate": f"{pages[0].at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resources": [
            {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{hashlib.sha256(body).hexdigest()}", "bytes": len(body)}
            for path, body in bodies.items()
        ],
    }
    bodies[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    digest = {"path": MANIFEST, "hash": f"sha256:{hashlib.sha256(bodies[MANIFEST]).hexdigest()}"}
    bodies[MANIFEST_DIGEST] = json.dumps(digest).encode()
    with zipfile.ZipFile(out, "w") as package:
        for path, body in bodies.items():
            entry = zipfile.ZipInfo(path, date_time=_zip_time(made_at))
            entry.compress_type = zipfile.ZIP_STORED if path == WARC else zipfile.ZIP_DEFLATED
            package.writestr(entry, body)


def _write_index(placed: Sequence[Placed]) -> bytes:
    """CDXJ: a line a record, sorted by turned-round address and time."""
    lines = [
        f"{turn_address(each.page.url)} {each.page.at.astimezone(UTC):%Y%m%d%H%M%S} "
        + json.dumps(
            {
                "url": each.page.url,
                "mime": each.page.content_type.partition(";")[0],
                "status": str(FOUND),
                "digest": each.digest,
                "length": str(each.length),
                "offset": str(each.offset),
                "filename": WARC.rpartition("/")[2],
            },
            ensure_ascii=False,
        )
        for each in placed
    ]
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


def _write_pages(pages: Sequence[Page]) -> bytes:
    lines: list[dict[str, str]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for page in pages:
        page_id = hashlib.sha256(f"{page.url} {page.at.isoformat()}".encode()).hexdigest()[:22]
        lines.append(
            {"id": page_id, "url": page.url, "title": page.title or page.url, "ts": f"{page.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        )
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


def turn_address(url: str) -> str:
    """An address as CDX files sort it: the host turned round, all in lower case, without "www", what is asked for in order.

    >>> turn_address("https://www.City.example:8443/News?b=2&a=1")
    'example,city:8443)/news?a=1&b=2'
    >>> turn_address("urn:text:page")
    'urn:text:page'
    """
    parts = urlsplit(url.lower())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url
    host = re.sub(r"^www\d*\.", "", parts.hostname)
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}[parts.scheme] else ""
    asked = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path or '/'}{'?' + asked if asked else ''}"


def _zip_time(at: datetime) -> tuple[int, int, int, int, int, int]:
    """Zip files know no year before 1980."""
    return (max(1980, at.year), at.month, at.day, at.hour, at.minute, at.second)
