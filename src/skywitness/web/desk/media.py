"""Which copies a browser may be given to look at: those that were made to be published, as a picture or a film."""

from __future__ import annotations

import mimetypes

from skywitness.archive import Archive

SHOWN = ("image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm")


def media_type_of(archive: Archive, digest: str) -> str | None:
    """The media type of a kept file by its name; None when it is not held or is nothing that is shown."""
    entry = next((each for each in archive.entries() if each.digest == digest), None)
    kind = None if entry is None or entry.name is None else mimetypes.guess_type(entry.name)[0]
    return kind if kind in SHOWN else None
