"""Starts another program held to memory, time and output. Run by its path, without packages, so that it costs a few milliseconds.

``python -I -S launch.py MEMORY-BYTES CPU-SECONDS PROGRAM ARGUMENT …``
"""

import os
import resource
import sys

MOST_FILES = 64
"""A program needs its own modules and the file that it reads."""


def main() -> None:
    """Set the limits and become the program."""
    memory_bytes, cpu_s, *command = sys.argv[1:]
    for limit, most in (
        (resource.RLIMIT_AS, int(memory_bytes)),
        (resource.RLIMIT_CPU, int(cpu_s)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_FILES),
    ):
        resource.setrlimit(limit, (most, most))
    os.execv(command[0], command)  # noqa: S606 - the program is the caller's, and no shell is asked


if __name__ == "__main__":
    main()
