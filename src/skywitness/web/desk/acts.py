"""What was done at the desk and by whom, only ever added to: sign-ins, refusals, decisions, changes of people. No password and no token ever stands in it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from skywitness.ledger.instants import read_instant, write_instant
from skywitness.web.desk.file import DeskFile

MOST = 500
LONGEST = 200
"""Characters of what an act is about: what strangers type is cut."""


class Act(Struct, frozen=True, kw_only=True):
    """One act. ``who`` is None when nobody was signed in."""

    seq: int
    at: datetime
    who: str | None
    address: str | None
    what: str
    about: str


class Acts:
    """The acts of one desk."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def note(self, what: str, about: str = "", *, who: str | None, address: str | None, at: datetime) -> None:
        """Keep that this was done."""
        with self._file.writing() as writing:
            writing.execute(
                "insert into act (at, who, address, what, about) values (?, ?, ?, ?, ?)",
                (write_instant(at), who, address, what, about[:LONGEST]),
            )

    def newest(self, before: int | None = None, most: int = MOST) -> list[Act]:
        """The newest acts first; ``before`` goes on from the number of one."""
        rows = self._file.read("select * from act where seq < ? order by seq desc limit ?", before or 2**62, most)
        return [
            Act(seq=row["seq"], at=read_instant(row["at"]), who=row["who"], address=row["address"], what=row["what"], about=row["about"])
            for row in rows
        ]
