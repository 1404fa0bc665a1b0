"""Standing: how often what is called confirmed, claimed, witnessed … really is so, for incidents and for their attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from skywitness.model.words import Standing, Topic
from skywitness.score.compare import Comparison, Fate, Judged
from skywitness.score.figures import Share, count_right


class Stood(Struct, frozen=True):
    """One standing held against the truth. ``about`` is None for the incident as a whole, else an attribute."""

    about: Topic | None
    standing: Standing
    is_so: bool


class StandingFigures(Struct, frozen=True, kw_only=True):
    """By standing, the share that really is so: whether the incident happened at all, and whether the preferred value is the true one."""

    incidents: dict[str, Share]
    attributes: dict[str, Share]
    by_attribute: dict[str, dict[str, Share]]


def observe_standing(comparison: Comparison) -> tuple[Stood, ...]:
    """The standing of every incident that the exercise can judge, and of every attribute that the truth has a value for.

    A roll-up that stands as an incident of its own is no untruth, it is a fault of linking, and is left out here.
    """
    found = list[Stood]()
    for judged in comparison.judged:
        if judged.fate not in {Fate.UNJUDGED, Fate.RECOUNT}:
            found.append(Stood(None, judged.incident.standing, judged.fate is Fate.HAPPENED))
            found += _attributes(judged)
    return tuple(found)


def _attributes(judged: Judged) -> Iterable[Stood]:
    for attribute in judged.incident.attributes:
        is_so = None if attribute.preferred is None else judged.is_so(attribute.about, attribute.preferred)
        if is_so is not None:
            yield Stood(attribute.about, attribute.standing, is_so)


def sum_up_standing(observed: Sequence[Stood]) -> StandingFigures:
    """The figures over one exercise or several; standings that never occurred are left out."""
    topics = [topic for topic in Topic if any(each.about is topic for each in observed)]
    return StandingFigures(
        incidents=_by_standing([each for each in observed if each.about is None]),
        attributes=_by_standing([each for each in observed if each.about is not None]),
        by_attribute={topic.value: _by_standing([each for each in observed if each.about is topic]) for topic in topics},
    )


def _by_standing(stood: Sequence[Stood]) -> dict[str, Share]:
    shares = {standing.value: count_right([each.is_so for each in stood if each.standing is standing]) for standing in Standing}
    return {name: share for name, share in shares.items() if share.of}
