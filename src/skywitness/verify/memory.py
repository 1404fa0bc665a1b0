"""Has another report of the ledger brought this footage before, or filmed the same moment? Each file is held against those of all other reports.

What comes out of two files depends on these two alone, and it is the later one that is told of the earlier. Of all that came earlier the earliest counts, so that files
may come in any order: when an earlier one comes late, what was said of the later ones is said anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from skywitness.archive.files import digest_file
from skywitness.geo.sphere import distance_m
from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.media.film import NOTHING, SOUND_HZ, Film, Series
from skywitness.media.print_index import PrintIndex
from skywitness.model.ids import Digest, FindingId, OccurrenceId, content_id
from skywitness.model.incident import SEEN_MEDIA, Finding
from skywitness.model.words import Topic, Verdict
from skywitness.verify.examine import Brought, Carried, Told, claim_of
from skywitness.verify.finding import Measure, cannot_tell, found
from skywitness.verify.reuse import (
    GOOD_QUALITY,
    LEAST_QUALITY,
    LIKE_BITS,
    SAME_BITS,
    SAME_RECORDING,
    Print,
    Reuse,
    find_match,
    fingerprint,
    fingerprint_all,
)
from skywitness.verify.sync import Offset, Sync, find_offset, share_of_recording

PLACES_FILE = "places.jsonl"
"""Beside the fingerprints: where each file stood when it was looked at."""
ONE_NIGHT = timedelta(hours=20)
"""Later than that, footage is old, whatever its report tells."""
ONE_MOMENT = timedelta(hours=3)
"""Reports further apart do not tell of one moment: their sounds are not compared."""
SOME_DAYS = timedelta(days=3)
"""So far apart sounds tell whether two films are one recording, where pictures are too dark or plain for fingerprints: at night a channel's mark is all that these see."""
ELSEWHERE_M = 60_000.0
MOST_COMPARED = 100
"""Files with near fingerprints that are decoded to be compared, the earliest first."""
MOST_SAMPLES = 32_000_000
"""Of sounds that are kept at hand."""
REFUTED = (Topic.WHAT, Topic.PERIOD)


Heard: TypeAlias = tuple[Offset, float]
Key: TypeAlias = tuple[Digest, Digest, OccurrenceId | None]


