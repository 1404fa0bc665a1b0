"""How many of those launched were destroyed, by what reports tell of a whole period: for each speaker the rate of its roll-ups that give both figures.

A launch that is not told is not zero: such a roll-up is counted, and left out of the rate. Nobody's figures are added to anybody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from msgspec import Struct

from skywitness.assess.interceptions import estimate_rate
from skywitness.model.ids import Digest
from skywitness.model.incident import Tally
from skywitness.model.reading import Reading
from skywitness.model.words import Target, What


class ToldRate(Struct, frozen=True, kw_only=True):
    """One speaker's roll-ups of one kind of target. ``rate`` with its 90 % interval is of the ``raids`` with both figures, None where there is none.

    ``launches_untold`` counts roll-ups that tell what was destroyed and not of how many.
    """

    asserter: str
    target: Target
    raids: int
    launched: int
    destroyed: int
    launches_untold: int
    rate: float | None
    low: float | None
    high: float | None


def rate_told(tallies: Iterable[Tally], reading_of: Callable[[Digest], Reading | None]) -> tuple[ToldRate, ...]:
    """The rates by speaker and kind of target, the most raids first. A figure that is told again (a copy, an article) counts once."""
    told = defaultdict[tuple[str, Target], dict[tuple[object, ...], tuple[int | None, int]]](dict)
    for tally in sorted(tallies, key=lambda tally: tally.tally_id):
        if tally.what is not What.INTERCEPTED or tally.stated is None:
            continue
        launched = _launched(tally, tally.stated, reading_of(tally.report))
        figures = told[tally.asserter, tally.target]
        period = (tally.period.start, tally.period.end, tally.period.before, tally.stated)
        if figures.get(period, (None, 0))[0] is None:
            figures[period] = (launched, tally.stated)
    rates = (_rate(asserter, target, list(figures.values())) for (asserter, target), figures in told.items())
    return tuple(sorted(rates, key=lambda one: (-one.raids, -one.launches_untold, one.asserter, one.target)))


def _launched(tally: Tally, destroyed: int, reading: Reading | None) -> int | None:
    """How many the report says to have been launched or to have attacked, beside how many of them were destroyed; None when it does not."""
    counts = {
        one.count
        for one in (reading.assertions if reading else ())
        if one.what is What.SIGHTED and one.target is tally.target and one.count is not None and one.count >= destroyed
    }
    return max(counts, default=None)


def _rate(asserter: str, target: Target, figures: list[tuple[int | None, int]]) -> ToldRate:
    both = [(launched, destroyed) for launched, destroyed in figures if launched is not None]
    rate, low, high = estimate_rate(both)
    return ToldRate(
        asserter=asserter,
        target=target,
        raids=len(both),
        launched=sum(launched for launched, _ in both),
        destroyed=sum(destroyed for _, destroyed in both),
        launches_untold=len(figures) - len(both),
        rate=rate,
        low=low,
        high=high,
    )
