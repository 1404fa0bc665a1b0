"""Decodes media in a process of its own, held to bounded memory and time: a bad file gives a film that says what is wrong, never a crash of ours."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from skywitness.errors import MissingPart
from skywitness.media.apart import run_worker
from skywitness.media.bounds import Bounds, refuse
from skywitness.media.film import Film, unpack, unreadable


def read_film(path: Path, bounds: Bounds | None = None) -> Film:
    """The film in a file. What cannot be decoded gives an empty film whose ``head.trouble`` says why.

    Raises
    ------
    MissingPart
        PyAV is not installed.
    """
    if find_spec("av") is None:
        raise MissingPart("media need PyAV; install it with: pip install 'skywitness[media]'")
    bounds = bounds or Bounds()
    if trouble := refuse(path, bounds):
        return unreadable(trouble)
    told = path.stat()
    return _decode_apart(path.resolve(), told.st_size, told.st_mtime_ns, bounds)


@lru_cache(maxsize=8)
def _decode_apart(path: Path, _size: int, _changed: int, bounds: Bounds) -> Film:
    """Several verifiers look at one file: it is decoded once for as long as it stays as it is."""
    arguments = [str(path), msgspec.json.encode(bounds).decode()]
    done = run_worker("skywitness.media.worker", arguments, cpu_s=bounds.cpu_s, max_output_bytes=bounds.memory_bytes)
    if done.trouble:
        return unreadable(f"decoding came to nothing: {done.trouble}")
    try:
        return unpack(done.output)
    except (ValueError, msgspec.MsgspecError):
        return unreadable("decoding broke off in the middle: the file is damaged, or made to do harm")