class Memory:
    """What the reports of one ledger carried. ``folder`` keeps fingerprints, and where files stood; films are decoded again when they are needed."""

    def __init__(self, folder: Path, bounds: Bounds | None = None) -> None:
        self._index = PrintIndex(folder)
        self._places = folder / PLACES_FILE
        self._bounds = bounds or Bounds()
        self._carried: dict[Key, Carried] = {}
        self._held: dict[tuple[Digest, Digest], list[Key]] = {}
        """By report and file, what it is held against now."""
        self._first: dict[tuple[str, Key], Told] = {}
        """By verifier and file, the earliest of which it was told."""
        self._paths = dict(_read_places(self._places))
        self._is_what_it_was = lru_cache(4096)(_is_what_it_was)
        self._sounds = OrderedDict[Digest, NDArray[np.int16]]()

    def holds(self, media: Digest) -> bool:
        """Whether the fingerprints of a file are kept: a ledger may have been copied without them."""
        return media in self._index

    def place_of(self, media: Digest) -> Path:
        """Where a file stood when it was last looked at; nowhere, when it never was."""
        return self._paths.get(media, self._places.parent / str(media))

    def recall(self, carried: Carried, told: Iterable[Finding]) -> None:
        """Know a file that was met before, and what was said of it."""
        self._file(carried)
        for each in told:
            first = read_first(each)
            if first is not None:
                self._first[each.verifier, carried.brought.key] = first

    def meet(self, carried: Carried) -> list[Finding]:
        """What is found when a file comes: of the file itself, and of later ones that it is the earliest for."""
        self._note_place(carried.brought)
        film = read_film(carried.brought.path, self._bounds)
        near = self._keep_prints(carried.brought, film)
        others = sorted((each for each in self._carried.values() if _is_another(each, carried)), key=lambda each: each.told)
        self._file(carried)
        pairs = {each.brought.key: (carried, each) if each.told < carried.told else (each, carried) for each in others}
        heard = {
            each.brought.key: heard
            for each in others
            if (_may_be_one_moment(each, carried) or self._may_be_one_recording(each, carried))
            and (heard := self._hear(*pairs[each.brought.key])) is not None
        }
        alike = [each for each in others if each.brought.media in near or _is_recording(heard.get(each.brought.key))][:MOST_COMPARED]
        findings = list(self._look_back(pairs[each.brought.key] for each in alike))
        moments = [each.brought.key for each in others if each.brought.key in heard and _may_be_one_moment(each, carried)]
        findings += self._listen((*pairs[key], heard[key][0]) for key in moments if not _is_recording(heard[key]))
        if (Reuse.name, carried.brought.key) not in self._first:
            findings.append(_tie(cannot_tell(carried.brought.path, Reuse.name, _tell_unseen(film)), carried, None))
        return findings

    def _file(self, carried: Carried) -> None:
        for key in [key for key in self._held.pop((carried.brought.report, carried.brought.media), ()) if key != carried.brought.key]:
            del self._carried[key]  # its report was read otherwise
        self._carried[carried.brought.key] = carried
        self._held[carried.brought.report, carried.brought.media] = [carried.brought.key]

    def _look_back(self, pairs: Iterable[tuple[Carried, Carried]]) -> Iterator[Finding]:
        """Of each later file, the earliest that shows the same."""
        for later, earlier in pairs:
            if self._is_earlier(Reuse.name, later, earlier) and (said := self._compare(later, earlier)) is not None:
                self._first[Reuse.name, later.brought.key] = earlier.told
                yield _tie(_judge(said, later, earlier), later, earlier)

    def _listen(self, heard: Iterable[tuple[Carried, Carried, Offset]]) -> Iterator[Finding]:
        """Of each later file, the earliest by another camera at the same moment."""
        for later, earlier, offset in heard:
            if self._is_earlier(Sync.name, later, earlier) and self._compare(later, earlier) is None:
                self._first[Sync.name, later.brought.key] = earlier.told
                yield _tie(_tell_moment(later, earlier, offset), later, earlier)

    def _is_earlier(self, verifier: str, later: Carried, earlier: Carried) -> bool:
        first = self._first.get((verifier, later.brought.key))
        return earlier.published_at is not None and (first is None or earlier.told < first)

    def _compare(self, later: Carried, earlier: Carried) -> Finding | None:
        """The finding that two files are one shot; None when they are not, or nobody can tell."""
        path = later.brought.path
        if later.brought.media == earlier.brought.media:
            return found(path, Reuse.name, Verdict.REFUTES, "the same file")
        ours, theirs = (self._film(each) for each in (later, earlier))
        if ours is not None and theirs is not None:
            said = Reuse().compare(path, ours, earlier.brought.path, theirs)
            return said if said is not None and said.verdict is Verdict.REFUTES else None
        one, other = (self._prints(each.brought.media) for each in (later, earlier))
        match = find_match(fingerprint_all(ours) if ours is not None else [one], other)
        if match is None or not match.is_same or match.quality < GOOD_QUALITY:
            return None
        measure: Measure = {"bits": match.bits, "quality": match.quality, "share": round(match.share, 2)}
        return found(path, Reuse.name, Verdict.REFUTES, "the same pictures, by their fingerprints", measure)

    def _may_be_one_recording(self, one: Carried, other: Carried) -> bool:
        """Whether a copy would escape fingerprints, and the reports are no more than some days apart."""
        if one.published_at is None or other.published_at is None or abs(one.published_at - other.published_at) > SOME_DAYS:
            return False
        return any(max((each.quality for each in self._prints(file.brought.media)), default=0) < GOOD_QUALITY for file in (one, other))

    def _hear(self, later: Carried, earlier: Carried) -> Heard | None:
        """By how much two files that share their sound are apart, and how far they are one recording; None when they share none."""
        ours, theirs = (self._sound(each) for each in (later, earlier))
        if min(len(ours), len(theirs)) < SOUND_HZ:
            return None
        offset = find_offset(ours, theirs)
        return (offset, share_of_recording(ours, theirs, offset)) if offset.is_match else None

    def _sound(self, carried: Carried) -> Series:
        """The sound of a file, kept at hand for a while, as each is held against many."""
        media = carried.brought.media
        if media not in self._sounds:
            film = self._film(carried)
            self._sounds[media] = np.round(32_767 * np.clip(NOTHING if film is None else film.sound, -1, 1)).astype(np.int16)
            while sum(map(len, self._sounds.values())) > MOST_SAMPLES and len(self._sounds) > 2:
                self._sounds.popitem(last=False)
        self._sounds.move_to_end(media)
        return self._sounds[media].astype(np.float32) / np.float32(32_767)

    def _film(self, carried: Carried) -> Film | None:
        """A file decoded, from wherever it stands unaltered; None when it is gone."""
        media = carried.brought.media
        for path in (carried.brought.path, self._paths.get(media)):
            if path is not None and path.is_file() and self._is_what_it_was(path, path.stat().st_mtime_ns, media):
                return read_film(path, self._bounds)
        return None

    def _keep_prints(self, brought: Brought, film: Film) -> set[Digest]:
        """Keep the fingerprints of a file, and find the files that have a near one."""
        if brought.media not in self._index:
            prints = fingerprint(film)
            self._index.add(
                brought.media,
                brought.path.name,
                [each.bits for each in prints],
                [each.quality for each in prints],
                [each.at_s for each in prints],
            )
        ours = [each.bits for turned in fingerprint_all(film) for each in turned if each.quality >= LEAST_QUALITY]
        hits = self._index.search(ours, SAME_BITS + LIKE_BITS) if ours else []
        return {brought.media} | {Digest(self._index.file_of(row).digest) for row in {hit.row for hit in hits}}

    def _prints(self, media: Digest) -> list[Print]:
        """The kept fingerprints of a file."""
        return [Print(bits, *self._index.about(row)) for row, bits in self._index.prints_of(media)]

    def _note_place(self, brought: Brought) -> None:
        path = brought.path.resolve()
        if self._paths.get(brought.media) != path:
            self._paths[brought.media] = path
            with self._places.open("ab") as lines:
                lines.write(msgspec.json.encode((brought.media, str(path))) + b"\n")


