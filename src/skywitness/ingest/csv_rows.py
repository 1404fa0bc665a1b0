"""Rows of a CSV file: its delimiter found from its own first lines, quoting obeyed, damaged rows told apart and the rest kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from skywitness.ingest.aside import unreadable
from skywitness.ingest.encoding import find_encoding
from skywitness.ingest.lines import LongLine, read_lines

DELIMITERS = (",", ";", "\t", "|")
LONGEST_NAME = 60
HEAD_BYTES = 1 << 16
DISCARD_CHARACTERS = 1 << 20
LOOKED_AT_ROWS = 20
REGULAR_ROWS = 2
REGULAR_COLUMNS = 3


class Shape(Struct, frozen=True):
    """How a CSV file is written. ``is_regular`` when the rows have as many cells as the head, three at least, and the head's delimiters
    stand without the space that follows a comma in prose."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    is_regular: bool


def find_shape(head: bytes) -> Shape | None:
    """How the file that begins so is written, or None when its first line is no head of names."""
    encoding = find_encoding(head, is_whole=False) or find_encoding(head.partition(b"\n")[0])  # a bad row is set aside later
    if encoding is None or not head:
        return None
    text = head.decode(encoding, "ignore")
    shapes = [shape for delimiter in DELIMITERS if (shape := _try_delimiter(text, encoding, delimiter, is_cut=len(head) >= HEAD_BYTES))]
    return max(shapes, key=lambda shape: (shape.is_regular, len(shape.columns)), default=None)


def read_csv_rows(path: Path, max_item_bytes: int) -> tuple[tuple[str, ...], Iterator[list[str] | str]]:
    """The names of the columns, and each row: its cells, or in words why it cannot be read.

    Raises
    ------
    UnreadableInput
        The encoding is not certain, or the first line is no head.
    """
    with path.open("rb") as file:
        shape = find_shape(file.read(HEAD_BYTES))
    if shape is None:
        raise unreadable(path, "the first line is not a head of column names, or the encoding is not certain; save as CSV in UTF-8")
    return shape.columns, _read_rows(path, shape, max_item_bytes)


def read_tabbed_rows(path: Path, columns: int, max_item_bytes: int) -> Iterator[list[str] | str]:
    """Each line of a UTF-8 file without a head, cut at its tabs, quotes being letters like any other; or in words why it cannot be used."""
    with path.open("rb") as file:
        for line in read_lines(file, max_item_bytes):
            if isinstance(line, LongLine):
                yield line.reason(max_item_bytes)
            elif line.strip():
                yield _cut_line(line, columns)


def _cut_line(line: bytes, columns: int) -> list[str] | str:
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        return f"the line is not UTF-8 (byte {error.start}); save the file in UTF-8"
    return cells if len(cells) == columns else f"the line has {len(cells)} cells, its kind of file has {columns}"


def _try_delimiter(text: str, encoding: str, delimiter: str, *, is_cut: bool) -> Shape | None:
    try:
        rows = [row for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), LOOKED_AT_ROWS + 1) if row]
    except csv.Error:
        return None
    if is_cut and len(rows) <= LOOKED_AT_ROWS:
        rows = rows[:-1]
    if not rows or not _is_head([cell.strip() for cell in rows[0]]):
        return None
    columns = tuple(cell.strip() for cell in rows[0])
    is_regular = (
        len(columns) >= REGULAR_COLUMNS
        and len(rows) >= REGULAR_ROWS
        and list(columns) == rows[0]
        and all(len(row) == len(columns) for row in rows)
    )
    return Shape(encoding, delimiter, columns, is_regular)


def _is_head(cells: list[str]) -> bool:
    """Whether these can be names: at least two, all different, short, none a number or a sentence."""
    return (
        len(cells) > 1
        and len(set(cells)) == len(cells)
        and all(
            cell and len(cell) <= LONGEST_NAME and cell[-1] not in ".!?…" and not cell.isdigit() and "\x00" not in cell for cell in cells
        )
    )


class _TextLines:
    """Lines for the csv module, which goes on with the next line after an error of ours; a generator would end there."""

    def __init__(self, file: TextIO, limit_characters: int) -> None:
        self._file = file
        self._limit_characters = limit_characters

    def __iter__(self) -> _TextLines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._limit_characters + 1)
        if not line:
            raise StopIteration
        if len(line) <= self._limit_characters or line.endswith("\n"):
            return line
        while (rest := self._file.readline(DISCARD_CHARACTERS)) and not rest.endswith("\n"):
            pass
        raise ValueError(f"the line has more than {self._limit_characters:,} characters, which is the limit; split it, or raise the limit")


def _read_rows(path: Path, shape: Shape, max_item_bytes: int) -> Iterator[list[str] | str]:
    errors = "replace" if shape.encoding in ("utf-16", "utf-32") else "surrogateescape"
    with path.open(encoding=shape.encoding, errors=errors, newline="") as file:
        rows = csv.reader(_TextLines(file, max_item_bytes), delimiter=shape.delimiter)
        is_past_head = False
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                limit = f"a cell has more than {csv.field_size_limit():,} characters"
                yield f"the row cannot be split into cells ({error}): a quote is not closed, or {limit}"
            except ValueError as error:
                yield str(error)
            else:
                if cells and is_past_head:
                    yield _check_cells(cells, shape)
                is_past_head = is_past_head or bool(cells)


def _check_cells(cells: list[str], shape: Shape) -> list[str] | str:
    if len(cells) != len(shape.columns):
        return f"the row has {len(cells)} cells, the head has {len(shape.columns)}; quote cells that hold {shape.delimiter!r} or a line end"
    if not all(cell.isprintable() or _is_unicode(cell) for cell in cells):
        return f"a cell is not valid {shape.encoding}; save the table in UTF-8"
    return cells


def _is_unicode(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return "\ufffd" not in cell
