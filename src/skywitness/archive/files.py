"""Files kept under their SHA-256: written beside, synced, made read-only and only then put in place; never written over."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from msgspec import Struct

from skywitness.errors import ArchiveError
from skywitness.model.ids import Digest

EVIDENTIARY, WORKING, ARRIVING = "evidentiary", "working", "arriving"
READ_ONLY = 0o444
CHUNK_BYTES = 1 << 20
WITHOUT_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a file system without hard links says, as of memory cards and some shares."""


class Arrived(Struct, frozen=True):
    """A file that was copied whole and synced, and waits to be put in its place; without ``path`` it stood there before and was not copied again."""

    path: Path | None
    digest: Digest
    size_bytes: int


def place_of(shelf: str, digest: str) -> str:
    """Where a file stands, relative to the archive.

    >>> place_of("evidentiary", "ab12")
    'evidentiary/ab/ab12'
    """
    return f"{shelf}/{digest[:2]}/{digest}"


@contextmanager
def arriving(folder: Path, shelf: str, source: Path) -> Iterator[Arrived]:
    """A copy of a file on the archive's own disk; gone again when the block ends and it was not put in place.

    Raises
    ------
    ArchiveError
        It is no regular file, holds nothing, or cannot be read or written.
    """
    with _plain_words(source), _open_regular(source) as incoming:
        digest, size = _copy_from(incoming, None)
        if not size:
            raise ArchiveError(f"{source}: it holds nothing, as a failed download does; fetch it again")
        if (folder / place_of(shelf, digest)).exists():
            yield Arrived(None, digest, size)
            return
        with _open_part(folder) as part:
            os.lseek(incoming, 0, os.SEEK_SET)
            digest, size = _copy_from(incoming, part)  # of what was copied, whatever was read before
            part.flush()
            os.fchmod(part.fileno(), READ_ONLY)
            os.fsync(part.fileno())
            yield Arrived(Path(part.name), digest, size)


def put_in_place(folder: Path, shelf: str, arrived: Arrived) -> bool:
    """Whether the file was new there. One that is there already is read through first. The log's lock is held meanwhile.

    Raises
    ------
    ArchiveError
        What stands there under its digest is no longer the same.
    """
    place = folder / place_of(shelf, arrived.digest)
    if place.exists() or place.is_symlink() or arrived.path is None:
        if trouble := find_altered(place, arrived.digest, arrived.size_bytes):
            raise ArchiveError(f"{place}: {trouble}; put back a copy, then add the file again")
        return False
    _make_folders(folder, place.parent)
    try:
        os.link(arrived.path, place)  # never over another, as a rename would
    except OSError as error:
        if error.errno not in WITHOUT_LINKS:
            raise
        arrived.path.rename(place)  # nothing is there, and nobody else puts anything there while the log is locked
    sync_folder(place.parent)
    return True


def find_altered(path: Path, digest: str, size_bytes: int | None) -> str | None:
    """What is wrong with a kept file, or None when it is what its digest says."""
    try:
        with _open_regular(path) as file:
            size = os.fstat(file).st_size
            if size_bytes is not None and size < size_bytes:
                return f"it was cut short: {size} of {size_bytes} bytes are there"
            if size_bytes is not None and size > size_bytes:
                return f"it was altered: {size_bytes} bytes were kept, {size} are there"
            if _copy_from(file, None)[0] != digest:
                return "it was altered: its bytes give another digest"
    except FileNotFoundError:
        return "it is missing"
    except ArchiveError as error:
        return str(error).removeprefix(f"{path}: ")
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    return None


def digest_file(path: Path, algorithm: str = "sha256") -> str:
    """The digest of a file's bytes, in hexadecimal, by any algorithm that hashlib knows."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def clear_abandoned(folder: Path) -> None:
    """Remove copies whose writer was killed before it could acknowledge them."""
    for path in (folder / ARRIVING).glob("*"):
        if not is_being_written(path):
            path.unlink(missing_ok=True)


def is_being_written(path: Path) -> bool:
    """Whether somebody holds a copy that is arriving; a killed writer holds nothing."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


@contextmanager
def _open_part(folder: Path) -> Iterator[BinaryIO]:
    """A new file to copy into, held while it is there, and gone again at the end. One that was cleared away before it could be held is given up."""
    (folder / ARRIVING).mkdir(exist_ok=True)
    while True:
        path = folder / ARRIVING / secrets.token_hex(16)
        with path.open("xb") as part:
            fcntl.flock(part, fcntl.LOCK_EX)
            if os.fstat(part.fileno()).st_nlink:
                try:
                    yield part
                finally:
                    path.unlink(missing_ok=True)
                return


def write_whole(path: Path, body: bytes) -> None:
    """Put a small file in place, whole and synced, in stead of the one before."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folders(folder: Path, inner: Path) -> None:
    if not inner.is_dir():
        inner.mkdir(parents=True, exist_ok=True)
        for each in (inner.parent, folder):
            sync_folder(each)


@contextmanager
def _open_regular(path: Path) -> Iterator[int]:
    """A handle on a regular file that is no link; waits for nothing that may never come, as a pipe would."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise ArchiveError(f"{path}: it is a link, not the file itself; name the file that it leads to") from error
        raise
    try:
        if not S_ISREG(os.fstat(handle).st_mode):
            raise ArchiveError(f"{path}: it is no regular file; name a file")
        yield handle
    finally:
        os.close(handle)


def _copy_from(handle: int, out: BinaryIO | None) -> tuple[Digest, int]:
    """The digest and length of what comes from a handle, written out on the way where somewhere is given."""
    digest, size = hashlib.sha256(), 0
    while chunk := os.read(handle, CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        if out is not None:
            out.write(chunk)
    return Digest(digest.hexdigest()), size


@contextmanager
def _plain_words(source: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise ArchiveError(f"{source}: there is no such file") from error
    except OSError as error:
        raise ArchiveError(f"{source}: it cannot be taken in: {error.strerror or error}") from error
