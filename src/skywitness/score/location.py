"""Location: how far from where it happened a report, or an incident, was placed, and whether the stated radius holds it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.model.place import Place
from skywitness.model.truth import Happening
from skywitness.model.words import PlaceRole, Precision, Topic
from skywitness.score.compare import Comparison
from skywitness.score.extraction import FAULTY
from skywitness.score.figures import Share, count_right, make_share, quantile
from skywitness.score.values import miss_m

HAPPENED = frozenset({PlaceRole.OCCURRED, PlaceRole.FELL})
"""Roles that say where it happened; where it was bound for, or came from, is no error in the place."""


class Placing(Struct, frozen=True):
    """One placing. ``miss_km`` and the rest are None when there is no place: an answer, not an error."""

    precision: Precision | None = None
    miss_km: float | None = None
    radius_km: float | None = None
    in_region: bool | None = None


class LocationFigures(Struct, frozen=True, kw_only=True):
    """Kilometres from the middle of the place to where it happened; ``within_radius``: the place's own disc holds it."""

    placed: Share
    within_radius: Share
    in_region: Share
    median_km: float | None
    p90_km: float | None


class LocationByKind(Struct, frozen=True, kw_only=True):
    """Of reports (each happening that was read in them) and of incidents, all together and by how fine the place is."""

    reports: LocationFigures
    reports_by_precision: dict[str, LocationFigures]
    incidents: LocationFigures
    incidents_by_precision: dict[str, LocationFigures]


class LocationObserved(Struct, frozen=True):
    """The placings of one exercise."""

    reports: tuple[Placing, ...]
    incidents: tuple[Placing, ...]


def observe_location(comparison: Comparison) -> LocationObserved:
    """Every placing that says where it happened. Reports that name a wrong place on purpose are left out; incidents have to cope with them."""
    reports = []
    for name, happenings in comparison.told_of.items():
        occurrence = comparison.concluded.occurrences[name]
        told = comparison.told(occurrence)
        misplaced = told is not None and any(FAULTY.get(fault) is Topic.PLACE for fault in told.faults)
        mention = occurrence.mention
        if not misplaced and (mention is None or mention.role in HAPPENED):
            meant = [comparison.truth.happenings[each] for each in happenings]
            reports.append(_nearest([make_placing(mention.place if mention else None, each) for each in meant]))
    incidents = [
        _nearest([make_placing(judged.incident.place, happening) for happening in judged.meant])
        for judged in comparison.judged
        if judged.meant and (judged.incident.role is None or judged.incident.role in HAPPENED)
    ]
    return LocationObserved(tuple(reports), tuple(incidents))


def make_placing(place: Place | None, happening: Happening) -> Placing:
    """A place held against where it happened."""
    if place is None:
        return Placing()
    in_region = place.iso == happening.iso if place.iso is not None and happening.iso else None
    return Placing(place.precision, miss_m(place, happening) / 1000, place.radius_m / 1000, in_region)


def _nearest(placings: Sequence[Placing]) -> Placing:
    """What stands for several happenings is placed rightly at any of them."""
    return min(placings, key=lambda placing: (placing.in_region is False, placing.miss_km or 0.0))


def sum_up_location(observed: Sequence[LocationObserved]) -> LocationByKind:
    """The figures over one exercise or several."""
    reports = [each for one in observed for each in one.reports]
    incidents = [each for one in observed for each in one.incidents]
    return LocationByKind(
        reports=_sum_up(reports),
        reports_by_precision=_by_precision(reports),
        incidents=_sum_up(incidents),
        incidents_by_precision=_by_precision(incidents),
    )


def _by_precision(placings: Sequence[Placing]) -> dict[str, LocationFigures]:
    found = {each.precision for each in placings}
    return {
        precision.value: _sum_up([each for each in placings if each.precision is precision])
        for precision in Precision
        if precision in found
    }


def _sum_up(placings: Sequence[Placing]) -> LocationFigures:
    misses = [(each.miss_km, each.radius_km) for each in placings if each.miss_km is not None and each.radius_km is not None]
    return LocationFigures(
        placed=make_share(len(misses), len(placings)),
        within_radius=count_right([miss <= radius for miss, radius in misses]),
        in_region=count_right([each.in_region for each in placings if each.in_region is not None]),
        median_km=quantile([miss for miss, _ in misses], 0.5),
        p90_km=quantile([miss for miss, _ in misses], 0.9),
    )
