"""Where a film was cut, and a picture or more of each shot; found in a process of its own, as all decoding is."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.errors import MissingPart
from skywitness.media.apart import run_worker
from skywitness.media.bounds import Bounds, refuse
from skywitness.media.film import Picture, unpack_pictures


class Shot(Struct, frozen=True):
    """What one camera took without a break, from the beginning of the film, in seconds."""

    begins_s: float
    ends_s: float

    @property
    def middle_s(self) -> float:
        """Where its keyframe is looked for."""
        return (self.begins_s + self.ends_s) / 2


class Look(Struct, frozen=True):
    """A picture out of a film: of which shot (counted from 0), when in the film, and its height and width."""

    shot: int
    at_s: float
    rows: int
    columns: int


class ShotHead(Struct, frozen=True, kw_only=True):
    """What is told of shots before their pictures. ``trouble`` says in a sentence what is wrong with the file."""

    shots: tuple[Shot, ...] = ()
    looks: tuple[Look, ...] = ()
    trouble: str | None = None


class Shots(Struct, frozen=True, kw_only=True):
    """The shots of a film with pictures out of them, in colour and in order; a photo is one shot. Nothing when it cannot be decoded."""

    head: ShotHead
    pictures: tuple[Picture, ...]

    @property
    def keyframes(self) -> tuple[int, ...]:
        """For each shot, which picture stands nearest its middle; a shot of a few frames may have none of its own, and then a neighbour's stands in."""
        every = range(len(self.pictures))
        return tuple(min(self.of(number) or every, key=partial(self._off, shot.middle_s)) for number, shot in enumerate(self.head.shots))

    def of(self, shot: int) -> list[int]:
        """The pictures out of one shot, in order."""
        return [place for place, look in enumerate(self.head.looks) if look.shot == shot]

    def _off(self, at_s: float, picture: int) -> float:
        return abs(self.head.looks[picture].at_s - at_s)


def find_shots(path: Path, bounds: Bounds | None = None) -> Shots:
    """The shots of the film in a file. What cannot be decoded gives none, and ``head.trouble`` says why.

    Raises
    ------
    MissingPart
        PyAV or PySceneDetect is not installed.
    """
    if find_spec("av") is None or find_spec("scenedetect") is None:
        raise MissingPart("shots need PyAV and PySceneDetect; install them with: pip install 'skywitness[media]'")
    bounds = bounds or Bounds()
    if trouble := refuse(path, bounds):
        return Shots(head=ShotHead(trouble=trouble), pictures=())
    arguments = [str(path.resolve()), msgspec.json.encode(bounds).decode()]
    done = run_worker("skywitness.media.shots_worker", arguments, cpu_s=bounds.cpu_s, max_output_bytes=bounds.memory_bytes)
    if done.trouble:
        return Shots(head=ShotHead(trouble=f"decoding came to nothing: {done.trouble}"), pictures=())
    try:
        return unpack_shots(done.output)
    except (ValueError, msgspec.MsgspecError):
        return Shots(head=ShotHead(trouble="decoding broke off in the middle: the file is damaged, or made to do harm"), pictures=())


def pack_shots(shots: Shots) -> list[bytes]:
    """The shots as bytes, piece by piece: their head on one line, then the pictures."""
    return [msgspec.json.encode(shots.head) + b"\n", *(picture.tobytes() for picture in shots.pictures)]


def unpack_shots(packed: bytes) -> Shots:
    """The shots that :func:`pack_shots` wrote.

    Raises
    ------
    ValueError
        The bytes are cut short.
    """
    line, _, rest = packed.partition(b"\n")
    head = msgspec.json.decode(line, type=ShotHead)
    pictures, _ = unpack_pictures(rest, ((look.rows, look.columns) for look in head.looks))
    return Shots(head=head, pictures=pictures)
