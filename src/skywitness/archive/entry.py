"""One entry of the custody log: who did what to which file, when; written so that every byte of its line is covered by its head."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from skywitness.model.ids import Digest

Hex64 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""A SHA-256 as we write it; nothing else in a log becomes part of a path."""

BEGINNING = "0" * 64
"""The head of a log that holds nothing."""


class Act(StrEnum):
    """What can happen to a file in custody."""

    TAKEN_IN = "taken_in"
    """An evidentiary copy was kept; again, when the same bytes come from elsewhere or under another name."""
    DERIVED = "derived"
    """A working copy of a kept file was kept: ``of`` is the file it was made of, ``how`` says how."""
    STAMPED = "stamped"
    """A time-stamping authority vouches that ``of`` existed by then; the response itself is kept as ``digest``."""
    CHECKED = "checked"
    """The whole archive was gone through; ``note`` says with what result."""
    RELEASED = "released"
    """A copy was handed to somebody outside."""
    PUBLISHED = "published"
    """A copy made for publication was handed out, on a person's release; ``note`` names the decision."""
    ERASED = "erased"
    """The file was lawfully deleted; that it was held stays in the log."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One act in the chain of custody. ``at`` is aware and in UTC; ``number`` counts from 1 and is given by the log.

    ``source`` is where the file came from (an address, or words), ``recorded`` what another program had written down about it, in
    that program's words.
    """

    number: int
    at: datetime
    by: str
    act: Act
    digest: Annotated[Digest, Meta(pattern=r"^[0-9a-f]{64}\Z")] | None = None
    size_bytes: int | None = None
    name: str | None = None
    source: str | None = None
    note: str | None = None
    of: Hex64 | None = None
    how: str | None = None
    recorded: dict[str, str] = {}


class Sealed(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the log: an entry, and the head of the chain after it."""

    entry: Entry
    head: Hex64


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Sealed).decode


def seal_entry(entry: Entry, previous: str) -> tuple[bytes, str]:
    """The entry's line with its line end, and the head after it."""
    head = hashlib.sha256(bytes.fromhex(previous) + _encode(entry)).hexdigest()
    return _encode(Sealed(entry, head)) + b"\n", head


def read_line(line: bytes) -> Sealed:
    """The entry and head in a line.

    Raises
    ------
    ValueError
        It is not, byte for byte, a line as we write them.
    """
    try:
        sealed = _decode(line)
    except msgspec.DecodeError as error:
        raise ValueError(f"it is no entry: {error}") from error
    if _encode(sealed) + b"\n" != line:
        raise ValueError("it is not written as we write entries")
    return sealed
