"""Copies to publish: what is left of a file's record, and whether they stand upright, read back by exiftool and by the reader of credentials.

python -m bench publication

Photos and films are made here with every kind of record that we can write, in every orientation; the samples of ../shared come along where they are there. Faces are drawn here;
a hundred of Labeled Faces in the Wild, and a hundred pictures of none, come out of scikit-image's wheel where that is installed (``pip install --no-deps scikit-image==0.26.0``;
nothing else of it is used).
"""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image
from tests.media.faces import draw_face
from tests.verify.bad_files import film

from bench.record import SHARED, record
from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.media.faces import FaceFinder
from skywitness.media.film import Picture
from skywitness.media.kinds import HEAD_BYTES, media_type_of
from skywitness.media.manifests import read_manifests
from skywitness.media.publication import Wishes, find_weights, make_copy

OF_THE_CODING = {"ExifTool", "SourceFile", "File", "System", "JFIF", "PNG", "RIFF", "VP8", "Composite"}
"""Groups that tell how pictures are coded."""
NO_DATE = {"0000:00:00 00:00:00", 0, "0"}
SAME = 14.0
"""Mean difference of 255 between two pictures below which they are the same, coded twice."""
DRAWN = 120
LABELLED_SIDES = (25, 50, 100)
WEIGHTS = find_weights()


TURNS: dict[int, Callable[[Picture], Picture]] = {
    1: lambda stored: stored,
    2: np.fliplr,
    3: lambda stored: np.rot90(stored, 2),
    4: np.flipud,
    5: lambda stored: stored.transpose(1, 0, 2),
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: np.rot90(stored, 2).transpose(1, 0, 2),
    8: np.rot90,
}
"""What each value of EXIF's Orientation means, written down apart from the libraries that are judged."""


class Case(Struct, frozen=True):
    """A file to copy, and what is to be seen on the copy; None where only our decoder's own view of the file is at hand."""

    path: Path
    upright: Picture | None = None


