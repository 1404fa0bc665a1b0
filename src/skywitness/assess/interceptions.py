"""How many of those launched were destroyed, by one party's tally: rates with intervals, bounds where a figure is missing, and what that may have cost.

A missing figure is not zero. The rate is that of rows with both figures; it stands for the others only if they are like them. The bounds need no such assumption.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from statistics import NormalDist

from msgspec import Struct

from skywitness.assess.over_claiming import ClaimsCompared, compare_claims
from skywitness.model.tallied import TalliedRow
from skywitness.reference.costs import UnitCost, find_attack_cost, load_costs

SHARE = 0.9
UNKNOWN = "unknown"


class Withheld(Struct, frozen=True, kw_only=True):
    """A row that does not give a figure: where it stands, what it tells, and which figures are missing."""

    file: str | None
    row: int | None
    began: str
    model: str
    launched: int | None
    destroyed: int | None
    missing: tuple[str, ...]


class InterceptionRate(Struct, frozen=True, kw_only=True):
    """One period or model. ``launched`` and ``destroyed`` add up what is told, so each is a least where rows are withheld.

    ``rate`` and its interval are of the rows with both figures, None when there is none; ``low``, ``high`` allow for raids that differ. ``least`` and
    ``most`` bound the share destroyed of all whose launch is told; what was launched untold is outside of them, and ``launches_untold`` counts such rows.
    ``lost`` is None where no row tells it.
    """

    of: str
    raids: int
    launched: int
    destroyed: int
    lost: int | None
    lost_untold: int
    destroyed_untold: int
    launches_untold: int
    rate: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None


class Exchange(Struct, frozen=True, kw_only=True):
    """What one kind of interceptor costs against one of what it stops, as a range; only an answer to "if one was spent on each"."""

    interceptor: str
    times_low: float
    times_high: float
    source: str
    as_of: str


class CostOfModel(Struct, frozen=True, kw_only=True):
    """What the destroyed of one model are worth in US dollars, and the cost exchange. ``spent`` is always unknown: no tally says what was fired."""

    model: str
    costed_as: str
    destroyed: int
    unit_low: int | str
    unit_high: int | str
    worth_low: int | str
    worth_high: int | str
    source: str | None = None
    as_of: str | None = None
    exchange: tuple[Exchange, ...] = ()
    spent: str = UNKNOWN


class Interceptions(Struct, frozen=True, kw_only=True):
    """All rates of a table, with what they rest on."""

    total: InterceptionRate
    by_year: tuple[InterceptionRate, ...]
    by_month: tuple[InterceptionRate, ...]
    by_model: tuple[InterceptionRate, ...]
    withheld: tuple[Withheld, ...]
    costs: tuple[CostOfModel, ...]
    interval: float
    basis: str
    assumptions: tuple[str, ...]
    over_claiming: str
    compared: ClaimsCompared | None = None
    """Against a second table of the same raids; None where there is none."""
    confidence: str
    confidence_why: str


ASSUMPTIONS = (
    "A raid belongs to the month and year in which it began.",
    "Intervals let raids differ from each other (the variance of a ratio of sums); they do not allow for a party that counts wrongly.",
    "Rows without a figure are like those with it, for the rate; the bounds do not assume that.",
)
ONE_PARTY = "unknown: launches and kills are told by one party and no second count is in the table"


def rate_interceptions(rows: Sequence[TalliedRow], against: Sequence[TalliedRow] | None = None) -> Interceptions:
    """The rates of a table, altogether and by year, month and model. ``against`` are another party's or instruments' counts of the same raids.

    Raises ValueError when there is no row.
    """
    if not rows:
        raise ValueError("no row is left to rate")
    withheld = tuple(_name_withheld(row) for row in rows if row.launched is None or row.destroyed is None)
    by_model = _rate_by(rows, lambda row: row.model)
    compared = None if against is None else compare_claims(rows, against)
    return Interceptions(
        total=rate_rows("all", rows),
        by_year=_rate_by(rows, lambda row: f"{row.began:%Y}"),
        by_month=_rate_by(rows, lambda row: f"{row.began:%Y-%m}"),
        by_model=tuple(sorted(by_model, key=lambda rate: (-rate.launched, rate.of))),
        withheld=withheld,
        costs=tuple(cost_model(rate.of, rate.destroyed) for rate in by_model),
        interval=SHARE,
        basis=f"{len(rows)} rows, {min(row.began for row in rows)} to {max(row.began for row in rows)}, {len(withheld)} of them without a figure",
        assumptions=ASSUMPTIONS,
        over_claiming=compared.sentence if compared else ONE_PARTY,
        compared=compared,
        confidence="low" if compared is None or not compared.days else "moderate",
        confidence_why=(
            "one party's figures, which nobody else counted"
            if compared is None or not compared.days
            else f"two counts of {compared.days} days, neither of which is the truth"
        ),
    )


def rate_rows(of: str, rows: Sequence[TalliedRow]) -> InterceptionRate:
    """The rate of some rows, its interval and its bounds.

    >>> from datetime import date
    >>> from skywitness.model.report import Locator
    >>> told = [TalliedRow(locator=Locator(), began=date(2031, 5, day), model="x", launched=10, destroyed=n) for day, n in ((1, 8), (2, 6), (3, None))]
    >>> found = rate_rows("May", told)
    >>> found.rate, found.least, round(found.most, 3), found.destroyed_untold
    (0.7, 0.4666666666666667, 0.8, 1)
    """
    both = [(row.launched, row.destroyed) for row in rows if row.launched is not None and row.destroyed is not None]
    launched = sum(row.launched for row in rows if row.launched is not None)
    told = sum(destroyed for _, destroyed in both)
    open_to = sum(row.launched for row in rows if row.launched is not None and row.destroyed is None)
    rate, low, high = estimate_rate(both)
    lost = [row.lost for row in rows if row.lost is not None]
    return InterceptionRate(
        of=of,
        raids=len(rows),
        launched=launched,
        destroyed=sum(row.destroyed for row in rows if row.destroyed is not None),
        lost=sum(lost) if lost else None,
        lost_untold=len(rows) - len(lost),
        destroyed_untold=sum(row.destroyed is None for row in rows),
        launches_untold=sum(row.launched is None for row in rows),
        rate=rate,
        low=low,
        high=high,
        least=told / launched if launched else None,
        most=(told + open_to) / launched if launched else None,
    )


def estimate_rate(both: Sequence[tuple[int, int]]) -> tuple[float | None, float | None, float | None]:
    """The rate of pairs of launched and destroyed and its 90 % interval, None where nothing was launched: by Wilson's method (1927), with as many launches as the raids are worth: fewer than there were where raids differ more than coins do."""
    launched = sum(number for number, _ in both)
    if not launched:
        return None, None, None
    rate = sum(destroyed for _, destroyed in both) / launched
    by_coin = rate * (1 - rate) / launched
    among_raids = sum((destroyed - rate * number) ** 2 for number, destroyed in both) / launched**2
    few = len(both) / (len(both) - 1) if len(both) > 1 else 1.0
    worth = launched / max(1.0, few * among_raids / by_coin if by_coin else 1.0)
    deviation = NormalDist().inv_cdf((1 + SHARE) / 2)
    stretch = 1 + deviation**2 / worth
    middle = (rate + deviation**2 / (2 * worth)) / stretch
    half = deviation * sqrt(rate * (1 - rate) / worth + deviation**2 / (4 * worth**2)) / stretch
    return rate, min(rate, max(0.0, middle - half)), max(rate, min(1.0, middle + half))


