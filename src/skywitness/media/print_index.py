"""Fingerprints kept on disk, and an exact search among up to a million of them: what differs in few bits shares a piece that hardly differs.

256 bits are 16 pieces of 16. Two fingerprints no more than 31 bits apart have a piece in which they differ by at most one bit (Norouzi, Punjani & Fleet, 2012), so it is
enough to look at the fingerprints that have one of 17 values in one of 16 places, and to count their bits. A single question does without those tables.
"""

from __future__ import annotations

import fcntl
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

WORDS, PIECES, PIECE_BITS = 4, 16, 16
VALUES = 1 << PIECE_BITS
BITS_FILE, ABOUT_FILE, FILES_FILE, LOCK_FILE = "bits", "about", "files.jsonl", "lock"
ROW_BYTES = 8 * WORDS
ABOUT = np.dtype([("quality", "<u1"), ("at_s", "<f4")])
TABLES_FROM = 32
"""With so many questions at once the tables are worth making."""

Bits = NDArray[np.uint64]


class Kept(Struct, frozen=True):
    """A file whose fingerprints are kept: the digest of its bytes, its name then, and which rows are its own."""

    digest: str
    name: str
    first: int
    count: int


class Near(NamedTuple):
    """A fingerprint near one that was asked for: which question, which row, and how many bits lie between."""

    question: int
    row: int
    apart: int


