"""What another local channel makes of a happening: one thing told otherwise than everybody else has it, so that it is known who contradicts whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import structs

from skywitness.exercise.streams.desk import Desk, Said, clock
from skywitness.exercise.wording import Facts
from skywitness.model.truth import Happening
from skywitness.model.words import Target, What

TOLD_OTHERWISE = (What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL)
MOST_MORE, MOST_HURT = 4, 6
HOURS_OFF = (2, 5)
DELAY_S = (600, 5400)
OTHER_TARGET = {Target.UAV.value: Target.CRUISE_MISSILE.value, Target.CRUISE_MISSILE.value: Target.UAV.value}
OTHER_OUTCOME = {What.INTERCEPTED: What.IMPACT, What.IMPACT: What.INTERCEPTED}

Version = tuple[str, Facts, str]
"""An act, the facts that are told under it, and the question that is answered wrongly."""


def tell_otherwise(desk: Desk) -> None:
    """Put down what rival channels tell, where the scenario has any."""
    for local in desk.cast.local.values():
        if local.rival is None:
            continue
        for happening in desk.happenings:
            if (
                happening.iso != local.region.iso
                or happening.what not in TOLD_OTHERWISE
                or desk.rng.random() >= desk.scenario.faults.rivalry
            ):
                continue
            at = desk.later(happening.start, *DELAY_S)
            act, facts, wrong = desk.rng.choice(_versions(happening))(desk, happening)
            desk.publish(local.rival, at, act, "rival", facts, Said(speaks_of=(happening.happening_id,), faults=(wrong,)))


def _versions(happening: Happening) -> list[Callable[[Desk, Happening], Version]]:
    """The ways of telling a happening wrongly: of debris only who was hurt by it and where it fell."""
    if happening.what is What.DEBRIS_FELL:
        return [_hurt_others, _elsewhere]
    return [_more, _of_another_kind, _at_another_hour, _otherwise_ended, _hurt_others, _elsewhere, _with_damage]


def _plain(desk: Desk, happening: Happening) -> Facts:
    """The true facts; of the hour nothing, so that it is told only by who errs about it."""
    facts = desk.facts_of(happening, happening.start)
    return structs.replace(facts, words={}, injured=None)


def _more(desk: Desk, happening: Happening) -> Version:
    return happening.what.value, structs.replace(_plain(desk, happening), count=happening.count + desk.rng.randint(1, MOST_MORE)), "count"


def _of_another_kind(desk: Desk, happening: Happening) -> Version:
    return happening.what.value, structs.replace(_plain(desk, happening), target=OTHER_TARGET[happening.target.value]), "target"


def _at_another_hour(desk: Desk, happening: Happening) -> Version:
    at = happening.start - timedelta(hours=desk.rng.uniform(*HOURS_OFF))
    return (
        f"{happening.what.value}_at",
        structs.replace(_plain(desk, happening), words={"clock": clock(at, desk.region(happening))}),
        "period",
    )


def _otherwise_ended(desk: Desk, happening: Happening) -> Version:
    return OTHER_OUTCOME[happening.what].value, _plain(desk, happening), "outcome"


def _hurt_others(desk: Desk, happening: Happening) -> Version:
    others = [number for number in range(1, MOST_HURT + 1) if number != happening.casualties]
    hurt = desk.rng.choice(others)
    tags = {"hurt", "hurt_one" if hurt == 1 else "hurt_many"}
    return "casualties", structs.replace(_plain(desk, happening), injured=hurt, tags=frozenset(tags)), "casualties"


def _with_damage(desk: Desk, happening: Happening) -> Version:
    return "damage", _plain(desk, happening), "damage"


def _elsewhere(desk: Desk, happening: Happening) -> Version:
    facts = _plain(desk, happening)
    others = [town for town in desk.region(happening).towns if town is not facts.place]
    return happening.what.value, structs.replace(facts, place=desk.rng.choice(others)) if others else facts, "place"
