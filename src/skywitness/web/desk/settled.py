"""What somebody looked at and left as it is: out of the queue until what it rests on changes. No decision, so the ledger knows nothing of it."""

from __future__ import annotations

from datetime import datetime

from skywitness.ledger.instants import write_instant
from skywitness.model.review import Item
from skywitness.web.desk.file import DeskFile


class Settled:
    """The items that were left as they are."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file
        self._states = {row["item"]: row["state"] for row in file.read("select item, state from settled")}

    def leave(self, item: Item, *, by: str, why: str, at: datetime) -> None:
        """Ask no more of this item as it is now."""
        with self._file.writing() as writing:
            writing.execute(
                "insert into settled (item, state, by, why, at) values (?, ?, ?, ?, ?)"
                " on conflict (item) do update set state = excluded.state, by = excluded.by, why = excluded.why, at = excluded.at",
                (item.key, item.state, by, why, write_instant(at)),
            )
        self._states[item.key] = item.state

    def ask_again(self, key: str) -> None:
        """Put it back into the queue."""
        with self._file.writing() as writing:
            writing.execute("delete from settled where item = ?", (key,))
        self._states.pop(key, None)

    def is_open(self, item: Item) -> bool:
        """Whether nobody left it as it is, or it changed since."""
        return self._states.get(item.key) != item.state
