"""The clocks of a whole ledger in columns, and the delay curve of each authority: fitted when somebody asks, and again as often as that stays cheap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from threading import RLock
from time import perf_counter

import numpy as np
from msgspec import Struct

from skywitness.model.incident import Silence
from skywitness.stats.delays import BoolArray, DelayCurve, FloatArray, fit_columns

FITTING_SHARE = 0.02
"""Of the time that passes, so much at most is spent on fitting the curve of one authority again…"""
QUICK_FIT_S = 0.01
"""…unless that takes less than this much of a processor: then it is never behind."""


class Group(Struct, frozen=True):
    """Whose clocks are taken together: those of one source, or of all authorities of a kind."""

    column: str
    name: str


class _Fitted(Struct, frozen=True):
    stamp: object
    curve: DelayCurve
    at: float
    took_s: float

    def may_be_fitted_again(self) -> bool:
        """Whether that is quick, or long enough ago."""
        return self.took_s <= QUICK_FIT_S or perf_counter() - self.at >= self.took_s / FITTING_SHARE


class Watched:
    """The clocks that were watched, by the incident that they belong to. Threads may share them."""

    def __init__(self, silences: Iterable[Silence] = ()) -> None:
        self._rows: dict[str, tuple[int, ...]] = {}
        self._free: list[int] = []
        self._used = 0
        self._codes: dict[Group, int] = {}
        self._columns = {"source": np.zeros(0, np.int32), "kind": np.zeros(0, np.int32)}
        self._hours, self._since, self._is_open = np.zeros(0), np.zeros(0), np.zeros(0, bool)
        self._changes = 0
        self._fitted: dict[Group, _Fitted] = {}
        self._lock = RLock()
        self.put("", silences)

    def put(self, incident_id: str, silences: Iterable[Silence]) -> None:
        """Take these for the clocks of an incident; those that were not watched are left out."""
        with self._lock:
            self.drop(incident_id)
            told = [silence for silence in silences if silence.observed and (silence.since if silence.open else silence.hours) is not None]
            if told:
                self._rows[incident_id] = tuple(self._fill(silence) for silence in told)
                self._changes += 1

    def drop(self, incident_id: str) -> None:
        """Forget an incident's clocks, if it has any."""
        with self._lock:
            rows = self._rows.pop(incident_id, ())
            for row in rows:
                self._columns["source"][row] = self._columns["kind"][row] = -1
            self._free += rows
            self._changes += bool(rows)

    def curve(self, group: Group, now: datetime | None) -> DelayCurve:
        """The delays of a group, clocks that still run read at an instant. It may be of a moment ago where fitting it takes long."""
        with self._lock:
            stamp, begun, kept = (self._changes, now), perf_counter(), self._fitted.get(group)
            if kept is not None and (kept.stamp == stamp or (kept.took_s > QUICK_FIT_S and begun - kept.at < kept.took_s / FITTING_SHARE)):
                return kept.curve
            curve = fit_columns(*self._clocks_of(group, now))
            ended = perf_counter()
            self._fitted[group] = _Fitted(stamp, curve, ended, ended - begun)
            return curve

    def _clocks_of(self, group: Group, now: datetime | None) -> tuple[FloatArray, BoolArray]:
        """Hours, and whether a word ended them."""
        rows = self._columns[group.column][: self._used] == self._codes.get(group, -2)
        if now is None:
            rows &= ~self._is_open[: self._used]
        rows = np.flatnonzero(rows)
        is_open, hours = self._is_open[rows], self._hours[rows]
        if now is not None:
            running = np.round(np.maximum((now.timestamp() - self._since[rows]) / 3600, 0.0), 2)
            hours = np.where(is_open, running, hours)
        return hours, ~is_open

    def _fill(self, silence: Silence) -> int:
        row = self._free.pop() if self._free else self._take_row()
        for column, name in (("source", silence.source), ("kind", silence.kind)):
            self._columns[column][row] = self._codes.setdefault(Group(column, name), len(self._codes))
        self._is_open[row] = silence.open
        self._hours[row] = 0.0 if silence.hours is None else silence.hours
        self._since[row] = 0.0 if silence.since is None else silence.since.timestamp()
        return row

    def _take_row(self) -> int:
        if self._used == len(self._hours):
            more = max(1_000, self._used)
            self._columns = {name: np.concatenate([column, np.full(more, -1, np.int32)]) for name, column in self._columns.items()}
            self._hours = np.concatenate([self._hours, np.zeros(more)])
            self._since = np.concatenate([self._since, np.zeros(more)])
            self._is_open = np.concatenate([self._is_open, np.zeros(more, bool)])
        self._used += 1
        return self._used - 1
