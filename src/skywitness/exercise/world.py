"""What really happens: raids, layered defence, what comes down, who comes to help, and the alerts around it, as a SimPy discrete-event world.

Abstract on purpose. A layer of defence is three chances; a flight is a list of towns with minutes between them. No number here is of any real system, nothing is
guided and nothing is optimised: the world exists so that there is a truth to be told well and badly.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Iterable
from datetime import datetime, timedelta
from itertools import count

import simpy
from msgspec import Struct, structs

from skywitness.exercise.campaigns import DAY_S, RaidPlan, draw_even, draw_poisson
from skywitness.exercise.lands import Locality, Region, load_regions
from skywitness.exercise.scenario import Scenario, Staged
from skywitness.model.truth import Happening
from skywitness.model.words import Target, What

Steps = Generator[simpy.Event, object, None]


class Layer(Struct, frozen=True, kw_only=True):
    """One layer of defence as chances. ``means`` is the word that truth and texts use; ``busy_s`` is how long one engagement binds a unit."""

    means: str
    detects: float
    engages: float
    kills: float
    units: int
    busy_s: float
    targets: frozenset[Target]


DRONES = frozenset({Target.UAV})
ALL = frozenset({Target.UAV, Target.CRUISE_MISSILE})
LAYERS = (
    Layer(means="electronic warfare", detects=0.6, engages=0.4, kills=0.35, units=2, busy_s=240, targets=DRONES),
    Layer(means="helicopter", detects=0.4, engages=0.35, kills=0.6, units=1, busy_s=900, targets=DRONES),
    Layer(means="air defence", detects=0.95, engages=0.95, kills=0.85, units=6, busy_s=180, targets=ALL),
)
LEG_S = (360.0, 1500.0)
"""How long a flight takes from one place of its way to the next."""
MISSILE_HASTE = 4.0
ALERT_LEAD_S = (60.0, 600.0)
ALERT_TAIL_S = 1200.0
DEBRIS_CHANCE, DEBRIS_DAMAGE, IMPACT_DAMAGE, HURT_CHANCE, CRASH_CHANCE = 0.18, 0.35, 0.8, 0.22, 0.07
ONE_HAPPENING_S = 600.0
"""Kills in one town by one means within this time of the one before are one happening."""
STATES = (("on_site", 900.0), ("secured", 2400.0), ("damage_assessed", 9000.0), ("closed", 14400.0))
CREWS = 3
CROSSING_CHANCE = 0.3


class World:
    """A running world: its clock, its units and what has happened so far. Ask :func:`run_world` for the result."""

    def __init__(self, scenario: Scenario, start: datetime, nights: int, rng: random.Random) -> None:
        self.env = simpy.Environment()
        self.scenario, self.start, self.end_s, self.rng = scenario, start, nights * DAY_S, rng
        self.regions = load_regions()
        self.happenings: list[Happening] = []
        self._serial = count(1)
        self._units = {(iso, layer.means): simpy.Resource(self.env, layer.units) for iso in self.regions for layer in LAYERS}
        self._crews = {iso: simpy.Resource(self.env, CREWS) for iso in self.regions}
        self._threats = dict.fromkeys(self.regions, 0)
        self._alert_since: dict[str, float] = {}
        self._alert_target: dict[str, Target] = {}

    # -- raids -----------------------------------------------------------------------------------------------------------------------

    def begin_raid(self, plan: RaidPlan) -> Steps:
        """Wait for the hour, then let every flight of the raid take off within twenty minutes."""
        yield self.env.timeout(plan.begins_s)
        for _ in range(max(1, draw_poisson(self.scenario.flights_per_raid, self.rng))):
            target = Target.CRUISE_MISSILE if self.rng.random() < self.scenario.missiles else Target.UAV
            self.env.process(self.fly(target, self.choose_way(plan.iso), self.rng.uniform(0, 1200)))

    def choose_way(self, iso: str) -> list[Locality]:
        """Towns on the way to a town of the region, perhaps through one neighbour that takes part."""
        aim = self.regions[iso]
        crossing = [over for over in self.scenario.crossing if self.rng.random() < CROSSING_CHANCE]
        last = self.regions[crossing[0]] if crossing else aim
        through = [near for near in aim.near if near in self.scenario.regions]
        way = [self.rng.choice(self.regions[self.rng.choice(through)].towns)] if through and self.rng.random() < 0.6 else []
        return [*way, self.rng.choice(aim.towns), *([self.rng.choice(last.towns)] if crossing else [])]

    def play(self, staged: Staged) -> Steps:
        """A flight whose end the scenario fixes: it comes down at a town by a means."""
        yield self.env.timeout(staged.night * DAY_S + staged.hours_after_noon * 3600)
        town = self.regions[staged.iso].towns[staged.town]
        self.raise_threat(staged.iso, Target.UAV)
        yield self.env.timeout(self.rng.uniform(*LEG_S))
        self.env.process(self.lower_threat(staged.iso))
        self.record_kill(town, Target.UAV, staged.means)

    def fly(self, target: Target, way: list[Locality], delay_s: float) -> Steps:
        """One flight: each town of its way may see it, try to stop it, and at the last it comes down."""
        yield self.env.timeout(delay_s)
        haste = MISSILE_HASTE if target is Target.CRUISE_MISSILE else 1.0
        for town in way:
            self.raise_threat(town.iso, target)
            yield self.env.timeout(self.rng.uniform(*LEG_S) / haste)
            stopped_by = self.defend(town, target)
            self.env.process(self.lower_threat(town.iso))
            if stopped_by:
                return self.record_kill(town, target, stopped_by)
            if self.rng.random() < 0.25:
                self.record(What.SIGHTED, town, target)
        return self.record_impact(way[-1], target)

    def defend(self, town: Locality, target: Target) -> str | None:
        """The means that stopped a flight here, None when every layer missed it. A layer whose units are all busy does not try."""
        for layer in LAYERS:
            units = self._units[town.iso, layer.means]
            if target not in layer.targets or units.count >= units.capacity:
                continue
            chance = layer.detects * layer.engages
            if self.rng.random() < chance:
                self.env.process(self.occupy(units, layer.busy_s))
                if self.rng.random() < layer.kills / self.scenario.leak:
                    return layer.means
        return None

    def occupy(self, units: simpy.Resource, busy_s: float) -> Steps:
        """Bind one unit for a while."""
        with units.request() as one:
            yield one
            yield self.env.timeout(busy_s)

    # -- what comes of it ------------------------------------------------------------------------------------------------------------

    def record(self, what: What, town: Locality, target: Target, *, means: str | None = None, caused_by: str | None = None) -> Happening:
        """Note that one thing happens now."""
        at = self.now()
        happening = Happening(
            happening_id=f"h-{next(self._serial):05d}",
            what=what,
            target=target,
            count=1,
            place=town.names["en"],
            iso=town.iso,
            lat=town.lat,
            lon=town.lon,
            start=at,
            end=at,
            means=means,
            is_night=is_night(at, self.regions[town.iso]),
            caused_by=caused_by,
        )
        self.happenings.append(happening)
        return happening

    def record_kill(self, town: Locality, target: Target, means: str) -> None:
        """A kill, one with the kill just before when it is part of the same fight; debris may fall."""
        before = next((h for h in reversed(self.happenings) if self._is_same_fight(h, town, target, means)), None)
        if before:
            kill = structs.replace(before, count=before.count + 1, end=self.now())
            self.happenings[self.happenings.index(before)] = kill
        else:
            kill = self.record(What.INTERCEPTED, town, target, means=means)
        if self.rng.random() < DEBRIS_CHANCE:
            self.env.process(self.fall(kill, town))

    def _is_same_fight(self, happening: Happening, town: Locality, target: Target, means: str) -> bool:
        same = happening.what is What.INTERCEPTED and (happening.place, happening.iso) == (town.names["en"], town.iso)
        return (
            same
            and (happening.target, happening.means) == (target, means)
            and (self.now() - happening.end).total_seconds() < ONE_HAPPENING_S
        )

    def fall(self, kill: Happening, town: Locality) -> Steps:
        """Debris of a kill reaches the ground a little later."""
        yield self.env.timeout(self.rng.uniform(20, 180))
        fallen = self.record(What.DEBRIS_FELL, town, kill.target, caused_by=kill.happening_id)
        self.harm(fallen, DEBRIS_DAMAGE, HURT_CHANCE / 3)

    def record_impact(self, town: Locality, target: Target) -> None:
        """A flight that nothing stopped hits, or crashes by itself."""
        what = What.DEBRIS_FELL if self.rng.random() < CRASH_CHANCE else What.IMPACT
        self.harm(self.record(what, town, target), IMPACT_DAMAGE, HURT_CHANCE)

    def harm(self, happening: Happening, damage_chance: float, hurt_chance: float) -> None:
        """Decide damage and people hurt, and send a crew when there is anything to see."""
        damaged = self.rng.random() < damage_chance
        hurt = draw_poisson(1.6, self.rng) if damaged and self.rng.random() < hurt_chance else 0
        number = self.happenings.index(happening)
        self.happenings[number] = structs.replace(happening, damage=damaged, casualties=hurt)
        self.env.process(self.respond(number))

    def respond(self, number: int) -> Steps:
        """A crew goes there as soon as one is free, and its states are noted as they are reached."""
        alerted: tuple[str, datetime] = ("alerted", self.now())
        self.happenings[number] = structs.replace(self.happenings[number], responses=(alerted,))
        with self._crews[self.happenings[number].iso].request() as crew:
            yield crew
            for state, mean_s in STATES:
                yield self.env.timeout(mean_s * self.rng.uniform(0.5, 1.7))
                happening = self.happenings[number]
                self.happenings[number] = structs.replace(happening, responses=(*happening.responses, (state, self.now())))

    # -- alerts ----------------------------------------------------------------------------------------------------------------------

    def raise_threat(self, iso: str, target: Target) -> None:
        """One more thing in the sky of a region; the first of them raises the alert."""
        self._threats[iso] += 1
        if iso not in self._alert_since:
            self._alert_since[iso], self._alert_target[iso] = self.env.now, target
            self.record(What.WARNED, self.regions[iso].whole, target)

    def lower_threat(self, iso: str) -> Steps:
        """One thing less; the alert is cleared when nothing has been in the sky for a while."""
        self._threats[iso] -= 1
        yield self.env.timeout(ALERT_TAIL_S)
        if not self._threats[iso] and iso in self._alert_since:
            target = self._alert_target.pop(iso)
            del self._alert_since[iso]
            self.record(What.ALL_CLEAR, self.regions[iso].whole, target)

    def false_alarm(self, iso: str, at_s: float) -> Steps:
        """An alert over nothing."""
        yield self.env.timeout(at_s)
        self.raise_threat(iso, Target.UAV)
        yield self.env.timeout(self.rng.uniform(600, 2400))
        yield from self.lower_threat(iso)

    def now(self) -> datetime:
        """The world's clock as an instant in UTC, whole seconds."""
        return self.start + timedelta(seconds=int(self.env.now))


def is_night(at: datetime, region: Region) -> bool:
    """Whether it is dark there, by the clock alone: from 21 to 5, local time."""
    hour = at.astimezone(region.zone).hour
    return hour >= 21 or hour < 5


def run_world(scenario: Scenario, plans: Iterable[RaidPlan], *, start: datetime, nights: int, rng: random.Random) -> list[Happening]:
    """Everything that happens in an exercise, in order of time. Runs on past the last night until the last crew has come home."""
    world = World(scenario, start, nights, rng)
    for plan in plans:
        world.env.process(world.begin_raid(plan))
    for staged in scenario.staged:
        if staged.night < nights:
            world.env.process(world.play(staged))
    for iso in scenario.regions:
        rate_hz = scenario.faults.false_alarms_per_night / DAY_S / max(1, len(scenario.regions) / 3)
        for at_s in draw_even(world.end_s, rate_hz, rng):
            world.env.process(world.false_alarm(iso, at_s))
    world.env.run()
    return sorted(world.happenings, key=lambda happening: (happening.start, happening.happening_id))
