"""Campaigns have the rhythm of their kind."""

from __future__ import annotations

import random
import statistics
from datetime import datetime, timedelta

import pytest

from skywitness.exercise.campaigns import DAY_S, NIGHT_HOURS, RaidPlan, plan_raids
from skywitness.exercise.scenario import Campaign

START = datetime(2021, 3, 1, 12)  # noqa: DTZ001 - a local hour is all that counts here
REGIONS = ("RU-BEL", "RU-KRS", "UA-63", "UA-59")


def plan(campaign: Campaign, *, nights: int = 400, per_night: float = 3.0, seed: int = 7) -> list[RaidPlan]:
    rng = random.Random(seed)  # noqa: S311 - dice of a game
    return plan_raids(campaign, REGIONS, start=START, nights=nights, raids_per_night=per_night, rng=rng)


def spread_of_days(plans: list[RaidPlan], nights: int = 400) -> float:
    """Variance over mean of the counts of each day: 1 for a Poisson process of one rate, more when raids bring on raids."""
    counts = [0] * nights
    for raid in plans:
        counts[int(raid.begins_s // DAY_S)] += 1
    return statistics.variance(counts) / statistics.mean(counts)


@pytest.mark.parametrize("campaign", [Campaign.INDEPENDENT, Campaign.SELF_EXCITING])
def test_the_mean_number_of_raids_is_kept(campaign: Campaign) -> None:
    assert len(plan(campaign)) / 400 == pytest.approx(3.0, rel=0.1)


def test_independent_raids_come_at_night_and_less_at_weekends() -> None:
    moments = [START + timedelta(seconds=raid.begins_s) for raid in plan(Campaign.INDEPENDENT)]
    at_night = sum(at.hour >= NIGHT_HOURS[0] or at.hour < NIGHT_HOURS[1] for at in moments) / len(moments)
    at_weekends = sum(at.weekday() >= 5 for at in moments) / len(moments)
    assert at_night == pytest.approx(10 / (10 + 14 * 0.25), abs=0.04)
    assert at_weekends == pytest.approx(1.4 / 6.4, abs=0.04)


def test_raids_that_bring_on_raids_come_in_clusters() -> None:
    assert spread_of_days(plan(Campaign.INDEPENDENT)) < 1.4
    assert spread_of_days(plan(Campaign.SELF_EXCITING)) > 1.8


def test_a_coordinated_raid_comes_on_several_axes_at_once() -> None:
    plans = plan(Campaign.COORDINATED, nights=1, per_night=4)
    assert {raid.iso for raid in plans} == set(REGIONS)
    assert plans[-1].begins_s - plans[0].begins_s < 15 * 60


def test_a_one_off_comes_once() -> None:
    assert len(plan(Campaign.ONE_OFF)) == 1


def test_an_answer_strikes_the_other_side_some_hours_later() -> None:
    first, answer = plan(Campaign.RETALIATION, nights=1, per_night=1)[:2]
    assert first.iso[:2] != answer.iso[:2]
    assert 3 * 3600 <= answer.begins_s - first.begins_s <= 9 * 3600


def test_no_rate_means_no_raids() -> None:
    assert plan(Campaign.ONE_OFF, per_night=0) == []
