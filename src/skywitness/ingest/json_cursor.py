"""A place in a JSON document that is read piece by piece, so that a document of any size can be walked while one item of it is held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

SPACE = re.compile(rb"[ \t\r\n]*")
SCALAR = re.compile(rb"[^\s,\]}]*")
OUTSIDE_STRINGS = re.compile(rb'["{}\[\]]')
INSIDE_STRINGS = re.compile(rb'["\\]')
MAX_KEY_BYTES = 10_000


class BrokenJson(ValueError):
    """The document stops being JSON, or stops altogether, at a byte that the message names."""


class JsonCursor:
    r"""Walks a document from left to right. Whoever is given a key or an element takes, walks or skips its value before the next.

    >>> import io
    >>> cursor = JsonCursor(io.BytesIO(b'{"name": "x", "messages": [{"id": 1}, {"id": 2}]}'), max_item_bytes=100)
    >>> for key in cursor.members():
    ...     print(key, cursor.take() if key == "name" else [cursor.take() for _ in cursor.elements()])
    name b'"x"'
    messages [b'{"id": 1}', b'{"id": 2}']
    """

    def __init__(self, file: BinaryIO, max_item_bytes: int, piece_bytes: int = 1 << 18) -> None:
        self._file = file
        self._max_item_bytes = max_item_bytes
        self._piece_bytes = piece_bytes
        self._piece = file.read(piece_bytes).removeprefix(b"\xef\xbb\xbf")
        self._at = 0
        self._passed_bytes = 0

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here."""
        self._expect(b"{")
        if self._next() == b"}":
            self._at += 1
            return
        while True:
            key = self._key()
            self._expect(b":")
            yield key
            if self._closes(b"}"):
                return

    def elements(self) -> Iterator[int]:
        """The numbers, from 0, of the elements of the array that begins here."""
        self._expect(b"[")
        if self._next() == b"]":
            self._at += 1
            return
        number = 0
        while True:
            yield number
            number += 1
            if self._closes(b"]"):
                return

    def is_at(self, sign: bytes) -> bool:
        """Whether the value that begins here begins so."""
        return self._next() == sign

    def take(self) -> bytes | None:
        """The value that begins here, as it is written; None when it is longer than the limit and was passed over."""
        return self._scan(self._max_item_bytes)

    def skip(self) -> None:
        """Pass over the value that begins here, holding nothing of it."""
        self._scan(0)

    def _key(self) -> str:
        if self._next() != b'"':
            raise self._broken("a key in quotes should stand here")
        raw = self._scan(MAX_KEY_BYTES)
        try:
            return msgspec.json.decode(raw or b"", type=str)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise self._broken("a key before this is no text") from None

    def _closes(self, end: bytes) -> bool:
        found = self._next()
        self._at += 1
        if found not in (b",", end):
            self._at -= 1
            raise self._broken(f"{end.decode()} or a comma should stand here")
        return found == end

    def _expect(self, sign: bytes) -> None:
        if self._next() != sign:
            raise self._broken(f"{sign.decode()} should stand here")
        self._at += 1

    def _next(self) -> bytes:
        """The next byte that is no white space, not yet passed."""
        while True:
            space = SPACE.match(self._piece, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._piece):
                return self._piece[self._at : self._at + 1]
            self._refill()

    def _refill(self) -> None:
        self._passed_bytes += len(self._piece)
        self._at = 0
        self._piece = self._file.read(self._piece_bytes)
        if not self._piece:
            raise self._broken("the file ends in the middle")

    def _broken(self, what: str) -> BrokenJson:
        return BrokenJson(f"{what} (byte {self._passed_bytes + self._at:,}); the JSON is damaged or cut off: export it again")

    def _scan(self, limit_bytes: int) -> bytes | None:
        begins = self._next()
        kept = bytearray()
        is_whole = True
        for piece in self._pieces_of_nested() if begins in b'{["' else self._pieces_of_scalar():
            is_whole = is_whole and len(kept) + len(piece) <= limit_bytes
            if is_whole:
                kept += piece
            else:
                kept.clear()
        return bytes(kept) if is_whole else None

    def _pieces_of_scalar(self) -> Iterator[bytes]:
        while True:
            found = SCALAR.match(self._piece, self._at)
            end = found.end() if found else self._at
            yield self._piece[self._at : end]
            self._at = end
            if end < len(self._piece):
                return
            self._refill()

    def _pieces_of_nested(self) -> Iterator[bytes]:
        depth, in_string, at = 0, False, self._at
        while True:
            found = (INSIDE_STRINGS if in_string else OUTSIDE_STRINGS).search(self._piece, at)
            if found is None:
                escaped_over = max(at - len(self._piece), 0)
                yield self._piece[self._at :]
                self._at = len(self._piece)
                self._refill()
                at = escaped_over
                continue
            sign, at = found.group(), found.end()
            if sign == b'"':
                in_string = not in_string
            elif sign == b"\\":
                at += 1
            else:
                depth += 1 if sign in b"{[" else -1
            if depth == 0 and not in_string:
                break
        yield self._piece[self._at : at]
        self._at = at
