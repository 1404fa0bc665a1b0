"""What may be followed as a stream: the messages of channels whose address is ``events:``, read from the outbox by whoever serves them.

Only channels that were opened so are seen from here: the rules and names of other channels are nobody's business. A message is in the stream once it was
delivered, so that quiet hours hold here too; numbers rise within a channel, and a reader that names the last one it has misses none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from skywitness.errors import LedgerError
from skywitness.model.notice import Notice

MOST = 100
"""Messages of one look; the next look takes those after them."""
BUSY_S = 5.0


class Event(Struct, frozen=True, kw_only=True):
    """A message as it is streamed; ``seq`` is its number in its channel, by which a reader goes on."""

    seq: int
    notice: Notice
    title: str
    body: str


class Stream:
    """The opened channels of one outbox, read only. The file may come into being later."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def channels(self, audience: str) -> list[str]:
        """The channels that this audience may follow."""
        return [name for (name,) in self._rows("select channel from open_channel where audience = ? order by channel", (audience,))]

    def newest(self, channel: str) -> int:
        """The number of the last message that was delivered; 0 when there is none."""
        [(seq,)] = self._rows("select coalesce(max(seq), 0) from message where channel = ? and state = 'sent'", (channel,)) or [(0,)]
        return int(seq)

    def after(self, channel: str, seq: int) -> list[Event]:
        """The messages that were delivered after the one of this number, oldest first, at most :data:`MOST`."""
        query = "select seq, notice, title, body from message where channel = ? and state = 'sent' and seq > ? order by seq limit ?"
        return [
            Event(seq=number, notice=msgspec.json.decode(notice, type=Notice), title=title, body=body)
            for number, notice, title, body in self._rows(query, (channel, seq, MOST))
        ]

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        if not self._file.is_file():
            return []
        with self._reading() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            raise LedgerError(
                f"{self._file}: the outbox of alerts cannot be read ({error}); run `skywitness alert` once to bring it up to date"
            ) from error
