"""The custody log: an append-only, hash-chained file of entries, one a line, that a kill at any moment cannot tear.

Beside the log stands its tip: how many entries were acknowledged, how long the log was then, and the head of the chain. An entry counts once
the tip is on the disk. What stands behind the tip was never acknowledged: a whole entry that fits is kept, half of one is cut off by the next
writer. A log that is shorter than its tip was cut short by somebody else.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from skywitness.archive.entry import BEGINNING, Entry, Hex64, Sealed, read_line, seal_entry
from skywitness.archive.files import sync_folder, write_whole
from skywitness.errors import ArchiveError

LOG, TIP = "custody.jsonl", "custody.tip"


class Tip(Struct, frozen=True, forbid_unknown_fields=True):
    """How far the log was acknowledged."""

    entries: int = 0
    size_bytes: int = 0
    head: Hex64 = BEGINNING


START = Tip()


class Broken(Struct, frozen=True):
    """What does not fit in the log or its tip."""

    file: str
    what: str


class Writer:
    """Appends to the log while its lock is held."""

    def __init__(self, folder: Path, file: BinaryIO, tip: Tip) -> None:
        self._folder = folder
        self._file = file
        self.tip = tip

    def append(self, entry: Entry) -> Entry:
        """The entry with its number, on the disk and acknowledged when this returns."""
        numbered = replace(entry, number=self.tip.entries + 1)
        line, head = seal_entry(numbered, self.tip.head)
        with _in_plain_words(self._folder):
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
            self.tip = Tip(numbered.number, self.tip.size_bytes + len(line), head)
            write_whole(self._folder / TIP, msgspec.json.encode(self.tip))
        return numbered

    def read_since(self, tip: Tip) -> Iterator[Entry]:
        """The entries that were added behind an earlier tip."""
        self._file.seek(tip.size_bytes)
        return read_entries(self._file.read())


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """The log opened for appending, by one process at a time; others wait.

    Raises
    ------
    ArchiveError
        What was acknowledged does not stand there as it was written.
    """
    with _open_log(folder, "a+b", fcntl.LOCK_EX) as file:
        with _in_plain_words(folder):
            sync_folder(folder)
            writer = Writer(folder, file, _settle(folder, file))
        yield writer


@contextmanager
def reading(folder: Path) -> Iterator[tuple[bytes | None, bytes]]:
    """The bytes of the tip (None when there is none) and of the log; while the block runs nobody appends and no file is put in its place."""
    if not (folder / LOG).is_file():
        yield _read_tip(folder), b""
        return
    with _open_log(folder, "rb", fcntl.LOCK_SH) as file:
        with _in_plain_words(folder):
            tip, log = _read_tip(folder), file.read()
        yield tip, log


@contextmanager
def _open_log(folder: Path, mode: str, lock: int) -> Iterator[BinaryIO]:
    with _in_plain_words(folder):
        file = cast("BinaryIO", (folder / LOG).open(mode))
    try:
        fcntl.flock(file, lock)
        yield file
    finally:
        with _in_plain_words(folder):
            file.close()


@contextmanager
def _in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what the disk says into an :class:`ArchiveError`. A line that was not written whole is cut off by the next writer."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{folder}: its custody log cannot be used: {error.strerror or error}; see that the disk has room") from error


def _read_tip(folder: Path) -> bytes | None:
    return (folder / TIP).read_bytes() if (folder / TIP).is_file() else None


def decode_tip(raw: bytes | None) -> Tip:
    """How far the log was acknowledged; the start when no tip was ever written.

    Raises
    ------
    ValueError
        It is not, byte for byte, a tip as we write it.
    """
    if raw is None:
        return START
    try:
        tip = msgspec.json.decode(raw, type=Tip)
    except msgspec.DecodeError as error:
        raise ValueError(f"it is damaged: {error}") from error
    if msgspec.json.encode(tip) != raw:
        raise ValueError("it is damaged: it is not written as we write it")
    return tip


def read_entries(log: bytes) -> Iterator[Entry]:
    """Every entry that can be read, in order; damaged lines are passed over here, and named by :func:`find_broken`."""
    for line in BytesIO(log):
        sealed = _try_line(line)
        if sealed:
            yield sealed.entry


def find_broken(raw_tip: bytes | None, log: bytes) -> Iterator[Broken]:
    """What does not fit: lines that were altered, removed, moved or slipped in, a log that was cut short, a tip of another log."""
    try:
        tip = decode_tip(raw_tip)
    except ValueError as error:
        yield Broken(TIP, str(error))
        tip = None
    previous: str | None = BEGINNING
    reached = {0: START}
    end = 0
    for number, line in enumerate(BytesIO(log), start=1):
        end += len(line)
        sealed = _try_line(line)
        if sealed is None:
            yield Broken(LOG, _tell_damaged(number, line, is_behind_tip=tip is not None and end > tip.size_bytes))
        elif previous is not None and seal_entry(sealed.entry, previous)[1] != sealed.head:
            yield Broken(
                LOG, f"line {number} does not follow from what stands before it: it was altered, or lines were removed, moved or slipped in"
            )
        previous = sealed.head if sealed else None
        if sealed:
            reached[sealed.entry.number] = Tip(sealed.entry.number, end, sealed.head)
    if tip is not None:
        yield from _find_broken_tip(tip, reached, end)


def _find_broken_tip(tip: Tip, reached: Mapping[int, Tip], end: int) -> Iterator[Broken]:
    if tip == START and end:
        yield Broken(TIP, "it is missing: nothing shows how long the log was")
    elif tip.entries not in reached and tip.size_bytes > end:
        yield Broken(LOG, f"it was cut short: {tip.entries} entries in {tip.size_bytes} bytes were acknowledged, {end} bytes are there")
    elif reached.get(tip.entries) != tip:
        yield Broken(TIP, f"it does not fit entry {tip.entries} of the log: one of the two was altered")


def _tell_damaged(number: int, line: bytes, *, is_behind_tip: bool) -> str:
    if is_behind_tip and not line.endswith(b"\n"):
        return f"line {number} is half an entry that was never acknowledged, as its writer was killed; whoever writes next cuts it off"
    return f"line {number} is damaged: it is no entry as we write them"


def _try_line(line: bytes) -> Sealed | None:
    try:
        return read_line(line)
    except ValueError:
        return None


def _settle(folder: Path, file: BinaryIO) -> Tip:
    """The tip, after what a killed writer left behind it was taken up, or cut off where it is half an entry."""
    path = folder / TIP
    try:
        tip = decode_tip(_read_tip(folder))
    except ValueError as error:
        raise ArchiveError(f"{path}: {error}; put back a copy") from error
    size = file.seek(0, os.SEEK_END)
    if size < tip.size_bytes:
        raise ArchiveError(f"{folder / LOG} was cut short: {tip.size_bytes} bytes were acknowledged, {size} are there; put back a copy")
    file.seek(max(0, tip.size_bytes - 1))
    ended, tail = (file.read(1) if tip.size_bytes else b"\n"), file.read()
    if ended != b"\n":
        raise ArchiveError(f"{folder / LOG} is damaged before byte {tip.size_bytes}; put back a copy")
    return _take_up(folder, file, tip, tail) if tail else tip


def _take_up(folder: Path, file: BinaryIO, tip: Tip, tail: bytes) -> Tip:
    for line in BytesIO(tail):
        sealed = _try_line(line)
        if sealed and sealed.entry.number == tip.entries + 1 and seal_entry(sealed.entry, tip.head)[1] == sealed.head:
            tip = Tip(sealed.entry.number, tip.size_bytes + len(line), sealed.head)
        elif line.endswith(b"\n"):
            raise ArchiveError(f"{folder / LOG}: what stands behind entry {tip.entries} is no entry that fits; put back a copy")
        else:
            os.ftruncate(file.fileno(), tip.size_bytes)
    os.fsync(file.fileno())
    write_whole(folder / TIP, msgspec.json.encode(tip))
    return tip
