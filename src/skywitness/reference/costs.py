"""What one piece of a system costs, as public estimates have it: always a range with its source, and nothing where nothing is known."""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from skywitness.reference.facts import find_system, load_facts, read_table


class UnitCost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The range of published estimates for one piece, in US dollars of about the date."""

    name: str
    low: int
    high: int
    source: str
    as_of: str


class Costs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Costs of what attacks, by the name of the system, and of what is spent to stop it."""

    attack: tuple[UnitCost, ...]
    defence: tuple[UnitCost, ...]


@cache
def load_costs() -> Costs:
    """The shipped table, read once."""
    return msgspec.convert(read_table("costs"), Costs)


def find_attack_cost(model: str) -> UnitCost | None:
    """The cost of one piece of a model, under any name that the table of systems knows; None where it is unknown or several models are meant.

    >>> find_attack_cost("Герань-2").name, find_attack_cost("Kalibr and X-59")
    ('Shahed-136', None)
    """
    system = find_system(load_facts(), model)
    return next((cost for cost in load_costs().attack if system is not None and cost.name == system.name), None)
