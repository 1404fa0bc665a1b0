"""Media that lie beside the reports which name them: found by the names as the input writes them, and never outside of the input's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from skywitness.model.report import Report


class Beside(Struct, frozen=True, kw_only=True):
    """A media file that a report names; ``path`` is None when it does not lie there, and ``why`` says so."""

    name: str
    path: Path | None = None
    why: str | None = None


def find_beside(given: Path, report: Report) -> Iterator[Beside]:
    """The media of a report of an input, as they lie on this disk. Addresses on the web are passed over.

    A hostile input can name any file of this machine: what lies outside of the input's own folder is not touched, links included.
    """
    root = (given if given.is_dir() else given.parent).resolve()
    place = (root / (report.locator.file or "")).parent if given.is_dir() else root
    for name in report.media:
        if "://" not in name:
            yield _look(root, place, name)


def _look(root: Path, place: Path, name: str) -> Beside:
    try:
        path = (place / name).resolve()
        is_there = path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long, a NUL in it, a circle of links
        return Beside(name=name, why="it is no name of a file")
    if not path.is_relative_to(root):
        return Beside(name=name, why=f"it lies outside of {root.name or root}, and was not touched")
    return Beside(name=name, path=path) if is_there else Beside(name=name, why="it does not lie beside the report")


def tell_report(report: Report) -> dict[str, str]:
    """What of a report stands in the log beside a file that it names."""
    told = {"report": str(report.report_id), "report_digest": str(report.digest), "published_by": report.source}
    return told | ({"published_at": report.published_at.isoformat()} if report.published_at else {})
