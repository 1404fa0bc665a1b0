"""What people keep for themselves and for one another: filters, a watch list, notes on incidents, whom they asked, hand-overs. For the desk alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.ledger import PictureSeen
from skywitness.ledger.instants import read_instant, write_instant
from skywitness.web.desk.file import DeskFile, Row
from skywitness.web.desk.people import key_of

LONGEST_WORDS = 10_000
MOST_FILTERS, MOST_WATCHED = 100, 1_000


class Note(Struct, frozen=True, kw_only=True):
    """A note on an incident. ``words`` are empty once it was taken back."""

    seq: int
    incident: str
    by: str
    words: str
    at: datetime
    gone_at: datetime | None


class Asked(Struct, frozen=True, kw_only=True):
    """Somebody was asked something about an incident."""

    seq: int
    incident: str
    about: str
    whom: str
    by: str
    words: str
    at: datetime
    answered_at: datetime | None


class HandOver(Struct, frozen=True, kw_only=True):
    """A shift's last word, and what there was then: the next begins with what came since."""

    seq: int
    by: str
    words: str
    at: datetime
    decisions: int
    picture: PictureSeen
    notes: int


class Keeping:
    """What is kept in the desk's file."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def save_filter(self, person: str, name: str, query: str, *, at: datetime) -> None:
        """Keep a filter of the list under a name. Raises BadSettings where there are too many, or the name is empty."""
        name = " ".join(name.split())[:60]
        if not name:
            raise BadSettings("the filter has no name; give one, such as: Lipetsk tonight")
        if len(self.filters(person)) >= MOST_FILTERS:
            raise BadSettings(f"there are {MOST_FILTERS} filters already; remove one first")
        with self._file.writing() as writing:
            writing.execute(
                "insert into filter (person, name, query, at) values (?, ?, ?, ?) on conflict (person, name) do update set query = excluded.query",
                (key_of(person), name, query[:2_000], write_instant(at)),
            )

    def remove_filter(self, person: str, name: str) -> None:
        """Forget a filter."""
        with self._file.writing() as writing:
            writing.execute("delete from filter where person = ? and name = ?", (key_of(person), name))

    def filters(self, person: str) -> dict[str, str]:
        """The queries of a person's filters, by name."""
        return {
            row["name"]: row["query"]
            for row in self._file.read("select name, query from filter where person = ? order by name", key_of(person))
        }

    def watch(self, person: str, incident: str, row: Mapping[str, object], *, at: datetime) -> None:
        """Put an incident on a person's list, as seen now; or note that they looked at it now. Raises BadSettings where there are too many."""
        if len(self.watched(person)) >= MOST_WATCHED:
            raise BadSettings(f"{MOST_WATCHED} incidents are watched already; remove one first")
        with self._file.writing() as writing:
            writing.execute(
                "insert into watched (person, incident, looked, at) values (?, ?, ?, ?)"
                " on conflict (person, incident) do update set looked = excluded.looked, at = excluded.at",
                (key_of(person), incident, look_of(row), write_instant(at)),
            )

    def unwatch(self, person: str, incident: str) -> None:
        """Take an incident off a person's list."""
        with self._file.writing() as writing:
            writing.execute("delete from watched where person = ? and incident = ?", (key_of(person), incident))

    def watched(self, person: str) -> dict[str, str]:
        """What a person watches, the newest first, with the digest of how each looked then."""
        rows = self._file.read("select incident, looked from watched where person = ? order by at desc, incident", key_of(person))
        return {row["incident"]: row["looked"] for row in rows}

    def write_note(self, incident: str, words: str, *, by: str, at: datetime) -> None:
        """Write a note. Raises BadSettings when it is empty."""
        words = words.strip()[:LONGEST_WORDS]
        if not words:
            raise BadSettings("the note is empty; write something")
        with self._file.writing() as writing:
            writing.execute("insert into note (incident, by, words, at) values (?, ?, ?, ?)", (incident, by, words, write_instant(at)))

    def take_back_note(self, seq: int, *, by: str, at: datetime) -> None:
        """Empty a note of one's own; that there was one stays."""
        with self._file.writing() as writing:
            writing.execute(
                "update note set words = '', gone_at = ? where seq = ? and by = ? and gone_at is null", (write_instant(at), seq, by)
            )

    def notes(self, incidents: Iterable[str]) -> list[Note]:
        """The notes on incidents, oldest first."""
        told = list(incidents)
        marks = ",".join("?" * len(told))
        return [_note(row) for row in self._file.read(f"select * from note where incident in ({marks}) order by seq", *told)]  # noqa: S608 - marks

    def notes_after(self, seq: int) -> list[Note]:
        """The notes that were written after one of that number, oldest first."""
        return [_note(row) for row in self._file.read("select * from note where seq > ? and gone_at is null order by seq", seq)]

    def ask(self, incident: str, about: str, whom: str, words: str, *, by: str, at: datetime) -> None:
        """Keep that somebody was asked. Raises BadSettings when nobody is named."""
        if not whom.strip() or not about.strip():
            raise BadSettings("who was asked what? both must be named")
        with self._file.writing() as writing:
            writing.execute(
                "insert into asked (incident, about, whom, by, words, at) values (?, ?, ?, ?, ?, ?)",
                (incident, about[:40], whom.strip()[:200], by, words.strip()[:LONGEST_WORDS], write_instant(at)),
            )

    def answer(self, seq: int, *, at: datetime) -> None:
        """Keep that what was asked was answered."""
        with self._file.writing() as writing:
            writing.execute("update asked set answered_at = ? where seq = ? and answered_at is null", (write_instant(at), seq))

    def open_questions(self) -> list[Asked]:
        """What was asked and not answered yet, the oldest first."""
        return [_asked(row) for row in self._file.read("select * from asked where answered_at is null order by seq")]

    def hand_over(self, words: str, *, by: str, at: datetime, decisions: int, picture: PictureSeen) -> None:
        """Close a shift with a word for the next."""
        with self._file.writing() as writing:
            notes = writing.execute("select coalesce(max(seq), 0) from note").fetchone()[0]
            writing.execute(
                "insert into hand_over (by, words, at, decisions, picture, notes) values (?, ?, ?, ?, ?, ?)",
                (by, words.strip()[:LONGEST_WORDS], write_instant(at), decisions, msgspec.json.encode(picture).decode(), notes),
            )

    def hand_overs(self, most: int = 20) -> list[HandOver]:
        """The last hand-overs, the newest first."""
        return [
            HandOver(
                seq=row["seq"],
                by=row["by"],
                words=row["words"],
                at=read_instant(row["at"]),
                decisions=row["decisions"],
                picture=msgspec.json.decode(row["picture"], type=PictureSeen),
                notes=row["notes"],
            )
            for row in self._file.read("select * from hand_over order by seq desc limit ?", most)
        ]


def look_of(row: Mapping[str, object]) -> str:
    """What an incident looks like: changes when anything that a reader sees of it does, but for clocks that run."""
    told = {name: value for name, value in row.items() if name not in {"silence", "ledger_head", "suppressed"}}
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:32]


def _note(row: Row) -> Note:
    return Note(
        seq=row["seq"],
        incident=row["incident"],
        by=row["by"],
        words=row["words"],
        at=read_instant(row["at"]),
        gone_at=None if row["gone_at"] is None else read_instant(row["gone_at"]),
    )


def _asked(row: Row) -> Asked:
    return Asked(
        seq=row["seq"],
        incident=row["incident"],
        about=row["about"],
        whom=row["whom"],
        by=row["by"],
        words=row["words"],
        at=read_instant(row["at"]),
        answered_at=None if row["answered_at"] is None else read_instant(row["answered_at"]),
    )
