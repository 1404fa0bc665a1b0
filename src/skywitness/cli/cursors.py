"""How each live source does, in a sentence for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from skywitness.ingest.live.standing import Health, list_health
from skywitness.publish.visible import visible
from skywitness.publish.wording import tell_hours


def tell_health(ledger: Path, now: datetime) -> Iterator[tuple[str, str]]:
    """Each live source and how it does."""
    for each in list_health(ledger, now):
        yield each.source, visible("; ".join(_tell(each, now)))


def _tell(each: Health, now: datetime) -> Iterator[str]:
    yield each.state.value
    yield f"looked at {_ago(each.looked_at, now)}" if each.looked_at else "not looked at yet"
    yield f"last post {_ago(each.last_report_at, now)}" if each.last_report_at else "no dated post yet"
    yield f"{each.reports} posts, {each.edits} edits, {each.withdrawn} deleted"
    if each.missed:
        yield f"{each.missed} message numbers never seen, the last: {', '.join(map(str, each.missing))}"
    if each.is_catching_up:
        yield "older posts are still to be read"
    if each.trouble:
        yield f"failed {each.failures} times in a row: {each.trouble}" if each.failures else each.trouble
    if each.clock:
        yield each.clock
    if each.files_fetched or each.files_waiting or each.files_lost:
        trouble = f" ({each.files_trouble})" if each.files_lost and each.files_trouble else ""
        yield f"files of its posts: {each.files_fetched} fetched, {each.files_waiting} waiting, {each.files_lost} not to be had{trouble}"


def _ago(at: datetime, now: datetime) -> str:
    return f"{tell_hours(max(0.0, (now - at).total_seconds() / 3600))} ago"
