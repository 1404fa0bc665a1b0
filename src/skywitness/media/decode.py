"""Decodes media in a process of its own, held to bounded memory and time: a bad file gives a film that says what is wrong, never a crash of ours."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from skywitness.errors import MissingPart
from skywitness.media.film import Bounds, Film, unpack, unreadable

GRACE_S = 30
"""What a process gets beyond its processor time before it is ended."""


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
    trouble = find_trouble(path, bounds)
    if trouble:
        return unreadable(trouble)
    told = path.stat()
    return _decode_apart(path.resolve(), told.st_size, told.st_mtime_ns, bounds)


def find_trouble(path: Path, bounds: Bounds) -> str | None:
    """Why a file is not even opened, in a sentence; None when it may be."""
    try:
        told = path.stat()
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if not path.is_file():
        return "it is no file"
    if told.st_size == 0:
        return "it is empty: 0 bytes"
    if told.st_size > bounds.max_file_bytes:
        return f"it has {told.st_size} bytes, more than the {bounds.max_file_bytes} that are looked at; cut it"
    return None


@lru_cache(maxsize=8)
def _decode_apart(path: Path, _size: int, _changed: int, bounds: Bounds) -> Film:
    """Several verifiers look at one file: it is decoded once for as long as it stays as it is."""
    told = run_apart("skywitness.media.worker", path, bounds)
    if isinstance(told, str):
        return unreadable(told)
    try:
        return unpack(told)
    except (ValueError, msgspec.MsgspecError):
        return unreadable("decoding broke off in the middle: the file is damaged, or made to do harm")


def run_apart(module: str, path: Path, bounds: Bounds) -> bytes | str:
    """What a worker of ours writes about a file, or in a sentence why it wrote nothing. The worker holds itself to the bounds; its time is held from here too."""
    command = [sys.executable, "-m", module, str(path), msgspec.json.encode(bounds).decode()]
    try:
        done = subprocess.run(command, capture_output=True, timeout=bounds.cpu_s + GRACE_S, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module, no shell
    except subprocess.TimeoutExpired:
        return f"decoding took more than {bounds.cpu_s + GRACE_S} s and was ended"
    if done.returncode:
        why = "was ended by its limits of memory or time" if done.returncode < 0 or b"MemoryError" in done.stderr else "broke"
        return f"decoding {why}: the file is damaged, or made to do harm"
    return done.stdout
