"""Holds the process it is called in to memory and time, and to the files that it has open already: it can then open neither a file nor a socket.

No filter of system calls is needed for that, only the oldest limits of Unix. A file descriptor is what a file, a socket and a pipe to another
process have in common; a process that may have no new one can write to its answer and to nobody else. See setrlimit(2).
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

OUT_OF_MEMORY = 75
"""The status with which a limited process leaves that was refused memory."""


def confine(*, memory_bytes: int, cpu_s: int, writes_bytes: int = 0) -> None:
    """Hold this process to so much from now on, for good. Whatever it needs from the disk must be loaded before, its files be open."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (writes_bytes, writes_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def load_whole(package: ModuleType, without: Iterable[str] = ("__main__", "datasets")) -> None:
    """Import every module of a package that would import some of them only when they are needed, which is too late once confined."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        if not any(part in found.name.split(".") for part in without):
            import_module(found.name)


def hush(av: ModuleType) -> None:
    """Let FFmpeg log by itself, and nothing. PyAV's way of logging asks for Python's lock in a thread of the decoder, while whoever closes the decoder holds it and waits for that thread: both
    would wait for ever.
    """
    av.logging.restore_default_callback()
    av.logging.set_libav_level(av.logging.PANIC)


def leave_with(work: Callable[[], None]) -> None:
    """Do the work of a limited process, and leave with a status that tells whether memory was refused."""
    try:
        work()
        sys.stdout.flush()
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
