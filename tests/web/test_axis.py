"""The time axis of a dossier and the timeline of the list."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skywitness.publish.index.choosing import write_micros
from skywitness.web.axis import MARGIN, WIDTH, draw_axis
from skywitness.web.listing import draw_timeline

MINUTES = st.integers(0, 3 * 24 * 60 - 1)


def at(minute: int) -> str:
    return f"2031-03-{14 + minute // 1440:02d}T{minute // 60 % 24:02d}:{minute % 60:02d}:00Z"


@given(begin=MINUTES, told=st.lists(MINUTES, min_size=1, max_size=20))
def test_every_report_stands_on_the_axis_in_the_order_of_time(begin: int, told: list[int]) -> None:
    reports = [{"id": f"r-{number}", "source": "bay", "published_at": at(minute)} for number, minute in enumerate(sorted(told))]
    row = {"period": {"from": at(begin)}, "copies": [{"child": "r-0", "parent": "r-9"}]}
    axis = draw_axis(row, {"official": [], "grassroots": reports})
    assert axis is not None
    marks = axis.lanes["grassroots"]
    assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
    assert all(MARGIN <= mark.x <= WIDTH - MARGIN for mark in marks)
    assert [mark.is_copy for mark in marks] == [True] + [False] * (len(told) - 1)
    assert axis.happened is not None


def test_without_any_time_there_is_no_axis() -> None:
    assert draw_axis({"period": {}, "copies": []}, {"official": [{"id": "r", "source": "bay", "published_at": None}]}) is None


@given(minutes=st.lists(MINUTES, min_size=2, max_size=50, unique=True))
def test_the_bars_hold_every_incident_once(minutes: list[int]) -> None:
    told = [datetime.fromisoformat(at(minute)) for minute in minutes]
    timeline = draw_timeline(np.asarray([write_micros(instant) for instant in told]), untimed=1)
    assert timeline is not None
    assert sum(bar.number for bar in timeline.bars) == len(minutes)
    assert timeline.untimed == 1
    assert all(0 <= bar.x <= bar.x + bar.width <= timeline.width + 0.1 for bar in timeline.bars)
