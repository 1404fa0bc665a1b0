"""Files in the archive that belong to reports: those that were taken in for a report say so in the custody log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from skywitness.archive.custody import read_entries, reading
from skywitness.archive.entry import Act
from skywitness.archive.files import EVIDENTIARY, place_of
from skywitness.model.ids import Digest, ReportId

Owner: TypeAlias = tuple[str, ReportId]
"""A source and the id of a report of its: whatever version of it is the current one."""


def find_media(folder: Path) -> Mapping[Owner, Sequence[tuple[Digest, Path]]]:
    """The kept files of each report: the digest of their bytes, and where they stand. What was erased is left out."""
    if not folder.is_dir():
        return {}
    with reading(folder) as (_, log):
        entries = [entry for entry in read_entries(log) if entry.act is Act.TAKEN_IN and entry.digest]
    found: dict[Owner, dict[Digest, Path]] = {}
    for entry in entries:
        source, report_id = entry.recorded.get("published_by"), entry.recorded.get("report")
        path = folder / place_of(EVIDENTIARY, str(entry.digest))
        if source and report_id and path.is_file():
            found.setdefault((source, ReportId(report_id)), {})[Digest(str(entry.digest))] = path
    return {owner: tuple(files.items()) for owner, files in found.items()}
