"""Does looking at footage reach for the network? Every system call of ``skywitness verify`` and of all its processes, by strace, over the C2PA samples.

python -m bench offline

One of the samples names a remote manifest, at which the library's own default would ask.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.verify.bad_files import bad_files

from bench.record import SHARED, record

CALL = re.compile(r"\b(socket|connect|sendto|sendmsg)\((?:AF_(\w+))?")
OF_THE_NETWORK = {"INET", "INET6", "NETLINK", "PACKET"}


def trace(command: list[str], log: Path) -> tuple[int, dict[str, int]]:
    """The exit status of a command, and how often it and its processes asked for a socket of each kind."""
    done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), *command], capture_output=True, check=False)  # noqa: S603, S607
    asked: dict[str, int] = {}
    for call, family in CALL.findall(log.read_text(encoding="utf-8", errors="replace")):
        if call == "socket" or call == "connect":
            asked[family or "?"] = asked.get(family or "?", 0) + 1
    return done.returncode, asked


def main(_arguments: list[str]) -> None:
    """Trace and keep the figures."""
    if shutil.which("strace") is None:
        sys.exit("strace is needed to see system calls. Install it with: sudo apt-get install strace")
    samples = sorted(
        path for kind in ("c2pa_ccbysa", "c2pa_python") for path in (SHARED / "data/media" / kind).glob("*.*") if path.suffix != ".json"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, (body, _) in bad_files().items():
            (folder / file).write_bytes(body)
        files = [*samples, *sorted(folder.iterdir())]
        verify = [sys.executable, "-c", "from skywitness.cli import main; main()", "verify", *map(str, files), "--json"]
        status, asked = trace(verify, folder / "log")
        control, seen = trace([sys.executable, "-c", "import socket; socket.socket()"], folder / "control")
    record(
        "offline",
        {
            "files": len(files),
            "of them C2PA samples": len(samples),
            "exit status": status,
            "sockets of the network asked for": sum(count for family, count in asked.items() if family in OF_THE_NETWORK),
            "other sockets": {family: count for family, count in asked.items() if family not in OF_THE_NETWORK},
            "a program that does ask is seen": bool(seen.get("INET")) and control == 0,
        },
    )


if __name__ == "__main__":
    main([])
