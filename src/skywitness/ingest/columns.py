"""Which column of a table holds which field: what a person said, else the names that such tables usually have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from skywitness.parts import ReadOptions

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "message", "content", "body", "post", "post_text", "message_text", "текст", "сообщение", "повідомлення"),
    "published_at": (
        *("published_at", "published", "date_unixtime", "datetime", "date_time", "timestamp", "created_at", "posted_at", "pub_date"),
        *("date", "time", "дата", "время", "час"),
    ),
    "source": ("source", "channel", "channel_name", "chat", "author", "account", "username", "источник", "канал", "джерело"),
    "id": ("id",),
    "message_id": ("message_id", "post_id", "msg_id"),
    "stream": ("stream",),
    "lang": ("lang", "language"),
    "url": ("url", "link", "permalink", "ссылка", "посилання"),
    "title": ("title", "headline", "заголовок"),
    "forwarded_from": ("forwarded_from", "fwd_from", "forward_from"),
    "edited_at": ("edited_at", "edit_date", "edited"),
    "media": ("media",),
    "place_hint": ("place_hint",),
}
"""Field → names, the surest first. ``id`` is unique everywhere; ``message_id`` only within its source, whose name is put before it."""
NEEDED = ("text", "published_at")
MEDIA_SEPARATOR = ";"


def guess_column(field: str, columns: Sequence[str]) -> str | None:
    """The column that usually holds the field.

    >>> guess_column("published_at", ["Channel", "Date", "Text"])
    'Date'
    """
    by_plain_name = {_plain(column): column for column in reversed(columns)}
    return next((by_plain_name[name] for name in USUAL_NAMES[field] if name in by_plain_name), None)


def has_known_columns(columns: Sequence[str]) -> bool:
    """Whether the two needed fields can be found by name."""
    return all(guess_column(field, columns) for field in NEEDED)


def choose_columns(columns: Sequence[str], options: ReadOptions) -> dict[str, int]:
    """Field → place of its column, counted from 0.

    Raises
    ------
    ValueError
        A needed field has no column, or a person named a field or a column that does not exist; the message lists those there are.
    """
    there_are = f"there are: {', '.join(columns)}"
    for field, column in options.columns.items():
        if field not in USUAL_NAMES:
            raise ValueError(f"--columns names the field {field!r}; fields are: {', '.join(USUAL_NAMES)}")
        if column not in columns:
            raise ValueError(f"--columns names the column {column!r}; {there_are}")
    chosen = {field: options.columns.get(field) or guess_column(field, columns) for field in USUAL_NAMES}
    for field in NEEDED:
        if chosen[field] is None:
            raise ValueError(f"no column for {field}; {there_are}; say which with --columns {field}=COLUMN")
    if chosen["source"] is None and options.source is None:
        raise ValueError(f"no column for source; {there_are}; say which with --columns source=COLUMN, or give --source NAME")
    return {field: columns.index(column) for field, column in chosen.items() if column is not None}


def _plain(column: str) -> str:
    return column.strip().lower().replace(" ", "_").replace("-", "_")
