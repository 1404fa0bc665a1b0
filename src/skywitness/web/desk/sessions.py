"""Who is signed in: a token that only the browser has, kept here as its digest, good for a while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from msgspec import Struct

from skywitness.config import DeskSettings
from skywitness.ledger.instants import read_instant, write_instant
from skywitness.web.desk.file import DeskFile, Row
from skywitness.web.desk.people import key_of

SEEN_EVERY = timedelta(seconds=30)
"""How exactly it is kept when somebody was last there."""
TOKEN_BYTES = 32


class Session(Struct, frozen=True, kw_only=True):
    """Somebody who is signed in. ``form_token`` stands in each of their forms, and a form without it changes nothing."""

    name: str
    digest: str
    form_token: str
    signed_in_by: str
    began_at: datetime


class Sessions:
    """The sessions of one desk."""

    def __init__(self, file: DeskFile, settings: DeskSettings) -> None:
        self._file = file
        self._idle, self._longest = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)

    def begin(self, name: str, *, by: str, at: datetime) -> str:
        """The token of a new session. Sessions that have run out are forgotten."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._file.writing() as writing:
            writing.execute(
                "delete from session where seen_at < ? or began_at < ?", (write_instant(at - self._idle), write_instant(at - self._longest))
            )
            writing.execute(
                "insert into session (digest, person, form_token, signed_in_by, began_at, seen_at) values (?, ?, ?, ?, ?, ?)",
                (_digest(token), key_of(name), secrets.token_urlsafe(TOKEN_BYTES), by, write_instant(at), write_instant(at)),
            )
        return token

    def find(self, token: str, at: datetime, *, is_there: bool = True) -> Session | None:
        """The session of a token; None when there is none, it has run out, or the person is locked. ``is_there`` says that a person asks, and not a page left open."""
        row = self._file.read_one(
            "select session.*, person.name from session join person on person.key = session.person where digest = ? and locked_at is null",
            _digest(token),
        )
        if row is None:
            return None
        if at - read_instant(row["began_at"]) > self._longest or at - read_instant(row["seen_at"]) > self._idle:
            self.end(row["digest"])
            return None
        if is_there and at - read_instant(row["seen_at"]) > SEEN_EVERY:
            with self._file.writing() as writing:
                writing.execute("update session set seen_at = ? where digest = ?", (write_instant(at), row["digest"]))
        return _session(row)

    def end(self, digest: str) -> None:
        """Sign out."""
        with self._file.writing() as writing:
            writing.execute("delete from session where digest = ?", (digest,))

    def of(self, name: str) -> list[Session]:
        """Where somebody is signed in, the newest first."""
        rows = self._file.read(
            "select session.*, person.name from session join person on person.key = session.person where person = ? order by began_at desc",
            key_of(name),
        )
        return [_session(row) for row in rows]

    def end_others(self, session: Session) -> None:
        """Sign out everywhere else."""
        with self._file.writing() as writing:
            writing.execute("delete from session where person = ? and digest <> ?", (key_of(session.name), session.digest))


def _session(row: Row) -> Session:
    return Session(
        name=row["name"],
        digest=row["digest"],
        form_token=row["form_token"],
        signed_in_by=row["signed_in_by"],
        began_at=read_instant(row["began_at"]),
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
