"""Finds by content which source reads an input, and reads it; a folder is walked file by file, in the same order everywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from msgspec.structs import replace

from skywitness.errors import MissingPart, PartFailed, SkywitnessError, UnreadableInput
from skywitness.ingest.aside import make_visible, set_aside, unreadable
from skywitness.ingest.kinds import describe_unknown, is_media
from skywitness.ingest.plain import Line, PlainReports
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import ReadOptions, Source, installed

log = logging.getLogger(__name__)
HEAD_BYTES = 1 << 16
SETTINGS_OF_THE_CALLER = frozenset({"sources.toml"})


Item: TypeAlias = Report | SetAside | Line
I = TypeVar("I", bound=Item)  # noqa: E741 - an item
Reads: TypeAlias = Callable[[Source, Path, ReadOptions], Iterator[I]]


def split_input(path: Path, options: ReadOptions) -> Iterator[Item]:
    """As :func:`read_input`, but that lines of plain reports come as they are: a :class:`~skywitness.ingest.plain.Parser` makes reports of them, wherever there is time for it."""
    if path.is_dir():
        return _read_folder(path, options, _split)
    return _read_with(find_source(path, _read_head(path)), path, options, _split)


def read_input(path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
    """Every report of a file or a folder, and what had to be set aside.

    In a folder hidden files, links and media files are passed over, and a file that cannot be used is set aside; locators then
    name files by their path inside the folder. Which source reads a single file is found before this returns.

    Raises
    ------
    UnreadableInput
        The input is missing, empty, of no known kind, or cannot be used as a whole.
    MissingPart
        Its source needs an optional package that is not installed.
    PartFailed
        A source broke in a way of its own.
    """
    if path.is_dir():
        return _read_folder(path, options, _read)
    return _read_with(find_source(path, _read_head(path)), path, options, _read)


def _read(source: Source, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
    return source.read(path, options)


def _split(source: Source, path: Path, options: ReadOptions) -> Iterator[Item]:
    return source.split(path, options) if isinstance(source, PlainReports) else source.read(path, options)


def find_source(path: Path, head: bytes) -> Source:
    """The installed source that recognises the input, the most particular one first.

    Raises
    ------
    UnreadableInput
        None does; the message says what the file is instead.
    """
    source = _first_that_recognises(path, head)
    if source is None:
        raise unreadable(path, describe_unknown(head))
    return source


def _first_that_recognises(path: Path, head: bytes) -> Source | None:
    sources = cast("list[Source]", list(installed("sources").values()))
    return next(
        (source for source in sorted(sources, key=lambda source: (source.rank, source.name)) if _recognises(source, path, head)), None
    )


def _recognises(source: Source, path: Path, head: bytes) -> bool:
    try:
        return source.recognises(path, head)
    except Exception as error:  # a stranger's part may fail in any way; it is named and the cause kept
        raise PartFailed(f"source {source.name!r} failed to look at {path}: {error}") from error


def _read_head(path: Path) -> bytes:
    if not path.exists():
        raise unreadable(path, "there is no such file or folder")
    if not path.is_file():
        raise unreadable(path, "this is no regular file; save what it gives to a file first")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise unreadable(path, f"cannot be opened: {error.strerror}") from error
    if not head.strip():
        raise unreadable(path, "the file is empty" if len(head) < HEAD_BYTES else "the file begins with 64 KiB of white space")
    return head


def _read_with(source: Source, path: Path, options: ReadOptions, read: Reads[I]) -> Iterator[I]:
    try:
        yield from read(source, path, options)
    except SkywitnessError:
        raise
    except OSError as error:
        raise unreadable(path, f"reading stopped: {error.strerror or error}") from error
    except Exception as error:  # a stranger's part may fail in any way; it is named and the cause kept
        raise PartFailed(f"source {source.name!r} broke on {path}: {error}") from error


def _read_folder(root: Path, options: ReadOptions, read: Reads[I]) -> Iterator[I | SetAside]:
    is_empty = True
    for path in _walk(root):
        for item in _read_inside(path, options, read):
            is_empty = False
            yield _name_from(root, path, item)
    if is_empty:
        raise unreadable(root, "the folder holds nothing that can be read")


def _walk(folder: Path) -> Iterator[Path]:
    """The files of a folder, and those folders that a source reads as one, sorted by name at each level; nothing outside is touched."""
    if _first_that_recognises(folder, b""):
        yield folder
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        log.warning("%s: the folder cannot be opened: %s", folder, error.strerror)
        return
    for entry in entries:
        if entry.is_symlink():
            log.info("%s: a link, passed over", entry)
        elif entry.name.startswith(".") or entry.name in SETTINGS_OF_THE_CALLER:
            continue
        elif entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry


def _read_inside(path: Path, options: ReadOptions, read: Reads[I]) -> Iterator[I | SetAside]:
    try:
        head = b"" if path.is_dir() else _read_head(path)
        if not is_media(head):
            yield from _read_with(find_source(path, head), path, options, read)
    except (UnreadableInput, MissingPart, PartFailed) as error:
        yield set_aside(Locator(path.name), str(error).removeprefix(make_visible(f"{path}: ")))


def _name_from(root: Path, path: Path, item: I) -> I:
    """The item, its locator naming the file by its path inside the folder."""
    if path.parent == root or item.locator.file is None:
        return item
    inside = path if path.is_dir() else path.parent
    return replace(item, locator=replace(item.locator, file=(inside.relative_to(root) / item.locator.file).as_posix()))
