"""Have we seen this before? PDQ fingerprints (Facebook, 2019) of photos and of a frame a second of videos, trimmed of borders, in eight turns and mirrors.

A *copy* is within 31 of 256 bits at several moments (or one photo); frames of low quality, as at night, are kept and flagged, never dropped. Another camera at
the same scene has other fingerprints: what only looks alike is told apart as inconclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pdqhash
from msgspec import Struct
from numpy.typing import NDArray

from skywitness.media.decode import read_film
from skywitness.media.film import SOUND_HZ, Film, Picture
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.daylight import sky_luma
from skywitness.verify.finding import Measure, cannot_tell, found
from skywitness.verify.sky import DARK_LUMA
from skywitness.verify.sync import find_offset

SAME_BITS = 31
"""PDQ's own limit for one and the same picture."""
LIKE_BITS = 8
"""So much further a picture is still worth a look."""
GOOD_QUALITY = 50
SAME_BITS_WHEN_PLAIN = 16
"""For pictures of low quality, as at night: simple shapes are alike more easily."""
LEAST_QUALITY = 1
"""A picture of quality 0 is of one shade: its fingerprint is that of every other such picture."""
HASH_SIDE = 512
BORDER_SPREAD = 6.0
"""A row or column whose brightness varies by less than this is border."""
LEAST_SHARE = 0.3
"""Of the shorter film's frames, so many must be found in the other for it to be the same footage."""


class Print(Struct, frozen=True):
    """A fingerprint of 256 bits, packed in 32 bytes, PDQ's quality from 0 to 100, and where in the film it stands."""

    bits: bytes
    quality: int
    at_s: float


class Match(Struct, frozen=True):
    """How alike two files are: the fewest bits that differ, PDQ's quality of that picture, and the share of moments found again."""

    bits: int
    quality: int
    share: float
    at_s: float
    other_at_s: float

    @property
    def is_same(self) -> bool:
        """Whether it is the same footage, and not only like it."""
        return self.share >= LEAST_SHARE and self.bits <= (SAME_BITS if self.quality >= GOOD_QUALITY else SAME_BITS_WHEN_PLAIN)


class Reuse:
    """Compares a file with each file given, which are footage from before. A match refutes that the file is new, and nothing else: the earlier may be its own."""

    name = "reuse"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """A finding for each file that it may be a copy of, or one that there is none."""
        if not claimed.against:
            yield cannot_tell(path, self.name, "give --against to look for it among other footage")
            return
        film = read_film(path, claimed.bounds)
        if not film.pictures:
            yield cannot_tell(path, self.name, film.head.trouble or "it holds no picture")
            return
        hits = [finding for other in claimed.against if (finding := self._compare(path, film, other, claimed)) is not None]
        yield from hits
        if not hits:
            quality = max(print_.quality for print_ in fingerprint(film))
            flag = "; its pictures are dark or plain, so a copy may go unseen" if quality < GOOD_QUALITY else ""
            number = len(claimed.against)
            yield cannot_tell(
                path, self.name, f"none of {number} other files shows the same picture{flag}", {"files": number, "quality": quality}
            )

    def _compare(self, path: Path, film: Film, other: Path, claimed: Claimed) -> Finding | None:
        theirs = read_film(other, claimed.bounds)
        if not theirs.pictures:
            return None
        match = find_match(fingerprint_all(film), fingerprint(theirs))
        if match is None:
            return None
        measure: Measure = {
            "against": other.name,
            "bits": match.bits,
            "quality": match.quality,
            "share": round(match.share, 2),
            "at_s": round(match.at_s, 1),
            "other_at_s": round(match.other_at_s, 1),
        }
        if match.is_same and _is_only_a_mark(film, theirs):
            why = f"its dark pictures are like those of {other.name}, but their sounds have nothing in common: one mark on two films, or another sound laid over one"
            return cannot_tell(path, self.name, why, measure)
        if not match.is_same:
            return cannot_tell(
                path, self.name, f"some pictures are like those of {other.name}: another cut or another camera, to be looked at", measure
            )
        why = f"not new: the same footage as {other.name}; {match.share:.0%} of its pictures are found there, the closest {match.bits} of 256 bits apart"
        return found(path, self.name, Verdict.REFUTES, why, measure)