def cost_model(model: str, destroyed: int) -> CostOfModel:
    """What the destroyed of a model are worth; unknown where no public estimate is on file, and of raids by several models.

    Of variants joined by a stroke the first one's cost is taken, and named.
    """
    is_mixed = " and " in model
    cost = None if is_mixed else find_attack_cost(model) or find_attack_cost(model.partition("/")[0])
    if cost is None:
        return CostOfModel(
            model=model, costed_as=UNKNOWN, destroyed=destroyed, unit_low=UNKNOWN, unit_high=UNKNOWN, worth_low=UNKNOWN, worth_high=UNKNOWN
        )
    return CostOfModel(
        model=model,
        costed_as=cost.name,
        destroyed=destroyed,
        unit_low=cost.low,
        unit_high=cost.high,
        worth_low=destroyed * cost.low,
        worth_high=destroyed * cost.high,
        source=cost.source,
        as_of=cost.as_of,
        exchange=tuple(_exchange(each, cost) for each in load_costs().defence),
    )


def _exchange(interceptor: UnitCost, attacker: UnitCost) -> Exchange:
    return Exchange(
        interceptor=interceptor.name,
        times_low=round(interceptor.low / attacker.high, 3),
        times_high=round(interceptor.high / attacker.low, 3),
        source=interceptor.source,
        as_of=interceptor.as_of,
    )


def _rate_by(rows: Iterable[TalliedRow], name: Callable[[TalliedRow], str]) -> tuple[InterceptionRate, ...]:
    groups = defaultdict[str, list[TalliedRow]](list)
    for row in rows:
        groups[name(row)].append(row)
    return tuple(rate_rows(of, groups[of]) for of in sorted(groups))


def _name_withheld(row: TalliedRow) -> Withheld:
    missing = tuple(field for field, figure in (("launched", row.launched), ("destroyed", row.destroyed)) if figure is None)
    return Withheld(
        file=row.locator.file,
        row=row.locator.row,
        began=row.began.isoformat(),
        model=row.model,
        launched=row.launched,
        destroyed=row.destroyed,
        missing=missing,
    )
