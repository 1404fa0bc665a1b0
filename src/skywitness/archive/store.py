"""The archive: evidentiary copies under their digest, working copies linked to what they were made of, and the log of who did what when.

    archive/
      evidentiary/ab/abcd…    as collected, read-only, never altered
      working/cd/cdef…        derived: cut, brightened, transcoded, blurred
      custody.jsonl           the chain of custody
      custody.tip             how far it was acknowledged
      arriving/               copies that are being written

Clocks come in as arguments. What a call returned is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from skywitness.archive.custody import START, Writer, read_entries, reading, writing
from skywitness.archive.entry import Act, Entry
from skywitness.archive.files import EVIDENTIARY, WORKING, arriving, clear_abandoned, find_altered, place_of, put_in_place, sync_folder
from skywitness.errors import ArchiveError, UnknownId
from skywitness.model.ids import Digest

FOLDER = "archive"
"""Its name beside a ledger."""
SHORTEST_PREFIX = 6
UNNUMBERED = 0


class Kept(Struct, frozen=True):
    """A file in the archive, the entry that tells of it, and whether that entry was new."""

    entry: Entry
    is_new: bool


class Archive:
    """An archive in a folder, made when the folder is not there. Several processes may use one: each act waits for the one before.

    Raises
    ------
    ArchiveError
        The folder cannot be made, or its log was damaged.
    """

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        self.folder = folder
        self._seen_to, self._seen = START, dict[tuple[object, ...], Entry]()
        if not create:
            if not folder.is_dir():
                raise ArchiveError(f"{folder}: there is no archive; make one with: skywitness archive add FILE --by NAME --ledger DIR")
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(folder.parent)
            clear_abandoned(folder)
        except OSError as error:
            raise ArchiveError(f"{folder}: the archive cannot be written: {error.strerror or error}") from error

    def take_in(
        self,
        path: Path,
        *,
        at: datetime,
        by: str,
        name: str | None = None,
        source: str | None = None,
        note: str | None = None,
        recorded: Mapping[str, str] | None = None,
    ) -> Kept:
        """Keep an evidentiary copy of a file. The same bytes with the same name and source again change nothing; from elsewhere, they get an entry.

        Raises
        ------
        ArchiveError
            It is no regular file, holds nothing, cannot be read or written, or the copy that is kept was altered.
        """
        draft = Entry(
            number=UNNUMBERED,
            at=at,
            by=_who(by),
            act=Act.TAKEN_IN,
            name=_readable(name or path.name),
            source=source,
            note=note,
            recorded=dict(recorded or {}),
        )
        return self._keep(path, EVIDENTIARY, draft)

    def derive(
        self,
        of: Digest,
        path: Path,
        *,
        how: str,
        at: datetime,
        by: str,
        name: str | None = None,
        recorded: Mapping[str, str] | None = None,
    ) -> Kept:
        """Keep a working copy that was made of a kept file, and how.

        Raises
        ------
        UnknownId
            The file that it was made of is not here.
        ArchiveError
            As for :meth:`take_in`; also when it is not told how it was made.
        """
        self.require(of)
        if not how.strip():
            raise ArchiveError(f"{path}: tell how this copy was made; without that it proves nothing")
        draft = Entry(
            number=UNNUMBERED,
            at=at,
            by=_who(by),
            act=Act.DERIVED,
            name=_readable(name or path.name),
            of=of,
            how=how,
            recorded=dict(recorded or {}),
        )
        return self._keep(path, WORKING, draft)

    def release(self, digest: Digest, to: Path, *, recipient: str, why: str, at: datetime, by: str) -> Entry:
        """Hand a copy of a kept file out, after it was read through; ``to`` must not be there yet.

        Raises
        ------
        UnknownId, ArchiveError
            It is not here, was altered, or cannot be written there.
        """
        return self._hand_out(digest, to, Entry(number=UNNUMBERED, at=at, by=_who(by), act=Act.RELEASED, note=f"to {recipient}: {why}"))

    def publish(self, digest: Digest, to: Path, *, on: str, at: datetime, by: str) -> Entry:
        """Hand a copy out to be published, as :meth:`release` does. Whether it may be is asked in ``publish.copies``."""
        return self._hand_out(digest, to, Entry(number=UNNUMBERED, at=at, by=_who(by), act=Act.PUBLISHED, note=on))

    def _hand_out(self, digest: Digest, to: Path, draft: Entry) -> Entry:
        entry = self.require(digest)
        kept = self.path_of(digest)
        if trouble := find_altered(kept, digest, entry.size_bytes):
            raise ArchiveError(f"{kept}: {trouble}; nothing was released")
        _copy_out(kept, to)
        return self.note(_with_file(draft, digest, entry.size_bytes))

    def erase(self, digest: Digest, *, why: str, at: datetime, by: str) -> Entry:
        """Delete a file lawfully; the log keeps that it was held, and why it is gone. Copies made of it are other files.

        Raises
        ------
        UnknownId
            It is not here.
        """
        places = [self.folder / place_of(shelf, digest) for shelf in (EVIDENTIARY, WORKING)]
        if not any(place.exists() for place in places):  # else an eraser may have been killed after its entry
            self.require(digest)
        with writing(self.folder) as log:
            entry = log.append(Entry(number=UNNUMBERED, at=at, by=_who(by), act=Act.ERASED, digest=digest, note=why))
            for place in places:
                if place.exists():
                    place.unlink()
                    sync_folder(place.parent)
        return entry

    def note(self, entry: Entry) -> Entry:
        """Append an entry that keeps no file."""
        with writing(self.folder) as log:
            return log.append(entry)

    def entries(self) -> list[Entry]:
        """The chain of custody, in order of time."""
        with reading(self.folder) as (_, log):
            return list(read_entries(log))

    def find(self, prefix: str) -> Digest:
        """The digest that begins so.

        Raises
        ------
        UnknownId
            None does, or several, or too little was given.
        """
        if len(prefix) < SHORTEST_PREFIX:
            raise UnknownId(f"{prefix!r} is too short; give at least {SHORTEST_PREFIX} digits of the SHA-256")
        found = dict.fromkeys(entry.digest for entry in self.entries() if entry.digest and entry.digest.startswith(prefix.lower()))
        if len(found) != 1:
            raise UnknownId(f"{len(found) or 'no'} files in {self.folder} begin with {prefix!r}; see: skywitness archive list")
        return next(iter(found))

    def require(self, digest: Digest) -> Entry:
        """The entry with which a file came.

        Raises
        ------
        UnknownId
            It never came, or was erased.
        """
        came: Entry | None = None
        for entry in self.entries():
            if entry.digest == digest and entry.act in (Act.TAKEN_IN, Act.DERIVED, Act.STAMPED):
                came = came or entry
            elif entry.digest == digest and entry.act is Act.ERASED:
                came = None
        if came is None:
            raise UnknownId(f"{self.folder} holds no file {digest}; see: skywitness archive list")
        return came

    def path_of(self, digest: Digest) -> Path:
        """Where a kept file stands; the evidentiary copy where there are both."""
        original = self.folder / place_of(EVIDENTIARY, digest)
        return original if original.exists() else self.folder / place_of(WORKING, digest)

    def stamp(self, of: str, response: Path, *, at: datetime, by: str, note: str, recorded: Mapping[str, str]) -> Kept:
        """Keep a time-stamping authority's response over a kept file or a head. Whether it vouches is for the caller to have verified."""
        draft = Entry(
            number=UNNUMBERED,
            at=at,
            by=_who(by),
            act=Act.STAMPED,
            name=_readable(response.name),
            of=of,
            note=note,
            recorded=dict(recorded),
        )
        return self._keep(response, EVIDENTIARY, draft)

    def _keep(self, path: Path, shelf: str, draft: Entry) -> Kept:
        with arriving(self.folder, shelf, path.resolve()) as arrived, writing(self.folder) as log:
            is_new_there = put_in_place(self.folder, shelf, arrived)
            entry = _with_file(draft, arrived.digest, arrived.size_bytes)
            self._look(log)
            if not is_new_there and (before := self._seen.get(_sameness(entry))):
                return Kept(before, is_new=False)
            kept = log.append(entry)
        return Kept(kept, is_new=True)

    def _look(self, log: Writer) -> None:
        """Learn what was written since the last look, by us or by others."""
        for entry in log.read_since(self._seen_to):
            if entry.act is Act.ERASED:
                self._seen = {sameness: seen for sameness, seen in self._seen.items() if seen.digest != entry.digest}
            else:
                self._seen.setdefault(_sameness(entry), entry)
        self._seen_to = log.tip


