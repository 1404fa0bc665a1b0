"""When raids begin: campaigns of five kinds, each a point process whose kind a pattern test should be able to tell.

Independent raids come from a Poisson process whose rate follows the hour and the weekday, drawn by thinning (Lewis & Shedler 1979). Self-exciting ones are a
branching process (Hawkes & Oakes 1974): each raid brings on others after an exponential delay. Rates are invented.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from skywitness.exercise.scenario import Campaign

DAY_S = 86_400.0
NIGHT_HOURS = (20, 6)
DAY_SHARE = 0.25
"""How often raids begin in an hour of the day, against an hour of the night."""
WEEKEND_SHARE = 0.7
OFFSPRING = 0.6
"""Mean number of raids that one raid of a self-exciting campaign brings on; below 1, or the series would not end."""
OFFSPRING_DELAY_S = 5 * 3600.0
AXIS_SPREAD_S = 15 * 60.0
RETALIATION_DELAY_S = (3 * 3600.0, 9 * 3600.0)


class RaidPlan(Struct, frozen=True, kw_only=True):
    """One raid to come: when it begins, and at which of the scenario's regions it is aimed."""

    begins_s: float
    """Seconds after the start of the exercise."""
    iso: str


def plan_raids(
    campaign: Campaign, regions: tuple[str, ...], *, start: datetime, nights: int, raids_per_night: float, rng: random.Random
) -> list[RaidPlan]:
    """The raids of a campaign in order of time. ``start`` is aware, in the zone whose hours make the rhythm. At least one raid comes of every campaign
    except an independent one, which may stay empty, and of any whose rate is 0.
    """
    if not raids_per_night:
        return []
    end_s = nights * DAY_S
    moments = {
        Campaign.INDEPENDENT: lambda: draw_rhythmic(start, end_s, raids_per_night / DAY_S, rng),
        Campaign.SELF_EXCITING: lambda: excite(draw_rhythmic(start, end_s, (1 - OFFSPRING) * raids_per_night / DAY_S, rng), end_s, rng),
        Campaign.COORDINATED: lambda: spread_nights(nights, raids_per_night / max(1, len(regions)), rng),
        Campaign.ONE_OFF: lambda: [one_night_moment(rng.randrange(nights), rng)],
        Campaign.RETALIATION: lambda: spread_nights(nights, raids_per_night / 2, rng),
    }[campaign]()
    if not moments and campaign is not Campaign.INDEPENDENT:
        moments = [one_night_moment(rng.randrange(nights), rng)]
    plans = [plan for moment in moments for plan in _aim(campaign, moment, regions, raids_per_night, rng)]
    return sorted((plan for plan in plans if plan.begins_s < end_s), key=lambda plan: (plan.begins_s, plan.iso))


def rate_factor(moment: datetime) -> float:
    """How busy an hour is against the busiest: nights more than days, working days more than weekends.

    >>> rate_factor(datetime(2021, 3, 15, 2)), rate_factor(datetime(2021, 3, 14, 14))
    (1.0, 0.175)
    """
    by_hour = 1.0 if moment.hour >= NIGHT_HOURS[0] or moment.hour < NIGHT_HOURS[1] else DAY_SHARE
    return by_hour * (WEEKEND_SHARE if moment.weekday() >= 5 else 1.0)


MEAN_FACTOR = (10 + 14 * DAY_SHARE) / 24 * (5 + 2 * WEEKEND_SHARE) / 7
"""The mean of :func:`rate_factor` over a week, so that a rate per night is kept whatever the rhythm."""


def draw_rhythmic(start: datetime, end_s: float, mean_rate_hz: float, rng: random.Random) -> list[float]:
    """Moments of a Poisson process with the daily and weekly rhythm, by thinning one at the highest rate."""
    peak_hz = mean_rate_hz / MEAN_FACTOR
    drawn = draw_even(end_s, peak_hz, rng)
    return [at for at in drawn if rng.random() < rate_factor(start + timedelta(seconds=at))]


def draw_even(end_s: float, rate_hz: float, rng: random.Random) -> Iterator[float]:
    """Moments of a Poisson process with one rate; none when the rate is 0."""
    at = 0.0
    while rate_hz > 0 and (at := at + rng.expovariate(rate_hz)) < end_s:
        yield at


def excite(parents: list[float], end_s: float, rng: random.Random) -> list[float]:
    """The parents with all that they bring on, and what those bring on, until the end."""
    waiting, moments = list(parents), list[float]()
    while waiting:
        at = waiting.pop()
        moments.append(at)
        born = (at + rng.expovariate(1 / OFFSPRING_DELAY_S) for _ in range(draw_poisson(OFFSPRING, rng)))
        waiting += [moment for moment in born if moment < end_s]
    return sorted(moments)


def one_night_moment(night: int, rng: random.Random) -> float:
    """A moment in a night's dark hours; a night begins at noon."""
    return night * DAY_S + rng.uniform(9, 16) * 3600


def spread_nights(nights: int, per_night: float, rng: random.Random) -> list[float]:
    """Moments for each night, at least one, in its dark hours."""
    return [one_night_moment(night, rng) for night in range(nights) for _ in range(max(1, round(per_night)))]


def draw_poisson(mean: float, rng: random.Random) -> int:
    """A Poisson number by Knuth's product; means here stay below 100.

    >>> draw_poisson(0.0, random.Random(1))
    0
    """
    limit, number, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        number, product = number + 1, product * rng.random()
    return number


def _aim(campaign: Campaign, moment: float, regions: tuple[str, ...], raids_per_night: float, rng: random.Random) -> list[RaidPlan]:
    """A coordinated raid comes on many axes at once; an answer follows the first blow on the other side, some hours later."""
    if campaign is Campaign.COORDINATED:
        axes = regions if raids_per_night >= len(regions) else rng.sample(regions, max(2, min(len(regions), round(raids_per_night))))
        return [RaidPlan(begins_s=moment + rng.uniform(0, AXIS_SPREAD_S), iso=iso) for iso in axes]
    first = rng.choice(regions)
    if campaign is not Campaign.RETALIATION:
        return [RaidPlan(begins_s=moment, iso=first)]
    others = [iso for iso in regions if iso[:2] != first[:2]] or list(regions)
    return [RaidPlan(begins_s=moment, iso=first), RaidPlan(begins_s=moment + rng.uniform(*RETALIATION_DELAY_S), iso=rng.choice(others))]
