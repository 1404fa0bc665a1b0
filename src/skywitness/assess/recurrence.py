"""Holds "the second in two days" against the ledger's own incidents. The ledger may lack some, so a claim of more than it knows is not refuted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from skywitness.assess.material import Material, public_since
from skywitness.model.incident import Incident
from skywitness.model.words import Topic, What

STATED = re.compile(r"(?P<n>\d{1,3}) in (?P<m>\d{1,3}) (?P<unit>hour|day|night|week|month|year)s?")
"""How an extractor writes a recurrence with a number and a span: "2 in 2 days"."""
UNIT_DAYS = {"hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0, "month": 31.0, "year": 366.0}
COUNTED = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
QUIET = timedelta(hours=3)
"""An incident is alone when its region has no other for so long before and after."""


class Series(Struct, frozen=True):
    """When the ledger's incidents became known or happened, by ISO 3166-2 region, each list in order of time."""

    times: Mapping[str, Sequence[datetime]]


def list_series(material: Material) -> Series:
    """The series of all regions. Incidents without a region or a time are in none. Sorting is all the cost."""
    times = defaultdict[str, list[datetime]](list)
    for incident in material.incidents:
        point = point_of(incident, material)
        if point is not None:
            times[point[0]].append(point[1])
    return Series({iso: sorted(found) for iso, found in times.items()})


def point_of(incident: Incident, material: Material) -> tuple[str, datetime] | None:
    """Region and time of an incident in the series of its region; None when it is in none."""
    at = happened_at(incident, material)
    if incident.what in COUNTED and at and incident.place and incident.place.iso:
        return incident.place.iso, at
    return None


def is_alone(incident: Incident, material: Material, series: Series) -> bool:
    """Whether the ledger knows of no other incident in its region within three hours. One without a region or a time is not known to be alone."""
    point = point_of(incident, material)
    if point is None:
        return False
    times = series.times.get(point[0], ())
    return bisect_right(times, point[1] + QUIET) - bisect_left(times, point[1] - QUIET) <= 1


def names_places(incident: Incident) -> bool:
    """Whether voices put an incident into more than one place."""
    return any(attribute.about is Topic.PLACE and len(attribute.candidates) > 1 for attribute in incident.attributes)


def happened_at(incident: Incident, material: Material) -> datetime | None:
    """When it happened as far as told, else when it became public; None when neither is known."""
    return incident.period.end or incident.period.start or public_since(incident, material.reports)


def check_recurrence(value: str | None, incident: Incident, material: Material, series: Series) -> str | None:
    """What the ledger says to a claim such as "2 in 2 days" about the series that ends with this incident; None when it cannot be put as a sum.

    The place of the series is taken to be the incident's region.
    """
    stated = STATED.fullmatch(value or "")
    iso = incident.place.iso if incident.place else None
    at = happened_at(incident, material)
    if stated is None or iso is None or at is None:
        return None
    told, length = int(stated["n"]), int(stated["m"])
    times = series.times.get(iso, ())
    begin = at - timedelta(days=length * UNIT_DAYS[stated["unit"]])
    known = bisect_right(times, at) - bisect_left(times, begin)
    where = (
        f"in {incident.place.name if incident.place else iso} ({iso}) in the {length} {stated['unit']}{'s' if length > 1 else ''} up to it"
    )
    if known >= told:
        return f"the ledger knows {known} such incidents {where}: enough for {told}"
    return f"the ledger knows {known} of the {told} such incidents {where}; it may lack some, so this refutes nothing"
