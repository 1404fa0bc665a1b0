"""Where each live source stands and how it does, in files beside the ledger that are written whole or not at all; losing them costs looks, never a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import TypeVar

import msgspec
from msgspec import Struct

from skywitness.errors import LedgerError
from skywitness.ingest.live.clocks import tell_clock
from skywitness.ingest.live.media import Want
from skywitness.model.live import Cursor

T = TypeVar("T")
CURSORS, MEDIA = "watch.json", "media.json"
LEAST_LATE = timedelta(minutes=20)
LATE_TURNS = 10
"""Looks left out after which nobody seems to look any more."""
SHOWN_MISSING = 10


class MediaState(Struct, frozen=True, kw_only=True):
    """What is still to be fetched, how many files were, and how many never will be, by source, with the last reason."""

    wanted: tuple[Want, ...] = ()
    fetched: dict[str, int] = {}
    lost: dict[str, int] = {}
    trouble: dict[str, str] = {}


class State(StrEnum):
    """How a live source does."""

    WELL = "well"
    CATCHING_UP = "catching up"
    DOUBTFUL_CLOCK = "doubtful clock"
    IN_TROUBLE = "in trouble"
    NOT_LOOKED_AT = "not looked at"


class Health(Struct, frozen=True, kw_only=True):
    """How one source does: the figures of its cursor, and those of the files that its posts show. ``lag_s`` is the usual time from a post's own date to
    our seeing it, None while too few came; ``clock`` a sentence where its times cannot be right.
    """

    source: str
    state: State
    looked_at: datetime | None
    last_report_at: datetime | None
    lag_s: float | None
    reports: int
    edits: int
    withdrawn: int
    missed: int
    missing: tuple[int, ...]
    failures: int
    errors: int
    trouble: str | None
    clock: str | None
    is_catching_up: bool
    files_waiting: int
    files_fetched: int
    files_lost: int
    files_trouble: str | None


def read_cursors(ledger: Path) -> dict[str, Cursor]:
    """Every source's cursor by its name; none where nothing was watched yet.

    Raises
    ------
    LedgerError
        The file is damaged.
    """
    return _read(ledger / CURSORS, dict[str, Cursor], "sources are then looked at anew, and no post is lost") or {}


def read_media_state(ledger: Path) -> MediaState:
    """What is still to be fetched beside a ledger.

    Raises
    ------
    LedgerError
        The file is damaged.
    """
    found = _read(ledger / MEDIA, MediaState, "files that posts show and that were not fetched yet then stay addresses")
    return found or MediaState()


def write_cursors(ledger: Path, cursors: Mapping[str, Cursor]) -> None:
    """Write the file whole."""
    _write(ledger / CURSORS, cursors)


def write_media_state(ledger: Path, state: MediaState) -> None:
    """Write the file whole."""
    _write(ledger / MEDIA, state)


def list_health(ledger: Path, now: datetime) -> list[Health]:
    """How every source that was ever watched does, by name."""
    media = read_media_state(ledger)
    return [_health(name, cursor, media, now) for name, cursor in sorted(read_cursors(ledger).items())]


def _health(name: str, cursor: Cursor, media: MediaState, now: datetime) -> Health:
    clock = tell_clock(cursor)
    return Health(
        source=name,
        state=_judge(cursor, clock, now),
        looked_at=cursor.looked_at,
        last_report_at=cursor.last_report_at,
        lag_s=median(cursor.lags_s) if cursor.lags_s else None,
        reports=cursor.reports,
        edits=cursor.edits,
        withdrawn=cursor.withdrawn,
        missed=cursor.missed,
        missing=cursor.missing[-SHOWN_MISSING:],
        failures=cursor.failures,
        errors=cursor.errors,
        trouble=cursor.trouble,
        clock=clock,
        is_catching_up=bool(cursor.unread),
        files_waiting=sum(want.report.source == name for want in media.wanted),
        files_fetched=media.fetched.get(name, 0),
        files_lost=media.lost.get(name, 0),
        files_trouble=media.trouble.get(name),
    )


def _judge(cursor: Cursor, clock: str | None, now: datetime) -> State:
    patience = max(LEAST_LATE, timedelta(seconds=cursor.every_s) * LATE_TURNS)
    if cursor.looked_at is None or now - cursor.looked_at > patience:
        return State.NOT_LOOKED_AT
    if cursor.trouble:
        return State.IN_TROUBLE
    if clock:
        return State.DOUBTFUL_CLOCK
    return State.CATCHING_UP if cursor.unread else State.WELL


def _read(file: Path, kind: type[T], loss: str) -> T | None:
    if not file.is_file():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise LedgerError(f"{file}: cannot be read ({error}); delete it: {loss}") from error


def _write(file: Path, content: object) -> None:
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(msgspec.json.encode(content))
    part.replace(file)
