"""Does one step on a file in a process apart, and says in a sentence when that was ended by its limits: a hostile file harms that process and no other."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from skywitness.media import launch
from skywitness.media.confine import OUT_OF_MEMORY
from skywitness.media.telling import HANDLE, follow, watcher

GRACE_S = 30
"""What a process gets beyond its processor time before it is ended."""
LAUNCH = Path(launch.__file__)


class Outcome(Struct, frozen=True):
    """What a process wrote, or in a sentence why it came to nothing."""

    output: bytes
    trouble: str | None = None


def run_worker(module: str, arguments: Sequence[str], *, cpu_s: int, max_output_bytes: int, handles: Sequence[int] = ()) -> Outcome:
    """What a worker of ours wrote; it confines itself, see :mod:`skywitness.media.confine`. ``handles`` are open files that it is given. Whoever watches hears how far it is."""
    command, watch = [sys.executable, "-m", module, *arguments], watcher.get()
    if watch is None:
        return _run(command, cpu_s, max_output_bytes, handles)
    heard, told = os.pipe()
    ear = threading.Thread(target=follow, args=(heard, watch), daemon=True)
    ear.start()
    try:
        return _run(command, cpu_s, max_output_bytes, (*handles, told), {**os.environ, HANDLE: str(told)})
    finally:
        os.close(told)
        ear.join()


def run_program(program: str, arguments: Sequence[str], *, memory_bytes: int, cpu_s: int, max_output_bytes: int) -> Outcome:
    """What a program of others wrote, started within limits."""
    limits = [str(memory_bytes), str(cpu_s)]
    return _run([sys.executable, "-I", "-S", str(LAUNCH), *limits, program, *arguments], cpu_s, max_output_bytes)


def _run(
    command: Sequence[str], cpu_s: int, max_output_bytes: int, handles: Sequence[int] = (), environment: Mapping[str, str] | None = None
) -> Outcome:
    quiet, told = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, stdin=quiet, stdout=told, stderr=quiet, pass_fds=handles, env=environment) as process:  # noqa: S603 - no shell, our own command
        over_time = threading.Event()

        def end() -> None:
            over_time.set()
            process.kill()

        watch = threading.Timer(cpu_s + GRACE_S, end)
        watch.start()
        try:
            output = process.stdout.read(max_output_bytes + 1) if process.stdout else b""
            if len(output) > max_output_bytes:
                process.kill()
                return Outcome(b"", f"more than {max_output_bytes} bytes came out of it, and it was ended; it is made to do harm")
            status = process.wait()
        finally:
            watch.cancel()
    if over_time.is_set():
        return Outcome(b"", f"it took more than {cpu_s + GRACE_S} s and was ended")
    if status == OUT_OF_MEMORY:
        return Outcome(b"", "it was ended by its limits of memory: the file is damaged, or made to do harm")
    if status < 0:
        return Outcome(b"", "it was ended by its limits of memory or time: the file is damaged, or made to do harm")
    return Outcome(output, "it broke: the file is damaged, or made to do harm" if status else None)