def shelf_of(entry: Entry) -> str | None:
    """On which shelf the file of an entry stands; None for entries that keep none."""
    match entry.act:
        case Act.TAKEN_IN | Act.STAMPED:
            return EVIDENTIARY
        case Act.DERIVED:
            return WORKING
        case _:
            return None


def held(entries: Iterable[Entry]) -> dict[str, Entry]:
    """What an archive must hold by its log: the place of each file, relative to the archive, and the entry with which it came."""
    there: dict[str, Entry] = {}
    for entry in entries:
        if entry.act is Act.ERASED and entry.digest:
            for shelf in (EVIDENTIARY, WORKING):
                there.pop(place_of(shelf, entry.digest), None)
        elif entry.digest and (kept_on := shelf_of(entry)):
            there.setdefault(place_of(kept_on, entry.digest), entry)
    return there


def _sameness(entry: Entry) -> tuple[object, ...]:
    return (entry.digest, entry.act, entry.name, entry.source, entry.note, entry.of, entry.how, *sorted(entry.recorded.items()))


def _with_file(draft: Entry, digest: Digest, size_bytes: int | None) -> Entry:
    return replace(draft, digest=digest, size_bytes=size_bytes)


def _who(by: str) -> str:
    if not by.strip():
        raise ArchiveError("a custody log names who acts; give a name with --by")
    return by


def _readable(name: str) -> str:
    """A file's name as text; bytes that are no text are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _copy_out(kept: Path, to: Path) -> None:
    try:
        with kept.open("rb") as source, to.open("xb") as out:
            while chunk := source.read(1 << 20):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise ArchiveError(f"{to}: cannot be written: {error.strerror or error}") from error
