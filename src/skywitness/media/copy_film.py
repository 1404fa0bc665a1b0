"""Copies a film for publication, in the limited process: looks for faces first, then writes every frame anew, blurred wherever a face was near in time.

Only the frames of one track of pictures and the sound of one are decoded and written again: no tag, chapter, subtitle, track of positions or attached
picture of the file can come along.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, BinaryIO, TypeAlias

import av
import numpy as np
from av.video.reformatter import ColorRange
from msgspec import Struct
from numpy.typing import NDArray

from skywitness.media.blur import Region, blur_regions, regions_of
from skywitness.media.bounds import Bounds
from skywitness.media.copy_photo import FindFaces
from skywitness.media.publication import FILM, Box, Made, Wishes
from skywitness.media.telling import Teller
from skywitness.media.worker import length_of, open_film

HiddenAt: TypeAlias = Callable[[float], list[Region]]
"""What is blurred in the frame at an instant of the film."""
EVERY_S = 0.1
"""Faces are looked for in a frame when so long has passed since the last."""
HOLDS_S = 0.4
"""A face is blurred so long before and after it was seen: one that is missed for a moment, or moves on, stays covered."""
SHARE_OF_LOOKING = 0.7
"""Of the time that a copy takes, looking for faces takes so much."""
CLOCK = Fraction(1, 90_000)
SOUND_HZ = 48_000
ASSUMED_RATE = 25.0
"""Of frames that carry no time."""
X264 = {"preset": "fast", "crf": "20"}
NO_TAGS = {"fflags": "+bitexact"}
"""Keeps the writer's own name out."""


class Shape(Struct, frozen=True):
    """The upright size of a film in even pixels, the quarter turns that make it so, and the time of its first frame."""

    width: int
    height: int
    turns: int
    begins_s: float


class Seen(Struct, frozen=True):
    """What was seen of faces: the times of the frames looked at, in order, and the regions in each."""

    times_s: list[float]
    regions: list[list[Region]]

    def near(self, at_s: float) -> Iterator[Region]:
        """The regions that are blurred in a frame at an instant."""
        first, last = bisect_left(self.times_s, at_s - HOLDS_S), bisect_right(self.times_s, at_s + HOLDS_S)
        for regions in self.regions[first:last]:
            yield from regions


def copy_film(file: BinaryIO, out: BinaryIO, wishes: Wishes, bounds: Bounds, find: FindFaces | None) -> Made:
    """Copy a film whole, its frames at their own times.

    Raises
    ------
    ValueError, av.FFmpegError
        It is no film, is damaged, goes beyond the bounds, or cannot be copied as wished.
    """
    if wishes.suffix != FILM:
        raise ValueError(f"it is a film; let the name of the copy end in {FILM}, not {wishes.suffix or 'in nothing'}")
    shape = find_shape(file, bounds)
    boxes = list(zip(wishes.boxes, regions_of(wishes.boxes, shape.width, shape.height), strict=True))
    seen = look_for_faces(file, shape, bounds, find) if find else Seen([], [])

    def hidden_at(at_s: float) -> list[Region]:
        return [*seen.near(at_s), *_marked(boxes, at_s)]

    frames, has_sound = write_film(file, out, shape, hidden_at, bounds, has_sound=wishes.has_sound, after=SHARE_OF_LOOKING if find else 0.0)
    return Made(
        kind="video",
        width=shape.width,
        height=shape.height,
        pictures=frames,
        looked_at=len(seen.times_s),
        with_faces=sum(map(bool, seen.regions)),
        most_faces=max(map(len, seen.regions), default=0),
        has_sound=has_sound,
    )


