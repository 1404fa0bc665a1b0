"""A folder into which people and programs put exports: read again when something in it changed and has come to rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from skywitness.ingest.recognise import read_input
from skywitness.model.ids import content_id
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.parts import Asker, ReadOptions

REST_S = 2.0
"""A file that was written to later than this is still being copied, and waits for the next look."""


class WatchedFolder:
    """Collects what is put into a folder: anything that ``run`` reads."""

    name = "folder"

    def find_fault(self, source: LiveSource) -> str | None:
        """Not the root of all files."""
        return "'where' is the root folder of this machine; name the folder that files are put into" if source.where == "/" else None

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:  # noqa: ARG002 - no host is asked
        """Everything in it, unless nothing changed since the last look. A file that is still being written is waited for."""
        folder = Path(source.where)
        files = list(_list_files(folder)) if folder.is_dir() else []
        signature = content_id("f", *files)
        newest_s = max((changed_ns / 1e9 for _, _, changed_ns in files), default=0.0)
        if files and (signature == cursor.files or 0 <= options.collected_at.timestamp() - newest_s < REST_S):
            return Haul(items=(), cursor=cursor)
        items = tuple(read_input(folder, options))
        return Haul(items=items, cursor=replace(cursor, files=signature), is_versioned=False)


def _list_files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Names, sizes and times of change of all files, links left out, in the same order every time."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root) / name
            if not path.is_symlink() and path.is_file():
                stat = path.stat()
                yield str(path.relative_to(folder)), stat.st_size, stat.st_mtime_ns
