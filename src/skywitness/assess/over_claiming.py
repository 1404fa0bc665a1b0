"""Over- and under-claiming, where two parties or instruments count the same raids: how many one claims for each that the other counts.

Neither count is the truth. The ratio says how far they are apart, and its interval how far days differ; who is right it does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import exp, log, sqrt
from statistics import NormalDist

from msgspec import Struct

from skywitness.model.tallied import TalliedRow

SHARE = 0.9
FEWEST_DAYS = 2
"""With fewer days nothing can be said of how they differ, and no interval is given."""


class ClaimsCompared(Struct, frozen=True, kw_only=True):
    """Kills claimed by one table against those counted by another, over the days of which both give every figure.

    ``claimed_for_each`` is the ratio of the sums, above 1 where the first claims more; None when the second counts none. ``low`` and ``high`` allow for days that
    differ, None where there are too few. Days with a missing figure, or in one table only, are left out and counted.
    """

    days: int
    claimed: int
    counted: int
    claimed_for_each: float | None
    low: float | None
    high: float | None
    days_over: int
    days_under: int
    days_alike: int
    days_untold: int
    days_in_one_only: int
    interval: float = SHARE
    sentence: str


def compare_claims(claims: Sequence[TalliedRow], counts: Sequence[TalliedRow]) -> ClaimsCompared:
    """The comparison of two tables day by day, all models of a day together, as the two may name them differently.

    >>> from skywitness.model.report import Locator
    >>> rows = lambda *kills: [TalliedRow(locator=Locator(), began=date(2031, 5, day), model="x", destroyed=n) for day, n in enumerate(kills, 1)]
    >>> found = compare_claims(rows(6, 12, 5, None), rows(4, 8, 5, 2))
    >>> found.claimed, found.counted, found.days_over, found.days_alike, found.days_untold
    (23, 17, 2, 1, 1)
    """
    left, right = _by_day(claims), _by_day(counts)
    shared = sorted(left.keys() & right.keys())
    pairs = [(one, other) for day in shared if (one := left[day]) is not None and (other := right[day]) is not None]
    claimed, counted = sum(one for one, _ in pairs), sum(other for _, other in pairs)
    ratio = claimed / counted if counted else None
    low, high = _interval(pairs)
    return ClaimsCompared(
        days=len(pairs),
        claimed=claimed,
        counted=counted,
        claimed_for_each=None if ratio is None else round(ratio, 4),
        low=low,
        high=high,
        days_over=sum(one > other for one, other in pairs),
        days_under=sum(one < other for one, other in pairs),
        days_alike=sum(one == other for one, other in pairs),
        days_untold=len(shared) - len(pairs),
        days_in_one_only=len(left.keys() ^ right.keys()),
        sentence=_tell(ratio, low, high, len(pairs)),
    )


def _by_day(rows: Sequence[TalliedRow]) -> dict[date, int | None]:
    """Kills by day; None for a day of which a row does not give them, as the others are then only a least."""
    found = defaultdict[date, list[int | None]](list)
    for row in rows:
        found[row.began].append(row.destroyed)
    return {day: None if None in kills else sum(each for each in kills if each is not None) for day, kills in found.items()}


def _interval(pairs: Sequence[tuple[int, int]]) -> tuple[float | None, float | None]:
    """The interval of a ratio of sums, on the scale of its logarithm (Cochran 1977, section 6.4: the variance comes from how days differ from the ratio)."""
    claimed, counted = sum(one for one, _ in pairs), sum(other for _, other in pairs)
    if len(pairs) < FEWEST_DAYS or not claimed or not counted:
        return None, None
    ratio = claimed / counted
    squares = sum((one - ratio * other) ** 2 for one, other in pairs)
    relative = sqrt(len(pairs) / (len(pairs) - 1) * squares) / claimed
    reach = NormalDist().inv_cdf((1 + SHARE) / 2) * relative
    return round(exp(log(ratio) - reach), 4), round(exp(log(ratio) + reach), 4)


def _tell(ratio: float | None, low: float | None, high: float | None, days: int) -> str:
    if ratio is None:
        return "unknown: the second table counts none on the days that both give"
    told = f"{ratio:.2f} claimed for each one counted, over {days} days that both give"
    if low is None or high is None:
        return f"{told}; too few days to say how they differ"
    verdict = "more is claimed than counted" if low > 1 else "less is claimed than counted" if high < 1 else "no difference can be told"
    return f"{told} ({SHARE:.0%} interval {low:.2f} to {high:.2f}): {verdict}"