def read_first(finding: Finding) -> Told | None:
    """Which earlier file a finding tells of; None when of none."""
    said = finding.measure
    if said.get(SEEN_MEDIA) is None:
        return None
    return Told(datetime.fromisoformat(str(said["seen_at"])), str(said["seen_source"]), str(said["seen_report"]), str(said[SEEN_MEDIA]))


def _read_places(path: Path) -> Iterator[tuple[Digest, Path]]:
    if path.exists():
        for line in path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):  # else somebody is writing it, or was killed
                digest, place = msgspec.json.decode(line, type=tuple[str, str])
                yield Digest(digest), Path(place)


def _is_what_it_was(path: Path, _changed: int, media: Digest) -> bool:
    return digest_file(path) == media


def _is_another(one: Carried, other: Carried) -> bool:
    return (one.source, one.report_id) != (other.source, other.report_id)


def _may_be_one_moment(one: Carried, other: Carried) -> bool:
    """Whether two reports may tell of one moment: published within hours, and of no two places that are far apart."""
    if one.published_at is None or other.published_at is None or abs(one.published_at - other.published_at) > ONE_MOMENT:
        return False
    ours, theirs = (claim_of(each.brought.occurrence) for each in (one, other))
    if ours.lat is None or ours.lon is None or theirs.lat is None or theirs.lon is None:
        return True
    return distance_m(ours.lat, ours.lon, theirs.lat, theirs.lon) <= ELSEWHERE_M + ours.metres_off + theirs.metres_off


def _is_recording(heard: Heard | None) -> bool:
    """Whether two sounds are one recording, and not only of one moment."""
    return heard is not None and heard[1] >= SAME_RECORDING


def _tell_moment(later: Carried, earlier: Carried, offset: Offset) -> Finding:
    why = (
        f"one moment, another camera: its sound and that of a film in a report of {_name(earlier)} begin {offset.seconds:+.2f} s apart, "
        "and their pictures are two: a witness of its own"
    )
    measure: Measure = {"offset_s": round(offset.seconds, 3), "score": round(offset.score, 1)}
    return found(later.brought.path, Sync.name, Verdict.SUPPORTS, why, measure)


def _judge(said: Finding, later: Carried, earlier: Carried) -> Finding:
    """What it means that a shot was published before: refuted is only what is said to have happened after that, or the day after."""
    claimed = claim_of(later.brought.occurrence)
    seen = f"seen before in a report of {_name(earlier)} ({said.why.removeprefix('not new: ')})"
    if earlier.published_at is None:
        return msgspec.structs.replace(said, verdict=Verdict.INCONCLUSIVE, why=seen)
    if claimed.at is not None:
        begins = claimed.at - timedelta(minutes=claimed.minutes_off)
        is_old = earlier.published_at < begins
        told = "before what it is said to show" if is_old else "a copy, which speaks against no time that is told"
    else:
        is_old = later.published_at is not None and later.published_at - earlier.published_at > ONE_NIGHT
        told = "old footage" if is_old else "a copy"
    return msgspec.structs.replace(said, verdict=Verdict.REFUTES if is_old else Verdict.INCONCLUSIVE, why=f"{seen}: {told}")


def _name(carried: Carried) -> str:
    at = carried.published_at
    return f"{carried.source} of {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else carried.source


def _tie(said: Finding, later: Carried, earlier: Carried | None) -> Finding:
    """The finding, tied to the report that brought the later file, with the earlier one by name: the same two files give the same id."""
    brought = later.brought
    occurrence = brought.occurrence.occurrence_id if brought.occurrence else None
    version = (Reuse if said.verifier == Reuse.name else Sync).version
    measure = {name: told for name, told in said.measure.items() if name != "against"}
    if earlier is not None:
        measure |= {
            "seen_at": earlier.told.at.isoformat(),
            "seen_source": earlier.source,
            "seen_report": str(earlier.report_id),
            SEEN_MEDIA: str(earlier.brought.media),
        }
    return msgspec.structs.replace(
        said,
        finding_id=FindingId(
            content_id(
                "f", brought.report, brought.media, said.verifier, version, occurrence, measure.get(SEEN_MEDIA), measure.get("seen_report")
            )
        ),
        measure=measure,
        report=brought.report,
        media=brought.media,
        occurrence=occurrence,
        about=REFUTED if said.verifier == Reuse.name and said.verdict is Verdict.REFUTES and occurrence else (),
    )


def _tell_unseen(film: Film) -> str:
    if not film.pictures:
        return film.head.trouble or "it holds no picture"
    quality = max(each.quality for each in fingerprint(film))
    flag = "; its pictures are dark or plain, so a copy may go unseen" if quality < GOOD_QUALITY else ""
    return f"no earlier report of this ledger is known to show the same{flag}"
