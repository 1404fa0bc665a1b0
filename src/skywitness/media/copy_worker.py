"""The limited process that makes a copy to publish: it may write to that one file, and open nothing. Started by :mod:`skywitness.media.publication` only.

``python -m skywitness.media.copy_worker FILE HANDLE WISHES-AS-JSON BOUNDS-AS-JSON``
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

import av
import msgspec
from PIL import Image, UnidentifiedImageError

from skywitness.media.blur import Region
from skywitness.media.bounds import Bounds
from skywitness.media.confine import confine, hush, leave_with, load_whole
from skywitness.media.copy_film import copy_film
from skywitness.media.copy_photo import FindFaces, copy_photo
from skywitness.media.film import Picture
from skywitness.media.kinds import HEAD_BYTES, media_type_of
from skywitness.media.publication import PHOTOS, Made, Wishes
from skywitness.media.worker import tell_error

PHOTO_SIDES, FILM_SIDES = (1_600, 800), (960,)
"""Longer sides at which faces are looked for."""
IN_TILES = frozenset({"image/heic", "image/heif"})
"""Photos that are stored in tiles, of which our decoder would see one."""


def copy_media(file: BinaryIO, out: BinaryIO, wishes: Wishes, bounds: Bounds, find: FindFaces | None) -> Made:
    """Copy what the file holds, and tell what was done or what is wrong."""
    if media_type_of(file.read(HEAD_BYTES)) in IN_TILES:
        return Made(trouble="it is a HEIC photo, which is not copied; save it as JPEG first, in the best quality")
    file.seek(0)
    try:
        return copy_photo(file, out, wishes, bounds, find)
    except UnidentifiedImageError:
        file.seek(0)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        return Made(trouble=f"the photo cannot be copied: {tell_error(error)}")
    try:
        return copy_film(file, out, wishes, bounds, find)
    except (av.FFmpegError, ValueError, IndexError) as error:
        return Made(trouble=f"it cannot be copied whole, and no part of it is: {tell_error(error)}")


def make_finder(weights: Path, sides: tuple[int, ...]) -> FindFaces:
    """What looks for faces in a picture and gives where to blur it."""
    from skywitness.media.faces import FaceFinder  # takes a moment to load, and most copies of boxes alone do without

    finder = FaceFinder(weights.read_bytes())

    def find(picture: Picture) -> list[Region]:
        rows, columns = picture.shape[:2]
        found = finder.find(picture, sides).tolist()
        return [Region(left / columns, upper / rows, right / columns, lower / rows).widened() for left, upper, right, lower, _ in found]

    return find


def main() -> None:
    """Make the copy that the command line asks for, and write what was made as JSON. All that is needed is loaded and opened first."""
    path, handle, told_wishes, told_bounds = sys.argv[1:5]
    wishes, bounds = msgspec.json.decode(told_wishes, type=Wishes), msgspec.json.decode(told_bounds, type=Bounds)
    hush(av)
    Image.init()
    load_whole(av)
    find = make_finder(Path(wishes.weights), PHOTO_SIDES if wishes.suffix in PHOTOS else FILM_SIDES) if wishes.weights else None
    with Path(path).open("rb") as file, os.fdopen(int(handle), "wb") as out:
        confine(memory_bytes=bounds.memory_bytes, cpu_s=bounds.copy_cpu_s, writes_bytes=bounds.max_file_bytes)
        made = copy_media(file, out, wishes, bounds, find)
    sys.stdout.buffer.write(msgspec.json.encode(made))


if __name__ == "__main__":
    leave_with(main)
