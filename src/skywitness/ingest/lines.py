"""Lines of a file of any size: a line is held only while it is within the limit, so one endless line costs no memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

DISCARD_BYTES = 1 << 20


class LongLine(Struct, frozen=True):
    """A line that was longer than the limit: how long, and how it begins."""

    length_bytes: int
    beginning: bytes

    def reason(self, limit_bytes: int) -> str:
        """What is wrong with it, for a person."""
        return f"the line has {self.length_bytes:,} bytes, the limit is {limit_bytes:,}; split the item, or raise the limit"


def read_lines(file: BinaryIO, limit_bytes: int) -> Iterator[bytes | LongLine]:
    r"""Each line with its line end; in place of a line over the limit, what it was like.

    >>> import io
    >>> list(read_lines(io.BytesIO(b"short\n" + b"x" * 30 + b"\nlast"), limit_bytes=8))
    [b'short\n', LongLine(length_bytes=30, beginning=b'xxxxxxxxx'), b'last']
    """
    while line := file.readline(limit_bytes + 1):
        if len(line) <= limit_bytes or line.endswith(b"\n"):
            yield line
        else:
            yield LongLine(len(line) + _skip_line(file), line[:800])


def _skip_line(file: BinaryIO) -> int:
    skipped = 0
    while rest := file.readline(DISCARD_BYTES):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            return skipped - 1
    return skipped
