"""Copies a photo for publication, in the limited process: built anew from its pixels, so that nothing else that the file held can come along."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO, TypeAlias

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from skywitness.media.blur import Region, blur_regions, regions_of
from skywitness.media.bounds import Bounds
from skywitness.media.film import Picture
from skywitness.media.publication import PHOTOS, Made, Wishes

FindFaces: TypeAlias = Callable[[Picture], list[Region]]
QUALITY = 92
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def copy_photo(file: BinaryIO, out: BinaryIO, wishes: Wishes, bounds: Bounds, find: FindFaces | None) -> Made:
    """Copy a photo: upright, in sRGB, on white where it is transparent; of several photos in one file the first.

    Raises
    ------
    UnidentifiedImageError
        It is no photo.
    OSError, ValueError, SyntaxError
        It is damaged, or cannot be copied as wished.
    """
    Image.MAX_IMAGE_PIXELS = None  # the bound below is ours, and comes before anything is decoded
    with Image.open(file) as photo:
        if photo.width * photo.height > bounds.max_pixels:
            raise ValueError(
                f"it has {photo.width} x {photo.height} pixels, more than the {bounds.max_pixels} of max_pixels in the settings"
            )
        if getattr(photo, "n_frames", 1) > 1 and photo.format == "GIF":
            raise UnidentifiedImageError("an animation")
        if wishes.suffix not in PHOTOS:
            raise ValueError(f"it is a photo; let the name of the copy end in {', '.join(PHOTOS)}, not {wishes.suffix or 'in nothing'}")
        picture = np.array(flatten(ImageOps.exif_transpose(photo)), np.uint8)
    rows, columns = picture.shape[:2]
    boxes, faces = regions_of(wishes.boxes, columns, rows), find(picture) if find else []
    blur_regions(picture, [*boxes, *faces])
    Image.fromarray(picture).save(out, PHOTOS[wishes.suffix], quality=QUALITY)
    return Made(
        kind="photo",
        width=columns,
        height=rows,
        pictures=1,
        looked_at=int(find is not None),
        with_faces=int(bool(faces)),
        most_faces=len(faces),
    )


def flatten(photo: Image.Image) -> Image.Image:
    """The photo in sRGB on white ground: where it was made transparent, it may still hold what somebody cut away."""
    if photo.has_transparency_data:
        shown = photo.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
    profile = photo.info.get("icc_profile")
    if profile and photo.mode in ("RGB", "CMYK", "L"):
        try:
            turned = ImageCms.profileToProfile(photo, ImageCms.ImageCmsProfile(BytesIO(profile)), SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return photo.convert("RGB")  # a profile that does not fit: the numbers are taken for sRGB, as viewers do
        return turned or photo.convert("RGB")
    return photo.convert("RGB")