class PrintIndex:
    """The fingerprints in a folder. What was added is on the disk when :meth:`add` returns; a kill on the way leaves what was there before."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files, self._digests = list[Kept](), dict[str, Kept]()
        self._read_bytes = 0
        self._words = np.zeros((WORDS, 0), np.uint64)
        self._about = np.zeros(0, ABOUT)
        self._tables: Tables | None = None
        self.refresh()

    def __len__(self) -> int:
        return self._words.shape[1]

    def __contains__(self, digest: str) -> bool:
        return digest in self._digests

    @property
    def files(self) -> Sequence[Kept]:
        """The files whose fingerprints are here, in the order in which they came."""
        return self._files

    def file_of(self, row: int) -> Kept:
        """The file that a row is of."""
        return self._files[bisect_right(self._files, row, key=attrgetter("first")) - 1]

    def prints_of(self, digest: str) -> list[tuple[int, bytes]]:
        """The rows of a file, and the fingerprints in them; none of a file that is not here."""
        kept = self._digests.get(digest)
        rows = range(kept.first, kept.first + kept.count) if kept is not None else range(0)
        return [(row, self._words[:, row].astype("<u8").tobytes()) for row in rows]

    def about(self, row: int) -> tuple[int, float]:
        """The quality of a fingerprint, and when in its film it stands, in seconds."""
        return int(self._about["quality"][row]), float(self._about["at_s"][row])

    def refresh(self) -> None:
        """Take in what was added since, by whomever."""
        fresh = list(self._read_new())
        if not fresh:
            return
        rows = sum(each.count for each in fresh)
        first = len(self)
        bits = np.fromfile(self._folder / BITS_FILE, "<u8", rows * WORDS, offset=first * ROW_BYTES).reshape(rows, WORDS)
        about = np.fromfile(self._folder / ABOUT_FILE, ABOUT, rows, offset=first * ABOUT.itemsize)
        self._words = np.concatenate([self._words, bits.T.astype(np.uint64)], axis=1)
        self._about = np.concatenate([self._about, about])
        self._files += fresh
        self._digests.update((each.digest, each) for each in fresh)

    def _read_new(self) -> Iterator[Kept]:
        path = self._folder / FILES_FILE
        if not path.exists():
            return
        with path.open("rb") as lines:
            lines.seek(self._read_bytes)
            for line in lines:
                if not line.endswith(b"\n"):
                    return  # somebody is writing it, or was killed
                self._read_bytes += len(line)
                yield msgspec.json.decode(line, type=Kept)

    def add(self, digest: str, name: str, bits: Sequence[bytes], qualities: Sequence[int], at_s: Sequence[float]) -> bool:
        """Keep a file's fingerprints; False when they were kept before. Its line in the list of files is written last, and makes it count."""
        with self._alone():
            self.refresh()
            if digest in self:
                return False
            about = np.zeros(len(bits), ABOUT)
            about["quality"], about["at_s"] = qualities, at_s
            self._write(BITS_FILE, len(self) * ROW_BYTES, b"".join(bits))
            self._write(ABOUT_FILE, len(self) * ABOUT.itemsize, about.tobytes())
            kept = Kept(digest, name, len(self), len(bits))
            self._write(FILES_FILE, self._read_bytes, msgspec.json.encode(kept) + b"\n")
            self.refresh()
        return True

    def _write(self, name: str, at: int, body: bytes) -> None:
        """Write behind what counts; what a kill left there is cut off."""
        with (self._folder / name).open("ab") as file:
            file.truncate(at)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / LOCK_FILE).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def search(self, questions: Sequence[bytes], within: int = 31) -> list[Near]:
        """Every kept fingerprint that is within so many bits of one asked for, by question and row. Exact, whatever the fingerprints are."""
        asked = np.frombuffer(b"".join(questions), "<u8").reshape(len(questions), WORDS).astype(np.uint64)
        if len(questions) >= TABLES_FROM and (self._tables is None or self._tables.rows < len(self) * 0.9):
            self._tables = Tables(self._words)
        tables = self._tables
        found = list[Near]()
        for number, bits in enumerate(asked):
            listed = tables.list_rows(bits, within) if tables is not None else None
            if tables is None or listed is None:
                rows, apart = self._among_all(bits, within, 0)
            else:
                rows, apart = self._among(listed, bits, within)
                late = self._among_all(bits, within, tables.rows)
                rows, apart = np.concatenate([rows, late[0]]), np.concatenate([apart, late[1]])
            found += [Near(number, int(row), int(bits_apart)) for row, bits_apart in zip(rows, apart, strict=True)]
        return found

    def _among_all(self, bits: Bits, within: int, first: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """By counting the bits of all rows from one on."""
        apart = np.zeros(len(self) - first, np.uint16)
        for word, asked in zip(self._words[:, first:], bits, strict=True):
            apart += np.bitwise_count(word ^ asked)
        rows = np.flatnonzero(apart <= within)
        return rows + first, apart[rows].astype(np.uint8)

    def _among(self, listed: NDArray[np.int64], bits: Bits, within: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        apart = np.bitwise_count(self._words[:, listed] ^ bits[:, None]).sum(axis=0)
        near = apart <= within
        rows, firsts = np.unique(listed[near], return_index=True)
        return rows, apart[near][firsts].astype(np.uint8)


class Tables:
    """For each of the 16 places, the rows sorted by the piece that they have there."""

    def __init__(self, words: Bits) -> None:
        self.rows = words.shape[1]
        pieces = cut_pieces(words)
        self._order = np.concatenate([np.argsort(piece, kind="stable").astype(np.uint32) for piece in pieces])
        counts = np.stack([np.bincount(piece, minlength=VALUES) for piece in pieces])
        self._starts = np.concatenate([np.zeros((PIECES, 1), np.int64), counts.cumsum(axis=1)], axis=1)

    def list_rows(self, bits: Bits, within: int) -> NDArray[np.int64] | None:
        """The rows that can be near, some of them several times; None when there are so many that counting all is as fast."""
        pieces = cut_pieces(bits[:, None])[:, 0].astype(np.int64)
        values = pieces[:, None] ^ flips(within // PIECES)[None, :]
        places = np.arange(PIECES)[:, None]
        starts, ends = self._starts[places, values].ravel(), self._starts[places, values + 1].ravel()
        lengths = ends - starts
        total = int(lengths.sum())
        if total > self.rows // 2:
            return None
        begins = np.repeat(starts + np.repeat(np.arange(PIECES) * self.rows, values.shape[1]), lengths)
        inside = np.arange(total) - np.repeat(lengths.cumsum() - lengths, lengths)
        rows: NDArray[np.int64] = self._order[begins + inside].astype(np.int64)
        return rows


def cut_pieces(words: Bits) -> NDArray[np.uint16]:
    """The 16 pieces of fingerprints that are given word by word: a row for each place."""
    shifts = np.arange(0, 64, PIECE_BITS, dtype=np.uint64)
    return np.concatenate([(word[None, :] >> shifts[:, None]).astype(np.uint16) for word in words])


def flips(most: int) -> NDArray[np.int64]:
    """All ways of flipping at most so many bits of a piece.

    >>> len(flips(1)), len(flips(2))
    (17, 137)
    """
    return np.array(
        [sum(1 << bit for bit in chosen) for number in range(most + 1) for chosen in combinations(range(PIECE_BITS), number)], np.int64
    )
