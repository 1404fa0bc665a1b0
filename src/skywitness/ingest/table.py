"""Tables, CSV or Parquet: each row is a report once it is known which column holds what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.columns import MEDIA_SEPARATOR, choose_columns, has_known_columns
from skywitness.ingest.csv_rows import find_shape, read_csv_rows
from skywitness.ingest.instants import believe, find_zone, read_instant
from skywitness.ingest.parquet_rows import PARQUET_MAGIC, read_parquet_rows
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

NAMED_AS_TABLE = frozenset({".csv", ".tsv"})


class Table:
    """Reads CSV by itself and Parquet with DuckDB, from the extra ``tables``."""

    name = "table"
    rank = 70

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether this is Parquet, or text whose first lines split into the same number of cells under a head of names.

        Where content leaves it open, as with two columns or with rows that miss cells, the name of the file decides: a table that
        cannot be used must say so, and not pass for an article.
        """
        if head.startswith(PARQUET_MAGIC):
            return True
        shape = find_shape(head)
        return shape is not None and (shape.is_regular or has_known_columns(shape.columns) or path.suffix.lower() in NAMED_AS_TABLE)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Each row's report. Cells are text: nothing in them is a formula."""
        with path.open("rb") as file:
            is_parquet = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
        columns, rows = read_parquet_rows(path) if is_parquet else read_csv_rows(path, options.max_item_bytes)
        try:
            places = choose_columns(columns, options)
        except ValueError as error:
            raise unreadable(path, str(error)) from None
        find_zone(options.zone)
        for row, cells in enumerate(rows):
            locator = Locator(path.name, row)
            if isinstance(cells, str):
                yield set_aside(locator, cells)
                continue
            try:
                yield _make_report({field: cells[place] for field, place in places.items()}, locator, options)
            except ValueError as error:
                yield set_aside(locator, str(error), " | ".join(cells))


def _make_report(row: dict[str, str], locator: Locator, options: ReadOptions) -> Report:
    row = {field: cell if field == "text" else cell.strip() for field, cell in row.items()}
    source = row.get("source") or options.source
    if not source:
        raise ValueError("the row names no source; fill the column, or give --source")
    profile = options.profiles.get(source)
    zone = find_zone(options.zone or (profile.zone if profile else None))
    stream, is_assumed = choose_stream(source, _stream(row.get("stream")), options)
    if not row["published_at"]:
        raise ValueError("the row has no time")
    if any("\x00" in cell for cell in row.values()):
        raise ValueError("the row holds a NUL character, which no text has; remove it")
    return make_report(
        own_id=row.get("id") or (f"{source}/{row['message_id']}" if row.get("message_id") else None),
        source=source,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(read_instant(row["published_at"], zone), options.collected_at),
        edited_at=believe(read_instant(row["edited_at"], zone), options.collected_at, "edited_at") if row.get("edited_at") else None,
        collected_at=options.collected_at,
        text=row["text"],
        locator=locator,
        lang=row.get("lang") or None,
        url=row.get("url") or None,
        title=row.get("title") or None,
        forwarded_from=row.get("forwarded_from") or None,
        media=tuple(name.strip() for name in row.get("media", "").split(MEDIA_SEPARATOR) if name.strip()),
        place_hint=row.get("place_hint") or None,
    )


def _stream(written: str | None) -> Stream | None:
    try:
        return Stream(written) if written else None
    except ValueError:
        raise ValueError(f"{written!r} is no stream; a stream is one of {', '.join(Stream)}") from None
