"""Where each live source stands, in a file beside the ledger, written whole or not at all; losing it costs a look, never a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from skywitness.errors import LedgerError
from skywitness.ingest.live.clocks import tell_clock
from skywitness.model.live import Cursor
from skywitness.publish.visible import visible
from skywitness.publish.wording import tell_hours

FILE_NAME = "watch.json"


def read_cursors(ledger: Path) -> dict[str, Cursor]:
    """Every source's cursor by its name; none where nothing was watched yet.

    Raises
    ------
    LedgerError
        The file is damaged.
    """
    file = ledger / FILE_NAME
    if not file.is_file():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Cursor])
    except (OSError, msgspec.MsgspecError) as error:
        raise LedgerError(f"{file}: cannot be read ({error}); delete it: sources are then looked at anew, and no post is lost") from error


def write_cursors(ledger: Path, cursors: Mapping[str, Cursor]) -> None:
    """Write the file whole."""
    part = ledger / f".{FILE_NAME}.part"
    part.write_bytes(msgspec.json.encode(cursors))
    part.replace(ledger / FILE_NAME)


def tell_health(ledger: Path, now: datetime) -> Iterator[tuple[str, str]]:
    """Each live source and how it does, in a sentence."""
    for name, cursor in sorted(read_cursors(ledger).items()):
        last = f"last post {_ago(cursor.last_report_at, now)}" if cursor.last_report_at else "no dated post yet"
        told = [f"looked at {_ago(cursor.looked_at, now)}" if cursor.looked_at else "not looked at yet", last]
        told.append(f"{cursor.reports} posts, {cursor.edits} edits, {cursor.withdrawn} deleted")
        told += [f"{cursor.missed} message numbers never seen"] if cursor.missed else []
        told += ["older posts are still to be read"] if cursor.unread else []
        told += [f"failed {cursor.failures} times in a row: {cursor.trouble}"] if cursor.failures else []
        told += [cursor.trouble] if cursor.trouble and not cursor.failures else []
        told += [clock] if (clock := tell_clock(cursor)) else []
        yield name, visible("; ".join(told))


def _ago(at: datetime, now: datetime) -> str:
    return f"{tell_hours(max(0.0, (now - at).total_seconds() / 3600))} ago"
