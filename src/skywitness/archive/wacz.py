"""Reads WACZ files: a zip of WARC files with an index, a list of pages and a manifest of digests. Nothing is unpacked to disk.

After the WACZ specification 1.1.1 of Webrecorder. Nothing in a zip names a place on our disk: names are only looked up.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
from msgspec import Struct

from skywitness.archive.warc import LARGEST_RATIO, UNSUSPECTED_BYTES, Bomb

MANIFEST, MANIFEST_DIGEST, PAGES = "datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"
MOST_ENTRIES = 10_000
LARGEST_LIST_BYTES = 64 << 20
CHUNK_BYTES = 1 << 20
IS_WARC = re.compile(r"archive/[^/]+\.warc(\.gz)?\Z")


class Resource(Struct, frozen=True):
    """A file that the manifest lists."""

    path: str
    hash: str = ""
    bytes: int = -1


class Manifest(Struct, frozen=True):
    """What we read of ``datapackage.json``."""

    resources: tuple[Resource, ...] = ()


class Listed(Struct, frozen=True):
    """A line of the list of pages; the first one has no address."""

    url: str | None = None


def is_wacz(path: Path) -> bool:
    """Whether a file is a zip with a manifest and a WARC file in it."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return MANIFEST in names and any(map(IS_WARC.match, names))


@contextmanager
def open_wacz(path: Path) -> Iterator[Package]:
    """A WACZ file, opened for reading.

    Raises
    ------
    ValueError
        It is no zip, or a bomb, or names places outside of itself.
    """
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise ValueError(f"it is no sound zip: {error}") from error
    with package:
        _refuse_hostile(package.infolist(), path.stat().st_size)
        yield Package(package)


def _refuse_hostile(entries: Sequence[zipfile.ZipInfo], packed_bytes: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Bomb(f"it holds {len(entries):,} files; {MOST_ENTRIES:,} are read at most")
    outside = next((entry.filename for entry in entries if _leads_outside(entry.filename)), None)
    if outside is not None:
        raise ValueError(f"it names a place outside of itself: {outside[:100]!r}; nothing of it is read")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNSUSPECTED_BYTES and unpacked > LARGEST_RATIO * packed_bytes:
        raise Bomb(f"{unpacked:,} bytes would come out of {packed_bytes:,}: it is a bomb")


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name) is not None


class Package:
    """An open WACZ file."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package

    def warcs(self) -> list[str]:
        """The names of its WARC files, in order."""
        return sorted(name for name in self._package.namelist() if IS_WARC.match(name))

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """One of its files.

        Raises
        ------
        ValueError
            It cannot be opened: locked by a password, or packed in a way that is not read.
        """
        try:
            file = self._package.open(name)
        except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError) as error:
            raise ValueError(f"{name} cannot be opened: {error}") from error
        with file:
            yield cast("BinaryIO", file)

    def pages(self) -> frozenset[str] | None:
        """The addresses in its list of pages, or None when it has no list that can be read."""
        try:
            lines = self._read(PAGES).splitlines()
        except ValueError:
            return None
        addresses = (self._address(line) for line in lines)
        return frozenset(address for address in addresses if address) or None

    def find_altered(self) -> Iterator[str]:
        """A sentence for each file that does not give the digest in the manifest, is missing, or is not listed; for the manifest itself as well."""
        try:
            raw = self._read(MANIFEST)
            manifest = msgspec.json.decode(raw, type=Manifest)
        except (ValueError, msgspec.DecodeError) as error:
            yield f"{MANIFEST} cannot be read, so that nothing can be held against it: {error}"
            return
        yield from self._check_manifest(raw)
        names = set(self._package.namelist())
        for resource in manifest.resources:
            if resource.path not in names:
                yield f"{resource.path} is listed but missing"
            elif trouble := self._check(resource):
                yield f"{resource.path}: {trouble}"
        listed = {resource.path for resource in manifest.resources}
        for name in sorted(names - listed - {MANIFEST, MANIFEST_DIGEST}):
            if not name.endswith("/"):
                yield f"{name} is not listed in {MANIFEST}"

    def _check_manifest(self, raw: bytes) -> Iterator[str]:
        if MANIFEST_DIGEST not in self._package.namelist():
            return
        try:
            told = json.loads(self._read(MANIFEST_DIGEST)).get("hash")
        except (ValueError, AttributeError) as error:
            yield f"{MANIFEST_DIGEST} cannot be read: {error}"
            return
        if told != f"sha256:{hashlib.sha256(raw).hexdigest()}":
            yield f"{MANIFEST}: its bytes give another digest than {MANIFEST_DIGEST} says"

    def _check(self, resource: Resource) -> str | None:
        algorithm, _, told = resource.hash.partition(":")
        if algorithm not in ("sha256", "sha512", "sha1", "md5"):
            return f"its digest {resource.hash[:60]!r} cannot be checked"
        given = hashlib.new(algorithm)
        try:
            with self.open(resource.path) as file:
                while chunk := file.read(CHUNK_BYTES):
                    given.update(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            return f"it is damaged: {error}"
        return None if given.hexdigest() == told.lower() else f"its bytes give another digest than {MANIFEST} says"

    def _read(self, name: str) -> bytes:
        try:
            with self.open(name) as file:
                body = file.read(LARGEST_LIST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ValueError(f"{name} is damaged: {error}") from error
        if len(body) > LARGEST_LIST_BYTES:
            raise ValueError(f"{name} is longer than {LARGEST_LIST_BYTES:,} bytes")
        return body

    @staticmethod
    def _address(line: bytes) -> str | None:
        try:
            return msgspec.json.decode(line, type=Listed).url
        except msgspec.DecodeError:
            return None
