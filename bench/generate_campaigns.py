"""Invented campaigns whose kind is known, each held against chance: what ``python -m bench pattern`` counts and fits on."""

from __future__ import annotations

import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
from msgspec import Struct

from skywitness.assess.battery import run_battery
from skywitness.assess.pattern import LEAST_EVENTS, LEVEL, estimate_probability, shipped_model, weigh_evidence
from skywitness.assess.series import Event, Series, group_raids
from skywitness.exercise.campaigns import DAY_S, RaidPlan, draw_even, plan_raids
from skywitness.exercise.lands import load_regions
from skywitness.exercise.scenario import Campaign

WORLDS, WORKERS = 399, 2
NIGHTS, PER_NIGHT, REGIONS = (20, 60), (1.0, 3.0), (3, 8)


class Judged(Struct, frozen=True):
    """One campaign judged: its kind, how many raids, whether it was called a pattern, and the two measures of evidence (None: too few raids)."""

    kind: str
    raids: int
    is_called: bool
    evidence: tuple[float, float] | None = None
    probability: float | None = None


def draw_campaign(kind: str, seed: int) -> Series:
    """The raids of one invented campaign: 20 to 60 nights, 1 to 3 raids a night, over 3 to 8 regions."""
    rng = random.Random(f"{kind}/{seed}")  # noqa: S311 - dice of a game
    nights, per_night = rng.randint(*NIGHTS), rng.uniform(*PER_NIGHT)
    regions = tuple(rng.sample(sorted(iso for iso in load_regions() if iso[:2] in ("RU", "UA")), rng.randint(*REGIONS)))
    start = datetime(2021, 3, 1, 12, tzinfo=load_regions()[regions[0]].zone)
    if kind == "poisson":
        plans = [RaidPlan(begins_s=at, iso=rng.choice(regions)) for at in draw_even(nights * DAY_S, per_night / DAY_S, rng)]
    else:
        plans = plan_raids(Campaign(kind), regions, start=start, nights=nights, raids_per_night=per_night, rng=rng)
    begin = start.astimezone(UTC)
    places = {iso: load_regions()[iso].whole for iso in regions}
    events = [
        Event(at=begin + timedelta(seconds=plan.begins_s), spot=plan.iso, lat=places[plan.iso].lat, lon=places[plan.iso].lon)
        for plan in plans
    ]
    return Series(events=tuple(group_raids(events)), begin=begin, end=begin + timedelta(days=nights), unit="raids", apart_h=3.0)


def judge(kind: str, seed: int) -> Judged:
    """One campaign against chance."""
    series, model = draw_campaign(kind, seed), shipped_model()
    if len(series.events) < LEAST_EVENTS:
        return Judged(kind, len(series.events), is_called=False)
    outcome = run_battery(series, np.random.default_rng(seed), worlds=WORLDS)
    evidence, probability = weigh_evidence(outcome, model), estimate_probability(outcome, model)
    return Judged(kind, len(series.events), outcome.corrected_p < LEVEL, evidence, probability)


def judge_all(kinds: Iterable[str], first_seed: int, campaigns: int) -> list[Judged]:
    """So many campaigns of each kind."""
    tasks = list(product(kinds, range(first_seed, first_seed + campaigns)))
    with ProcessPoolExecutor(WORKERS) as workers:
        return list(workers.map(judge, *zip(*tasks, strict=True), chunksize=10))
