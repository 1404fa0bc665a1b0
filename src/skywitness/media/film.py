"""What decoding gives: pictures a second apart, the light of every frame, the sound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
"""Rows, columns, red-green-blue."""
Series: TypeAlias = NDArray[np.float32]
SOUND_HZ = 16_000


class Stamp(Struct, frozen=True):
    """When a picture stands in a film, in seconds, and its height and width."""

    at_s: float
    rows: int
    columns: int


class Head(Struct, frozen=True, kw_only=True):
    """What is told of a film before its numbers. ``trouble`` says in a sentence what is wrong with it, and what could be decoded is still there."""

    kind: str
    """"photo", "video", "sound" or "" when nothing could be read."""
    stamps: tuple[Stamp, ...] = ()
    frames: int = 0
    sound: int = 0
    """Samples at :data:`SOUND_HZ`, one channel."""
    sound_begins_s: float = 0.0
    trouble: str | None = None


class Film(Struct, frozen=True, kw_only=True):
    """A decoded photo, video or recording. ``frame_s`` and ``light`` are the time and mean brightness (0 to 255) of every frame."""

    head: Head
    pictures: tuple[Picture, ...]
    frame_s: Series
    light: Series
    sound: Series

    @property
    def is_still(self) -> bool:
        """Whether it is a single picture."""
        return self.head.kind == "photo"


NOTHING = np.zeros(0, dtype=np.float32)


def unreadable(why: str) -> Film:
    """A film of which nothing could be decoded."""
    return Film(head=Head(kind="", trouble=why), pictures=(), frame_s=NOTHING, light=NOTHING, sound=NOTHING)


def pack(film: Film) -> list[bytes]:
    """The film as bytes, piece by piece: its head on one line, then its numbers."""
    pieces = [picture.tobytes() for picture in film.pictures]
    return [msgspec.json.encode(film.head) + b"\n", *pieces, film.frame_s.tobytes(), film.light.tobytes(), film.sound.tobytes()]


def unpack(packed: bytes) -> Film:
    """The film that :func:`pack` wrote.

    Raises
    ------
    ValueError
        The bytes are cut short.
    """
    line, _, rest = packed.partition(b"\n")
    head = msgspec.json.decode(line, type=Head)
    pictures, at = unpack_pictures(rest, ((stamp.rows, stamp.columns) for stamp in head.stamps))
    series = []
    for count in (head.frames, head.frames, head.sound):
        series.append(np.frombuffer(rest, np.float32, count, at))
        at += 4 * count
    return Film(head=head, pictures=pictures, frame_s=series[0], light=series[1], sound=series[2])


def unpack_pictures(packed: bytes, sizes: Iterable[tuple[int, int]]) -> tuple[tuple[Picture, ...], int]:
    """The pictures of these rows and columns that stand one after the other, and where the last one ends.

    Raises
    ------
    ValueError
        The bytes are cut short.
    """
    pictures, at = list[Picture](), 0
    for rows, columns in sizes:
        size = rows * columns * 3
        pictures.append(np.frombuffer(packed, np.uint8, size, at).reshape(rows, columns, 3))
        at += size
    return tuple(pictures), at
