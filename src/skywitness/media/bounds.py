"""What looking at one file may take, and which files are not opened at all. Needs nothing that is an extra, so that settings can be read without them."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class Bounds(Struct, frozen=True, kw_only=True):
    """What looking at one file may take: the table ``[media]`` of the settings. Sizes in pixels, bytes and seconds of film.

    ``cpu_s``, the bytes of memory and of output are held by the operating system, in a process apart.
    """

    max_file_bytes: int = 2_000_000_000
    max_pixels: int = 50_000_000
    max_film_s: float = 900.0
    max_frames: int = 60_000
    cpu_s: int = 120
    memory_bytes: int = 3_000_000_000
    record_cpu_s: int = 20
    """For exiftool and for content credentials, each."""
    record_memory_bytes: int = 1_000_000_000
    copy_cpu_s: int = 3_600
    """For making a copy to publish: faces are looked for in ten frames of a second."""
    picture_side: int = 1_024
    """Longer side of the pictures that come back; photos keep twice that."""


def refuse(path: Path, bounds: Bounds) -> str | None:
    """Why a file is not opened at all, or None: it is missing, no file, empty, or larger than the bounds."""
    try:
        told = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a name with a null in it
        return f"it cannot be read: {getattr(error, 'strerror', None) or error}"
    if not path.is_file():
        return "it is no file"
    if told.st_size == 0:
        return "it is empty: 0 bytes"
    if told.st_size > bounds.max_file_bytes:
        return f"it has {told.st_size} bytes, more than the {bounds.max_file_bytes} that are looked at; cut it, or raise max_file_bytes in [media] of the settings"
    return None