def make_cases(folder: Path) -> Iterator[Case]:
    """Photos in eight orientations and three formats, films in two, each with a record."""
    for orientation in range(1, 9):
        for suffix in ("jpg", "png", "webp", "tiff"):
            path = folder / f"photo-{orientation}.{suffix}"
            yield Case(path, TURNS[orientation](write_photo(path, orientation)))
    tags = {"location": "+52.6000+038.5000/", "comment": "filmed from home", "artist": "Vera", "creation_time": "2021-03-14T22:00:00Z"}
    for number, is_turned in enumerate((False, True) * 2):
        path = folder / f"film-{number}.mp4"
        path.write_bytes(film(sound_s=2.0 * (number // 2), is_turned=is_turned, tags=tags))
        write_record(path, "-Keys:GPSCoordinates=52.6 38.5", "-UserData:Author=Vera")
        halves = np.full((64, 96, 3), 16, np.uint8)  # black and white as films encode them, and as our decoder gives them
        halves[:, :48] = 235
        yield Case(path, np.rot90(halves, -1) if is_turned else halves)


def write_photo(path: Path, orientation: int) -> Picture:
    """A photo whose corners can be told apart, stored as a camera does that was held so, with all that can be written of where and by whom; the picture as it is stored."""
    corners = np.zeros((60, 90, 3), np.uint8)
    corners[:30, :45], corners[:30, 45:], corners[30:, :45] = (250, 40, 40), (40, 250, 40), (40, 40, 250)
    Image.fromarray(corners).save(path)
    write_record(path, f"-Orientation={orientation}", "-IPTC:City=Home")
    return corners


def write_record(path: Path, *more: str) -> None:
    """Have exiftool write who, where and with what into every place of the file that it can."""
    tags = [
        "-GPSLatitude=52.6",
        "-GPSLatitudeRef=N",
        "-GPSLongitude=38.5",
        "-GPSLongitudeRef=E",
        "-XMP:GPSLatitude=52.6",
        "-XMP:Creator=Vera",
        "-Make=Phone",
        *more,
    ]
    subprocess.run(["exiftool", "-q", "-q", "-m", "-n", "-overwrite_original", *tags, str(path)], capture_output=True, check=True)  # noqa: S603, S607


def shared_cases() -> Iterator[Case]:
    """Every photo and film among the shared samples."""
    for path in sorted((SHARED / "data/media").rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                kind = media_type_of(file.read(HEAD_BYTES)) or ""
            if kind.startswith(("image/", "video/")):
                yield Case(path)


def count_left(copy: Path) -> Counter[str]:
    """Tags of a copy that tell more than how it is coded, by their group."""
    done = subprocess.run(["exiftool", "-j", "-a", "-G1", "-ee", "-u", str(copy)], capture_output=True, check=True)  # noqa: S603, S607
    [told] = json.loads(done.stdout)
    left = Counter[str]()
    for name, value in told.items():
        group, _, tag = name.rpartition(":")
        is_date = "Date" in tag
        is_coding = group in OF_THE_CODING or (group.startswith(("QuickTime", "Track", "H264")) and (value in NO_DATE if is_date else True))
        left[group or tag] += 0 if is_coding or not group else 1
    return +left


def is_upright(case: Case, copy: Path) -> bool:
    """Whether the copy, which can carry no orientation any more, is stored as the file is to be seen."""
    seen = case.upright if case.upright is not None else read_film(case.path).pictures[0]
    shown = read_film(copy).pictures[0]
    has_shape = abs(seen.shape[0] / seen.shape[1] - shown.shape[0] / shown.shape[1]) < 0.05
    return has_shape and float(np.abs(small_grey(seen) - small_grey(shown)).mean()) < SAME


def small_grey(picture: Picture) -> NDArray[np.float64]:
    """A picture as 64 x 64 shades of grey: films are decoded so."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(picture)).convert("L").resize((64, 64)), np.float64)


def measure_copies(folder: Path) -> dict[str, object]:
    """Over all cases: what is left, and how many are upright."""
    figures: dict[str, object] = {}
    (folder / "made").mkdir()
    for name, cases in {"generated": list(make_cases(folder)), "shared": list(shared_cases())}.items():
        left, credentials, upright, before = Counter[str](), 0, 0, 0
        for number, case in enumerate(cases):
            suffix = ".jpg" if read_film(case.path).head.kind == "photo" else ".mp4"
            copy = folder / "made" / f"{name}-{number}{suffix}"
            make_copy(case.path, copy, Wishes(weights=None, suffix=suffix), Bounds())
            before += bool(count_left(case.path)) or not isinstance(read_manifests(case.path, Bounds()), str)
            left += count_left(copy)
            credentials += "carries no credential" not in str(read_manifests(copy, Bounds()))
            upright += is_upright(case, copy)
        figures[name] = {
            "copies": len(cases),
            "of files with a record or credential": before,
            "tags left": dict(left),
            "credentials left": credentials,
            "upright": upright,
        }
    return figures


def measure_faces(folder: Path) -> dict[str, object]:
    """Drawn faces of 12 to 150 pixels, one in a picture: how many are found, by size; and blurs in pictures without a face."""
    dice = random.Random(7)  # noqa: S311 - drawings, no secrets
    found, drawn = Counter[str](), Counter[str]()
    for number in range(DRAWN):
        radius = dice.randint(6, 75)
        size = "below 30 px" if radius < 15 else "30 px and more"
        path, copy = folder / f"face-{number}.png", folder / f"face-{number}-copy.png"
        Image.fromarray(draw_face((640, 480), (dice.randint(150, 490), dice.randint(140, 320)), radius)).save(path)
        made = make_copy(path, copy, Wishes(weights=str(WEIGHTS.path), suffix=".png"), Bounds())
        drawn[size] += 1
        found[size] += made.with_faces
    return {size: {"drawn": drawn[size], "found": found[size]} for size in sorted(drawn)}


def measure_labelled() -> dict[str, object]:
    """Of the labelled pictures, laid on grey at three sizes, the share in which a face is found. The crops are of looks that an older detector found."""
    package = find_spec("skimage")
    if package is None or not package.submodule_search_locations:
        return {"left out": "scikit-image is not installed"}
    pictures = np.load(Path(package.submodule_search_locations[0]) / "data/lfw_subset.npy")
    finder = FaceFinder(WEIGHTS.path.read_bytes())
    figures: dict[str, object] = {}
    for side in LABELLED_SIDES:
        found = []
        for picture in pictures:
            ground = Image.new("L", (320, 320), 128)
            ground.paste(Image.fromarray((255 * picture).astype(np.uint8)).resize((side, side), Image.Resampling.BICUBIC), (110, 110))
            found.append(len(finder.find(np.asarray(ground.convert("RGB")), (960,))) > 0)
        figures[f"{side} px"] = {"of faces": round(float(np.mean(found[:100])), 3), "of others": round(float(np.mean(found[100:])), 3)}
    return figures


def measure_speed(folder: Path) -> dict[str, object]:
    """Seconds for a film of 10 s, 1280 x 720, with a face that moves."""
    faces = [draw_face((1280, 720), (300 + 2 * number, 360), 70) for number in range(250)]
    (folder / "wide.mp4").write_bytes(film(pictures=faces))
    begun = time.perf_counter()
    made = make_copy(folder / "wide.mp4", folder / "wide-copy.mp4", Wishes(weights=str(WEIGHTS.path), suffix=".mp4"), Bounds())
    return {
        "film, s": 10,
        "copied in, s": round(time.perf_counter() - begun, 1),
        "pictures looked at": made.looked_at,
        "with a face": made.with_faces,
    }


def main(_arguments: list[str]) -> None:
    """Measure everything and keep the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record(
            "publication",
            {
                **measure_copies(folder),
                "drawn faces found": measure_faces(folder),
                "labelled faces found": measure_labelled(),
                "speed": measure_speed(folder),
            },
        )


if __name__ == "__main__":
    main([])
