"""How things came to be: the steps that ran, who ran them, what people decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from skywitness.model.ids import ActivityId, DecisionId
from skywitness.model.words import DecisionKind


class Activity(Struct, frozen=True, kw_only=True):
    """A step that ran (PROV-DM Activity): its name, version and settings, and the agent that ran it. The id comes from those, not from the time."""

    activity_id: ActivityId
    step: str
    version: str
    settings: str
    """Canonical JSON of what could change the result."""
    agent: str


class Decision(Struct, frozen=True, kw_only=True):
    """What a person decided: kept for ever, wins over the machine, reversed only by another decision."""

    decision_id: DecisionId
    kind: DecisionKind
    about: tuple[str, ...]
    """Ids of incidents, occurrences, reports, sources or decisions, in the order that the kind gives them a meaning."""
    value: str | None
    by: str
    why: str
    made_at: datetime


def standing_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions in the order in which they were made, without those that a later one undid (an undo can be undone)."""
    ordered = sorted(decisions, key=lambda decision: (decision.made_at, decision.decision_id))
    undone: set[str] = set()
    for decision in reversed(ordered):
        if decision.kind is DecisionKind.UNDO and decision.decision_id not in undone:
            undone.update(decision.about)
    return tuple(each for each in ordered if each.decision_id not in undone and each.kind is not DecisionKind.UNDO)