def find_shape(file: BinaryIO, bounds: Bounds) -> Shape:
    """The shape of the film, by its first frame."""
    with open_film(file) as film:
        if not film.streams.video:
            raise ValueError("it holds no picture; a recording of sound is not copied")
        context = film.streams.video[0].codec_context
        if context.width * context.height > bounds.max_pixels:
            raise ValueError(
                f"its pictures are {context.width} x {context.height}, more than the {bounds.max_pixels} of max_pixels in the settings"
            )
        frame = next(film.decode(film.streams.video[0]), None)
        if frame is None:
            raise ValueError("no frame of it can be decoded")
        turns = round((getattr(frame, "rotation", 0) or 0) / 90) % 4
        width, height = (max(2, length // 2 * 2) for length in (frame.width, frame.height))
        width, height = (height, width) if turns % 2 else (width, height)
        return Shape(width, height, turns, float(frame.time or 0.0))


def look_for_faces(file: BinaryIO, shape: Shape, bounds: Bounds, find: FindFaces) -> Seen:
    """Faces in some ten frames of every second."""
    seen, next_s = Seen([], []), 0.0
    with open_film(file) as film:
        teller = Teller(length_of(film), part=SHARE_OF_LOOKING)
        for frame, at_s in timed(film.decode(film.streams.video[0]), shape, bounds):
            teller.tell(at_s)
            if at_s >= next_s:
                picture = np.ascontiguousarray(np.rot90(frame.to_ndarray(format="rgb24"), k=shape.turns))
                seen.times_s.append(at_s)
                seen.regions.append(find(picture))
                next_s = at_s + EVERY_S - 1e-3
    return seen


def write_film(
    file: BinaryIO, out: BinaryIO, shape: Shape, hidden_at: HiddenAt, bounds: Bounds, *, has_sound: bool, after: float = 0.0
) -> tuple[int, bool]:
    """Write the film with what is hidden at each time blurred; how many frames it has, and whether it has sound. ``after`` is the share of the work that is done before."""
    with open_film(file) as film, av.open(out, "w", format="mp4", container_options=NO_TAGS) as copy:
        audio = next(iter(film.streams.audio), None) if has_sound else None
        pictures = _Pictures(copy, film.streams.video[0], shape, hidden_at, Teller(length_of(film), after=after, part=1.0 - after))
        sound = _Sound(copy, audio, shape) if audio else None
        for packet in film.demux([stream for stream in (film.streams.video[0], audio) if stream]):
            frames = packet.decode()
            if packet.stream.type == "audio" and sound:
                sound.write(frames)
            else:
                pictures.write(frames, bounds)
        pictures.end()
        if sound:
            sound.end()
        return pictures.count, bool(sound and sound.count)


class _Pictures:
    """The track of pictures of the copy."""

    def __init__(self, copy: Any, source: Any, shape: Shape, hidden_at: HiddenAt, teller: Teller) -> None:  # noqa: ANN401 - PyAV's container and stream
        self._copy, self._shape, self._hidden_at, self._teller = copy, shape, hidden_at, teller
        self._track = copy.add_stream("libx264", rate=30, options=X264)
        self._track.width, self._track.height, self._track.pix_fmt = shape.width, shape.height, "yuv420p"
        self._track.codec_context.time_base = CLOCK
        aspect = source.sample_aspect_ratio
        if aspect:
            self._track.codec_context.sample_aspect_ratio = 1 / aspect if shape.turns % 2 else aspect
        self._last, self.count = -1, 0

    def write(self, frames: Iterable[Any], bounds: Bounds) -> None:
        """Write frames upright; of two at one time the first."""
        for frame, at_s in timed(frames, self._shape, bounds, self.count):
            self._teller.tell(at_s)
            stands_at = round(at_s / CLOCK)
            if stands_at > self._last:
                self._copy.mux(self._track.encode(self._blurred(frame, at_s, stands_at)))
                self._last, self.count = stands_at, self.count + 1

    def _blurred(self, frame: Any, at_s: float, stands_at: int) -> Any:  # noqa: ANN401 - PyAV's frames
        """The frame, upright and blurred. It is worked on as it is encoded: turned into colours, the shades of a night would be lost."""
        planes = planes_of(frame, self._shape)
        hidden = self._hidden_at(at_s)
        for plane in planes:
            blur_regions(plane, hidden)
        whole = np.concatenate([plane.reshape(-1) for plane in planes]).reshape(-1, self._shape.width)
        made = av.VideoFrame.from_ndarray(whole, format="yuv420p")
        made.pts, made.time_base = stands_at, CLOCK
        made.color_range, made.colorspace = ColorRange.MPEG, frame.colorspace
        return made

    def end(self) -> None:
        """Write what the encoder still holds."""
        self._copy.mux(self._track.encode(None))


class _Sound:
    """The track of sound of the copy, in step with the pictures."""

    def __init__(self, copy: Any, source: Any, shape: Shape) -> None:  # noqa: ANN401 - PyAV's container and stream
        layout = "mono" if source.codec_context.channels == 1 else "stereo"
        self._copy, self._begins = copy, round(shape.begins_s * SOUND_HZ)
        self._track = copy.add_stream("aac", rate=SOUND_HZ, layout=layout)
        self._resampler = av.AudioResampler(format="fltp", layout=layout, rate=SOUND_HZ)
        self.count = 0

    def write(self, frames: Iterable[Any]) -> None:
        """Write what sounds from the first picture on."""
        for piece in frames:
            self._write_heard(self._resampler.resample(piece))

    def _write_heard(self, heard: Iterable[Any]) -> None:
        for frame in heard:
            frame.pts = (self.count if frame.pts is None else frame.pts) - self._begins
            if frame.pts >= 0:
                self.count += frame.samples
                self._copy.mux(self._track.encode(frame))

    def end(self) -> None:
        """Write what resampler and encoder still hold."""
        self._write_heard(self._resampler.resample(None))
        self._copy.mux(self._track.encode(None))


def planes_of(frame: Any, shape: Shape) -> list[NDArray[np.uint8]]:  # noqa: ANN401 - PyAV's frame
    """Brightness and the two colour differences of a frame, upright and in the size of the copy; each may be written to."""
    width, height = (shape.height, shape.width) if shape.turns % 2 else (shape.width, shape.height)
    whole = frame.reformat(width=width, height=height, format="yuv420p", dst_color_range=ColorRange.MPEG).to_ndarray()
    colours = whole[height:].reshape(2, height // 2, width // 2)
    return [np.ascontiguousarray(np.rot90(plane, k=shape.turns)) for plane in (whole[:height], *colours)]


def timed(frames: Iterable[Any], shape: Shape, bounds: Bounds, count: int = 0) -> Iterator[tuple[Any, float]]:
    """Each frame with its time in seconds from the first.

    Raises
    ------
    ValueError
        The film goes beyond the bounds.
    """
    for number, frame in enumerate(frames, start=count):
        at_s = (number / ASSUMED_RATE if frame.time is None else float(frame.time)) - shape.begins_s
        if at_s > bounds.max_film_s or number >= bounds.max_frames:
            raise ValueError(
                f"it is longer than {bounds.max_film_s:.0f} s or {bounds.max_frames} frames (max_film_s, max_frames in the settings); cut it first"
            )
        yield frame, at_s


def _marked(boxes: Iterable[tuple[Box, Region]], at_s: float) -> Iterator[Region]:
    return (region for box, region in boxes if box.begins_s <= at_s <= box.ends_s)
