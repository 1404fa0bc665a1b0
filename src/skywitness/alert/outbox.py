"""The memory of alerts on the disk: what each channel was told, and the messages that wait, left or died. One SQLite file beside the ledger.

What a channel was told and the message that tells it are one transaction, so that a kill at any moment neither loses a message nor makes it
twice. A message is marked as sent after its receiver took it: killed in between, it is sent again under the same id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from skywitness.alert.compare import Told
from skywitness.errors import LedgerError, UnknownId
from skywitness.model.notice import Notice

FOLDER = "alerts"
"""Beside the ledger, where no other is named."""
FILE_NAME = "alerts.sqlite"
LOCK_NAME = "alerts.lock"
BUSY_S = 10.0
_SCHEMA = """
create table if not exists told (
  channel text not null,
  subject text not null,
  memory blob not null,
  primary key (channel, subject)
) strict, without rowid;
create table if not exists message (
  seq integer primary key,
  notice_id text not null unique,
  channel text not null,
  notice blob not null,
  title text not null,
  body text not null,
  is_urgent integer not null,
  state text not null check (state in ('waiting', 'sent', 'dead')),
  tries integer not null default 0,
  due_at text not null,
  trouble text,
  made_at text not null,
  sent_at text
) strict;
create table if not exists open_channel (
  channel text primary key,
  audience text not null
) strict, without rowid;
create index if not exists message_waiting on message (channel, seq) where state = 'waiting';
"""


class MessageState(StrEnum):
    """Where a message is: ``dead`` when it failed too often and waits for a person."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Message(Struct, frozen=True, kw_only=True):
    """A message as it was written: it passed the do-no-harm gate then. ``tries`` counts deliveries that failed, ``trouble`` says how the last did."""

    seq: int
    notice: Notice
    title: str
    body: str
    state: MessageState
    tries: int
    due_at: datetime
    trouble: str | None


class Written(Struct, frozen=True, kw_only=True):
    """A notice in words, not yet kept."""

    notice: Notice
    title: str
    body: str


class Outbox:
    """The file, opened for writing. Several may read and re-send; only the holder of :func:`sole_sender` delivers."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with _in_plain_words(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)
            for pragma in ("journal_mode = wal", "synchronous = full"):
                self._connection.execute(f"pragma {pragma}").fetchall()
            self._connection.executescript(_SCHEMA)

    def told(self, channel: str) -> list[Told]:
        """All that a channel was told, by subject."""
        with _in_plain_words(self.file):
            found = self._connection.execute("select memory from told where channel = ? order by subject", (channel,))
            return [msgspec.json.decode(memory, type=Told) for (memory,) in found]

    def keep(self, channel: str, *, forget: Iterable[str], keep: Iterable[Told], written: Iterable[Written], at: datetime) -> None:
        """What a channel is told from now on, and the messages that tell it: on the disk together, or not at all."""
        with self._writing() as connection:
            connection.executemany("delete from told where channel = ? and subject = ?", ((channel, subject) for subject in forget))
            connection.executemany(
                "insert or replace into told (channel, subject, memory) values (?, ?, ?)",
                ((channel, told.subject, msgspec.json.encode(told)) for told in keep),
            )
            connection.executemany(
                "insert into message (notice_id, channel, notice, title, body, is_urgent, state, due_at, made_at) "
                "values (:notice_id, :channel, :notice, :title, :body, :is_urgent, 'waiting', :at, :at)",
                (
                    {
                        "notice_id": each.notice.notice_id,
                        "channel": channel,
                        "notice": msgspec.json.encode(each.notice),
                        "title": each.title,
                        "body": each.body,
                        "is_urgent": each.notice.is_urgent,
                        "at": _write(at),
                    }
                    for each in written
                ),
            )

    def open_channels(self, channels: Mapping[str, str]) -> None:
        """The channels that may be followed as a stream from now on, and by which audience; no others."""
        with self._writing() as connection:
            connection.execute("delete from open_channel")
            connection.executemany("insert into open_channel (channel, audience) values (?, ?)", channels.items())

    def next_message(self, channel: str) -> Message | None:
        """The first message of a channel that waits; the others come after it."""
        return next(self._messages("where state = 'waiting' and channel = ? order by seq limit 1", (channel,)), None)

    def last_urgent(self, channel: str) -> int:
        """The number of the last urgent message that waits; what waits before it goes with it. 0 when there is none."""
        with _in_plain_words(self.file):
            query = "select coalesce(max(seq), 0) from message where state = 'waiting' and channel = ? and is_urgent"
            (seq,) = self._connection.execute(query, (channel,)).fetchone()
            return int(seq)

    def mark_sent(self, seq: int, at: datetime) -> None:
        """The receiver took it."""
        with self._writing() as connection:
            connection.execute("update message set state = 'sent', sent_at = ?, trouble = null where seq = ?", (_write(at), seq))

    def mark_failed(self, seq: int, trouble: str, *, due_at: datetime, is_dead: bool) -> None:
        """A delivery failed: it is due again later, or set aside as a dead letter."""
        state = MessageState.DEAD if is_dead else MessageState.WAITING
        with self._writing() as connection:
            connection.execute(
                "update message set state = ?, tries = tries + 1, due_at = ?, trouble = ? where seq = ?",
                (state, _write(due_at), trouble, seq),
            )

    def in_state(self, state: MessageState) -> list[Message]:
        """All messages of a state, oldest first."""
        return list(self._messages("where state = ? order by seq", (state,)))

    def revive(self, notice_ids: Sequence[str], at: datetime) -> int:
        """Let dead letters wait again, in their old order; all of them when none is named. Returns how many.

        Raises
        ------
        UnknownId
            There is no dead letter of that id; none is revived then.
        """
        dead = {message.notice.notice_id: message.seq for message in self.in_state(MessageState.DEAD)}
        strange = [each for each in notice_ids if each not in dead]
        if strange:
            raise UnknownId(f"{strange[0]}: no dead letter has this id; `skywitness alert --dead-letters` lists them")
        chosen = [dead[each] for each in notice_ids] or list(dead.values())
        with self._writing() as connection:
            query = "update message set state = 'waiting', tries = 0, due_at = ? where seq = ?"
            connection.executemany(query, ((_write(at), seq) for seq in chosen))
        return len(chosen)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _messages(self, where: str, values: tuple[object, ...]) -> Iterator[Message]:
        with _in_plain_words(self.file):
            query = f"select seq, notice, title, body, state, tries, due_at, trouble from message {where}"  # noqa: S608 - our own words
            for seq, notice, title, body, state, tries, due_at, trouble in self._connection.execute(query, values).fetchall():
                yield Message(
                    seq=seq,
                    notice=msgspec.json.decode(notice, type=Notice),
                    title=title,
                    body=body,
                    state=MessageState(state),
                    tries=tries,
                    due_at=datetime.fromisoformat(due_at),
                    trouble=trouble,
                )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _in_plain_words(self.file):
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")


@contextmanager
def sole_sender(folder: Path) -> Iterator[None]:
    """Nobody else delivers from this outbox meanwhile: two at once would send everything twice. A kill lets go of it.

    Raises
    ------
    LedgerError
        Another process delivers already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / LOCK_NAME, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("begin exclusive")  # a lock that works alike on every system and ends with the process
        except sqlite3.OperationalError:
            raise LedgerError(f"{folder}: alerts are already delivered from here by another process; stop it first") from None
        yield


def _write(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


@contextmanager
def _in_plain_words(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise LedgerError(f"{file}: the outbox of alerts cannot be used ({error}); is it a file of ours, and may it be written?") from error
