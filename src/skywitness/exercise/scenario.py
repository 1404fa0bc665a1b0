"""What a named scenario fixes before the dice are thrown: where, what kind of campaign, how dense, and how the sources misbehave."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings


class Campaign(StrEnum):
    """Of what kind a series of raids is: what a pattern test should find."""

    INDEPENDENT = "independent"
    SELF_EXCITING = "self_exciting"
    COORDINATED = "coordinated"
    ONE_OFF = "one_off"
    RETALIATION = "retaliation"


class Faults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often sources go wrong: chances from 0 to 1 for each report that could."""

    silence: float = 0.05
    """A region's authority says nothing in a whole night."""
    overstating: float = 0.06
    """The ministry claims one or two kills more than there were."""
    rounding: float = 0.15
    """A roll-up is rounded to the nearest five."""
    withholding: float = 0.0
    """A ministry's post refuses figures instead of giving them."""
    wrong_town: float = 0.06
    """A resident names a neighbouring town."""
    old_footage: float = 0.03
    """A resident passes off an old video as this night's."""
    rumour: float = 0.04
    """A channel tells of a raid happening that there was not."""
    partisan: float = 0.1
    """The partisan source answers a happening, overstating it."""
    rivalry: float = 0.0
    """A rival local channel, which no region has otherwise, tells a happening with one thing in it wrong."""
    false_alarms_per_night: float = 0.4
    """Alerts, and sounds that residents took for explosions, with nothing in the sky."""


class Staged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kill that the scenario tells of whatever the dice say. ``town`` counts from 0 in the region's list."""

    night: int
    hours_after_noon: float
    iso: str
    means: str
    town: int = 0


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One named exercise. ``start`` is its first local noon; a night runs from noon to noon.

    ``raids_per_night`` and ``flights_per_raid`` are means; ``missiles`` is the share of missiles among what flies. ``residents`` is the mean number of residents
    that speak of one happening, ``copies`` the mean number of copies of a post that is worth copying. ``airport`` and ``crossing`` add their streams.
    """

    title: str
    about: str
    start: date
    nights: int
    campaign: Campaign
    regions: tuple[str, ...]
    raids_per_night: float
    flights_per_raid: float
    missiles: float = 0.1
    residents: float = 3.0
    copies: float = 2.0
    silent_ministry: bool = False
    airport: bool = False
    crossing: tuple[str, ...] = ()
    staged: tuple[Staged, ...] = ()
    rumours: int = 0
    """Tales of nothing that are told whatever the dice say."""
    leak: float = 1.0
    """Multiplies the chance that defence misses; 1 is the usual, more lets more through."""
    faults: Faults = Faults()


@cache
def load_scenarios() -> dict[str, Scenario]:
    """The scenarios that ship, by name, in the order of the file."""
    return msgspec.yaml.decode((files("skywitness.exercise") / "scenarios.yml").read_bytes(), type=dict[str, Scenario])


def find_scenario(name: str) -> Scenario:
    """The scenario of a name.

    Raises
    ------
    BadSettings
        There is no such scenario; the message lists those that there are.

    >>> find_scenario("founding-story").nights
    2
    """
    scenarios = load_scenarios()
    if name not in scenarios:
        raise BadSettings(f"no scenario is called {name!r}; there are: {', '.join(scenarios)}")
    return scenarios[name]
