"""How long an authority usually takes to speak, from clocks that ended with a word and clocks that are still running (Kaplan & Meier 1958)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]


class DelayCurve(Struct, frozen=True, kw_only=True):
    """The share of clocks that have ended with a word by a given time, running clocks counted as long as they were watched.

    ``hours`` are the delays at which the share rises, in order; ``prob_spoken`` is the share from each of them on. ``words`` clocks of
    ``clocks`` ended with a word.
    """

    hours: tuple[float, ...]
    prob_spoken: tuple[float, ...]
    words: int
    clocks: int


def fit_delays(clocks: Iterable[tuple[float, bool]]) -> DelayCurve:
    """The curve of clocks given as (hours, whether a word ended it). A clock that is still running counts among those at risk until its hours.

    The 6-mercaptopurine arm of Freireich et al. 1963 (21 patients, 9 relapses), a usual test of the method: .857 remain after 6 weeks, .448 after 23.

    >>> relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    >>> running = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    >>> curve = fit_delays([(weeks, True) for weeks in relapsed] + [(weeks, False) for weeks in running])
    >>> [round(1 - prob, 3) for prob in curve.prob_spoken]
    [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
    """
    told = list(clocks)
    return fit_columns(np.array([hours for hours, _ in told], dtype=float), np.array([spoke for _, spoke in told], dtype=bool))


def fit_columns(hours: FloatArray, spoke: BoolArray) -> DelayCurve:
    """The curve of clocks given as columns, as :func:`fit_delays` takes them in pairs. Cost: that of sorting them."""
    if not len(hours):
        return DelayCurve(hours=(), prob_spoken=(), words=0, clocks=0)
    order = np.argsort(hours, kind="stable")
    delays, first = np.unique(hours[order], return_index=True)
    ended = np.add.reduceat(spoke[order].astype(np.int64), first)
    told = ended > 0
    prob_unspoken = np.cumprod(1 - ended[told] / (len(hours) - first[told]))
    return DelayCurve(
        hours=tuple(delays[told].tolist()), prob_spoken=tuple((1 - prob_unspoken).tolist()), words=int(ended.sum()), clocks=len(hours)
    )


def prob_spoken_by(curve: DelayCurve, hours: float) -> float:
    """How probable it is, by the curve, that a word would have come within so many hours.

    >>> curve = fit_delays([(1, True), (2, True), (4, True), (9, False)])
    >>> [prob_spoken_by(curve, hours) for hours in (0.5, 1, 3, 100)]
    [0.0, 0.25, 0.5, 0.75]
    """
    position = bisect_right(curve.hours, hours)
    return curve.prob_spoken[position - 1] if position else 0.0


def median_delay_h(curve: DelayCurve) -> float | None:
    """The hours by which half of the clocks have ended with a word; None when half of them never do while watched.

    >>> median_delay_h(fit_delays([(1, True), (2, True), (4, True)])), median_delay_h(fit_delays([(1, True), (9, False), (9, False)]))
    (2.0, None)
    """
    position = bisect_left(curve.prob_spoken, 0.5)
    return curve.hours[position] if position < len(curve.hours) else None
