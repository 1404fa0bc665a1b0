"""Where each live source stands, in a file beside the ledger, written whole or not at all; losing it costs a look, never a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from skywitness.errors import LedgerError
from skywitness.ingest.live.poll import Cursor
from skywitness.publish.visible import visible
from skywitness.publish.wording import tell_hours

FILE_NAME = "watch.json"
SKEW_TOLD_S = 60.0


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
        told += [f"{len(cursor.gone)} posts deleted there since"] if cursor.gone else []
        told += [f"failed {cursor.failures} times in a row: {cursor.trouble}"] if cursor.trouble else []
        if cursor.skew_s is not None and abs(cursor.skew_s) > SKEW_TOLD_S:
            told.append(f"its clock and ours are {tell_hours(abs(cursor.skew_s) / 3600)} apart")
        yield name, visible("; ".join(told))


def _ago(at: datetime, now: datetime) -> str:
    return f"{tell_hours(max(0.0, (now - at).total_seconds() / 3600))} ago"
