"""Follows the emergency services through an incident: alerted, on site, area secured, damage assessed, closed."""

from __future__ import annotations

from collections.abc import Iterable

from skywitness.assess.material import Said
from skywitness.model.incident import ResponseStep
from skywitness.model.words import What

STATES = ("alerted", "on_site", "secured", "damage_assessed", "closed")


def follow_response(said: Iterable[Said]) -> tuple[ResponseStep, ...]:
    """The steps that reports tell of, in their natural order; the first report of a step by an asserter counts.

    ``at`` is when the step was taken, if a report says so: the time of publication is another time and is not put in its place.
    A report that names no known step says that services act: they were alerted.
    """
    steps: dict[tuple[int, str], ResponseStep] = {}
    for one in said:
        claim = one.assertion
        if claim.what is not What.RESPONSE or claim.negated:
            continue
        for state in _states(claim.value):
            step = ResponseStep(state=state, asserter=one.speaker, at=claim.period.start, quote=claim.quote)
            steps.setdefault((STATES.index(state), one.speaker), step)
    return tuple(steps[key] for key in sorted(steps))


def _states(value: str | None) -> list[str]:
    """The steps that a value names.

    >>> _states("on_site, secured"), _states(None)
    (['on_site', 'secured'], ['alerted'])
    """
    named = [word.strip().replace(" ", "_") for word in (value or "").casefold().split(",")]
    return [state for state in STATES if state in named] or ["alerted"]
