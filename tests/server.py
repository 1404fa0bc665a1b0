"""A real PostgreSQL server of the tests' own: made, started and thrown away, reached by a socket that only this machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from msgspec import Struct

OWNER = "owner"
RUNNER = "postgres"
"""Who runs the server when we are root, which PostgreSQL refuses to be run by; Debian's package makes this user."""
MISSING = "PostgreSQL's server is needed for the tests of ledgers on it. Install it with: sudo apt-get install postgresql"


def find_program(name: str) -> str:
    """Where a program of the server is: Debian keeps them apart, by version.

    Raises
    ------
    FileNotFoundError
        It is not installed.
    """
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(kept[-1]) if kept else shutil.which(name)
    if found is None:
        raise FileNotFoundError(MISSING)
    return found


class Server(Struct, frozen=True):
    """A running server, and how its ledgers are named."""

    folder: Path
    numbers: Iterator[int]

    def address(self, schema: str = "public", *, user: str = OWNER, password: str = "", database: str = "ledgers") -> str:
        """The address of a ledger in a schema."""
        who = f"{user}:{password}" if password else user
        return f"postgresql://{who}@/{database}?host={quote(str(self.folder), safe='')}&options=-csearch_path%3D{schema}"

    def new_address(self) -> str:
        """The address of a ledger that is not there yet, in a schema of its own."""
        return self.address(f"ledger_{next(self.numbers)}")

    def run(self, statement: str, *, database: str = "ledgers") -> None:
        """Run a statement as the owner of everything."""
        with psycopg.connect(self.address(database=database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def program(self, name: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run one of PostgreSQL's own programs against this server."""
        around = {**os.environ, "PGHOST": str(self.folder), "PGUSER": OWNER}
        return subprocess.run([find_program(name), *arguments], check=True, capture_output=True, env=around)  # noqa: S603


@contextmanager
def running_server(settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server with an empty database for ledgers, until the block ends. Without settings it does not wait for the disk: good for tests alone.

    Raises
    ------
    FileNotFoundError
        PostgreSQL is not installed.
    """
    initdb, postgres = find_program("initdb"), find_program("postgres")
    user = RUNNER if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="sky-pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    cluster, log = folder / "cluster", folder / "log"
    making = [
        initdb,
        "-D",
        str(cluster),
        "-U",
        OWNER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "--data-checksums",
    ]
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "120"} | dict(
        settings or {"fsync": "off"}
    )
    chosen = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    try:
        subprocess.run(making, check=True, capture_output=True, user=user, cwd=folder)  # noqa: S603
        with log.open("wb") as told:
            process = subprocess.Popen([postgres, "-D", str(cluster), *chosen], stdout=told, stderr=told, user=user, cwd=folder)  # noqa: S603
        try:
            _wait(process, folder, log)
            server = Server(folder, count(1))
            server.run("create database ledgers", database="postgres")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    ready = [find_program("pg_isready"), "-h", str(folder), "-q"]
    for _ in range(200):
        if subprocess.run([*ready, "-t", "1"], check=False).returncode == 0:  # noqa: S603
            return
        if process.poll() is not None:
            break
        subprocess.run(["sleep", "0.1"], check=True)  # noqa: S607
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')}")
