"""Have we seen this before? PDQ fingerprints (Facebook, 2019) of photos and of a frame a second of videos, trimmed of borders, in eight turns and mirrors.

A *copy* is within 31 of 256 bits at several moments (or one photo); frames of low quality, as at night, are kept and flagged, never dropped. What fingerprints miss (a
picture that is cropped, or marked so that at night the mark is all they see) is laid over the other where local features say that it lies. Only when the pieces of the
common part agree is it the same shot; another camera at the same scene shares its features and not its pieces, and is a witness of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pdqhash
from msgspec import Struct
from numpy.typing import NDArray

from skywitness.archive.files import digest_file
from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.media.film import SOUND_HZ, Film, Picture
from skywitness.media.likeness import Likeness, compare_pictures
from skywitness.media.print_index import PrintIndex
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.daylight import sky_luma
from skywitness.verify.finding import Measure, cannot_tell, found
from skywitness.verify.sky import DARK_LUMA
from skywitness.verify.sync import find_offset, share_of_recording

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
MOST_LAID = 20
"""Files without a near fingerprint that are still compared picture by picture, where fingerprints are kept."""
MOMENTS, TIMED_MOMENTS = 2, 3
"""Pictures of a film that are laid over those of another: each over each, and where sounds tell which belong together."""
SAME_RECORDING = 0.8
"""Coherence of two sounds of which one is a copy."""
SAME_MOMENT_S = 0.75
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


class Laid(Struct, frozen=True):
    """How one film lies in another: the best likeness of their pictures, the share of moments that are of the same shot, and where the best stands."""

    best: Likeness
    share: float
    at_s: float
    other_at_s: float


class Reuse:
    """Compares a file with each file given, which are footage from before. A match refutes that the file is new, and nothing else: the earlier may be its own."""

    name = "reuse"
    version = "2"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """A finding for each file that it may be a copy of, or one that there is none."""
        if not claimed.against:
            yield cannot_tell(path, self.name, "give --against to look for it among other footage")
            return
        film = read_film(path, claimed.bounds)
        if not film.pictures:
            yield cannot_tell(path, self.name, film.head.trouble or "it holds no picture")
            return
        others, unseen = choose_others(film, claimed)
        hits = [finding for other in others if (finding := self.compare(path, film, other, read_film(other, claimed.bounds)))]
        yield from hits
        if not hits:
            quality = max(print_.quality for print_ in fingerprint(film))
            flag = "; its pictures are dark or plain, so a copy may go unseen" if quality < GOOD_QUALITY else ""
            flag += f"; {unseen} were compared by fingerprints alone, which crops escape" if unseen else ""
            number = len(claimed.against)
            yield cannot_tell(
                path, self.name, f"none of {number} other files shows the same picture{flag}", {"files": number, "quality": quality}
            )

    def compare(self, path: Path, film: Film, other: Path, theirs: Film) -> Finding | None:
        """What one decoded film says of another one; None where nothing is alike, or there is nothing to see."""
        if not theirs.pictures:
            return None
        match = find_match(fingerprint_all(film), fingerprint(theirs))
        only_a_mark = _is_only_a_mark(film, theirs)
        if match is not None and match.is_same and not only_a_mark:
            why = f"not new: the same footage as {other.name}; {match.share:.0%} of its pictures are found there, the closest {match.bits} of 256 bits apart"
            return found(path, self.name, Verdict.REFUTES, why, _measure_match(other, match))
        laid = lay_over(film, theirs)
        if laid.share >= LEAST_SHARE and not only_a_mark:
            how = "mirrored, cut or marked" if laid.best.is_mirrored else "cut, scaled or marked"
            why = f"not new: the same shot as {other.name}, {how}: {laid.best.share:.0%} of the pieces of its picture that show anything agree"
            return found(path, self.name, Verdict.REFUTES, why, _measure_laid(other, laid))
        recording = _find_recording(film, theirs)
        if recording is not None and recording >= SAME_RECORDING:
            why = f"not new: its sound is of the same recording as that of {other.name}, hiss and all; its pictures are too dark to tell"
            return found(path, self.name, Verdict.REFUTES, why, {"against": other.name, "coherence": round(recording, 2)})
        if only_a_mark and (laid.share >= LEAST_SHARE or (match is not None and match.is_same)):
            why = f"its dark pictures are like those of {other.name}, but their sounds have nothing in common: one mark on two films, or another sound laid over one"
            return cannot_tell(path, self.name, why, _measure_match(other, match) if match is not None else _measure_laid(other, laid))
        if laid.best.is_like:
            why = f"the scene of {other.name}, but its pieces do not agree: another camera or another moment, and then a witness of its own; to be looked at"
            return cannot_tell(path, self.name, why, _measure_laid(other, laid))
        if match is not None:
            why = f"some pictures are like those of {other.name}: another cut or another camera, to be looked at"
            return cannot_tell(path, self.name, why, _measure_match(other, match))
        return None


def _measure_match(other: Path, match: Match) -> Measure:
    return {
        "against": other.name,
        "bits": match.bits,
        "quality": match.quality,
        "share": round(match.share, 2),
        "at_s": round(match.at_s, 1),
        "other_at_s": round(match.other_at_s, 1),
    }


def _measure_laid(other: Path, laid: Laid) -> Measure:
    return {
        "against": other.name,
        "features": laid.best.inliers,
        "pieces": laid.best.pieces,
        "pieces_agree": round(laid.best.share, 2),
        "share": round(laid.share, 2),
        "at_s": round(laid.at_s, 1),
        "other_at_s": round(laid.other_at_s, 1),
    }


def choose_others(film: Film, claimed: Claimed) -> tuple[list[Path], int]:
    """The files to compare picture by picture, and how many are left out. Without kept fingerprints all are; with them those that have a fingerprint near
    one of ours, and of the others a few.
    """
    if claimed.prints is None:
        return list(claimed.against), 0
    index = PrintIndex(claimed.prints)
    digests = {other: keep_prints(index, other, claimed.bounds) for other in claimed.against if other.is_file()}
    ours = [print_.bits for turned in fingerprint_all(film) for print_ in turned if print_.quality >= LEAST_QUALITY]
    near = {index.file_of(row).digest for row in {hit.row for hit in index.search(ours, SAME_BITS + LIKE_BITS)}} if ours else set[str]()
    chosen = [other for other, digest in digests.items() if digest in near]
    rest = [other for other, digest in digests.items() if digest not in near]
    return chosen + rest[:MOST_LAID], max(0, len(rest) - MOST_LAID)


def keep_prints(index: PrintIndex, path: Path, bounds: Bounds) -> str:
    """Keep the fingerprints of a file, unless they are kept already; the digest of its bytes is what comes back."""
    digest = digest_file(path)
    if digest not in index:
        prints = fingerprint(read_film(path, bounds))
        index.add(digest, path.name, [each.bits for each in prints], [each.quality for each in prints], [each.at_s for each in prints])
    return digest


def lay_over(film: Film, other: Film) -> Laid:
    """The best likeness of some moments of two films. Where their sounds are of one recording, moments of one time are compared; else each with each."""
    best, best_at, agreeing = Likeness(0, 0, 0.0, is_mirrored=False), (0.0, 0.0), set[int]()
    pairs = list(_pair_moments(film, other))
    for one, two in pairs:
        if one in agreeing:
            continue
        likeness = compare_pictures(film.pictures[one], other.pictures[two])
        if likeness.is_same_shot:
            agreeing.add(one)
        if (likeness.is_same_shot, likeness.inliers, likeness.share) > (best.is_same_shot, best.inliers, best.share):
            best, best_at = likeness, (film.head.stamps[one].at_s, other.head.stamps[two].at_s)
    return Laid(best, len(agreeing) / max(1, len({one for one, _ in pairs})), *best_at)


def _pair_moments(film: Film, other: Film) -> Iterator[tuple[int, int]]:
    """Which pictures of two films are compared, a few of each."""
    ours, theirs = (_spread(len(each.pictures)) for each in (film, other))
    offset = find_offset(film.sound, other.sound) if min(len(film.sound), len(other.sound)) >= SOUND_HZ else None
    if offset is None or not offset.is_match:
        yield from ((one, two) for one in ours for two in theirs)
        return
    stamps = np.array([stamp.at_s for stamp in other.head.stamps])
    for one in range(len(film.pictures)):
        apart = np.abs(stamps - (film.head.stamps[one].at_s - offset.seconds))
        if apart.min() <= SAME_MOMENT_S and one % max(1, len(film.pictures) // TIMED_MOMENTS) == 0:
            yield one, int(apart.argmin())


def _spread(number: int) -> list[int]:
    return sorted({number * place // min(number, MOMENTS) for place in range(min(number, MOMENTS))})


def _is_only_a_mark(film: Film, other: Film) -> bool:
    """Whether dark films that look alike sound otherwise: on a night sky a channel's mark is all that a fingerprint sees."""
    can_hear = min(len(film.sound), len(other.sound)) >= SOUND_HZ
    return can_hear and max(sky_luma(film), sky_luma(other)) < DARK_LUMA and not find_offset(film.sound, other.sound).is_match


def _find_recording(film: Film, other: Film) -> float | None:
    """How far the sounds of two dark films are one recording; None where pictures can tell, or where the sounds have no moment in common."""
    if min(len(film.sound), len(other.sound)) < SOUND_HZ or max(sky_luma(film), sky_luma(other)) >= DARK_LUMA:
        return None
    offset = find_offset(film.sound, other.sound)
    return share_of_recording(film.sound, other.sound, offset) if offset.is_match else None


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
