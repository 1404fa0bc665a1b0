"""The limited process: decodes one file and writes the film to its standard output. Started by :mod:`skywitness.media.decode` only.

``python -m skywitness.media.worker FILE BOUNDS-AS-JSON``
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
import msgspec
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from skywitness.media.bounds import Bounds
from skywitness.media.confine import confine, hush, leave_with, load_whole
from skywitness.media.film import NOTHING, SOUND_HZ, Film, Head, Picture, Series, Stamp, pack, unreadable
from skywitness.media.telling import Teller

LIGHT_STEP = 8
"""The light of a frame is taken of every eighth row and column."""
FORMATS = "mov,matroska,mpegts,avi,mp3,wav,ogg,flac,aac,flv,asf,gif"
"""Containers that are opened; playlists and whatever else names other files are not."""


def decode(file: BinaryIO, bounds: Bounds) -> Film:
    """The film in a file; what is wrong with it is told in its head. Photos are decoded by Pillow, all else by PyAV."""
    try:
        return decode_photo(file, bounds)
    except UnidentifiedImageError:
        file.seek(0)
        return decode_film(file, bounds)
    except MemoryError:
        return unreadable(f"decoding was ended by its limits: it would take more than {bounds.memory_bytes} bytes of memory")
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        return unreadable(f"it is a damaged photo, or cut short: {tell_error(error)}")


def decode_photo(file: BinaryIO, bounds: Bounds) -> Film:
    """The photo in a file, turned as it is to be looked at.

    Raises
    ------
    UnidentifiedImageError
        It is no photo.
    """
    Image.MAX_IMAGE_PIXELS = None  # the bound below is ours, and comes before anything is decoded
    with Image.open(file) as photo:
        if photo.width * photo.height > bounds.max_pixels:
            return unreadable(tell_size(photo.width, photo.height, bounds))
        if getattr(photo, "n_frames", 1) > 1 and photo.format == "GIF":
            raise UnidentifiedImageError("an animation")
        upright = ImageOps.exif_transpose(photo).convert("RGB")
    side = 2 * bounds.picture_side
    if max(upright.size) > side:
        upright.thumbnail((side, side))
    picture = np.ascontiguousarray(np.asarray(upright, np.uint8))
    light = np.array([float(picture.mean())], np.float32)
    head = Head(kind="photo", stamps=(Stamp(0.0, picture.shape[0], picture.shape[1]),), frames=1)
    return Film(head=head, pictures=(picture,), frame_s=np.zeros(1, np.float32), light=light, sound=NOTHING)


def decode_film(file: BinaryIO, bounds: Bounds) -> Film:
    """The video or recording in a file."""
    try:
        with open_film(file) as container:
            return _decode_open(container, bounds)
    except (av.FFmpegError, ValueError, IndexError) as error:
        return unreadable(f"it cannot be decoded as photo, video or sound: {tell_error(error)}")


def open_film(file: BinaryIO) -> Any:  # noqa: ANN401 - PyAV's container
    """The container in a file; one that names other files is not opened.

    Raises
    ------
    av.FFmpegError
        It is none that we know.
    """
    return av.open(file, metadata_errors="replace", options={"protocol_whitelist": "file", "format_whitelist": FORMATS})


def length_of(container: Any) -> float | None:  # noqa: ANN401 - PyAV's container
    """How long it says that it is, in seconds; None when it does not say."""
    return container.duration / av.time_base if container.duration else None


def _decode_open(container: Any, bounds: Bounds) -> Film:  # noqa: ANN401 - PyAV's container
    video = next(iter(container.streams.video), None)
    if video is not None and video.codec_context.width * video.codec_context.height > bounds.max_pixels:
        size = f"{video.codec_context.width} x {video.codec_context.height}"
        return unreadable(f"its pictures are {size}, more than the {bounds.max_pixels} pixels that are looked at; make a smaller copy")
    troubles: list[str] = []
    pictures, stamps, frame_s, light = _look(container, video, bounds, troubles) if video is not None else ([], [], NOTHING, NOTHING)
    sound, begins_s = _listen(container, bounds, troubles)
    if not pictures and not len(sound):
        return unreadable("; ".join(troubles) or "it holds neither a picture nor sound")
    head = Head(
        kind="video" if pictures else "sound",
        stamps=tuple(stamps),
        frames=len(frame_s),
        sound=len(sound),
        sound_begins_s=begins_s,
        trouble="; ".join(troubles) or None,
    )
    return Film(head=head, pictures=tuple(pictures), frame_s=frame_s, light=light, sound=sound)


def _look(
    container: Any,  # noqa: ANN401 - PyAV's container
    video: Any,  # noqa: ANN401 - PyAV's stream
    bounds: Bounds,
    troubles: list[str],
) -> tuple[list[Picture], list[Stamp], Series, Series]:
    """A picture a second, and the light of every frame."""
    video.thread_type = "AUTO"
    pictures, stamps, times, lights = list[Picture](), list[Stamp](), list[float](), list[float]()
    first: float | None = None
    teller = Teller(length_of(container))
    for frame in until_broken(container.decode(video), troubles):
        at = float(frame.time) if frame.time is not None else float(len(times))
        first = at if first is None else first
        times.append(at - first)
        lights.append(_light_of(frame))
        teller.tell(times[-1])
        if times[-1] >= len(pictures):
            picture = _shrink(frame, bounds.picture_side)
            pictures.append(picture)
            stamps.append(Stamp(times[-1], picture.shape[0], picture.shape[1]))
        if times[-1] > bounds.max_film_s or len(times) >= bounds.max_frames:
            troubles.append(f"only its first {times[-1]:.0f} s were looked at")
            break
    return pictures, stamps, np.array(times, np.float32), np.array(lights, np.float32)


def _listen(container: Any, bounds: Bounds, troubles: list[str]) -> tuple[Series, float]:  # noqa: ANN401 - PyAV's container
    """The sound as one channel, and when it begins."""
    audio = next(iter(container.streams.audio), None)
    if audio is None:
        return NOTHING, 0.0
    container.seek(0)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SOUND_HZ)
    pieces, begins_s, samples = list[Series](), 0.0, 0
    for frame in until_broken(container.decode(audio), troubles):
        if not pieces and frame.time is not None:
            begins_s = float(frame.time)
        for piece in resampler.resample(frame):
            pieces.append(piece.to_ndarray().reshape(-1).astype(np.float32))
            samples += len(pieces[-1])
        if samples > bounds.max_film_s * SOUND_HZ:
            break
    return (np.concatenate(pieces) if pieces else NOTHING), begins_s


def until_broken(frames: Iterator[Any], troubles: list[str]) -> Iterator[Any]:
    """The frames up to where the file is damaged; that is told."""
    try:
        yield from frames
    except (av.FFmpegError, ValueError) as error:
        troubles.append(f"it is damaged or cut short: {tell_error(error)}")


def _light_of(frame: Any) -> float:  # noqa: ANN401 - PyAV's frame
    plane = frame.planes[0]
    if frame.format.name.startswith(("yuv", "nv", "gray")) and frame.format.components[0].bits == 8:
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height : LIGHT_STEP, : frame.width : LIGHT_STEP]
        return float(rows.mean())
    return float(frame.reformat(width=64, height=64, format="gray").to_ndarray().mean())


def _shrink(frame: Any, side: int) -> Picture:  # noqa: ANN401 - PyAV's frame
    """The brightness of the frame, in three equal channels, as it is to be looked at, its longer side no longer than asked.

    It is taken as it was encoded: turned into colours first, the shades of a night that lie below a video's black would all be one.
    """
    share = min(1.0, side / max(frame.width, frame.height))
    width, height = (max(2, 2 * round(length * share / 2)) for length in (frame.width, frame.height))
    planes = frame.reformat(width=width, height=height, format="yuv420p").planes
    luma = np.frombuffer(planes[0], np.uint8).reshape(-1, planes[0].line_size)[:height, :width]
    turned = round((getattr(frame, "rotation", 0) or 0) / 90) % 4
    return np.ascontiguousarray(np.repeat(np.rot90(luma, k=turned)[:, :, None], 3, axis=2))


def tell_size(width: int, height: int, bounds: Bounds) -> str:
    """Why a picture of this size is not looked at."""
    return f"its pictures are {width} x {height}, more than the {bounds.max_pixels} pixels that are looked at; make a smaller copy"


def tell_error(error: BaseException) -> str:
    """What an error says, in plain words where it has them."""
    if getattr(error, "errno", None) == errno.ENOMEM:
        return "it ran into its limits of memory"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def main() -> None:
    """Decode the file named on the command line. It is opened first, and then nothing more can be."""
    bounds = msgspec.json.decode(sys.argv[2], type=Bounds)
    hush(av)
    Image.init()
    load_whole(av)
    with Path(sys.argv[1]).open("rb") as file:
        confine(memory_bytes=bounds.memory_bytes, cpu_s=bounds.cpu_s)
        for piece in pack(decode(file, bounds)):
            sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    leave_with(main)
