"""Reads WARC files through warcio: captured pages with their address and time, bounded in memory whatever the file says of itself.

A record's headers, its body, and the ratio between what is packed and what comes out of it are all bounded. What breaks a bound, a digest or a length
is told in a sentence, and the records before it stand.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from msgspec import Struct

from skywitness.errors import MissingPart

if TYPE_CHECKING:
    from warcio.archiveiterator import WARCIterator

HEADER_BYTES = 256 * 1024
"""Of one record, its HTTP headers and the empty lines around it included."""
UNSUSPECTED_BYTES = 64 << 20
LARGEST_RATIO = 200
"""Pages of text are packed to a tenth or a twentieth; a thousandth is a bomb. Not asked of the first 64 MiB."""
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
DECODED = frozenset({"", "identity", "gzip", "deflate"})
OF_A_PAGE = frozenset({"response", "resource"})
FOUND = 200


class Bomb(ValueError):
    """More comes out of a file than can be meant."""


class Capture(Struct, frozen=True, kw_only=True):
    """A page as it was captured. ``charset`` is what the server said; ``trouble`` what is wrong with the record, though it can be read."""

    number: int
    url: str
    at: datetime | None
    body: bytes
    charset: str | None = None
    trouble: str | None = None


class Unread(Struct, frozen=True, kw_only=True):
    """A record that cannot be used, and why."""

    number: int
    url: str | None
    why: str


def require_warcio() -> None:
    """Nothing, when warcio is installed.

    Raises
    ------
    MissingPart
        It is not.
    """
    try:
        import warcio.archiveiterator
        import warcio.warcwriter  # noqa: F401 - asked for, not used
    except ImportError as error:
        raise MissingPart("web archives need warcio; install it with: pip install 'skywitness[archive]'") from error


def read_pages(stream: BinaryIO, *, max_page_bytes: int) -> Iterator[Capture | Unread]:
    """Every page in a WARC stream, packed or not, that was answered with 200; and each record that cannot be used.

    Pictures, scripts and answers such as "moved" are passed over. Where the file is damaged, the last thing that comes says so.

    Raises
    ------
    MissingPart
        warcio is not installed.
    """
    require_warcio()
    records = _open_bounded(stream)
    number = -1
    while True:
        number += 1
        records.reader.start_record()
        try:
            record = next(records, None)
        except _broken_by() as error:
            yield Unread(number=number, url=None, why=f"the rest of the file cannot be read: {_plain(error)}")
            return
        if record is None:
            return
        try:
            found = _read_record(number, record, max_page_bytes)
        except _broken_by() as error:
            found = Unread(number=number, url=None, why=f"the record cannot be read: {_plain(error)}")
        if found is not None:
            yield found


def _broken_by() -> tuple[type[Exception], ...]:
    """What warcio lets through on files that are no sound WARC; found by feeding it such."""
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    return (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        Bomb,
        EOFError,
        zlib.error,
        ValueError,
        AttributeError,
        TypeError,
        LookupError,
        OSError,
    )


def _open_bounded(stream: BinaryIO) -> WARCIterator:
    from warcio.archiveiterator import WARCIterator
    from warcio.bufferedreaders import DecompressingBufferedReader

    class Bounded(DecompressingBufferedReader):  # type: ignore[misc] # warcio ships no types
        """warcio's reader, held to bounds; it would let lines grow without end, and go on after damage as if the file ended there."""

        decompressor: Any
        taken = 0
        header_left = HEADER_BYTES

        def start_record(self) -> None:
            self.header_left = HEADER_BYTES

        def readline(self, length: int | None = None) -> bytes:
            line: bytes = super().readline(min(self.header_left + 1, length or HEADER_BYTES + 1))
            self.header_left -= len(line)
            if self.header_left < 0:
                raise Bomb(f"a record has headers of more than {HEADER_BYTES:,} bytes")
            return line

        def _decompress(self, data: bytes) -> bytes:
            self.taken += len(data)
            if self.decompressor is None or not data:
                return data
            try:
                unpacked: bytes = self.decompressor.decompress(data)
            except zlib.error as error:
                if self.num_block_read:
                    raise ValueError(f"it is damaged where it is packed: {error}") from error
                self.decompressor = None  # it was not packed at all
                return data
            if self.num_read > UNSUSPECTED_BYTES and self.num_read > LARGEST_RATIO * self.taken:
                raise Bomb(f"more than {LARGEST_RATIO} times as much comes out of it as is in it")
            return unpacked

    records = WARCIterator(stream, check_digests=True)
    records.reader = Bounded(records.fh)
    return records


def _read_record(number: int, record: Any, max_page_bytes: int) -> Capture | Unread | None:  # noqa: ANN401 - warcio's record
    """The page in a record, why it cannot be used, or None when it is none."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    headers = record.http_headers or record.rec_headers
    content_type, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    if record.rec_type not in OF_A_PAGE or not url or content_type.strip().lower() not in PAGE_TYPES:
        return None
    if record.http_headers and record.http_headers.get_statuscode() != str(FOUND):
        return None
    encoding = ((record.http_headers and record.http_headers.get_header("Content-Encoding")) or "").strip().lower()
    if encoding not in DECODED:
        return Unread(
            number=number, url=url, why=f"the page is encoded as {encoding[:40]!r}, which is not read; capture it again without that"
        )
    packed = record.raw_stream.read(max_page_bytes + 1)
    if len(packed) > max_page_bytes:
        return Unread(number=number, url=url, why=f"the page is longer than {max_page_bytes:,} bytes; raise the limit")
    missing = getattr(record.raw_stream, "limit", 0)
    body = _decode_body(packed, record.http_headers, encoding, max_page_bytes)
    if body is None:
        return Unread(number=number, url=url, why=f"the page is longer than {max_page_bytes:,} bytes once it is unpacked; raise the limit")
    problems = [*record.digest_checker.problems, *([f"it was cut short: {missing} bytes are missing"] if missing else [])]
    return Capture(
        number=number,
        url=url,
        at=_read_date(record.rec_headers.get_header("WARC-Date")),
        body=body,
        charset=_find_charset(parameters),
        trouble="; ".join(problems) or None,
    )


def _decode_body(packed: bytes, http_headers: Any, encoding: str, most: int) -> bytes | None:  # noqa: ANN401 - warcio's headers
    """The page's own bytes, or None when there are more than that."""
    from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

    is_chunked = bool(http_headers) and (http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
    if not is_chunked and encoding in ("", "identity"):
        return packed
    unpack = encoding if encoding in ("gzip", "deflate") else None
    reader = ChunkedDataReader(BytesIO(packed), decomp_type=unpack) if is_chunked else BufferedReader(BytesIO(packed), decomp_type=unpack)
    body: bytes = reader.read(most + 1)
    return None if len(body) > most else body


def _find_charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'")[:40] or None
    return None


def _read_date(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
