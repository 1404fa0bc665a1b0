"""Encodes clips with PyAV (the extra ``media``): the same clip gives the same pictures and the same sound every time."""

from __future__ import annotations

from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

from skywitness.errors import MissingPart
from skywitness.exercise.footage.clip import FRAMES_A_SECOND, HEIGHT, SAMPLES_A_SECOND, WIDTH, Clip, draw_frames, draw_sound


def can_film() -> bool:
    """Whether the extra that encodes videos is installed."""
    return find_spec("av") is not None


def write_clip(clip: Clip, path: Path) -> None:
    """Write a clip as MP4: H.264 with one thread, and AAC, so that bytes do not depend on the machine's cores.

    Raises
    ------
    MissingPart
        PyAV is not installed.
    """
    try:
        import av
    except ImportError as error:
        raise MissingPart("videos need PyAV; install it with: pip install 'skywitness[media]'") from error
    grey = bytes([128]) * (WIDTH * HEIGHT // 4)
    with av.open(str(path), "w", format="mp4") as film:
        picture = film.add_stream("libx264", rate=FRAMES_A_SECOND, options={"preset": "ultrafast", "crf": "26", "threads": "1"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = film.add_stream("aac", rate=SAMPLES_A_SECOND, layout="mono")
        for number, dots in enumerate(draw_frames(clip)):
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            for plane, content in zip(frame.planes, (dots, grey, grey), strict=True):
                plane.update(content)
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_A_SECOND)
            film.mux(picture.encode(frame))
        film.mux(picture.encode(None))
        samples = draw_sound(clip).tobytes()
        for first in range(0, len(samples) // 2 - 1023, 1024):
            piece = av.AudioFrame("s16", "mono", 1024)
            piece.planes[0].update(samples[2 * first : 2 * first + 2048])
            piece.sample_rate, piece.pts, piece.time_base = SAMPLES_A_SECOND, first, Fraction(1, SAMPLES_A_SECOND)
            film.mux(sound.encode(piece))
        film.mux(sound.encode(None))
