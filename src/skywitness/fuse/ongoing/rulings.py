"""What people decided as it stands now, with the occurrences that each decision is about, and what another decision changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.fuse.rulings import Names, Placed, decided_places, kept_apart, rejected
from skywitness.model.ids import DecisionId, OccurrenceId
from skywitness.model.provenance import Decision, standing_decisions
from skywitness.model.words import DecisionKind

JOINING = frozenset({DecisionKind.MERGE, DecisionKind.SPLIT, DecisionKind.KEEP_APART})
"""What makes the groups that it names depend on one another."""
SHAPING = JOINING | {DecisionKind.PLACE, DecisionKind.REJECT}


class Rulings(Struct, frozen=True, kw_only=True):
    """The decisions that stand, oldest first, and what they come to for the occurrences that are there."""

    standing: tuple[Decision, ...] = ()
    names: frozenset[str] = frozenset()
    """All ids that these name, of what is there and of what may come: the rulings are others when one of them is."""
    about: Mapping[DecisionId, frozenset[OccurrenceId]] = {}
    """By decision, the occurrences that it names."""
    naming: Mapping[OccurrenceId, Sequence[Decision]] = {}
    """By occurrence, the decisions that name it and join or part what they name."""
    placed: Mapping[OccurrenceId, Placed] = {}
    refused: frozenset[OccurrenceId] = frozenset()
    refused_anchors: frozenset[OccurrenceId] = frozenset()
    apart: frozenset[tuple[OccurrenceId, OccurrenceId]] = frozenset()


def read_rulings(decisions: Sequence[Decision], names: Names) -> Rulings:
    """The rulings that decisions come to, given the names of what is there."""
    standing = standing_decisions(decisions)
    if not standing:
        return Rulings()
    about = {each.decision_id: frozenset(names.occurrences(each.about)) for each in standing if each.kind in SHAPING}
    naming = defaultdict[OccurrenceId, list[Decision]](list)
    for decision in standing:
        for occurrence in about[decision.decision_id] if decision.kind in JOINING else ():
            naming[occurrence].append(decision)
    refused, anchors = rejected(standing, names)
    return Rulings(
        standing=standing,
        names=frozenset(name for each in standing for name in each.about),
        about=about,
        naming=naming,
        placed=decided_places(standing, names),
        refused=frozenset(refused),
        refused_anchors=frozenset(anchors),
        apart=frozenset(kept_apart(standing, names)),
    )


def find_turned(before: Rulings, now: Rulings) -> set[OccurrenceId]:
    """The occurrences that a decision names which stands now and did not, or the other way round."""
    if now is before:
        return set()
    turned = {each.decision_id for each in before.standing} ^ {each.decision_id for each in now.standing}
    return {occurrence for each in turned for rulings in (before, now) for occurrence in rulings.about.get(each, ())}


def find_redrawn(before: Rulings, now: Rulings) -> set[OccurrenceId]:
    """The occurrences that people put elsewhere, reject, or reject no longer."""
    if now is before:
        return set()
    moved = {occurrence for occurrence in {*before.placed, *now.placed} if _place_of(before, occurrence) != _place_of(now, occurrence)}
    return moved | (before.refused ^ now.refused)


def _place_of(rulings: Rulings, occurrence: OccurrenceId) -> object:
    placed = rulings.placed.get(occurrence)
    return None if placed is None else (placed.place,)
