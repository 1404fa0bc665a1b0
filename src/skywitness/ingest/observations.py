"""Tables that machines write, whose rows hold no text: each row becomes the sentences that a person would say for it, and keeps its place in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.csv_rows import find_shape, read_csv_rows
from skywitness.ingest.instants import believe
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

Cells = Mapping[str, str]
"""What a row says by column, in small letters and without blanks around it."""
Tell = Callable[[Cells], Iterable["Observation"]]


class Observation:
    """What is said for a row: by whom, in which stream unless a person says otherwise, when, and in which words."""

    def __init__(
        self, *, source: str, stream: Stream, at: datetime, text: str, url: str | None = None, place_hint: str | None = None
    ) -> None:
        self.source, self.stream, self.at, self.text, self.url, self.place_hint = source, stream, at, text, url, place_hint


def has_columns(head: bytes, needed: Iterable[str]) -> bool:
    """Whether a file that begins so is a table with a head that names these columns."""
    shape = find_shape(head)
    return shape is not None and {column.lower() for column in shape.columns}.issuperset(needed)


def read_observations(path: Path, options: ReadOptions, forms: Mapping[frozenset[str], Tell]) -> Iterator[Report | SetAside]:
    """The reports of a table with a head, in the first of these forms whose columns it has; a row that cannot be told is set aside with the reason.

    Raises
    ------
    UnreadableInput
        Its head has the columns of none of them.
    """
    columns, rows = read_csv_rows(path, options.max_item_bytes)
    names = [column.lower() for column in columns]
    tell = next((tell for needed, tell in forms.items() if needed.issubset(names)), None)
    if tell is None:
        asked = " or ".join(", ".join(sorted(needed)) for needed in forms)
        raise unreadable(path, f"the head lacks columns; it needs {asked}; there are: {', '.join(columns)}")
    yield from tell_rows(path, options, names, rows, tell)


def tell_rows(
    path: Path, options: ReadOptions, columns: Sequence[str], rows: Iterable[list[str] | str], tell: Tell
) -> Iterator[Report | SetAside]:
    """The reports of rows; a row is a string where it could not be split, and then says why."""
    for number, cells in enumerate(rows):
        locator = Locator(path.name, number)
        if isinstance(cells, str):
            yield set_aside(locator, cells)
            continue
        if any("\x00" in cell for cell in cells):
            yield set_aside(locator, "the row holds a NUL character, which no text has; remove it", " | ".join(cells))
            continue
        try:
            told = [
                _make_report(each, locator, options)
                for each in tell({name: cell.strip() for name, cell in zip(columns, cells, strict=True)})
            ]
        except ValueError as error:
            yield set_aside(locator, str(error), " | ".join(cells))
        else:
            yield from told


def need(cells: Cells, name: str) -> str:
    """A cell that must hold something.

    Raises
    ------
    ValueError
        It does not.
    """
    if not cells.get(name):
        raise ValueError(f"the row has no {name}")
    return cells[name]


def read_number(cells: Cells, name: str, least: float, most: float) -> float:
    """A cell as a number within bounds.

    Raises
    ------
    ValueError
        It is none, or it lies outside.

    >>> read_number({"latitude": "50.6"}, "latitude", -90, 90)
    50.6
    """
    written = need(cells, name)
    try:
        number = float(written)
    except ValueError:
        raise ValueError(f"the {name} {written[:40]!r} is no number") from None
    if not least <= number <= most:
        raise ValueError(f"the {name} {written[:40]!r} is not between {least:g} and {most:g}")
    return number


def _make_report(told: Observation, locator: Locator, options: ReadOptions) -> Report:
    source = options.source or told.source
    profile = options.profiles.get(source)
    return make_report(
        source=source,
        stream=options.stream or (profile.stream if profile else told.stream),
        published_at=believe(told.at, options.collected_at),
        collected_at=options.collected_at,
        text=told.text,
        locator=locator,
        lang="en",
        url=told.url,
        place_hint=told.place_hint,
    )
