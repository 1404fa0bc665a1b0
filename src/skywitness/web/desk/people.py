"""Named people: who they are, how they come in, and how those are slowed down who try."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from skywitness.errors import BadSettings, UnknownId
from skywitness.ledger.instants import read_instant, write_instant
from skywitness.web.desk.file import DeskFile, Row
from skywitness.web.desk.passwords import hash_password, is_dated, is_right, require_good

LONGEST_NAME = 40
FREE_FOR_NAME, FREE_FOR_ADDRESS = 5, 20
"""Sign-ins that may fail in a row before the next has to wait. Many people may come from one address."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
"""How long a browser is known from which somebody signed in."""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who may sign in. ``locked_at`` says since when not. Without a password only a trusted proxy can bring them in."""

    name: str
    made_at: datetime
    locked_at: datetime | None
    has_password: bool


class Refused(Struct, frozen=True):
    """A sign-in that failed: how long the next has to wait, if at all. What was wrong is not told."""

    wait: timedelta


class People:
    """The people of one desk."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def add(self, name: str, password: str | None, *, at: datetime) -> Person:
        """Let somebody in from now on.

        Raises
        ------
        BadSettings
            There is somebody of that name, or name or password will not do.
        """
        name = require_name(name)
        if self.find(name) is not None:
            raise BadSettings(f"there is a {name} already; give another name, or a new password with: skywitness people password {name}")
        kept = None if password is None else hash_password(require_good(password, name))
        with self._file.writing() as writing:
            writing.execute(
                "insert into person (key, name, password, made_at) values (?, ?, ?, ?)", (key_of(name), name, kept, write_instant(at))
            )
        return self.require(name)

    def all(self) -> list[Person]:
        """Everybody, by name."""
        return [_person(row) for row in self._file.read("select * from person order by key")]

    def find(self, name: str) -> Person | None:
        """Somebody by name, whatever the capitals; None when there is nobody."""
        row = self._file.read_one("select * from person where key = ?", key_of(name))
        return None if row is None else _person(row)

    def require(self, name: str) -> Person:
        """Somebody by name. Raises UnknownId."""
        found = self.find(name)
        if found is None:
            there = ", ".join(each.name for each in self.all()) or "nobody yet"
            raise UnknownId(f"there is nobody named {name!r} at this desk; there is: {there}")
        return found

    def set_password(self, name: str, password: str) -> None:
        """Give a new password; whoever is signed in under that name is signed out."""
        person = self.require(name)
        kept = hash_password(require_good(password, person.name))
        with self._file.writing() as writing:
            writing.execute("update person set password = ? where key = ?", (kept, key_of(name)))
            writing.execute("delete from session where person = ?", (key_of(name),))
            writing.execute("delete from attempt where subject = ?", (_subject("name", key_of(name)),))

    def lock(self, name: str, *, at: datetime) -> None:
        """Keep somebody out from now on; whoever is signed in under that name is signed out."""
        self.require(name)
        with self._file.writing() as writing:
            writing.execute("update person set locked_at = coalesce(locked_at, ?) where key = ?", (write_instant(at), key_of(name)))
            writing.execute("delete from session where person = ?", (key_of(name),))

    def unlock(self, name: str) -> None:
        """Let somebody in again, and forget the sign-ins that failed."""
        self.require(name)
        with self._file.writing() as writing:
            writing.execute("update person set locked_at = null where key = ?", (key_of(name),))
            writing.execute("delete from attempt where subject = ?", (_subject("name", key_of(name)),))

    def let_in(self, name: str, password: str, *, address: str, at: datetime, browser: str = "") -> Person | Refused:
        """Whoever has this name and password. After several failures in a row for a name or from an address, the next tries have to wait, longer each time,
        and are refused unlooked at until then. An unknown name costs the same time and waits the same. A ``browser`` from which this person signed in before is
        counted by itself, so that strangers who fail keep nobody out.
        """
        subjects = {_subject("name", key_of(name)): FREE_FOR_NAME, _subject("address", address): FREE_FOR_ADDRESS}
        if browser and self._knows(browser, name):
            subjects = {_subject("browser", browser): FREE_FOR_NAME}
        with self._file.writing():  # it counts as failed before it is looked at, so that many at once are no more than many in a row
            wait = self._wait(subjects.items(), at)
            if wait > timedelta():
                return Refused(wait)
            self._note_failure(subjects, at)
        row = self._file.read_one("select * from person where key = ?", key_of(name))
        kept: str | None = None if row is None or row["locked_at"] is not None else row["password"]
        if not is_right(kept, password) or row is None or kept is None:
            return Refused(self._wait(subjects.items(), at))
        with self._file.writing() as writing:
            for subject in subjects:
                if subject == _subject("address", address):
                    writing.execute("update attempt set failures = failures - 1 where subject = ? and failures > 0", (subject,))
                else:
                    writing.execute("delete from attempt where subject = ?", (subject,))
            if is_dated(kept):
                writing.execute("update person set password = ? where key = ?", (hash_password(password), row["key"]))
        return _person(row)

    def remember_browser(self, token: str, name: str, *, at: datetime) -> None:
        """Know a browser from which somebody signed in."""
        with self._file.writing() as writing:
            writing.execute("delete from known_browser where at < ?", (write_instant(at - KNOWN_FOR),))
            writing.execute(
                "insert into known_browser (digest, person, at) values (?, ?, ?)"
                " on conflict (digest) do update set person = excluded.person, at = excluded.at",
                (_subject("known", token), key_of(name), write_instant(at)),
            )

    def _knows(self, browser: str, name: str) -> bool:
        found = self._file.read_one("select person from known_browser where digest = ?", _subject("known", browser))
        return found is not None and found["person"] == key_of(name)

    def _note_failure(self, subjects: Iterable[str], at: datetime) -> None:
        with self._file.writing() as writing:
            writing.execute("delete from attempt where last_at < ?", (write_instant(at - FORGOTTEN_AFTER),))
            for subject in subjects:
                writing.execute(
                    "insert into attempt (subject, failures, last_at) values (?, 1, ?)"
                    " on conflict (subject) do update set failures = failures + 1, last_at = excluded.last_at",
                    (subject, write_instant(at)),
                )

    def _wait(self, subjects: Iterable[tuple[str, int]], at: datetime) -> timedelta:
        """How long a sign-in still has to wait."""
        longest = timedelta()
        for subject, free in subjects:
            row = self._file.read_one("select failures, last_at from attempt where subject = ?", subject)
            if row is not None and row["failures"] >= free:
                growing: timedelta = FIRST_WAIT * 2 ** min(row["failures"] - free, 12)
                longest = max(longest, read_instant(row["last_at"]) + min(growing, LONGEST_WAIT) - at)
        return longest


def key_of(name: str) -> str:
    """The name by which somebody is found: one whatever the capitals and however letters are composed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def require_name(name: str) -> str:
    """A name that can stand under a decision.

    Raises
    ------
    BadSettings
        It is empty, too long, or has characters that cannot be seen.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or not any(letter.isalnum() for letter in name):
        raise BadSettings(f"{name[:60]!r} is no name; give one of letters, at most {LONGEST_NAME} characters, such as Vera")
    return name


def _person(row: Row) -> Person:
    locked_at = None if row["locked_at"] is None else read_instant(row["locked_at"])
    return Person(name=row["name"], made_at=read_instant(row["made_at"]), locked_at=locked_at, has_password=row["password"] is not None)


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()
