"""One time axis under an incident: when it can have happened, and when each stream told of it. A copy is a thinner mark: it adds no weight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias, cast

from skywitness.publish.filters import span_of

WIDTH = 1000
MARGIN = 12
SHORTEST = timedelta(minutes=10)
"""An axis spans at least so much, so that two posts of one minute do not look far apart."""

Row: TypeAlias = Mapping[str, object]
Placing: TypeAlias = Callable[[datetime], float]


class Mark(NamedTuple):
    """One report on the axis."""

    x: float
    report: str
    source: str
    at: str
    is_copy: bool


class Bar(NamedTuple):
    """A stretch of time on the axis."""

    x: float
    width: float


class Axis(NamedTuple):
    """What the template draws: ``width`` units across, from ``begin`` to ``end``; a lane for each stream; ``happened`` is None when no time is told."""

    width: int
    begin: str
    end: str
    happened: Bar | None
    began: Bar | None
    lanes: Mapping[str, Sequence[Mark]]


def draw_axis(row: Row, streams: Mapping[str, Sequence[Row]]) -> Axis | None:
    """The axis of an incident with its reports by stream; None when no report tells its time."""
    copies = {str(copy["child"]) for copy in cast("list[Row]", row["copies"])}
    told = {stream: [(at, report) for report in reports if (at := _instant(report["published_at"]))] for stream, reports in streams.items()}
    times = [at for reports in told.values() for at, _ in reports]
    if not times:
        return None
    spans = {"happened": span_of(row), "began": _interval(cast("Mapping[str, str] | None", row.get("began")))}
    times += [at for span in spans.values() for at in span if at]
    begin, end = min(times), max(*times, min(times) + SHORTEST)
    per_unit = (end - begin) / (WIDTH - 2 * MARGIN)

    def place(at: datetime) -> float:
        return round(MARGIN + (at - begin) / per_unit, 1)

    def stretch(span: tuple[datetime | None, datetime | None]) -> Bar | None:
        first, last = span
        if last is None:
            return None
        left = place(first) if first else 0.0
        return Bar(left, max(round(place(last) - left, 1), 3.0))

    return Axis(
        width=WIDTH,
        begin=_tell(begin),
        end=_tell(end),
        happened=stretch(spans["happened"]),
        began=stretch(spans["began"]),
        lanes={stream: list(_marks(reports, copies, place)) for stream, reports in told.items()},
    )


def _marks(reports: Iterable[tuple[datetime, Row]], copies: set[str], place: Placing) -> Iterable[Mark]:
    for at, report in reports:
        name = str(report["id"])
        yield Mark(place(at), name, str(report["source"]), _tell(at), name in copies)


def _instant(told: object) -> datetime | None:
    return datetime.fromisoformat(told) if isinstance(told, str) else None


def _interval(told: Mapping[str, str] | None) -> tuple[datetime | None, datetime | None]:
    return (_instant(told["from"]), _instant(told["to"])) if told else (None, None)


def _tell(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
