"""Proves an archive: every file against its digest, every entry against the chain, and whatever stands there that no entry tells of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from skywitness.archive.custody import LOG, TIP, Broken, find_broken, read_entries, reading
from skywitness.archive.entry import Act, Entry, read_line
from skywitness.archive.files import ARRIVING, find_altered, is_being_written
from skywitness.archive.store import held


class Fault(Struct, frozen=True):
    """What is wrong with one file of an archive; ``path`` is relative to the archive."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class Survey(Struct, frozen=True, kw_only=True):
    """What an archive should hold, and what is wrong already by its names and its log. ``head`` is what the log itself says."""

    folder: Path
    files: Mapping[str, Entry]
    entries: int
    head: str | None
    faults: tuple[Fault, ...]


def survey_archive(folder: Path) -> Survey:
    """What is to be gone through. Reads the log and lists the folder; files are not opened yet."""
    with reading(folder) as (raw_tip, log):
        there = set(_walk(folder))
    entries = list(read_entries(log))
    expected = held(entries)
    broken = list(find_broken(raw_tip, log))
    head = None if broken or not log else _last_head(log)
    erased = {str(entry.digest) for entry in entries if entry.act is Act.ERASED}
    strays = sorted(path for path in there - expected.keys() - {LOG, TIP} if not _is_arriving(folder, path))
    return Survey(
        folder=folder,
        files=expected,
        entries=len(entries),
        head=head,
        faults=(*_log_faults(broken), *(Fault(path, _tell_stray(path, erased)) for path in strays)),
    )


def examine(survey: Survey) -> Iterator[Fault | None]:
    """For every file that should be there, what is wrong with it, or None. Reads all of it."""
    for path, entry in survey.files.items():
        trouble = find_altered(survey.folder / path, str(entry.digest), entry.size_bytes)
        yield Fault(path, f"{trouble} ({entry.name or 'no name'}, entry {entry.number} of the log)") if trouble else None


def _log_faults(broken: list[Broken]) -> Iterator[Fault]:
    return (Fault(each.file, each.what) for each in broken)


def _last_head(log: bytes) -> str:
    return read_line(log[log.rfind(b"\n", 0, -1) + 1 :]).head


def _walk(folder: Path) -> Iterator[str]:
    """Everything in the archive that is no folder, links not followed."""
    for root, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in (*files, *links):
            yield (Path(root) / name).relative_to(folder).as_posix()


def _is_arriving(folder: Path, path: str) -> bool:
    return path.startswith(f"{ARRIVING}/") and is_being_written(folder / path)


def _tell_stray(path: str, erased: set[str]) -> str:
    if path.rpartition("/")[2] in erased:
        return "it was erased by the log but is still here: the eraser was killed, or it was put back; erase it again"
    if path.startswith(f"{ARRIVING}/") or path == f".{TIP}.part":
        return "it was never acknowledged, as its writer was killed; the next file added removes it"
    return (
        "no sound entry of the log tells of it: it was slipped in, or its writer was killed before the entry; add it again or take it out"
    )
