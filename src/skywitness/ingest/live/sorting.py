"""Holds what a look brought against what the ledger has: what is new, what says something else than before, what was deleted, which numbers are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from skywitness.ingest.live.clocks import add_lags
from skywitness.model.ids import ReportId
from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.model.report import Report, SetAside, next_version

Known = Callable[[ReportId], Sequence[Report]]
"""All versions of the report of an id that are kept, oldest first."""
MOST_MISSING = 100
WIDEST_GAP = 1_000
"""Message numbers between two posts of a page that are asked after; a wider hole is a leap of the numbering."""


class Look(Struct, frozen=True, kw_only=True):
    """What a look adds, and where the source stands when that is kept."""

    reports: tuple[Report, ...]
    aside: tuple[SetAside, ...]
    cursor: Cursor
    pictured: tuple[Report, ...] = ()
    """Those reports whose pictures and films were not there before."""


def sort_out(source: LiveSource, haul: Haul, before: Cursor, known: Known, now: datetime) -> Look:
    """What of a haul is new. What the ledger knows decides, so a haul taken in twice adds nothing the second time."""
    told = {report.report_id: report for report in reversed(haul.items) if isinstance(report, Report)}
    fresh, edits, put_back, pictured = list[Report](), list[Report](), set[ReportId](), list[Report]()
    for report in reversed(list(told.values())):
        versions = [each for each in known(report.report_id) if each.source == report.source]
        if not versions:
            fresh.append(report)
        elif (version := _as_version(report, versions, haul)) is not None:
            edits.append(version)
            put_back |= {report.report_id} if versions[-1].withdrawn else set()
            pictured += [version] if len(version.media) != len(versions[-1].media) else []
    gone, missing, doubted = _find_gone(source, haul, before, known, now)
    last = max((report.published_at for report in told.values() if report.published_at), default=None)
    newly_missing = [number for number in missing if number not in before.missing]
    cursor = replace(
        haul.cursor,
        doubted=doubted,
        reports=before.reports + len(fresh),
        edits=before.edits + len(edits) - len(put_back),
        withdrawn=before.withdrawn + len(gone),
        missed=before.missed + len(newly_missing),
        missing=(*before.missing, *newly_missing)[-MOST_MISSING:],
        looked_at=now,
        last_report_at=max(filter(None, (last, before.last_report_at)), default=None),
        lags_s=add_lags(before, fresh, now),
        every_s=source.every_s,
        failures=before.failures + 1 if haul.trouble else 0,
        errors=before.errors + bool(haul.trouble),
        trouble=haul.trouble,
    )
    aside = tuple(dict.fromkeys(item for item in haul.items if isinstance(item, SetAside)))
    return Look(reports=(*fresh, *edits, *gone), aside=aside, cursor=cursor, pictured=(*(each for each in fresh if each.media), *pictured))


def fail(before: Cursor, why: str, now: datetime) -> Look:
    """A look that brought nothing, and why."""
    cursor = replace(before, looked_at=now, failures=before.failures + 1, errors=before.errors + 1, trouble=why)
    return Look(reports=(), aside=(), cursor=cursor)


def says_the_same(one: Report, other: Report) -> bool:
    """Whether two versions differ in nothing that a reader would see. Addresses of pictures change by themselves; only how many there are counts."""
    return (one.text, one.title, len(one.media), one.place_hint) == (other.text, other.title, len(other.media), other.place_hint)


def _as_version(report: Report, versions: Sequence[Report], haul: Haul) -> Report | None:
    """The report as a version of what is known; None when it says nothing else. What was lawfully erased is not collected again."""
    latest = versions[-1]
    if any(each.erased for each in versions) or report.digest == latest.digest:
        return None
    if not haul.is_versioned:
        return None if any(says_the_same(report, each) for each in versions) else report
    if says_the_same(report, latest) and not latest.withdrawn:
        return None
    return next_version(report, latest, versions)


def _find_gone(
    source: LiveSource, haul: Haul, before: Cursor, known: Known, now: datetime
) -> tuple[list[Report], list[int], tuple[int, ...]]:
    """Posts that are deleted, each as a version that says so; message numbers that were never seen; numbers that the next look will tell of.

    A post between two that a page shows is deleted when the page lacks it. One behind the last shown may only be missing because the page is an
    old copy of itself, so it is deleted when two looks in a row lack it.
    """
    shown = {number for numbers in haul.numbers for number in numbers}
    inside = {number for numbers in haul.numbers for number in _holes(numbers)} - shown
    tail = range(haul.numbers[0][-1] + 1, (before.newest or 0) + 1) if haul.numbers else range(0)
    behind = set(tail) if len(tail) <= WIDEST_GAP else set[int]()
    gone, missing, doubted = list[Report](), list[int](), list[int]()
    for number in sorted(inside | behind):
        versions = [each for each in known(ReportId(f"{haul.channel}/{number}")) if each.source == source.name]
        if not versions:
            missing += [number] if number in inside else []
        elif versions[-1].withdrawn or versions[-1].erased:
            continue
        elif number in inside or number in before.doubted:
            gone.append(_withdraw(versions, now))
        else:
            doubted.append(number)
    return gone, missing, tuple(doubted) if haul.numbers else before.doubted


def _withdraw(versions: Sequence[Report], now: datetime) -> Report:
    latest = versions[-1]
    return next_version(replace(latest, withdrawn=True, follows=None, collected_at=now), latest, versions)


def _holes(numbers: Iterable[int]) -> Iterator[int]:
    """The numbers between those of a page that it does not show."""
    last: int | None = None
    for number in numbers:
        if last is not None and number - last <= WIDEST_GAP:
            yield from range(last + 1, number)
        last = number