def _is_only_a_mark(film: Film, other: Film) -> bool:
    """Whether dark films that look alike sound otherwise: on a night sky a channel's mark is all that a fingerprint sees."""
    can_hear = min(len(film.sound), len(other.sound)) >= SOUND_HZ
    return can_hear and max(sky_luma(film), sky_luma(other)) < DARK_LUMA and not find_offset(film.sound, other.sound).is_match


def find_match(prints: Sequence[Sequence[Print]], others: Sequence[Print]) -> Match | None:
    """The best match over all turns and mirrors of one film; None when no picture that can be told apart is near one of the other's."""
    others = [each for each in others if each.quality >= LEAST_QUALITY]
    best: Match | None = None
    for turned in prints:
        ours = [each for each in turned if each.quality >= LEAST_QUALITY]
        if not ours or not others:
            continue
        apart = _bits_apart(ours, others)
        one, other = np.unravel_index(int(apart.argmin()), apart.shape)
        near = apart <= SAME_BITS
        found_again = len({ours[row].at_s for row in np.flatnonzero(near.any(axis=1))})
        moments = min(len({each.at_s for each in ours}), len({each.at_s for each in others}))
        match = Match(int(apart[one, other]), ours[one].quality, min(1.0, found_again / moments), ours[one].at_s, others[other].at_s)
        if best is None or (match.share, -match.bits) > (best.share, -best.bits):
            best = match
    return best if best is not None and best.bits <= SAME_BITS + LIKE_BITS else None


def _bits_apart(ours: Sequence[Print], others: Sequence[Print]) -> NDArray[np.int64]:
    one, other = (np.array([np.frombuffer(each.bits, np.uint8) for each in prints]) for prints in (ours, others))
    apart: NDArray[np.int64] = np.bitwise_count(one[:, None, :] ^ other[None, :, :]).sum(axis=2, dtype=np.int64)
    return apart


@lru_cache(maxsize=256)
def _hash(picture: bytes, rows: int, columns: int) -> tuple[tuple[bytes, ...], int]:
    """The fingerprints of a picture in PDQ's eight turns and mirrors, the picture as it is first, and its quality."""
    vectors, quality = pdqhash.compute_dihedral(np.frombuffer(picture, np.uint8).reshape(rows, columns, 3))
    return tuple(np.packbits(vector).tobytes() for vector in vectors), int(quality)


def fingerprint(film: Film) -> list[Print]:
    """The fingerprint of each picture as it is, and trimmed of its borders where it has any."""
    prints = []
    for picture, stamp in zip(film.pictures, film.head.stamps, strict=True):
        for shown in with_trimmed(picture):
            bits, quality = _hash(shown.tobytes(), *shown.shape[:2])
            prints.append(Print(bits[0], quality, stamp.at_s))
    return prints


def fingerprint_all(film: Film) -> list[list[Print]]:
    """The fingerprints in each of eight turns and mirrors."""
    turns: list[list[Print]] = [[] for _ in range(8)]
    for picture, stamp in zip(film.pictures, film.head.stamps, strict=True):
        for shown in with_trimmed(picture):
            bits, quality = _hash(shown.tobytes(), *shown.shape[:2])
            for turn, each in zip(turns, bits, strict=True):
                turn.append(Print(each, quality, stamp.at_s))
    return turns


def with_trimmed(picture: Picture) -> list[Picture]:
    """The picture, made small enough to be hashed fast, and again without its uniform borders when it has any."""
    step = max(1, round(max(picture.shape[:2]) / HASH_SIDE))
    small = np.ascontiguousarray(picture[::step, ::step]) if step > 1 else picture
    trimmed = trim_borders(small)
    return [small] if trimmed.shape == small.shape else [small, trimmed]


def trim_borders(picture: Picture) -> Picture:
    """The picture without rows and columns at its edges that show one colour: bars of letterboxes and reframed portraits."""
    grey = picture.mean(axis=2)
    rows, columns = (np.flatnonzero(grey.std(axis=axis) > BORDER_SPREAD) for axis in (1, 0))
    if len(rows) < 16 or len(columns) < 16:
        return picture
    return np.ascontiguousarray(picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
