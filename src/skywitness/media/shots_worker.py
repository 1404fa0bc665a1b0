"""The limited process that finds shots: PySceneDetect's adaptive detector over every frame, and what flashes lit up taken back. Started by
:mod:`skywitness.media.shots` only.

``python -m skywitness.media.shots_worker FILE BOUNDS-AS-JSON``
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import av
import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from skywitness.media.bounds import Bounds
from skywitness.media.confine import confine, hush, leave_with, load_whole
from skywitness.media.film import Picture
from skywitness.media.kinds import HEAD_BYTES, media_type_of
from skywitness.media.shots import Look, Shot, ShotHead, Shots, pack_shots
from skywitness.media.telling import Teller
from skywitness.media.worker import decode_photo, length_of, open_film, tell_error, tell_size, until_broken

SEEN_SIDE = 320
"""Longer side of the frames that are compared."""
LOOK_SIDE = 480
"""Longer side of the pictures that come back."""
MOST_LOOKS = 16
"""Pictures kept of one shot; when there are more, every other one goes, so that they stay evenly spread."""
FIRST_STEP_S = 0.5
SHORTEST_FRAMES = 8
"""Frames that a shot has at least."""
SAME_SCENE = 15.0
"""Mean difference of brightness, of 255, below which the scene before a cut is the scene after it: less than what the detector calls a change."""
GRAIN, LIT_SHARE = 8, 0.95
"""A flash makes nothing darker, but for the grain, in nearly all of the picture."""
FLASH_S = 2.0
"""A flash has faded after so long."""
SMALL = (32, 18)
FRAME_RATE = 30.0
"""The detector counts frames; at what rate does not matter to it, and films of phones have none that holds."""


class Seen(NamedTuple):
    """One frame: when, and small in grey."""

    at_s: float
    small: NDArray[np.int16]


class Album:
    """Pictures of one shot, evenly spread however long it gets."""

    def __init__(self) -> None:
        self.kept: list[tuple[float, Picture]] = []
        self._step_s, self._next_s = FIRST_STEP_S, float("-inf")

    def offer(self, at_s: float, frame: Any) -> None:  # noqa: ANN401 - PyAV's frame
        """Keep the frame when it is time for one."""
        if at_s < self._next_s:
            return
        self.kept.append((at_s, picture_of(frame, LOOK_SIDE)))
        self._next_s = at_s + self._step_s
        if len(self.kept) > MOST_LOOKS:
            self.kept, self._step_s = self.kept[::2], 2 * self._step_s


def find_cuts(frames: Iterator[tuple[float, Any]]) -> tuple[list[Seen], list[int], list[tuple[float, Picture]]]:
    """Every frame, small; the numbers of those with which a shot may begin; and pictures of each shot so far as the detector told it in time."""
    import cv2
    from scenedetect.common import FrameTimecode  # takes a second to load, and photos do without; see main
    from scenedetect.detectors import AdaptiveDetector

    cv2.setNumThreads(1)  # a pool of threads that spin is slow where many processes share few cores
    detector, seen, cuts = AdaptiveDetector(min_scene_len=SHORTEST_FRAMES), list[Seen](), list[int]()
    albums = [Album()]
    for number, (at_s, frame) in enumerate(frames):
        shown = picture_of(frame, SEEN_SIDE)
        small = np.asarray(Image.fromarray(shown).convert("L").resize(SMALL, Image.Resampling.BOX), np.int16)
        seen.append(Seen(at_s, small))
        found = [
            cut.frame_num for cut in detector.process_frame(FrameTimecode(number, FRAME_RATE), np.ascontiguousarray(shown[:, :, ::-1]))
        ]
        if found:
            cuts += found
            albums.append(Album())
        albums[-1].offer(at_s, frame)
    cuts += [cut.frame_num for cut in detector.post_process(FrameTimecode(len(seen), FRAME_RATE))]
    return seen, cuts, [picture for album in albums for picture in album.kept]


def part_film(seen: list[Seen], cuts: list[int]) -> tuple[Shot, ...]:
    """The shots between true cuts: where a flash lights up a scene, and where it has faded and the scene is back, nothing was cut."""
    begins, unlit, lit_until_s = [0], seen[0], float("-inf")
    for cut in cuts:
        if seen[cut].at_s <= lit_until_s and is_same_scene(seen[cut], unlit):
            continue
        if is_flash(seen, cut):
            unlit, lit_until_s = seen[cut - 1], seen[cut].at_s + FLASH_S
        elif cut > 0:
            begins.append(cut)
    stops = [*(seen[begin].at_s for begin in begins[1:]), seen[-1].at_s]
    return tuple(Shot(round(seen[begin].at_s, 3), round(stop, 3)) for begin, stop in zip(begins, stops, strict=True))


def is_flash(seen: list[Seen], cut: int) -> bool:
    """Whether the frames from here are the scene before, lit up: brighter all over, until that scene is back."""
    before = seen[cut - 1]
    for each in seen[cut:]:
        if each.at_s > seen[cut].at_s + FLASH_S:
            return False
        if is_same_scene(each, before):
            return True
        if float((each.small >= before.small - GRAIN).mean()) < LIT_SHARE:
            return False
    return False


def is_same_scene(one: Seen, other: Seen) -> bool:
    """Whether two frames are so alike that the detector would call nothing between them a change."""
    return float(np.abs(one.small - other.small).mean()) < SAME_SCENE


def look_through(file: BinaryIO, bounds: Bounds) -> Shots:
    """The shots of a film; a photo is one. What is wrong with the file is told in the head."""
    try:
        return look_at_photo(file, bounds)
    except UnidentifiedImageError:
        file.seek(0)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        return nothing(f"it is a damaged photo, or cut short: {tell_error(error)}")
    try:
        with open_film(file) as container:
            return look_at_film(container, bounds)
    except (av.FFmpegError, ValueError, IndexError) as error:
        return nothing(f"it cannot be decoded as photo or video: {tell_error(error)}")


def nothing(why: str) -> Shots:
    """No shot, and why."""
    return Shots(head=ShotHead(trouble=why), pictures=())


def look_at_photo(file: BinaryIO, bounds: Bounds) -> Shots:
    """A photo as its only shot.

    Raises
    ------
    UnidentifiedImageError
        It is no photo.
    """
    film = decode_photo(file, bounds)
    if not film.pictures:
        return nothing(film.head.trouble or "it holds no picture")
    shown = Image.fromarray(film.pictures[0])
    shown.thumbnail((LOOK_SIDE, LOOK_SIDE))
    return gather((Shot(0.0, 0.0),), [(0.0, np.asarray(shown))])


def look_at_film(container: Any, bounds: Bounds) -> Shots:  # noqa: ANN401 - PyAV's container
    """The shots of an opened film."""
    video = next(iter(container.streams.video), None)
    if video is None:
        return nothing("it holds no picture")
    if video.codec_context.width * video.codec_context.height > bounds.max_pixels:
        return nothing(tell_size(video.codec_context.width, video.codec_context.height, bounds))
    video.thread_type = "AUTO"
    troubles = list[str]()
    seen, cuts, pictures = find_cuts(timed(until_broken(container.decode(video), troubles), bounds, Teller(length_of(container))))
    if not seen:
        return nothing("; ".join(troubles) or "it holds no picture")
    shots = gather(part_film(seen, cuts), pictures)
    return Shots(head=msgspec.structs.replace(shots.head, trouble="; ".join(troubles) or None), pictures=shots.pictures)


def timed(frames: Iterator[Any], bounds: Bounds, teller: Teller) -> Iterator[tuple[float, Any]]:
    """Frames with their time from the first, as many as are looked at."""
    first: float | None = None
    for number, frame in enumerate(frames):
        at = float(frame.time) if frame.time is not None else number / FRAME_RATE
        first = at if first is None else first
        if at - first > bounds.max_film_s or number >= bounds.max_frames:
            return
        teller.tell(at - first)
        yield at - first, frame


def gather(shots: tuple[Shot, ...], pictures: list[tuple[float, Picture]]) -> Shots:
    """The shots, each with the pictures that stand in it."""
    begins = [shot.begins_s for shot in shots]
    looks = tuple(Look(max(0, bisect_right(begins, round(at_s, 3)) - 1), round(at_s, 3), *picture.shape[:2]) for at_s, picture in pictures)
    return Shots(head=ShotHead(shots=shots, looks=looks), pictures=tuple(picture for _, picture in pictures))


def picture_of(frame: Any, side: int) -> Picture:  # noqa: ANN401 - PyAV's frame
    """The frame in colour, as it is to be looked at, its longer side no longer than asked."""
    share = min(1.0, side / max(frame.width, frame.height))
    width, height = (max(2, 2 * round(length * share / 2)) for length in (frame.width, frame.height))
    turned = round((getattr(frame, "rotation", 0) or 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(frame.reformat(width=width, height=height, format="rgb24").to_ndarray(), k=turned))


def main() -> None:
    """Find the shots of the file named on the command line. All that is needed for it is loaded first, as nothing can be opened later."""
    bounds = msgspec.json.decode(sys.argv[2], type=Bounds)
    hush(av)
    Image.init()
    load_whole(av)
    with Path(sys.argv[1]).open("rb") as file:
        if not (media_type_of(file.read(HEAD_BYTES)) or "").startswith("image/"):
            import_module("scenedetect.detectors")
        file.seek(0)
        confine(memory_bytes=bounds.memory_bytes, cpu_s=bounds.cpu_s)
        for piece in pack_shots(look_through(file, bounds)):
            sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    leave_with(main)
