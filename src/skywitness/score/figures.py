"""The two kinds of figure that the scoreboard is made of: a share of cases, and the agreement of what was found with what was wanted."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Share(Struct, frozen=True):
    """So many cases of so many. ``share`` is None when there was no case: nothing was tried, which is neither good nor bad."""

    right: float
    of: float
    share: float | None


class Agreement(Struct, frozen=True):
    """Of what was found, how much was wanted (precision); of what was wanted, how much was found (recall); F1 weighs both alike.

    A figure is None when it would be nothing divided by nothing.
    """

    right: float
    found: float
    wanted: float
    precision: float | None
    recall: float | None
    f1: float | None


def make_share(right: float, of: float) -> Share:
    """A share, to four digits.

    >>> make_share(1, 3)
    Share(right=1, of=3, share=0.3333)
    >>> make_share(0, 0).share is None
    True
    """
    return Share(right, of, ratio(right, of))


def make_agreement(right: float, found: float, wanted: float) -> Agreement:
    """Precision, recall and F1 from counts.

    >>> make_agreement(2, 4, 3)
    Agreement(right=2, found=4, wanted=3, precision=0.5, recall=0.6667, f1=0.5714)
    """
    return Agreement(right, found, wanted, ratio(right, found), ratio(right, wanted), ratio(2 * right, found + wanted))


def count_right(verdicts: Sequence[bool]) -> Share:
    """The share of verdicts that are true.

    >>> count_right([True, False]).share
    0.5
    """
    return make_share(sum(verdicts), len(verdicts))


def ratio(part: float, whole: float) -> float | None:
    """One number by another, to four digits; None when there is nothing to divide by."""
    return round(part / whole, 4) if whole else None


def mean(values: Sequence[float]) -> float | None:
    """The mean, to four digits; None of nothing."""
    return ratio(sum(values), len(values))


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of the values does not exceed; None of nothing.

    >>> quantile([4.0, 1.0, 3.0, 2.0], 0.5)
    2.0
    """
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[max(-int(-share * len(ordered) // 1), 1) - 1], 4)
